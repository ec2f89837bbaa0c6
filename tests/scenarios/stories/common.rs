//! What the stories share.

use std::str::FromStr;

use anyhow::Result;
use cosmwasm_std::{Addr, Decimal};
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{LiquidationResponse, Outcome, Phase};
use seawall_interfaces::outpost::CommandResponse;
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, ListingId, LotId};
use seawall_wire::{Code, RemoteAddr, SettingsChange, Wanted, WireError};
use simnet::{ChannelRef, PacketId};

/// Base units of a whole token of six decimals.
pub const MILLION: u128 = 1_000_000;

/// A number written as people write it.
pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// A deployed world whose invariants are checked after every step.
pub fn world(spec: Spec) -> (World, Checker) {
    let mut world = deploy(spec).unwrap();
    let checker = world.check_always();
    (world, checker)
}

/// Alice holds 1,000 ATOM at 10 dollars and owes 6,500 dollars.
pub fn alice(world: &mut World) -> AccountId {
    world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)])
        .unwrap()
}

/// Alice holds 1,000 ATOM at 10 dollars and owes 6,500 dollars; then ATOM falls to `price`.
pub fn unsafe_alice(world: &mut World, price: &str) -> AccountId {
    let alice = alice(world);
    world.feed(ATOM, dec(price)).unwrap();
    world.sweep(ATOM).unwrap();
    alice
}

/// Liquidates on the collateral chain and delivers the order: the lots are open.
pub fn open_lots(world: &mut World, account: AccountId) -> (LiquidationId, Vec<LotId>) {
    open_lots_on(world, account, COLL)
}

/// Liquidates on a chain and delivers the order: the lots are open.
pub fn open_lots_on(
    world: &mut World,
    account: AccountId,
    chain: u16,
) -> (LiquidationId, Vec<LotId>) {
    let liquidation = world.liquidate(account, chain).unwrap();
    relay_clean(world);
    (liquidation, lots_of(world, chain, liquidation))
}

/// The open lots of a liquidation.
pub fn lots_of(world: &World, chain: u16, liquidation: LiquidationId) -> Vec<LotId> {
    let lots = world.lots(chain).unwrap();
    let ours = lots.iter().filter(|lot| lot.liquidation == liquidation);
    ours.map(|lot| lot.terms.lot).collect()
}

/// Waits until the lot costs the pair price at most and buys all there is.
pub fn buy_at_market(world: &mut World, chain: u16, who: &str, lot: LotId) -> Result<u128> {
    world.wait_for_price(chain, lot, Decimal::one())?;
    world.take(chain, who, lot, CollateralAmount::MAX)
}

/// `permille` thousandths of the expected number, for "about".
pub fn about(actual: u128, expected: u128, permille: u128) {
    let (low, high) = (actual.min(expected), actual.max(expected));
    assert!(
        (high - low) * 1_000 <= expected * permille,
        "{actual} is not about {expected}"
    );
}

/// Relays everything; no step may fail.
pub fn relay_clean(world: &mut World) {
    let report = world.net.relay_all().unwrap();
    assert!(report.clean(), "{:?}", report.failed);
}

/// The link to a chain: its end at the hub and its end at the outpost.
pub fn link(world: &World, chain: u16) -> (ChannelRef, ChannelRef) {
    let found = world.links.iter().find(|(no, ..)| no.0 == chain);
    let (_, hub, outpost) = found.expect("linked over IBC");
    (*hub, *outpost)
}

/// The packets to and from a chain's outpost, sent by the hub.
pub fn orders(world: &World, chain: u16) -> Vec<PacketId> {
    waiting(world, link(world, chain).0)
}

/// The packets that a chain's outpost has sent and whose outcome it does not know.
pub fn commands(world: &World, chain: u16) -> Vec<PacketId> {
    waiting(world, link(world, chain).1)
}

/// The packets sent from one end and not settled.
pub fn waiting(world: &World, end: ChannelRef) -> Vec<PacketId> {
    world
        .net
        .unsettled()
        .into_iter()
        .filter(|packet| packet.source == end)
        .collect()
}

/// The only packet of a list.
pub fn sole(packets: Vec<PacketId>) -> PacketId {
    assert_eq!(packets.len(), 1, "{packets:?}");
    packets[0]
}

/// Nobody relays until these packets have timed out; then their timeouts are proven.
pub fn expire(world: &mut World, packets: &[PacketId]) {
    world
        .wait(world.spec.timeout_secs + 2 * world.spec.block_secs)
        .unwrap();
    for packet in packets {
        assert!(
            world.net.timeout(*packet).unwrap(),
            "{packet} was settled before"
        );
    }
}

/// The outcome of the last command of a chain's outpost.
pub fn last_command(world: &World, chain: u16) -> CommandResponse {
    let outpost = world.site(chain).unwrap().outpost.clone();
    let mut last = CommandResponse::Unknown {};
    for id in 1.. {
        let ask = api::outpost::QueryMsg::Command { id: CommandId(id) };
        match world.query(chain, &outpost, &ask).unwrap() {
            CommandResponse::Unknown {} => break,
            known => last = known,
        }
    }
    last
}

/// The hub refused the last command of this chain with this code.
pub fn refused(world: &World, chain: u16, code: Code) -> WireError {
    match last_command(world, chain) {
        CommandResponse::Refused(error) => {
            assert_eq!(error.code, code, "{error}");
            error
        }
        other => panic!("expected {}, got {other:?}", code.name()),
    }
}

