//! An English auction: bids for the whole lot rise until nobody offers more.
//!
//! What must always hold: each bid offers more than the last by the least increment, never less than
//! the floor; whoever is outbid gets everything back at once; the end moves only near the end and never
//! beyond its limit. Called by the auction house, which keeps bids and their money as records of its own
//! and moves what each answer names.
//!
//! A bid is one price per unit. Until it covers the debt, a higher one brings more money for all
//! of the lot; from there on it brings the same money for less of it.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{DebtAmount, PairPrice, RatioExt};

use crate::batch::pays;
use crate::error::check;
use crate::{
    AuctionError, AuctionResult, BidError, BidResult, Clock, CloseReason, Life, Mode, Sale,
    SaleTerms, Split, Take,
};

/// How lots of one collateral are sold to the highest bid.
#[cw_serde]
#[derive(Copy)]
pub struct EnglishParams {
    /// The least raise, as a share of the leading price.
    pub increment: Decimal,
    /// Planned life, in seconds of the lot's clock.
    pub seconds: u64,
    /// A bid this close to the end moves the end, so that as much time is left, in seconds.
    pub extend_seconds: u64,
    /// The end moves no further than this in all, in seconds.
    pub extend_most_seconds: u64,
    /// Seconds per block, as measured.
    pub block_seconds: Decimal,
    /// How far the wall clock may run ahead of the blocks, in seconds.
    pub halt_slack_seconds: u64,
}

impl EnglishParams {
    /// Refuses parameters that contradict themselves.
    pub fn validate(&self) -> AuctionResult<()> {
        let seconds = |n: u64| Decimal::from_ratio(n, 1u64);
        let rise = self.increment;
        check(!rise.is_zero(), "increment", "above 0", rise)?;
        check(rise <= Decimal::one(), "increment", "at most 1", rise)?;
        check(self.seconds > 0, "seconds", "above 0", Decimal::zero())?;
        let (once, most) = (self.extend_seconds, self.extend_most_seconds);
        let within = once <= self.seconds;
        check(within, "extend_seconds", "at most seconds", seconds(once))?;
        let bounded = once <= most;
        check(
            bounded,
            "extend_most_seconds",
            "at least extend_seconds",
            seconds(most),
        )?;
        let block = self.block_seconds;
        check(!block.is_zero(), "block_seconds", "above 0", block)
    }
}

/// Rising bids; the terms are frozen when the lot opens.
#[cw_serde]
#[derive(Copy)]
pub struct English {
    /// No sale below.
    pub floor: PairPrice,
    /// The least raise, as a share of the leading price.
    pub increment: Decimal,
    /// A bid this close to the end moves it, in seconds.
    pub extend_seconds: u64,
    /// When it ends as things are, in seconds of its clock.
    pub ends: u64,
    /// When it ends at the latest.
    pub ends_at_most: u64,
    /// The highest bid.
    pub leading: Option<Leading>,
}

/// The highest bid.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Leading {
    /// Its number.
    pub bid: u64,
    /// What it offers.
    pub price: PairPrice,
    /// The money that is held for it: exactly what it pays if it wins.
    pub escrow: DebtAmount,
}

/// A bid that no longer leads.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Outbid {
    /// Its number.
    pub bid: u64,
    /// What its bidder can claim at once.
    pub refund: DebtAmount,
}

/// What a bid has done.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Raised {
    /// What is held of the bidder's money; the rest goes back at once.
    pub escrow: DebtAmount,
    /// Who led before.
    pub outbid: Option<Outbid>,
    /// When the auction ends now, in seconds of its clock.
    pub ends: u64,
}

/// Who bought the lot.
#[cw_serde]
#[derive(Copy)]
pub struct Won {
    /// The number of the bid.
    pub bid: u64,
    /// What it gets and pays: all that was held for it.
    pub take: Take,
    /// The payment, split.
    pub shares: Split,
}

