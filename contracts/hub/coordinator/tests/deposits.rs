//! Deposits: who may, how much, and that they count once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::coordinator::ExecuteMsg;
use seawall_wire::ids::{CommandId, ListingId};
use seawall_wire::{Code, Command, SettingsChange, ToHub};

fn code<T: std::fmt::Debug>(result: Result<T, u16>) -> Code {
    Code(result.unwrap_err())
}

#[test]
fn a_deposit_counts_once_and_only_from_the_chain_that_holds_it() {
    let mut world = world();
    let account = world.open("alice");
    let amount = coll(100 * UNIT);
    let command = Command::Deposit {
        account,
        listing: ATOM,
        amount,
        depositor: addr("alice"),
    };
    let body = ToHub::Command {
        id: CommandId(9),
        command: command.clone(),
    };
    assert_eq!(world.command(DEBT, command), Err(Code::NOT_YOUR_CHAIN.0));
    // INV-9: the same command twice, in two packets, has one effect and one answer.
    let first = world.send(HOME, body.clone()).unwrap();
    assert_eq!(world.send(HOME, body).unwrap(), first);
    assert_eq!(world.account(account).collaterals[0].worst, amount);
    assert_eq!(world.listing(ATOM).collateral, amount);
    let other = Command::Deposit {
        account,
        listing: ATOM,
        amount: coll(1),
        depositor: addr("alice"),
    };
    let again = world.send(
        HOME,
        ToHub::Command {
            id: CommandId(9),
            command: other,
        },
    );
    assert_eq!(again.unwrap_err().code, Code::DUPLICATE);
}

#[test]
fn strangers_deposit_only_what_the_owner_enabled_and_not_dust() {
    let mut world = world();
    let account = world.alice();
    assert_eq!(
        code(world.deposit(HOME, account, ATOM, UNIT, "bob")),
        Code::NOT_ENABLED
    );
    let change = SettingsChange::EnableListing {
        listing: ATOM,
        enabled: true,
    };
    let command = Command::Settings {
        account,
        nonce: 1,
        change,
        caller: addr("alice"),
    };
    world.command(HOME, command).unwrap();
    assert_eq!(
        code(world.deposit(HOME, account, ATOM, UNIT - 1, "bob")),
        Code::TOO_SMALL
    );
    world.deposit(HOME, account, ATOM, UNIT, "bob").unwrap();
    assert_eq!(
        code(world.deposit(HOME, acc(99), ATOM, UNIT, "bob")),
        Code::UNKNOWN_ACCOUNT
    );
    assert_eq!(
        code(world.deposit(HOME, account, ATOM, 0, "alice")),
        Code::BAD_AMOUNT
    );
    let nowhere = ListingId(77);
    assert_eq!(
        code(world.deposit(HOME, account, nowhere, 1, "alice")),
        Code::UNKNOWN_LISTING
    );
    assert_eq!(
        code(world.deposit(DEBT, account, USD, 1, "alice")),
        Code::UNKNOWN_LISTING
    );
}

#[test]
fn caps_of_listing_asset_and_chain_hold_and_a_refusal_changes_nothing() {
    let mut world = world();
    let account = world.open("alice");
    let over = world.deposit(HOME, account, ATOM, 10_001 * UNIT, "alice");
    assert_eq!(code(over), Code::CAP_EXCEEDED);
    assert_eq!(world.listing(ATOM).collateral, coll(0));
    // The chain is trusted with 100,000 of debt: 14,285 ATOM at 10 and 70 %.
    world.price(1, "20", "20", true);
    let over = world.deposit(HOME, account, ATOM, 7_143 * UNIT, "alice");
    assert_eq!(code(over), Code::CAP_EXCEEDED);
    world
        .deposit(HOME, account, ATOM, 7_142 * UNIT, "alice")
        .unwrap();
    let mut asset = setup::asset(1);
    asset.collateral_max = cosmwasm_std::Uint128::new(7_142);
    world.own(&ExecuteMsg::SetAsset(asset)).unwrap();
    let over = world.deposit(FAR, account, VOUCHER, 1, "alice");
    assert_eq!(code(over), Code::NOT_ENABLED);
    assert_eq!(
        code(world.deposit(HOME, account, ATOM, 1, "alice")),
        Code::CAP_EXCEEDED
    );
}
