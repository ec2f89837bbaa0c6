//! Who may set what, when it takes effect, and what is refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::setup::{asset, listing, params, whole, LOCK};
use common::*;
use cosmwasm_std::Decimal;
use seawall_interfaces::coordinator::{
    ConfigResponse, ExecuteMsg, QueryMsg, RouteKind, RouteSetup, Scope, WaitingChange,
};
use seawall_interfaces::outpost::LinkSetup;
use seawall_kit::OwnershipAction;
use seawall_wire::ids::RouteId;
use seawall_wire::Wanted;

fn route(number: u32, from: seawall_wire::ids::ChainNo, kind: RouteKind) -> RouteSetup {
    RouteSetup {
        route: RouteId(number),
        from,
        debt: USD,
        kind,
    }
}

#[test]
fn each_message_of_the_owner_is_refused_to_everybody_else() {
    let mut world = world();
    let messages = [
        ExecuteMsg::SetChain(world.chain_setup(HOME)),
        ExecuteMsg::SetAsset(asset(1)),
        ExecuteMsg::SetListing(listing(ATOM)),
        ExecuteMsg::SetRoute(route(1, HOME, RouteKind::Direct)),
        ExecuteMsg::SetParams(params()),
        ExecuteMsg::SetRebate { rebate: None },
        ExecuteMsg::DrainLink { chain: HOME },
        ExecuteMsg::RetireLink { chain: HOME },
        ExecuteMsg::CancelChange { id: 1 },
        ExecuteMsg::Pause {
            scope: Scope::Borrow,
            seconds: 10,
        },
        ExecuteMsg::Unpause {
            scope: Scope::Borrow,
        },
        ExecuteMsg::Ownership(OwnershipAction::Cancel {}),
        ExecuteMsg::LocalPacket {
            sequence: 1,
            data: b"{}".into(),
        },
        ExecuteMsg::HandlePacket {
            chain: HOME,
            sequence: 1,
            data: b"{}".into(),
            relayer: None,
        },
    ];
    let mallory = world.app.api().addr_make("mallory");
    let guardian = world.guardian.clone();
    for message in messages {
        let refused = world.execute(&mallory, &message).unwrap_err();
        assert!(refused.contains("nauthorized"), "{message:?}: {refused}");
        let guards = matches!(
            message,
            ExecuteMsg::Pause { .. } | ExecuteMsg::CancelChange { .. }
        );
        if !guards {
            let refused = world.execute(&guardian, &message).unwrap_err();
            assert!(refused.contains("nauthorized"), "{message:?}: {refused}");
        }
    }
}

#[test]
fn only_an_outpost_that_was_set_speaks_over_the_local_link() {
    let mut world = bare();
    let stranger = world.outpost(HOME);
    let msg = ExecuteMsg::LocalPacket {
        sequence: 1,
        data: b"{}".into(),
    };
    assert!(world
        .execute(&stranger, &msg)
        .unwrap_err()
        .contains("unauthorized"));
}

#[test]
fn before_there_is_an_account_nothing_waits_and_then_what_loosens_does() {
    let mut world = world();
    let mut looser = listing(ATOM);
    looser.collateral.as_mut().unwrap().max_ltv = Decimal::percent(75);
    world.own(&ExecuteMsg::SetListing(looser.clone())).unwrap();
    assert_eq!(world.listing(ATOM).setup, looser);
    world.alice();
    let mut looser_still = looser.clone();
    looser_still.collateral.as_mut().unwrap().max_ltv = Decimal::percent(78);
    world
        .own(&ExecuteMsg::SetListing(looser_still.clone()))
        .unwrap();
    assert_eq!(world.listing(ATOM).setup, looser, "it waits");
    let waiting: Vec<WaitingChange> = world.query(&QueryMsg::Changes {});
    let id = waiting[0].id;
    assert_eq!(waiting[0].eta, world.now() + LOCK);
    let anyone = world.app.api().addr_make("anyone");
    let apply = ExecuteMsg::ApplyChange { id };
    assert!(world
        .execute(&anyone, &apply)
        .unwrap_err()
        .contains("may be applied from"));
    world.wait(LOCK);
    world.execute(&anyone, &apply).unwrap();
    assert_eq!(world.listing(ATOM).setup, looser_still);
    assert!(world
        .execute(&anyone, &apply)
        .unwrap_err()
        .contains("does not exist"));
}

