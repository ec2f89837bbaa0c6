//! A model is worth what it finds: each plausible mistake, planted in one transition, breaks a property.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use seawall_model::check::{check, Verdict};
use seawall_model::{bids, link, liquidation, mirror, suite};

fn found(verdict: &Verdict, by: &str) {
    let stuck = by == "INV-8" && verdict.graph.stuck > 0;
    assert!(
        stuck || verdict.breaks(by),
        "{} is not found by {by}: {verdict:?}",
        verdict.name
    );
}

fn small_mirror(mistake: mirror::Mistake) -> Verdict {
    let model = mirror::Mirror {
        reports: 2,
        halts: false,
        mistake: Some(mistake),
        ..suite::mirror(&[3], &[1, 2], &[2], &[])
    };
    check(&format!("{mistake:?}"), model)
}

#[test]
fn mistakes_in_the_mirror_break_its_ranges() {
    use mirror::Mistake as M;
    found(&small_mirror(M::UndoTwice), "INV-7");
    found(&small_mirror(M::TimeoutNotUndone), "INV-7");
    found(&small_mirror(M::GarbledUndoes), "INV-3 collateral");
    found(&small_mirror(M::OrderTwice), "INV-9");
    found(&small_mirror(M::ReportsAdd), "INV-3 collateral");
    found(&small_mirror(M::CountedTwice), "INV-3 collateral");
    found(&small_mirror(M::BestForWorst), "INV-3 debt");
}

fn small_liquidation(mistake: liquidation::Mistake) -> Verdict {
    use liquidation::Mistake as M;
    let world = match mistake {
        M::UndoForgetsALot => suite::liquidations(1, 2, 1, 1, 1),
        _ => suite::liquidations(1, 1, 2, 1, 1),
    };
    let model = liquidation::Liquidations {
        mistake: Some(mistake),
        ..world
    };
    check(&format!("{mistake:?}"), model)
}

#[test]
fn mistakes_in_liquidations_lose_money_or_the_way_to_an_end() {
    use liquidation::Mistake as M;
    found(&small_liquidation(M::CreditBeforeMoney), "INV-1");
    found(&small_liquidation(M::SettleAdds), "INV-9");
    found(&small_liquidation(M::UndoForgetsALot), "INV-7");
    found(&small_liquidation(M::UndoTwice), "INV-9");
    found(&small_liquidation(M::SettleOnce), "INV-8");
    found(&small_liquidation(M::RefundLost), "INV-8");
    found(&small_liquidation(M::LateFactsIgnored), "INV-8");
}

fn small_link(mistake: link::Mistake) -> Verdict {
    let model = link::Link {
        mistake: Some(mistake),
        ..suite::link([2, 0], 2)
    };
    check(&format!("{mistake:?}"), model)
}

#[test]
fn mistakes_in_the_link_make_its_ends_disagree() {
    use link::Mistake as M;
    found(&small_link(M::OldChannelWorks), "INV-7");
    found(&small_link(M::ForgetsEarly), "INV-7");
    found(&small_link(M::GarbledUndoes), "INV-7");
    found(&small_link(M::NoQuestions), "INV-8");
}

fn small_bids(mistake: bids::Mistake) -> Verdict {
    let model = bids::Bids {
        mistake: Some(mistake),
        ..suite::bids(1, 1, false)
    };
    check(&format!("{mistake:?}"), model)
}

#[test]
fn mistakes_with_bids_pay_twice_or_for_nothing() {
    use bids::Mistake as M;
    found(&small_bids(M::ClockFrees), "INV-5");
    found(&small_bids(M::GarbledDeclines), "INV-5");
    found(&small_bids(M::DecidesTwice), "INV-5");
    found(&small_bids(M::VerdictTwice), "INV-9");
    found(&small_bids(M::ToldOnce), "INV-8");
}
