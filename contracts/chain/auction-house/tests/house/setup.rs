//! `SetNeighbours`, `SetRoute`, `Ownership`, instantiate and migrate.

use cosmwasm_std::{Decimal, Empty};
use cw_multi_test::Executor;
use seawall_interfaces::auction_house::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, QueryMsg, RouteResponse,
};
use seawall_kit::OwnershipAction;
use seawall_wire::ids::{OrderId, RouteId};

use crate::world::*;

#[test]
fn neighbours_are_set_once() {
    let mut world = world();
    let again = ExecuteMsg::SetNeighbours {
        vault: world.alice.to_string(),
        outpost: world.alice.to_string(),
    };
    let owner = world.owner.clone();
    assert!(world.run(&owner, &again, &[]).is_err());
    let config: ConfigResponse = world.ask(&QueryMsg::Config {}).unwrap();
    assert_eq!(config.vault, Some(world.vault.to_string()));
    assert_eq!(config.outpost, Some(world.outpost.to_string()));
    assert_eq!(config.owner, world.owner.to_string());
    assert_eq!(
        (config.halt_slack_secs, config.fee_hold_secs),
        (HALT_SLACK, FEE_HOLD)
    );
}

#[test]
fn before_the_neighbours_are_known_nothing_opens_and_a_stranger_sets_nothing() {
    let mut world = bare();
    let open = ExecuteMsg::Open {
        order: OrderId(1),
        open: world.order(vec![]),
        denoms: vec![],
    };
    let (vault, alice) = (world.vault.clone(), world.alice.clone());
    let error = world.run(&vault, &open, &[]).unwrap_err().to_string();
    assert!(error.contains("neighbours are not set"));
    let set = ExecuteMsg::SetNeighbours {
        vault: alice.to_string(),
        outpost: alice.to_string(),
    };
    assert!(world.run(&alice, &set, &[]).is_err());
}

#[test]
fn a_route_keeps_its_denom_and_may_change_its_pool() {
    let mut world = world();
    let error = world.set_route(ROUTE, "uatom", None).unwrap_err();
    assert!(error
        .to_string()
        .contains("expected denom uusdc, got uatom"));
    world.set_route(ROUTE, "uusdc", None).unwrap();
    let routes: Vec<RouteResponse> = world.ask(&QueryMsg::Routes {}).unwrap();
    assert_eq!(routes.len(), 1);
    assert_eq!((routes[0].route, routes[0].pool.clone()), (ROUTE, None));
    assert_eq!(routes[0].courier, world.courier.to_string());
}

#[test]
fn routes_are_few_and_their_denoms_plausible() {
    let mut world = world();
    assert!(world.set_route(RouteId(1000), "", None).is_err());
    assert!(world
        .set_route(RouteId(1000), &"x".repeat(129), None)
        .is_err());
    for route in 100..163 {
        world.set_route(RouteId(route), "uusdc", None).unwrap();
    }
    assert!(world.set_route(RouteId(1000), "uusdc", None).is_err());
    world.set_route(ROUTE, "uusdc", None).unwrap();
}

#[test]
fn ownership_changes_hands_in_two_steps() {
    let mut world = world();
    let (owner, alice) = (world.owner.clone(), world.alice.clone());
    let to = alice.to_string();
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose { to });
    let accept = ExecuteMsg::Ownership(OwnershipAction::Accept {});
    assert!(world.run(&alice, &accept, &[]).is_err());
    world.run(&owner, &propose, &[]).unwrap();
    world.run(&alice, &accept, &[]).unwrap();
    assert!(world.set_route(ROUTE, "uusdc", None).is_err());
}

#[test]
fn a_clock_that_stands_still_is_refused() {
    let mut world = world();
    let code = world.app.contract_data(&world.house).unwrap().code_id;
    let msg = InstantiateMsg {
        owner: world.owner.to_string(),
        block_seconds: Decimal::zero(),
        halt_slack_secs: 1,
        fee_hold_secs: 1,
    };
    let owner = world.owner.clone();
    let result = world
        .app
        .instantiate_contract(code, owner, &msg, &[], "other", None);
    assert!(result.unwrap_err().to_string().contains("block_seconds"));
}

#[test]
fn the_same_version_is_no_migration() {
    let mut world = world();
    let code = world.app.contract_data(&world.house).unwrap().code_id;
    let (owner, house) = (world.owner.clone(), world.house.clone());
    let result = world.app.migrate_contract(owner, house, &Empty {}, code);
    assert!(result.unwrap_err().to_string().contains("newer"));
}
