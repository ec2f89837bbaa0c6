//! A courier with a balance, whose messages can be looked at.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{from_json, Addr, Coin, CosmosMsg, Empty, Env, OwnedDeps, Response, Uint128};
use seawall_courier::contract::{execute, instantiate, query};
use seawall_courier::error::CourierResult;
use seawall_interfaces::courier::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, QueryMsg, Quota, Role, StatusResponse,
};
use seawall_wire::ids::RouteId;

pub const DENOM: &str = "uusdc";
pub const TIMEOUT: u64 = 600;

pub struct Courier {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier, Empty>,
    pub env: Env,
    pub owner: Addr,
    pub anyone: Addr,
    pub market: Addr,
}

pub fn bare() -> Courier {
    let mut deps = cosmwasm_std::testing::mock_dependencies();
    let [owner, anyone, market] = ["owner", "anyone", "market"].map(|n| deps.api.addr_make(n));
    let env = mock_env();
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        route: RouteId(5),
        denom: DENOM.into(),
    };
    instantiate(deps.as_mut(), env.clone(), message_info(&anyone, &[]), msg).unwrap();
    Courier {
        deps,
        env,
        owner,
        anyone,
        market,
    }
}

pub fn quota(amount: u128, window_secs: u64) -> Option<Quota> {
    Some(Quota {
        amount: Uint128::new(amount),
        window_secs,
    })
}

pub fn sender_role(quota: Option<Quota>) -> Role {
    Role::Sender {
        channel: "channel-7".into(),
        receiver: "noble1receiver".into(),
        timeout_secs: TIMEOUT,
        quota,
    }
}

pub fn sender(quota: Option<Quota>) -> Courier {
    let mut c = bare();
    let role = sender_role(quota);
    c.by_owner(ExecuteMsg::SetRole { role }).unwrap();
    c
}

pub fn receiver() -> Courier {
    let mut c = bare();
    let role = c.receiver_role();
    c.by_owner(ExecuteMsg::SetRole { role }).unwrap();
    c
}

impl Courier {
    pub fn receiver_role(&self) -> Role {
        Role::Receiver {
            market: self.market.to_string(),
        }
    }

    pub fn by(&mut self, who: &Addr, funds: &[Coin], msg: ExecuteMsg) -> CourierResult<Response> {
        let info = message_info(who, funds);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn by_owner(&mut self, msg: ExecuteMsg) -> CourierResult<Response> {
        self.by(&self.owner.clone(), &[], msg)
    }

    pub fn by_anyone(&mut self, msg: ExecuteMsg) -> CourierResult<Response> {
        self.by(&self.anyone.clone(), &[], msg)
    }

    pub fn holds(&mut self, coins: &[Coin]) {
        let own = self.env.contract.address.clone();
        self.deps.querier.bank.update_balance(own, coins.to_vec());
    }

    pub fn holds_units(&mut self, units: u128) {
        self.holds(&[cosmwasm_std::coin(units, DENOM)]);
    }

    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn status(&self) -> StatusResponse {
        let answer = query(self.deps.as_ref(), self.env.clone(), QueryMsg::Status {});
        from_json(answer.unwrap()).unwrap()
    }

    pub fn config(&self) -> ConfigResponse {
        let answer = query(self.deps.as_ref(), self.env.clone(), QueryMsg::Config {});
        from_json(answer.unwrap()).unwrap()
    }
}

pub fn messages(response: &Response) -> Vec<CosmosMsg> {
    response
        .messages
        .iter()
        .map(|sub| sub.msg.clone())
        .collect()
}

pub fn kind(response: &Response) -> String {
    let attributes = &response.events[0].attributes;
    let kind = attributes.iter().find(|a| a.key == "kind");
    kind.unwrap().value.clone()
}

pub fn why(result: CourierResult<Response>) -> String {
    result.unwrap_err().to_string()
}
