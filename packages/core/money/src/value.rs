//! Values: what amounts are worth in quote units, comparable over all assets.
//!
//! What must always hold: a [`CollateralValue`] is never more, a [`DebtValue`] never less than the
//! exact worth, so that health computed from both errs to the safe side.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint256, Uint512};

use crate::error::{by_zero, overflow, underflow, MathResult};

/// Decimals of both kinds of value.
pub const VALUE_DECIMALS: u32 = 18;

/// `a · b / c` over 512 bits.
pub(crate) fn mul_div(
    a: Uint256,
    b: Uint256,
    c: Uint256,
    up: bool,
    operation: &'static str,
) -> MathResult<Uint256> {
    if c.is_zero() {
        return Err(by_zero(operation));
    }
    let product: Uint512 = a.full_mul(b);
    let divisor = Uint512::from(c);
    let floor = product
        .checked_div(divisor)
        .map_err(|_| by_zero(operation))?;
    let rest = product
        .checked_rem(divisor)
        .map_err(|_| by_zero(operation))?;
    let floor = Uint256::try_from(floor).map_err(|_| overflow(operation))?;
    if up && !rest.is_zero() {
        return floor
            .checked_add(Uint256::one())
            .map_err(|_| overflow(operation));
    }
    Ok(floor)
}

/// `a · b / c` over 512 bits, rounded down. Errors: `DivideByZero`, `Overflow` above 2^256 - 1;
/// both name `operation`.
pub fn mul_div_floor(
    a: Uint256,
    b: Uint256,
    c: Uint256,
    operation: &'static str,
) -> MathResult<Uint256> {
    mul_div(a, b, c, false, operation)
}

/// `a · b / c` over 512 bits, rounded up. Errors as [`mul_div_floor`].
pub fn mul_div_ceil(
    a: Uint256,
    b: Uint256,
    c: Uint256,
    operation: &'static str,
) -> MathResult<Uint256> {
    mul_div(a, b, c, true, operation)
}

macro_rules! value {
    ($(#[$doc:meta])* $name:ident, $up:literal) => {
        $(#[$doc])*
        #[cw_serde]
        #[derive(Copy, Default, PartialOrd, Ord, Eq)]
        pub struct $name(Uint256);

        impl $name {
            /// Worth nothing.
            pub const ZERO: Self = Self(Uint256::zero());

            /// From quote units with 18 decimals.
            pub const fn from_atomics(atomics: Uint256) -> Self {
                Self(atomics)
            }

            /// From whole quote units (dollars).
            pub fn from_whole(whole: u128) -> MathResult<Self> {
                Uint256::from(whole)
                    .checked_mul(Uint256::from(10u128.pow(VALUE_DECIMALS)))
                    .map(Self)
                    .map_err(|_| overflow(stringify!($name)))
            }

            /// Quote units with 18 decimals.
            pub const fn atomics(self) -> Uint256 {
                self.0
            }

            /// Is it worth nothing?
            pub const fn is_zero(self) -> bool {
                self.0.is_zero()
            }

            /// The sum.
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

            /// `self · ratio`, rounded as the type says.
            pub fn scaled(self, ratio: Decimal) -> MathResult<Self> {
                let n = Uint256::from(ratio.atomics());
                let d = Uint256::from(Decimal::one().atomics());
                mul_div(self.0, n, d, $up, concat!(stringify!($name), " · ratio")).map(Self)
            }
        }
    };
}

value!(
    /// What collateral is worth: quote units with 18 decimals, rounded down.
    CollateralValue,
    false
);
value!(
    /// What debt is worth: quote units with 18 decimals, rounded up.
    DebtValue,
    true
);
