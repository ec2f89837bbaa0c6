//! Totals of listings and ledgers of chains, kept beside every change of a mirror.
//!
//! What must always hold: a listing's totals are the sums of the worst cases of all accounts, so
//! they do not depend on the order in which facts came (INV-7). Limits are judged by them.

use cosmwasm_std::{Decimal, Deps, Env, Storage, Uint128, Uint256};
use seawall_interfaces::coordinator::{CollateralSetup, ListingSetup};
use seawall_mirror::{CollateralMirror, DebtMirror};
use seawall_money::{CollateralAmount, CollateralValue, DebtShares, Index, MAX_DECIMALS};
use seawall_wire::ids::{ChainNo, ListingId};
use seawall_wire::Code;

use crate::error::{ContractError, ContractResult};
use crate::prices::quotes;
use crate::state::{
    ListingTotals, ASSETS, CHAINS, LEDGERS, LISTINGS, LISTINGS_OF_ASSET, LISTINGS_OF_CHAIN, TOTALS,
};

/// The totals of a listing; those of a new one are zero.
pub fn of(storage: &dyn Storage, listing: ListingId) -> ContractResult<ListingTotals> {
    Ok(TOTALS.may_load(storage, listing.0)?.unwrap_or_default())
}

/// The least and the most that the listing's index can be at `now`: see [`seawall_mirror::index_bounds`].
pub fn index_bounds(
    totals: &ListingTotals,
    rate_max: Decimal,
    now: u64,
    allowance: u64,
) -> ContractResult<(Index, Index)> {
    let reported = (totals.index, totals.index_at);
    Ok(seawall_mirror::index_bounds(
        reported, rate_max, now, allowance,
    )?)
}

/// Changes a collateral's mirror and the totals of its listing with it.
pub fn change_collateral<T>(
    storage: &mut dyn Storage,
    mirror: &mut CollateralMirror,
    change: impl FnOnce(&mut CollateralMirror) -> ContractResult<T>,
) -> ContractResult<T> {
    let before = mirror.worst()?;
    let result = change(mirror)?;
    follow_collateral(storage, mirror, before)?;
    Ok(result)
}

fn follow_collateral(
    storage: &mut dyn Storage,
    mirror: &CollateralMirror,
    before: CollateralAmount,
) -> ContractResult<()> {
    let after = mirror.worst()?;
    if before == after {
        return Ok(());
    }
    let mut totals = of(storage, mirror.listing)?;
    totals.collateral = totals.collateral.plus(after)?.minus_or_zero(before);
    Ok(TOTALS.save(storage, mirror.listing.0, &totals)?)
}

/// Changes a debt's mirror and the totals of its listing with it.
pub fn change_debt<T>(
    storage: &mut dyn Storage,
    mirror: &mut DebtMirror,
    change: impl FnOnce(&mut DebtMirror) -> ContractResult<T>,
) -> ContractResult<T> {
    let before = mirror.worst()?;
    let result = change(mirror)?;
    follow_debt(storage, mirror, before)?;
    Ok(result)
}

fn follow_debt(
    storage: &mut dyn Storage,
    mirror: &DebtMirror,
    before: DebtShares,
) -> ContractResult<()> {
    let after = mirror.worst()?;
    if before == after {
        return Ok(());
    }
    let mut totals = of(storage, mirror.listing)?;
    totals.debt_shares = totals.debt_shares.plus(after)?.minus_or_zero(before);
    Ok(TOTALS.save(storage, mirror.listing.0, &totals)?)
}

/// Collateral worth `value` was admitted from a chain.
pub fn book_inflow(
    storage: &mut dyn Storage,
    chain: ChainNo,
    value: Uint128,
) -> ContractResult<()> {
    let mut ledger = LEDGERS.may_load(storage, chain.0)?.unwrap_or_default();
    ledger.inflow = ledger.inflow.saturating_add(value);
    Ok(LEDGERS.save(storage, chain.0, &ledger)?)
}

/// Collateral worth `value` was ordered out of a chain.
pub fn book_outflow(
    storage: &mut dyn Storage,
    chain: ChainNo,
    value: Uint128,
) -> ContractResult<()> {
    let mut ledger = LEDGERS.may_load(storage, chain.0)?.unwrap_or_default();
    ledger.outflow = ledger.outflow.saturating_add(value);
    Ok(LEDGERS.save(storage, chain.0, &ledger)?)
}

