//! A bid's life: every part of it with everything that can happen, and who decides what.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_bids::*;

fn bid(life: Life) -> Bid {
    Bid {
        bidder: "bidder".into(),
        pays: 1,
        wants: 2,
        limit: pair("2"),
        amount: debt(100),
        delivery: "osmo1there".into(),
        kind: Kind::Immediate { lot: 7 },
        not_after: 1_000,
        life,
    }
}

fn filled(payment: u128) -> Verdict {
    Verdict::Filled {
        payment: debt(payment),
        collateral: coll(payment / 2),
    }
}

fn decided(verdict: Verdict) -> Life {
    let owed = Owed::by(&verdict, debt(100));
    Life::Decided { verdict, owed }
}

fn deposit(amount: u128) -> Deposit {
    Deposit {
        amount: debt(amount),
        start: Start::Waiting { batch: 3 },
        gained: coll(0),
    }
}

/// One of each.
fn lives() -> [Life; 5] {
    [
        Life::Placed,
        Life::Sent,
        Life::Pooled {
            deposit: deposit(100),
        },
        decided(filled(60)),
        Life::Closed {
            verdict: Some(filled(100)),
        },
    ]
}

#[test]
fn every_part_of_a_life_with_everything_that_can_be_learnt() {
    // INV-9: only what was sent and is not decided can be decided by what is learnt.
    let learnt = [
        (Learnt::Verdict(filled(60)), filled(60)),
        (Learnt::Verdict(Verdict::Expired), Verdict::Expired),
        (Learnt::NeverReceived, Verdict::Never),
    ];
    for life in lives() {
        for (learnt, verdict) in learnt {
            let mut bid = bid(life);
            let effect = bid.learn(learnt);
            let (expected, after) = match life {
                Life::Sent => (Effect::Decided, decided(verdict)),
                _ => (Effect::Redundant, life),
            };
            assert_eq!((effect, bid.life), (expected, after), "{life:?} {learnt:?}");
        }
        let mut bid = bid(life);
        assert_eq!(bid.learn(Learnt::Unreadable), Effect::Redundant);
        assert_eq!(
            bid.life, life,
            "an answer that nobody can read undoes nothing"
        );
    }
}

#[test]
fn every_part_of_a_life_with_everything_that_can_be_done() {
    let names = ["placed", "sent", "pooled", "decided", "closed"];
    for (at, life) in lives().into_iter().enumerate() {
        let refused = |what| BidsError::Unexpected {
            what,
            life: names[at],
        };
        let placed = life == Life::Placed;
        let (mut sent, mut here, mut back) = (bid(life), bid(life), bid(life));
        match sent.send() {
            Ok(()) => assert!(placed && sent.life == Life::Sent),
            Err(error) => assert!(!placed && error == refused("send")),
        }
        match here.decide(filled(60)) {
            Ok(()) => assert!(placed && here.life == decided(filled(60))),
            Err(error) => assert!(!placed && error == refused("decide")),
        }
        let expected = match life {
            Life::Placed => Ok(Effect::Decided),
            Life::Sent => Ok(Effect::AskBack),
            Life::Pooled { .. } => Err(refused("cancel")),
            Life::Decided { .. } | Life::Closed { .. } => Ok(Effect::Redundant),
        };
        assert_eq!(back.cancel(), expected);
        let after = if placed {
            decided(Verdict::Cancelled)
        } else {
            life
        };
        assert_eq!(
            back.life, after,
            "a bid that was sent is not the bidder's to decide"
        );
    }
}

#[test]
fn a_pooled_bid_follows_its_deposit_to_the_end() {
    let mut bid = bid(Life::Placed);
    bid.pool(deposit(100)).unwrap();
    bid.pool(deposit(40)).unwrap();
    assert_eq!(
        bid.life,
        Life::Pooled {
            deposit: deposit(40)
        }
    );
    let gains = Deposit {
        gained: coll(3),
        ..deposit(0)
    };
    bid.pool(gains).unwrap();
    assert_eq!(
        bid.life,
        Life::Pooled { deposit: gains },
        "gains are not claimed yet"
    );
    bid.pool(deposit(0)).unwrap();
    assert_eq!(bid.life, Life::Closed { verdict: None });
    let error = bid.pool(deposit(1)).unwrap_err();
    assert_eq!(error.to_string(), "cannot pool a bid that is closed");
}

