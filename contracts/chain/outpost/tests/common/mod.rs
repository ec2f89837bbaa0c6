//! An outpost on the hub's own chain between stub neighbours and a stub coordinator.
#![allow(dead_code, missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

pub mod stub;

use cosmwasm_std::{coins, from_json, to_json_binary, Addr, Binary, Coin, Empty};
use cw_multi_test::{App, AppBuilder, AppResponse, ContractWrapper, Executor, MockApiBech32};
use seawall_interfaces::outpost::{
    CommandResponse, ExecuteMsg, FailedCallResponse, InstantiateMsg, LinkResponse, LinkSetup,
    QueryMsg,
};
use seawall_outpost::contract;
use seawall_wire::ids::*;
use seawall_wire::{
    encode, Ack, CommandAck, Envelope, Order, Origin, RemoteAddr, ToChain, ToChainAck, ToHub,
    ToHubAck, WireError, WIRE_MIN,
};
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use stub::Plan;

pub const HUB: u32 = 7;
pub const CHAIN: ChainNo = ChainNo(1);
pub const LISTING: ListingId = ListingId(4);
pub const ROUTE: RouteId = RouteId(3);
pub const ACCOUNT: AccountId = AccountId(11);

pub type TestApp = App<cw_multi_test::BankKeeper, MockApiBech32>;

pub struct World {
    pub app: TestApp,
    pub outpost: Addr,
    pub hub: Addr,
    pub vault: Addr,
    pub house: Addr,
    pub market: Addr,
    pub pool: Addr,
    pub courier: Addr,
    pub owner: Addr,
    pub guardian: Addr,
    pub alice: Addr,
    pub pushed: u64,
}

pub fn remote(text: &str) -> RemoteAddr {
    RemoteAddr::new(text).unwrap()
}

pub fn instantiate_msg(link: LinkSetup, owner: &Addr, guardian: &Addr) -> InstantiateMsg {
    InstantiateMsg {
        owner: owner.to_string(),
        guardian: guardian.to_string(),
        hub_id: HUB,
        chain: CHAIN,
        link,
        receive_gas: 5_000_000,
        timeout_secs: 600,
    }
}

/// An outpost without neighbours.
pub fn bare() -> World {
    let mut app: TestApp = AppBuilder::default()
        .with_api(MockApiBech32::new("debt"))
        .build(|router, api, storage| {
            for name in ["alice", "owner"] {
                let who = api.addr_make(name);
                let money = coins(1_000_000, "ufee");
                router.bank.init_balance(storage, &who, money).unwrap();
            }
        });
    let name = |app: &TestApp, name: &str| app.api().addr_make(name);
    let (owner, guardian) = (name(&app, "owner"), name(&app, "guardian"));
    let (alice, courier) = (name(&app, "alice"), name(&app, "courier"));
    let code = app.store_code(stub::stub());
    let new_stub = |app: &mut TestApp, label: &str| {
        app.instantiate_contract(code, owner.clone(), &Empty {}, &[], label, None)
            .unwrap()
    };
    let hub = new_stub(&mut app, "hub");
    let vault = new_stub(&mut app, "vault");
    let house = new_stub(&mut app, "house");
    let market = new_stub(&mut app, "market");
    let pool = new_stub(&mut app, "pool");
    let wrapper = ContractWrapper::new(contract::execute, contract::instantiate, contract::query);
    let code = app.store_code(Box::new(wrapper.with_reply(contract::reply)));
    let link = LinkSetup::Local {
        coordinator: hub.to_string(),
    };
    let msg = instantiate_msg(link, &owner, &guardian);
    let outpost = app
        .instantiate_contract(code, owner.clone(), &msg, &[], "outpost", None)
        .unwrap();
    World {
        app,
        outpost,
        hub,
        vault,
        house,
        market,
        pool,
        courier,
        owner,
        guardian,
        alice,
        pushed: 0,
    }
}

/// An outpost with a market of [`LISTING`] and a pool for [`ROUTE`].
pub fn world() -> World {
    let mut w = bare();
    for msg in w.set_up() {
        w.run(&w.owner.clone(), &msg).unwrap();
    }
    w
}

impl World {
    /// The owner's set-up messages.
    pub fn set_up(&self) -> [ExecuteMsg; 3] {
        [
            ExecuteMsg::SetNeighbours {
                vault: self.vault.to_string(),
                auction_house: self.house.to_string(),
            },
            ExecuteMsg::SetMarket {
                listing: LISTING,
                market: self.market.to_string(),
            },
            ExecuteMsg::SetPool {
                route: ROUTE,
                pool: self.pool.to_string(),
                courier: self.courier.to_string(),
            },
        ]
    }

