//! Parameters of a Dutch sale, frozen into each lot when it opens.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;

use crate::error::check;
use crate::{AuctionResult, Curve};

/// How lots of one collateral are sold.
#[cw_serde]
#[derive(Copy)]
pub struct AuctionParams {
    /// How the price falls.
    pub curve: Curve,
    /// Start price over pair price, at least 1; a plan may carry a higher one.
    pub buffer: Decimal,
    /// Life of a lot in seconds of its clock.
    pub tail_seconds: u64,
    /// The sale ends below this share of the start price; above 0, below 1.
    pub cusp: Decimal,
    /// Seconds per block, as measured.
    pub block_seconds: Decimal,
    /// How far the wall clock may run ahead of the lot's, in seconds.
    pub halt_slack_seconds: u64,
}

impl AuctionParams {
    /// Refuses parameters that contradict themselves.
    pub fn validate(&self) -> AuctionResult<()> {
        let one = Decimal::one();
        self.curve.validate()?;
        check(self.buffer >= one, "buffer", "at least 1", self.buffer)?;
        check(
            self.tail_seconds > 0,
            "tail_seconds",
            "above 0",
            Decimal::zero(),
        )?;
        check(!self.cusp.is_zero(), "cusp", "above 0", self.cusp)?;
        check(self.cusp < one, "cusp", "below 1", self.cusp)?;
        let block = self.block_seconds;
        check(!block.is_zero(), "block_seconds", "above 0", block)
    }
}
