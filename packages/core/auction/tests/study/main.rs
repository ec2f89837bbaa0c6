//! Who profits at whom: the same lots, buyers and market sold at a falling price and in a sealed batch,
//! with somebody who sees what others send, reorders it, waits for the last moment or leaves others out.
//!
//! The figures are printed by
//! `cargo test -p seawall-auction --test study -- --ignored --nocapture`; what must hold whatever the
//! figures is asserted by the other tests. Everything is drawn from fixed seeds.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::float_arithmetic)]

#[path = "../common/mod.rs"]
mod common;
mod dutch;
mod sealed;
mod world;

use sealed::{LONG, SHORT};
use world::{average, Market, Outcome, LOTS};

/// Over all lots: what they brought of their worth, and the adversary's share and profit.
fn over_lots(run: impl Fn(&Market) -> Outcome) -> (f64, f64, f64) {
    let outcomes: Vec<_> = (0..LOTS).map(|seed| run(&Market::of(seed))).collect();
    let of = |part: fn(&Outcome) -> f64| average(outcomes.iter().map(part));
    (of(|o| o.brought), of(|o| o.share), of(|o| o.profit))
}

#[test]
fn who_sees_a_take_can_have_it_and_who_sees_a_commitment_has_nothing() {
    for seed in 0..LOTS {
        let market = Market::of(seed);
        let honest = dutch::honest(&market);
        let ahead = dutch::front_run(&market);
        // The borrower loses nothing by it; the buyers do, without whom there would be no price.
        assert!(ahead.brought >= honest.brought);
        assert!(ahead.share > 0.5, "seed {seed}: {}", ahead.share);
        let blind = sealed::copied(&market);
        assert!(
            blind.share == 0.0 && blind.profit < 0.0,
            "its bonds are lost"
        );
        assert_eq!(blind.brought, sealed::honest(&market).brought);
    }
}

#[test]
fn a_batch_is_the_same_as_long_as_one_block_of_each_part_is_not_the_censors() {
    let mut compared = 0;
    for seed in 0..LOTS {
        let market = Market::of(seed);
        let schedule = market.schedule(2, 3);
        if !sealed::gets_through(&schedule, SHORT) {
            continue;
        }
        compared += 1;
        let censored = sealed::censored(&market, &schedule, SHORT);
        assert_eq!(
            censored.brought,
            sealed::honest(&market).brought,
            "seed {seed}"
        );
    }
    assert!(compared > LOTS / 2, "{compared} of {LOTS}");
}

#[test]
fn leaving_others_out_of_a_falling_price_never_makes_it_dearer() {
    let mut cheaper = 0;
    for seed in 0..LOTS {
        let market = Market::still(seed);
        let schedule = market.schedule(2, 3);
        let (censored, honest) = (dutch::censored(&market, &schedule), dutch::honest(&market));
        assert!(censored.brought <= honest.brought, "seed {seed}");
        cheaper += u64::from(censored.brought < honest.brought);
    }
    assert!(cheaper > LOTS / 2, "{cheaper} of {LOTS}");
}

#[test]
fn nothing_protects_from_who_proposes_every_block_or_from_buyers_who_agree() {
    let market = Market::of(1);
    let all = vec![true; 400];
    assert!(!sealed::gets_through(&all, LONG));
    // Alone in the batch, the censor has all of it at the floor.
    let alone = sealed::censored(&market, &all, SHORT);
    assert_eq!(alone.share, 1.0);
    assert!(alone.brought < sealed::honest(&market).brought);
    // Buyers who all bid the floor pay the floor.
    assert_eq!(sealed::agreed(&market).brought, alone.brought);
}

#[test]
fn a_bid_for_the_last_moment_is_void_in_most_batches() {
    let void = (0..LOTS).filter(|seed| sealed::sniped(&Market::of(*seed)).share == 0.0);
    // The end is drawn among ten blocks, and the last counts in one of ten.
    assert!(void.count() as f64 > 0.8 * LOTS as f64);
}

#[test]
#[ignore = "prints figures"]
fn figures() {
    println!("\naverage over {LOTS} lots, in percent of what the lot is worth when it is sold");
    println!(
        "{:52} {:>8} {:>10} {:>8}",
        "", "brought", "adversary", "profit"
    );
    let row = |name: &str, (brought, share, profit): (f64, f64, f64)| {
        let (brought, share, profit) = (brought * 100.0, share * 100.0, profit * 100.0);
        println!("{name:52} {brought:8.2} {share:10.2} {profit:8.3}");
    };
    row("dutch, honest", over_lots(dutch::honest));
    row("sealed, honest", over_lots(sealed::honest));
    row("dutch, front-runner", over_lots(dutch::front_run));
    row(
        "sealed, front-runner copies what it sees",
        over_lots(sealed::copied),
    );
    row(
        "dutch, worth 15 % more right after the plan",
        over_lots(|m| dutch::honest(&m.jumped())),
    );
    row(
        "sealed, worth 15 % more right after the plan",
        over_lots(|m| sealed::honest(&m.jumped())),
    );
    row(
        "sealed, sniper commits in the last block",
        over_lots(sealed::sniped),
    );
    for (part, of) in [(0, 1), (1, 10), (1, 3), (2, 3), (9, 10)] {
        let named = |mode| format!("{mode}, censor proposes {part} of {of} blocks");
        row(
            &named("dutch"),
            over_lots(|m| dutch::censored(m, &m.schedule(part, of))),
        );
        let sealed = |window| over_lots(|m| sealed::censored(m, &m.schedule(part, of), window));
        row(&named("sealed, 6 + 6"), sealed(SHORT));
        row(&named("sealed, 20 + 20"), sealed(LONG));
    }
    row(
        "sealed, one keeps back the better of two bids",
        over_lots(sealed::kept_back),
    );
    row(
        "sealed, all buyers agree on the floor",
        over_lots(sealed::agreed),
    );
}
