//! The waterfall of buyers of a pair of listings: standing bids, venues, a sale, the last resort.
//!
//! What must always hold: the order is the type's, not the data's; what is stored was validated, so that
//! no lot finds out that nobody may buy it. No stage sells below the lot's floor, whatever it says here.
//! Stored per pair of listings by who plans, and frozen into each plan.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::PairPrice;
use thiserror::Error;

use crate::Limits;

/// No pair is sold to more venues.
pub const VENUES_MAX: usize = 8;
/// Standing bids wait in steps of this discount.
const DISCOUNT_STEP: Decimal = Decimal::permille(5);
/// No standing bid asks for more.
const DISCOUNT_MAX: Decimal = Decimal::percent(50);

/// Who is asked, in this order; `None`: not asked.
#[cw_serde]
pub struct Waterfall {
    /// Standing bids, before the clock of the sale starts.
    pub standing: Option<StandingStage>,
    /// Venues, within their impact limit.
    pub venue: Option<VenueStage>,
    /// A sale to whoever bids.
    pub sale: Option<SaleKind>,
    /// The insurance of the debt side.
    pub last_resort: Option<LastResortStage>,
}

/// Standing bids.
#[cw_serde]
#[derive(Copy)]
pub struct StandingStage {
    /// Those with a larger discount are not asked; in steps of 0.5 %.
    pub max_discount: Decimal,
    /// How long the lot waits for them, in seconds.
    pub seconds: u32,
}

/// Venues.
#[cw_serde]
pub struct VenueStage {
    /// Their numbers.
    pub venues: Vec<u32>,
    /// A sale may lower the price of the next unit by this share.
    pub max_impact: Decimal,
    /// The average price may be this much below the pair price.
    pub max_discount: Decimal,
    /// No more than this share of a lot.
    pub max_share: Decimal,
}

/// How a lot is sold to whoever bids.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum SaleKind {
    /// At a falling price.
    Dutch,
    /// To the highest open bid.
    English,
    /// In a sealed batch.
    Sealed,
}

/// The insurance of the debt side, at the floor.
#[cw_serde]
#[derive(Copy)]
pub struct LastResortStage {
    /// No more than this share of a lot.
    pub max_share: Decimal,
}

/// One stage.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Standing bids.
    Standing,
    /// Venues.
    Venue,
    /// A sale.
    Sale,
    /// The last resort.
    LastResort,
}

/// What is wrong with a waterfall.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum WaterfallError {
    /// There is no stage at all.
    #[error("nobody may buy: expected a stage at least")]
    NobodyBuys,
    /// A number of a stage is outside what is allowed.
    #[error("{stage:?}: {field} is {actual}, expected {expected}")]
    Stage {
        /// Of this stage.
        stage: Stage,
        /// Which one.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What it is.
        actual: Decimal,
    },
    /// A stage of venues without any, or with too many.
    #[error("{actual} venues, expected 1 to {max}")]
    Venues {
        /// How many.
        actual: usize,
        /// The limit.
        max: usize,
    },
    /// A venue is named twice.
    #[error("venue {venue} is named twice")]
    VenueTwice {
        /// Which one.
        venue: u32,
    },
    /// A venue that does not exist.
    #[error("venue {venue} does not exist")]
    UnknownVenue {
        /// Which one.
        venue: u32,
    },
    /// Whatever standing bids and venues leave has nobody.
    #[error("{stage:?} may leave a rest that nobody is asked for: expected a sale")]
    NoSale {
        /// The last stage before it.
        stage: Stage,
    },
}

impl Waterfall {
    /// Refuses what makes no sense; `known` says whether a venue exists.
    pub fn validate(&self, known: impl Fn(u32) -> bool) -> Result<(), WaterfallError> {
        if let Some(standing) = self.standing {
            standing.validate()?;
        }
        if let Some(venue) = &self.venue {
            venue.validate(known)?;
        }
        if let Some(last) = self.last_resort {
            share(Stage::LastResort, last.max_share)?;
        }
        if self.sale.is_some() {
            return Ok(());
        }
        // Without a sale there must be a last resort that takes all that is left.
        let takes_all = self
            .last_resort
            .is_some_and(|last| last.max_share == Decimal::one());
        match self.stages().next_back() {
            None => Err(WaterfallError::NobodyBuys),
            Some(_) if takes_all => Ok(()),
            Some(stage) => Err(WaterfallError::NoSale { stage }),
        }
    }

