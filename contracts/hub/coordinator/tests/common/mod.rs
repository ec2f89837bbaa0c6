//! A coordinator with three chains. Each has a stub outpost on the hub's own chain and so a local
//! link of its own: same packets, no relayer needed.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

pub mod setup;
pub mod speech;
pub mod stubs;

use cosmwasm_std::{Addr, Decimal};
use cw_multi_test::{App, AppResponse, ContractWrapper, Executor, MockApiBech32};
use seawall_coordinator::contract;
use seawall_interfaces::coordinator::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, ChainNo, ListingId};
use seawall_wire::{Envelope, Order, RemoteAddr, ToChain};
#[allow(unused_imports)] // not every test speaks
pub use speech::*;
use stubs::{Mood, OutpostMsg, Say, HUB};

pub type Chain = App<cw_multi_test::BankKeeper, MockApiBech32>;

pub const HOME: ChainNo = ChainNo(1);
pub const DEBT: ChainNo = ChainNo(2);
pub const FAR: ChainNo = ChainNo(3);
/// ATOM at home, USD on the debt chain, ATOM vouchers far away (they ramp up), USD at home.
pub const ATOM: ListingId = ListingId(1);
pub const USD: ListingId = ListingId(2);
pub const VOUCHER: ListingId = ListingId(3);
pub const USD_HOME: ListingId = ListingId(4);
pub const RAMP: u64 = 1_000;
pub const UNIT: u128 = 1_000_000;

pub struct World {
    pub app: Chain,
    pub hub: Addr,
    pub oracle: Addr,
    pub outposts: Vec<Addr>,
    pub owner: Addr,
    pub guardian: Addr,
    pub next: u64,
}

pub fn addr(text: &str) -> RemoteAddr {
    RemoteAddr::new(text).unwrap()
}

pub fn acc(number: u64) -> AccountId {
    AccountId(number)
}

pub fn coll(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

pub fn debt(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

pub fn shares(units: u128) -> DebtShares {
    DebtShares::new(units)
}

/// A hub with everything set and prices of 10 and 1.
pub fn world() -> World {
    let mut world = bare();
    world.set_all();
    world
}

pub fn bare() -> World {
    let api = MockApiBech32::new("hub");
    let mut app = cw_multi_test::AppBuilder::new()
        .with_api(api)
        .build(cw_multi_test::no_init);
    let coordinator = app.store_code(Box::new(
        ContractWrapper::new(contract::execute, contract::instantiate, contract::query)
            .with_reply(contract::reply),
    ));
    let oracle = app.store_code(Box::new(ContractWrapper::new(
        stubs::say,
        stubs::start,
        stubs::prices,
    )));
    let outpost = app.store_code(Box::new(ContractWrapper::new(
        stubs::outpost,
        stubs::start,
        stubs::orders,
    )));
    let owner = app.api().addr_make("owner");
    let guardian = app.api().addr_make("guardian");
    let none = cosmwasm_std::Empty {};
    let mut install = |code, label: &str| {
        app.instantiate_contract(code, owner.clone(), &none, &[], label, None)
            .unwrap()
    };
    let oracle = install(oracle, "oracle");
    let outposts: Vec<Addr> = ["home", "debt", "far"]
        .iter()
        .map(|label| install(outpost, label))
        .collect();
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        guardian: guardian.to_string(),
        hub_id: HUB,
        chain: HOME,
        oracle: oracle.to_string(),
        params: setup::params(),
    };
    let hub = app
        .instantiate_contract(
            coordinator,
            owner.clone(),
            &msg,
            &[],
            "hub",
            Some(owner.to_string()),
        )
        .unwrap();
    World {
        app,
        hub,
        oracle,
        outposts,
        owner,
        guardian,
        next: 0,
    }
}

impl World {
    pub fn execute(&mut self, sender: &Addr, msg: &ExecuteMsg) -> Result<AppResponse, String> {
        let hub = self.hub.clone();
        let result = self.app.execute_contract(sender.clone(), hub, msg, &[]);
        result.map_err(|e| error_text(&e))
    }

    pub fn own(&mut self, msg: &ExecuteMsg) -> Result<AppResponse, String> {
        let owner = self.owner.clone();
        self.execute(&owner, msg)
    }

    pub fn query<T: serde::de::DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        self.app.wrap().query_wasm_smart(&self.hub, msg).unwrap()
    }

    pub fn price(&mut self, asset: u32, spot: &str, ema: &str, good: bool) {
        let parse = |text: &str| text.parse::<Decimal>().unwrap();
        let (oracle, owner) = (self.oracle.clone(), self.owner.clone());
        let say = Say(asset, parse(spot), parse(ema), good);
        self.app.execute_contract(owner, oracle, &say, &[]).unwrap();
    }

    pub fn mood(&mut self, chain: ChainNo, mood: Mood) {
        let (outpost, owner) = (self.outpost(chain), self.owner.clone());
        self.app
            .execute_contract(owner, outpost, &OutpostMsg::SetMood(mood), &[])
            .unwrap();
    }

    pub fn outpost(&self, chain: ChainNo) -> Addr {
        self.outposts[usize::from(chain.0) - 1].clone()
    }

    pub fn wait(&mut self, seconds: u64) {
        self.app.update_block(|block| {
            block.time = block.time.plus_seconds(seconds);
            block.height += seconds / 6 + 1;
        });
    }

    pub fn now(&self) -> u64 {
        self.app.block_info().time.seconds()
    }

    /// Orders that a chain was given, in their order.
    pub fn orders(&self, chain: ChainNo) -> Vec<Order> {
        let none = cosmwasm_std::Empty {};
        let all: Vec<Envelope<ToChain>> = self
            .app
            .wrap()
            .query_wasm_smart(self.outpost(chain), &none)
            .unwrap();
        let orders = all.into_iter().filter_map(|envelope| match envelope.body {
            ToChain::Order { order, .. } => Some(order),
            ToChain::Hello(_) | ToChain::Resolve(_) => None,
        });
        orders.collect()
    }
}

/// The innermost text.
pub fn error_text(error: &cosmwasm_std::StdError) -> String {
    format!("{error:?}")
}
