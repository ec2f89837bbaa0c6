//! What becomes of commands: each is sent once, and its outcome finishes or undoes it once.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::*;
use cosmwasm_std::from_json;
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, ListingId, OrderId};
use seawall_wire::{Code, Command, CommandAck, Recovery, SettingsChange, ToHub, Wanted, WireError};
use serde_json::json;

fn withdraw() -> ExecuteMsg {
    ExecuteMsg::Withdraw {
        account: ACCOUNT,
        listing: LISTING,
        amount: Wanted::All {},
        receiver: remote("debt1receiver"),
    }
}

fn borrow(listing: ListingId) -> ExecuteMsg {
    ExecuteMsg::Borrow {
        account: ACCOUNT,
        listing,
        amount: DebtAmount::new(50),
        receiver: remote("debt1receiver"),
    }
}

fn surplus() -> ExecuteMsg {
    ExecuteMsg::ClaimSurplus {
        account: ACCOUNT,
        listing: LISTING,
        receiver: remote("debt1receiver"),
    }
}

fn deposit() -> ExecuteMsg {
    ExecuteMsg::SubmitDeposit {
        deposit: 77,
        account: ACCOUNT,
        listing: LISTING,
        amount: CollateralAmount::new(9),
        depositor: "debt1someone".into(),
    }
}

fn no() -> WireError {
    WireError::new(Code::WOULD_BE_UNSAFE, "no")
}

fn borrowed(here: bool) -> CommandAck {
    CommandAck::Borrowed {
        disbursement: OrderId(900),
        shares_max: DebtShares::new(60),
        here,
    }
}

#[test]
fn a_command_tells_the_hub_who_signed_and_keeps_the_answer() {
    let mut w = world();
    let answer = CommandAck::Opened { account: ACCOUNT };
    w.hub_answers(answer.clone());
    let recovery = Recovery {
        chain: CHAIN,
        address: remote("other"),
        delay_secs: 60,
    };
    let open = ExecuteMsg::OpenAccount {
        recovery: Some(recovery.clone()),
    };
    let alice = w.alice.clone();
    w.run(&alice, &open).unwrap();
    let sent = &w.packets()[0];
    assert_eq!(
        (sent.hub_id, sent.link_epoch, sent.origin.number),
        (HUB, 1, 1)
    );
    let ToHub::Command { id, command } = &sent.body else {
        panic!("expected a command");
    };
    let caller = remote(alice.as_str());
    assert_eq!(id.0, 1);
    let expected = Command::OpenAccount {
        caller,
        recovery: Some(recovery),
    };
    assert_eq!(*command, expected);
    let CommandResponse::Admitted(kept) = w.command(1) else {
        panic!("expected an answer");
    };
    assert_eq!(from_json::<CommandAck>(kept).unwrap(), answer);
    assert_eq!(w.command(2), CommandResponse::Unknown {});
}

#[test]
fn a_withdrawal_is_paid_here_only_when_the_coins_are_here() {
    for here in [true, false] {
        let mut w = world();
        w.hub_answers(CommandAck::Withdrawn {
            release: OrderId(800),
            amount: CollateralAmount::new(33),
            here,
        });
        w.answers(&w.vault.clone(), "lines", &json!([]));
        w.run(&w.alice.clone(), &withdraw()).unwrap();
        let expected = json!({ "release": {
            "order": 800, "account": 11, "listing": 4, "amount": "33",
            "receiver": "debt1receiver",
        }});
        let seen = w.seen(&w.vault);
        assert_eq!(seen, if here { vec![expected] } else { vec![] });
    }
}

#[test]
fn a_loan_is_reserved_first_then_paid_then_reported() {
    let mut w = world();
    w.hub_answers(borrowed(true));
    let line = json!({ "listing": 4, "index": w_index(), "accounts": [], "credits": [] });
    w.answers(&w.market.clone(), "line", &line);
    w.run(&w.alice.clone(), &borrow(LISTING)).unwrap();
    let seen = w.seen(&w.market);
    assert_eq!(
        seen[0],
        json!({ "reserve": { "command": 1, "amount": "50" } })
    );
    assert_eq!(seen[1]["disburse"]["order"], json!(900));
    assert_eq!(seen[1]["disburse"]["reserved"], json!(1));
    assert_eq!(seen[1]["disburse"]["shares_max"], json!("60"));
    let bodies: Vec<ToHub> = w.packets().into_iter().map(|p| p.body).collect();
    assert!(matches!(bodies[0], ToHub::Command { .. }));
    assert!(matches!(&bodies[1], ToHub::Report(r) if r.markets.len() == 1));
}

fn w_index() -> serde_json::Value {
    let index = seawall_money::Index::ONE;
    serde_json::to_value(index).unwrap()
}

#[test]
fn a_loan_without_liquidity_never_reaches_the_hub() {
    let mut w = world();
    w.fails(&w.market.clone(), "reserve", "E30: not enough");
    assert!(w.run(&w.alice.clone(), &borrow(LISTING)).is_err());
    assert!(w.packets().is_empty());
    assert_eq!(w.command(1), CommandResponse::Unknown {});
}

#[test]
fn a_reserve_that_is_not_used_is_freed() {
    let mut w = world();
    w.hub_refuses(no());
    w.run(&w.alice.clone(), &borrow(LISTING)).unwrap();
    assert_eq!(w.command(1), CommandResponse::Refused(no()));
    assert_eq!(w.kinds(&w.market), ["reserve", "free_reserve"]);
    w.hub_answers(borrowed(false));
    w.run(&w.alice.clone(), &borrow(LISTING)).unwrap();
    assert_eq!(
        w.seen(&w.market)[3],
        json!({ "free_reserve": { "command": 2 } })
    );
}