    /// Is this stage there?
    pub fn has(&self, stage: Stage) -> bool {
        match stage {
            Stage::Standing => self.standing.is_some(),
            Stage::Venue => self.venue.is_some(),
            Stage::Sale => self.sale.is_some(),
            Stage::LastResort => self.last_resort.is_some(),
        }
    }

    /// All stages there are, in order.
    pub fn stages(&self) -> impl DoubleEndedIterator<Item = Stage> + '_ {
        let all = [
            Stage::Standing,
            Stage::Venue,
            Stage::Sale,
            Stage::LastResort,
        ];
        all.into_iter().filter(|stage| self.has(*stage))
    }

    /// Who is asked after `done`; first of all, if nobody was. `None`: the rest returns.
    pub fn next(&self, done: Option<Stage>) -> Option<Stage> {
        self.stages()
            .find(|stage| done.is_none_or(|done| *stage > done))
    }
}

impl StandingStage {
    fn validate(self) -> Result<(), WaterfallError> {
        let discount = self.max_discount;
        let wrong = |expected| WaterfallError::Stage {
            stage: Stage::Standing,
            field: "max_discount",
            expected,
            actual: discount,
        };
        if discount > DISCOUNT_MAX {
            return Err(wrong("at most 0.5"));
        }
        let (whole, step) = (discount.atomics(), DISCOUNT_STEP.atomics());
        let rest = whole.checked_rem(step).unwrap_or_default();
        if rest.is_zero() {
            return Ok(());
        }
        Err(wrong("a multiple of 0.005"))
    }
}

impl VenueStage {
    /// What a sale to a venue may do, for a lot with this price and floor. Errors: the price does not
    /// fit.
    pub fn limits(
        &self,
        pair_price: PairPrice,
        floor: PairPrice,
    ) -> Result<Limits, seawall_money::MathError> {
        let least = Decimal::one().saturating_sub(self.max_discount);
        Ok(Limits {
            max_impact: self.max_impact,
            floor: pair_price.scaled_ceil(least)?.max(floor),
        })
    }

    fn validate(&self, known: impl Fn(u32) -> bool) -> Result<(), WaterfallError> {
        let (actual, max) = (self.venues.len(), VENUES_MAX);
        if actual == 0 || actual > max {
            return Err(WaterfallError::Venues { actual, max });
        }
        for (at, venue) in self.venues.iter().enumerate() {
            let venue = *venue;
            if self.venues.iter().take(at).any(|other| *other == venue) {
                return Err(WaterfallError::VenueTwice { venue });
            }
            if !known(venue) {
                return Err(WaterfallError::UnknownVenue { venue });
            }
        }
        let below_one = |field, actual: Decimal| {
            if actual < Decimal::one() {
                return Ok(());
            }
            Err(WaterfallError::Stage {
                stage: Stage::Venue,
                field,
                expected: "below 1",
                actual,
            })
        };
        below_one("max_impact", self.max_impact)?;
        below_one("max_discount", self.max_discount)?;
        if self.max_impact.is_zero() {
            return Err(WaterfallError::Stage {
                stage: Stage::Venue,
                field: "max_impact",
                expected: "above 0",
                actual: self.max_impact,
            });
        }
        share(Stage::Venue, self.max_share)
    }
}

/// Refuses a share of nothing, or of more than all.
fn share(stage: Stage, actual: Decimal) -> Result<(), WaterfallError> {
    let wrong = |expected| WaterfallError::Stage {
        stage,
        field: "max_share",
        expected,
        actual,
    };
    if actual.is_zero() {
        return Err(wrong("above 0"));
    }
    if actual > Decimal::one() {
        return Err(wrong("at most 1"));
    }
    Ok(())
}
