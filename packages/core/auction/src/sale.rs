//! One lot on sale.
//!
//! What must always hold: `sold + rest = put up` (INV-4); proceeds stop at `close_at`, passed by
//! less than the price of one base unit and only when that unit is all that is still needed; a take
//! leaves either nothing or at least `min_rest`; no take is below the floor. A sale is data: the
//! auction house stores it, quotes with [`Sale::quote_take`] and books with [`Sale::apply`].

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{planted, CollateralAmount, DebtAmount, PairPrice};

use crate::{
    elapsed, halted, split, AuctionError, AuctionParams, AuctionResult, Clock, Curve, Split,
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
}

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

/// A quoted purchase.
#[cw_serde]
#[derive(Copy)]
#[must_use = "a take does nothing until it is applied"]
pub struct Take {
    /// What the taker gets; at most what was asked for, one unit at least.
    pub collateral: CollateralAmount,
    /// What the taker pays.
    pub payment: DebtAmount,
    /// The price now.
    pub price: PairPrice,
    /// Set if this take ends the sale.
    pub closes: Option<CloseReason>,
}

impl Sale {
    /// Opens a Dutch sale. `params` supplies curve, tail, cusp and clock; buffer and floor are the
    /// order's. Errors: `Parameter` if the lot is empty, the order's buffer is below 1, or the floor
    /// is above the start price or zero.
    pub fn open(terms: &SaleTerms, params: &AuctionParams, opened: Clock) -> AuctionResult<Self> {
        use crate::error::check;
        params.validate()?;
        let zero = Decimal::zero();
        check(!terms.put_up.is_zero(), "put_up", "above 0", zero)?;
        check(!terms.close_at.is_zero(), "close_at", "above 0", zero)?;
        check(
            terms.repay <= terms.close_at,
            "close_at",
            "at least repay",
            zero,
        )?;
        check(
            terms.buffer >= Decimal::one(),
            "buffer",
            "at least 1",
            terms.buffer,
        )?;
        let top = terms.pair_price.scaled_ceil(terms.buffer)?;
        check(!terms.floor.is_zero(), "floor", "above 0", zero)?;
        check(
            terms.floor <= top,
            "floor",
            "at most the start price",
            terms.buffer,
        )?;
        Ok(Self {
            mode: Mode::Dutch(Dutch {
                top,
                floor: terms.floor,
                curve: params.curve,
                cusp: params.cusp,
                tail_seconds: params.tail_seconds,
            }),
            life: Life::Open,
            put_up: terms.put_up,
            sold: CollateralAmount::ZERO,
            repay: terms.repay,
            close_at: terms.close_at,
            proceeds: DebtAmount::ZERO,
            shares: Split::default(),
            fee: terms.fee,
            min_rest: terms.min_rest,
            opened,
            block_seconds: params.block_seconds,
            halt_slack_seconds: params.halt_slack_seconds,
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

    /// The price now, whether or not the sale has ended at it. Rounded up.
    pub fn price(&self, clock: Clock) -> AuctionResult<PairPrice> {
        let Mode::Dutch(dutch) = &self.mode;
        dutch.curve.price_at(dutch.top, self.elapsed(clock)?)
    }

    /// What has ended the sale by now, if anything; the caller then closes it with [`Sale::close`].
    pub fn ended(&self, clock: Clock) -> AuctionResult<Option<CloseReason>> {
        if let Life::Closed { reason } = self.life {
            return Ok(Some(reason));
        }
        let elapsed = self.elapsed(clock)?;
        let slack = self.halt_slack_seconds;
        if halted(self.opened.seconds, clock.seconds, elapsed, slack) {
            return Ok(Some(CloseReason::Halted));
        }
        let Mode::Dutch(dutch) = &self.mode;
        dutch.ended(elapsed)
    }

    /// What a taker who wants up to `want` at no more than `limit` gets now.
    ///
    /// Wanting more than is needed gets what is needed. A take that would leave dust is shrunk to
    /// leave `min_rest`; if the lot is too small for that, `WouldLeaveDust` says what is accepted.
    /// Errors: `NotOpen`, `Ended`, `NothingWanted`, `PriceAboveLimit`, `WouldLeaveDust`.
    pub fn quote_take(
        &self,
        clock: Clock,
        want: CollateralAmount,
        limit: PairPrice,
    ) -> AuctionResult<Take> {
        if self.life != Life::Open {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        if let Some(reason) = self.ended(clock)? {
            return Err(AuctionError::Ended { reason });
        }
        if want.is_zero() {
            return Err(AuctionError::NothingWanted);
        }
        let price = self.price(clock)?;
        if price > limit {
            return Err(AuctionError::PriceAboveLimit { price, limit });
        }
        let whole = self.take_of_all(price)?;
        if want >= whole.collateral {
            return Ok(whole);
        }
        self.partial_take(want, whole)
    }

    /// Everything that is left or needed, whichever is less.
    fn take_of_all(&self, price: PairPrice) -> AuctionResult<Take> {
        let (rest, needed) = (self.rest(), self.needed());
        let take = |collateral, payment, reason| Take {
            collateral,
            payment,
            price,
            closes: Some(reason),
        };
        let payment = price.payment_for(rest)?;
        if payment < needed {
            return Ok(take(rest, payment, CloseReason::SoldOut));
        }
        let bought = price.bought_with(needed)?;
        if bought.is_zero() {
            // Less is needed than one unit costs. It is sold at its price all the same, else such
            // a lot could never end; the excess is below the price of that unit.
            let unit = CollateralAmount::new(1);
            return Ok(take(unit, price.payment_for(unit)?, CloseReason::Covered));
        }
        Ok(take(bought.min(rest), needed, CloseReason::Covered))
    }

    fn partial_take(&self, want: CollateralAmount, whole: Take) -> AuctionResult<Take> {
        let min_rest = self.min_rest.max(CollateralAmount::new(1));
        let most = whole.collateral.minus_or_zero(min_rest);
        if most.is_zero() {
            return Err(AuctionError::WouldLeaveDust {
                wanted: want,
                min_rest,
                accepted: whole.collateral,
            });
        }
        let collateral = want.min(most);
        let payment = whole.price.payment_for(collateral)?;
        Ok(Take {
            collateral,
            payment,
            price: whole.price,
            closes: None,
        })
    }

    /// Books a take that was quoted for this state and block; returns its split.
    /// Errors: `NotOpen`, `StaleTake`; a failed one changes nothing.
    pub fn apply(&mut self, take: &Take) -> AuctionResult<Split> {
        if self.life != Life::Open {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        let rest = self.rest();
        if take.collateral > rest {
            return Err(AuctionError::StaleTake {
                wanted: take.collateral,
                rest,
            });
        }
        let parts = split(self.proceeds, take.payment, self.fee, self.repay)?;
        let sold = self.sold.plus(take.collateral)?;
        let proceeds = self.proceeds.plus(take.payment)?;
        let shares = Split {
            debt_money: self.shares.debt_money.plus(parts.debt_money)?,
            fee: self.shares.fee.plus(parts.fee)?,
        };
        (self.sold, self.proceeds, self.shares) = (sold, proceeds, shares);
        if let Some(reason) = take.closes {
            self.life = Life::Closed { reason };
        }
        Ok(parts)
    }

    /// Closes a sale that has ended; returns what is unsold. Errors: `NotOpen` if it is closed
    /// already, so that nothing returns twice (INV-9).
    pub fn close(&mut self, reason: CloseReason) -> AuctionResult<CollateralAmount> {
        if let Life::Closed { .. } = self.life {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        self.life = Life::Closed { reason };
        Ok(self.rest())
    }
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
}
