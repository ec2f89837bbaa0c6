//! Plans: what to sell on one chain, for which debts, at which terms; frozen when they are made.
//!
//! What must always hold: a plan proves the account unsafe in its best case at good prices (INV-6);
//! it stays within the limits in flight; whatever governance changes later, it is used to its end.
//! A query for a plan and its execution compute with this very function.

use cosmwasm_std::{Decimal, Deps, Env, Uint256};
use seawall_interfaces::coordinator::Params;
use seawall_money::{planted, CollateralValue, DebtAmount, DebtValue, RatioExt};
use seawall_risk::{
    drift, Payable, PlanInput, PlanParams, PlannedLot, RiskError, Sellable, ToxicParams, MAX_LOTS,
};
use seawall_wire::ids::{AssetId, ChainNo, ListingId, LotId, RouteId};
use seawall_wire::{DutchTerms, LotOrder, SaleTerms};

use crate::error::{ContractError, ContractResult};
use crate::health::{dust, Book, Case};
use crate::state::{Account, Plan, ASSETS, ASSET_IN_FLIGHT, CHAINS, IN_FLIGHT, PARAMS, ROUTE_OF};

/// An order is never refused earlier than after this, seconds.
const NOT_AFTER_MIN_SECS: u64 = 60;

/// Plans a round on `chain`. Lots are numbered zero. Errors: healthy, no debt, no good price,
/// nothing to sell there.
pub fn plan(deps: Deps, env: &Env, account: &Account, chain: ChainNo) -> ContractResult<Plan> {
    let params = PARAMS.load(deps.storage)?;
    let case = planted!(Case::Best; WorstForBest => Case::Worst);
    let book = Book::of(deps, env, account, case)?;
    if !book.debts_priced() {
        return Err(ContractError::NoGoodPrice {
            account: account.id,
        }
        .into());
    }
    let delay = CHAINS.load(deps.storage, chain.0)?.delay_secs;
    let input = input(deps, env, &book, chain, &params, delay)?;
    let planned = seawall_risk::plan(&input).map_err(|e| match e {
        RiskError::Healthy { factor } => ContractError::Healthy {
            account: account.id,
            health: factor.to_string(),
        },
        other => other.into(),
    })?;
    let maker = Maker {
        deps,
        env,
        book: &book,
        params: &params,
        chain,
    };
    let lots = planned
        .lots
        .iter()
        .map(|lot| maker.order(lot))
        .collect::<ContractResult<_>>()?;
    let wait = NOT_AFTER_MIN_SECS.max(delay.saturating_mul(3));
    Ok(Plan {
        rounds: maker.rounds(),
        prices: maker.prices(),
        priced_at: maker.priced_at(),
        health_before: planned.health_before.factor,
        health_after: planned.health_after_expected.factor,
        lots,
        not_after: env.block.time.seconds().saturating_add(wait),
        toxic: planned.toxic,
        expected_loss: maker.loss_per_debt(planned.expected_loss)?,
        params,
    })
}

fn input(
    deps: Deps,
    env: &Env,
    book: &Book,
    chain: ChainNo,
    params: &Params,
    delay: u64,
) -> ContractResult<PlanInput> {
    let now = env.block.time.seconds();
    let mut sellable = vec![];
    let mut routes = vec![];
    for (collateral, held) in book.collaterals.iter().enumerate() {
        let here = held.quote.setup.chain == chain;
        if !here || !held.quote.good {
            continue;
        }
        let oldest = book.debts.iter().map(|d| d.quote.observed_at).min();
        let observed_at = held.quote.observed_at.min(oldest.unwrap_or(u64::MAX));
        sellable.push(Sellable {
            collateral,
            amount: held.worst,
            dust: dust(&held.quote),
            sigma: held.quote.sigma_fast,
            price_age_seconds: now.saturating_sub(observed_at).saturating_add(delay),
        });
        for (debt, owed) in book.debts.iter().enumerate() {
            if route(deps, chain, owed.quote.setup.listing)?.is_some() {
                routes.push((collateral, debt));
            }
        }
    }
    let mut payable = vec![];
    for (debt, owed) in book.debts.iter().enumerate() {
        let min_debt = owed.quote.setup.debt.as_ref().map(|d| d.min_debt);
        payable.push(Payable {
            debt,
            dust: min_debt.unwrap_or_default(),
            limit: limit(deps, params, owed.quote.setup.asset, owed.quote.spot)?,
        });
    }
    Ok(PlanInput {
        position: book.position(),
        sellable,
        payable,
        routes,
        params: risk(params)?,
    })
}

/// What may still be put in flight for a debt, base units: within the asset's and the global limit.
fn limit(
    deps: Deps,
    params: &Params,
    asset: AssetId,
    price: seawall_money::Price,
) -> ContractResult<DebtAmount> {
    let per_asset = ASSETS.load(deps.storage, asset.0)?.in_flight_max;
    let used = ASSET_IN_FLIGHT
        .may_load(deps.storage, asset.0)?
        .unwrap_or_default();
    let all_used = IN_FLIGHT.may_load(deps.storage)?.unwrap_or_default();
    let left = value(per_asset).saturating_sub(used);
    let all_left = value(params.in_flight_max).saturating_sub(all_used);
    let left = DebtValue::from_atomics(left.min(all_left));
    Ok(price.debt_worth_floor(left).unwrap_or(DebtAmount::MAX))
}

/// Whole quote units as a value with 18 decimals.
pub fn value(whole: Decimal) -> Uint256 {
    Uint256::from(whole.atomics())
}

