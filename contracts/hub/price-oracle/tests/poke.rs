//! On-chain feeds, read from stub contracts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

mod common;

use common::{dec, params};
use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    to_json_binary, Addr, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError,
    StdResult,
};
use cw_multi_test::{App, Contract, ContractWrapper, Executor};
use cw_storage_plus::Item;
use seawall_interfaces::oracle::{
    AdapterKind, AssetParams, ExecuteMsg, FeedSource, InstantiateMsg, PriceState, PriceView,
    QueryMsg, StandardAnswer, StandardQuery,
};
use seawall_kit::TimeLockConfig;
use seawall_price_oracle::contract;
use seawall_wire::ids::AssetId;

const ATOM: AssetId = AssetId(1);
const ANSWER: Item<StandardAnswer> = Item::new("answer");

/// What the stub is told: its next answer, or that it has none.
#[cw_serde]
struct Say(Option<StandardAnswer>);

fn stub() -> Box<dyn Contract<Empty>> {
    fn start(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
        Ok(Response::new())
    }
    fn say(deps: DepsMut, _: Env, _: MessageInfo, Say(answer): Say) -> StdResult<Response> {
        match answer {
            Some(answer) => ANSWER.save(deps.storage, &answer)?,
            None => ANSWER.remove(deps.storage),
        }
        Ok(Response::new())
    }
    fn ask(deps: Deps, _: Env, StandardQuery::Price { key }: StandardQuery) -> StdResult<Binary> {
        if key != "ATOM/USD" {
            return Err(StdError::msg("no such key"));
        }
        to_json_binary(&ANSWER.load(deps.storage)?)
    }
    Box::new(ContractWrapper::new(say, start, ask))
}

struct World {
    app: App,
    oracle: Addr,
    owner: Addr,
    anyone: Addr,
    feeds: Vec<Addr>,
}

fn world(feeds: usize) -> World {
    let mut app = App::default();
    let (owner, anyone) = (app.api().addr_make("owner"), app.api().addr_make("anyone"));
    let code = ContractWrapper::new(contract::execute, contract::instantiate, contract::query);
    let code = app.store_code(Box::new(code));
    let time_lock = TimeLockConfig {
        delay_secs: 0,
        window_secs: 100,
    };
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        time_lock,
    };
    let oracle = app
        .instantiate_contract(code, owner.clone(), &msg, &[], "oracle", None)
        .unwrap();
    let params = AssetParams {
        min_feeds: 1,
        quorum: 2,
        ..params()
    };
    let add = ExecuteMsg::AddAsset {
        asset: ATOM,
        params,
    };
    app.execute_contract(owner.clone(), oracle.clone(), &add, &[])
        .unwrap();
    let stub = app.store_code(stub());
    let mut world = World {
        app,
        oracle,
        owner,
        anyone,
        feeds: Vec::new(),
    };
    for _ in 0..feeds {
        let feed = world
            .app
            .instantiate_contract(stub, world.owner.clone(), &Empty {}, &[], "feed", None)
            .unwrap();
        let source = FeedSource::Query {
            contract: feed.to_string(),
            adapter: AdapterKind::Standard {
                key: "ATOM/USD".into(),
            },
        };
        let add = ExecuteMsg::AddFeed {
            asset: ATOM,
            source,
        };
        let (owner, oracle) = (world.owner.clone(), world.oracle.clone());
        world
            .app
            .execute_contract(owner, oracle, &add, &[])
            .unwrap();
        world.feeds.push(feed);
    }
    world
}

impl World {
    fn say(&mut self, feed: usize, price: &str) {
        let observed_at = self.app.block_info().time.seconds();
        let price = dec(price);
        let answer = StandardAnswer { price, observed_at };
        self.tell(feed, Some(answer));
    }

    fn tell(&mut self, feed: usize, answer: Option<StandardAnswer>) {
        let (owner, feed) = (self.owner.clone(), self.feeds.get(feed).unwrap().clone());
        self.app
            .execute_contract(owner, feed, &Say(answer), &[])
            .unwrap();
    }

    /// Kinds of the events, or the error.
    fn poke(&mut self, feed: Option<u32>) -> Result<Vec<String>, String> {
        let msg = ExecuteMsg::Poke { asset: ATOM, feed };
        let (anyone, oracle) = (self.anyone.clone(), self.oracle.clone());
        let done = self.app.execute_contract(anyone, oracle, &msg, &[]);
        let events = done.map_err(|e| format!("{e:#}"))?.events;
        let ours = events.iter().filter(|e| e.ty == "wasm-seawall");
        let kind = |e: &cosmwasm_std::Event| {
            let kind = e.attributes.iter().find(|a| a.key == "kind").unwrap();
            kind.value.clone()
        };
        Ok(ours.map(kind).collect())
    }

    fn price(&self) -> PriceView {
        let msg = QueryMsg::Price { asset: ATOM };
        self.app
            .wrap()
            .query_wasm_smart(&self.oracle, &msg)
            .unwrap()
    }

    fn later(&mut self, seconds: u64) {
        self.app
            .update_block(|block| block.time = block.time.plus_seconds(seconds));
    }
}

#[test]
fn anyone_may_have_an_on_chain_feed_read() {
    let mut world = world(1);
    world.say(0, "4.2");
    assert_eq!(world.poke(None).unwrap(), ["observed"]);
    let view = world.price();
    assert_eq!((view.spot, view.state), (dec("4.2"), PriceState::Good));
    let again = world.poke(None).unwrap_err();
    assert!(again.contains("expected observed_at after"), "{again}");
}

// INV-11: a feed that does not answer blocks no other.
#[test]
fn a_feed_that_fails_is_recorded_and_the_others_are_read() {
    let mut world = world(3);
    world.say(0, "4.2");
    world.say(2, "4.3");
    let kinds = world.poke(None).unwrap();
    assert_eq!(kinds, ["observed", "source_failed", "observed"]);
    assert_eq!(world.price().spot, dec("4.25"));
    let failed = world.poke(Some(2)).unwrap_err();
    assert!(failed.contains("expected an answer"), "{failed}");
    let unknown = world.poke(Some(9)).unwrap_err();
    assert!(unknown.contains("read by query"), "{unknown}");
}

#[test]
fn what_an_on_chain_feed_says_passes_the_same_checks_as_a_feeder() {
    let mut world = world(2);
    world.say(0, "4");
    world.poke(Some(1)).unwrap();
    world.later(10);
    let far = world.app.block_info().time.seconds() + 600;
    let price = dec("4");
    let observed_at = far;
    world.tell(0, Some(StandardAnswer { price, observed_at }));
    let future = world.poke(Some(1)).unwrap_err();
    assert!(future.contains("at most"), "{future}");
    world.say(0, "2");
    world.poke(Some(1)).unwrap();
    let state = world.price().state;
    assert!(matches!(state, PriceState::AwaitingConfirmation { .. }));
    world.tell(0, None);
    assert!(world.poke(Some(1)).is_err());
    assert_eq!(world.price().spot, dec("4"));
}
