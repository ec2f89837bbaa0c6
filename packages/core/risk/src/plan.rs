//! What a plan is made from, and what it says.
//!
//! What must always hold: a plan is a function of its input alone, made only for an unsafe account
//! (INV-6); no lot takes more than is sellable or repays more than is owed; each lot is computed on
//! the state after the lots before it. The coordinator freezes plans; anyone may ask for one.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, DebtAmount, DebtValue, PairPrice};

use crate::error::check;
use crate::planner::Planner;
use crate::{BonusParams, Health, Position, RiskResult};

/// The most lots of one plan.
pub const MAX_LOTS: usize = 8;

/// A collateral of the account on the one chain that the plan is for.
#[cw_serde]
#[derive(Copy)]
pub struct Sellable {
    /// Index into [`Position::collaterals`].
    pub collateral: usize,
    /// Base units that may be seized now; never more than the position has is sold.
    pub amount: CollateralAmount,
    /// Below this a remaining amount counts as nothing.
    pub dust: CollateralAmount,
    /// Short-term volatility per square root of a year.
    pub sigma: Decimal,
    /// Age of the older price of the pair, in seconds.
    pub price_age_seconds: u64,
}

/// A debt that can be repaid from this chain.
#[cw_serde]
#[derive(Copy)]
pub struct Payable {
    /// Index into [`Position::debts`].
    pub debt: usize,
    /// Below this a remaining debt is not left standing.
    pub dust: DebtAmount,
    /// What may still be put in flight for it; exceeded by less than `dust`, and only to clear it.
    pub limit: DebtAmount,
}

/// What is done with collateral whose account cannot pay the least bonus.
#[cw_serde]
#[derive(Copy)]
pub struct ToxicParams {
    /// Is it sold at all, or left to the backstop?
    pub sell: bool,
    /// Its floor, as a share of the start price.
    pub cusp: Decimal,
}

/// Parameters, frozen with the plan (DEC-5).
#[cw_serde]
#[derive(Copy)]
pub struct PlanParams {
    /// The liquidators' bonus.
    pub bonus: BonusParams,
    /// Health to restore; above 1.
    pub target_health: Decimal,
    /// The fee as a share of the bonus.
    pub fee_share: Decimal,
    /// Standard deviations of drift that move floor and buffer.
    pub z: Decimal,
    /// The most a floor is lowered.
    pub floor_cap: Decimal,
    /// Start price over pair price, before drift; at least 1.
    pub buffer: Decimal,
    /// No smaller repayment is planned, unless it clears the debt or takes all the collateral.
    pub smallest_lot: DebtValue,
    /// For toxic collateral.
    pub toxic: ToxicParams,
    /// The most lots, 1 to [`MAX_LOTS`].
    pub max_lots: u8,
}

/// An account, one collateral chain, and what may be done there.
#[cw_serde]
pub struct PlanInput {
    /// The whole account in its best case, what open lots still promise deducted.
    pub position: Position,
    /// Collateral on the chain that the plan is for.
    pub sellable: Vec<Sellable>,
    /// Debts with their limits.
    pub payable: Vec<Payable>,
    /// `(collateral, debt)` pairs of position indices between which money can travel.
    pub routes: Vec<(usize, usize)>,
    /// Parameters.
    pub params: PlanParams,
}

/// What decided the size of a lot.
#[cw_serde]
#[derive(Copy)]
pub enum LotMode {
    /// Just enough for the target health, or the smallest lot.
    ToTarget,
    /// All of the collateral that can be sold.
    Whole,
    /// All of the debt.
    Cleared,
    /// What may still be put in flight.
    Limited,
}

/// One lot of a plan.
#[cw_serde]
#[derive(Copy)]
pub struct PlannedLot {
    /// Index into [`Position::collaterals`].
    pub collateral: usize,
    /// Index into [`Position::debts`].
    pub debt: usize,
    /// `r`: debt money the sale brings at most, and promises.
    pub repay: DebtAmount,
    /// Debt money it brings at the least price expected; below `repay` only if toxic.
    pub expected_repay: DebtAmount,
    /// Collateral seized for it.
    pub put_up: CollateralAmount,
    /// `r·(1 + φ)`: proceeds that end the sale.
    pub close_at: DebtAmount,
    /// Debt base units per collateral base unit.
    pub pair_price: PairPrice,
    /// Start price over pair price, drift included.
    pub buffer: Decimal,
    /// No sale below this price.
    pub floor: PairPrice,
    /// Bonus.
    pub bonus: Decimal,
    /// `φ`: the fee per unit of debt money.
    pub fee: Decimal,
    /// What decided its size.
    pub mode: LotMode,
    /// Is the collateral toxic for this account?
    pub toxic: bool,
}

/// What to sell, for which debts, and what to expect of it.
#[cw_serde]
#[must_use = "a plan does nothing until it is applied"]
pub struct Plan {
    /// In the order they were computed; may be empty if nothing can be sold here.
    pub lots: Vec<PlannedLot>,
    /// Health of the position that was given.
    pub health_before: Health,
    /// Health after all lots bring their expected repayment and sell all they put up.
    pub health_after_expected: Health,
    /// Debt that no remaining collateral of the account can pay at the least bonus: to be
    /// provisioned (DEC-11). Rounded up.
    pub expected_loss: DebtValue,
    /// Was a collateral of this chain toxic when its turn came?
    pub toxic: bool,
}

/// Plans a liquidation. Prefers collateral that is not toxic, then the larger value, then the lower
/// index; pairs it with debts by falling value; stops at the target health.
/// Errors: `NoDebt`, `Healthy`, `NoSuch`, `Parameter`, overflow.
pub fn plan(input: &PlanInput) -> RiskResult<Plan> {
    input.validate()?;
    Planner::new(input)?.run()
}

impl PlanParams {
    /// Refuses parameters that contradict themselves.
    pub fn validate(&self) -> RiskResult<()> {
        let one = Decimal::one();
        self.bonus.validate()?;
        check(
            self.target_health > one,
            "target_health",
            "above 1",
            self.target_health,
        )?;
        check(self.fee_share < one, "fee_share", "below 1", self.fee_share)?;
        check(self.floor_cap < one, "floor_cap", "below 1", self.floor_cap)?;
        check(self.buffer >= one, "buffer", "at least 1", self.buffer)?;
        check(
            self.toxic.cusp < one,
            "toxic.cusp",
            "below 1",
            self.toxic.cusp,
        )?;
        let lots = Decimal::from_ratio(self.max_lots, 1u8);
        let allowed = (1..=MAX_LOTS).contains(&usize::from(self.max_lots));
        check(allowed, "max_lots", "1 to 8", lots)
    }
}

impl PlanInput {
    fn validate(&self) -> RiskResult<()> {
        self.params.validate()?;
        for sellable in &self.sellable {
            self.position.collateral_at(sellable.collateral)?;
        }
        for payable in &self.payable {
            self.position.debt_at(payable.debt)?;
        }
        Ok(())
    }
}