/// The hub admitted the last command of this chain.
pub fn admitted(world: &World, chain: u16) {
    let last = last_command(world, chain);
    assert!(matches!(last, CommandResponse::Admitted(_)), "{last:?}");
}

/// What an address may claim of a contract that answers `Claims`.
pub fn claims(world: &World, chain: u16, contract: &Addr, owner: &str) -> Vec<DenomAmount> {
    let owner = world.addr(chain, owner).unwrap().to_string();
    let ask = api::vault::QueryMsg::Claims { owner };
    world.query(chain, contract, &ask).unwrap()
}

/// One coin of a list of claims.
pub fn claim(denom: &str, amount: u128) -> Vec<DenomAmount> {
    vec![DenomAmount {
        denom: denom.into(),
        amount: amount.into(),
    }]
}

/// The owner changes a setting; relayed.
pub fn set(world: &mut World, home: u16, who: &str, account: AccountId, change: SettingsChange) {
    ask_to_set(world, home, who, account, change);
    relay_clean(world);
    admitted(world, home);
}

/// The owner asks for a setting; not relayed.
pub fn ask_to_set(
    world: &mut World,
    home: u16,
    who: &str,
    account: AccountId,
    change: SettingsChange,
) {
    let outpost = world.site(home).unwrap().outpost.clone();
    let nonce = world.account(account).unwrap().nonce + 1;
    let msg = api::outpost::ExecuteMsg::Settings {
        account,
        nonce,
        change,
    };
    world.execute(home, who, &outpost, &msg, &[]).unwrap();
}

/// The owner lets strangers deposit a listing; relayed. On other chains than home everyone is one.
pub fn enable(world: &mut World, home: u16, who: &str, account: AccountId, listing: u32) {
    let change = SettingsChange::EnableListing {
        listing: ListingId(listing),
        enabled: true,
    };
    set(world, home, who, account, change);
}

/// So many base units.
pub fn exactly(units: u128) -> Wanted {
    Wanted::Exactly(CollateralAmount::new(units))
}

/// The owner asks for the surplus of an account; not relayed.
pub fn ask_for_surplus(world: &mut World, home: u16, who: &str, account: AccountId, debt: u32) {
    let outpost = world.site(home).unwrap().outpost.clone();
    let chain = world.debt(debt).unwrap().chain;
    let receiver = RemoteAddr::new(world.addr(chain, who).unwrap().to_string()).unwrap();
    let listing = ListingId(debt);
    let msg = api::outpost::ExecuteMsg::ClaimSurplus {
        account,
        listing,
        receiver,
    };
    world.execute(home, who, &outpost, &msg, &[]).unwrap();
}

/// The money of a route from the collateral chain travels and is handed to its market.
pub fn bring_money(world: &mut World, from: u16, debt: u32) {
    let route = world.route(from, debt).unwrap();
    world.forward(from, debt).unwrap();
    let report = world
        .net
        .relay_channel(route.channel.expect("over IBC"))
        .unwrap();
    assert!(report.clean(), "{:?}", report.failed);
    world.collect(from, debt).unwrap();
}

/// Cranks without letting time pass until nothing is open.
pub fn crank_now(world: &mut World) {
    for _ in 0..6 {
        world.crank().unwrap();
    }
    let left = world.open_liquidations().unwrap();
    assert!(left.is_empty(), "{left:#?}");
}

/// How a liquidation ended.
pub fn outcome(world: &World, liquidation: LiquidationId) -> Outcome {
    match world.liquidation(liquidation).unwrap().phase {
        Phase::Done(outcome) => outcome,
        open => panic!("liquidation {liquidation} is {open:?}"),
    }
}

/// What its only lot sold for was just reported: no further round is planned, and the money on its way cures
/// the account.
pub fn cured_by_one_round(world: &mut World, liquidation: LiquidationId) {
    let now = world.liquidation(liquidation).unwrap();
    assert_eq!((now.round, now.lots.len()), (1, 1), "{now:#?}");
    assert_eq!(now.phase, Phase::Settling {});
    crank_now(world);
    assert_eq!(outcome(world, liquidation), Outcome::Cured);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
}

/// Nothing is on its way and no liquidation is open (INV-8).
pub fn at_rest(world: &World) {
    assert!(
        world.net.unsettled().is_empty(),
        "{:?}",
        world.net.unsettled()
    );
    assert!(world.open_liquidations().unwrap().is_empty());
}

/// The sum of what lots were to and did: `(put up, sold, returned, proceeds, credited)`.
pub fn sums(liquidation: &LiquidationResponse) -> (u128, u128, u128, u128, u128) {
    let mut sum = (0, 0, 0, 0, 0);
    for lot in &liquidation.lots {
        sum.0 += lot.put_up.u128();
        sum.1 += lot.sold.u128();
        sum.2 += lot.returned.u128();
        sum.3 += lot.proceeds.u128();
        sum.4 += lot.credited.u128();
    }
    sum
}

/// The root cause of a failed call, as text.
pub fn error<T: std::fmt::Debug>(result: Result<T>) -> String {
    format!("{:#}", result.unwrap_err())
}

/// Relays everything but the packets sent from one end, which wait.
pub fn relay_but(world: &mut World, kept: ChannelRef) {
    let report = world
        .net
        .relay_where(|packet| packet.source != kept)
        .unwrap();
    assert!(report.clean(), "{:?}", report.failed);
}
