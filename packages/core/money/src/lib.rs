//! Money: amounts, values, prices, ratios and indices, with the rounding in the type.
//!
//! What must always hold: an amount of collateral can never be added to an amount of debt, a value
//! of collateral is always rounded down and a value of debt always up, and nothing overflows in
//! silence: every operation that can fail returns [`MathError`]. Nothing here knows storage, time
//! or a chain; contracts, keepers and simulators all compute with this one crate.
//!
//! Units. Amounts are integers in base units of their asset. [`Price`] is quote units (USD) per
//! base unit with 36 decimals, so that an asset with 18 decimals still has 18 digits of price.
//! Values are quote units with 18 decimals.
//!
//! Amounts of one role add up:
//!
//! ```
//! use seawall_money::{CollateralAmount, DebtAmount};
//! let (collateral, debt) = (CollateralAmount::new(1), DebtAmount::new(2));
//! assert!(collateral.plus(collateral).is_ok());
//! assert!(debt.plus(debt).is_ok());
//! ```
//!
//! Amounts of two roles do not:
//!
//! ```compile_fail
//! use seawall_money::{CollateralAmount, DebtAmount};
//! let (collateral, debt) = (CollateralAmount::new(1), DebtAmount::new(2));
//! assert!(collateral.plus(debt).is_ok());
//! ```
//!
//! nor can they be compared,
//!
//! ```compile_fail
//! use seawall_money::{CollateralAmount, DebtAmount};
//! let (collateral, debt) = (CollateralAmount::new(1), DebtAmount::new(2));
//! assert!(collateral < debt);
//! ```
//!
//! nor is there a sum that could wrap:
//!
//! ```compile_fail
//! use seawall_money::{CollateralAmount, DebtAmount};
//! let (collateral, debt) = (CollateralAmount::new(1), DebtAmount::new(2));
//! let sum = collateral + collateral;
//! ```
//!
//! Values are kept apart in the same way:
//!
//! ```
//! use seawall_money::{CollateralValue, DebtValue};
//! let (collateral, debt) = (CollateralValue::ZERO, DebtValue::ZERO);
//! assert!(collateral.plus(collateral).is_ok());
//! assert!(debt.plus(debt).is_ok());
//! ```
//!
//! ```compile_fail
//! use seawall_money::{CollateralValue, DebtValue};
//! let (collateral, debt) = (CollateralValue::ZERO, DebtValue::ZERO);
//! assert!(collateral.plus(debt).is_ok());
//! ```

mod amount;
mod error;
mod index;
mod pair;
pub mod planted;
mod price;
mod ratio;
mod value;

pub use amount::{CollateralAmount, DebtAmount, DebtShares, LenderShares, PoolShares};
pub use error::{MathError, MathResult};
pub use index::{Index, SECONDS_PER_YEAR};
pub use pair::PairPrice;
pub use price::{Price, MAX_DECIMALS, PRICE_DECIMALS};
pub use ratio::{parse_ratio, HealthFactor, RatioExt};
pub use value::{mul_div_ceil, mul_div_floor, CollateralValue, DebtValue, VALUE_DECIMALS};
