//! The one error of this crate.

use cosmwasm_std::Decimal;
use seawall_money::{HealthFactor, MathError};
use thiserror::Error;

/// Why a risk calculation has no result.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum RiskError {
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A parameter is outside what is allowed.
    #[error("parameter {field} is {actual}, expected {expected}")]
    Parameter {
        /// Which one.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What it is.
        actual: Decimal,
    },
    /// An index that names no collateral or debt of the account.
    #[error("{what} {index} does not exist, the account has {count}")]
    NoSuch {
        /// "collateral" or "debt".
        what: &'static str,
        /// What was asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// The account has no debt: it has no bonus, no target and no plan.
    #[error("the account has no debt")]
    NoDebt,
    /// The account is healthy: nothing may be planned (INV-6).
    #[error("health factor {factor} is not below 1: the account is safe")]
    Healthy {
        /// Its health in the case that was given.
        factor: HealthFactor,
    },
    /// The logarithm of nothing.
    #[error("a price of zero has no logarithm")]
    LogOfZero,
}

/// A result of this crate.
pub type RiskResult<T> = Result<T, RiskError>;

/// Refuses a parameter unless `ok`.
pub(crate) fn check(
    ok: bool,
    field: &'static str,
    expected: &'static str,
    actual: Decimal,
) -> RiskResult<()> {
    if ok {
        return Ok(());
    }
    Err(RiskError::Parameter {
        field,
        expected,
        actual,
    })
}