/// Refuses a deposit that would exceed a cap of the listing, the asset or the chain. Call after it
/// was added to the totals.
pub fn check_caps(deps: Deps, env: &Env, setup: &ListingSetup) -> ContractResult<()> {
    let Some(collateral) = &setup.collateral else {
        return Err(ContractError::UnknownListing {
            listing: setup.listing,
        }
        .into());
    };
    check_listing_cap(deps.storage, setup, collateral)?;
    check_asset_cap(deps.storage, setup)?;
    check_exposure(deps, env, setup.chain)
}

fn exceeded(what: &str, actual: impl ToString, max: impl ToString) -> Box<ContractError> {
    let detail = format!(
        "{what}: {} of at most {}",
        actual.to_string(),
        max.to_string()
    );
    ContractError::wire(Code::CAP_EXCEEDED, detail)
}

fn check_listing_cap(
    storage: &dyn Storage,
    setup: &ListingSetup,
    collateral: &CollateralSetup,
) -> ContractResult<()> {
    let held = of(storage, setup.listing)?.collateral;
    if held > collateral.cap {
        return Err(exceeded("listing's collateral", held, collateral.cap));
    }
    Ok(())
}

/// All listings of the asset together (DEC-14), in units of 18 decimals.
fn check_asset_cap(storage: &dyn Storage, setup: &ListingSetup) -> ContractResult<()> {
    let asset = setup.asset;
    let record = ASSETS.may_load(storage, asset.0)?;
    let max = record
        .ok_or(ContractError::UnknownAsset { asset })?
        .collateral_max;
    let mut held = Uint256::zero();
    for listing in LISTINGS_OF_ASSET
        .may_load(storage, asset.0)?
        .unwrap_or_default()
    {
        let Some(other) = LISTINGS.may_load(storage, listing.0)? else {
            continue;
        };
        let shift = u32::from(MAX_DECIMALS.saturating_sub(other.decimals));
        let scaled = scaled(of(storage, listing)?.collateral, shift);
        held = held.saturating_add(scaled);
    }
    let max = Uint256::from(max).saturating_mul(ten_to(u32::from(MAX_DECIMALS)));
    if held > max {
        return Err(exceeded("asset's collateral in 18 decimals", held, max));
    }
    Ok(())
}

fn scaled(amount: CollateralAmount, decimals: u32) -> Uint256 {
    Uint256::from(amount.uint()).saturating_mul(ten_to(decimals))
}

fn ten_to(exponent: u32) -> Uint256 {
    Uint256::from(10u8)
        .checked_pow(exponent)
        .unwrap_or(Uint256::MAX)
}

/// The debt that all collateral of the chain could carry stays within what the link is trusted
/// with.
fn check_exposure(deps: Deps, env: &Env, chain: ChainNo) -> ContractResult<()> {
    let setup = CHAINS.may_load(deps.storage, chain.0)?;
    let max = setup
        .ok_or(ContractError::UnknownChain { chain })?
        .exposure_max;
    let (_, power) = exposure(deps, env, chain)?;
    let max_value = Uint256::from(max.atomics());
    if power.atomics() > max_value {
        return Err(exceeded(
            "debt that the chain's collateral may carry",
            power.atomics(),
            max_value,
        ));
    }
    Ok(())
}

/// What the chain's collateral is worth in the worst case, and the debt that it may carry: weighted
/// for borrowing, at the lower of spot and moving average.
pub fn exposure(
    deps: Deps,
    env: &Env,
    chain: ChainNo,
) -> ContractResult<(CollateralValue, CollateralValue)> {
    let listings = LISTINGS_OF_CHAIN
        .may_load(deps.storage, chain.0)?
        .unwrap_or_default();
    let (mut worth, mut power) = (CollateralValue::ZERO, CollateralValue::ZERO);
    for quote in quotes(deps, env, &listings)? {
        let Some(collateral) = &quote.setup.collateral else {
            continue;
        };
        let value = quote
            .low
            .of_collateral(of(deps.storage, quote.setup.listing)?.collateral)?;
        worth = worth.plus(value)?;
        power = power.plus(value.scaled(collateral.max_ltv)?)?;
    }
    Ok((worth, power))
}

/// Whole quote units, rounded down.
pub fn whole(value: CollateralValue) -> Uint128 {
    let unit = ten_to(u32::from(MAX_DECIMALS));
    let whole = value.atomics().checked_div(unit).unwrap_or_default();
    Uint128::try_from(whole).unwrap_or(Uint128::MAX)
}
