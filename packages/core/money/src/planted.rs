//! Planted mistakes: each is one that somebody could really make, at the very place where it would
//! be made. `tests/mutants` switches one on at a time and demands that the fault simulator notices it.
//!
//! What must always hold: without the feature `planted` the macro leaves nothing but the right code
//! behind, so that what goes on a chain has no switch at all (`tests/tidy` asserts that nothing but
//! those tests turns the feature on). It lives in the lowest crate because mistakes are planted in
//! all layers.

/// The right code, and what a mistake would make of it.
///
/// `planted!(right; Name => wrong)` is an expression: `wrong` while the mistake is switched on.
/// `planted!(Name => wrong)` is a statement that is only there for the mistake.
#[cfg(not(feature = "planted"))]
#[macro_export]
macro_rules! planted {
    ($right:expr; $name:ident => $wrong:expr) => {
        $right
    };
    ($name:ident => $wrong:expr) => {};
}

/// The right code, and what a mistake would make of it.
#[cfg(feature = "planted")]
#[macro_export]
macro_rules! planted {
    ($right:expr; $name:ident => $wrong:expr) => {
        if $crate::planted::is_on($crate::planted::Mistake::$name) {
            $wrong
        } else {
            $right
        }
    };
    ($name:ident => $wrong:expr) => {
        if $crate::planted::is_on($crate::planted::Mistake::$name) {
            $wrong
        }
    };
}

#[cfg(feature = "planted")]
pub use switch::{is_on, reached, switch, Mistake};

#[cfg(feature = "planted")]
mod switch {
    use std::cell::Cell;

    macro_rules! mistakes {
        ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
            /// What can be switched on.
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum Mistake {
                $($(#[doc = $doc])+ $name,)+
            }

            impl Mistake {
                /// All of them.
                pub const ALL: &'static [Self] = &[$(Self::$name,)+];

                /// Its name.
                pub const fn name(self) -> &'static str {
                    match self {
                        $(Self::$name => stringify!($name),)+
                    }
                }

                /// What it does, in one sentence.
                pub fn says(self) -> String {
                    match self {
                        $(Self::$name => concat!($($doc,)+).trim().to_owned(),)+
                    }
                }
            }
        };
    }

    mistakes! {
        /// Link: a packet that timed out loses its record, and nothing is undone.
        TimeoutNotUndone,
        /// Link: an ack that cannot be understood is taken for a refusal.
        UnknownAckUndone,
        /// Link: packets in flight are kept under an own count of all links' packets.
        OwnSequence,
        /// Link: the record of a packet stays when its outcome has come.
        OutcomeRecordKept,
        /// Hub: a release that was refused or timed out is undone twice.
        ReleaseUndoneTwice,
        /// Hub: an order that was refused counts as done.
        RefusalTakenAsDone,
        /// Hub: a loan that was refused or timed out is undone twice.
        LoanUndoneTwice,
        /// Hub: the ack of a loan ends its worst case, before the market has said what it minted.
        AckTakenAsReport,
        /// Hub: lots that were never opened are taken off the books twice.
        OpeningUndoneTwice,
        /// Hub: lots that were never opened stay on the books.
        OpeningNotUndone,
        /// Hub: what lots put up is not taken off the mirror.
        SeizureNotMarked,
        /// Hub: what a market minted is the last that it said, not the most.
        MintedMergedByLast,
        /// Hub: withdrawals and loans are judged in the best case.
        BestForWorst,
        /// Hub: liquidations are judged in the worst case.
        WorstForBest,
        /// Hub: a listing has the price of the first asset that was asked for.
        PriceOfWrongAsset,
        /// Hub: a settlement says what is still missing, not what came in all.
        SettlementNotCumulative,
        /// Hub: a lot's money counts as credited when the lot is closed.
        ClosedTakenAsCredited,
        /// Risk: every price of a certificate may use up all the slack.
        SlackNotShared,
        /// Outpost: a deposit that the hub refused is admitted.
        RefusedDepositAdmitted,
        /// Outpost: a command that timed out is forgotten.
        TimedOutCommandForgotten,
        /// Outpost: the liquidity of a loan that was refused stays reserved.
        ReserveNotFreed,
        /// Vault: a deposit that is admitted stays pending as well.
        DepositCountedTwice,
        /// Vault: what is released stays on the account.
        ReleaseNotDrawn,
        /// Vault: what comes back unsold is not locked again.
        ReturnNotLocked,
        /// Vault: a refused deposit becomes a claim of the outpost, not of the depositor.
        RefundToWrongSide,
        /// Vault: a payment that the bank refused becomes nobody's claim.
        FailedPaymentLost,
        /// Market: a settlement credits money that has not arrived.
        WordTakenAsMoney,
        /// Market: what was credited of a lot before is credited again.
        CreditNotCumulative,
        /// Market: a surplus is booked twice for the account.
        SurplusTwice,
        /// Market: a payment burns shares rounded up.
        BurnRoundedUp,
        /// Market: a loan mints shares rounded down.
        MintRoundedDown,
        /// Market: lenders leave at the better of two prices.
        ExitAtBetterPrice,
        /// Market: what lenders lose is not booked as their loss.
        LossNotBooked,
        /// Pool: stakers leave while money is held for a loss.
        UnstakeBeforePayout,
        /// Pool: a payout leaves the stakes as they were.
        LossNotShared,
        /// Auction house: the keeper is paid more than the fee that came in.
        FeeAboveCollected,
        /// Auction house: fees that were paid out are held on.
        FeesPaidTwice,
        /// Auction house: unsold collateral stays where it is.
        RestKept,
        /// Auction house: a lot says that its fee is money for the debt too.
        FeeTakenAsProceeds,
        /// Auction: a lot is sold below its floor.
        SoldBelowFloor,
    }

    thread_local! {
        static ON: Cell<Option<Mistake>> = Cell::new(from_environment());
        static REACHED: Cell<u64> = const { Cell::new(0) };
    }

    /// `SEAWALL_PLANTED=Name` switches one on for a whole run of tests, whatever their threads.
    fn from_environment() -> Option<Mistake> {
        let name = std::env::var("SEAWALL_PLANTED").ok()?;
        Mistake::ALL.iter().copied().find(|m| m.name() == name)
    }

    /// Switches one mistake on and all others off, for this thread.
    pub fn switch(mistake: Option<Mistake>) {
        ON.set(mistake);
        REACHED.set(0);
    }

    /// How often the wrong code ran on this thread since the last switch.
    pub fn reached() -> u64 {
        REACHED.get()
    }

    /// Is this the one that is switched on?
    pub fn is_on(mistake: Mistake) -> bool {
        let on = ON.get() == Some(mistake);
        if on {
            REACHED.set(REACHED.get().saturating_add(1));
        }
        on
    }
}
