//! One lot on sale.
//!
//! What must always hold: `sold + rest = put up` (INV-4); proceeds stop at `close_at`, passed by
//! less than the price of one base unit and only when that unit is all that is still needed (and by
//! less than one base unit of money for each bid of a batch); a take leaves either nothing or at
//! least `min_rest`; nothing is sold below the floor. A sale is data: the auction house stores it;
//! what buyers do is in `take`, `english`, `batch` and `clear`.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::{
    elapsed, halted, AuctionError, AuctionParams, AuctionResult, Clock, Dutch, English, Sealed,
    Split,
};

/// Why a sale is over.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum CloseReason {
    /// Proceeds reached what was needed.
    Covered,
    /// All was sold.
    SoldOut,
    /// The next price would be below the floor.
    Floor,
    /// The price fell below the cusp.
    Cusp,
    /// Its time was over.
    Tail,
    /// The chain stood still.
    Halted,
}

/// Where a sale is in its life. A Dutch sale is opened at once; the other parts serve modes with
/// bids that are collected before or cleared after.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Life {
    /// Recorded.
    Created,
    /// Bids are collected.
    PreSale,
    /// Takes are possible.
    Open,
    /// Bids are matched.
    Clearing,
    /// Over.
    Closed {
        /// Why.
        reason: CloseReason,
    },
}

/// How a lot is sold.
#[cw_serde]
#[derive(Copy)]
#[non_exhaustive]
pub enum Mode {
    /// At a price that falls until someone takes.
    Dutch(Dutch),
    /// To the highest open bid for the whole.
    English(English),
    /// To bids that nobody reads before all are made, at one price.
    Sealed(Sealed),
}

/// What the order says about a lot.
#[cw_serde]
#[derive(Copy)]
pub struct SaleTerms {
    /// Collateral put up.
    pub put_up: CollateralAmount,
    /// `r`: the most debt money it brings.
    pub repay: DebtAmount,
    /// `r·(1 + φ)`: proceeds that end it.
    pub close_at: DebtAmount,
    /// `φ`: fee per unit of debt money.
    pub fee: Decimal,
    /// Debt base units per collateral base unit.
    pub pair_price: PairPrice,
    /// Start price over pair price, drift included.
    pub buffer: Decimal,
    /// No sale below.
    pub floor: PairPrice,
    /// The least a take may leave; below it, all or nothing.
    pub min_rest: CollateralAmount,
}

/// A lot on sale.
#[cw_serde]
#[derive(Copy)]
pub struct Sale {
    /// How it is sold.
    pub mode: Mode,
    /// Where it is in its life.
    pub life: Life,
    /// Collateral put up.
    pub put_up: CollateralAmount,
    /// Collateral sold.
    pub sold: CollateralAmount,
    /// `r`: the most debt money it brings.
    pub repay: DebtAmount,
    /// Proceeds that end it.
    pub close_at: DebtAmount,
    /// What takers paid.
    pub proceeds: DebtAmount,
    /// Of the proceeds, what repays debt and what is fee.
    pub shares: Split,
    /// Fee per unit of debt money.
    pub fee: Decimal,
    /// The least a take may leave.
    pub min_rest: CollateralAmount,
    /// The block it was opened in.
    pub opened: Clock,
    /// Seconds per block of its clock.
    pub block_seconds: Decimal,
    /// How far the wall clock may run ahead, in seconds.
    pub halt_slack_seconds: u64,
}

impl Sale {
    /// Opens a Dutch sale. `params` supplies curve, tail, cusp and clock; buffer and floor are the
    /// order's. Errors: `Parameter` if the lot is empty, the order's buffer is below 1, or the floor
    /// is above the start price or zero.
    pub fn open(terms: &SaleTerms, params: &AuctionParams, opened: Clock) -> AuctionResult<Self> {
        params.validate()?;
        let buffer = terms.buffer;
        check(buffer >= Decimal::one(), "buffer", "at least 1", buffer)?;
        let top = terms.pair_price.scaled_ceil(buffer)?;
        let below = terms.floor <= top;
        check(below, "floor", "at most the start price", buffer)?;
        let dutch = Dutch {
            top,
            floor: terms.floor,
            curve: params.curve,
            cusp: params.cusp,
            tail_seconds: params.tail_seconds,
        };
        let clock = (params.block_seconds, params.halt_slack_seconds);
        Self::with(Mode::Dutch(dutch), Life::Open, terms, clock, opened)
    }

