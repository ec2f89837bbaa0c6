//! Who may send what. The owner's powers are all here: none moves money.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coins, Addr, Coin, Empty};
use cw_multi_test::Executor;
use seawall_interfaces::vault::ExecuteMsg;
use seawall_kit::OwnershipAction;
use seawall_wire::ids::{LiquidationId, OrderId};
use seawall_wire::RemoteAddr;

/// Every message with coins and the one role that may send it; the others are tried too.
fn privileged(w: &World) -> Vec<(ExecuteMsg, Vec<Coin>, Vec<Addr>)> {
    let release = ExecuteMsg::Release {
        order: OrderId(1),
        account: acc(7),
        listing: ATOM,
        amount: amount(1),
        receiver: RemoteAddr::new(w.bob.as_str()).unwrap(),
    };
    let seize = ExecuteMsg::Seize {
        order: OrderId(2),
        open: open_lots(7, &[(ATOM, 10)]),
    };
    let give_back = ExecuteMsg::Return {
        liquidation: LiquidationId(1),
        account: acc(7),
        listing: ATOM,
    };
    let resolve = ExecuteMsg::ResolveDeposit {
        deposit: 1,
        admitted: true,
    };
    let set_listing = ExecuteMsg::SetListing {
        listing: 3.into(),
        denom: "ujuno".into(),
        min_deposit: amount(1),
    };
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose {
        to: w.bob.to_string(),
    });
    let (owner, guardian) = (w.owner.clone(), w.guardian.clone());
    vec![
        (resolve, vec![], vec![w.outpost.clone()]),
        (release, vec![], vec![w.outpost.clone()]),
        (seize, vec![], vec![w.outpost.clone()]),
        (give_back, coins(5, "uatom"), vec![w.auction_house.clone()]),
        (set_listing, vec![], vec![owner.clone()]),
        (
            ExecuteMsg::Pause { seconds: 60 },
            vec![],
            vec![owner.clone(), guardian],
        ),
        (ExecuteMsg::Unpause {}, vec![], vec![owner.clone()]),
        (propose, vec![], vec![owner]),
    ]
}

#[test]
fn every_message_is_refused_from_all_but_its_senders() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let everyone = [
        w.outpost.clone(),
        w.auction_house.clone(),
        w.owner.clone(),
        w.guardian.clone(),
        w.alice.clone(),
        w.vault.clone(),
    ];
    for (msg, funds, allowed) in privileged(&w) {
        for sender in everyone.iter().filter(|who| !allowed.contains(who)) {
            let funds = if *sender == w.alice {
                funds.clone()
            } else {
                vec![]
            };
            let error = why(w.run(sender, &msg, &funds));
            assert!(
                error.contains("unauthorized"),
                "{msg:?} by {sender}: {error}"
            );
        }
        w.run(&allowed[0], &msg, &funds).unwrap();
    }
}

#[test]
fn no_message_of_the_owner_moves_money() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let owner = w.owner.clone();
    for (msg, _, allowed) in privileged(&w) {
        if allowed.contains(&owner) {
            w.run(&owner, &msg, &[]).unwrap();
            assert_eq!(w.balance(&w.vault, "uatom"), 100, "{msg:?}");
            assert_eq!(w.books(7, ATOM), (0, 100, 0, 0, 0), "{msg:?}");
        }
    }
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut w = world();
    let propose = |to: &Addr| {
        let to = to.to_string();
        ExecuteMsg::Ownership(OwnershipAction::Propose { to })
    };
    w.run(&w.owner.clone(), &propose(&w.bob), &[]).unwrap();
    assert_eq!(w.config().owner, w.owner.to_string());
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    assert!(why(w.run(&w.alice.clone(), &accept, &[])).contains("unauthorized"));
    w.run(&w.bob.clone(), &accept, &[]).unwrap();
    assert_eq!(w.config().owner, w.bob.to_string());
    assert!(why(w.set_listing(ATOM, "uatom", 1)).contains("unauthorized"));
}

#[test]
fn neighbours_are_set_once_and_nothing_works_before() {
    let mut w = bare();
    w.set_listing(ATOM, "uatom", MIN).unwrap();
    assert!(why(w.deposit(7, ATOM, 100)).contains("not set yet"));
    assert!(why(w.resolve(1, true)).contains("not set yet"));
    assert!(why(w.give_back(7, ATOM, 1).or(w.release(1, 7, ATOM, 1))).contains("not set yet"));
    w.set_neighbours().unwrap();
    assert!(why(w.set_neighbours()).contains("are set already"));
    w.deposit(7, ATOM, 100).unwrap();
}

#[test]
fn a_listing_keeps_its_coin_and_a_coin_its_listing() {
    let mut w = world();
    assert!(why(w.set_listing(ATOM, "uosmo", 1)).contains("has the coin uatom, not uosmo"));
    assert!(why(w.set_listing(3.into(), "uatom", 1)).contains("belongs to listing 1"));
    assert!(why(w.set_listing(3.into(), "u", 1)).contains("expected 3 to 128"));
    w.deposit(7, ATOM, 50).unwrap();
    w.set_listing(ATOM, "uatom", 99).unwrap();
    assert!(why(w.deposit(7, ATOM, 98)).contains("expected at least 99"));
    assert_eq!(w.listings()[0].total.u128(), 50);
}

#[test]
fn there_is_a_limit_on_listings() {
    let mut w = world();
    for number in 3..=64 {
        let denom = format!("coin{number}");
        w.set_listing(number.into(), &denom, 1).unwrap();
    }
    assert!(why(w.set_listing(65.into(), "coin65", 1)).contains("has 64 listings"));
    w.set_listing(64.into(), "coin64", 2).unwrap();
}

#[test]
fn a_migration_needs_newer_code() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let code = w.app.contract_data(&w.vault).unwrap().code_id;
    let migrate = |w: &mut World| {
        let (owner, vault) = (w.owner.clone(), w.vault.clone());
        w.app.migrate_contract(owner, vault, &Empty {}, code)
    };
    assert!(why(migrate(&mut w)).contains("a version newer than"));
    let vault = w.vault.clone();
    let mut storage = w.app.contract_storage_mut(&vault);
    cw2::set_contract_version(storage.as_mut(), "seawall-vault", "0.0.9").unwrap();
    drop(storage);
    migrate(&mut w).unwrap();
    w.resolve(1, true).unwrap();
    assert_eq!(w.books(7, ATOM), (100, 0, 0, 0, 0));
}
