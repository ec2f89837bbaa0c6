//! Prices of collateral in debt: what a lot is sold at.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128, Uint256};

use crate::error::{overflow, MathResult};
use crate::value::mul_div;
use crate::{CollateralAmount, DebtAmount, Price, PRICE_DECIMALS};

/// Base units of a debt asset per base unit of collateral, 36 decimals.
#[cw_serde]
#[derive(Copy, Default, PartialOrd, Ord, Eq)]
pub struct PairPrice(Uint256);

fn one() -> MathResult<Uint256> {
    Uint256::from(10u128)
        .checked_pow(PRICE_DECIMALS)
        .map_err(|_| overflow("power of ten"))
}

impl PairPrice {
    /// No price at all.
    pub const ZERO: Self = Self(Uint256::zero());

    /// From 36-decimal atomics.
    pub const fn from_atomics(atomics: Uint256) -> Self {
        Self(atomics)
    }

    /// 36-decimal atomics.
    pub const fn atomics(self) -> Uint256 {
        self.0
    }

    /// Is there no price?
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The price of collateral in debt, rounded down. Errors: `DivideByZero` without a debt price.
    pub fn of(collateral: Price, debt: Price) -> MathResult<Self> {
        mul_div(
            collateral.atomics(),
            one()?,
            debt.atomics(),
            false,
            "pair price",
        )
        .map(Self)
    }

    /// The price at which all of `collateral` brings at least `payment`, rounded up.
    /// Errors: `DivideByZero` without collateral.
    pub fn bringing(payment: DebtAmount, collateral: CollateralAmount) -> MathResult<Self> {
        let (debt, units) = (payment.uint().into(), collateral.uint().into());
        mul_div(debt, one()?, units, true, "price of a whole lot").map(Self)
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
        let unit = Uint256::from(Decimal::one().atomics());
        mul_div(
            self.0,
            Uint256::from(ratio.atomics()),
            unit,
            up,
            "pair price · ratio",
        )
        .map(Self)
    }

    /// What a buyer pays for `collateral`, rounded up: against the buyer.
    pub fn payment_for(self, collateral: CollateralAmount) -> MathResult<DebtAmount> {
        let units = mul_div(
            self.0,
            Uint256::from(collateral.uint()),
            one()?,
            true,
            "payment for a lot",
        )?;
        let units = Uint128::try_from(units).map_err(|_| overflow("payment for a lot"))?;
        Ok(DebtAmount::from(units))
    }

    /// What `collateral` is worth in debt, rounded down.
    pub fn worth_floor(self, collateral: CollateralAmount) -> MathResult<DebtAmount> {
        let units = mul_div(
            self.0,
            Uint256::from(collateral.uint()),
            one()?,
            false,
            "worth of a lot",
        )?;
        let units = Uint128::try_from(units).map_err(|_| overflow("worth of a lot"))?;
        Ok(DebtAmount::from(units))
    }

    /// What `payment` buys, rounded down: against the buyer. Errors: `DivideByZero` at price zero.
    pub fn bought_with(self, payment: DebtAmount) -> MathResult<CollateralAmount> {
        self.collateral(payment, false)
    }

    /// How much collateral must be put up to be worth at least `debt`, rounded up.
    pub fn collateral_worth_ceil(self, debt: DebtAmount) -> MathResult<CollateralAmount> {
        self.collateral(debt, true)
    }

    fn collateral(self, debt: DebtAmount, up: bool) -> MathResult<CollateralAmount> {
        let units = mul_div(
            Uint256::from(debt.uint()),
            one()?,
            self.0,
            up,
            "collateral for debt",
        )?;
        let units = Uint128::try_from(units).map_err(|_| overflow("collateral for debt"))?;
        Ok(CollateralAmount::from(units))
    }
}
