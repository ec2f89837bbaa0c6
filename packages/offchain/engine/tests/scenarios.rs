//! Settings: the defaults, their changes, their contradictions, and the borrowers they draw.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use seawall_engine::scenario::{draw, Scenario};

#[test]
fn the_default_is_the_reference_scenario() {
    let text = "
        seed = 1
        [accounts]
        count = 500
        debt_shape = 1.16
        debt_min = 100.0
        debt_max = 1000000.0
        health_min = 1.02
        health_max = 2.5
        second_collateral_every = 4
        [risk]
        liquidation_threshold = 0.75
        max_ltv = 0.70
        target_health = 1.05
        bonus_start = 0.01
        bonus_slope = 2.0
        bonus_min = 0.02
        bonus_max = 0.10
        fee_share = 0.10
        [chains]
        block_seconds = 6
        relay_blocks = 2
        packet_loss = 0.0
        [oracle]
        feeders = 5
        late_seconds = 15
        deviation = 0.005
        heartbeat_seconds = 300
        [keepers]
        count = 2
        away = 0.1
        [liquidators]
        count = 3
        capital_share = 0.05
        margin = 0.01
        return_seconds = 600
        [insurance]
        collateral_side_share = 0.005
        debt_side_share = 0.01
    ";
    assert_eq!(
        Scenario::from_toml("all.toml", text).unwrap(),
        Scenario::default()
    );
    assert_eq!(
        Scenario::from_toml("none.toml", "").unwrap(),
        Scenario::default()
    );
}

#[test]
fn one_setting_changes_and_the_rest_stays() {
    let changed = Scenario::from_toml("s.toml", "[liquidators]\ncapital_share = 0.005").unwrap();
    let mut expected = Scenario::default();
    expected.liquidators.capital_share = 0.005;
    assert_eq!(changed, expected);
}

#[test]
fn unknown_settings_and_wrong_types_are_named_with_their_line() {
    for (text, first, second) in [
        ("[risk]\nmax_lvt = 0.5", "line 2", "unknown field `max_lvt`"),
        ("[risks]\nmax_ltv = 0.5", "line 1", "unknown field `risks`"),
        ("[accounts]\ncount = \"many\"", "line 2", "expected u32"),
        ("[accounts]\ncount = -1", "line 2", "expected u32"),
        ("[accounts\ncount = 1", "line 1", "invalid table header"),
    ] {
        let error = Scenario::from_toml("my.toml", text)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("my.toml: "), "{error}");
        assert!(
            error.contains(first) && error.contains(second),
            "{text}: {error}"
        );
    }
}

const CONTRADICTIONS: &[(&str, &str)] = &[
    (
        "[accounts]\ncount = 0",
        "`accounts.count` = 0: it is out of range",
    ),
    (
        "[accounts]\ndebt_min = 0.0",
        "`accounts.debt_min` = 0: it must be above zero",
    ),
    (
        "[accounts]\ndebt_max = 50.0",
        "right would be at least `accounts.debt_min` = 100",
    ),
    (
        "[accounts]\nhealth_min = 0.9",
        "accounts would be unsafe before the first price",
    ),
    (
        "[accounts]\nhealth_max = 1.01",
        "the highest health is below the lowest",
    ),
    (
        "[accounts]\ndebt_shape = nan",
        "`accounts.debt_shape` = NaN",
    ),
    (
        "[risk]\nmax_ltv = 0.75",
        "right would be below `risk.liquidation_threshold` = 0.75",
    ),
    (
        "[risk]\nliquidation_threshold = 1.5",
        "it is a share; right would be a number from 0",
    ),
    (
        "[risk]\nbonus_max = 0.015",
        "right would be at least `risk.bonus_min` = 0.02",
    ),
    (
        "[risk]\nbonus_slope = -1.0",
        "the bonus would fall with health",
    ),
    (
        "[risk]\ntarget_health = 1.0",
        "a liquidation would leave the account unsafe",
    ),
    (
        "[risk]\ntarget_health = 0.8",
        "(1 + `risk.bonus_max`) = 0.8250",
    ),
    (
        "[risk]\nbonus_min = 0.01",
        "above `liquidators.margin` + `oracle.deviation` = 0.0150",
    ),
    (
        "[chains]\nblock_seconds = 0",
        "`chains.block_seconds` = 0: it is out of range",
    ),
    ("[chains]\npacket_loss = 1.0", "no packet would ever arrive"),
    ("[oracle]\nfeeders = 0", "`oracle.feeders` = 0"),
    ("[oracle]\ndeviation = 0.0", "`oracle.deviation` = 0"),
    (
        "[oracle]\nheartbeat_seconds = 3",
        "a feeder publishes at most once a block",
    ),
    ("[keepers]\naway = 1.0", "no keeper would ever act"),
    ("[keepers]\ncount = 0", "`keepers.count` = 0"),
    (
        "[liquidators]\ncapital_share = -0.1",
        "it is a share of all debt",
    ),
    (
        "[insurance]\ndebt_side_share = 2.0",
        "`insurance.debt_side_share` = 2",
    ),
];

#[test]
fn contradictions_name_the_setting_its_value_the_reason_and_what_would_be_right() {
    for (text, message) in CONTRADICTIONS {
        let error = Scenario::from_toml("s.toml", text).unwrap_err().to_string();
        assert!(error.contains(message), "{text}\n  gave {error}");
        assert!(error.contains("right would be"), "{error}");
    }
}

#[test]
fn borrowers_are_within_bounds_and_back_their_debt_as_their_health_says() {
    let scenario = Scenario::default();
    let prices = [200.0, 4.0];
    let borrowers = draw(&scenario, &prices);
    assert_eq!(borrowers.len(), 500);
    for borrower in &borrowers {
        assert!((100.0..=1e6).contains(&borrower.debt));
        assert!((1.02..=2.5).contains(&borrower.health));
        let value: f64 = borrower
            .collateral
            .iter()
            .map(|h| h.tokens * prices[h.asset])
            .sum();
        let health = value * 0.75 / borrower.debt;
        assert!((health / borrower.health - 1.0).abs() < 1e-9);
        let mixed = borrower.number % 4 == 0;
        assert_eq!(borrower.collateral.len(), if mixed { 2 } else { 1 });
    }
}

#[test]
fn one_price_file_means_one_collateral_and_three_take_turns() {
    let scenario = Scenario::default();
    assert!(draw(&scenario, &[5.0])
        .iter()
        .all(|b| b.collateral.len() == 1));
    let seconds: Vec<usize> = draw(&scenario, &[5.0, 1.0, 2.0])
        .iter()
        .filter_map(|b| b.collateral.get(1).map(|h| h.asset))
        .take(4)
        .collect();
    assert_eq!(seconds, [1, 2, 1, 2]);
}

#[test]
fn the_seed_decides_and_a_second_asset_moves_no_draw() {
    let mut scenario = Scenario::default();
    let first = draw(&scenario, &[10.0]);
    assert_eq!(first, draw(&scenario, &[10.0]));
    let debts =
        |prices: &[f64]| -> Vec<f64> { draw(&scenario, prices).iter().map(|b| b.debt).collect() };
    assert_eq!(debts(&[10.0]), debts(&[10.0, 3.0]));
    scenario.seed = 2;
    assert_ne!(first, draw(&scenario, &[10.0]));
}
