//! Pauses that end by themselves.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::Addr;
use proptest::prelude::*;
use seawall_kit::{KitError, PauseConfig, PauseScope, Pauses};

#[derive(Clone, Copy)]
enum Scope {
    Borrow,
    Withdraw,
}

impl PauseScope for Scope {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Borrow => "borrow",
            Self::Withdraw => "withdraw",
        }
    }
}

const PAUSES: Pauses<Scope> = Pauses::new("pause_config", "pauses");

fn who(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

fn config() -> PauseConfig {
    PauseConfig {
        guardians: vec![who("guard"), who("other")],
        max_secs: 100,
        rest_secs: 150,
        grace_secs: 30,
    }
}

fn ready() -> MockStorage {
    let mut storage = MockStorage::new();
    PAUSES.set_config(&mut storage, config()).unwrap();
    storage
}

#[test]
fn a_pause_stops_its_scope_alone_and_ends_by_itself() {
    let mut storage = ready();
    let guard = who("guard");
    PAUSES
        .pause_as_guardian(&mut storage, 1000, &guard, Scope::Borrow, 100)
        .unwrap();
    for (now, paused, grace) in [
        (1000, true, false),
        (1099, true, false),
        (1100, false, true),
        (1129, false, true),
        (1130, false, false),
    ] {
        let got = PAUSES.is_paused(&storage, now, Scope::Borrow).unwrap();
        assert_eq!(got, paused, "paused at {now}");
        let got = PAUSES.in_grace(&storage, now, Scope::Borrow).unwrap();
        assert_eq!(got, grace, "grace at {now}");
        PAUSES.assert_open(&storage, now, Scope::Withdraw).unwrap();
    }
    let refused = PAUSES.assert_open(&storage, 1050, Scope::Borrow);
    let text = "`borrow` is paused until 1100";
    assert_eq!(refused.unwrap_err().to_string(), text);
}

#[test]
fn no_guardian_renews_a_pause_without_a_gap() {
    let mut storage = ready();
    let pause = |storage: &mut MockStorage, now, name: &str| {
        PAUSES.pause_as_guardian(storage, now, &who(name), Scope::Borrow, 100)
    };
    pause(&mut storage, 1000, "guard").unwrap();
    for (now, name) in [
        (1000, "other"),
        (1099, "guard"),
        (1100, "other"),
        (1249, "guard"),
    ] {
        let refused = pause(&mut storage, now, name).unwrap_err();
        assert!(matches!(refused, KitError::PauseTooSoon { from: 1250, .. }));
    }
    pause(&mut storage, 1250, "other").unwrap();
}

#[test]
fn only_guardians_pause_and_only_for_a_bounded_time() {
    let mut storage = ready();
    let mut ask = |name: &str, secs| {
        PAUSES
            .pause_as_guardian(&mut storage, 1000, &who(name), Scope::Borrow, secs)
            .map(|status| status.until)
    };
    assert!(matches!(ask("eve", 10), Err(KitError::Unauthorized { .. })));
    for secs in [0, 101, u64::MAX] {
        let refused = ask("guard", secs).unwrap_err();
        let text = format!("pause seconds: expected 1 to 100, got {secs}");
        assert_eq!(refused.to_string(), text);
    }
    assert_eq!(ask("guard", 1).unwrap(), 1001);
}

#[test]
fn the_owner_ends_a_pause_early_and_the_grace_begins_then() {
    let mut storage = ready();
    let owner = who("owner");
    let none = PAUSES.unpause(&mut storage, 1000, Scope::Borrow);
    assert!(matches!(none, Err(KitError::NotPaused { scope: "borrow" })));
    PAUSES
        .pause_as_guardian(&mut storage, 1000, &who("guard"), Scope::Borrow, 100)
        .unwrap();
    let status = PAUSES.unpause(&mut storage, 1040, Scope::Borrow).unwrap();
    assert!(!status.paused);
    assert_eq!(status.grace_until, 1070);
    assert_eq!(status.guardian_from, 1190);
    assert!(PAUSES.unpause(&mut storage, 1041, Scope::Borrow).is_err());
    let status = PAUSES
        .pause_as_owner(&mut storage, 1050, &owner, Scope::Borrow, 80)
        .unwrap();
    assert_eq!((status.since, status.until), (1050, 1130));
    let status = PAUSES
        .pause_as_owner(&mut storage, 1060, &owner, Scope::Borrow, 1)
        .unwrap();
    assert_eq!(
        (status.since, status.until),
        (1050, 1130),
        "never shortened"
    );
}

#[test]
fn a_configuration_that_would_let_guardians_freeze_a_scope_is_refused() {
    let mut storage = ready();
    let bad = [
        PauseConfig {
            rest_secs: 99,
            ..config()
        },
        PauseConfig {
            max_secs: 0,
            ..config()
        },
        PauseConfig {
            guardians: vec![who("guard"), who("guard")],
            ..config()
        },
        PauseConfig {
            guardians: (0..9).map(|i| who(&format!("g{i}"))).collect(),
            ..config()
        },
    ];
    for config in bad {
        assert!(PAUSES.set_config(&mut storage, config).is_err());
    }
    assert_eq!(PAUSES.config(&storage).unwrap(), config());
}

proptest! {
    // DEC-20: whatever guardians try, a scope is open for at least half of the time.
    #[test]
    fn guardians_stop_a_scope_at_most_half_of_the_time(
        tries in prop::collection::vec((1u64..60, 1u64..=100, any::<bool>()), 1..80),
    ) {
        let mut storage = ready();
        let (mut now, start) = (1000u64, 1000u64);
        let mut paused = 0u64;
        for (wait, secs, first) in tries {
            now += wait;
            let name = who(if first { "guard" } else { "other" });
            let asked = PAUSES.pause_as_guardian(&mut storage, now, &name, Scope::Borrow, secs);
            if asked.is_ok() {
                paused += secs;
            }
        }
        // The last pause may still run and its rest is not over: at most one longest pause more.
        prop_assert!(paused <= (now - start) / 2 + 100);
    }
}
