//! Admitting a deposit that a vault has locked as pending.
//!
//! What must always hold: only the chain that holds the coins speaks for them; strangers deposit
//! only what the owner enabled and not dust (DEC-1); caps hold after it; a top-up of an account
//! with debt is stopped only when liquidation is (DEC-16), and needs no price.

use cosmwasm_std::{Deps, DepsMut, Env};
use seawall_interfaces::coordinator::{CollateralSetup, Scope};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Code, CommandAck, RemoteAddr};

use super::{assert_active, bad_amount, Answered, From};
use crate::accounts;
use crate::error::{ContractError, ContractResult};
use crate::health::value_of_collateral;
use crate::hub_events::HubEvent;
use crate::state::Account;
use crate::totals::{book_inflow, change_collateral, check_caps};

pub(super) fn deposit(
    deps: DepsMut,
    env: &Env,
    from: From,
    account: AccountId,
    listing: ListingId,
    amount: CollateralAmount,
    depositor: RemoteAddr,
) -> ContractResult<Answered> {
    let setup = super::listing(deps.as_ref(), listing)?;
    own_listing(from, setup.chain, listing)?;
    let Some(collateral) = setup.collateral.clone() else {
        return Err(ContractError::UnknownListing { listing }.into());
    };
    if amount.is_zero() {
        return Err(bad_amount());
    }
    let mut record = accounts::load(deps.storage, account)?;
    check_depositor(&record, from, listing, amount, &collateral, &depositor)?;
    check_risk(deps.as_ref(), env, from, &record)?;
    let now = env.block.time.seconds();
    let mirror = record.collateral_or_new(listing)?;
    let ramp = collateral.ramp_secs;
    change_collateral(deps.storage, mirror, |m| Ok(m.admit(amount, now, ramp)?))?;
    check_caps(deps.as_ref(), env, &setup)?;
    let value = value_of_collateral(deps.as_ref(), env, listing, amount)?;
    book_inflow(deps.storage, from.chain, value)?;
    accounts::save(deps.storage, &record)?;
    let event = HubEvent::Deposited {
        account,
        listing,
        amount,
    };
    Answered::with(deps, CommandAck::Deposited {}, &event)
}

/// Fails with `NOT_YOUR_CHAIN` unless the listing is of the asking chain.
pub(super) fn own_listing(
    from: From,
    chain: seawall_wire::ids::ChainNo,
    listing: ListingId,
) -> ContractResult<()> {
    if chain == from.chain {
        return Ok(());
    }
    let detail = format!(
        "listing {listing} is of chain {chain}, told by chain {}",
        from.chain
    );
    Err(ContractError::wire(Code::NOT_YOUR_CHAIN, detail))
}

fn check_depositor(
    record: &Account,
    from: From,
    listing: ListingId,
    amount: CollateralAmount,
    collateral: &CollateralSetup,
    depositor: &RemoteAddr,
) -> ContractResult<()> {
    if record.is_controller(from.chain, depositor) {
        return Ok(());
    }
    if !record.enabled.contains(&listing) {
        let detail = format!("account {}: listing {listing} is not enabled", record.id);
        return Err(ContractError::wire(Code::NOT_ENABLED, detail));
    }
    let least = collateral.stranger_min;
    if amount < least {
        let detail = format!("expected at least {least}, got {amount}");
        return Err(ContractError::wire(Code::TOO_SMALL, detail));
    }
    Ok(())
}

/// New collateral of a chain whose link is not active gives power that nobody can sell; of an
/// account with debt it can only help, so there only a pause of liquidations stops it.
fn check_risk(deps: Deps, env: &Env, from: From, record: &Account) -> ContractResult<()> {
    if record.has_debt()? {
        return crate::pause::assert_not_paused(deps.storage, env, Scope::Liquidate);
    }
    assert_active(deps, from.chain)
}