fn risk(params: &Params) -> ContractResult<PlanParams> {
    Ok(PlanParams {
        bonus: params.bonus,
        target_health: params.target_health,
        fee_share: params.fee_share,
        z: params.z,
        floor_cap: params.floor_drop_max,
        buffer: params.curve.buffer,
        smallest_lot: DebtValue::from_atomics(value(params.lot_min)),
        toxic: ToxicParams {
            sell: true,
            cusp: params.curve.cusp,
        },
        max_lots: MAX_LOTS as u8,
    })
}

/// The route from a collateral chain to a debt listing.
pub fn route(deps: Deps, from: ChainNo, debt: ListingId) -> ContractResult<Option<RouteId>> {
    Ok(ROUTE_OF.may_load(deps.storage, (from.0, debt.0))?)
}

/// Turns what the risk functions planned into orders.
struct Maker<'a> {
    deps: Deps<'a>,
    env: &'a Env,
    book: &'a Book,
    params: &'a Params,
    chain: ChainNo,
}

impl Maker<'_> {
    fn order(&self, lot: &PlannedLot) -> ContractResult<LotOrder> {
        let missing = || ContractError::Inconsistent {
            what: "plan points outside the book",
        };
        let collateral = self
            .book
            .collaterals
            .get(lot.collateral)
            .ok_or_else(missing)?;
        let debt = self.book.debts.get(lot.debt).ok_or_else(missing)?;
        let listing = debt.quote.setup.listing;
        let route = route(self.deps, self.chain, listing)?.ok_or_else(missing)?;
        let curve = &self.params.curve;
        Ok(LotOrder {
            lot: LotId::default(),
            collateral: collateral.quote.setup.listing,
            debt: listing,
            route,
            put_up: lot.put_up,
            repay: lot.repay,
            close_at: (!lot.toxic).then_some(lot.close_at),
            fee: lot.fee,
            keeper_pay: self.keeper_pay(lot, debt)?,
            min_rest: dust(&collateral.quote),
            terms: SaleTerms::Dutch(DutchTerms {
                pair_price: lot.pair_price,
                floor: lot.floor,
                buffer: curve.buffer,
                drift: drift(self.params.z, collateral.quote.sigma_fast, 1)?,
                cut: curve.cut,
                step_secs: curve.step_secs,
                tail_secs: curve.tail_secs,
                cusp: curve.cusp,
            }),
        })
    }

    /// Tip and share of the repayment, never above the fee on what the lot surely repays (DEC-10).
    fn keeper_pay(
        &self,
        lot: &PlannedLot,
        debt: &crate::health::BookDebt,
    ) -> ContractResult<DebtAmount> {
        let tip = DebtValue::from_atomics(value(self.params.keeper_tip));
        let tip = debt.quote.spot.debt_worth_floor(tip)?;
        let chip = lot.expected_repay.scaled_floor(self.params.keeper_chip)?;
        let fee = lot.expected_repay.scaled_floor(lot.fee)?;
        Ok(tip.plus(chip)?.min(fee))
    }

    fn rounds(&self) -> Vec<(AssetId, u64)> {
        let collaterals = self.book.collaterals.iter().map(|c| &c.quote);
        let quotes = collaterals.chain(self.book.debts.iter().map(|d| &d.quote));
        let mut rounds: Vec<_> = quotes.map(|q| (q.setup.asset, q.round)).collect();
        rounds.sort_unstable();
        rounds.dedup();
        rounds
    }

    fn prices(&self) -> Vec<(ListingId, seawall_money::Price)> {
        let collaterals = self.book.collaterals.iter().map(|c| &c.quote);
        let quotes = collaterals.chain(self.book.debts.iter().map(|d| &d.quote));
        quotes.map(|q| (q.setup.listing, q.spot)).collect()
    }

    fn priced_at(&self) -> u64 {
        let here = self
            .book
            .collaterals
            .iter()
            .filter(|c| c.quote.setup.chain == self.chain);
        let quotes = here
            .map(|c| &c.quote)
            .chain(self.book.debts.iter().map(|d| &d.quote));
        let oldest = quotes.filter(|q| q.good).map(|q| q.observed_at).min();
        oldest.unwrap_or(self.env.block.time.seconds())
    }

    /// An expected loss in each debt's own units, in proportion to what the debts are worth.
    fn loss_per_debt(&self, loss: DebtValue) -> ContractResult<Vec<(ListingId, DebtAmount)>> {
        if loss.is_zero() {
            return Ok(vec![]);
        }
        let position = self.book.position();
        let total = CollateralValue::from_atomics(position.debt_value()?.atomics());
        let share = Decimal::collateral_ratio(
            CollateralValue::from_atomics(loss.atomics()),
            DebtValue::from_atomics(total.atomics()),
        );
        let share = share.unwrap_or_default().min(Decimal::one());
        let of = |debt: &crate::health::BookDebt| -> ContractResult<(ListingId, DebtAmount)> {
            Ok((debt.quote.setup.listing, debt.amount.scaled_ceil(share)?))
        };
        self.book.debts.iter().map(of).collect()
    }
}

/// The chains on which the account has something that is surely there.
pub fn chains_with_collateral(book: &Book) -> Vec<ChainNo> {
    let held = book
        .collaterals
        .iter()
        .filter(|c| c.worst >= dust(&c.quote));
    let held = held.filter(|c| !c.worst.is_zero());
    let mut chains: Vec<_> = held.map(|c| c.quote.setup.chain).collect();
    chains.sort_unstable();
    chains.dedup();
    chains
}
