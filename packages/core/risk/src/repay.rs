//! How much debt must be repaid to reach the target health.

use cosmwasm_std::{Decimal, Uint256};
use seawall_money::{mul_div_ceil, CollateralValue, DebtValue, RatioExt};

use crate::RiskResult;

/// `r = (TH·B − Σ C·LT) / (TH − LT·(1 + β))`, rounded up: sells collateral worth `r·(1 + β)` and
/// repays `r`. Zero if the target is met; `None` if `TH ≤ LT·(1 + β)`: no repayment reaches it.
/// May be more than the debt. Every part is rounded so that health afterwards is not below target.
pub fn repay_to_target(
    target: Decimal,
    weighted: CollateralValue,
    debt: DebtValue,
    liquidation_threshold: Decimal,
    beta: Decimal,
) -> RiskResult<Option<DebtValue>> {
    let wanted = debt.scaled(target)?;
    let missing = wanted.atomics().saturating_sub(weighted.atomics());
    if missing.is_zero() {
        return Ok(Some(DebtValue::ZERO));
    }
    let one = Uint256::from(Decimal::one().atomics());
    let lost = mul_div_ceil(
        liquidation_threshold.atomics().into(),
        beta.one_plus()?.atomics().into(),
        one,
        "LT · (1 + β)",
    )?;
    let gained = Uint256::from(target.atomics()).saturating_sub(lost);
    if gained.is_zero() {
        return Ok(None);
    }
    let repay = mul_div_ceil(missing, one, gained, "repay to target")?;
    Ok(Some(DebtValue::from_atomics(repay)))
}
