//! What selling one collateral for one debt does to an account.
//!
//! The sale is at the pair price with the full bonus. Rounding is against the taker: the most that
//! may be repaid, and what is seized, round down; what must be repaid for all of a collateral,
//! and the protocol's fee, round up.

use cosmwasm_std::Decimal;
use seawall_money::{
    mul_div_ceil, CollateralAmount, CollateralValue, DebtAmount, DebtValue, HealthFactor, Price,
    RatioExt,
};
use seawall_risk::{repay_to_target, BonusParams, CollateralView, DebtView, Health, Position};
use serde::Serialize;

use super::fields::{Fields, QuoteError};
use super::number::{self, AMOUNT, PRICE, RATIO, SHARE};

const FIELDS: [&str; 9] = [
    "collateral",
    "debt",
    "sell",
    "repay",
    "offered",
    "target_health",
    "bonus",
    "protocol_fee",
    "close_factor",
];
const COLLATERAL: [&str; 4] = ["asset", "amount", "price", "liquidation_threshold"];
const DEBT: [&str; 3] = ["asset", "amount", "price"];
const BONUS: [&str; 4] = ["start", "slope", "min", "max"];

/// An account and a sale.
pub struct Request {
    position: Position,
    sell: usize,
    repay: usize,
    offered: Option<DebtAmount>,
    target_health: Decimal,
    bonus: BonusParams,
    protocol_fee: Decimal,
    close_factor: Option<Decimal>,
}

/// What the sale does. Amounts in base units.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    health: String,
    collateral_ratio: String,
    bonus: String,
    max_repay: Option<String>,
    repaid: String,
    refund: String,
    seized: String,
    protocol_fee: String,
    to_liquidator: String,
    health_after: Option<String>,
}

impl Request {
    /// Reads and checks the input.
    pub fn read(input: &str) -> Result<Self, QuoteError> {
        let mut fields = Fields::parse(input, &FIELDS)?;
        let (assets, collaterals) = collaterals(&mut fields)?;
        let sell = place(&mut fields, "sell", &assets)?;
        let (assets, debts) = debts(&mut fields)?;
        let repay = place(&mut fields, "repay", &assets)?;
        let target = "a decimal number above 0 in quotes, such as \"1.05\"";
        let offered = fields.optional("offered", AMOUNT, number::amount)?;
        Ok(Self {
            position: Position { collaterals, debts },
            sell,
            repay,
            offered: offered.map(DebtAmount::from),
            target_health: fields.number("target_health", target, number::positive)?,
            bonus: bonus(&mut fields)?,
            protocol_fee: fields.number("protocol_fee", SHARE, number::share)?,
            close_factor: fields.optional("close_factor", SHARE, number::share)?,
        })
    }

    /// Computes the sale.
    pub fn quote(&self) -> Result<Answer, QuoteError> {
        let health = self.position.health()?;
        let Some(ratio) = health.collateral_ratio else {
            let right = "at least one debt above \"0\"";
            return Err(QuoteError::wrong("debt", "nothing at all", right));
        };
        let collateral = *self.position.collateral_at(self.sell)?;
        let debt = *self.position.debt_at(self.repay)?;
        let bonus = self
            .bonus
            .quote(&health, collateral.liquidation_threshold)?;
        let max_repay = self.max_repay(&health, &collateral, &debt, bonus)?;
        let bonus = bonus.ratio();
        let affordable = paid_for_all(&collateral, debt.price, bonus)?;
        let bounds = [self.offered, max_repay, Some(affordable)];
        let repaid = bounds.into_iter().flatten().fold(debt.amount, Ord::min);
        let (seized, fee) = self.seized(repaid, &collateral, debt.price, bonus)?;
        let refund = self.offered.unwrap_or(repaid).minus(repaid)?;
        Ok(Answer {
            health: health.factor.to_string(),
            collateral_ratio: ratio.to_string(),
            bonus: bonus.to_string(),
            max_repay: max_repay.map(|most| most.to_string()),
            repaid: repaid.to_string(),
            refund: refund.to_string(),
            seized: seized.to_string(),
            protocol_fee: fee.to_string(),
            to_liquidator: seized.minus(fee)?.to_string(),
            health_after: self.health_after(seized, repaid)?,
        })
    }

    /// What reaches the target, and no more than the close factor; `None` for no limit.
    /// Nothing may be repaid from a healthy account.
    fn max_repay(
        &self,
        health: &Health,
        collateral: &CollateralView,
        debt: &DebtView,
        bonus: seawall_risk::Bonus,
    ) -> Result<Option<DebtAmount>, QuoteError> {
        if !health.factor.is_unsafe() {
            return Ok(Some(DebtAmount::ZERO));
        }
        let value = if bonus.is_toxic() {
            None
        } else {
            repay_to_target(
                self.target_health,
                health.weighted,
                health.debt,
                collateral.liquidation_threshold,
                bonus.ratio(),
            )?
        };
        let to_target = value.map(|value| debt.price.debt_worth_floor(value));
        let closing = self
            .close_factor
            .map(|share| debt.amount.scaled_floor(share));
        let limits = [to_target.transpose()?, closing.transpose()?];
        Ok(limits.into_iter().flatten().min())
    }