impl English {
    /// The least that a bid must offer now: the floor, then the leading price and the increment,
    /// rounded up.
    pub fn least(&self) -> AuctionResult<PairPrice> {
        let Some(leading) = self.leading else {
            return Ok(self.floor);
        };
        let raised = leading.price.scaled_ceil(self.increment.one_plus()?)?;
        // The smallest prices do not grow by a share of themselves.
        let next = leading.price.atomics().saturating_add(1u128.into());
        Ok(raised.max(PairPrice::from_atomics(next)))
    }

    fn extended(&self, elapsed: u64) -> u64 {
        let late = elapsed.saturating_add(self.extend_seconds);
        self.ends.max(late.min(self.ends_at_most))
    }
}

impl Sale {
    /// Opens an English auction. `buffer` and `pair_price` of the terms say nothing here. Errors:
    /// `Parameter`.
    pub fn open_english(
        terms: &SaleTerms,
        params: &EnglishParams,
        opened: Clock,
    ) -> AuctionResult<Self> {
        params.validate()?;
        let english = English {
            floor: terms.floor,
            increment: params.increment,
            extend_seconds: params.extend_seconds,
            ends: params.seconds,
            ends_at_most: params.seconds.saturating_add(params.extend_most_seconds),
            leading: None,
        };
        let clock = (params.block_seconds, params.halt_slack_seconds);
        Self::with(Mode::English(english), Life::PreSale, terms, clock, opened)
    }

    /// The auction of this sale. Errors: `WrongMode`.
    pub fn english(&self) -> BidResult<&English> {
        match &self.mode {
            Mode::English(english) => Ok(english),
            _ => Err(BidError::WrongMode {
                expected: "an English auction",
            }),
        }
    }

    /// What has ended the bidding at this age, if anything.
    pub(crate) fn bidding_ended(
        &self,
        english: &English,
        elapsed: u64,
    ) -> AuctionResult<Option<CloseReason>> {
        if elapsed <= english.ends {
            return Ok(None);
        }
        let Some(leading) = english.leading else {
            return Ok(Some(CloseReason::Tail));
        };
        Ok(self.take_of_all(leading.price)?.closes)
    }

    /// A bid of `price` for the lot, with `money` for it. Errors: `Ended`, `TooLow`, `Escrow`.
    pub fn raise(
        &mut self,
        clock: Clock,
        bid: u64,
        price: PairPrice,
        money: DebtAmount,
    ) -> BidResult<Raised> {
        let mut english = *self.english()?;
        if let Some(reason) = self.ended(clock)? {
            return Err(AuctionError::Ended { reason }.into());
        }
        let least = english.least()?;
        if price < least {
            return Err(BidError::TooLow { price, least });
        }
        let escrow = self.take_of_all(price)?.payment;
        pays(escrow, money)?;
        let before = english.leading.replace(Leading { bid, price, escrow });
        english.ends = english.extended(self.elapsed(clock)?);
        self.mode = Mode::English(english);
        Ok(Raised {
            escrow,
            outbid: before.map(|old| Outbid {
                bid: old.bid,
                refund: old.escrow,
            }),
            ends: english.ends,
        })
    }

    /// Anyone: the highest bid buys, once the bidding is over. Errors: `NotWon`; `NotOpen` if it was
    /// settled already; `Ended` if the chain stood still: then the sale closes unsold, and the money of
    /// the highest bid can be claimed.
    pub fn settle(&mut self, clock: Clock) -> BidResult<Won> {
        let english = *self.english()?;
        if let Life::Closed { .. } = self.life {
            return Err(AuctionError::NotOpen { life: self.life }.into());
        }
        let reason = self.ended(clock)?.ok_or(BidError::NotWon)?;
        if reason == CloseReason::Halted {
            return Err(AuctionError::Ended { reason }.into());
        }
        let leading = english.leading.ok_or(BidError::NotWon)?;
        let take = self.take_of_all(leading.price)?;
        let shares = self.book(&take)?;
        self.life = Life::Closed { reason };
        Ok(Won {
            bid: leading.bid,
            take,
            shares,
        })
    }
}
