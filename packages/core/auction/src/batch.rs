//! The verbs of bidders in a sealed batch: commit, withdraw, reveal.
//!
//! What must always hold: each verb either does all of it or changes nothing; a halt stops them all. The
//! auction house keeps commitments and revealed bids as records of its own, in the order of [`Revealed`],
//! and moves the money that each answer names.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Binary, Decimal};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::sealed::{Phase, Sealed, SealedBatch};
use crate::{
    AuctionError, AuctionResult, BidError, BidResult, Clock, CloseReason, Commitment, Life, Mode,
    Opening, Revealed, Sale, SaleTerms, Window, HASH_BYTES,
};

/// How lots of one collateral are sold in batches.
#[cw_serde]
#[derive(Copy)]
pub struct SealedParams {
    /// Its blocks.
    pub window: Window,
    /// A commitment's bond, as a share of what the lot brings at its floor.
    pub bond: Decimal,
    /// The least that a bid may want, as a share of the lot: bounds what clearing has to go through.
    pub min_bid: Decimal,
    /// Seconds per block, as measured.
    pub block_seconds: Decimal,
    /// How far the wall clock may run ahead of the blocks, in seconds.
    pub halt_slack_seconds: u64,
}

impl SealedParams {
    /// Refuses parameters that contradict themselves.
    pub fn validate(&self) -> AuctionResult<()> {
        let share = |value: Decimal, field| {
            check(!value.is_zero(), field, "above 0", value)?;
            check(value <= Decimal::one(), field, "at most 1", value)
        };
        self.window.validate()?;
        share(self.bond, "bond")?;
        share(self.min_bid, "min_bid")?;
        let block = self.block_seconds;
        check(!block.is_zero(), "block_seconds", "above 0", block)
    }
}

impl Sale {
    /// Opens a batch. `buffer` and `pair_price` of the terms say nothing here. Errors: `Parameter`.
    pub fn open_sealed(
        terms: &SaleTerms,
        params: &SealedParams,
        opened: Clock,
    ) -> AuctionResult<Self> {
        params.validate()?;
        let at_floor = terms.floor.worth_floor(terms.put_up);
        let at_floor = at_floor.unwrap_or(DebtAmount::MAX).min(terms.close_at);
        let one = CollateralAmount::new(1);
        let sealed = Sealed {
            floor: terms.floor,
            min_bid: terms.put_up.scaled_ceil(params.min_bid)?.max(one),
            bond: at_floor.scaled_ceil(params.bond)?.max(DebtAmount::new(1)),
            window: params.window,
            batch: SealedBatch::Committing { commitments: 0 },
        };
        let clock = (params.block_seconds, params.halt_slack_seconds);
        Self::with(Mode::Sealed(sealed), Life::PreSale, terms, clock, opened)
    }

    /// The batch of this sale. Errors: `WrongMode`.
    pub fn sealed(&self) -> BidResult<&Sealed> {
        match &self.mode {
            Mode::Sealed(sealed) => Ok(sealed),
            _ => Err(BidError::WrongMode {
                expected: "a sealed batch",
            }),
        }
    }

    /// Blocks since the opening: what windows count.
    pub fn block(&self, clock: Clock) -> u32 {
        let blocks = clock.height.saturating_sub(self.opened.height);
        u32::try_from(blocks).unwrap_or(u32::MAX)
    }

    /// What is possible with the batch now. Errors: `WrongMode`; `Ended` if the chain stood still, and
    /// the sale only waits to be closed.
    pub fn phase(&self, clock: Clock) -> BidResult<Phase> {
        let sealed = self.sealed()?;
        let waits = self.life == Life::PreSale;
        if waits && self.is_halted(clock)? {
            let reason = CloseReason::Halted;
            return Err(AuctionError::Ended { reason }.into());
        }
        Ok(sealed.phase(self.block(clock)))
    }

    /// Does a verb in this phase, on a copy, so that a refusal changes nothing.
    pub(crate) fn in_phase<T>(
        &mut self,
        clock: Clock,
        expected: Phase,
        verb: impl FnOnce(&mut Sealed, u32) -> BidResult<T>,
    ) -> BidResult<T> {
        let actual = self.phase(clock)?;
        if actual != expected {
            return Err(BidError::WrongPhase { expected, actual });
        }
        let (mut sealed, block) = (*self.sealed()?, self.block(clock));
        let done = verb(&mut sealed, block)?;
        self.mode = Mode::Sealed(sealed);
        Ok(done)
    }

    /// Takes a hash, and of `money` the bond, [`Sealed::bond`]; answers the record to keep. Errors:
    /// `CommitmentLength`, `Escrow`, `WrongPhase`, `Ended`.
    pub fn commit(
        &mut self,
        clock: Clock,
        hash: Binary,
        money: DebtAmount,
    ) -> BidResult<Commitment> {
        if hash.len() != HASH_BYTES {
            let actual = hash.len();
            return Err(BidError::CommitmentLength { actual });
        }
        pays(self.sealed()?.bond, money)?;
        let commit = |sealed: &mut Sealed, block| sealed.commit().map(|()| block);
        let block = self.in_phase(clock, Phase::Committing, commit)?;
        Ok(Commitment { hash, block })
    }

    /// Takes a commitment back while it is not binding; the bond can be claimed at once. Errors:
    /// `Binding`, `WrongPhase`, `Ended`.
    pub fn withdraw(&mut self, clock: Clock) -> BidResult<DebtAmount> {
        let withdraw = |sealed: &mut Sealed, block| sealed.withdraw(block).map(|()| sealed.bond);
        self.in_phase(clock, Phase::Committing, withdraw)
    }

    /// What a revealed bid must hold: its price for all of it.
    pub fn escrow_of(price: PairPrice, amount: CollateralAmount) -> BidResult<DebtAmount> {
        Ok(price.payment_for(amount)?)
    }

    /// Shows bid `bid` of `bidder` for `lot`, with `money` for it; answers the record to keep. What of
    /// the money is above its `escrow`, and the bond, can be claimed at once. Errors: `NotCommitted`,
    /// `TooLow`, `Amount`, `Escrow`, `SaltLength`, `WrongPhase`, `Ended`.
    pub fn reveal(
        &mut self,
        clock: Clock,
        (lot, bid, bidder): (u64, u64, &str),
        commitment: &Commitment,
        opening: &Opening,
        money: DebtAmount,
    ) -> BidResult<Revealed> {
        if opening.seal(lot, bidder)? != commitment.hash {
            return Err(BidError::NotCommitted);
        }
        self.sealed()?.allows(opening, self.put_up)?;
        let escrow = Self::escrow_of(opening.price, opening.amount)?;
        pays(escrow, money)?;
        let salt = opening.entropy(lot, bidder)?;
        let reveal = |sealed: &mut Sealed, _| sealed.reveal(salt);
        self.in_phase(clock, Phase::Revealing, reveal)?;
        Ok(Revealed {
            bid,
            block: commitment.block,
            price: opening.price,
            amount: opening.amount,
            escrow,
        })
    }
}

/// Refuses money that does not pay for what must be held.
pub(crate) fn pays(expected: DebtAmount, actual: DebtAmount) -> BidResult<()> {
    if actual >= expected {
        return Ok(());
    }
    Err(BidError::Escrow { expected, actual })
}
