//! What holds for all prices.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::{params, CloneAll, Oracle, ATOM, START};
use cosmwasm_std::{Addr, Decimal, Order, Storage};
use proptest::prelude::*;
use seawall_interfaces::oracle::{ExecuteMsg, PriceState, Submission, MAX_FEEDS};
use seawall_price_oracle::median::median;
use seawall_price_oracle::state::{Asset, Feed, Observation, Source};

fn asset(feeds: usize) -> Asset {
    let mut asset = Asset::new(params());
    for id in 0..feeds as u32 {
        asset.feeds.push(Feed {
            id,
            source: Source::Feeder {
                address: Addr::unchecked(format!("f{id}")),
            },
            counts_from: 0,
        });
    }
    asset
}

fn seen(prices: &[u64]) -> Vec<Observation> {
    let observation = |(feed, price): (u32, &u64)| Observation {
        feed,
        price: Decimal::from_ratio(*price, 1000u64),
        observed_at: START,
        pinned_times: 0,
    };
    (0u32..).zip(prices).map(observation).collect()
}

proptest! {
    #[test]
    fn a_price_lies_within_its_feeds(prices in prop::collection::vec(1u64..10_000_000, 3..=16)) {
        let observations = seen(&prices);
        if let Ok(found) = median(&asset(prices.len()), &observations, START).unwrap() {
            let low = observations.iter().map(|o| o.price).min().unwrap();
            let high = observations.iter().map(|o| o.price).max().unwrap();
            prop_assert!(low <= found.price && found.price <= high);
            prop_assert!(found.agreeing.len() >= 3);
            prop_assert!(found.agreeing.len() * 2 > prices.len());
        }
    }

    #[test]
    fn one_liar_of_five_never_moves_the_price_outside_the_honest_range(
        honest in prop::collection::vec(9_000u64..11_000, 4),
        lie in 1u64..1_000_000,
        place in 0usize..5,
    ) {
        let mut prices = honest.clone();
        prices.insert(place, lie);
        if let Ok(found) = median(&asset(5), &seen(&prices), START).unwrap() {
            let scaled = |p: &u64| Decimal::from_ratio(*p, 1000u64);
            let low = honest.iter().map(scaled).min().unwrap();
            let high = honest.iter().map(scaled).max().unwrap();
            prop_assert!(low <= found.price && found.price <= high);
        }
    }

    #[test]
    fn one_liar_of_five_never_moves_the_confirmed_price_outside_the_honest_range(
        lies in prop::collection::vec((1u64..20_000_000, 1u64..20), 1..30),
    ) {
        let mut oracle = Oracle::with_feeders(5);
        oracle.round(&["10", "10.1", "9.9", "10", "10"]);
        for (lie, wait) in lies {
            oracle.later(wait);
            let price = Decimal::from_ratio(lie, 1000u64);
            let prices = vec![Submission { asset: ATOM, price, observed_at: oracle.now() }];
            oracle.run("f5", ExecuteMsg::Submit { prices }).unwrap();
            let view = oracle.price();
            prop_assert!(common::dec("9.9") <= view.spot && view.spot <= common::dec("10.1"));
            prop_assert!(view.ema >= common::dec("9.9") && view.ema <= common::dec("10.1"));
            if oracle.now() > START + 90 {
                oracle.later(1).round(&["10", "10.1", "9.9", "10"]);
                oracle.at(oracle.now());
            }
        }
    }

    #[test]
    fn the_order_in_which_feeds_report_does_not_matter_for_the_median(
        prices in prop::collection::vec(9_500u64..10_500, 5).prop_shuffle(),
    ) {
        let mut observations = seen(&prices);
        let before = median(&asset(5), &observations, START).unwrap();
        observations.reverse();
        let after = median(&asset(5), &observations, START).unwrap();
        let price = |found: &Result<seawall_price_oracle::median::Median, _>| {
            found.as_ref().ok().map(|m: &seawall_price_oracle::median::Median| m.price)
        };
        prop_assert_eq!(price(&before), price(&after));
    }
}

fn changed_keys(oracle: &mut Oracle, name: &str) -> usize {
    let before = oracle.deps.storage.clone_all();
    oracle.feed(name, "10");
    let after = &oracle.deps.storage;
    after
        .range(None, None, Order::Ascending)
        .filter(|(key, value)| before.get(key).as_ref() != Some(value))
        .count()
}

#[test]
fn an_update_writes_two_records_whatever_the_number_of_feeds() {
    for feeders in [3, 5, 9, MAX_FEEDS as u32] {
        let mut oracle = Oracle::with_feeders(feeders);
        oracle.round(&vec!["10"; feeders as usize]);
        oracle.later(20);
        let written = changed_keys(&mut oracle, "f1");
        assert_eq!(
            written, 2,
            "the book and the event counter, with {feeders} feeds"
        );
        assert_eq!(oracle.price().state, PriceState::Good);
    }
}
