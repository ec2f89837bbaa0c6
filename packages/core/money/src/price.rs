//! Prices of one asset in quote units.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Decimal256, Uint128, Uint256};

use crate::error::{overflow, MathError, MathResult};
use crate::value::{mul_div, VALUE_DECIMALS};
use crate::{CollateralAmount, CollateralValue, DebtAmount, DebtValue};

/// Decimals of a [`Price`].
pub const PRICE_DECIMALS: u32 = 36;
/// The most decimals an asset may have.
pub const MAX_DECIMALS: u8 = 18;

/// Quote units per base unit of an asset, 36 decimals.
#[cw_serde]
#[derive(Copy, Default, PartialOrd, Ord, Eq)]
pub struct Price(Uint256);

fn ten_to(exponent: u32) -> MathResult<Uint256> {
    Uint256::from(10u128)
        .checked_pow(exponent)
        .map_err(|_| overflow("power of ten"))
}

impl Price {
    /// No price at all; a real price is never zero.
    pub const ZERO: Self = Self(Uint256::zero());

    /// From quote units per base unit with 36 decimals.
    pub const fn from_atomics(atomics: Uint256) -> Self {
        Self(atomics)
    }

    /// From quote units per whole token of an asset with `decimals` decimals. Exact.
    /// Errors: `TooManyDecimals` above [`MAX_DECIMALS`].
    pub fn per_token(quote: Decimal, decimals: u8) -> MathResult<Self> {
        if decimals > MAX_DECIMALS {
            return Err(MathError::TooManyDecimals {
                actual: decimals,
                max: MAX_DECIMALS,
            });
        }
        // 18 decimals of the quote leave 18 - decimals to reach 36 per base unit.
        let shift = ten_to(u32::from(MAX_DECIMALS.saturating_sub(decimals)))?;
        Uint256::from(quote.atomics())
            .checked_mul(shift)
            .map(Self)
            .map_err(|_| overflow("price per token"))
    }

    /// From quote units per base unit. Exact. Errors: `Overflow` above 10^41.
    pub fn per_unit(quote: Decimal256) -> MathResult<Self> {
        let shift = ten_to(PRICE_DECIMALS.saturating_sub(Decimal256::DECIMAL_PLACES))?;
        quote
            .atomics()
            .checked_mul(shift)
            .map(Self)
            .map_err(|_| overflow("price per unit"))
    }

    /// Quote units per base unit with 36 decimals.
    pub const fn atomics(self) -> Uint256 {
        self.0
    }

    /// Is there no price?
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// `self · ratio`, rounded down.
    pub fn scaled_floor(self, ratio: Decimal) -> MathResult<Self> {
        self.scaled(ratio, false)
    }

    /// `self · ratio`, rounded up.
    pub fn scaled_ceil(self, ratio: Decimal) -> MathResult<Self> {
        self.scaled(ratio, true)
    }

    fn scaled(self, ratio: Decimal, up: bool) -> MathResult<Self> {
        let one = Uint256::from(Decimal::one().atomics());
        mul_div(
            self.0,
            Uint256::from(ratio.atomics()),
            one,
            up,
            "price · ratio",
        )
        .map(Self)
    }

    /// What `amount` of collateral is worth, rounded down.
    pub fn of_collateral(self, amount: CollateralAmount) -> MathResult<CollateralValue> {
        self.worth(amount.uint(), false)
            .map(CollateralValue::from_atomics)
    }

    /// What `amount` of debt is worth, rounded up.
    pub fn of_debt(self, amount: DebtAmount) -> MathResult<DebtValue> {
        self.worth(amount.uint(), true).map(DebtValue::from_atomics)
    }

    fn worth(self, units: Uint128, up: bool) -> MathResult<Uint256> {
        let shift = ten_to(PRICE_DECIMALS.saturating_sub(VALUE_DECIMALS))?;
        mul_div(
            self.0,
            Uint256::from(units),
            shift,
            up,
            "value of an amount",
        )
    }

    /// How much debt `value` buys, rounded down. Errors: `DivideByZero` without a price.
    pub fn debt_worth_floor(self, value: DebtValue) -> MathResult<DebtAmount> {
        self.units(value.atomics(), false).map(DebtAmount::from)
    }

    /// How much debt it takes to make at least `value`, rounded up.
    pub fn debt_worth_ceil(self, value: DebtValue) -> MathResult<DebtAmount> {
        self.units(value.atomics(), true).map(DebtAmount::from)
    }

    /// How much collateral `value` buys, rounded down. Errors: `DivideByZero` without a price.
    pub fn collateral_worth_floor(self, value: CollateralValue) -> MathResult<CollateralAmount> {
        self.units(value.atomics(), false)
            .map(CollateralAmount::from)
    }

    /// How much collateral it takes to make at least `value`, rounded up.
    pub fn collateral_worth_ceil(self, value: CollateralValue) -> MathResult<CollateralAmount> {
        self.units(value.atomics(), true)
            .map(CollateralAmount::from)
    }

    fn units(self, value: Uint256, up: bool) -> MathResult<Uint128> {
        let shift = ten_to(PRICE_DECIMALS.saturating_sub(VALUE_DECIMALS))?;
        let units = mul_div(value, shift, self.0, up, "amount worth a value")?;
        Uint128::try_from(units).map_err(|_| overflow("amount worth a value"))
    }
}