#[test]
fn a_loan_from_another_chain_reserves_nothing_here() {
    for refused in [true, false] {
        let mut w = world();
        w.hub_answers(borrowed(false));
        if refused {
            w.hub_refuses(no());
        }
        w.run(&w.alice.clone(), &borrow(ListingId(99))).unwrap();
        assert!(w.kinds(&w.market).is_empty());
    }
}

#[test]
fn a_deposit_is_resolved_whatever_the_hub_says() {
    for admitted in [true, false] {
        let mut w = world();
        w.hub_answers(CommandAck::Deposited {});
        if !admitted {
            w.hub_refuses(no());
        }
        w.run(&w.vault.clone(), &deposit()).unwrap();
        let expected = json!({ "resolve_deposit": { "deposit": 77, "admitted": admitted } });
        assert_eq!(w.seen(&w.vault), [expected]);
    }
}

#[test]
fn a_surplus_is_paid_here_only_when_the_market_is_here() {
    for here in [true, false] {
        let mut w = world();
        w.hub_answers(CommandAck::SurplusApproved {
            payment: OrderId(700),
            here,
        });
        w.run(&w.alice.clone(), &surplus()).unwrap();
        let expected: &[&str] = if here { &["release_surplus"] } else { &[] };
        assert_eq!(w.kinds(&w.market), expected);
    }
}

/// The answer to another kind of command is not understood: nothing is undone.
#[test]
fn an_answer_that_does_not_fit_leaves_the_command_in_flight() {
    let mut w = world();
    w.hub_answers(CommandAck::Deposited {});
    w.run(&w.alice.clone(), &borrow(LISTING)).unwrap();
    assert_eq!(w.command(1), CommandResponse::InFlight {});
    assert_eq!(w.kinds(&w.market), ["reserve"]);
    assert_eq!((w.link().in_flight, w.link().unresolved), (1, 1));
}

#[test]
fn a_hub_that_fails_is_a_refusal() {
    let mut w = world();
    w.fails(&w.hub.clone(), "local_packet", "E12: paused");
    w.run(&w.vault.clone(), &deposit()).unwrap();
    assert!(matches!(w.command(1), CommandResponse::Refused(e) if e.code == Code::PAUSED));
    assert_eq!(w.kinds(&w.vault), ["resolve_deposit"]);
}

/// INV-8, INV-11: a neighbour that fails is noted and can be called again by anyone.
#[test]
fn a_neighbour_that_fails_can_be_called_again_by_anyone() {
    let mut w = world();
    let (vault, alice) = (w.vault.clone(), w.alice.clone());
    w.hub_answers(CommandAck::Deposited {});
    w.fails(&vault, "resolve_deposit", "out of order");
    w.run(&vault, &deposit()).unwrap();
    assert!(matches!(w.command(1), CommandResponse::Admitted(_)));
    let failed = w.failed();
    assert_eq!(
        (failed[0].command.0, failed[0].call.as_str()),
        (1, "resolve_deposit")
    );
    assert!(failed[0].error.len() <= 200);
    let retry = ExecuteMsg::Retry {
        command: failed[0].command,
    };
    assert!(w.run(&alice, &retry).is_err(), "it still fails");
    assert_eq!(w.failed().len(), 1);
    w.behaves(&vault, "resolve_deposit");
    w.run(&alice, &retry).unwrap();
    assert_eq!(w.kinds(&vault), ["resolve_deposit"]);
    assert!(w.failed().is_empty());
    assert!(w.run(&alice, &retry).is_err(), "INV-9: once");
}

#[test]
fn an_approval_before_neighbours_are_set_waits_for_them() {
    let mut w = bare();
    w.hub_answers(CommandAck::Withdrawn {
        release: OrderId(800),
        amount: CollateralAmount::new(33),
        here: true,
    });
    w.run(&w.alice.clone(), &withdraw()).unwrap();
    assert_eq!(w.failed()[0].call, "release");
    w.run(&w.owner.clone(), &w.set_up()[0].clone()).unwrap();
    let retry = ExecuteMsg::Retry {
        command: w.failed()[0].command,
    };
    w.run(&w.alice.clone(), &retry).unwrap();
    assert_eq!(w.kinds(&w.vault), ["release"]);
}

/// INV-10: a pause stops new commands, not claims.
#[test]
fn a_pause_stops_new_commands_only() {
    let mut w = world();
    let (alice, vault) = (w.alice.clone(), w.vault.clone());
    w.run(&w.guardian.clone(), &ExecuteMsg::Pause { seconds: 60 })
        .unwrap();
    let settings = ExecuteMsg::Settings {
        account: AccountId(1),
        nonce: 1,
        change: SettingsChange::CancelRecovery {},
    };
    let open = ExecuteMsg::OpenAccount { recovery: None };
    for msg in [open, withdraw(), borrow(LISTING), settings] {
        assert!(
            w.run(&alice, &msg).unwrap_err().contains("paused"),
            "{msg:?}"
        );
    }
    assert!(w.run(&vault, &deposit()).unwrap_err().contains("paused"));
    w.hub_refuses(no());
    w.run(&alice, &surplus()).unwrap();
    w.app.update_block(|b| b.time = b.time.plus_seconds(60));
    w.run(&alice, &withdraw()).unwrap();
}

#[test]
fn coins_sent_along_with_a_command_are_refused() {
    let mut w = world();
    let coins = cosmwasm_std::coins(1, "ufee");
    assert!(w.pay(&w.alice.clone(), &withdraw(), &coins).is_err());
}
