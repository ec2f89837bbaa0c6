//! One message by one caller: what comes of it.
//!
//! What must always hold: nothing stays done. The message is the first of a transaction whose second
//! always fails, after it has seen what the first one came to; so every cell starts from the same state.
//!
//! * `done`: the message had its effect.
//! * `refused`: the contract's authorization error, which names this very caller.
//! * `refused by the hub`: the outpost passed the wish on, and the hub refused it as not the caller's.
//! * `idle`: the caller may send it, but there is nothing of its own that it could act on; with the
//!   contract's reason. That this is not a refusal in disguise is shown by the same message in the same
//!   state having its effect for somebody else in the row.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, Coin, CosmosMsg, Deps, DepsMut, Empty, Env,
    MessageInfo, Response, StdError, StdResult, WasmMsg,
};
use seawall_fixtures::deploy::install;
use seawall_fixtures::spec::HUB;
use seawall_fixtures::World;
use seawall_interfaces::outpost::{CommandResponse, QueryMsg};
use seawall_wire::ids::CommandId;
use seawall_wire::Code;
use simnet::IbcContract;

use crate::rows::{Row, Told};
use crate::scene::{Caller, Scene};

/// What comes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Done,
    Refused,
    RefusedByTheHub,
    Idle(String),
}

impl Verdict {
    /// Was it the caller that was refused?
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused | Self::RefusedByTheHub)
    }

    pub fn text(&self) -> String {
        match self {
            Self::Done => "done".into(),
            Self::Refused => "refused".into(),
            Self::RefusedByTheHub => "refused by the hub".into(),
            Self::Idle(why) => format!("idle: {why}"),
        }
    }
}

/// Asks somebody something and fails with the answer.
#[cw_serde]
struct Look {
    at: Option<(Addr, Binary)>,
}

const SAW: &str = "the witness saw ";

fn look(deps: DepsMut, _: Env, _: MessageInfo, msg: Look) -> StdResult<Response> {
    let Some((at, ask)) = msg.at else {
        return Err(StdError::msg(format!("{SAW}nothing")));
    };
    let query = cosmwasm_std::WasmQuery::Smart {
        contract_addr: at.into_string(),
        msg: ask,
    };
    let answer: CommandResponse = deps.querier.query(&query.into())?;
    let answer = cosmwasm_std::to_json_string(&answer)?;
    Err(StdError::msg(format!("{SAW}{answer}")))
}

fn start(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn silent(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("nothing to ask"))
}

/// Tries messages and takes them back.
pub struct Judge {
    witness: Addr,
    /// The number that the outpost's next command will have.
    next: CommandId,
    outpost: Addr,
}

impl Judge {
    pub fn new(scene: &mut Scene) -> Self {
        let witness = IbcContract::new(start, look, silent);
        let hub = scene.world.hub;
        let witness = install(&mut scene.world, hub, witness, &Empty {}).unwrap();
        let outpost = scene.at["outpost"].clone();
        let known = |id: u64| {
            let ask = QueryMsg::Command { id: CommandId(id) };
            let found: CommandResponse = scene.world.query(HUB, &outpost, &ask).unwrap();
            found != CommandResponse::Unknown {}
        };
        let next = CommandId((1..).find(|id| !known(*id)).unwrap());
        Self {
            witness,
            next,
            outpost,
        }
    }

    pub fn try_out(&self, scene: &mut Scene, row: &Row, caller: &Addr) -> Verdict {
        let ask = QueryMsg::Command { id: self.next };
        let ask = to_json_binary(&ask).unwrap();
        let at = (row.told == Told::Hub).then(|| (self.outpost.clone(), ask));
        let look = to_json_binary(&Look { at }).unwrap();
        let msgs = vec![
            execute(&row.target, row.msg.clone(), row.funds.clone()),
            execute(&self.witness, look, vec![]),
        ];
        let hub = scene.world.hub;
        let failed = scene.world.net.tx_msgs(hub, caller, msgs).unwrap_err();
        let text = failed.to_string();
        match text.split_once(SAW) {
            Some((_, saw)) => seen(saw),
            None => refused(&text, caller, &scene.callers, &row.target),
        }
    }

    /// A migration to the code that runs already.
    pub fn migrate(&self, scene: &mut Scene, contract: &Addr, caller: &Addr) -> Verdict {
        let (hub, code_id) = (scene.world.hub, code_of(&scene.world, contract));
        let done = scene
            .world
            .net
            .migrate(hub, caller, contract, code_id, &Empty {});
        let text = done.unwrap_err().to_string();
        if text.contains("migration: expected") {
            return Verdict::Idle("the code is not newer".into());
        }
        assert!(text.contains("Only admin can migrate"), "{text}");
        Verdict::Refused
    }
}

fn code_of(world: &World, contract: &Addr) -> u64 {
    let app = world.net.app(world.hub);
    app.contract_data(contract).unwrap().code_id
}

fn execute(contract: &Addr, msg: Binary, funds: Vec<Coin>) -> CosmosMsg {
    WasmMsg::Execute {
        contract_addr: contract.to_string(),
        msg,
        funds,
    }
    .into()
}

/// The first message succeeded; for a command that is not all.
fn seen(saw: &str) -> Verdict {
    let Ok(answer) = from_json::<CommandResponse>(saw.as_bytes()) else {
        assert_eq!(saw, "nothing");
        return Verdict::Done;
    };
    match answer {
        CommandResponse::Admitted(_) => Verdict::Done,
        CommandResponse::Refused(error) if error.code == Code::UNAUTHORIZED => {
            Verdict::RefusedByTheHub
        }
        CommandResponse::Refused(error) => Verdict::Idle(error.to_string()),
        other => panic!("a command over a local link is answered at once: {other:?}"),
    }
}

/// The first message failed: because of who sent it, or for another reason?
fn refused(text: &str, caller: &Addr, callers: &[Caller], target: &Addr) -> Verdict {
    let ours = text.contains("unauthorized: expected") && text.ends_with(&format!("got {caller}"));
    if ours || text.ends_with("expected a feeder of this asset") {
        return Verdict::Refused;
    }
    let (_, why) = text
        .split_once("failed: ")
        .expect("the words of a contract");
    assert!(
        !why.contains("unauthorized"),
        "somebody else was refused: {why}"
    );
    let mut why = why.replace(target.as_str(), "this contract");
    for known in callers {
        why = why.replace(known.addr.as_str(), known.name);
    }
    Verdict::Idle(why)
}
