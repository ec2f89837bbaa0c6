//! `verify` names every difference between chains and file, also what only the chains have, with
//! chain, contract, expected and actual; `apply` takes away what a message takes away.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::{named, repaired, Set};
use seawall_deploy::plan::{Actor, Via};
use serde_json::{json, Value};

fn stays(set: &Set) -> usize {
    let plan = set.plan();
    let stays = plan.steps.iter().filter(|s| s.actor == Actor::Stays);
    stays.count()
}

#[test]
fn a_feeder_that_is_not_in_the_file_is_named_and_removed() {
    let set = Set::done("feeder");
    // The feeders in the file count.
    set.world.borrow_mut().net.advance_all(10).unwrap();
    let stranger = set.address("hub", "stranger");
    let source = json!({"feeder": {"address": stranger}});
    let add = json!({"add_feed": {"asset": 1, "source": source}});
    set.execute("hub", "owner", "price-oracle", add);
    let words = [
        "hub: price-oracle: feeder",
        &stranger,
        "asset 1",
        "expected nothing, actual",
        "remove feeder",
    ];
    named(&set, &[&words]);
    repaired(&set, 1);
    let feeds = set.query("hub", "price-oracle", json!({"feeds": {"asset": 1}}));
    assert_eq!(feeds.as_array().unwrap().len(), 3);
    named(&set, &[]);
}

#[test]
fn a_feeder_in_the_file_that_is_not_on_chain_is_named_and_added() {
    let set = Set::done("lost-feeder");
    let remove = json!({"remove_feed": {"asset": 1, "feed": 1}});
    set.execute("hub", "owner", "price-oracle", remove);
    let feeds = set.query("hub", "price-oracle", json!({"feeds": {"asset": 1}}));
    assert_eq!(feeds.as_array().unwrap().len(), 2);
    let words = [
        "hub: price-oracle: feeder",
        "asset 1",
        ", actual nothing",
        "set feeder",
    ];
    named(&set, &[&words]);
    repaired(&set, 1);
    named(&set, &[]);
}

#[test]
fn feeders_that_are_exchanged_go_only_when_the_new_ones_count() {
    let mut set = Set::done("exchange");
    let new: Vec<String> = (4..=6)
        .map(|n| set.address("hub", &format!("feeder-{n}")))
        .collect();
    set.file.assets[0].feeders = new.clone();
    let first = set.apply(Via::Key).unwrap();
    assert_eq!(first.done, 3);
    assert_eq!(first.left.steps.len(), 3, "{:#?}", first.left);
    let waits = |s: &seawall_deploy::Step| matches!(s.actor, Actor::Time(_));
    assert!(first.left.steps.iter().all(waits), "{:#?}", first.left);
    set.world.borrow_mut().net.advance_all(10).unwrap();
    repaired(&set, 3);
    let feeds = set.query("hub", "price-oracle", json!({"feeds": {"asset": 1}}));
    let left: Vec<&str> = feeds
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["source"]["feeder"]["address"].as_str().unwrap())
        .collect();
    assert_eq!(left, new);
}

/// The answer's set-up with some of its fields changed.
fn like(set: &Set, question: Value, changes: &[(&str, Value)]) -> Value {
    let mut setup = set.query("hub", "coordinator", question)["setup"].clone();
    for (pointer, value) in changes {
        *setup.pointer_mut(pointer).unwrap() = value.clone();
    }
    setup
}

#[test]
fn assets_that_are_not_in_the_file_are_named_and_closed() {
    let set = Set::done("asset");
    let asset = json!({"asset": 7, "name": "MOON", "collateral_max": "5", "in_flight_max": "9"});
    set.execute("hub", "owner", "coordinator", json!({ "set_asset": asset }));
    let params = set.query("hub", "price-oracle", json!({"asset": {"asset": 1}}))["params"].clone();
    let add = json!({"add_asset": {"asset": 7, "params": params}});
    set.execute("hub", "owner", "price-oracle", add);
    let stranger = set.address("hub", "stranger");
    let source = json!({"feeder": {"address": stranger}});
    let add = json!({"add_feed": {"asset": 7, "source": source}});
    set.execute("hub", "owner", "price-oracle", add);
    let nothing = "expected nothing, actual";
    named(
        &set,
        &[
            &[
                "hub: coordinator: asset 7:",
                nothing,
                "MOON",
                "no more collateral",
            ],
            &["hub: price-oracle: price of asset 7:", nothing, "[stays]"],
            &[
                "hub: price-oracle: feeder",
                "asset 7:",
                &stranger,
                "remove feeder",
            ],
        ],
    );
    repaired(&set, 2);
    // Nothing more can be done, and it is still named.
    named(
        &set,
        &[
            &["hub: coordinator: asset 7:", "only added", "[stays]"],
            &["hub: price-oracle: price of asset 7:", "[stays]"],
        ],
    );
}

