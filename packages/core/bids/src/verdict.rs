//! What was decided about a bid, once and for all.
//!
//! What must always hold: a verdict says what the auction house did, or proves that nothing was done; it
//! never takes more than the bid's escrow.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, MathResult, PairPrice};

/// Why a bid got nothing, or not all that it asked for.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Why {
    /// The price is above the bid's limit.
    Price,
    /// The lot is not for sale, or no more.
    LotClosed,
    /// Others had got the rest, or no more was needed.
    SoldOut,
    /// The collateral chain does not take the delivery address.
    Address,
    /// It buys not a single unit, or would leave dust.
    TooSmall,
    /// Others paid more.
    Outbid,
    /// A sealed bid was not revealed, or not as it was committed.
    NotRevealed,
    /// Anything else; the number is that of the error.
    Other {
        /// The code.
        code: u32,
    },
}

/// What was decided.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Verdict {
    /// All that the money buys was delivered.
    Filled {
        /// Taken from the escrow.
        payment: DebtAmount,
        /// Delivered.
        collateral: CollateralAmount,
    },
    /// Less was delivered than the money buys.
    Partly {
        /// Taken from the escrow.
        payment: DebtAmount,
        /// Delivered.
        collateral: CollateralAmount,
        /// Why not more.
        why: Why,
    },
    /// Nothing was delivered.
    Refused {
        /// Why.
        why: Why,
        /// The bond that is lost by it.
        forfeit: DebtAmount,
    },
    /// It came after its last moment.
    Expired,
    /// The bidder took it back first.
    Cancelled,
    /// It was never received by who decides, and never will be.
    Never,
}

impl Verdict {
    /// Refused, at no cost.
    pub const fn refused(why: Why) -> Self {
        Self::Refused {
            why,
            forfeit: DebtAmount::ZERO,
        }
    }

    /// After a purchase at `price` from an escrow: was it all that the money buys?
    pub fn of_purchase(
        escrow: DebtAmount,
        price: PairPrice,
        payment: DebtAmount,
        collateral: CollateralAmount,
    ) -> MathResult<Self> {
        if collateral.is_zero() {
            return Ok(Self::refused(Why::SoldOut));
        }
        let rest = escrow.minus(payment)?;
        if price.bought_with(rest)?.is_zero() {
            return Ok(Self::Filled {
                payment,
                collateral,
            });
        }
        Ok(Self::Partly {
            payment,
            collateral,
            why: Why::SoldOut,
        })
    }

    /// What it takes from the escrow for collateral.
    pub const fn payment(&self) -> DebtAmount {
        match self {
            Self::Filled { payment, .. } | Self::Partly { payment, .. } => *payment,
            _ => DebtAmount::ZERO,
        }
    }

    /// What was delivered.
    pub const fn collateral(&self) -> CollateralAmount {
        match self {
            Self::Filled { collateral, .. } | Self::Partly { collateral, .. } => *collateral,
            _ => CollateralAmount::ZERO,
        }
    }

    /// What it takes from the escrow for nothing.
    pub const fn forfeit(&self) -> DebtAmount {
        match self {
            Self::Refused { forfeit, .. } => *forfeit,
            _ => DebtAmount::ZERO,
        }
    }
}