#[test]
fn an_escrow_is_divided_by_its_verdict() {
    let refused = |forfeit| Verdict::Refused {
        why: Why::NotRevealed,
        forfeit: debt(forfeit),
    };
    let table = [
        (filled(100), (100, 0, 0)),
        (filled(60), (60, 0, 40)),
        (Verdict::refused(Why::Price), (0, 0, 100)),
        (refused(5), (0, 5, 95)),
        (Verdict::Expired, (0, 0, 100)),
        (Verdict::Cancelled, (0, 0, 100)),
        (Verdict::Never, (0, 0, 100)),
        // More than there is: all of it and not a unit of anybody else's.
        (filled(101), (100, 0, 0)),
        (refused(200), (0, 100, 0)),
    ];
    for (verdict, (repay, forfeit, refund)) in table {
        let mut bid = bid(Life::Sent);
        assert_eq!(bid.learn(Learnt::Verdict(verdict)), Effect::Decided);
        let taken = [Part::Repay, Part::Forfeit, Part::Refund].map(|part| bid.take(part));
        assert_eq!(
            taken,
            [debt(repay), debt(forfeit), debt(refund)],
            "{verdict:?}"
        );
        assert_eq!(
            bid.life,
            Life::Closed {
                verdict: Some(verdict)
            }
        );
        assert_eq!(bid.take(Part::Refund), debt(0), "once");
    }
}

#[test]
fn a_payment_that_fails_waits_and_can_be_tried_again() {
    let mut bid = bid(Life::Sent);
    bid.learn(Learnt::Verdict(filled(60)));
    let repay = bid.take(Part::Repay);
    let refund = bid.take(Part::Refund);
    assert_eq!(bid.life.name(), "closed");
    bid.put_back(Part::Repay, repay).unwrap();
    assert_eq!(bid.life.name(), "decided");
    assert_eq!(
        (bid.take(Part::Refund), bid.take(Part::Repay)),
        (debt(0), debt(60))
    );
    bid.put_back(Part::Refund, refund).unwrap();
    let before = bid.clone();
    assert!(
        bid.put_back(Part::Refund, debt(1)).is_err(),
        "more than was ever taken"
    );
    assert!(bid.put_back(Part::Forfeit, debt(1)).is_err());
    assert_eq!(bid, before);
    assert_eq!(bid.take(Part::Refund), debt(40));
}

#[test]
fn a_bid_that_could_never_be_filled_is_refused_by_name() {
    let good = bid(Life::Placed);
    assert!(good.validate(debt(100)).is_ok());
    let small = BidsError::TooSmall {
        amount: debt(100),
        min: debt(101),
    };
    assert_eq!(good.validate(debt(101)).unwrap_err(), small);
    let delivery = |text: &str| Bid {
        delivery: text.into(),
        ..good.clone()
    };
    let long = "a".repeat(129);
    let wrong = [
        (
            Bid {
                limit: pair("0"),
                ..good.clone()
            },
            "limit",
        ),
        (delivery(""), "delivery"),
        (delivery(&long), "delivery"),
        (delivery("osmo1 there"), "delivery"),
        (delivery("osmo1thére"), "delivery"),
        (
            Bid {
                not_after: 0,
                ..good.clone()
            },
            "not_after",
        ),
        (
            Bid {
                kind: Kind::Standing { step: 61 },
                ..good.clone()
            },
            "step",
        ),
    ];
    for (bid, name) in wrong {
        match bid.validate(debt(1)) {
            Err(BidsError::OutOfRange { field, .. }) => assert_eq!(field, name),
            other => panic!("{name}: {other:?}"),
        }
    }
    let most = Bid {
        kind: Kind::Standing { step: 60 },
        ..delivery(&long[..128])
    };
    assert!(most.validate(debt(1)).is_ok());
}

proptest! {
    #[test]
    fn the_parts_of_an_escrow_are_the_escrow(
        amount in any::<u128>(), payment in any::<u128>(), forfeit in any::<u128>(),
    ) {
        // INV-1
        let refused = Verdict::Refused { why: Why::NotRevealed, forfeit: debt(forfeit) };
        for verdict in [filled(payment), refused] {
            let owed = Owed::by(&verdict, debt(amount));
            let sum = owed.repay.plus(owed.forfeit).unwrap().plus(owed.refund).unwrap();
            prop_assert_eq!(sum, debt(amount));
        }
    }
}
