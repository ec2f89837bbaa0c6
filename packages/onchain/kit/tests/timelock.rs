//! The queue of announced changes.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_schema::cw_serde;
use cosmwasm_std::testing::MockStorage;
use seawall_kit::timelock::MAX_QUEUED;
use seawall_kit::{KitError, TimeLock, TimeLockConfig};

#[cw_serde]
enum Change {
    Limit(u64),
}

const LOCK: TimeLock<Change> = TimeLock::new("config", "next", "queue");

fn ready() -> MockStorage {
    let mut storage = MockStorage::new();
    let config = TimeLockConfig {
        delay_secs: 100,
        window_secs: 50,
    };
    LOCK.set_config(&mut storage, config).unwrap();
    storage
}

#[test]
fn a_change_takes_effect_within_its_window_and_once() {
    let mut storage = ready();
    let queued = LOCK
        .propose(&mut storage, 1000, Change::Limit(7), None)
        .unwrap();
    assert_eq!((queued.id, queued.eta, queued.expires_at), (1, 1100, 1150));
    let early = LOCK.apply(&mut storage, 1099, 1).unwrap_err();
    let text = "change 1 may be applied from 1100, it is 1099";
    assert_eq!(early.to_string(), text);
    let applied = LOCK.apply(&mut storage, 1100, 1).unwrap();
    assert_eq!(applied.change, Change::Limit(7));
    let again = LOCK.apply(&mut storage, 1100, 1);
    assert!(matches!(again, Err(KitError::NotFound { id: 1, .. })));
}

#[test]
fn a_change_that_waited_too_long_never_takes_effect() {
    let mut storage = ready();
    LOCK.propose(&mut storage, 1000, Change::Limit(7), None)
        .unwrap();
    let late = LOCK.apply(&mut storage, 1150, 1);
    assert!(matches!(
        late,
        Err(KitError::Expired {
            expires_at: 1150,
            ..
        })
    ));
}

#[test]
fn a_change_may_be_announced_for_later_but_not_for_sooner() {
    let mut storage = ready();
    let soon = LOCK.propose(&mut storage, 1000, Change::Limit(7), Some(1099));
    assert!(matches!(soon, Err(KitError::OutOfRange { min: 1100, .. })));
    let later = LOCK
        .propose(&mut storage, 1000, Change::Limit(7), Some(2000))
        .unwrap();
    assert_eq!((later.id, later.eta, later.expires_at), (1, 2000, 2050));
    assert!(LOCK.apply(&mut storage, 1999, 1).is_err());
}

#[test]
fn a_cancelled_change_is_gone_and_its_number_is_not_used_again() {
    let mut storage = ready();
    LOCK.propose(&mut storage, 1000, Change::Limit(1), None)
        .unwrap();
    LOCK.cancel(&mut storage, 1).unwrap();
    assert!(LOCK.cancel(&mut storage, 1).is_err());
    assert!(LOCK.apply(&mut storage, 1100, 1).is_err());
    let next = LOCK
        .propose(&mut storage, 1000, Change::Limit(2), None)
        .unwrap();
    assert_eq!(next.id, 2);
}

#[test]
fn the_queue_is_bounded_and_expired_changes_make_room() {
    let mut storage = ready();
    for i in 0..MAX_QUEUED as u64 {
        LOCK.propose(&mut storage, 1000, Change::Limit(i), None)
            .unwrap();
    }
    let full = LOCK.propose(&mut storage, 1149, Change::Limit(99), None);
    assert!(matches!(full, Err(KitError::QueueFull { max: 16 })));
    LOCK.propose(&mut storage, 1150, Change::Limit(99), None)
        .unwrap();
    let left = LOCK.page(&storage, None, None).unwrap();
    assert_eq!(left.iter().map(|q| q.id).collect::<Vec<_>>(), vec![17]);
}

#[test]
fn pages_follow_the_numbers() {
    let mut storage = ready();
    for i in 0..5 {
        LOCK.propose(&mut storage, 1000, Change::Limit(i), None)
            .unwrap();
    }
    let page = LOCK.page(&storage, Some(2), Some(2)).unwrap();
    assert_eq!(page.iter().map(|q| q.id).collect::<Vec<_>>(), vec![3, 4]);
}

#[test]
fn a_lock_without_a_window_is_refused() {
    let mut storage = ready();
    let config = TimeLockConfig {
        delay_secs: 1,
        window_secs: 0,
    };
    assert!(LOCK.set_config(&mut storage, config).is_err());
    assert_eq!(LOCK.config(&storage).unwrap().window_secs, 50);
}
