//! Whose the money is, and who can be found (INV-2, INV-4, INV-5, INV-8): no claim belongs to one who
//! can never make it, stakes are no more than the capital, what is held for a loss stays, an account
//! that is unsafe is queued, or a sweep finds it.

use anyhow::Result;
use cosmwasm_std::{Addr, Uint128};
use seawall_fixtures::deploy::INSURER;
use seawall_fixtures::world::Site;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{
    AccountResponse, CertificateResponse, HealthResponse, ListingResponse, Outcome, Phase,
    QueryMsg, QueuedResponse,
};
use seawall_interfaces::oracle::{PriceState, PriceView, QueryMsg as OracleMsg};
use seawall_money::Price;
use seawall_wire::ids::{AccountId, AssetId, ListingId};
use simnet::ChainIx;

use super::Checker;
use crate::stage::{Stage, HEALER, MALLORY, PEOPLE};

/// What a pool has, has paid and holds back.
pub(super) type PoolSeen = (u128, u128, u128);

impl Checker {
    /// INV-8: our own contracts have no claims, for they can never make them.
    pub(super) fn claims(&self, stage: &Stage) -> Result<()> {
        for site in stage.world.sites.values() {
            for owner in ours(site) {
                let (at, owner) = (&stage.world.net, owner.to_string());
                let ask = api::vault::QueryMsg::Claims { owner };
                let claims: Vec<DenomAmount> = at.query(site.ix, &site.vault, &ask)?;
                self.holds(claims.is_empty(), || {
                    format!(
                        "INV-8: a contract of chain {} may claim {claims:?}",
                        site.no
                    )
                })?;
            }
        }
        Ok(())
    }

    /// INV-2: what the stakers of a pool can take out together is no more than its capital.
    pub(super) fn stakes(&self, stage: &Stage, ix: ChainIx, pool: &Addr) -> Result<()> {
        let net = &stage.world.net;
        let ask = api::insurance_pool::QueryMsg::Status {};
        let status: api::insurance_pool::StatusResponse = net.query(ix, pool, &ask)?;
        let mut all = 0;
        for who in PEOPLE.into_iter().chain([HEALER, MALLORY, INSURER]) {
            let address = net.addr(ix, who).to_string();
            let ask = api::insurance_pool::QueryMsg::Staker { address };
            let staker: api::insurance_pool::StakerResponse = net.query(ix, pool, &ask)?;
            all += staker.stake.u128();
        }
        let capital = status.capital.u128();
        self.holds(all <= capital, || {
            format!("INV-2: stakers of {pool} of {ix} own {all} of a capital of {capital}")
        })
    }

    /// INV-5: a capital that shrinks without a payout keeps what is held for a loss.
    pub(super) fn held(&mut self, stage: &Stage, ix: ChainIx, pool: &Addr) -> Result<()> {
        let ask = api::insurance_pool::QueryMsg::Status {};
        let status: api::insurance_pool::StatusResponse = stage.world.net.query(ix, pool, &ask)?;
        let now = (
            status.capital.u128(),
            status.paid.u128(),
            status.held.u128(),
        );
        let Some(before) = self.pools_before.insert((ix, pool.clone()), now) else {
            return Ok(());
        };
        let left = now.0 < before.0 && now.1 == before.1;
        let held = now.2.min(before.2);
        self.holds(!left || now.0 >= held, || {
            format!(
                "INV-5: {held} is held of the capital of {pool} of {ix}, which fell from {} to {} \
                 and paid nothing",
                before.0, now.0
            )
        })?;
        let ours = (ix, pool.clone());
        let mut capital = before.0;
        for stake in self.unstaked.iter().filter(|stake| stake.pool == ours) {
            let want = stake.amount.saturating_add(stake.kept);
            let free = capital.saturating_sub(now.2);
            let most = Uint128::new(want).multiply_ratio(free, capital.max(1));
            self.holds(stake.amount <= most.u128(), || {
                format!(
                    "INV-5: {want} of a capital of {capital} left {pool} of {ix} with {}, though {} \
                     is held for a loss",
                    stake.amount, now.2
                )
            })?;
            capital = capital.saturating_sub(stake.amount);
        }
        Ok(())
    }

