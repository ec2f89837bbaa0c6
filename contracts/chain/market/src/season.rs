//! What is held back from lenders who leave while losses are expected, and what becomes of it
//! (DEC-11).
//!
//! What must always hold: who left in a season bears that season's losses like who stayed, share
//! for share, but never more than what was held back; what is left is its own when the season is
//! over. A season lasts from the first open provision until none is open, however many there are:
//! one record, O(1).

use cosmwasm_std::{Addr, Storage};
use seawall_money::{DebtAmount, LenderShares};

use crate::books::Totals;
use crate::deficit::Bearer;
use crate::error::{MarketError, MarketResult};
use crate::state::{Left, Lender, Season, LEFT, SEASONS, SEASONS_MAX};

/// Holds `amount` back from a lender who leaves with `gone` shares.
pub fn hold(
    storage: &mut dyn Storage,
    totals: &mut Totals,
    (address, lender): (&Addr, &mut Lender),
    gone: LenderShares,
    amount: DebtAmount,
) -> MarketResult<()> {
    if amount.is_zero() {
        return Ok(());
    }
    let mut season = load(storage, totals.season)?;
    if season.held.is_zero() && !season.shares.is_zero() {
        // All that was held is lost: whoever leaves now begins another season.
        close(storage, totals)?;
        season = Season::default();
    }
    let shares = if season.shares.is_zero() {
        LenderShares::from(amount.uint())
    } else {
        season
            .shares
            .part_floor(amount.uint(), season.held.uint())?
    };
    let mut left = match LEFT.may_load(storage, (address, totals.season))? {
        Some(mut left) => {
            let (sums, deficit) = (&season.sums, &totals.deficit);
            left.bearer.sync(left.shares.uint(), sums, deficit)?;
            left
        }
        None => {
            if lender.seasons.len() >= SEASONS_MAX {
                let what = "seasons whose outcome is not collected";
                let max = SEASONS_MAX;
                return Err(MarketError::TooMany { what, max });
            }
            lender.seasons.push(totals.season);
            Left {
                shares: LenderShares::ZERO,
                bearer: Bearer::from_now(&season.sums, &totals.deficit),
            }
        }
    };
    left.shares = left.shares.plus(shares)?;
    season.shares = season.shares.plus(shares)?;
    season.gone = season.gone.plus(gone)?;
    season.held = season.held.plus(amount)?;
    totals.owe_pot(amount)?;
    LEFT.save(storage, (address, totals.season), &left)?;
    Ok(SEASONS.save(storage, totals.season, &season)?)
}

/// The part of a loss that those bear who left in the open season; it goes back to the lenders.
pub fn bear(
    storage: &mut dyn Storage,
    totals: &mut Totals,
    loss: DebtAmount,
) -> MarketResult<DebtAmount> {
    if totals.provisions_open == 0 {
        return Ok(DebtAmount::ZERO);
    }
    let mut season = load(storage, totals.season)?;
    if season.held.is_zero() {
        return Ok(DebtAmount::ZERO);
    }
    let all = totals.shares.plus(season.gone)?;
    let part = loss
        .part_floor(season.gone.uint(), all.uint())?
        .min(season.held);
    season.held = season.held.minus(part)?;
    season
        .sums
        .add(&mut totals.deficit, part, season.shares.uint())?;
    let not_there = part.min(totals.pot_short);
    let there = part.minus(not_there)?;
    totals.pot_short = totals.pot_short.minus(not_there)?;
    totals.pot = totals.pot.minus(there)?;
    totals.liquidity = totals.liquidity.plus(there)?;
    SEASONS.save(storage, totals.season, &season)?;
    Ok(part)
}

/// The season is over.
pub fn close(storage: &mut dyn Storage, totals: &mut Totals) -> MarketResult<()> {
    if let Some(mut season) = SEASONS.may_load(storage, totals.season)? {
        season.closed = true;
        SEASONS.save(storage, totals.season, &season)?;
    }
    totals.season = totals.season.saturating_add(1);
    Ok(())
}

/// Gives a lender, brought up to now, the outcome of the seasons that are over.
pub fn collect(
    storage: &mut dyn Storage,
    totals: &Totals,
    address: &Addr,
    lender: &mut Lender,
) -> MarketResult<()> {
    let mut waiting = Vec::new();
    for id in std::mem::take(&mut lender.seasons) {
        let mut season = load(storage, id)?;
        if !season.closed {
            waiting.push(id);
            continue;
        }
        if let Some(left) = outcome(storage, totals, address, (id, &season))? {
            season.held = season.held.minus(left.paid)?;
            season.shares = season.shares.minus(left.shares)?;
            lender.bearer.absorb(&left.bearer)?;
            lender.bearer.owed = lender.bearer.owed.plus(left.paid)?;
            LEFT.remove(storage, (address, id));
            SEASONS.save(storage, id, &season)?;
        }
    }
    lender.seasons = waiting;
    Ok(())
}

/// What a season comes to for one lender.
pub struct Outcome {
    paid: DebtAmount,
    shares: LenderShares,
    bearer: Bearer,
}

fn outcome(
    storage: &dyn Storage,
    totals: &Totals,
    address: &Addr,
    (id, season): (u64, &Season),
) -> MarketResult<Option<Outcome>> {
    let Some(mut left) = LEFT.may_load(storage, (address, id))? else {
        return Ok(None);
    };
    let (sums, deficit) = (&season.sums, &totals.deficit);
    left.bearer.sync(left.shares.uint(), sums, deficit)?;
    let paid = if season.shares.is_zero() {
        DebtAmount::ZERO
    } else {
        season
            .held
            .part_floor(left.shares.uint(), season.shares.uint())?
    };
    Ok(Some(Outcome {
        paid,
        shares: left.shares,
        bearer: left.bearer,
    }))
}

/// What the lender could collect of seasons that are over, and what it bore in all; changes
/// nothing.
pub fn preview(
    storage: &dyn Storage,
    totals: &Totals,
    address: &Addr,
    lender: &mut Lender,
) -> MarketResult<()> {
    for id in &lender.seasons {
        let season = load(storage, *id)?;
        if let Some(left) = outcome(storage, totals, address, (*id, &season))? {
            lender.bearer.absorb(&left.bearer)?;
            if season.closed {
                lender.bearer.owed = lender.bearer.owed.plus(left.paid)?;
            }
        }
    }
    Ok(())
}

fn load(storage: &dyn Storage, id: u64) -> MarketResult<Season> {
    Ok(SEASONS.may_load(storage, id)?.unwrap_or_default())
}
