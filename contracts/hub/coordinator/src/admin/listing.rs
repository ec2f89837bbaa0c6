//! Listings: an asset on a chain, as collateral, as debt, or both.
//!
//! What must always hold: chain, asset and decimals never change; max LTV is below the liquidation
//! threshold, and a sale at the greatest bonus and fee can still restore the target health; a side
//! is taken off only when nothing of it is left (DEC-18).

use cosmwasm_std::{Decimal, Deps, Env, Storage};
use seawall_interfaces::coordinator::{CollateralSetup, DebtSetup, ListingSetup, Params};
use seawall_money::{RatioExt, MAX_DECIMALS};
use seawall_wire::ids::ListingId;

use super::{fixed, require};
use crate::error::{ContractError, ContractResult};
use crate::state::{
    ASSETS, CHAINS, LISTINGS, LISTINGS_OF_ASSET, LISTINGS_OF_CHAIN, LISTINGS_PER_ASSET_MAX,
    LISTINGS_PER_CHAIN_MAX, PARAMS, TOTALS,
};
use crate::totals;

/// New vouchers ramp up within this time, seconds.
pub const RAMP_MAX_SECS: u64 = 30 * 86_400;

pub(super) fn validate(deps: Deps, setup: &ListingSetup) -> ContractResult<()> {
    let (chain, asset, listing) = (setup.chain, setup.asset, setup.listing);
    if !CHAINS.has(deps.storage, chain.0) {
        return Err(ContractError::UnknownChain { chain }.into());
    }
    if !ASSETS.has(deps.storage, asset.0) {
        return Err(ContractError::UnknownAsset { asset }.into());
    }
    let decimals = setup.decimals;
    require(
        decimals <= MAX_DECIMALS,
        "decimals",
        format!("at most {MAX_DECIMALS}"),
        decimals,
    )?;
    if let Some(collateral) = &setup.collateral {
        check_collateral(&PARAMS.load(deps.storage)?, collateral)?;
    }
    if let Some(debt) = &setup.debt {
        check_debt(debt)?;
    }
    match LISTINGS.may_load(deps.storage, listing.0)? {
        Some(old) => check_change(deps.storage, &old, setup),
        None => check_room(deps.storage, setup),
    }
}

/// The bounds of a collateral under these parameters.
pub(crate) fn check_collateral(params: &Params, setup: &CollateralSetup) -> ContractResult<()> {
    let (lt, ltv) = (setup.liquidation_threshold, setup.max_ltv);
    require(lt < Decimal::one(), "liquidation threshold", "below 1", lt)?;
    require(
        ltv < lt,
        "max LTV",
        format!("below the liquidation threshold {lt}"),
        ltv,
    )?;
    let fee = params.fee_share.times(params.bonus.max)?;
    let penalty = Decimal::one().plus(params.bonus.max)?.plus(fee)?;
    let reach = lt.times(penalty)?;
    let what = "liquidation threshold with bonus and fee";
    let expected = format!("below the target health {}", params.target_health);
    require(reach < params.target_health, what, expected, reach)?;
    let (dust, cap) = (setup.dust, setup.cap);
    require(dust <= cap, "dust", format!("at most the cap {cap}"), dust)?;
    let ramp = setup.ramp_secs;
    require(
        ramp <= RAMP_MAX_SECS,
        "ramp seconds",
        format!("at most {RAMP_MAX_SECS}"),
        ramp,
    )
}

fn check_debt(setup: &DebtSetup) -> ContractResult<()> {
    require(
        !setup.min_debt.is_zero(),
        "least debt",
        "above 0",
        setup.min_debt,
    )?;
    let most = Decimal::from_ratio(10u8, 1u8);
    require(
        setup.rate_max <= most,
        "yearly rate",
        "at most 10",
        setup.rate_max,
    )
}

