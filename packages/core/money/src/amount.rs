//! Amounts: whole base units, one type per role.
//!
//! What must always hold: amounts of different roles do not mix, and no operation wraps.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{coin, Coin, Decimal, Uint128};

use crate::error::{by_zero, overflow, underflow, MathResult};

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[cw_serde]
        #[derive(Copy, Default, PartialOrd, Ord, Eq)]
        pub struct $name(Uint128);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(Uint128::zero());
            /// The largest amount there is.
            pub const MAX: Self = Self(Uint128::MAX);

            /// This many base units.
            pub const fn new(units: u128) -> Self {
                Self(Uint128::new(units))
            }

            /// The number of base units.
            pub const fn u128(self) -> u128 {
                self.0.u128()
            }

            /// The number of base units, as the chain's integer.
            pub const fn uint(self) -> Uint128 {
                self.0
            }

            /// Is it nothing?
            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum; `Overflow` above 2^128 - 1.
            pub fn plus(self, other: Self) -> MathResult<Self> {
                let sum = self.0.checked_add(other.0);
                sum.map(Self).map_err(|_| overflow(concat!(stringify!($name), " + ")))
            }

            /// The difference; `Underflow` if `other` is more.
            pub fn minus(self, other: Self) -> MathResult<Self> {
                let rest = self.0.checked_sub(other.0);
                rest.map(Self).map_err(|_| underflow(concat!(stringify!($name), " - ")))
            }

            /// The difference, or zero if `other` is more.
            pub fn minus_or_zero(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }

            /// The sum, or the largest amount there is. For totals that only ever limit.
            pub fn plus_or_max(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }

            /// `self · numerator / denominator`, rounded down.
            pub fn part_floor(
                self,
                numerator: impl Into<Uint128>,
                denominator: impl Into<Uint128>,
            ) -> MathResult<Self> {
                let (n, d) = (numerator.into(), denominator.into());
                if d.is_zero() {
                    return Err(by_zero(concat!("part of ", stringify!($name))));
                }
                self.0
                    .checked_multiply_ratio(n, d)
                    .map(Self)
                    .map_err(|_| overflow(concat!("part of ", stringify!($name))))
            }

            /// `self · numerator / denominator`, rounded up.
            pub fn part_ceil(
                self,
                numerator: impl Into<Uint128>,
                denominator: impl Into<Uint128>,
            ) -> MathResult<Self> {
                let (n, d) = (numerator.into(), denominator.into());
                let floor = self.part_floor(n, d)?;
                let exact = floor.0.full_mul(d) == self.0.full_mul(n);
                if exact {
                    Ok(floor)
                } else {
                    floor.plus(Self::new(1))
                }
            }

            /// `self · ratio`, rounded down.
            pub fn scaled_floor(self, ratio: Decimal) -> MathResult<Self> {
                self.part_floor(ratio.atomics(), Decimal::one().atomics())
            }

            /// `self · ratio`, rounded up.
            pub fn scaled_ceil(self, ratio: Decimal) -> MathResult<Self> {
                self.part_ceil(ratio.atomics(), Decimal::one().atomics())
            }

            /// As a coin of `denom`.
            pub fn coin(self, denom: impl Into<String>) -> Coin {
                coin(self.u128(), denom)
            }
        }

        impl From<Uint128> for $name {
            fn from(units: Uint128) -> Self {
                Self(units)
            }
        }

        impl From<u128> for $name {
            fn from(units: u128) -> Self {
                Self::new(units)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

amount!(
    /// Base units of a collateral listing.
    CollateralAmount
);
amount!(
    /// Base units of a debt listing's asset: what is lent, owed, paid, earned.
    DebtAmount
);
amount!(
    /// Shares of a market's debt; their worth in [`DebtAmount`] grows with the borrow index.
    DebtShares
);
amount!(
    /// Shares of what a market's lenders own together.
    LenderShares
);
amount!(
    /// Shares of what an insurance pool's stakers own together.
    PoolShares
);
