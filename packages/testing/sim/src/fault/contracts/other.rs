//! Every contract's own code as other code than what an instance has run so far: newer by its version
//! number, and, for a while, as one that speaks a later version of the wire.
//!
//! What must always hold: the code's own decisions are untouched. Before a migration the instance is
//! made to look older, since nothing but a number tells the two apart; what speaks a later version
//! differs in the numbers of what it sends and answers alone.

use cosmwasm_std::{
    Binary, Checksum, CosmosMsg, Deps, DepsMut, Env, IbcMsg, MessageInfo, MigrateInfo, Reply,
    Response, Storage,
};
use seawall_fixtures::deploy::code as deployed;
use serde_json::Value;
use simnet::{CodeFailure, ContractCode, IbcCall};

/// The version that the instance is made to have.
const OLDER: &str = "0.0.1";
/// Where cw2 keeps which code an instance runs.
const RECORD: &[u8] = b"contract_info";

type Result<T = Response> = std::result::Result<T, CodeFailure>;

/// How it speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Speech {
    /// As it is written.
    Own,
    /// It says that it understands one version more.
    KnowsMore,
    /// Its packets have a version that nobody else knows.
    TooNew,
}

/// The code of the contract of this name.
pub fn code(name: &str, speech: Speech) -> Option<Box<dyn ContractCode>> {
    let own = match name {
        "price-oracle" => deployed::price_oracle(),
        "coordinator" => deployed::coordinator(),
        "outpost" => deployed::outpost(),
        "vault" => deployed::vault(),
        "auction-house" => deployed::auction_house(),
        "market" => deployed::market(),
        "courier" => deployed::courier(),
        "insurance-pool" => deployed::insurance_pool(),
        _ => return None,
    };
    Some(Box::new(Other { own, speech }))
}

struct Other {
    own: Box<dyn ContractCode>,
    speech: Speech,
}

fn age(storage: &mut dyn Storage) -> serde_json::Result<()> {
    let raw = storage.get(RECORD).unwrap_or_default();
    let mut record: Value = serde_json::from_slice(&raw)?;
    if let Some(version) = record.get_mut("version") {
        *version = Value::from(OLDER);
    }
    storage.set(RECORD, &serde_json::to_vec(&record)?);
    Ok(())
}

impl Speech {
    /// A packet or an ack in this speech.
    fn say(self, data: &Binary) -> Binary {
        let Ok(text) = std::str::from_utf8(data) else {
            return data.clone();
        };
        let said = match self {
            Self::Own => return data.clone(),
            Self::KnowsMore => text.replace(
                r#""hello":{"min":1,"max":1}"#,
                r#""hello":{"min":1,"max":2}"#,
            ),
            Self::TooNew => text.replacen(r#"{"wire":1,"#, r#"{"wire":2,"#, 1),
        };
        Binary::from(said.into_bytes())
    }
}

impl Other {
    fn speaks(&self, response: Response) -> Response {
        let mut response = response;
        if self.speech == Speech::Own {
            return response;
        }
        for sub in &mut response.messages {
            if let CosmosMsg::Ibc(IbcMsg::SendPacket { data, .. }) = &mut sub.msg {
                *data = self.speech.say(data);
            }
        }
        response.data = response.data.map(|data| self.speech.say(&data));
        response
    }
}

impl ContractCode for Other {
    fn checksum(&self) -> Option<Checksum> {
        self.own.checksum()
    }

    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> Result {
        self.own.instantiate(deps, env, info, msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> Result {
        Ok(self.speaks(self.own.execute(deps, env, info, msg)?))
    }

    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary> {
        self.own.query(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> Result {
        Ok(self.speaks(self.own.reply(deps, env, reply)?))
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> Result {
        self.own.sudo(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: &[u8], info: MigrateInfo) -> Result {
        let failed = |e: serde_json::Error| CodeFailure::Error(e.to_string());
        age(deps.storage).map_err(failed)?;
        self.own.migrate(deps, env, msg, info)
    }

    fn ibc(&self, deps: DepsMut, env: Env, call: IbcCall) -> Result {
        Ok(self.speaks(self.own.ibc(deps, env, call)?))
    }
}