    /// A sale of nothing yet; `clock` is seconds per block and halt slack.
    pub(crate) fn with(
        mode: Mode,
        life: Life,
        terms: &SaleTerms,
        (block_seconds, halt_slack_seconds): (Decimal, u64),
        opened: Clock,
    ) -> AuctionResult<Self> {
        let zero = Decimal::zero();
        let covers = terms.repay <= terms.close_at;
        check(!terms.put_up.is_zero(), "put_up", "above 0", zero)?;
        check(!terms.close_at.is_zero(), "close_at", "above 0", zero)?;
        check(covers, "close_at", "at least repay", zero)?;
        check(!terms.floor.is_zero(), "floor", "above 0", zero)?;
        Ok(Self {
            mode,
            life,
            put_up: terms.put_up,
            sold: CollateralAmount::ZERO,
            repay: terms.repay,
            close_at: terms.close_at,
            proceeds: DebtAmount::ZERO,
            shares: Split::default(),
            fee: terms.fee,
            min_rest: terms.min_rest,
            opened,
            block_seconds,
            halt_slack_seconds,
        })
    }

    /// Collateral not sold: returns to the account when the sale closes.
    pub fn rest(&self) -> CollateralAmount {
        self.put_up.minus_or_zero(self.sold)
    }

    /// Proceeds still needed.
    pub fn needed(&self) -> DebtAmount {
        self.close_at.minus_or_zero(self.proceeds)
    }

    /// Seconds of its own clock since the opening.
    pub fn elapsed(&self, clock: Clock) -> AuctionResult<u64> {
        elapsed(self.opened.height, clock.height, self.block_seconds)
    }

    /// The price now, whether or not the sale has ended at it. Rounded up. Of an English sale, the
    /// least that a bid must offer; of a batch, its one price once that is known, before that its
    /// floor.
    pub fn price(&self, clock: Clock) -> AuctionResult<PairPrice> {
        match &self.mode {
            Mode::Dutch(dutch) => dutch.curve.price_at(dutch.top, self.elapsed(clock)?),
            Mode::English(english) => english.least(),
            Mode::Sealed(sealed) => Ok(sealed.price()),
        }
    }

    /// What has ended the sale by now, if anything; the caller then closes it with [`Sale::close`].
    pub fn ended(&self, clock: Clock) -> AuctionResult<Option<CloseReason>> {
        if let Life::Closed { reason } = self.life {
            return Ok(Some(reason));
        }
        // What is being cleared was bid before: no halt undoes it any more.
        let clearing = self.life == Life::Clearing;
        if !clearing && self.is_halted(clock)? {
            return Ok(Some(CloseReason::Halted));
        }
        let elapsed = self.elapsed(clock)?;
        match &self.mode {
            Mode::Dutch(dutch) => dutch.ended(elapsed),
            Mode::English(english) => self.bidding_ended(english, elapsed),
            Mode::Sealed(_) => Ok(None),
        }
    }

    /// Has the chain stood still since the opening?
    pub(crate) fn is_halted(&self, clock: Clock) -> AuctionResult<bool> {
        let (from, slack) = (self.opened.seconds, self.halt_slack_seconds);
        Ok(halted(from, clock.seconds, self.elapsed(clock)?, slack))
    }

    /// Closes a sale that has ended; returns what is unsold. Errors: `NotOpen` if it is closed
    /// already, so that nothing returns twice (INV-9); `BidsFirst` if a bid has won, or a batch is not
    /// halted: those end by settling and by clearing.
    pub fn close(&mut self, reason: CloseReason) -> AuctionResult<CollateralAmount> {
        if let Life::Closed { .. } = self.life {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        let halted = reason == CloseReason::Halted;
        let bids_first = match &mut self.mode {
            Mode::Dutch(_) => false,
            Mode::English(english) => english.leading.is_some() && !halted,
            Mode::Sealed(sealed) => !(halted && sealed.cancel()),
        };
        if bids_first {
            return Err(AuctionError::BidsFirst);
        }
        self.life = Life::Closed { reason };
        Ok(self.rest())
    }
}
