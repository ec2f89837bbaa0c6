//! The borrow index: what one debt share is worth.
//!
//! What must always hold: an index never falls; debt from shares rounds up, shares bought by a
//! borrower round up and shares burned by a payment round down (INV-12: against the taker).

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};

use crate::error::{overflow, MathResult};
use crate::value::mul_div;
use crate::{planted, DebtAmount, DebtShares, RatioExt};

/// Seconds of a year of 365 days; interest rates are per such a year.
pub const SECONDS_PER_YEAR: u64 = 31_536_000;

/// Debt per share, 18 decimals; starts at one.
#[cw_serde]
#[derive(Copy, PartialOrd, Ord, Eq)]
pub struct Index(Decimal);

impl Default for Index {
    fn default() -> Self {
        Self::ONE
    }
}

impl Index {
    /// Where every market starts.
    pub const ONE: Self = Self(Decimal::one());

    /// An index of this size.
    pub const fn new(ratio: Decimal) -> Self {
        Self(ratio)
    }

    /// The number.
    pub const fn ratio(self) -> Decimal {
        self.0
    }

    /// What `shares` owe, rounded up.
    pub fn debt(self, shares: DebtShares) -> MathResult<DebtAmount> {
        DebtAmount::from(shares.uint()).scaled_ceil(self.0)
    }

    /// The shares that a loan of `amount` mints, rounded up.
    pub fn shares_minted(self, amount: DebtAmount) -> MathResult<DebtShares> {
        planted!(MintRoundedDown => return self.shares_burned(amount));
        DebtShares::from(amount.uint()).part_ceil(Decimal::one().atomics(), self.0.atomics())
    }

    /// The shares that a payment of `amount` burns, rounded down.
    pub fn shares_burned(self, amount: DebtAmount) -> MathResult<DebtShares> {
        planted!(BurnRoundedUp => return self.shares_minted(amount));
        DebtShares::from(amount.uint()).part_floor(Decimal::one().atomics(), self.0.atomics())
    }

    /// The index after `seconds` at a yearly `rate`, simple within the step, rounded up.
    pub fn grown(self, rate: Decimal, seconds: u64) -> MathResult<Self> {
        let weight = rate.atomics().full_mul(Uint128::from(seconds));
        let year = Decimal::one()
            .atomics()
            .full_mul(Uint128::from(SECONDS_PER_YEAR));
        let growth = mul_div(self.0.atomics().into(), weight, year, true, "interest")?;
        let growth = Uint128::try_from(growth).map_err(|_| overflow("interest"))?;
        Ok(Self(self.0.plus(Decimal::new(growth))?))
    }
}
