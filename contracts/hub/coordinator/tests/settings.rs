//! Settings, and taking over the account of a dead home chain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_wire::ids::{AccountId, ChainNo};
use seawall_wire::{Code, Command, CommandAck, Recovery, SettingsChange, Wanted};

const DAY: u64 = 86_400;

fn set(
    world: &mut World,
    chain: ChainNo,
    caller: &str,
    nonce: u64,
    change: SettingsChange,
) -> Result<CommandAck, Code> {
    let (account, caller) = (acc(1), addr(caller));
    let command = Command::Settings {
        account,
        nonce,
        change,
        caller,
    };
    world.command(chain, command).map_err(Code)
}

fn recovery(delay_secs: u64) -> SettingsChange {
    let recovery = Recovery {
        chain: DEBT,
        address: addr("alice-debt"),
        delay_secs,
    };
    SettingsChange::SetRecovery {
        recovery: Some(recovery),
    }
}

#[test]
fn the_last_writer_wins() {
    let mut world = world();
    world.alice();
    let owner = |name| SettingsChange::SetOwner { owner: addr(name) };
    set(&mut world, HOME, "alice", 5, owner("alice2")).unwrap();
    assert_eq!(
        set(&mut world, HOME, "alice2", 5, owner("x")).unwrap_err(),
        Code::OLD_NONCE
    );
    assert_eq!(
        set(&mut world, HOME, "alice2", 4, owner("x")).unwrap_err(),
        Code::OLD_NONCE
    );
    assert_eq!(
        set(&mut world, HOME, "alice", 6, owner("x")).unwrap_err(),
        Code::UNAUTHORIZED
    );
    set(&mut world, HOME, "alice2", 6, owner("alice3")).unwrap();
    assert_eq!(world.account(acc(1)).controllers[0].address, addr("alice3"));
}

#[test]
fn a_recovery_owner_takes_over_only_after_the_delay_and_only_without_objection() {
    let mut world = world();
    let account: AccountId = world.alice();
    use SettingsChange::{CancelRecovery, FinishRecovery, StartRecovery};
    let start = StartRecovery {};
    assert_eq!(
        set(&mut world, HOME, "alice", 1, recovery(5)).unwrap_err(),
        Code::BAD_AMOUNT
    );
    set(&mut world, HOME, "alice", u64::MAX, recovery(DAY)).unwrap();
    for (chain, caller) in [(HOME, "alice-debt"), (DEBT, "alice"), (FAR, "alice-debt")] {
        let refused = set(&mut world, chain, caller, 0, start.clone());
        assert_eq!(refused.unwrap_err(), Code::UNAUTHORIZED);
    }
    let finish = |world: &mut World| set(world, DEBT, "alice-debt", 0, FinishRecovery {});
    assert_eq!(
        finish(&mut world).unwrap_err(),
        Code::UNAUTHORIZED,
        "not started"
    );
    set(&mut world, DEBT, "alice-debt", 0, start.clone()).unwrap();
    world.wait(DAY - 1);
    set(&mut world, DEBT, "alice-debt", 0, start).expect("does not begin anew");
    assert_eq!(
        finish(&mut world).unwrap_err(),
        Code::UNAUTHORIZED,
        "too early"
    );
    world.wait(1);
    finish(&mut world).expect("the greatest nonce does not lock it out");
    assert_eq!(world.account(account).home, DEBT);
    assert_eq!(world.account(account).nonce, 0);
    let all = withdraw(account, ATOM, Wanted::All {}, "alice");
    assert_eq!(world.command(HOME, all), Err(Code::NOT_YOUR_CHAIN.0));
    let all = withdraw(account, ATOM, Wanted::All {}, "alice-debt");
    assert!(matches!(
        world.command(DEBT, all).unwrap(),
        CommandAck::Withdrawn { here: false, .. }
    ));
    let cancel = set(&mut world, HOME, "alice", 1, CancelRecovery {});
    assert_eq!(cancel.unwrap_err(), Code::NOT_YOUR_CHAIN);
}

#[test]
fn an_objection_ends_a_recovery() {
    let mut world = world();
    world.alice();
    set(&mut world, HOME, "alice", 1, recovery(DAY)).unwrap();
    set(
        &mut world,
        DEBT,
        "alice-debt",
        0,
        SettingsChange::StartRecovery {},
    )
    .unwrap();
    set(
        &mut world,
        HOME,
        "alice",
        2,
        SettingsChange::CancelRecovery {},
    )
    .unwrap();
    world.wait(2 * DAY);
    let finish = set(
        &mut world,
        DEBT,
        "alice-debt",
        0,
        SettingsChange::FinishRecovery {},
    );
    assert_eq!(finish.unwrap_err(), Code::UNAUTHORIZED);
}
