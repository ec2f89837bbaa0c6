//! Coins that come with the making of a contract would be nobody's: no contract is made with them.

use cosmwasm_std::{coin, Decimal};
use seawall_fixtures::deploy::{code, deploy, OWNER};
use seawall_fixtures::spec::{terms, Spec, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::outpost::LinkSetup;
use seawall_kit::timelock::TimeLockConfig;
use seawall_wire::ids::{ChainNo, ListingId, RouteId};
use serde::Serialize;
use simnet::ContractCode;

use crate::common::error;

/// With a coin it is refused for the coin's sake, without one it is made.
fn only_without(
    world: &mut World,
    name: &str,
    code: fn() -> Box<dyn ContractCode>,
    msg: &impl Serialize,
) {
    let (hub, owner) = (world.hub, world.addr(HUB, OWNER).unwrap());
    let coins = [coin(9, "ustray")];
    world.mint(HUB, OWNER, &coins).unwrap();
    let stored = world.net.store_boxed(hub, code());
    let refused = error(
        world
            .net
            .instantiate(hub, &owner, stored, msg, &coins)
            .map_err(anyhow::Error::from),
    );
    assert!(refused.contains("coins"), "{name}: {refused}");
    let made = world.net.instantiate(hub, &owner, stored, msg, &[]);
    assert!(made.is_ok(), "{name}: {made:?}");
}

#[test]
fn no_contract_keeps_coins_that_come_with_its_making() {
    let mut world = deploy(Spec::simple()).unwrap();
    of_the_chains(&mut world);
    of_the_hub(&mut world);
}

fn of_the_chains(made: &mut World) {
    let owner = made.addr(HUB, OWNER).unwrap().to_string();
    let guardian = owner.clone();
    let msg = api::vault::InstantiateMsg {
        owner: owner.clone(),
        guardian: guardian.clone(),
    };
    only_without(made, "vault", code::vault, &msg);
    let msg = api::auction_house::InstantiateMsg {
        owner: owner.clone(),
        block_seconds: Decimal::one(),
        halt_slack_secs: 60,
        fee_hold_secs: 0,
    };
    only_without(made, "auction house", code::auction_house, &msg);
    let msg = api::market::InstantiateMsg {
        owner: owner.clone(),
        guardian,
        listing: ListingId(USD),
        denom: "uusd".into(),
        terms: terms(),
    };
    only_without(made, "market", code::market, &msg);
    let msg = api::courier::InstantiateMsg {
        owner: owner.clone(),
        route: RouteId(9),
        denom: "uusd".into(),
    };
    only_without(made, "courier", code::courier, &msg);
    let msg = api::insurance_pool::InstantiateMsg {
        owner,
        denom: "uusd".into(),
        cooldown_secs: 86_400,
        window_secs: 86_400,
        payout_max: Decimal::one(),
    };
    only_without(made, "insurance pool", code::insurance_pool, &msg);
}

fn of_the_hub(made: &mut World) {
    let owner = made.addr(HUB, OWNER).unwrap().to_string();
    let (guardian, coordinator) = (owner.clone(), made.coordinator.to_string());
    let msg = api::outpost::InstantiateMsg {
        owner: owner.clone(),
        guardian: guardian.clone(),
        hub_id: 1,
        chain: ChainNo(HUB),
        link: LinkSetup::Local { coordinator },
        receive_gas: 5_000_000,
        timeout_secs: 600,
    };
    only_without(made, "outpost", code::outpost, &msg);
    let msg = api::oracle::InstantiateMsg {
        owner: owner.clone(),
        time_lock: TimeLockConfig {
            delay_secs: 86_400,
            window_secs: 86_400,
        },
    };
    only_without(made, "price oracle", code::price_oracle, &msg);
    let msg = api::coordinator::InstantiateMsg {
        owner,
        guardian,
        hub_id: 1,
        chain: ChainNo(HUB),
        oracle: made.oracle.to_string(),
        params: made.spec.params.clone(),
    };
    only_without(made, "coordinator", code::coordinator, &msg);
}
