//! What the one who triggers a liquidation earns.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{mul_div_floor, DebtValue, RatioExt};

use crate::error::check;
use crate::RiskResult;

/// `tip + chip · debt`, accrued at the trigger and paid from fees really collected (DEC-10).
#[cw_serde]
#[derive(Copy)]
pub struct KeeperPay {
    /// Quote units for each liquidation.
    pub tip: DebtValue,
    /// Share of the debt put up for repayment.
    pub chip: Decimal,
}

impl KeeperPay {
    /// What triggering repayment of `debt` earns, rounded down.
    pub fn accrued(&self, debt: DebtValue) -> RiskResult<DebtValue> {
        let one = Decimal::one().atomics().into();
        let chip = mul_div_floor(debt.atomics(), self.chip.atomics().into(), one, "chip")?;
        Ok(self.tip.plus(DebtValue::from_atomics(chip))?)
    }

    /// Refuses pay that exceeds the fee on the smallest lot: `tip + chip·debt ≤ fee_share·min·debt`
    /// at `smallest_lot` and `chip ≤ fee_share·min`, hence on every larger one, so that farming never pays
    /// (DEC-10).
    pub fn validate(
        &self,
        smallest_lot: DebtValue,
        fee_share: Decimal,
        min_bonus: Decimal,
    ) -> RiskResult<()> {
        let fee = fee_share.times(min_bonus)?;
        let one = Decimal::one().atomics().into();
        let earned = mul_div_floor(smallest_lot.atomics(), fee.atomics().into(), one, "fee")?;
        // By itself this says nothing of larger lots where the smallest is zero.
        check(
            self.chip <= fee,
            "keeper chip",
            "at most the fee's share of a repayment",
            self.chip,
        )?;
        let paid = smallest_lot.scaled(self.chip)?.plus(self.tip)?;
        check(
            paid.atomics() <= earned,
            "keeper chip (or tip)",
            "tip + chip · smallest lot within the fee on the smallest lot",
            self.chip,
        )
    }
}
