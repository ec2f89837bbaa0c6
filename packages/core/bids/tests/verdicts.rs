//! Who decides about a bid from elsewhere, and what the hub knows of it.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use seawall_bids::*;

fn filled(payment: u128) -> Verdict {
    Verdict::Filled {
        payment: debt(payment),
        collateral: coll(payment / 2),
    }
}

#[test]
fn who_decides_looks_at_time_price_and_money_in_this_order() {
    let offered = Offered {
        amount: debt(100),
        limit: pair("2"),
        not_after: 1_000,
    };
    let small = Offered {
        amount: debt(1),
        ..offered
    };
    let refused = |why| Err(Verdict::refused(why));
    let table = [
        (offered, 1_000, "2", Ok(coll(50))),
        (offered, 1_000, "1.9", Ok(coll(52))),
        (offered, 1_001, "1.9", Err(Verdict::Expired)),
        (offered, 1_000, "2.000001", refused(Why::Price)),
        (offered, 1_000, "0", refused(Why::Price)),
        (small, 1_000, "1.5", refused(Why::TooSmall)),
    ];
    for (bid, now, price, expected) in table {
        assert_eq!(
            wanted(&bid, now, pair(price)).unwrap(),
            expected,
            "{now} {price}"
        );
    }
}

#[test]
fn a_purchase_is_whole_if_the_rest_buys_nothing() {
    let of = |payment, collateral| {
        Verdict::of_purchase(debt(100), pair("3"), debt(payment), coll(collateral)).unwrap()
    };
    // 33 units cost 99; the unit that is left buys nothing.
    let (payment, collateral) = (debt(99), coll(33));
    assert_eq!(
        of(99, 33),
        Verdict::Filled {
            payment,
            collateral
        }
    );
    let (payment, collateral, why) = (debt(96), coll(32), Why::SoldOut);
    assert_eq!(
        of(96, 32),
        Verdict::Partly {
            payment,
            collateral,
            why
        }
    );
    assert_eq!(of(0, 0), Verdict::refused(Why::SoldOut));
    let above = Verdict::of_purchase(debt(100), pair("3"), debt(101), coll(33));
    assert!(above.is_err(), "costs more than the escrow");
}

#[test]
fn whoever_decides_does_so_once_and_a_wish_to_cancel_may_come_first() {
    let (first, new) = decide(None, || filled(60));
    assert!(new && first == filled(60));
    let again = decide(Some(first), || unreachable!("decided before"));
    assert_eq!(again, (filled(60), false));
    assert_eq!(recall(Some(first)), (filled(60), false), "too late");
    let (cancelled, new) = recall(None);
    assert!(new && cancelled == Verdict::Cancelled);
    assert_eq!(
        decide(Some(cancelled), || filled(60)),
        (Verdict::Cancelled, false)
    );
}

#[test]
fn the_hub_passes_a_bid_on_once_and_knows_a_verdict_from_proof_only() {
    let passed = Relay::pass_on(None).unwrap();
    assert_eq!(Relay::pass_on(Some(&passed)).unwrap_err(), BidsError::Again);
    assert_eq!(passed.verdict(), None);
    let table = [
        (Heard::Verdict(filled(60)), Some(filled(60))),
        (
            Heard::Refused(17),
            Some(Verdict::refused(Why::Other { code: 17 })),
        ),
        (Heard::Never, Some(Verdict::Never)),
        (Heard::Unreadable, None),
    ];
    for (heard, verdict) in table {
        let (after, new) = passed.hear(heard);
        assert_eq!(
            (after.verdict(), new),
            (verdict, verdict.is_some()),
            "{heard:?}"
        );
        // The first one stays, whatever comes then.
        if verdict.is_some() {
            for (later, _) in table {
                assert_eq!(after.hear(later), (after, false));
                assert_eq!(after.hear_of_recall(later), (after, false));
            }
            assert_eq!(Relay::pass_on(Some(&after)).unwrap_err(), BidsError::Again);
        }
        // A wish that did not get there says nothing about the bid.
        let (after, _) = passed.hear_of_recall(heard);
        let told = matches!(heard, Heard::Verdict(_));
        assert_eq!(after.verdict().is_some(), told, "{heard:?}");
    }
}
