//! One bid: what its bidder wants, on the chain where the money is.
//!
//! What must always hold: the fields never change after placing, only the life goes on; a delivery
//! address is opaque here, bounded, and valid only once the collateral chain has said so. The bid desk
//! keeps one record per bid.

use cosmwasm_schema::cw_serde;
use seawall_money::{DebtAmount, PairPrice};

use crate::error::check;
use crate::{BidsError, BidsResult, Life, MAX_STEP};

/// Longest delivery address.
pub const MAX_DELIVERY_BYTES: usize = 128;

/// How a bid is decided.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Kind {
    /// By the auction house when it comes, at the lot's price of that moment.
    Immediate {
        /// For this lot.
        lot: u64,
    },
    /// By lots as they come, out of a pool.
    Standing {
        /// Discount in steps of half a percent.
        step: u16,
    },
    /// By one price for all bids of a batch, after its end.
    Sealed {
        /// The batch.
        batch: u64,
    },
}

/// A bid.
#[cw_serde]
pub struct Bid {
    /// Who bid, on this chain.
    pub bidder: String,
    /// Listing of the debt asset it pays with.
    pub pays: u32,
    /// Listing of the collateral it wants.
    pub wants: u32,
    /// It pays no more than this.
    pub limit: PairPrice,
    /// Money in escrow.
    pub amount: DebtAmount,
    /// Where the collateral goes, on the collateral chain.
    pub delivery: String,
    /// How it is decided.
    pub kind: Kind,
    /// Last moment at which it may be filled, in seconds of the collateral chain.
    pub not_after: u64,
    /// Where it is in its life.
    pub life: Life,
}

impl Bid {
    /// Refuses a bid that could never be filled. Errors: `TooSmall`, `OutOfRange`.
    pub fn validate(&self, min: DebtAmount) -> BidsResult<()> {
        let amount = self.amount;
        if amount < min || amount.is_zero() {
            return Err(BidsError::TooSmall { amount, min });
        }
        check(!self.limit.is_zero(), "limit", "above 0", 0u32)?;
        let bytes = self.delivery.len();
        let fits = (1..=MAX_DELIVERY_BYTES).contains(&bytes);
        let length = bytes as u128;
        check(fits, "delivery", "1 to 128 bytes", length)?;
        let strange = self.delivery.bytes().find(|b| !b.is_ascii_graphic());
        let byte = strange.unwrap_or_default();
        check(strange.is_none(), "delivery", "printable", byte)?;
        check(self.not_after > 0, "not_after", "above 0", 0u32)?;
        if let Kind::Standing { step } = self.kind {
            check(step <= MAX_STEP, "step", "at most 60", step)?;
        }
        Ok(())
    }
}
