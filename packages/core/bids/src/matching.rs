//! What a lot gets from standing bids before its auction begins.
//!
//! What must always hold: the smallest discount pays first, which is best for the borrower; nobody pays
//! more than the price of their own step, rounded up by less than a base unit of debt (INV-12); nothing
//! is sold below the floor; proceeds pass what is needed by less than the price of one base unit; what
//! is left for the auction is nothing or no dust. Offers come one by one, so that who asks reads no more
//! pools than the lot needs.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, DebtAmount, MathResult, PairPrice};

use crate::error::check;
use crate::{BidsError, BidsResult};

/// Highest step: 30 % discount.
pub const MAX_STEP: u16 = 60;
/// Most fills of one lot.
pub const MAX_FILLS: usize = 16;
/// A step is half a percent: five thousandths.
const STEP_PERMILLE: u64 = 5;

/// What is for sale; the auction house's own figures.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Lot {
    /// Collateral not sold.
    pub rest: CollateralAmount,
    /// Proceeds still needed.
    pub needed: DebtAmount,
    /// Discounts are from this price.
    pub pair_price: PairPrice,
    /// No sale below.
    pub floor: PairPrice,
    /// The least that may be left for the auction; below it, all or nothing.
    pub min_rest: CollateralAmount,
}

/// Money that stands ready: a pool's, or one chain's pools' together.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Offer {
    /// Whose it is; this crate only hands it back.
    pub source: u64,
    /// Its discount in steps of half a percent.
    pub step: u16,
    /// So much.
    pub total: DebtAmount,
}

/// What one offer pays and gets.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Fill {
    /// Whose offer it was.
    pub source: u64,
    /// Its step.
    pub step: u16,
    /// The price of that step.
    pub price: PairPrice,
    /// What it pays.
    pub payment: DebtAmount,
    /// What it gets.
    pub collateral: CollateralAmount,
}

/// Why there is nothing left for the auction.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Ended {
    /// Proceeds reached what was needed.
    Covered,
    /// All was sold.
    SoldOut,
}

/// What standing bids make of a lot.
#[cw_serde]
pub struct Matched {
    /// Who pays what, by rising discount.
    pub fills: Vec<Fill>,
    /// Collateral not sold.
    pub rest: CollateralAmount,
    /// Proceeds still needed.
    pub needed: DebtAmount,
    /// Set if nothing is left for the auction.
    pub ended: Option<Ended>,
}

/// A lot that meets offers.
#[derive(Debug, Clone)]
pub struct Matching {
    lot: Lot,
    matched: Matched,
    last_step: u16,
    below_floor: bool,
}

/// The price of a step: the pair price less its discount, rounded up against the buyer.
/// Errors: `OutOfRange` above [`MAX_STEP`].
pub fn step_price(pair_price: PairPrice, step: u16) -> BidsResult<PairPrice> {
    check(step <= MAX_STEP, "step", "at most 60", step)?;
    let discount = u64::from(step).saturating_mul(STEP_PERMILLE);
    let left = Decimal::permille(1_000u64.saturating_sub(discount));
    Ok(pair_price.scaled_ceil(left)?)
}

/// A purchase of all that is left or needed at one price.
struct Whole {
    collateral: CollateralAmount,
    payment: DebtAmount,
    ended: Ended,
}

/// Everything that is left or needed, whichever is less. The last unit is sold at its full price.
fn whole(rest: CollateralAmount, needed: DebtAmount, price: PairPrice) -> MathResult<Whole> {
    let payment = price.payment_for(rest)?;
    if payment < needed {
        let (collateral, ended) = (rest, Ended::SoldOut);
        return Ok(Whole {
            collateral,
            payment,
            ended,
        });
    }
    let mut collateral = price.bought_with(needed)?.min(rest);
    if price.payment_for(collateral)? < needed {
        // Less is still needed than one more unit costs; there is one, else all would be sold above.
        collateral = collateral.plus(CollateralAmount::new(1))?;
    }
    Ok(Whole {
        collateral,
        payment: price.payment_for(collateral)?,
        ended: Ended::Covered,
    })
}

