//! Who may send what: every message from its sender and from everybody else.

use cosmwasm_std::{coins, Addr, Coin};
use seawall_interfaces::auction_house::ExecuteMsg;
use seawall_kit::OwnershipAction;
use seawall_wire::ids::{LotId, OrderId};
use seawall_wire::RemoteAddr;

use crate::world::*;

fn open(world: &World) -> (ExecuteMsg, Vec<Coin>) {
    let open = ExecuteMsg::Open {
        order: OrderId(2),
        open: world.order(vec![lot(2)]),
        denoms: vec!["uatom".into()],
    };
    (open, coins(1_000_000, "uatom"))
}

fn everybody(world: &World) -> Vec<Addr> {
    vec![
        world.owner.clone(),
        world.vault.clone(),
        world.outpost.clone(),
        world.pool.clone(),
        world.courier.clone(),
        world.keeper.clone(),
        world.alice.clone(),
        world.house.clone(),
    ]
}

/// Only `allowed` gets past the check of the sender.
fn only(allowed: impl Fn(&World) -> Addr, msg: impl Fn(&World) -> (ExecuteMsg, Vec<Coin>)) {
    let template = world();
    let allowed = allowed(&template);
    for who in everybody(&template) {
        let mut world = world();
        let (msg, funds) = msg(&world);
        for coin in &funds {
            world.mint(&who, &coin.denom, units(coin.amount));
        }
        let result = world.run(&who, &msg, &funds);
        if who == allowed {
            result.unwrap();
        } else {
            let error = result.unwrap_err().to_string();
            assert!(error.contains("unauthorized: expected"), "{who}: {error}");
        }
    }
}

#[test]
fn only_the_vault_opens_lots() {
    only(|w| w.vault.clone(), open);
}

#[test]
fn only_the_outpost_takes_fees() {
    only(
        |w| w.outpost.clone(),
        |_| {
            let msg = ExecuteMsg::TakeFees {
                liquidation: LIQUIDATION,
                route: ROUTE,
                amount: usdc(1),
            };
            (msg, vec![])
        },
    );
}

#[test]
fn only_the_outpost_says_who_moved_a_liquidation_on() {
    only(
        |w| w.outpost.clone(),
        |w| {
            let msg = ExecuteMsg::PayKeeper {
                liquidation: LIQUIDATION,
                keeper: RemoteAddr::new(w.bob.to_string()).unwrap(),
            };
            (msg, vec![])
        },
    );
}

#[test]
fn only_the_owner_sets_routes_and_offers_ownership() {
    only(
        |w| w.owner.clone(),
        |w| {
            let msg = ExecuteMsg::SetRoute {
                route: ROUTE,
                denom: "uusdc".into(),
                courier: w.courier.to_string(),
                pool: None,
            };
            (msg, vec![])
        },
    );
    only(
        |w| w.owner.clone(),
        |w| {
            let to = w.alice.to_string();
            (
                ExecuteMsg::Ownership(OwnershipAction::Propose { to }),
                vec![],
            )
        },
    );
}

#[test]
fn only_the_house_itself_settles_a_flash_take() {
    for who in everybody(&world()) {
        let mut world = world();
        world.open_lot(lot(1));
        let settle = ExecuteMsg::SettleFlash { lot: LotId(1) };
        let error = world.run(&who, &settle, &[]).unwrap_err().to_string();
        let expected = if who == world.house {
            "no flash take"
        } else {
            "unauthorized"
        };
        assert!(error.contains(expected), "{who}: {error}");
    }
}

#[test]
fn anybody_takes_closes_and_releases() {
    for who in everybody(&world()) {
        let mut world = world();
        world.open(world.order(vec![lot(1), lot(2)])).unwrap();
        world.mint(&who, "uusdc", 1_616_000);
        if who != world.house {
            world.take(&who, LotId(1), 1_000_000, 1_616_000).unwrap();
        }
        world.blocks(26);
        world
            .run(&who, &ExecuteMsg::Close { lot: LotId(2) }, &[])
            .unwrap();
        world.pass(1, FEE_HOLD);
        let release = ExecuteMsg::ReleaseFees {
            liquidation: LIQUIDATION,
            route: ROUTE,
        };
        if who != world.house {
            world.run(&who, &release, &[]).unwrap();
        }
    }
}

#[test]
fn coins_are_refused_where_none_are_due() {
    let mut world = world();
    world.open_lot(lot(1));
    let (alice, outpost) = (world.alice.clone(), world.outpost.clone());
    world.mint(&outpost, "uspam", 5);
    let fees = ExecuteMsg::TakeFees {
        liquidation: LIQUIDATION,
        route: ROUTE,
        amount: usdc(1),
    };
    let release = ExecuteMsg::ReleaseFees {
        liquidation: LIQUIDATION,
        route: ROUTE,
    };
    let claim = ExecuteMsg::Claim {
        denom: "uusdc".into(),
        receiver: None,
    };
    for (who, msg) in [
        (&alice, ExecuteMsg::Close { lot: LotId(1) }),
        (&outpost, fees),
        (&alice, release),
        (&alice, claim),
    ] {
        let error = world.run(who, &msg, &coins(5, "uspam")).unwrap_err();
        assert!(error.to_string().contains("expected no coins"), "{msg:?}");
    }
    world.assert_covered();
}
