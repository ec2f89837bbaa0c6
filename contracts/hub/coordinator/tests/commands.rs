//! Commands: each allowed and refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::stubs::Mood;
use common::*;
use seawall_interfaces::coordinator::{ExecuteMsg, QueryMsg, Scope};
use seawall_wire::ids::{AccountId, CommandId};
use seawall_wire::{Code, Command, CommandAck, Order, SettingsChange, ToHub, Wanted};

fn code<T: std::fmt::Debug>(result: Result<T, u16>) -> Code {
    Code(result.unwrap_err())
}

#[test]
fn accounts_are_numbered_by_the_hub_and_belong_to_who_asked() {
    let mut world = world();
    assert_eq!(world.open("alice"), acc(1));
    assert_eq!(world.open("bob"), acc(2));
    let account = world.account(acc(2));
    assert_eq!(
        (account.home, account.controllers[0].address.as_str()),
        (HOME, "bob")
    );
    let page = QueryMsg::Accounts {
        start_after: Some(acc(1)),
        limit: None,
    };
    assert_eq!(world.query::<Vec<AccountId>>(&page), [acc(2)]);
}

#[test]
fn a_packet_that_comes_twice_is_answered_as_before() {
    // INV-9.
    let mut world = world();
    let command = Command::OpenAccount {
        caller: addr("alice"),
        recovery: None,
    };
    let body = ToHub::Command {
        id: CommandId(1),
        command,
    };
    let (first, _) = world.send_as(HOME, 5, body.clone());
    let (second, _) = world.send_as(HOME, 5, body);
    assert_eq!(first, second);
    let all: Vec<AccountId> = world.query(&QueryMsg::Accounts {
        start_after: None,
        limit: None,
    });
    assert_eq!(all, [acc(1)]);
}

#[test]
fn a_withdrawal_is_approved_here_and_ordered_elsewhere_under_one_kind_of_id() {
    let mut world = world();
    let account = world.alice();
    let ack = world
        .withdraw(account, ATOM, Wanted::Exactly(coll(UNIT)))
        .unwrap();
    let CommandAck::Withdrawn {
        release,
        amount,
        here,
    } = ack
    else {
        panic!("{ack:?}")
    };
    assert_eq!((amount, here), (coll(UNIT), true));
    world.enable(account, VOUCHER);
    world
        .deposit(FAR, account, VOUCHER, 5 * UNIT, "bob")
        .unwrap();
    let ack = world.withdraw(account, VOUCHER, Wanted::All {}).unwrap();
    let CommandAck::Withdrawn {
        release: second,
        amount,
        here,
    } = ack
    else {
        panic!("{ack:?}")
    };
    assert_eq!((amount, here), (coll(5 * UNIT), false));
    assert!(second > release);
    assert!(matches!(world.orders(FAR)[..], [Order::Release { .. }]));
    assert_eq!(world.account(account).collaterals[1].best, coll(0));
}

#[test]
fn a_release_that_is_refused_or_fails_comes_back_and_an_answer_not_understood_undoes_nothing() {
    for (mood, back) in [
        (Mood::Refuses, true),
        (Mood::Fails, true),
        (Mood::Babbles, false),
    ] {
        let mut world = world();
        let account = world.alice();
        world.enable(account, VOUCHER);
        world
            .deposit(FAR, account, VOUCHER, 5 * UNIT, "bob")
            .unwrap();
        world.mood(FAR, mood);
        world.withdraw(account, VOUCHER, Wanted::All {}).unwrap();
        let held = &world.account(account).collaterals[1];
        let expected = if back { 5 * UNIT } else { 0 };
        assert_eq!(held.worst, coll(expected));
        assert_eq!(
            held.best,
            coll(5 * UNIT),
            "undecided counts in the best case"
        );
        assert_eq!(world.listing(VOUCHER).collateral, coll(expected));
    }
}

#[test]
fn nobody_but_the_owner_from_home_withdraws_borrows_or_sets() {
    let mut world = world();
    let account = world.alice();
    let all = Wanted::All {};
    let change = SettingsChange::SetOwner {
        owner: addr("mallory"),
    };
    let settings = |caller| Command::Settings {
        account,
        nonce: 5,
        change: change.clone(),
        caller: addr(caller),
    };
    let surplus = |caller| Command::ClaimSurplus {
        account,
        listing: USD,
        receiver: addr("mallory"),
        caller: addr(caller),
    };
    for (chain, caller, expected) in [
        (HOME, "mallory", Code::UNAUTHORIZED),
        (DEBT, "alice", Code::NOT_YOUR_CHAIN),
    ] {
        for command in [
            withdraw(account, ATOM, all, caller),
            borrow(account, USD, 100 * UNIT, caller),
            settings(caller),
            surplus(caller),
        ] {
            assert_eq!(code(world.command(chain, command)), expected);
        }
    }
}

#[test]
fn each_pause_stops_its_own_and_nothing_that_repairs() {
    // INV-10.
    let mut world = world();
    let account = world.alice();
    world.borrow(account, USD, 100 * UNIT).unwrap();
    let guardian = world.guardian.clone();
    for scope in [
        Scope::Open,
        Scope::Borrow,
        Scope::Withdraw,
        Scope::Liquidate,
    ] {
        world
            .execute(
                &guardian,
                &ExecuteMsg::Pause {
                    scope,
                    seconds: 100,
                },
            )
            .unwrap();
    }
    let open = Command::OpenAccount {
        caller: addr("bob"),
        recovery: None,
    };
    assert_eq!(code(world.command(HOME, open)), Code::PAUSED);
    assert_eq!(code(world.borrow(account, USD, 100 * UNIT)), Code::PAUSED);
    let one = Wanted::Exactly(coll(UNIT));
    assert_eq!(code(world.withdraw(account, ATOM, one)), Code::PAUSED);
    assert_eq!(
        code(world.deposit(HOME, account, ATOM, UNIT, "alice")),
        Code::PAUSED
    );
    let repaid = market(
        USD,
        "1",
        vec![minted(account, 100 * UNIT, 100 * UNIT, 100 * UNIT)],
    );
    world.report(DEBT, repaid).unwrap();
    world
        .withdraw(account, ATOM, one)
        .expect("without debt nothing stops a withdrawal");
    world.wait(101);
    world
        .borrow(account, USD, 100 * UNIT)
        .expect("pauses end by themselves");
    world
        .deposit(HOME, account, ATOM, UNIT, "alice")
        .expect("in the grace one may top up");
}

#[test]
fn a_surplus_is_approved_here_or_ordered_where_the_market_is() {
    let mut world = world();
    let account = world.alice();
    let claim = |listing| Command::ClaimSurplus {
        account,
        listing,
        receiver: addr("alice2"),
        caller: addr("alice"),
    };
    assert_eq!(code(world.command(HOME, claim(USD))), Code::INSUFFICIENT);
    world.borrow(account, USD, 100 * UNIT).unwrap();
    world.borrow(account, USD_HOME, 100 * UNIT).unwrap();
    let away = world.command(HOME, claim(USD)).unwrap();
    assert!(matches!(
        away,
        CommandAck::SurplusApproved { here: false, .. }
    ));
    assert!(matches!(
        world.orders(DEBT)[1],
        Order::ReleaseSurplus { .. }
    ));
    let here = world.command(HOME, claim(USD_HOME)).unwrap();
    assert!(matches!(
        here,
        CommandAck::SurplusApproved { here: true, .. }
    ));
}
