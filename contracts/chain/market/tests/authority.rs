//! Who may send what.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::market::{ConfigResponse, ExecuteMsg, QueryMsg};
use seawall_kit::OwnershipAction;
use seawall_money::{DebtAmount, DebtShares};
use seawall_wire::ids::*;
use seawall_wire::RemoteAddr;

fn outposts_messages(to: &str) -> Vec<ExecuteMsg> {
    vec![
        ExecuteMsg::Reserve {
            command: CommandId(1),
            amount: DebtAmount::new(1),
        },
        ExecuteMsg::FreeReserve {
            command: CommandId(1),
        },
        ExecuteMsg::Disburse {
            order: OrderId(50),
            account: AccountId(1),
            amount: DebtAmount::new(1),
            shares_max: DebtShares::new(1),
            receiver: RemoteAddr::new(to).unwrap(),
            reserved: None,
        },
        settle(1, 1, 1),
        ExecuteMsg::Provision {
            liquidation: LiquidationId(1),
            amount: DebtAmount::new(1),
            ends_at: u64::MAX,
        },
        ExecuteMsg::CoverDeficit {
            liquidation: LiquidationId(1),
            account: AccountId(1),
            keep: DebtAmount::ZERO,
        },
        ExecuteMsg::ReleaseSurplus {
            order: OrderId(51),
            account: AccountId(1),
            receiver: RemoteAddr::new(to).unwrap(),
        },
    ]
}

#[test]
fn the_outposts_messages_are_the_outposts() {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000);
    let strangers = [alice.clone(), world.owner.clone(), world.guardian.clone()];
    for msg in outposts_messages(alice.as_str()) {
        for stranger in &strangers {
            let error = world.exec(stranger, msg.clone()).unwrap_err();
            assert!(error.contains("unauthorized"), "{msg:?}: {error}");
        }
        let outpost = world.outpost.clone();
        world.exec(&outpost, msg).unwrap();
    }
}

#[test]
fn the_owners_messages_are_the_owners() {
    let mut world = World::new();
    let msgs = [
        ExecuteMsg::SetRoute {
            route: RouteId(9),
            courier: world.courier.to_string(),
        },
        ExecuteMsg::SetTerms { terms: terms() },
        ExecuteMsg::Pause { seconds: 60 },
        ExecuteMsg::Unpause {},
        ExecuteMsg::Ownership(OwnershipAction::Cancel {}),
    ];
    let strangers = [world.alice.clone(), world.outpost.clone()];
    for msg in &msgs {
        for stranger in &strangers {
            let error = world.exec(stranger, msg.clone()).unwrap_err();
            assert!(error.contains("unauthorized"), "{msg:?}: {error}");
        }
    }
    let owner = world.owner.clone();
    for msg in &msgs[..4] {
        world.exec(&owner, msg.clone()).unwrap();
    }
}

#[test]
fn neighbours_and_couriers_are_set_once() {
    let mut world = World::new();
    let owner = world.owner.clone();
    let again = ExecuteMsg::SetNeighbours {
        outpost: owner.to_string(),
        pool: None,
    };
    assert!(world
        .exec(&owner, again)
        .unwrap_err()
        .contains("set already"));
    let again = ExecuteMsg::SetRoute {
        route: ROUTE,
        courier: owner.to_string(),
    };
    assert!(world
        .exec(&owner, again)
        .unwrap_err()
        .contains("courier already"));
}

#[test]
fn a_guardian_pauses_but_does_not_unpause() {
    let mut world = World::new();
    let guardian = world.guardian.clone();
    world
        .exec(&guardian, ExecuteMsg::Pause { seconds: 60 })
        .unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    assert_eq!(config.paused_until, Some(world.now() + 60));
    assert!(world.exec(&guardian, ExecuteMsg::Unpause {}).is_err());
    let too_long = ExecuteMsg::Pause { seconds: 259_201 };
    let owner = world.owner.clone();
    assert!(world.exec(&owner, too_long).is_err());
}

// DEC-20
#[test]
fn terms_that_loosen_wait_and_those_that_tighten_do_not() {
    let mut world = World::new();
    let (owner, alice) = (world.owner.clone(), world.alice.clone());
    let mut tighter = terms();
    tighter.utilisation_max = dec("0.5");
    world
        .exec(
            &owner,
            ExecuteMsg::SetTerms {
                terms: tighter.clone(),
            },
        )
        .unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    assert_eq!(config.terms, tighter);
    let apply = ExecuteMsg::ApplyTerms {};
    assert!(world
        .exec(&alice, apply.clone())
        .unwrap_err()
        .contains("no terms"));
    world
        .exec(&owner, ExecuteMsg::SetTerms { terms: terms() })
        .unwrap();
    assert!(world.exec(&alice, apply.clone()).is_err());
    world.wait(172_800);
    world.exec(&alice, apply).unwrap();
    let config: ConfigResponse = world.ask(QueryMsg::Config {});
    assert_eq!(config.terms, terms());
}

#[test]
fn terms_outside_their_bounds_are_refused() {
    let mut world = World::new();
    let owner = world.owner.clone();
    let mut all = vec![terms(); 7];
    all[0].rates.kink = dec("1");
    all[1].rates.max = dec("11");
    all[2].reserve_factor = dec("0.96");
    all[3].instant_allowance = dec("1.1");
    all[4].utilisation_max = dec("1.1");
    all[5].instant_window_secs = 0;
    all[6].exit_delay_secs = 2_592_001;
    for terms in all {
        assert!(world.exec(&owner, ExecuteMsg::SetTerms { terms }).is_err());
    }
}

#[test]
fn anyone_passes_the_premium_on() {
    let mut world = World::new();
    let alice = world.alice.clone();
    assert!(world.exec(&alice, ExecuteMsg::PayPremium {}).is_err());
    world.lend(&alice, 1_000_000);
    world.borrow(1, 800_000).unwrap();
    world.wait(31_536_000);
    let pool = world.pool.clone();
    let before = world.bank(&pool);
    world.exec(&alice, ExecuteMsg::PayPremium {}).unwrap();
    assert_eq!(world.bank(&pool) - before, 4_000);
    assert_eq!(world.status().premium_due.u128(), 0);
    assert_eq!(world.check_custody(), 0);
}
