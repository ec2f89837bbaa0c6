//! A price that falls until someone takes.
//!
//! What must always hold: what ends a sale depends on its age alone. Called by `sale`, and by who
//! wants to know when a lot will be cheap enough.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{planted, PairPrice};

use crate::{AuctionResult, CloseReason, Curve};

/// A falling price, frozen when the lot opened.
#[cw_serde]
#[derive(Copy)]
pub struct Dutch {
    /// Start price.
    pub top: PairPrice,
    /// No sale below.
    pub floor: PairPrice,
    /// How it falls.
    pub curve: Curve,
    /// The sale ends below this share of the start price.
    pub cusp: Decimal,
    /// Its life in seconds of its clock.
    pub tail_seconds: u64,
}

impl Dutch {
    /// What has ended a sale of this age, if anything: `t > tail`, `p/top < cusp`, `p < floor`.
    pub fn ended(&self, elapsed: u64) -> AuctionResult<Option<CloseReason>> {
        if elapsed > self.tail_seconds {
            return Ok(Some(CloseReason::Tail));
        }
        let price = self.curve.price_at(self.top, elapsed)?;
        if planted!(price < self.floor; SoldBelowFloor => false) {
            return Ok(Some(CloseReason::Floor));
        }
        if price < self.top.scaled_ceil(self.cusp)? {
            return Ok(Some(CloseReason::Cusp));
        }
        Ok(None)
    }

    /// When the price first is at most `willing`, and what it is then: what an auction is expected to
    /// bring if its best buyer pays that much. `None` if the sale ends before. At most 64 prices are
    /// computed.
    pub fn expected(&self, willing: PairPrice) -> AuctionResult<Option<(u64, PairPrice)>> {
        let (mut low, mut high) = (0u64, self.tail_seconds);
        while low < high {
            let middle = low.midpoint(high);
            if self.curve.price_at(self.top, middle)? <= willing {
                high = middle;
            } else {
                low = middle.saturating_add(1);
            }
        }
        let price = self.curve.price_at(self.top, low)?;
        let sold = price <= willing && self.ended(low)?.is_none();
        Ok(sold.then_some((low, price)))
    }
}
