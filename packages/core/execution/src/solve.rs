//! Splits a sale over offers so that the next unit brings the same everywhere.
//!
//! What must always hold: the parts add up to the sale, or to all that the offers take; no part is above
//! its offer's limit; together they bring no less than any one offer that takes all of it. Called by the
//! plan and by liquidators that sell to several venues at once.
//!
//! **How.** Steps of half the size each round go to whoever pays most for the next unit; before the
//! steps are halved, everybody gives one and a unit back. Where prices only fall there is a best split
//! that is nowhere below what is then left, so nothing has to be given back twice: of `n` offers no
//! round hands out many more than `3n` steps, and there are at most 128 rounds. The last round goes by
//! what the next unit really brings, which in a pool of a few units is less than its price.

use cosmwasm_std::Uint256;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::{ExecutionError, ExecutionResult, Venue};

/// One base unit.
const ONE: CollateralAmount = CollateralAmount::new(1);

/// No split is over more.
pub const OFFERS_MAX: usize = 64;

/// A venue and what may be sold to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// The venue.
    pub venue: Venue,
    /// At most so much.
    pub most: CollateralAmount,
}

/// One part of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// To this offer, counted from zero.
    pub offer: usize,
    /// So much.
    pub amount: CollateralAmount,
    /// It pays at least this.
    pub pays: DebtAmount,
}

/// What one offer has got so far.
struct Share<'a> {
    venue: &'a Venue,
    most: CollateralAmount,
    amount: CollateralAmount,
    /// In the last round, what the next unit brings; then its price, which decides where that is the
    /// same.
    next: (Uint256, PairPrice),
}

impl Share<'_> {
    fn set(&mut self, amount: CollateralAmount, last_round: bool) -> ExecutionResult<()> {
        self.amount = amount;
        self.next = (Uint256::zero(), PairPrice::ZERO);
        if amount >= self.most {
            return Ok(());
        }
        self.next.1 = self.venue.price_after(amount)?;
        if last_round {
            let next = self.venue.brings(amount.plus(ONE)?)?.parts();
            let now = self.venue.brings(amount)?.parts();
            self.next.0 = next.saturating_sub(now);
        }
        Ok(())
    }
}

/// The best split of `amount`, parts of nothing left out, in the order of the offers.
/// Errors: `TooMany`, and what the venues say.
pub fn split(offers: &[Offer], amount: CollateralAmount) -> ExecutionResult<Vec<Slice>> {
    let (actual, max) = (offers.len(), OFFERS_MAX);
    if actual > max {
        let what = "offers";
        return Err(ExecutionError::TooMany { what, actual, max });
    }
    let mut shares = vec![];
    for offer in offers {
        let most = offer.most.min(offer.venue.depth()?).min(amount);
        let mut share = Share {
            venue: &offer.venue,
            most,
            amount: CollateralAmount::ZERO,
            next: (Uint256::zero(), PairPrice::ZERO),
        };
        share.set(CollateralAmount::ZERO, amount <= ONE)?;
        shares.push(share);
    }
    hand_out(&mut shares, amount)?;
    let mut slices = vec![];
    for (offer, share) in shares.iter().enumerate() {
        if share.amount.is_zero() {
            continue;
        }
        let (amount, pays) = (share.amount, share.venue.quote(share.amount)?);
        slices.push(Slice {
            offer,
            amount,
            pays,
        });
    }
    or_single(offers, amount, slices)
}

fn hand_out(shares: &mut [Share<'_>], amount: CollateralAmount) -> ExecutionResult<()> {
    let most = |all: CollateralAmount, share: &Share<'_>| all.plus_or_max(share.most);
    let takes = shares.iter().fold(CollateralAmount::ZERO, most);
    let mut left = amount.min(takes).u128();
    let step = left
        .checked_ilog2()
        .and_then(|bits| 1u128.checked_shl(bits));
    let mut step = step.unwrap_or_default();
    while step > 0 {
        while left >= step {
            let best = shares.iter_mut().filter(|s| s.amount < s.most);
            // Of equals the first: the order of the offers decides, not chance.
            let Some(best) = best.reduce(|a, b| if b.next > a.next { b } else { a }) else {
                break;
            };
            let room = best.most.minus_or_zero(best.amount).u128();
            let gets = step.min(room);
            best.set(best.amount.plus(CollateralAmount::new(gets))?, step == 1)?;
            left = left.saturating_sub(gets);
        }
        if step == 1 {
            break;
        }
        let gives = step.saturating_add(1);
        step >>= 1;
        for share in shares.iter_mut() {
            let back = gives.min(share.amount.u128());
            let rest = share.amount.minus_or_zero(CollateralAmount::new(back));
            share.set(rest, step == 1)?;
            left = left.saturating_add(back);
        }
    }
    Ok(())
}

/// Each part is rounded by its venue: where that costs more than the split gains, one offer is better.
fn or_single(
    offers: &[Offer],
    amount: CollateralAmount,
    slices: Vec<Slice>,
) -> ExecutionResult<Vec<Slice>> {
    let mut best = total(&slices)?;
    let mut single = None;
    for (offer, one) in offers.iter().enumerate() {
        if one.most.min(one.venue.depth()?) < amount || amount.is_zero() {
            continue;
        }
        let pays = one.venue.quote(amount)?;
        if pays > best {
            best = pays;
            single = Some(Slice {
                offer,
                amount,
                pays,
            });
        }
    }
    Ok(single.map_or(slices, |slice| vec![slice]))
}

/// What the parts pay together.
pub(crate) fn total(slices: &[Slice]) -> ExecutionResult<DebtAmount> {
    let mut all = DebtAmount::ZERO;
    for slice in slices {
        all = all.plus(slice.pays)?;
    }
    Ok(all)
}

/// The best split of the least amount that brings `needed`; of `most`, if that does not bring it. At
/// most 128 splits are computed: not for a contract.
pub fn least_for(
    offers: &[Offer],
    needed: DebtAmount,
    most: CollateralAmount,
) -> ExecutionResult<Vec<Slice>> {
    let (mut low, mut high) = (0u128, most.u128());
    while low < high {
        let middle = low.midpoint(high);
        let slices = split(offers, CollateralAmount::new(middle))?;
        if total(&slices)? >= needed {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    split(offers, CollateralAmount::new(low))
}