#[test]
fn what_tightens_takes_effect_at_once() {
    let mut world = world();
    world.alice();
    let mut tighter = listing(ATOM);
    let collateral = tighter.collateral.as_mut().unwrap();
    collateral.max_ltv = Decimal::percent(10);
    collateral.cap = coll(1_000);
    collateral.dust = coll(1);
    world.own(&ExecuteMsg::SetListing(tighter.clone())).unwrap();
    assert_eq!(world.listing(ATOM).setup, tighter);
    let mut chain = world.chain_setup(HOME);
    chain.exposure_max = whole(1);
    world.own(&ExecuteMsg::SetChain(chain)).unwrap();
    let mut strict = params();
    strict.in_flight_max = whole(5);
    strict.timelock_secs = 2 * LOCK;
    world.own(&ExecuteMsg::SetParams(strict.clone())).unwrap();
    assert_eq!(
        world.query::<ConfigResponse>(&QueryMsg::Config {}).params,
        strict
    );
    assert!(world
        .query::<Vec<WaitingChange>>(&QueryMsg::Changes {})
        .is_empty());
}

#[test]
fn what_loosens_waits_whatever_it_is() {
    let mut world = world();
    world.alice();
    let mut count = 0;
    let mut waits = |world: &mut World, msg: ExecuteMsg| {
        count += 1;
        world.own(&msg).unwrap();
        let waiting: Vec<WaitingChange> = world.query(&QueryMsg::Changes {});
        assert_eq!(waiting.len(), count, "{msg:?}");
    };
    let mut chain = world.chain_setup(HOME);
    chain.exposure_max = whole(1_000_000);
    waits(&mut world, ExecuteMsg::SetChain(chain));
    let mut more = asset(1);
    more.in_flight_max = whole(2_000_000);
    waits(&mut world, ExecuteMsg::SetAsset(more));
    // People would be unsafe overnight.
    let mut lower = listing(ATOM);
    lower.collateral.as_mut().unwrap().liquidation_threshold = Decimal::percent(75);
    waits(&mut world, ExecuteMsg::SetListing(lower));
    let mut faster = listing(USD);
    faster.debt.as_mut().unwrap().rate_max = Decimal::percent(50);
    waits(&mut world, ExecuteMsg::SetListing(faster));
    let mut quick = params();
    quick.timelock_secs = 1;
    waits(&mut world, ExecuteMsg::SetParams(quick));
    let guardian = world.guardian.clone();
    world
        .execute(&guardian, &ExecuteMsg::CancelChange { id: 1 })
        .unwrap();
    assert_eq!(
        world
            .query::<Vec<WaitingChange>>(&QueryMsg::Changes {})
            .len(),
        count - 1
    );
}

#[test]
fn parameters_that_contradict_each_other_or_a_listing_are_refused() {
    let mut world = world();
    let mut refused =
        |what: &str, change: &dyn Fn(&mut seawall_interfaces::coordinator::Params)| {
            let mut bad = params();
            change(&mut bad);
            let error = world.own(&ExecuteMsg::SetParams(bad)).unwrap_err();
            assert!(error.contains(what), "{what}: {error}");
        };
    refused("target health", &|p| p.target_health = Decimal::one());
    refused("liquidation threshold with bonus", &|p| {
        p.bonus.max = Decimal::percent(40)
    });
    refused("bonus.min", &|p| p.bonus.min = Decimal::zero());
    refused("keeper chip", &|p| p.keeper_tip = whole(1));
    refused("cut", &|p| p.curve.cut = Decimal::one());
    refused("skew", &|p| p.skew_secs = 100_000);
    refused("rounds", &|p| p.rounds_max = 0);
}

