//! One chain closes its channel for ever: the debts on another are settled, liquidations end and other
//! collateral is sold without it (INV-8, INV-11).

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcChannelOpenResponse, MessageInfo, Response, StdError, StdResult,
};
use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::spec::{Spec, ARK, ATOM, COLL, DEBT, EUR, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{ExecuteMsg, ListingResponse, Outcome, Phase, QueryMsg};
use seawall_wire::ids::{AccountId, ListingId};
use simnet::IbcContract;

use crate::common::{
    bring_money, buy_at_market, dec, enable, error, link, open_lots, outcome, relay_clean,
    unsafe_alice, world,
};

/// Dollars are lent on the debt chain, euros on the hub.
fn spec() -> Spec {
    let mut spec = Spec::default();
    spec.collaterals.retain(|c| c.number == ATOM);
    for debt in spec.debts.iter_mut().filter(|d| d.number == EUR) {
        debt.chain = HUB;
    }
    spec
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Err(StdError::msg("not any more"))
}

fn no_query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("not any more"))
}

fn migrate(_: DepsMut, _: Env, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn open(_: DepsMut, _: Env, _: IbcChannelOpenMsg) -> StdResult<IbcChannelOpenResponse> {
    Ok(None)
}

fn connect(_: DepsMut, _: Env, _: IbcChannelConnectMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

fn close(_: DepsMut, _: Env, _: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

/// The owner of a chain's outpost puts other code in its place, which lets the channel be closed.
fn close_link(world: &mut World, chain: u16) {
    let ix = world.ix(chain).unwrap();
    let code = IbcContract::new(nothing, nothing, no_query)
        .with_migrate(migrate)
        .with_channel(open, connect, close);
    let code = world.net.store_code(ix, code);
    let owner = world.addr(chain, OWNER).unwrap();
    let outpost = world.site(chain).unwrap().outpost.clone();
    world
        .net
        .migrate(ix, &owner, &outpost, code, &Empty {})
        .unwrap();
    let (at_hub, at_outpost) = link(world, chain);
    world.net.close_init(at_outpost).unwrap();
    world.net.close_confirm(at_hub).unwrap();
}

/// 1,000 ATOM for 3,000 dollars and 3,000 euros of 1.10; then ATOM falls to 7.
fn fallen(world: &mut World) -> AccountId {
    let debts = [(USD, 3_000), (EUR, 3_000)];
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &debts)
        .unwrap();
    world.feed(ATOM, dec("7")).unwrap();
    alice
}

#[test]
fn what_was_sold_for_a_debt_elsewhere_is_settled() {
    let (mut world, _) = world(spec());
    let alice = fallen(&mut world);
    let (liquidation, lots) = open_lots(&mut world, alice);
    let debt_of = |world: &World, lot| world.lot(COLL, lot).unwrap().terms.debt;
    let debts: Vec<ListingId> = lots.iter().map(|lot| debt_of(&world, *lot)).collect();
    assert!(debts.contains(&ListingId(USD)) && debts.contains(&ListingId(EUR)));
    close_link(&mut world, DEBT);
    for lot in &lots {
        buy_at_market(&mut world, COLL, "lucy", *lot).unwrap();
    }
    relay_clean(&mut world);
    let told = world.liquidation(liquidation).unwrap();
    assert!(
        told.lots.iter().all(|lot| lot.closed.is_some()),
        "the report was taken: {told:#?}"
    );
    for _ in 0..3 {
        world.crank().unwrap();
    }
    let told = world.liquidation(liquidation).unwrap();
    for lot in &told.lots {
        let credited = !lot.credited.is_zero();
        assert_eq!(credited, lot.debt == ListingId(EUR), "{lot:?}");
    }
    // Nothing can be sent; when it has waited long enough it ends without.
    assert!(error(world.advance(liquidation)).contains("nothing is due"));
    let wait = told.age.deadline.saturating_sub(world.now()) + 6;
    world.wait_with_fresh_prices(wait).unwrap();
    world.advance(liquidation).unwrap();
    let told = world.liquidation(liquidation).unwrap();
    let ended = matches!(told.phase, Phase::Done(_));
    assert!(ended || told.round > 1, "it goes on: {told:#?}");
}

#[test]
fn an_account_that_owes_there_as_well_is_liquidated_for_its_other_debt() {
    let (mut world, _) = world(spec());
    let alice = fallen(&mut world);
    close_link(&mut world, DEBT);
    let (liquidation, lots) = open_lots(&mut world, alice);
    let euros = lots
        .iter()
        .find(|lot| world.lot(COLL, **lot).unwrap().terms.debt == ListingId(EUR));
    let owed = world.owed(alice, EUR).unwrap().debt;
    buy_at_market(&mut world, COLL, "lucy", *euros.unwrap()).unwrap();
    relay_clean(&mut world);
    for _ in 0..3 {
        world.crank().unwrap();
    }
    assert!(world.owed(alice, EUR).unwrap().debt < owed);
    let told = world.liquidation(liquidation).unwrap();
    assert!(!matches!(told.phase, Phase::Opening {}), "{told:#?}");
}

/// Her lot was sold before; she is still unsafe when the money for it is credited.
#[test]
fn a_round_that_cannot_be_ordered_marks_nothing_and_counts_in_no_limit() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    relay_clean(&mut world);
    close_link(&mut world, COLL);
    world.feed(ATOM, dec("7")).unwrap();
    bring_money(&mut world, COLL, USD);
    world.credit(USD, lots[0]).unwrap();
    relay_clean(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Exhausted);
    let listing = ListingId(USD);
    let seen: ListingResponse = world.hub_query(&QueryMsg::Listing { listing }).unwrap();
    assert!(seen.in_flight.is_zero(), "{}", seen.in_flight);
    let seen = world.account(alice).unwrap();
    assert!(seen.liquidations.is_empty());
    let left = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    assert_eq!(seen.collaterals[0].worst.u128(), left, "nothing is marked");
    let health = world.health(alice).unwrap();
    let obstacle = health.obstacle.unwrap();
    assert!(obstacle.contains("takes no orders now"), "{obstacle}");
}

#[test]
fn what_an_account_has_on_another_chain_is_sold_when_nobody_says_where() {
    let (mut world, _) = world(Spec::default());
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)])
        .unwrap();
    enable(&mut world, COLL, "alice", alice, ARK);
    world.deposit("alice", alice, ARK, 20).unwrap();
    close_link(&mut world, COLL);
    world.feed(ATOM, dec("7")).unwrap();
    let liquidate = ExecuteMsg::Liquidate {
        account: alice,
        chain: None,
        pay_to: None,
    };
    world.hub_execute("dora", &liquidate).unwrap();
    let open = world.account(alice).unwrap().liquidations;
    assert_eq!(world.liquidation(open[0]).unwrap().chain.0, DEBT);
}