    /// INV-5: what ended well has all its money.
    pub(super) fn ended(&self, found: &api::coordinator::LiquidationResponse) -> Result<()> {
        let (id, phase) = (found.liquidation, &found.phase);
        let well = matches!(
            phase,
            Phase::Done(Outcome::Cured | Outcome::Exhausted | Outcome::RoundsUsed)
        );
        let missing = found.lots.iter().find(|lot| lot.credited < lot.proceeds);
        self.holds(!well || missing.is_none(), || {
            format!("INV-5: liquidation {id} is {phase:?} ahead of the money of {missing:?}")
        })
    }

    /// INV-12: nothing is sold below its floor.
    pub(super) fn floor(&self, lot: &api::auction_house::LotResponse) -> Result<()> {
        let seawall_wire::SaleTerms::Dutch(terms) = &lot.terms.terms;
        let least = terms.floor.worth_floor(lot.sold)?;
        let (paid, id) = (lot.proceeds.plus_or_max(lot.fee), lot.terms.lot);
        self.holds(paid >= least, || {
            format!(
                "INV-12: lot {id} sold {} for {paid}, its floor is {least}",
                lot.sold
            )
        })
    }

    /// INV-8: an account that is unsafe at good prices is in the queue, or a price is beyond one of
    /// its triggers, or its certificate is over: whoever sweeps finds it.
    pub(super) fn findable(&self, stage: &Stage, account: AccountId) -> Result<()> {
        let world = &stage.world;
        let health: HealthResponse = world.hub_query(&QueryMsg::Health { account })?;
        if !health.best.is_unsafe() {
            return self.holds(true, String::new);
        }
        let seen: AccountResponse = world.hub_query(&QueryMsg::Account { account })?;
        let found = match &seen.certificate {
            // While lots promise to pay all there is no trigger, only the promise's end.
            Some(certificate) if certificate.triggers.is_empty() => {
                over(stage, certificate) || !seen.liquidations.is_empty()
            }
            Some(certificate) => over(stage, certificate) || crossed(stage, certificate)?,
            None => queued(stage, account)?,
        };
        self.holds(found, || {
            format!(
                "INV-8: account {account} is at {} and no sweep finds it: {:?}",
                health.best, seen.certificate
            )
        })
    }
}

/// The contracts of a chain.
fn ours(site: &Site) -> Vec<Addr> {
    let mut all = vec![
        site.outpost.clone(),
        site.vault.clone(),
        site.auction_house.clone(),
    ];
    all.extend(site.markets.values().cloned());
    all.extend(site.pools.values().cloned());
    all
}

fn over(stage: &Stage, certificate: &CertificateResponse) -> bool {
    let now = stage.world.net.block(stage.world.hub).time.seconds();
    certificate.valid_until <= now
}

/// Is a price beyond a trigger? One that is not good counts as beyond: the account is looked at when
/// it is good again.
fn crossed(stage: &Stage, certificate: &CertificateResponse) -> Result<bool> {
    for (listing, debt, level) in &certificate.triggers {
        let Some(now) = price(stage, *listing, *debt)? else {
            return Ok(true);
        };
        let level = Price::from_atomics(*level);
        if (*debt && now > level) || (!*debt && now < level) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Weighted price of a collateral, price per share of a debt; none while it is not good.
fn price(stage: &Stage, listing: ListingId, debt: bool) -> Result<Option<Price>> {
    let world = &stage.world;
    let found: ListingResponse = world.hub_query(&QueryMsg::Listing { listing })?;
    let asset = AssetId(listing.0);
    let view: PriceView = world.query(1, &world.oracle, &OracleMsg::Price { asset })?;
    if view.state != PriceState::Good {
        return Ok(None);
    }
    let spot = Price::per_token(view.spot, found.setup.decimals)?;
    if debt {
        return Ok(Some(spot.scaled_ceil(found.index.ratio())?));
    }
    let weight = found.setup.collateral.map(|c| c.liquidation_threshold);
    Ok(Some(spot.scaled_floor(weight.unwrap_or_default())?))
}

fn queued(stage: &Stage, account: AccountId) -> Result<bool> {
    let ask = QueryMsg::Unsafe {
        start_after: None,
        limit: Some(100),
    };
    let queue: Vec<QueuedResponse> = stage.world.hub_query(&ask)?;
    Ok(queue.iter().any(|entry| entry.account == account))
}