    pub fn run(&mut self, sender: &Addr, msg: &ExecuteMsg) -> Result<AppResponse, String> {
        self.pay(sender, msg, &[])
    }

    pub fn pay(
        &mut self,
        sender: &Addr,
        msg: &ExecuteMsg,
        funds: &[Coin],
    ) -> Result<AppResponse, String> {
        self.app
            .execute_contract(sender.clone(), self.outpost.clone(), msg, funds)
            .map_err(|e| format!("{e:?}"))
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: &QueryMsg) -> T {
        let query = self.app.wrap();
        query.query_wasm_smart(&self.outpost, msg).unwrap()
    }

    pub fn command(&self, id: u64) -> CommandResponse {
        self.ask(&QueryMsg::Command { id: CommandId(id) })
    }

    pub fn link(&self) -> LinkResponse {
        self.ask(&QueryMsg::Link {})
    }

    pub fn failed(&self) -> Vec<FailedCallResponse> {
        self.ask(&QueryMsg::FailedCalls {
            start_after: None,
            limit: None,
        })
    }

    pub fn plan(&mut self, stub: &Addr, plan: Plan) {
        self.app.wasm_sudo(stub.clone(), &plan).unwrap();
    }

    pub fn fails(&mut self, stub: &Addr, kind: &str, text: &str) {
        let (kind, text) = (kind.into(), text.into());
        self.plan(stub, Plan::Fail { kind, text });
    }

    pub fn behaves(&mut self, stub: &Addr, kind: &str) {
        let kind = kind.into();
        self.plan(stub, Plan::Behave { kind });
    }

    pub fn answers(&mut self, stub: &Addr, kind: &str, data: &impl serde::Serialize) {
        let data = to_json_binary(data).unwrap();
        let kind = kind.into();
        self.plan(stub, Plan::Answer { kind, data });
    }

    /// The hub answers every packet with this ack from now on.
    pub fn hub_answers(&mut self, ack: CommandAck) {
        let ack = Ack::Result(ToHubAck::Command(ack));
        self.answers(&self.hub.clone(), "local_packet", &ack);
    }

    pub fn hub_refuses(&mut self, error: WireError) {
        let ack: Ack<ToHubAck> = Ack::Error(error);
        self.answers(&self.hub.clone(), "local_packet", &ack);
    }

    pub fn seen(&self, stub: &Addr) -> Vec<Value> {
        let query = self.app.wrap();
        query
            .query_wasm_smart(stub, &json!({ "seen": {} }))
            .unwrap()
    }

    pub fn kinds(&self, stub: &Addr) -> Vec<String> {
        let key = |msg: &Value| msg.as_object().unwrap().keys().next().unwrap().clone();
        self.seen(stub).iter().map(key).collect()
    }

    /// What the hub was sent.
    pub fn packets(&self) -> Vec<Envelope<ToHub>> {
        let read = |msg: &Value| {
            let data = msg["local_packet"]["data"].as_str().unwrap();
            from_json(Binary::from_base64(data).unwrap()).unwrap()
        };
        self.seen(&self.hub).iter().map(read).collect()
    }

    /// The hub sends a packet under its next number.
    pub fn push(&mut self, body: ToChain) -> Ack<ToChainAck> {
        self.pushed += 1;
        let data = encode(&envelope(body)).unwrap();
        from_json(self.push_raw(self.pushed, data)).unwrap()
    }

    pub fn order(&mut self, id: u64, order: Order) -> Ack<ToChainAck> {
        self.push(ToChain::Order {
            id: OrderId(id),
            order,
        })
    }

    pub fn push_raw(&mut self, sequence: u64, data: Binary) -> Binary {
        let outpost = self.outpost.to_string();
        let msg = json!({
            "push": { "outpost": outpost, "sequence": sequence, "data": data.to_base64() }
        });
        self.app
            .execute_contract(self.alice.clone(), self.hub.clone(), &msg, &[])
            .unwrap();
        let acks: Vec<Binary> = self
            .app
            .wrap()
            .query_wasm_smart(&self.hub, &json!({ "acks": {} }))
            .unwrap();
        acks.last().unwrap().clone()
    }
}

pub fn envelope(body: ToChain) -> Envelope<ToChain> {
    Envelope {
        wire: WIRE_MIN,
        hub_id: HUB,
        link_epoch: 1,
        acked_below: 1,
        origin: Origin {
            chain: CHAIN,
            number: 5,
        },
        body,
    }
}
