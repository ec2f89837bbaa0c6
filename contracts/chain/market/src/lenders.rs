//! One lender's record, brought up to now when it is loaded.

use cosmwasm_std::{Addr, Storage};
use seawall_money::LenderShares;

use crate::books::Totals;
use crate::deficit::Bearer;
use crate::error::MarketResult;
use crate::season;
use crate::state::{Lender, LENDERS};

/// The lender with losses, recoveries and outcomes of seasons up to now.
pub fn load(storage: &mut dyn Storage, totals: &Totals, address: &Addr) -> MarketResult<Lender> {
    let mut lender = synced(storage, totals, address)?;
    season::collect(storage, totals, address, &mut lender)?;
    Ok(lender)
}

/// As [`load`] for questions: changes nothing.
pub fn preview(storage: &dyn Storage, totals: &Totals, address: &Addr) -> MarketResult<Lender> {
    let mut lender = synced(storage, totals, address)?;
    season::preview(storage, totals, address, &mut lender)?;
    Ok(lender)
}

/// Stores the lender; a record with nothing in it is removed.
pub fn save(storage: &mut dyn Storage, address: &Addr, lender: &Lender) -> MarketResult<()> {
    let nothing = lender.shares.is_zero()
        && lender.bearer.is_empty()
        && lender.exits.is_empty()
        && lender.seasons.is_empty();
    if nothing {
        LENDERS.remove(storage, address);
        return Ok(());
    }
    Ok(LENDERS.save(storage, address, lender)?)
}

fn synced(storage: &dyn Storage, totals: &Totals, address: &Addr) -> MarketResult<Lender> {
    let (sums, deficit) = (&totals.sums, &totals.deficit);
    let Some(mut lender) = LENDERS.may_load(storage, address)? else {
        return Ok(Lender {
            shares: LenderShares::ZERO,
            leaving: LenderShares::ZERO,
            bearer: Bearer::from_now(sums, deficit),
            exits: vec![],
            seasons: vec![],
        });
    };
    lender.bearer.sync(lender.shares.uint(), sums, deficit)?;
    Ok(lender)
}
