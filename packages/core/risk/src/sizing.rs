//! How large a lot is: target, limits and dust rules for one pair of collateral and debt.
//!
//! What must always hold: a lot takes no more than is sellable, repays no more than is owed, and
//! leaves neither debt nor collateral below its dust limit where all of it could be taken (DEC-15).

use cosmwasm_std::{Decimal, Uint256};
use seawall_money::{
    mul_div_floor, CollateralAmount, CollateralValue, DebtAmount, DebtValue, PairPrice, RatioExt,
};

use crate::lot::{lot_terms, terms_of};
use crate::{
    drift, lowered_floor, raised_buffer, repay_to_target, Bonus, CollateralView, DebtView, Health,
    LotMode, Payable, PlanParams, PlannedLot, RiskResult, Sellable,
};

/// `value / (1 + bonus)`, rounded down.
pub(crate) fn without_bonus(value: CollateralValue, bonus: Decimal) -> RiskResult<CollateralValue> {
    let one = Uint256::from(Decimal::one().atomics());
    let whole = bonus.one_plus()?.atomics().into();
    let worth = mul_div_floor(value.atomics(), one, whole, "value / (1 + bonus)")?;
    Ok(CollateralValue::from_atomics(worth))
}

/// One pair of collateral and debt, and all that decides the size of its lot.
pub(crate) struct Sizing<'a> {
    pub(crate) params: &'a PlanParams,
    pub(crate) health: &'a Health,
    pub(crate) bonus: Bonus,
    pub(crate) sellable: &'a Sellable,
    pub(crate) payable: &'a Payable,
    pub(crate) collateral: &'a CollateralView,
    pub(crate) debt: &'a DebtView,
}

impl Sizing<'_> {
    /// The lot, or `None` if none is worth opening.
    #[inline(never)]
    pub(crate) fn lot(&self) -> RiskResult<Option<PlannedLot>> {
        // A toxic lot may bring up to its full worth: what it brings more than expected repays too.
        let beta = match self.bonus {
            Bonus::Normal(bonus) => bonus,
            Bonus::Toxic(_) => Decimal::zero(),
        };
        let all = self.sellable.amount;
        let affordable = self.repayable_with(all, beta)?;
        let Some(repay) = self.repay(affordable)? else {
            return Ok(None);
        };
        let put_up = self.put_up(repay, affordable)?;
        let owed = self.debt.amount;
        let mode = if repay == owed {
            LotMode::Cleared
        } else if put_up == all {
            LotMode::Whole
        } else if repay >= self.payable.limit {
            LotMode::Limited
        } else {
            LotMode::ToTarget
        };
        // Too small a lot does not feed the keeper, unless nothing can be left to a larger one.
        let small = self.debt.price.of_debt(repay)? < self.params.smallest_lot;
        let leaves_some = matches!(mode, LotMode::ToTarget | LotMode::Limited);
        if repay.is_zero() || small && leaves_some {
            return Ok(None);
        }
        self.terms(repay, put_up, mode).map(Some)
    }

    /// What `amount` pays back at a bonus of `beta`, rounded down.
    fn repayable_with(&self, amount: CollateralAmount, beta: Decimal) -> RiskResult<DebtAmount> {
        let worth = without_bonus(self.collateral.price.of_collateral(amount)?, beta)?;
        let worth = DebtValue::from_atomics(worth.atomics());
        Ok(self.debt.price.debt_worth_floor(worth)?)
    }

    /// The repayment, dust rules applied; `None` if only dust could be repaid.
    fn repay(&self, affordable: DebtAmount) -> RiskResult<Option<DebtAmount>> {
        let (owed, limit, dust) = (self.debt.amount, self.payable.limit, self.payable.dust);
        let most = affordable.min(owed).min(limit);
        let mut repay = self.wanted()?.min(most);
        if repay < affordable {
            let rest = self
                .sellable
                .amount
                .minus_or_zero(self.put_up(repay, affordable)?);
            if rest < self.sellable.dust {
                repay = most;
            }
        }
        if repay < owed && owed.minus_or_zero(repay) < dust {
            if owed > affordable {
                // No sale of this collateral clears it: all that may go goes, another one does the rest.
                repay = most;
            } else if owed <= limit.plus_or_max(dust) {
                repay = owed;
            } else {
                // The limit forbids to clear it: leave enough for a lot of its own.
                repay = owed.minus_or_zero(dust);
            }
        }
        Ok(Some(repay).filter(|repay| !repay.is_zero()))
    }

    /// What reaches the target, at least the smallest lot; everything if no repayment does.
    fn wanted(&self) -> RiskResult<DebtAmount> {
        let Bonus::Normal(bonus) = self.bonus else {
            return Ok(DebtAmount::MAX);
        };
        // One base unit of collateral is given away by rounding the lot up.
        let unit = self.collateral.price.of_debt(DebtAmount::new(1))?;
        let weighted = self.health.weighted;
        let weighted = weighted.minus_or_zero(CollateralValue::from_atomics(unit.atomics()));
        let lt = self.collateral.liquidation_threshold;
        let target = self.params.target_health;
        let value = repay_to_target(target, weighted, self.health.debt, lt, bonus)?;
        let units = |value| self.debt.price.debt_worth_ceil(value);
        let wanted = value.map_or(DebtAmount::MAX, |v| units(v).unwrap_or(DebtAmount::MAX));
        Ok(wanted.max(units(self.params.smallest_lot)?))
    }

    fn put_up(&self, repay: DebtAmount, affordable: DebtAmount) -> RiskResult<CollateralAmount> {
        let all = self.sellable.amount;
        if repay >= affordable {
            return Ok(all);
        }
        let (collateral, debt) = (self.collateral.price, self.debt.price);
        let share = self.params.fee_share;
        let put_up = lot_terms(repay, collateral, debt, self.bonus.ratio(), share)?
            .put_up
            .min(all);
        let rest = all.minus_or_zero(put_up);
        Ok(if self.bonus.is_toxic() && rest < self.sellable.dust {
            all
        } else {
            put_up
        })
    }

    fn terms(
        &self,
        repay: DebtAmount,
        put_up: CollateralAmount,
        mode: LotMode,
    ) -> RiskResult<PlannedLot> {
        let params = self.params;
        let bonus = self.bonus.ratio();
        let pair_price = PairPrice::of(self.collateral.price, self.debt.price)?;
        let terms = terms_of(repay, put_up, pair_price, params.fee_share.times(bonus)?)?;
        let drift = drift(
            params.z,
            self.sellable.sigma,
            self.sellable.price_age_seconds,
        )?;
        let buffer = raised_buffer(params.buffer, drift)?;
        let (floor, expected_repay) = if self.bonus.is_toxic() {
            let floor = pair_price
                .scaled_ceil(buffer)?
                .scaled_ceil(params.toxic.cusp)?;
            (floor, self.repayable_with(put_up, bonus)?.min(repay))
        } else {
            (lowered_floor(terms.floor, drift, params.floor_cap)?, repay)
        };
        Ok(PlannedLot {
            collateral: self.sellable.collateral,
            debt: self.payable.debt,
            repay,
            expected_repay,
            put_up,
            close_at: terms.close_at,
            pair_price,
            buffer,
            floor,
            bonus,
            fee: terms.fee,
            mode,
            toxic: self.bonus.is_toxic(),
        })
    }
}