#[test]
fn listings_that_contradict_themselves_or_what_was_are_refused() {
    let mut world = world();
    let mut refused = |what: &str, bad| {
        let error = world.own(&ExecuteMsg::SetListing(bad)).unwrap_err();
        assert!(error.contains(what), "{what}: {error}");
    };
    let mut bad = listing(ATOM);
    bad.collateral.as_mut().unwrap().max_ltv = Decimal::percent(80);
    refused("max LTV", bad);
    let mut bad = listing(ATOM);
    bad.collateral.as_mut().unwrap().liquidation_threshold = Decimal::percent(97);
    refused("liquidation threshold with bonus", bad);
    let mut bad = listing(ATOM);
    bad.decimals = 5;
    refused("decimals of a listing never changes", bad);
    let mut bad = listing(ATOM);
    bad.chain = DEBT;
    refused("chain of a listing never changes", bad);
    let mut bad = listing(USD);
    bad.debt.as_mut().unwrap().min_debt = debt(0);
    refused("least debt", bad);
}

#[test]
fn a_listing_is_taken_off_only_when_it_is_drained() {
    let mut world = world();
    let account = world.alice();
    let mut gone = listing(ATOM);
    gone.collateral = None;
    let error = world
        .own(&ExecuteMsg::SetListing(gone.clone()))
        .unwrap_err();
    assert!(error.contains("not drained"), "{error}");
    world.withdraw(account, ATOM, Wanted::All {}).unwrap();
    world.own(&ExecuteMsg::SetListing(gone)).unwrap();
}

#[test]
fn whom_a_chain_is_linked_with_never_changes_and_no_two_share_one() {
    let mut world = world();
    let mut moved = world.chain_setup(HOME);
    moved.link = LinkSetup::Local {
        coordinator: world.outpost(DEBT).to_string(),
    };
    assert!(world
        .own(&ExecuteMsg::SetChain(moved.clone()))
        .unwrap_err()
        .contains("never changes"));
    moved.chain = seawall_wire::ids::ChainNo(9);
    assert!(world
        .own(&ExecuteMsg::SetChain(moved))
        .unwrap_err()
        .contains("without a link"));
}

#[test]
fn a_route_is_added_once_and_of_the_right_kind() {
    let mut world = world();
    let good = route(1, HOME, RouteKind::Direct);
    world.own(&ExecuteMsg::SetRoute(good.clone())).unwrap();
    for bad in [
        good,
        route(2, HOME, RouteKind::Direct),
        route(1, FAR, RouteKind::Direct),
        route(3, DEBT, RouteKind::Direct),
        route(4, FAR, RouteKind::Local),
    ] {
        world.own(&ExecuteMsg::SetRoute(bad)).unwrap_err();
    }
    world
        .own(&ExecuteMsg::SetRoute(route(2, DEBT, RouteKind::Local)))
        .unwrap();
    assert_eq!(
        world.query::<Vec<RouteSetup>>(&QueryMsg::Routes {}).len(),
        2
    );
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut world = world();
    let next = world.app.api().addr_make("next");
    let propose = OwnershipAction::Propose {
        to: next.to_string(),
    };
    world.own(&ExecuteMsg::Ownership(propose)).unwrap();
    world
        .own(&ExecuteMsg::SetAsset(asset(1)))
        .expect("still the owner");
    world
        .execute(&next, &ExecuteMsg::Ownership(OwnershipAction::Accept {}))
        .unwrap();
    world.own(&ExecuteMsg::SetAsset(asset(1))).unwrap_err();
    world
        .execute(&next, &ExecuteMsg::SetAsset(asset(1)))
        .unwrap();
}
