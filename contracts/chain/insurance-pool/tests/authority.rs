//! Who may send what. The owner's powers are all here: none moves money.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{Addr, Decimal, Empty};
use cw_multi_test::Executor;
use seawall_interfaces::insurance_pool::{ChangeResponse, ExecuteMsg, QueryMsg};
use seawall_kit::OwnershipAction;
use seawall_wire::ids::LiquidationId;

const DAY: u64 = 86_400;

#[test]
fn only_payers_pay_out_and_hold() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    let hold = ExecuteMsg::Hold {
        liquidation: LiquidationId(1),
        amount: debt(1),
        ends_at: p.now() + 10,
    };
    for msg in [p.payout_msg("1", 10), hold] {
        for who in [p.owner.clone(), p.people[0].clone(), p.market.clone()] {
            let error = why(p.run(&who, &msg, &[]));
            assert!(error.contains("expected a payer"), "{msg:?}: {error}");
        }
        let payer = p.payer.clone();
        p.run(&payer, &msg, &[]).unwrap();
    }
}

#[test]
fn only_the_owner_sets_payers_and_none_of_it_moves_money() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    let (owner, alice) = (p.owner.clone(), p.people[0].clone());
    let list = |who: &[&Addr]| who.iter().map(|a| a.to_string()).collect::<Vec<_>>();
    let set = ExecuteMsg::SetPayers {
        payers: list(&[&p.payer, &p.market]),
    };
    let apply = ExecuteMsg::ApplyChange { id: 1 };
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose {
        to: alice.to_string(),
    });
    for msg in [set, apply, propose] {
        assert!(
            why(p.run(&alice, &msg, &[])).contains("unauthorized"),
            "{msg:?}"
        );
        p.run(&owner, &msg, &[]).unwrap();
        assert_eq!(p.balance(&p.pool), 100);
        p.wait(COOLDOWN + DAY);
    }
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    assert_eq!(p.config().owner, owner.to_string());
    p.run(&p.market.clone(), &accept, &[]).unwrap_err();
    p.run(&alice, &accept, &[]).unwrap();
    assert_eq!(p.config().owner, alice.to_string());
}

#[test]
fn new_payers_wait_until_every_staker_could_have_left_and_old_ones_go_at_once() {
    // DEC-20
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    let market = p.market.clone();
    p.set_payers(std::slice::from_ref(&market)).unwrap();
    assert!(p.config().payers.is_empty());
    assert!(why(p.payout("1", 10)).contains("unauthorized"));
    let changes: Vec<ChangeResponse> = p.ask(&QueryMsg::Changes {});
    assert_eq!(changes[0].payers, [market.to_string()]);
    let owner = p.owner.clone();
    let apply = ExecuteMsg::ApplyChange { id: changes[0].id };
    p.start_all(0).unwrap();
    p.wait(COOLDOWN);
    assert!(why(p.run(&owner, &apply, &[])).contains("may be applied from"));
    assert_eq!(p.finish(0).unwrap(), 100);
    p.wait(DAY);
    p.run(&owner, &apply, &[]).unwrap();
    assert_eq!(p.config().payers, [market.to_string()]);
}

#[test]
fn the_last_list_of_payers_stands() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    let (payer, market) = (p.payer.clone(), p.market.clone());
    p.set_payers(&[payer.clone(), market]).unwrap();
    p.set_payers(std::slice::from_ref(&payer)).unwrap();
    assert!(p
        .ask::<Vec<ChangeResponse>>(&QueryMsg::Changes {})
        .is_empty());
    p.wait(COOLDOWN + DAY);
    let owner = p.owner.clone();
    let apply = ExecuteMsg::ApplyChange { id: 1 };
    assert!(why(p.run(&owner, &apply, &[])).contains("change 1 does not exist"));
    assert_eq!(p.config().payers, [payer.to_string()]);
}

#[test]
fn payers_are_few_and_distinct() {
    let mut p = pool(Decimal::one());
    let payer = p.payer.clone();
    assert!(why(p.set_payers(&[payer.clone(), payer])).contains("named twice"));
    let many: Vec<Addr> = (0..9)
        .map(|i| p.app.api().addr_make(&format!("p{i}")))
        .collect();
    assert!(why(p.set_payers(&many)).contains("expected 0 to 8, got 9"));
    p.set_payers(&many[..8]).unwrap();
}

#[test]
fn a_migration_needs_newer_code_and_open_processes_survive() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    p.start_all(0).unwrap();
    p.hold(1, 40, 10_000).unwrap();
    let (owner, pool) = (p.owner.clone(), p.pool.clone());
    let code = p.app.contract_data(&pool).unwrap().code_id;
    let again = p
        .app
        .migrate_contract(owner.clone(), pool.clone(), &Empty {}, code);
    assert!(why(again).contains("a version newer than"));
    let mut storage = p.app.contract_storage_mut(&pool);
    cw2::set_contract_version(storage.as_mut(), "seawall-insurance-pool", "0.0.9").unwrap();
    drop(storage);
    p.app
        .migrate_contract(owner, pool, &Empty {}, code)
        .unwrap();
    p.wait(COOLDOWN);
    assert_eq!(p.finish(0).unwrap(), 60);
}
