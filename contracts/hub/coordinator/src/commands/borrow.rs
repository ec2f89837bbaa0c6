//! Loans: the hub adds the debt at its worst case, then the market pays it out.
//!
//! What must always hold: judged in the worst case after it, without collateral behind links that
//! are not active (INV-6, IBC rule 14); within the cap and not below the least debt (DEC-15); the
//! market mints no more shares than are counted here.

use cosmwasm_std::{Deps, DepsMut, Env};
use seawall_interfaces::coordinator::{DebtSetup, Scope};
use seawall_money::{DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Code, CommandAck, Order, RemoteAddr};

use super::{assert_active, assert_not_liquidating, bad_amount, is_active, Answered, From};
use crate::accounts;
use crate::certificate::renew;
use crate::error::{ContractError, ContractResult};
use crate::health::check_worst;
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::Effects;
use crate::orders::{next_order, send_order_as};
use crate::state::{Account, PendingOrder, CHAINS, LISTINGS, PARAMS};
use crate::totals::{self, change_debt};

/// What is wanted.
pub(super) struct Wish {
    pub account: AccountId,
    pub listing: ListingId,
    pub amount: DebtAmount,
    pub receiver: RemoteAddr,
}

pub(super) fn borrow(
    mut deps: DepsMut,
    env: &Env,
    from: From,
    wish: Wish,
    caller: RemoteAddr,
) -> ContractResult<Answered> {
    crate::pause::assert_not_paused(deps.storage, env, Scope::Borrow)?;
    let (account, listing, amount) = (wish.account, wish.listing, wish.amount);
    let setup = super::listing(deps.as_ref(), listing)?;
    let Some(debt) = setup.debt.clone() else {
        return Err(ContractError::UnknownListing { listing }.into());
    };
    let mut record = accounts::load(deps.storage, account)?;
    record.check_owner(from.chain, &caller)?;
    assert_not_liquidating(&record)?;
    if amount.is_zero() {
        return Err(bad_amount());
    }
    assert_active(deps.as_ref(), from.chain)?;
    assert_active(deps.as_ref(), setup.chain)?;
    // The last reported index is the lowest the market can be at: the most shares.
    let shares_max = totals::of(deps.storage, listing)?
        .index
        .shares_minted(amount)?;
    let mirror = record.debt_or_new(listing)?;
    change_debt(deps.storage, mirror, |m| Ok(m.approve(shares_max)?))?;
    let shares = mirror.worst()?;
    check_size(deps.as_ref(), env, listing, setup.chain, &debt, shares)?;
    check_worst(deps.as_ref(), env, &within_reach(deps.as_ref(), &record)?)?;
    let mut effects = Effects::default();
    effects
        .events
        .extend(renew(deps.branch(), env, &mut record)?);
    accounts::save(deps.storage, &record)?;
    let disbursement = next_order(deps.storage)?;
    let here = setup.chain == from.chain;
    if !here {
        let (order, pending) = disburse(wish, shares_max);
        let (to, origin) = (setup.chain, from.origin);
        let sub = send_order_as(deps.branch(), env, to, origin, disbursement, order, pending)?;
        effects.messages.push(sub);
    }
    let event = HubEvent::Borrowed {
        account,
        listing,
        amount,
        shares_max,
        disbursement,
    };
    effects.events.push(emit(deps.storage, &event)?);
    Ok(Answered {
        ack: CommandAck::Borrowed {
            disbursement,
            shares_max,
            here,
        },
        effects,
    })
}

/// The order to the market of another chain, and what is booked until its answer.
fn disburse(wish: Wish, shares_max: DebtShares) -> (Order, PendingOrder) {
    let pending = PendingOrder::Disburse {
        account: wish.account,
        listing: wish.listing,
        shares_max,
    };
    let order = Order::Disburse {
        account: wish.account,
        listing: wish.listing,
        amount: wish.amount,
        shares_max,
        receiver: wish.receiver,
    };
    (order, pending)
}

/// The account without collateral that could not be sold now: behind a link that is not active.
fn within_reach(deps: Deps, record: &Account) -> ContractResult<Account> {
    let mut record = record.clone();
    let mut reachable = vec![];
    for collateral in record.collaterals {
        let setup = LISTINGS.load(deps.storage, collateral.listing.0)?;
        if is_active(deps, setup.chain) {
            reachable.push(collateral);
        }
    }
    record.collaterals = reachable;
    Ok(record)
}

fn check_size(
    deps: Deps,
    env: &Env,
    listing: ListingId,
    chain: seawall_wire::ids::ChainNo,
    debt: &DebtSetup,
    shares: DebtShares,
) -> ContractResult<()> {
    let totals = totals::of(deps.storage, listing)?;
    let allowance = PARAMS
        .load(deps.storage)?
        .skew_secs
        .saturating_add(CHAINS.load(deps.storage, chain.0)?.timeout_secs);
    let now = env.block.time.seconds();
    let (best, worst) = totals::index_bounds(&totals, debt.rate_max, now, allowance)?;
    let owed = best.debt(shares)?;
    if owed < debt.min_debt {
        let detail = format!("expected at least {} of debt, got {owed}", debt.min_debt);
        return Err(ContractError::wire(Code::TOO_SMALL, detail));
    }
    let all = worst.debt(totals.debt_shares)?;
    if all > debt.cap {
        let detail = format!("listing {listing}: {all} of at most {}", debt.cap);
        return Err(ContractError::wire(Code::CAP_EXCEEDED, detail));
    }
    Ok(())
}
