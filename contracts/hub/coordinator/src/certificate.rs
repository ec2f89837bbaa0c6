//! Certificates: the box of prices within which an account is known to be safe, and its place in
//! the trigger index.
//!
//! What must always hold: an account with debt is either certified, with every trigger in the
//! index, or in the queue of the unsafe; so nobody ever scans accounts. The certificate is a
//! filter: a plan computes health itself. Only the next level is indexed, the margin call first.

use cosmwasm_std::{Decimal, DepsMut, Env, Event, Storage};
use seawall_money::Price;
use seawall_risk::{certify_next, CollateralPoint, DebtPoint, Level, Side};
use seawall_wire::ids::ListingId;

use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::health::{Book, Case};
use crate::prices::Quote;
use crate::state::{
    Account, StoredCertificate, StoredTrigger, EXPIRING, FALLING, PARAMS, RISING, UNSAFE,
};

/// When an account that could not be judged is looked at again, seconds.
const POSTPONE_SECS: u64 = 60;

/// Makes a new certificate, or puts the account into the queue of the unsafe. The caller saves the
/// account. Warns the owner when the margin-call level is lost.
pub fn renew(deps: DepsMut, env: &Env, account: &mut Account) -> ContractResult<Vec<Event>> {
    let had_margin = account.certificate.as_ref().is_some_and(|c| c.margin_call);
    drop_certificate(deps.storage, account);
    let book = Book::of(deps.as_ref(), env, account, Case::Best)?;
    if book.debts.is_empty() {
        leave_queue(deps.storage, account);
        return Ok(vec![]);
    }
    let params = PARAMS.load(deps.storage)?;
    let now = env.block.time.seconds();
    let (collaterals, debts) = points(&book)?;
    let Some((level, certificate)) = certify_next(&collaterals, &debts, params.margin_call)? else {
        return enter_queue(deps.storage, env, account, &book);
    };
    leave_queue(deps.storage, account);
    let triggers = certificate.triggers.iter().filter_map(|trigger| {
        let (listing, debt) = match trigger.side {
            Side::Collateral => (
                book.collaterals.get(trigger.index)?.quote.setup.listing,
                false,
            ),
            Side::Debt => (book.debts.get(trigger.index)?.quote.setup.listing, true),
        };
        Some(StoredTrigger {
            listing,
            debt,
            level: trigger.level,
        })
    });
    let mut valid_until = now.saturating_add(params.certificate_life_secs);
    if let Some(end) = book.promises_end {
        valid_until = valid_until.min(end.saturating_add(1));
    }
    let margin_call = level == Level::MarginCall;
    let stored = StoredCertificate {
        margin_call,
        valid_until,
        triggers: triggers.collect(),
    };
    store(deps.storage, account, stored)?;
    if had_margin && !margin_call {
        let health = book.health()?.factor;
        let event = LiquidationEvent::MarginCall {
            account: account.id,
            health,
        };
        return Ok(vec![emit(deps.storage, &event)?]);
    }
    Ok(vec![])
}

/// Like [`renew`], for a step that must not be lost because its account cannot be judged now (no
/// answer from the oracle): it is looked at again soon.
pub fn renew_later_if_need_be(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
) -> ContractResult<Vec<Event>> {
    match renew(deps.branch(), env, account) {
        Err(_) => postpone(deps.storage, env, account).map(|()| vec![]),
        renewed => renewed,
    }
}

fn points(book: &Book) -> ContractResult<(Vec<CollateralPoint>, Vec<DebtPoint>)> {
    let collaterals = book.collaterals.iter().map(|c| {
        let x = weighted(&c.quote)?;
        Ok(CollateralPoint {
            quantity: c.amount,
            x,
            sigma: c.quote.sigma,
        })
    });
    let debts = book.debts.iter().map(|d| {
        // What open lots promise is taken off in shares, rounded down: against the account.
        let paid = d.index.shares_burned(d.promised)?;
        let y = per_share(&d.quote, d.index.ratio())?;
        Ok(DebtPoint {
            shares: d.shares.minus_or_zero(paid),
            y,
            sigma: d.quote.sigma,
        })
    });
    Ok((
        collaterals.collect::<ContractResult<_>>()?,
        debts.collect::<ContractResult<_>>()?,
    ))
}

/// Price times liquidation threshold, rounded down.
pub fn weighted(quote: &Quote) -> ContractResult<Price> {
    let lt = quote
        .setup
        .collateral
        .as_ref()
        .map_or(Decimal::zero(), |c| c.liquidation_threshold);
    Ok(quote.spot.scaled_floor(lt)?)
}

/// Price of one debt share, rounded up.
pub fn per_share(quote: &Quote, index: Decimal) -> ContractResult<Price> {
    Ok(quote.spot.scaled_ceil(index)?)
}

fn store(
    storage: &mut dyn Storage,
    account: &mut Account,
    certificate: StoredCertificate,
) -> ContractResult<()> {
    for trigger in &certificate.triggers {
        let level = trigger.level.atomics().to_be_bytes();
        let key = (trigger.listing.0, level.as_slice(), account.id.0);
        let index = if trigger.debt { RISING } else { FALLING };
        index.save(storage, key, &())?;
    }
    EXPIRING.save(storage, (certificate.valid_until, account.id.0), &())?;
    account.certificate = Some(certificate);
    Ok(())
}

/// An account that cannot be judged now (no answer from the oracle) is looked at again soon.
pub fn postpone(storage: &mut dyn Storage, env: &Env, account: &mut Account) -> ContractResult<()> {
    drop_certificate(storage, account);
    let valid_until = env.block.time.seconds().saturating_add(POSTPONE_SECS);
    store(
        storage,
        account,
        StoredCertificate {
            margin_call: false,
            valid_until,
            triggers: vec![],
        },
    )
}

/// Takes the account out of the trigger index.
pub fn drop_certificate(storage: &mut dyn Storage, account: &mut Account) {
    let Some(certificate) = account.certificate.take() else {
        return;
    };
    for trigger in &certificate.triggers {
        let level = trigger.level.atomics().to_be_bytes();
        let key = (trigger.listing.0, level.as_slice(), account.id.0);
        let index = if trigger.debt { RISING } else { FALLING };
        index.remove(storage, key);
    }
    EXPIRING.remove(storage, (certificate.valid_until, account.id.0));
}

fn leave_queue(storage: &mut dyn Storage, account: &mut Account) {
    if let Some(since) = account.unsafe_since.take() {
        UNSAFE.remove(storage, (since, account.id.0));
    }
}

fn enter_queue(
    storage: &mut dyn Storage,
    env: &Env,
    account: &mut Account,
    book: &Book,
) -> ContractResult<Vec<Event>> {
    if account.unsafe_since.is_some() {
        return Ok(vec![]);
    }
    let now = env.block.time.seconds();
    account.unsafe_since = Some(now);
    UNSAFE.save(storage, (now, account.id.0), &())?;
    let health = book.health()?.factor;
    let event = LiquidationEvent::Unsafe {
        account: account.id,
        health,
    };
    Ok(vec![emit(storage, &event)?])
}

/// The listings whose triggers an account has.
pub fn listings(certificate: &StoredCertificate) -> Vec<ListingId> {
    certificate
        .triggers
        .iter()
        .map(|trigger| trigger.listing)
        .collect()
}
