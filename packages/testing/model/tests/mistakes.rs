//! A model is worth what it finds: each plausible mistake, planted in one transition, breaks a property, and
//! each property is broken by a mistake.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use seawall_model::check::{check, Verdict};
use seawall_model::explore::Ends;
use seawall_model::{bids, link, liquidation, mirror, suite};

fn found(verdict: &Verdict, by: &str) {
    let stuck = by == "INV-8" && verdict.graph.stuck > 0;
    assert!(
        stuck || verdict.breaks(by),
        "{} is not found by {by}: {verdict:?}",
        verdict.name
    );
}

/// Each mistake is found by the property that it is to break; no property is left over.
fn all_found<M: Ends>(model: &M, found_by: &[(Verdict, &str)]) {
    for (verdict, by) in found_by {
        found(verdict, by);
    }
    for property in model.properties() {
        let broken = found_by.iter().any(|(_, by)| property.name.starts_with(by));
        assert!(broken, "no mistake breaks \"{}\"", property.name);
    }
    assert!(found_by.iter().any(|(_, by)| *by == "INV-8"));
}

#[test]
fn mistakes_in_the_mirror_break_its_ranges() {
    use mirror::Mistake as M;
    let world = |mistake| mirror::Mirror {
        halts: false,
        mistake: Some(mistake),
        ..suite::mirror(&[3], &[1, 2], &[2], &[])
    };
    let of = |mistake: M| check(&format!("{mistake:?}"), world(mistake));
    let deposits = mirror::Mirror {
        mistake: Some(M::UndoTwice),
        ..suite::mirror(&[2], &[], &[], &[])
    };
    let found_by = [
        (check("a deposit undone twice", deposits), "no step fails"),
        (of(M::RefusedNotClaimed), "INV-2"),
        (of(M::GarbledUndoes), "INV-3 collateral"),
        (of(M::ReportsAdd), "INV-3 collateral"),
        (of(M::CountedTwice), "INV-3 collateral"),
        (of(M::BestForWorst), "INV-3 debt"),
        (of(M::OrderTwice), "INV-9"),
        (of(M::UndoTwice), "INV-7"),
        (of(M::TimeoutNotUndone), "INV-7"),
        (of(M::ReportsOnce), "INV-8"),
    ];
    all_found(&world(M::UndoTwice), &found_by);
}

#[test]
fn mistakes_in_liquidations_lose_money_or_the_way_to_an_end() {
    use liquidation::Mistake as M;
    let world = |mistake| {
        let world = match mistake {
            M::UndoForgetsALot => suite::liquidations(2, 1, 1, 1),
            M::LossNotBooked | M::CoverOnce => suite::liquidations(1, 1, 1, 2),
            _ => suite::liquidations(1, 2, 1, 1),
        };
        liquidation::Liquidations {
            mistake: Some(mistake),
            ..world
        }
    };
    let of = |mistake: M| check(&format!("{mistake:?}"), world(mistake));
    let found_by = [
        (of(M::OpensAgain), "no step fails"),
        (of(M::CreditBeforeMoney), "INV-1"),
        (of(M::ReturnCountedTwice), "INV-3"),
        (of(M::ReturnForgotten), "INV-4"),
        (of(M::LossNotBooked), "INV-5 what is written off"),
        (of(M::CreditToldAlone), "INV-5 what is known"),
        (of(M::UndoForgetsALot), "INV-7"),
        (of(M::SettleAdds), "INV-9"),
        (of(M::UndoTwice), "INV-9"),
        (of(M::SettleOnce), "INV-8"),
        (of(M::RefundLost), "INV-8"),
        (of(M::LateFactsIgnored), "INV-8"),
        (of(M::CoverOnce), "INV-8"),
    ];
    all_found(&world(M::UndoTwice), &found_by);
}

/// What goes wrong with one goes wrong with two that share a route or a debt.
#[test]
fn mistakes_are_found_with_two_liquidations_at_once() {
    use liquidation::{Mistake as M, Shared};
    for (shared, debt) in [(Shared::Route, 1), (Shared::Debt, 2)] {
        for (mistake, by) in [
            (M::CreditBeforeMoney, "INV-1"),
            (M::CreditToldAlone, "INV-5 what is known"),
            (M::UndoTwice, "INV-9"),
        ] {
            let model = liquidation::Liquidations {
                mistake: Some(mistake),
                ..suite::two(shared, debt)
            };
            found(&check(&format!("{shared:?} {mistake:?}"), model), by);
        }
    }
}

#[test]
fn mistakes_in_the_link_make_its_ends_disagree() {
    use link::Mistake as M;
    let world = |mistake| link::Link {
        mistake: Some(mistake),
        ..suite::link([2, 0], 2)
    };
    let of = |mistake: M| check(&format!("{mistake:?}"), world(mistake));
    let found_by = [
        (of(M::OldChannelWorks), "INV-7"),
        (of(M::ForgetsEarly), "INV-7"),
        (of(M::GarbledUndoes), "INV-7"),
        (of(M::SettledWorks), "INV-9"),
        (of(M::ParkedUncounted), "the counters count"),
        (of(M::NoQuestions), "INV-8"),
    ];
    all_found(&world(M::NoQuestions), &found_by);
}

#[test]
fn mistakes_with_bids_pay_twice_or_for_nothing() {
    use bids::Mistake as M;
    let world = |mistake| bids::Bids {
        mistake: Some(mistake),
        ..suite::bids(1, 1, false)
    };
    let of = |mistake: M| check(&format!("{mistake:?}"), world(mistake));
    let found_by = [
        (of(M::VerdictTwice), "INV-1 and INV-9"),
        (of(M::UnitStays), "INV-4"),
        (of(M::ClockFrees), "INV-5"),
        (of(M::GarbledDeclines), "INV-5"),
        (of(M::DecidesTwice), "INV-5"),
        (of(M::ToldOnce), "INV-8"),
    ];
    all_found(&world(M::ToldOnce), &found_by);
}