fn check_change(
    storage: &dyn Storage,
    old: &ListingSetup,
    new: &ListingSetup,
) -> ContractResult<()> {
    fixed("chain of a listing", &old.chain, &new.chain)?;
    fixed("asset of a listing", &old.asset, &new.asset)?;
    fixed("decimals of a listing", &old.decimals, &new.decimals)?;
    let totals = totals::of(storage, new.listing)?;
    let listing = new.listing;
    if new.collateral.is_none() && !totals.collateral.is_zero() {
        let left = totals.collateral.to_string();
        return Err(ContractError::NotDrained {
            listing,
            left,
            what: "collateral",
        }
        .into());
    }
    if new.debt.is_none() && !totals.debt_shares.is_zero() {
        let left = totals.debt_shares.to_string();
        return Err(ContractError::NotDrained {
            listing,
            left,
            what: "debt shares",
        }
        .into());
    }
    if new.debt.is_none() && !totals.in_flight.is_zero() {
        let left = totals.in_flight.to_string();
        return Err(ContractError::NotDrained {
            listing,
            left,
            what: "debt of open lots",
        }
        .into());
    }
    Ok(())
}

fn check_room(storage: &dyn Storage, setup: &ListingSetup) -> ContractResult<()> {
    let of_asset = LISTINGS_OF_ASSET
        .may_load(storage, setup.asset.0)?
        .unwrap_or_default()
        .len();
    let of_chain = LISTINGS_OF_CHAIN
        .may_load(storage, setup.chain.0)?
        .unwrap_or_default()
        .len();
    let max = LISTINGS_PER_ASSET_MAX;
    require(
        of_asset < max,
        "listings of the asset",
        format!("below {max}"),
        of_asset,
    )?;
    let max = LISTINGS_PER_CHAIN_MAX;
    require(
        of_chain < max,
        "listings of the chain",
        format!("below {max}"),
        of_chain,
    )
}

/// Only what surely tightens takes effect at once.
pub(super) fn loosens(storage: &dyn Storage, new: &ListingSetup) -> ContractResult<bool> {
    let Some(old) = LISTINGS.may_load(storage, new.listing.0)? else {
        return Ok(true);
    };
    let collateral = match (&old.collateral, &new.collateral) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => collateral_loosens(old, new),
    };
    let debt = match (&old.debt, &new.debt) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => debt_loosens(old, new),
    };
    Ok(collateral || debt)
}

fn collateral_loosens(old: &CollateralSetup, new: &CollateralSetup) -> bool {
    // Lower would make people unsafe overnight, higher lets them go further: both wait.
    new.liquidation_threshold != old.liquidation_threshold
        || new.max_ltv > old.max_ltv
        || new.cap > old.cap
        || new.dust > old.dust
        || new.ramp_secs < old.ramp_secs
}

fn debt_loosens(old: &DebtSetup, new: &DebtSetup) -> bool {
    new.cap > old.cap || new.min_debt != old.min_debt || new.rate_max < old.rate_max
}

pub(super) fn apply(
    storage: &mut dyn Storage,
    env: &Env,
    setup: &ListingSetup,
) -> ContractResult<()> {
    let listing = setup.listing;
    if !LISTINGS.has(storage, listing.0) {
        let of_asset = LISTINGS_OF_ASSET.may_load(storage, setup.asset.0)?;
        LISTINGS_OF_ASSET.save(storage, setup.asset.0, &with(of_asset, listing))?;
        let of_chain = LISTINGS_OF_CHAIN.may_load(storage, setup.chain.0)?;
        LISTINGS_OF_CHAIN.save(storage, setup.chain.0, &with(of_chain, listing))?;
        let mut totals = totals::of(storage, listing)?;
        totals.index_at = env.block.time.seconds();
        TOTALS.save(storage, listing.0, &totals)?;
    }
    Ok(LISTINGS.save(storage, listing.0, setup)?)
}

fn with(list: Option<Vec<ListingId>>, listing: ListingId) -> Vec<ListingId> {
    let mut list = list.unwrap_or_default();
    list.push(listing);
    list
}
