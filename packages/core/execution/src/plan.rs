//! Best execution: what standing bids, venues and the auction would pay, and the split that is best for
//! the borrower.
//!
//! What must always hold: what each way alone would pay is for the same amount as the split, so that a
//! record of all four can be compared by anybody; no venue is sold more than its limits allow; the split
//! brings no less than any way alone that takes everything. Called by who plans a sale.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice, RatioExt};

use crate::error::check;
use crate::solve::total;
use crate::{largest, least_for, split, ExecutionResult, Fixed, Limits, Offer, Slice, Venue};

/// A standing bid, or all of one discount step together.
#[cw_serde]
#[derive(Copy)]
pub struct Standing {
    /// Below the pair price, by this share.
    pub discount: Decimal,
    /// For so much collateral.
    pub amount: CollateralAmount,
}

/// Who may buy.
#[derive(Debug, Clone, PartialEq)]
pub struct Offers<'a> {
    /// The price of the pair.
    pub pair_price: PairPrice,
    /// Standing bids, in any order.
    pub standing: &'a [Standing],
    /// Venues.
    pub venues: &'a [Venue],
    /// What a sale may do to each of them.
    pub limits: Limits,
    /// What the auction is expected to bring for any amount; `None` if it is not.
    pub auction: Option<PairPrice>,
}

/// Who buys a part.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Source {
    /// The standing bid with this number, as given.
    Standing(u32),
    /// The venue with this number, as given.
    Venue(u32),
    /// The auction.
    Auction,
}

/// What a way pays for how much.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub struct Quote {
    /// Of the amount it takes so much.
    pub amount: CollateralAmount,
    /// And pays so much.
    pub pays: DebtAmount,
}

/// What each way alone would have done with the amount that is sold.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub struct Alone {
    /// Standing bids, best price first.
    pub standing: Quote,
    /// Venues, within their limits.
    pub venues: Quote,
    /// The auction.
    pub auction: Quote,
}

/// A part of the best split.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct SourceSlice {
    /// Who buys it.
    pub source: Source,
    /// How much.
    pub amount: CollateralAmount,
    /// What is paid or expected.
    pub pays: DebtAmount,
}

/// The best way to sell, and what the others would have been.
#[cw_serde]
pub struct Execution {
    /// Each way alone.
    pub alone: Alone,
    /// The best split: standing bids, venues, auction.
    pub slices: Vec<SourceSlice>,
    /// What it sells.
    pub sells: CollateralAmount,
    /// What it pays.
    pub pays: DebtAmount,
}

/// The best way to sell as little as brings `needed`, at most `most`.
/// Errors: `Parameter`, `TooMany`, and what the venues say.
pub fn best(
    offers: &Offers<'_>,
    needed: DebtAmount,
    most: CollateralAmount,
) -> ExecutionResult<Execution> {
    let standing = standing(offers)?;
    let venues = venues(offers, most)?;
    let auction: Vec<Offer> = offers
        .auction
        .map(|price| fixed(price, most))
        .into_iter()
        .collect();
    let all = [&standing[..], &venues[..], &auction[..]].concat();
    let found = least_for(&all, needed, most)?;
    let mut sells = CollateralAmount::ZERO;
    for slice in &found {
        sells = sells.plus(slice.amount)?;
    }
    let slices = found.iter().map(|slice| SourceSlice {
        source: source(slice.offer, standing.len(), venues.len()),
        amount: slice.amount,
        pays: slice.pays,
    });
    Ok(Execution {
        alone: Alone {
            standing: alone(&standing, sells)?,
            venues: alone(&venues, sells)?,
            auction: alone(&auction, sells)?,
        },
        slices: slices.collect(),
        sells,
        pays: total(&found)?,
    })
}

fn fixed(price: PairPrice, amount: CollateralAmount) -> Offer {
    Offer {
        venue: Venue::Fixed(Fixed { price, amount }),
        most: amount,
    }
}

fn standing(offers: &Offers<'_>) -> ExecutionResult<Vec<Offer>> {
    let one = |bid: &Standing| -> ExecutionResult<Offer> {
        let discount = bid.discount;
        check(discount < Decimal::one(), "discount", "below 1", discount)?;
        let price = offers.pair_price.scaled_floor(discount.one_minus())?;
        Ok(fixed(price, bid.amount))
    };
    offers.standing.iter().map(one).collect()
}

fn venues(offers: &Offers<'_>, most: CollateralAmount) -> ExecutionResult<Vec<Offer>> {
    let one = |venue: &Venue| -> ExecutionResult<Offer> {
        venue.validate()?;
        Ok(Offer {
            most: largest(venue, &offers.limits, most)?,
            venue: venue.clone(),
        })
    };
    offers.venues.iter().map(one).collect()
}

fn alone(offers: &[Offer], sells: CollateralAmount) -> ExecutionResult<Quote> {
    let slices: Vec<Slice> = split(offers, sells)?;
    let mut amount = CollateralAmount::ZERO;
    for slice in &slices {
        amount = amount.plus(slice.amount)?;
    }
    let pays = total(&slices)?;
    Ok(Quote { amount, pays })
}

fn source(offer: usize, standing: usize, venues: usize) -> Source {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if offer < standing {
        return Source::Standing(number(offer));
    }
    match offer.saturating_sub(standing) {
        venue if venue < venues => Source::Venue(number(venue)),
        _ => Source::Auction,
    }
}