impl Matching {
    /// A lot that has met nobody yet.
    pub const fn of(lot: Lot) -> Self {
        Self {
            matched: Matched {
                fills: vec![],
                rest: lot.rest,
                needed: lot.needed,
                ended: None,
            },
            lot,
            last_step: 0,
            below_floor: false,
        }
    }

    /// Can no further offer add anything? Then nobody needs to read one.
    pub fn is_over(&self) -> bool {
        let matched = &self.matched;
        let nothing = matched.rest.is_zero() || matched.needed.is_zero();
        let full = matched.fills.len() >= MAX_FILLS;
        matched.ended.is_some() || nothing || full || self.below_floor
    }

    /// The lot meets an offer. Offers come by rising step; those of one step are filled in the order in
    /// which they come, so who asks lets that order change from lot to lot. Errors: `OutOfOrder`,
    /// `OutOfRange`.
    pub fn offer(&mut self, offer: &Offer) -> BidsResult<()> {
        let (step, last) = (offer.step, self.last_step);
        if step < last {
            return Err(BidsError::OutOfOrder { step, last });
        }
        let price = step_price(self.lot.pair_price, step)?;
        self.last_step = step;
        self.offer_at(offer, price)
    }

    pub(crate) fn offer_at(&mut self, offer: &Offer, price: PairPrice) -> BidsResult<()> {
        self.below_floor |= price < self.lot.floor || price.is_zero();
        if self.is_over() {
            return Ok(());
        }
        let whole = whole(self.matched.rest, self.matched.needed, price)?;
        let mut fill = Fill {
            source: offer.source,
            step: offer.step,
            price,
            payment: whole.payment,
            collateral: whole.collateral,
        };
        if offer.total >= whole.payment {
            self.matched.ended = Some(whole.ended);
        } else {
            fill.collateral = price.bought_with(offer.total)?;
            fill.payment = price.payment_for(fill.collateral)?;
        }
        if !fill.collateral.is_zero() {
            self.add(fill)?;
        }
        Ok(())
    }

    fn add(&mut self, fill: Fill) -> BidsResult<()> {
        let matched = &mut self.matched;
        matched.rest = matched.rest.minus(fill.collateral)?;
        matched.needed = matched.needed.minus_or_zero(fill.payment);
        matched.fills.push(fill);
        Ok(())
    }

    /// What came of it. If dust would be left, the last ones get less.
    pub fn end(mut self) -> BidsResult<Matched> {
        if self.matched.ended.is_some() {
            return Ok(self.matched);
        }
        while let Some(short) = self.short_of_min_rest()? {
            let Some(last) = self.take_back()? else { break };
            let collateral = last.collateral.minus_or_zero(short);
            if collateral.is_zero() {
                continue;
            }
            self.add(Fill {
                payment: last.price.payment_for(collateral)?,
                collateral,
                ..last
            })?;
            // Rounding of payments can leave it a little short still; then that offer gets nothing.
            if self.short_of_min_rest()?.is_some() {
                self.take_back()?;
            }
        }
        Ok(self.matched)
    }

    /// By how much what is left for the auction is too little.
    fn short_of_min_rest(&self) -> BidsResult<Option<CollateralAmount>> {
        let Some(last) = self.matched.fills.last() else {
            return Ok(None);
        };
        let left = whole(self.matched.rest, self.matched.needed, last.price)?.collateral;
        let short = self.lot.min_rest.minus_or_zero(left);
        Ok((!short.is_zero()).then_some(short))
    }

    /// Unmakes the last fill. Only before the lot has ended, so all of its payment was needed.
    fn take_back(&mut self) -> BidsResult<Option<Fill>> {
        let matched = &mut self.matched;
        let Some(last) = matched.fills.pop() else {
            return Ok(None);
        };
        matched.rest = matched.rest.plus(last.collateral)?;
        matched.needed = matched.needed.plus(last.payment)?;
        Ok(Some(last))
    }
}
