//! The auction house's side of a bid from elsewhere: it decides once.
//!
//! What must always hold: about one bid there is one verdict, kept, and every later question is answered with
//! it (INV-9); a wish to cancel that comes before the bid decides too, so whichever comes first, the
//! other finds the same answer.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, MathResult, PairPrice};

use crate::{Verdict, Why};

/// What a bid brings along.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Offered {
    /// Money in its escrow.
    pub amount: DebtAmount,
    /// It pays no more than this.
    pub limit: PairPrice,
    /// Last moment, in seconds of the collateral chain; that moment still counts.
    pub not_after: u64,
}

/// The verdict on a bid, and whether it is a new one, which is then to be kept and carried out. `fresh`
/// is asked only if there is none yet.
pub fn decide(stored: Option<Verdict>, fresh: impl FnOnce() -> Verdict) -> (Verdict, bool) {
    match stored {
        Some(verdict) => (verdict, false),
        None => (fresh(), true),
    }
}

/// The bidder wants it back: it is cancelled, unless it was decided before.
pub fn recall(stored: Option<Verdict>) -> (Verdict, bool) {
    decide(stored, || Verdict::Cancelled)
}

/// How much a bid may buy at the lot's price of this moment; or the verdict, if nothing.
///
/// A purchase of at most so much costs at most the escrow, and the limit's price per unit at most.
pub fn wanted(
    bid: &Offered,
    now: u64,
    price: PairPrice,
) -> MathResult<Result<CollateralAmount, Verdict>> {
    if now > bid.not_after {
        return Ok(Err(Verdict::Expired));
    }
    if price > bid.limit || price.is_zero() {
        return Ok(Err(Verdict::refused(Why::Price)));
    }
    let want = price.bought_with(bid.amount)?;
    if want.is_zero() {
        return Ok(Err(Verdict::refused(Why::TooSmall)));
    }
    Ok(Ok(want))
}
