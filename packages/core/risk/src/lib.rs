//! Risk: health, bonus, repay-to-target, plans, certificates and volatility, as pure functions.
//!
//! What must always hold: nothing here knows storage, time or a chain; every result is rounded
//! against the account for health and against the taker for sizes (INV-12); the same input gives
//! the same plan on every machine. Coordinator, keepers and simulators all decide with this crate.
//!
//! Units. Volatility is the standard deviation of log returns per square root of a year of
//! [`seawall_money::SECONDS_PER_YEAR`] seconds (0.8 is 80 % a year). Ages are in seconds.

mod bonus;
mod certificate;
mod drift;
mod error;
mod health;
mod keeper;
mod lot;
mod plan;
mod planner;
mod repay;
mod sizing;
mod volatility;

pub use bonus::{Bonus, BonusParams};
pub use certificate::{
    certify, certify_next, Certificate, CollateralPoint, DebtPoint, Level, Side, Trigger,
};
pub use drift::{drift, lowered_floor, new_debt_ltv, raised_buffer, Tightening};
pub use error::{RiskError, RiskResult};
pub use health::{collateral_is_gone, CollateralView, DebtView, Health, Position};
pub use keeper::KeeperPay;
pub use lot::{lot_terms, LotTerms};
pub use plan::{
    plan, LotMode, Payable, Plan, PlanInput, PlanParams, PlannedLot, Sellable, ToxicParams,
    MAX_LOTS,
};
pub use repay::repay_to_target;
pub use volatility::{decay, ema, ln, log_return, Ewma};
