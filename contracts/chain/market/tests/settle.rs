//! Settlement: proceeds and their money come in any order.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::from_json;
use proptest::prelude::*;
use seawall_interfaces::market::{ExecuteMsg, QueryMsg, RouteMoneyResponse};
use seawall_interfaces::outpost;
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, LotId, OrderId, RouteId};
use seawall_wire::{MarketLine, OrderAck, RemoteAddr};

fn owing(debt: u128) -> World {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    world.borrow(1, debt).unwrap();
    world
}

fn credit(world: &mut World, lot: u64) {
    let (alice, lot) = (world.alice.clone(), LotId(lot));
    world.exec(&alice, ExecuteMsg::Credit { lot }).unwrap();
}

fn settled(amount: u128) -> OrderAck {
    let credited = DebtAmount::new(amount);
    OrderAck::Settled { credited }
}

#[test]
fn a_lot_is_credited_as_far_as_its_money_has_arrived() {
    let mut world = owing(500_000);
    let done = world.settle(1, 9, 300_000).unwrap();
    assert_eq!(ack(&done), settled(0));
    world.arrive(100_000);
    credit(&mut world, 9);
    assert_eq!(world.debt(1).debt.u128(), 400_000);
    world.arrive(300_000);
    let done = world.settle(1, 9, 300_000).unwrap();
    assert_eq!(ack(&done), settled(300_000));
    // INV-9: again, and with an older number.
    let done = world.settle(1, 9, 200_000).unwrap();
    assert_eq!(ack(&done), settled(300_000));
    credit(&mut world, 9);
    assert_eq!(world.debt(1).debt.u128(), 200_000);
    let money: RouteMoneyResponse = world.ask(QueryMsg::RouteMoney { route: ROUTE });
    assert_eq!(
        (money.arrived.u128(), money.used.u128()),
        (400_000, 300_000)
    );
    assert_eq!(world.check_custody(), 0);
}

#[test]
fn account_and_lot_are_reported_in_one_message() {
    let mut world = owing(500_000);
    world.arrive(1_000);
    world.settle(1, 9, 1_000).unwrap();
    let outpost = world.outpost.clone();
    let seen = world.seen(&outpost);
    assert_eq!(seen.len(), 1);
    let outpost::ExecuteMsg::Report { markets, .. } = from_json(&seen[0]).unwrap() else {
        panic!("not a report");
    };
    assert_eq!(markets[0].accounts, vec![AccountId(1)]);
    assert_eq!(markets[0].lots, vec![LotId(9)]);
}

fn lines(world: &World, accounts: &[u64], lots: &[u64]) -> MarketLine {
    world.ask(QueryMsg::Line {
        accounts: accounts.iter().copied().map(AccountId).collect(),
        lots: lots.iter().copied().map(LotId).collect(),
    })
}

/// INV-5: a credit told without what it burned would look like a debt that nothing has repaid.
#[test]
fn a_lot_brings_its_account_along_once() {
    let mut world = owing(500_000);
    world.arrive(3_000);
    world.settle(1, 9, 1_000).unwrap();
    world.settle(1, 10, 2_000).unwrap();
    let burned = world.debt(1).line;
    assert!(!burned.burned.is_zero());
    for named in [vec![], vec![1]] {
        let said = lines(&world, &named, &[9, 10]);
        assert_eq!(said.accounts, std::slice::from_ref(&burned));
        let credited: Vec<_> = said.credits.iter().map(|c| c.credited.u128()).collect();
        assert_eq!(credited, [1_000, 2_000]);
    }
    // One that nobody has settled has no account.
    assert!(lines(&world, &[], &[77]).accounts.is_empty());
}

#[test]
fn a_line_is_bounded_together_with_the_accounts_that_lots_bring() {
    let mut world = owing(500_000);
    world.settle(1, 9, 1_000).unwrap();
    let others: Vec<u64> = (2..18).collect();
    let ask = |accounts: &[u64], lots: &[u64]| {
        let ask = QueryMsg::Line {
            accounts: accounts.iter().copied().map(AccountId).collect(),
            lots: lots.iter().copied().map(LotId).collect(),
        };
        let market = world.market.clone();
        world
            .app
            .wrap()
            .query_wasm_smart::<MarketLine>(market, &ask)
    };
    assert_eq!(ask(&others, &[]).unwrap().accounts.len(), 16);
    assert_eq!(ask(&others[1..], &[9]).unwrap().accounts.len(), 16);
    assert!(ask(&others, &[9]).is_err());
    assert!(ask(&[], &[9; 17]).is_err());
}

