//! The work of [`crate::plan`]: which lot comes next, and how large it is.

use std::cmp::Reverse;

use cosmwasm_std::{Decimal, Uint256};
use seawall_money::{
    mul_div_floor, CollateralAmount, CollateralValue, DebtAmount, DebtValue, PairPrice, RatioExt,
};

use crate::lot::{lot_terms, terms_of};
use crate::{
    drift, lowered_floor, raised_buffer, repay_to_target, Bonus, CollateralView, DebtView, Health,
    LotMode, Payable, Plan, PlanInput, PlanParams, PlannedLot, Position, RiskError, RiskResult,
    Sellable,
};

/// A plan in the making: the account after the lots so far.
pub(crate) struct Planner<'a> {
    input: &'a PlanInput,
    position: Position,
    sellable: Vec<Sellable>,
    payable: Vec<Payable>,
    lots: Vec<PlannedLot>,
    before: Health,
    toxic: bool,
}

impl<'a> Planner<'a> {
    pub(crate) fn new(input: &'a PlanInput) -> RiskResult<Self> {
        let before = input.position.health()?;
        if before.debt.is_zero() {
            return Err(RiskError::NoDebt);
        }
        if !before.factor.is_unsafe() {
            return Err(RiskError::Healthy {
                factor: before.factor,
            });
        }
        Ok(Self {
            input,
            position: input.position.clone(),
            sellable: input.sellable.clone(),
            payable: input.payable.clone(),
            lots: vec![],
            before,
            toxic: false,
        })
    }

    pub(crate) fn run(mut self) -> RiskResult<Plan> {
        while self.lots.len() < usize::from(self.input.params.max_lots) {
            let health = self.position.health()?;
            if health.factor.ratio() >= self.input.params.target_health {
                break;
            }
            let Some(lot) = self.next_lot(&health)? else {
                break;
            };
            self.take_off(&lot)?;
            self.lots.push(lot);
        }
        Ok(Plan {
            health_before: self.before,
            health_after_expected: self.position.health()?,
            expected_loss: self.expected_loss()?,
            toxic: self.toxic,
            lots: self.lots,
        })
    }

    fn next_lot(&mut self, health: &Health) -> RiskResult<Option<PlannedLot>> {
        let params = &self.input.params;
        for (bonus, sellable) in self.collaterals_by_preference(health)? {
            if bonus.is_toxic() {
                // A sale that worsens health is only for an account that is unsafe as it stands.
                if !health.factor.is_unsafe() {
                    continue;
                }
                self.toxic = true;
                if !params.toxic.sell {
                    continue;
                }
            }
            for payable in self.debts_by_value(sellable.collateral)? {
                let sizing = Sizing {
                    params,
                    health,
                    bonus,
                    sellable: &sellable,
                    payable: &payable,
                    collateral: self.position.collateral_at(sellable.collateral)?,
                    debt: self.position.debt_at(payable.debt)?,
                };
                if let Some(lot) = sizing.lot()? {
                    return Ok(Some(lot));
                }
            }
        }
        Ok(None)
    }

    /// Not toxic first, then the larger value, then the lower index. Dust and collateral without a
    /// price are left out.
    fn collaterals_by_preference(&self, health: &Health) -> RiskResult<Vec<(Bonus, Sellable)>> {
        let mut found = vec![];
        for sellable in &self.sellable {
            let view = self.position.collateral_at(sellable.collateral)?;
            let amount = sellable.amount.min(view.amount);
            if amount.is_zero() || amount < sellable.dust || view.price.is_zero() {
                continue;
            }
            let bonus = self.input.params.bonus;
            let bonus = bonus.quote(health, view.liquidation_threshold)?;
            let value = view.price.of_collateral(amount)?;
            let key = (bonus.is_toxic(), Reverse(value), sellable.collateral);
            found.push((
                key,
                bonus,
                Sellable {
                    amount,
                    ..*sellable
                },
            ));
        }
        found.sort_by_key(|(key, _, _)| *key);
        Ok(found.into_iter().map(|(_, b, s)| (b, s)).collect())
    }

    /// The debts that a route reaches from `collateral` and that no earlier lot of it serves.
    fn debts_by_value(&self, collateral: usize) -> RiskResult<Vec<Payable>> {
        let mut found = vec![];
        for payable in &self.payable {
            let view = self.position.debt_at(payable.debt)?;
            let routed = self.input.routes.contains(&(collateral, payable.debt));
            let mut lots = self.lots.iter();
            let served = lots.any(|lot| (lot.collateral, lot.debt) == (collateral, payable.debt));
            if routed && !served && !view.amount.is_zero() && !view.price.is_zero() {
                found.push(((Reverse(view.value()?), payable.debt), *payable));
            }
        }
        found.sort_by_key(|(key, _)| *key);
        Ok(found.into_iter().map(|(_, payable)| payable).collect())
    }

    fn take_off(&mut self, lot: &PlannedLot) -> RiskResult<()> {
        if let Some(view) = self.position.collaterals.get_mut(lot.collateral) {
            view.amount = view.amount.minus(lot.put_up)?;
        }
        if let Some(view) = self.position.debts.get_mut(lot.debt) {
            view.amount = view.amount.minus(lot.expected_repay)?;
        }
        for sellable in &mut self.sellable {
            if sellable.collateral == lot.collateral {
                sellable.amount = sellable.amount.minus_or_zero(lot.put_up);
            }
        }
        for payable in &mut self.payable {
            if payable.debt == lot.debt {
                payable.limit = payable.limit.minus_or_zero(lot.repay);
            }
        }
        Ok(())
    }

    /// Debt left over once all that is left is sold at the least bonus; dust counts as nothing.
    fn expected_loss(&self) -> RiskResult<DebtValue> {
        let mut left = CollateralValue::ZERO;
        for (index, view) in self.position.collaterals.iter().enumerate() {
            let mut limits = self.sellable.iter().filter(|s| s.collateral == index);
            if !limits.any(|s| view.amount < s.dust) {
                left = left.plus(view.value()?)?;
            }
        }
        let worth = without_bonus(left, self.input.params.bonus.min)?;
        let worth = DebtValue::from_atomics(worth.atomics());
        Ok(self.position.debt_value()?.minus_or_zero(worth))
    }
}

/// `value / (1 + bonus)`, rounded down.
fn without_bonus(value: CollateralValue, bonus: Decimal) -> RiskResult<CollateralValue> {
    let one = Uint256::from(Decimal::one().atomics());
    let whole = bonus.one_plus()?.atomics().into();
    let worth = mul_div_floor(value.atomics(), one, whole, "value / (1 + bonus)")?;
    Ok(CollateralValue::from_atomics(worth))
}

/// One pair of collateral and debt, and all that decides the size of its lot.
struct Sizing<'a> {
    params: &'a PlanParams,
    health: &'a Health,
    bonus: Bonus,
    sellable: &'a Sellable,
    payable: &'a Payable,
    collateral: &'a CollateralView,
    debt: &'a DebtView,
}

impl Sizing<'_> {
    fn lot(&self) -> RiskResult<Option<PlannedLot>> {
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
            if owed <= affordable && owed <= limit.plus_or_max(dust) {
                repay = owed;
            } else if repay < affordable {
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
