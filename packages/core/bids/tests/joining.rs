//! Joining and leaving a pool: waiting, marks, and money that is offered elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use seawall_bids::*;

#[test]
fn a_deposit_counts_after_more_than_the_wait_and_at_most_a_period_more() {
    // Periods of 60 s, two whole ones to wait.
    let table = [
        (0, 180),
        (1, 180),
        (59, 180),
        (60, 240),
        (119, 240),
        (120, 300),
    ];
    for (now, counts) in table {
        assert_eq!(TERMS.joins_at(now), counts, "{now}");
        let mut desk = Desk {
            now,
            ..Desk::default()
        };
        desk.deposit(5).unwrap();
        desk.wait(counts - now - 1);
        assert_eq!(desk.pool.total, debt(0), "{now}: a second before");
        desk.wait(1);
        assert_eq!(desk.pool.total, debt(5), "{now}: then");
    }
}

#[test]
fn who_comes_just_in_time_gets_nothing_of_the_lot() {
    let mut desk = Desk::default();
    let mut early = desk.member(100);
    let mut late = desk.deposit(1_000_000).unwrap();
    desk.wait(120);
    desk.fill(60, 90).unwrap();
    assert_eq!(desk.worth(&mut early), (40, 90));
    assert_eq!(desk.worth(&mut late), (1_000_000, 0));
    // Its money is its own all the time.
    desk.withdraw(&mut late, 1_000_000).unwrap();
    assert!(late.is_over() && desk.pool.waiting.is_empty());
}

#[test]
fn who_waits_can_leave_in_parts_and_the_rest_joins_in_time() {
    let mut desk = Desk::default();
    let (mut a, mut b) = (desk.deposit(100).unwrap(), desk.deposit(11).unwrap());
    desk.withdraw(&mut a, 40).unwrap();
    desk.withdraw(&mut b, 11).unwrap();
    assert_eq!(desk.pool.whole().unwrap(), debt(60));
    desk.wait(LONG);
    assert_eq!((desk.pool.total, desk.pool.members), (debt(60), 1));
    desk.fill(30, 7).unwrap();
    // Seven sixtieths per unit are rounded down, even for one who is alone.
    assert_eq!(desk.worth(&mut a), (30, 6));
    assert_eq!(
        desk.marks.len(),
        0,
        "the only deposit has looked its mark up"
    );
}

#[test]
fn while_the_money_is_offered_elsewhere_nobody_joins_and_nobody_leaves() {
    let mut desk = Desk::default();
    let mut a = desk.member(100);
    let mut b = desk.deposit(900).unwrap();
    assert_eq!(desk.lock().unwrap(), 100);
    assert_eq!(desk.lock().unwrap_err(), BidsError::Locked);
    desk.wait(10_000);
    assert_eq!(desk.withdraw(&mut a, 1).unwrap_err(), BidsError::Locked);
    assert_eq!(desk.fill(1, 1).unwrap_err(), BidsError::Locked);
    // The news is cumulative, comes twice and out of order: a alone has bought 80 for 60.
    for (payment, given) in [(20, 30), (60, 80), (60, 80), (20, 30)] {
        desk.filled(payment, given).unwrap();
    }
    assert_eq!(desk.worth(&mut a), (40, 80));
    assert_eq!(desk.worth(&mut b), (900, 0), "came after the offer");
    desk.unlock().unwrap();
    assert_eq!(desk.unlock().unwrap_err(), BidsError::NotLocked);
    assert_eq!(desk.filled(60, 80).unwrap_err(), BidsError::NotLocked);
    desk.turn();
    assert_eq!(desk.pool.total, debt(940));
    let too_soon = BidsError::TooSoon {
        from: desk.now + 30,
        now: desk.now,
    };
    assert_eq!(desk.lock().unwrap_err(), too_soon, "time to leave");
    desk.withdraw(&mut a, 40).unwrap();
    desk.wait(30);
    assert_eq!(desk.lock().unwrap(), 900);
}

