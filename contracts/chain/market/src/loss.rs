//! Losses of lenders, and their recovery.

use cosmwasm_std::Storage;
use seawall_money::DebtAmount;

use crate::books::Totals;
use crate::error::MarketResult;
use crate::season;

/// Books a loss that has left the books' assets already: those who left under a provision bear
/// their part, those who stayed the rest.
pub fn lose(storage: &mut dyn Storage, totals: &mut Totals, loss: DebtAmount) -> MarketResult<()> {
    if loss.is_zero() {
        return Ok(());
    }
    let gone = season::bear(storage, totals, loss)?;
    let stayed = loss.minus(gone)?;
    let shares = totals.shares.uint();
    totals.sums.add(&mut totals.deficit, stayed, shares)?;
    totals.absorb_shortage()?;
    Ok(())
}

/// Gives up to `amount` of the assets to those who bore losses; returns how much.
pub fn recover(totals: &mut Totals, amount: DebtAmount) -> MarketResult<DebtAmount> {
    let taken = totals.deficit.recover(amount)?;
    totals.owe_pot(taken)?;
    Ok(taken)
}