#[test]
fn listings_and_routes_that_are_not_in_the_file_are_named_and_closed() {
    let set = Set::done("listing");
    let one = |listing: u32| json!({"listing": {"listing": listing}});
    let collateral = like(&set, one(1), &[("/listing", json!(7))]);
    let debt = like(&set, one(10), &[("/listing", json!(8))]);
    for setup in [collateral, debt] {
        set.execute(
            "hub",
            "owner",
            "coordinator",
            json!({ "set_listing": setup }),
        );
    }
    let route = json!({"route": 7, "from": 2, "debt": 8, "kind": "direct"});
    set.execute("hub", "owner", "coordinator", json!({ "set_route": route }));
    let vault = json!({"set_listing": {"listing": 7, "denom": "uosmo", "min_deposit": "1"}});
    set.execute("collateral", "owner", "vault", vault);
    let nothing = "expected nothing, actual";
    named(
        &set,
        &[
            &[
                "hub: coordinator: listing 7:",
                nothing,
                "caps of listing 7 to zero",
            ],
            &[
                "hub: coordinator: listing 8:",
                nothing,
                "caps of listing 8 to zero",
            ],
            &[
                "hub: coordinator: route 7:",
                nothing,
                "only added",
                "[stays]",
            ],
            &["collateral: vault: listing 7:", nothing, "uosmo", "[stays]"],
        ],
    );
    repaired(&set, 2);
    for (listing, side) in [(7, "collateral"), (8, "debt")] {
        let setup = set.query("hub", "coordinator", one(listing))["setup"].clone();
        assert_eq!(setup[side]["cap"], "0");
    }
    named(
        &set,
        &[
            &["hub: coordinator: listing 7:", "caps are zero", "[stays]"],
            &["hub: coordinator: listing 8:", "caps are zero", "[stays]"],
            &["hub: coordinator: route 7:", "[stays]"],
            &["collateral: vault: listing 7:", "[stays]"],
        ],
    );
}

#[test]
fn neighbours_that_are_not_in_the_file_are_named() {
    let set = Set::done("neighbours");
    let (courier, pool) = (
        set.state().contract("collateral", "courier-1").unwrap(),
        set.state().contract("collateral", "pool-route-1").unwrap(),
    );
    let route = json!({"route": 7, "denom": "uosmo", "courier": courier, "pool": null});
    set.execute(
        "collateral",
        "owner",
        "auction-house",
        json!({ "set_route": route }),
    );
    let known = json!({"set_pool": {"route": 7, "pool": pool, "courier": courier}});
    set.execute("collateral", "owner", "outpost", known);
    let market = set.state().contract("debt", "market-10").unwrap();
    let known = json!({"set_market": {"listing": 8, "market": market}});
    set.execute("debt", "owner", "outpost", known);
    let courier = set.state().contract("debt", "courier-1").unwrap();
    let route = json!({"set_route": {"route": 7, "courier": courier}});
    set.execute("debt", "owner", "market-10", route);
    let nothing = "expected nothing, actual";
    named(
        &set,
        &[
            &[
                "collateral: auction-house: route 7:",
                nothing,
                "uosmo",
                "[stays]",
            ],
            &[
                "collateral: outpost: pool of route 7:",
                nothing,
                &pool,
                "[stays]",
            ],
            &[
                "debt: outpost: market of listing 8:",
                nothing,
                &market,
                "[stays]",
            ],
            &["debt: market-10: route 7:", nothing, &courier, "[stays]"],
        ],
    );
    repaired(&set, 0);
    assert_eq!(stays(&set), 4);
}

#[test]
fn a_chain_that_is_not_in_the_file_is_named_and_gets_no_more_trust() {
    let set = Set::done("chain");
    let link = json!({"ibc": {"connection": "connection-7", "counterparty_port": "wasm.other"}});
    let changes = [
        ("/chain", json!(7)),
        ("/name", json!("moon")),
        ("/link", link),
    ];
    let setup = like(&set, json!({"chain": {"chain": 2}}), &changes);
    set.execute("hub", "owner", "coordinator", json!({ "set_chain": setup }));
    let words = [
        "hub: coordinator: chain 7:",
        "actual",
        "moon",
        "allow no debt on chain 7",
    ];
    named(&set, &[&words]);
    repaired(&set, 1);
    let setup = set.query("hub", "coordinator", json!({"chain": {"chain": 7}}));
    assert_eq!(setup["setup"]["exposure_max"], "0");
    named(&set, &[&["hub: coordinator: chain 7:", "[stays]"]]);
}
