//! An oracle with five feeders, and short words for what they do.
#![allow(dead_code, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi, MockQuerier};
use cosmwasm_std::{from_json, Addr, Decimal, Env, Event, OwnedDeps, Timestamp};
use seawall_interfaces::oracle::{
    AssetParams, ExecuteMsg, FeedSource, InstantiateMsg, PriceState, PriceView, QueryMsg,
    Submission,
};
use seawall_interfaces::oracle_events::{OracleEvent, Outcome};
use seawall_kit::TimeLockConfig;
use seawall_price_oracle::contract;
use seawall_price_oracle::error::ContractError;
use seawall_wire::ids::AssetId;

/// The asset of the tests.
pub const ATOM: AssetId = AssetId(1);
/// When the feeders of [`Oracle::with_feeders`] begin to count.
pub const START: u64 = 1_700_000_000;
/// How long loosening waits.
pub const DELAY: u64 = 3600;

pub struct Oracle {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

pub fn who(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn params() -> AssetParams {
    AssetParams {
        stale_after_secs: 120,
        max_skew_secs: 5,
        min_feeds: 3,
        outlier_band: dec("0.05"),
        breaker_band: dec("0.1"),
        quorum: 4,
        confirm_secs: 60,
        floor: dec("0.0001"),
        ceiling: dec("100000"),
        ema_half_life_secs: 600,
        start_sigma: dec("0.0001"),
        sigma_half_life_secs: 86400,
        sigma_fast_half_life_secs: 300,
        sample_secs: 15,
    }
}

pub fn item(asset: AssetId, price: &str, observed_at: u64) -> Submission {
    Submission {
        asset,
        price: dec(price),
        observed_at,
    }
}

impl Oracle {
    pub fn new() -> Self {
        let mut deps = mock_dependencies();
        let mut env = mock_env();
        env.block.time = Timestamp::from_seconds(START - DELAY);
        let msg = InstantiateMsg {
            owner: who("owner").into(),
            time_lock: TimeLockConfig {
                delay_secs: DELAY,
                window_secs: 1000,
            },
        };
        let info = message_info(&who("owner"), &[]);
        contract::instantiate(deps.as_mut(), env.clone(), info, msg).unwrap();
        Self { deps, env }
    }

    /// Asset 1 with feeders `f1` to `fN`, at the moment they begin to count.
    pub fn with_feeders(count: u32) -> Self {
        let mut oracle = Self::new();
        oracle.add_asset(ATOM, count);
        oracle.at(START);
        oracle
    }

    /// Asset 1 with one feeder, whose word is enough.
    pub fn with_one_feeder() -> Self {
        let mut oracle = Self::new();
        let params = AssetParams {
            min_feeds: 1,
            quorum: 1,
            ..params()
        };
        oracle.add_asset_with(ATOM, 1, params);
        oracle.at(START);
        oracle
    }

    pub fn add_asset(&mut self, asset: AssetId, feeders: u32) {
        self.add_asset_with(asset, feeders, params());
    }

    pub fn add_asset_with(&mut self, asset: AssetId, feeders: u32, params: AssetParams) {
        self.run("owner", ExecuteMsg::AddAsset { asset, params })
            .unwrap();
        for i in 1..=feeders {
            self.add_feeder(asset, &format!("f{i}")).unwrap();
        }
    }

    pub fn add_feeder(&mut self, asset: AssetId, name: &str) -> Result<(), ContractError> {
        let source = FeedSource::Feeder {
            address: who(name).into(),
        };
        self.run("owner", ExecuteMsg::AddFeed { asset, source })
            .map(|_| ())
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn at(&mut self, seconds: u64) -> &mut Self {
        self.env.block.time = Timestamp::from_seconds(seconds);
        self
    }

    pub fn later(&mut self, seconds: u64) -> &mut Self {
        self.at(self.now() + seconds)
    }

    pub fn run(&mut self, sender: &str, msg: ExecuteMsg) -> Result<Vec<Event>, ContractError> {
        let info = message_info(&who(sender), &[]);
        let before = self.deps.storage.clone_all();
        match contract::execute(self.deps.as_mut(), self.env.clone(), info, msg) {
            Ok(response) => Ok(response.events),
            Err(error) => {
                // The chain undoes what a failed message wrote.
                self.deps.storage = before;
                Err(error)
            }
        }
    }

    pub fn feed(&mut self, name: &str, price: &str) -> Outcome {
        let observed_at = self.now();
        let prices = vec![item(ATOM, price, observed_at)];
        let events = self.run(name, ExecuteMsg::Submit { prices }).unwrap();
        match parse(events.first().unwrap()) {
            OracleEvent::Observed { outcome, .. } => outcome,
            other => panic!("expected an observation, got {other:?}"),
        }
    }

    /// One price from each of `f1`, `f2`, …; the last outcome.
    pub fn round(&mut self, prices: &[&str]) -> Outcome {
        let mut last = Outcome::Watched;
        for (i, price) in prices.iter().enumerate() {
            last = self.feed(&format!("f{}", i + 1), price);
        }
        last
    }

    pub fn price(&self) -> PriceView {
        self.ask(QueryMsg::Price { asset: ATOM })
    }

    pub fn ask<T: serde_like::Answer>(&self, msg: QueryMsg) -> T {
        from_json(contract::query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn expect(&self, spot: &str, state: PriceState) {
        let view = self.price();
        assert_eq!((view.spot, view.state), (dec(spot), state));
    }
}

/// What can be read from an answer.
pub mod serde_like {
    pub trait Answer: cosmwasm_schema::serde::de::DeserializeOwned {}
    impl<T: cosmwasm_schema::serde::de::DeserializeOwned> Answer for T {}
}

/// A copy of everything stored.
pub trait CloneAll {
    fn clone_all(&self) -> MockStorage;
}

impl CloneAll for MockStorage {
    fn clone_all(&self) -> MockStorage {
        use cosmwasm_std::{Order, Storage};
        let mut copy = MockStorage::new();
        for (key, value) in self.range(None, None, Order::Ascending) {
            copy.set(&key, &value);
        }
        copy
    }
}

pub fn parse(event: &Event) -> OracleEvent {
    let data = event.attributes.iter().find(|a| a.key == "data").unwrap();
    from_json(data.value.as_bytes()).unwrap()
}