#[test]
fn what_is_above_the_debt_is_surplus_and_paid_once_by_order() {
    let mut world = owing(500_000);
    world.arrive(600_000);
    world.settle(1, 9, 600_000).unwrap();
    assert_eq!(world.debt(1).surplus.u128(), 100_000);
    assert_eq!(world.status().surplus.u128(), 100_000);
    let (outpost, bob) = (world.outpost.clone(), world.bob.clone());
    let release = |order, to: &str| ExecuteMsg::ReleaseSurplus {
        order: OrderId(order),
        account: AccountId(1),
        receiver: RemoteAddr::new(to).unwrap(),
    };
    assert!(world
        .exec(&outpost, release(70, "nobody"))
        .unwrap_err()
        .contains("E5: "));
    // The number of the loan's order is taken.
    assert!(world
        .exec(&outpost, release(1, bob.as_str()))
        .unwrap_err()
        .contains("E13: "));
    let before = world.bank(&bob);
    let amount = DebtAmount::new(100_000);
    for _ in 0..2 {
        let done = world.exec(&outpost, release(70, bob.as_str())).unwrap();
        assert_eq!(ack(&done), OrderAck::SurplusReleased { amount });
    }
    assert_eq!(world.bank(&bob) - before, 100_000);
    assert_eq!(world.check_custody(), 0);
}

#[test]
fn only_the_routes_courier_brings_money_and_only_known_routes_settle() {
    let mut world = owing(500_000);
    let (alice, outpost) = (world.alice.clone(), world.outpost.clone());
    let arrive = ExecuteMsg::Arrive { route: ROUTE };
    assert!(world
        .paid(&alice, arrive, 5)
        .unwrap_err()
        .contains("unauthorized"));
    let route = RouteId(8);
    let courier = world.courier.clone();
    let error = world
        .paid(&courier, ExecuteMsg::Arrive { route }, 5)
        .unwrap_err();
    assert!(error.contains("E22: "), "{error}");
    let unknown = ExecuteMsg::Settle {
        account: AccountId(1),
        route,
        lot: LotId(9),
        proceeds: DebtAmount::new(5),
    };
    assert!(world.exec(&outpost, unknown).unwrap_err().contains("E22: "));
    let lot = LotId(44);
    assert!(world
        .exec(&alice, ExecuteMsg::Credit { lot })
        .unwrap_err()
        .contains("E23: "));
}

#[test]
fn a_lot_belongs_to_one_account_and_one_route() {
    let mut world = owing(500_000);
    world.settle(1, 9, 10).unwrap();
    let error = world.settle(2, 9, 20).unwrap_err();
    assert!(
        error.contains("E35: ") && error.contains("expected account 1"),
        "{error}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    // INV-5, INV-7: whatever the order of proceeds and money, the end is the same and used ≤
    // arrived.
    #[test]
    fn the_order_of_money_and_messages_does_not_matter(
        steps in proptest::collection::vec((0u8..3, 1u64..4, 1u128..200_000), 1..15),
    ) {
        let mut world = owing(900_000);
        let (mut most, mut arrived) = ([0u128; 4], 0);
        for (kind, lot, amount) in steps {
            match kind {
                0 => {
                    world.settle(1, lot, amount).unwrap();
                    most[lot as usize] = most[lot as usize].max(amount);
                }
                1 => {
                    world.arrive(amount);
                    arrived += amount;
                }
                _ => {
                    let (alice, lot) = (world.alice.clone(), LotId(lot));
                    let _ = world.exec(&alice, ExecuteMsg::Credit { lot });
                }
            }
            let money: RouteMoneyResponse = world.ask(QueryMsg::RouteMoney { route: ROUTE });
            prop_assert!(money.used <= money.arrived);
            world.check_custody();
        }
        for lot in 1..4 {
            world.settle(1, lot, 0).unwrap();
        }
        let paid = arrived.min(most.iter().sum());
        prop_assert_eq!(world.debt(1).debt.u128(), 900_000 - paid);
    }
}
