//! Deposits that the hub refuses or never sees: the coins stay the depositor's.

use seawall_fixtures::spec::{Spec, ATOM, COLL};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_wire::ids::AccountId;
use seawall_wire::Code;

use crate::common::{
    admitted, claim, claims, commands, enable, error, expire, refused, relay_clean, sole, world,
    MILLION,
};

/// The vault owes `who` this much ATOM and pays it out on request, once.
fn claims_back(world: &mut World, who: &str, units: u128) {
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(claims(world, COLL, &vault, who), claim("uatom", units));
    let before = world.balance(COLL, who, "uatom").unwrap();
    let msg = api::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: None,
    };
    world.execute(COLL, who, &vault, &msg, &[]).unwrap();
    assert_eq!(world.balance(COLL, who, "uatom").unwrap(), before + units);
    // INV-9
    world.execute(COLL, who, &vault, &msg, &[]).unwrap_err();
    assert!(claims(world, COLL, &vault, who).is_empty());
}

fn nothing_is_held(world: &World, account: AccountId, locked: i128) {
    let held = world.holding(account, ATOM).unwrap();
    assert_eq!((held.locked.i128(), held.pending.u128()), (locked, 0));
}

#[test]
fn a_deposit_for_an_unknown_account_is_claimable_by_the_depositor() {
    let (mut world, _) = world(Spec::simple());
    let nobody = AccountId(99);
    world
        .ask_to_deposit("alice", nobody, ATOM, 5 * MILLION)
        .unwrap();
    assert_eq!(
        world.holding(nobody, ATOM).unwrap().pending.u128(),
        5 * MILLION
    );
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 0);
    relay_clean(&mut world);
    refused(&world, COLL, Code::UNKNOWN_ACCOUNT);
    nothing_is_held(&world, nobody, 0);
    claims_back(&mut world, "alice", 5 * MILLION);
    assert!(world.accounts().unwrap().is_empty());
}

#[test]
fn a_stranger_deposits_only_what_the_owner_enabled_and_not_dust() {
    let (mut world, _) = world(Spec::simple());
    let alice = world.open_account(COLL, "alice").unwrap();
    world.deposit("alice", alice, ATOM, 10).unwrap();

    world
        .ask_to_deposit("mallory", alice, ATOM, 5 * MILLION)
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::NOT_ENABLED);
    nothing_is_held(&world, alice, 10_000_000);
    claims_back(&mut world, "mallory", 5 * MILLION);

    enable(&mut world, COLL, "alice", alice, ATOM);
    world
        .ask_to_deposit("mallory", alice, ATOM, MILLION - 1)
        .unwrap();
    relay_clean(&mut world);
    let error = refused(&world, COLL, Code::TOO_SMALL);
    assert!(error.detail.contains("1000000, got 999999"), "{error}");
    claims_back(&mut world, "mallory", MILLION - 1);

    world
        .ask_to_deposit("mallory", alice, ATOM, MILLION)
        .unwrap();
    relay_clean(&mut world);
    admitted(&world, COLL);
    nothing_is_held(&world, alice, 11_000_000);
    let seen = world.account(alice).unwrap();
    assert_eq!(seen.collaterals[0].worst.u128(), 11 * MILLION);
}

#[test]
fn a_deposit_below_the_vaults_least_or_of_a_foreign_coin_is_not_taken_at_all() {
    let (mut world, _) = world(Spec::simple());
    let alice = world.open_account(COLL, "alice").unwrap();
    let small = error(world.ask_to_deposit("alice", alice, ATOM, 999));
    assert!(small.contains("expected at least 1000, got 999"), "{small}");
    world
        .mint(COLL, "alice", &[cosmwasm_std::coin(5_000, "udust")])
        .unwrap();
    let vault = world.site(COLL).unwrap().vault.clone();
    let msg = api::vault::ExecuteMsg::Deposit { account: alice };
    let coins = [cosmwasm_std::coin(5_000, "udust")];
    let foreign = error(world.execute(COLL, "alice", &vault, &msg, &coins));
    assert!(
        foreign.contains("no listing has the coin udust"),
        "{foreign}"
    );
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 999);
    assert_eq!(world.balance(COLL, "alice", "udust").unwrap(), 5_000);
    assert!(commands(&world, COLL).is_empty());
}

#[test]
fn a_deposit_that_timed_out_is_claimable_and_a_late_delivery_changes_nothing() {
    let (mut world, _) = world(Spec::simple());
    let alice = world.open_account(COLL, "alice").unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 7 * MILLION)
        .unwrap();
    let packet = sole(commands(&world, COLL));
    expire(&mut world, &[packet]);
    assert!(
        world.net.recv(packet).is_err(),
        "the hub's chain refuses an expired packet"
    );
    assert!(
        !world.net.timeout(packet).unwrap(),
        "a second proof is a no-op: INV-9"
    );
    nothing_is_held(&world, alice, 0);
    assert!(world.account(alice).unwrap().collaterals.is_empty());
    claims_back(&mut world, "alice", 7 * MILLION);
}

#[test]
fn only_the_depositor_can_claim_and_may_name_another_receiver() {
    let (mut world, _) = world(Spec::simple());
    world
        .ask_to_deposit("alice", AccountId(99), ATOM, 5 * MILLION)
        .unwrap();
    relay_clean(&mut world);
    let vault = world.site(COLL).unwrap().vault.clone();
    let msg = api::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: None,
    };
    world
        .execute(COLL, "mallory", &vault, &msg, &[])
        .unwrap_err();
    let bob = world.addr(COLL, "bob").unwrap().to_string();
    let msg = api::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: Some(bob),
    };
    world.execute(COLL, "alice", &vault, &msg, &[]).unwrap();
    assert_eq!(world.balance(COLL, "bob", "uatom").unwrap(), 5 * MILLION);
}
