//! Parameters that make no sense are refused by name and change nothing.
#![allow(clippy::unwrap_used)]

mod common;

use common::{dec, params, Oracle, ATOM};
use cosmwasm_std::Decimal;
use seawall_interfaces::oracle::{AssetParams, AssetView, ExecuteMsg, QueryMsg};
use seawall_wire::ids::AssetId;

type Spoil = fn(&mut AssetParams);

const CASES: [(Spoil, &str); 16] = [
    (
        |p| p.stale_after_secs = 0,
        "stale_after_secs: expected 1 to 315576000, got 0",
    ),
    (
        |p| p.max_skew_secs = 121,
        "max_skew_secs: expected 0 to 120, got 121",
    ),
    (|p| p.min_feeds = 0, "min_feeds: expected 1 to 16, got 0"),
    (|p| p.min_feeds = 17, "min_feeds: expected 1 to 16, got 17"),
    (|p| p.quorum = 2, "quorum: expected 3 to 16, got 2"),
    (
        |p| p.confirm_secs = 0,
        "confirm_secs: expected 1 to 315576000, got 0",
    ),
    (
        |p| p.sample_secs = 0,
        "sample_secs: expected 1 to 315576000, got 0",
    ),
    (
        |p| p.ema_half_life_secs = 0,
        "ema_half_life_secs: expected 1 to 315576000, got 0",
    ),
    (
        |p| p.sigma_half_life_secs = 0,
        "sigma_half_life_secs: expected 1 to 315576000, got 0",
    ),
    (
        |p| p.sigma_fast_half_life_secs = 86401,
        "sigma_fast_half_life_secs: expected 1 to 86400, got 86401",
    ),
    (
        |p| p.outlier_band = dec("0.11"),
        "outlier_band: expected above 0 and at most breaker_band 0.1, got 0.11",
    ),
    (
        |p| p.outlier_band = Decimal::zero(),
        "outlier_band: expected above 0 and at most breaker_band 0.1, got 0",
    ),
    (
        |p| p.breaker_band = Decimal::one(),
        "breaker_band: expected above 0 and below 1, got 1",
    ),
    (
        |p| p.floor = dec("100000"),
        "floor: expected below ceiling 100000, got 100000",
    ),
    (
        |p| p.ceiling = dec("1000000000000001"),
        "ceiling: expected at most 1000000000000000, got 1000000000000001",
    ),
    (
        |p| p.start_sigma = dec("1.1"),
        "start_sigma: expected at most 1, got 1.1",
    ),
];

#[test]
fn parameters_that_make_no_sense_are_refused_by_name() {
    let mut oracle = Oracle::with_feeders(3);
    for (spoil, text) in CASES {
        let mut params = params();
        spoil(&mut params);
        let add = ExecuteMsg::AddAsset {
            asset: AssetId(2),
            params: params.clone(),
        };
        assert_eq!(oracle.run("owner", add).unwrap_err().to_string(), text);
        let set = ExecuteMsg::SetAsset {
            asset: ATOM,
            params,
        };
        assert_eq!(oracle.run("owner", set).unwrap_err().to_string(), text);
    }
    let now: AssetView = oracle.ask(QueryMsg::Asset { asset: ATOM });
    assert_eq!(now.params, params());
}
