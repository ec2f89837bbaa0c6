//! The work of [`crate::plan`]: which lot comes next, and what is left after it.
//!
//! Its steps are never inlined: a chain takes no function with more than 100 local variables.

use std::cmp::Reverse;

use seawall_money::{CollateralValue, DebtValue};

use crate::sizing::{without_bonus, Sizing};
use crate::{
    Bonus, Health, Payable, Plan, PlanInput, PlannedLot, Position, RiskError, RiskResult, Sellable,
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

    #[inline(never)]
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
    #[inline(never)]
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
    #[inline(never)]
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

    #[inline(never)]
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
    #[inline(never)]
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
