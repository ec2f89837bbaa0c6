//! What the stories share.

use std::str::FromStr;

use anyhow::Result;
use cosmwasm_std::Decimal;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, LiquidationId, LotId};

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

/// Alice holds 1,000 ATOM at 10 dollars and owes 6,500 dollars; then ATOM falls to `price`.
pub fn unsafe_alice(world: &mut World, price: &str) -> AccountId {
    let alice = world.borrower("alice", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)]).unwrap();
    world.feed(ATOM, dec(price)).unwrap();
    world.sweep(ATOM).unwrap();
    alice
}

/// Liquidates on the collateral chain and delivers the order: the lots are open.
pub fn open_lots(world: &mut World, account: AccountId) -> (LiquidationId, Vec<LotId>) {
    let liquidation = world.liquidate(account, COLL).unwrap();
    world.relay().unwrap();
    let lots = world.lots(COLL).unwrap();
    let ours = lots.iter().filter(|lot| lot.liquidation == liquidation);
    (liquidation, ours.map(|lot| lot.terms.lot).collect())
}

/// Waits until the lot costs the pair price at most and buys all there is.
pub fn buy_at_market(world: &mut World, chain: u16, who: &str, lot: LotId) -> Result<u128> {
    world.wait_for_price(chain, lot, Decimal::one())?;
    world.take(chain, who, lot, CollateralAmount::MAX)
}

/// One percent of a number, for "about".
pub fn about(actual: u128, expected: u128, permille: u128) {
    let (low, high) = (actual.min(expected), actual.max(expected));
    assert!((high - low) * 1_000 <= expected * permille, "{actual} is not about {expected}");
}
