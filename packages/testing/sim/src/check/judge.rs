//! Only the unsafe are liquidated, only the safe take out (INV-6): judged here once more, from the
//! mirror's amounts and the oracle's answers, by this crate's own arithmetic.
//!
//! What must always hold: what is compared here follows from the coordinator's rules and is weaker by
//! rounding alone, so that a difference is a mistake.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint256};
use seawall_interfaces::coordinator::{AccountResponse, HealthResponse, ListingResponse, QueryMsg};
use seawall_interfaces::oracle::{PriceState, PriceView, QueryMsg as OracleMsg};
use seawall_wire::ids::{AccountId, AssetId, LiquidationId, ListingId};

use super::Checker;
use crate::stage::Stage;

/// Decimals to which amounts are brought.
const DECIMALS: u32 = 18;

/// What one listing is worth.
struct Priced {
    spot: Decimal,
    good: bool,
    usable: bool,
    weight: Decimal,
    decimals: u8,
}

impl Priced {
    fn of(stage: &Stage, listing: ListingId) -> Result<Self> {
        let world = &stage.world;
        let found: ListingResponse = world.hub_query(&QueryMsg::Listing { listing })?;
        let asset = AssetId(listing.0);
        let view: PriceView = world.query(1, &world.oracle, &OracleMsg::Price { asset })?;
        let now = world.net.block(world.hub).time.seconds();
        let age = now.saturating_sub(view.updated_at);
        let good = view.state == PriceState::Good;
        let weight = found.setup.collateral.map(|c| c.liquidation_threshold);
        Ok(Self {
            spot: view.spot,
            good,
            usable: good || (!view.spot.is_zero() && age <= world.spec.params.price_grace_secs),
            weight: weight.unwrap_or_default(),
            decimals: found.setup.decimals,
        })
    }

    /// An amount in units of a dollar with thirty-six decimals.
    fn worth(&self, units: u128) -> Uint256 {
        let rest = DECIMALS.saturating_sub(u32::from(self.decimals));
        let units = Uint256::from(units) * Uint256::from(10u128.pow(rest));
        units * Uint256::from(self.spot.atomics())
    }

    fn show(&self, listing: ListingId) -> String {
        let Self {
            spot,
            good,
            usable,
            weight,
            ..
        } = self;
        format!("{listing} at {spot}, good {good}, usable {usable}, weight {weight}")
    }

    fn weighted(&self, units: u128) -> Uint256 {
        let all = Uint256::from(Decimal::one().atomics());
        self.worth(units) * Uint256::from(self.weight.atomics()) / all
    }
}

/// A ten-thousandth of a dollar and a billionth of the sum: more than any rounding.
fn slack(sum: Uint256) -> Uint256 {
    Uint256::from(10u128.pow(32)) + sum / Uint256::from(1_000_000_000u128)
}

impl Checker {
    /// An account whose withdrawal or loan was just admitted is safe in the worst case.
    pub(super) fn risked(&self, stage: &Stage, account: u64) -> Result<()> {
        let account = AccountId(account);
        let seen: AccountResponse = stage.world.hub_query(&QueryMsg::Account { account })?;
        let mut debts = Uint256::zero();
        for debt in seen.debts.iter().filter(|d| !d.worst.is_zero()) {
            debts += Priced::of(stage, debt.listing)?.worth(debt.worst.u128());
        }
        let mut power = Uint256::zero();
        for collateral in seen.collaterals.iter().filter(|c| !c.worst.is_zero()) {
            let priced = Priced::of(stage, collateral.listing)?;
            if priced.good {
                power += priced.weighted(collateral.worst.u128());
            }
        }
        self.holds(debts.is_zero() || debts <= power + slack(power), || {
            format!(
                "INV-6: account {account} took out with {power} of weighted collateral behind \
                 {debts} of debt"
            )
        })
    }

    /// An account for which a round was just planned was unsafe in the best case.
    pub(super) fn planned(&self, stage: &Stage, liquidation: u64) -> Result<()> {
        let found = stage.world.liquidation(LiquidationId(liquidation))?;
        let account = found.account;
        let seen: AccountResponse = stage.world.hub_query(&QueryMsg::Account { account })?;
        let new = found.lots.iter().filter(|lot| lot.round == found.round);
        let new: Vec<_> = new.collect();
        let mut priced_all = vec![];
        let mut debts = Uint256::zero();
        for debt in &seen.debts {
            // What the new lots promise was not promised when the plan was made.
            let ours = new.iter().filter(|lot| lot.debt == debt.listing);
            let promised: u128 = ours.map(|lot| lot.repay.u128()).sum();
            let before = debt.best.u128() + promised;
            if before > 0 {
                let priced = Priced::of(stage, debt.listing)?;
                debts += priced.worth(before);
                priced_all.push(priced.show(debt.listing));
            }
        }
        let mut power = Uint256::zero();
        for collateral in seen.collaterals.iter().filter(|c| !c.best.is_zero()) {
            let priced = Priced::of(stage, collateral.listing)?;
            priced_all.push(priced.show(collateral.listing));
            if priced.usable {
                power += priced.weighted(collateral.best.u128());
            }
        }
        self.holds(power <= debts + slack(debts), || {
            format!(
                "INV-6: liquidation {liquidation} of account {account} was planned with {power} of \
                 weighted collateral behind {debts} of debt: {:?}, {:?}, {new:?}, before {}, {}",
                seen.collaterals, seen.debts, found.health_before, priced_all.join(", ")
            )
        })
    }

    /// What an account is worth to the hub is what its amounts are worth at the oracle's prices.
    pub(super) fn priced(&self, stage: &Stage, account: AccountId) -> Result<()> {
        let health: HealthResponse = stage.world.hub_query(&QueryMsg::Health { account })?;
        let seen: AccountResponse = stage.world.hub_query(&QueryMsg::Account { account })?;
        let collaterals = seen.collaterals.iter().map(|c| (c.listing, c.best.u128()));
        let debts = seen.debts.iter().map(|d| (d.listing, d.best.u128()));
        let has = usable_worth(stage, collaterals)?;
        let owes = usable_worth(stage, debts)?;
        let scale = Uint256::from(10u128.pow(DECIMALS));
        for (what, hub, ours) in [
            ("has", health.collateral * scale, has),
            ("owes", health.debt * scale, owes),
        ] {
            self.holds(hub.abs_diff(ours) <= slack(ours), || {
                format!("INV-6: account {account} {what} {ours}, the hub counts {hub}: {seen:?}")
            })?;
        }
        Ok(())
    }
}

/// The worth of amounts whose price counts.
fn usable_worth(
    stage: &Stage,
    amounts: impl Iterator<Item = (ListingId, u128)>,
) -> Result<Uint256> {
    let mut sum = Uint256::zero();
    for (listing, units) in amounts.filter(|(_, units)| *units > 0) {
        let priced = Priced::of(stage, listing)?;
        if priced.usable {
            sum += priced.worth(units);
        }
    }
    Ok(sum)
}