    /// The collateral that `repaid` takes off the account, and the protocol's part of it.
    fn seized(
        &self,
        repaid: DebtAmount,
        collateral: &CollateralView,
        debt_price: Price,
        bonus: Decimal,
    ) -> Result<(CollateralAmount, CollateralAmount), QuoteError> {
        let paid = debt_price.of_collateral(CollateralAmount::from(repaid.uint()))?;
        let worth = paid.scaled(bonus.one_plus()?)?;
        let price = collateral.price;
        let seized = price.collateral_worth_floor(worth)?.min(collateral.amount);
        let earned = debt_price.of_debt(repaid)?.scaled(bonus)?;
        let fee = earned.scaled(self.protocol_fee)?;
        let fee = CollateralValue::from_atomics(fee.atomics());
        Ok((seized, price.collateral_worth_ceil(fee)?.min(seized)))
    }

    fn health_after(
        &self,
        seized: CollateralAmount,
        repaid: DebtAmount,
    ) -> Result<Option<String>, QuoteError> {
        let mut position = self.position.clone();
        if let Some(view) = position.collaterals.get_mut(self.sell) {
            view.amount = view.amount.minus(seized)?;
        }
        if let Some(view) = position.debts.get_mut(self.repay) {
            view.amount = view.amount.minus(repaid)?;
        }
        let factor: HealthFactor = position.health()?.factor;
        let owes = position.debts.iter().any(|debt| !debt.amount.is_zero());
        Ok(owes.then(|| factor.to_string()))
    }
}

/// `value / (1 + bonus)` in debt units, rounded up: what all of the collateral costs.
fn paid_for_all(
    collateral: &CollateralView,
    debt_price: Price,
    bonus: Decimal,
) -> Result<DebtAmount, QuoteError> {
    let one = Decimal::one().atomics();
    let whole = bonus.one_plus()?.atomics();
    let value = collateral.value()?.atomics();
    let value = mul_div_ceil(value, one.into(), whole.into(), "value / (1 + bonus)")?;
    Ok(debt_price.debt_worth_ceil(DebtValue::from_atomics(value))?)
}

fn collaterals(fields: &mut Fields) -> Result<(Vec<String>, Vec<CollateralView>), QuoteError> {
    let mut assets = Vec::new();
    let mut views = Vec::new();
    for mut item in fields.objects("collateral", &COLLATERAL)? {
        assets.push(asset(&mut item, &assets)?);
        let amount = item.number("amount", AMOUNT, number::amount)?;
        let price = item.number("price", PRICE, number::price)?;
        let threshold = item.number("liquidation_threshold", SHARE, number::share)?;
        views.push(CollateralView {
            price,
            amount: CollateralAmount::from(amount),
            liquidation_threshold: threshold,
            max_ltv: threshold,
        });
    }
    Ok((assets, views))
}

fn debts(fields: &mut Fields) -> Result<(Vec<String>, Vec<DebtView>), QuoteError> {
    let mut assets = Vec::new();
    let mut views = Vec::new();
    for mut item in fields.objects("debt", &DEBT)? {
        assets.push(asset(&mut item, &assets)?);
        let amount = item.number("amount", AMOUNT, number::amount)?;
        let price = item.number("price", PRICE, number::price)?;
        views.push(DebtView {
            price,
            amount: DebtAmount::from(amount),
        });
    }
    Ok((assets, views))
}

fn asset(item: &mut Fields, before: &[String]) -> Result<String, QuoteError> {
    let asset = item.text("asset", "a name in quotes, such as \"ATOM\"")?;
    if before.contains(&asset) {
        let actual = format!("\"{asset}\" again");
        let right = "a name that is not in the list yet";
        return Err(QuoteError::wrong(&item.full("asset"), actual, right));
    }
    Ok(asset)
}

/// The place of the asset that the field `name` names.
fn place(fields: &mut Fields, name: &str, assets: &[String]) -> Result<usize, QuoteError> {
    let right = format!("one of \"{}\"", assets.join("\", \""));
    let wanted = fields.text(name, &right)?;
    let found = assets.iter().position(|asset| *asset == wanted);
    found.ok_or_else(|| QuoteError::wrong(name, format!("\"{wanted}\""), right))
}

fn bonus(fields: &mut Fields) -> Result<BonusParams, QuoteError> {
    let mut bonus = fields.object("bonus", &BONUS)?;
    let params = BonusParams {
        start: bonus.number("start", SHARE, number::share)?,
        slope: bonus.number("slope", RATIO, number::ratio)?,
        min: bonus.number("min", SHARE, number::share)?,
        max: bonus.number("max", SHARE, number::share)?,
    };
    if params.min > params.max {
        let (actual, right) = (format!("\"{}\"", params.min), "at most `bonus.max`");
        return Err(QuoteError::wrong("bonus.min", actual, right));
    }
    Ok(params)
}