#[test]
fn a_report_that_contradicts_itself_or_the_offer_is_refused() {
    let mut desk = Desk::default();
    let mut a = desk.member(100);
    desk.lock().unwrap();
    desk.filled(50, 10).unwrap();
    let before = desk.pool.clone();
    assert!(matches!(
        desk.filled(60, 10),
        Err(BidsError::EmptyFill { .. })
    ));
    assert!(matches!(
        desk.filled(50, 11),
        Err(BidsError::EmptyFill { .. })
    ));
    let more = BidsError::Overdrawn {
        payment: debt(51),
        total: debt(50),
    };
    assert_eq!(desk.filled(101, 20).unwrap_err(), more);
    assert_eq!(desk.pool, before);
    assert_eq!(desk.worth(&mut a), (50, 10));
}

#[test]
fn deposits_during_a_long_offer_stay_few_batches() {
    let mut desk = Desk::default();
    desk.member(1);
    desk.lock().unwrap();
    let mut all = vec![];
    for _ in 0..500 {
        desk.now += 45;
        all.push(desk.deposit(3).unwrap());
        assert!(desk.pool.waiting.len() <= usize::from(TERMS.periods) + 2);
    }
    let mut gone = all.remove(17);
    desk.withdraw(&mut gone, 3).unwrap();
    desk.unlock().unwrap();
    desk.wait(LONG);
    assert_eq!(desk.pool.total, debt(1 + 3 * 499));
    assert_eq!(desk.pool.members, 500);
    desk.fill(1_498, 1_498).unwrap();
    for deposit in &mut all {
        assert_eq!(desk.claim(deposit), 3);
    }
    assert!(desk.marks.is_empty(), "all have looked their marks up");
}

#[test]
fn shorter_terms_let_nobody_in_ahead_of_those_who_wait() {
    let long = PoolTerms {
        periods: 8,
        ..TERMS
    };
    let (pool, old) = Pool::default().deposit(&long, 0, debt(5)).unwrap();
    let (pool, new) = pool.deposit(&TERMS, 1, debt(6)).unwrap();
    assert_eq!(old.waits_with(), new.waits_with());
    assert_eq!(pool.waiting.len(), 1);
}

#[test]
fn a_deposit_needs_its_own_mark() {
    let mut desk = Desk::default();
    let first = desk.deposit(10).unwrap();
    desk.now += LONG;
    let second = desk.deposit(20).unwrap();
    desk.wait(LONG);
    let marks: Vec<Mark> = desk.marks.values().copied().collect();
    assert_eq!(marks.len(), 2);
    let wrong = |deposit: Deposit| BidsError::WrongMark {
        batch: deposit.waits_with().unwrap(),
    };
    assert_eq!(first.joined(&marks[1]).unwrap_err(), wrong(first));
    assert_eq!(second.joined(&marks[0]).unwrap_err(), wrong(second));
    assert!(first.joined(&marks[0]).is_ok() && second.joined(&marks[1]).is_ok());
    // Nor is it worth anything without, once its batch was taken in.
    assert_eq!(desk.pool.position(&first, &[]).unwrap_err(), wrong(first));
    let withdrawn = desk.pool.clone().withdraw(first, debt(1), &[]);
    assert_eq!(withdrawn.unwrap_err(), wrong(first));
}

#[test]
fn terms_outside_their_bounds_are_refused() {
    assert!(TERMS.validate().is_ok());
    let zero = debt(0);
    let wrong = [
        PoolTerms {
            min_deposit: zero,
            ..TERMS
        },
        PoolTerms {
            period_secs: 0,
            ..TERMS
        },
        PoolTerms {
            period_secs: MAX_PERIOD_SECS + 1,
            ..TERMS
        },
        PoolTerms {
            periods: 0,
            ..TERMS
        },
        PoolTerms {
            periods: MAX_PERIODS + 1,
            ..TERMS
        },
        PoolTerms {
            gap_secs: 0,
            ..TERMS
        },
        PoolTerms {
            gap_secs: MAX_GAP_SECS + 1,
            ..TERMS
        },
    ];
    for terms in wrong {
        assert!(
            matches!(terms.validate(), Err(BidsError::OutOfRange { .. })),
            "{terms:?}"
        );
    }
}
