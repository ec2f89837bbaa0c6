//! Reports: lost, repeated, reordered, and from chains that lie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_money::Index;
use seawall_wire::ids::{AccountId, ListingId, LotId};
use seawall_wire::{Code, LotLine, Report, Wanted};

/// Alice with 100 ATOM, 600 USD approved and 20 ATOM ordered out.
fn borrower() -> (World, AccountId) {
    let mut world = world();
    let account = world.alice();
    world.borrow(account, USD, 400 * UNIT).unwrap();
    world
        .withdraw(account, ATOM, Wanted::Exactly(coll(20 * UNIT)))
        .unwrap();
    (world, account)
}

fn held(lines: Vec<seawall_wire::VaultLine>) -> Report {
    Report {
        vault: lines,
        markets: vec![],
        lots: vec![],
    }
}

#[test]
fn a_chain_speaks_only_of_its_own_listings_and_a_refused_report_changes_nothing() {
    let (mut world, account) = borrower();
    let foreign = market(USD, "1.0", vec![minted(account, 400 * UNIT, 400 * UNIT, 0)]);
    assert_eq!(
        world.report(HOME, foreign.clone()),
        Err(Code::NOT_YOUR_CHAIN.0)
    );
    let mut mixed = held(vec![vault(account, ATOM, 0, UNIT, 0)]);
    mixed.markets = foreign.markets;
    assert_eq!(world.report(HOME, mixed), Err(Code::NOT_YOUR_CHAIN.0));
    assert_eq!(world.account(account).debts[0].best_shares, shares(0));
    assert_eq!(world.account(account).collaterals[0].executed, coll(0));
}

#[test]
fn what_the_hub_does_not_know_is_counted_and_blocks_nothing() {
    // INV-11.
    let (mut world, account) = borrower();
    let report = Report {
        vault: vec![
            vault(acc(99), ATOM, 1, 1, 1),
            vault(account, ListingId(88), 1, 1, 1),
            vault(account, ATOM, 0, 20 * UNIT, 0),
        ],
        markets: vec![],
        lots: vec![LotLine {
            lot: LotId(5),
            sold: coll(1),
            returned: coll(0),
            proceeds: debt(1),
            fee: debt(0),
            closed: None,
        }],
    };
    world.next += 1;
    let sequence = world.next;
    let (ack, events) = world.send_as(HOME, sequence, seawall_wire::ToHub::Report(report));
    ack.unwrap();
    let data = events
        .iter()
        .flat_map(|e| &e.attributes)
        .find(|a| a.value.contains("ignored"));
    assert!(data.unwrap().value.contains("\"ignored\":3"), "{data:?}");
    assert_eq!(
        world.account(account).collaterals[0].executed,
        coll(20 * UNIT)
    );
}

#[test]
fn a_lying_chain_cannot_make_collateral_or_debt_out_of_nothing() {
    let (mut world, account) = borrower();
    let max = u128::MAX;
    world
        .report(HOME, held(vec![vault(account, ATOM, max, max, max)]))
        .unwrap();
    let seen = &world.account(account).collaterals[0];
    assert_eq!(
        seen.worst,
        coll(100 * UNIT),
        "no more comes back than was ordered out"
    );
    assert!(seen.best >= seen.worst);
    world
        .report(DEBT, market(USD, "1", vec![minted(account, max, max, 0)]))
        .unwrap();
    let owes = &world.account(account).debts[0];
    assert_eq!(
        owes.worst_shares,
        shares(400 * UNIT),
        "no more is owed than was approved"
    );
    assert_eq!(owes.best_shares, shares(400 * UNIT));
}

#[test]
fn an_index_grows_no_faster_than_the_fastest_interest_and_never_falls() {
    let (mut world, _) = borrower();
    world.wait(31_536_000 / 10);
    world.report(DEBT, market(USD, "1.05", vec![])).unwrap();
    let index = |world: &World| world.listing(USD).index;
    assert_eq!(index(&world), Index::new("1.05".parse().unwrap()));
    world.report(DEBT, market(USD, "1.01", vec![])).unwrap();
    assert_eq!(index(&world), Index::new("1.05".parse().unwrap()));
    world.wait(31_536_000 / 10);
    world.report(DEBT, market(USD, "1000", vec![])).unwrap();
    // A tenth of a year at 100 %: e^0.1 = 1.10517…, with a little for rounding and travel.
    let most = Index::new((1.05f64 * 1.1064).to_string().parse().unwrap());
    assert!(index(&world) <= most && index(&world) > Index::new("1.16".parse().unwrap()));
}

#[test]
fn the_totals_are_the_sums_of_the_worst_cases() {
    let (mut world, account) = borrower();
    world
        .report(
            DEBT,
            market(
                USD,
                "1",
                vec![minted(account, 400 * UNIT, 390 * UNIT, 90 * UNIT)],
            ),
        )
        .unwrap();
    assert_eq!(world.listing(USD).debt_shares, shares(300 * UNIT));
    assert_eq!(world.listing(ATOM).collateral, coll(80 * UNIT));
}

/// A set of true cumulative facts, as they might be observed at different moments.
fn moments() -> impl Strategy<Value = Vec<(u8, u128, u128, u128)>> {
    prop::collection::vec((0u8..2, 0u128..=20, 0u128..=400, 0u128..=400), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    // INV-7: any permutation and repetition of a set of reports gives the same mirror.
    #[test]
    fn order_and_repetition_of_reports_do_not_matter(
        facts in moments(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..16),
    ) {
        let tell = |world: &mut World, account, fact: &(u8, u128, u128, u128)| {
            let (which, a, b, c) = *fact;
            if which == 0 {
                world.report(HOME, held(vec![vault(account, ATOM, 0, a * UNIT, 0)])).unwrap();
            } else {
                let line = minted(account, b.max(c) * UNIT, b.max(c) * UNIT, c * UNIT);
                world.report(DEBT, market(USD, "1", vec![line])).unwrap();
            }
        };
        let (mut straight, account) = borrower();
        facts.iter().for_each(|fact| tell(&mut straight, account, fact));
        let (mut mixed, _) = borrower();
        order.iter().for_each(|at| tell(&mut mixed, account, at.get(&facts)));
        facts.iter().rev().for_each(|fact| tell(&mut mixed, account, fact));
        let (one, other) = (straight.account(account), mixed.account(account));
        prop_assert_eq!(one.collaterals, other.collaterals);
        prop_assert_eq!(one.debts, other.debts);
        prop_assert_eq!(straight.listing(USD).debt_shares, mixed.listing(USD).debt_shares);
    }
}
