//! What owner and guardian may do. No message here moves money.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::vault::InstantiateMsg;
use seawall_kit::instance::set_version;
use seawall_kit::{funds, OwnershipAction, PauseConfig};
use seawall_money::CollateralAmount;
use seawall_wire::ids::ListingId;

use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::state::{
    Listing, Neighbours, Scope, CONTRACT_NAME, CONTRACT_VERSION, DENOMS, LISTINGS, LISTING_COUNT,
    MAX_LISTINGS, MAX_PAUSE_SECS, NEIGHBOURS, OWNERSHIP, PAUSES,
};

/// Sets owner and guardian.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> VaultResult<Response> {
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    let guardian = deps.api.addr_validate(&msg.guardian)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    let pauses = PauseConfig {
        guardians: vec![guardian],
        max_secs: MAX_PAUSE_SECS,
        rest_secs: MAX_PAUSE_SECS,
        grace_secs: 0,
    };
    PAUSES.set_config(deps.storage, pauses)?;
    Ok(Response::new())
}

/// Owner, once: the contracts around.
pub fn set_neighbours(
    deps: DepsMut,
    info: &MessageInfo,
    outpost: &str,
    auction_house: &str,
) -> VaultResult<Response> {
    assert_owner(&deps, info)?;
    if NEIGHBOURS.may_load(deps.storage)?.is_some() {
        return Err(VaultError::NeighboursSet);
    }
    let neighbours = Neighbours {
        outpost: deps.api.addr_validate(outpost)?,
        auction_house: deps.api.addr_validate(auction_house)?,
    };
    NEIGHBOURS.save(deps.storage, &neighbours)?;
    let event = VaultEvent::NeighboursSet {
        outpost: outpost.into(),
        auction_house: auction_house.into(),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: a new listing, or another least deposit of an old one.
pub fn set_listing(
    deps: DepsMut,
    info: &MessageInfo,
    number: ListingId,
    denom: String,
    min_deposit: CollateralAmount,
) -> VaultResult<Response> {
    assert_owner(&deps, info)?;
    let listing = match LISTINGS.may_load(deps.storage, number.0)? {
        Some(old) if old.denom != denom => {
            return Err(VaultError::DenomFixed {
                listing: number,
                expected: old.denom,
                actual: denom,
            });
        }
        Some(old) => Listing { min_deposit, ..old },
        None => add_listing(&deps, denom, min_deposit)?,
    };
    if DENOMS.may_load(deps.storage, &listing.denom)?.is_none() {
        let count = LISTING_COUNT.may_load(deps.storage)?.unwrap_or_default();
        LISTING_COUNT.save(deps.storage, &count.saturating_add(1))?;
        DENOMS.save(deps.storage, &listing.denom, &number.0)?;
    }
    LISTINGS.save(deps.storage, number.0, &listing)?;
    let event = VaultEvent::ListingSet {
        listing: number,
        denom: listing.denom,
        min_deposit,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn add_listing(
    deps: &DepsMut,
    denom: String,
    min_deposit: CollateralAmount,
) -> VaultResult<Listing> {
    if !(3..=128).contains(&denom.len()) {
        let actual = denom.len();
        return Err(VaultError::BadDenom { actual });
    }
    if let Some(other) = DENOMS.may_load(deps.storage, &denom)? {
        let listing = ListingId(other);
        return Err(VaultError::DenomTaken { denom, listing });
    }
    let count = LISTING_COUNT.may_load(deps.storage)?.unwrap_or_default();
    if count >= MAX_LISTINGS {
        return Err(VaultError::TooManyListings { max: MAX_LISTINGS });
    }
    Ok(Listing {
        denom,
        min_deposit,
        total: CollateralAmount::ZERO,
    })
}

/// Guardian or owner: new deposits stop for a limited time.
pub fn pause(deps: DepsMut, env: &Env, info: &MessageInfo, secs: u64) -> VaultResult<Response> {
    funds::no_funds(info)?;
    let now = env.block.time.seconds();
    let by = &info.sender;
    let status = if OWNERSHIP.is_owner(deps.storage, by)? {
        PAUSES.pause_as_owner(deps.storage, now, by, Scope::Deposits, secs)?
    } else {
        PAUSES.pause_as_guardian(deps.storage, now, by, Scope::Deposits, secs)?
    };
    let until = status.until;
    let event = VaultEvent::Paused { until };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: ends a pause early.
pub fn unpause(deps: DepsMut, env: &Env, info: &MessageInfo) -> VaultResult<Response> {
    assert_owner(&deps, info)?;
    let now = env.block.time.seconds();
    PAUSES.unpause(deps.storage, now, Scope::Deposits)?;
    Ok(Response::new().add_event(VaultEvent::Unpaused {}.record(deps.storage)?))
}

/// Two-step ownership.
pub fn ownership(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> VaultResult<Response> {
    funds::no_funds(info)?;
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = VaultEvent::Ownership {
        owner: view.owner.to_string(),
        pending: view.pending.map(Into::into),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn assert_owner(deps: &DepsMut, info: &MessageInfo) -> VaultResult<()> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    Ok(funds::no_funds(info)?)
}
