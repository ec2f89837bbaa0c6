//! An account's book: what counts of it, at which prices, in which case.
//!
//! What must always hold (INV-6): what an account wants is judged in the worst case, what is done
//! to it in the best. Best: the most collateral there can be, the least debt as last reported, less
//! what open lots still promise. Worst: the least collateral, new vouchers ramping up, the most
//! shares at the market's fastest interest, at the worse of spot and moving average.

use cosmwasm_std::{Decimal, Deps, Env, Uint128};
use seawall_mirror::Lot;
use seawall_money::{
    planted, CollateralAmount, DebtAmount, DebtShares, HealthFactor, Index, MathResult, Price,
};
use seawall_risk::{CollateralView, DebtView, Health, Position};
use seawall_wire::ids::{ListingId, LotId};
use seawall_wire::{Code, WireError};

use crate::error::ContractResult;
use crate::prices::{quotes, Quote};
use crate::state::{Account, Liquidation, LIQUIDATIONS, TOTALS};

/// Which case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// For what the account wants.
    Worst,
    /// For what is done to it.
    Best,
}

/// One collateral of the book.
#[derive(Debug, Clone)]
pub struct BookCollateral {
    /// The listing and its price.
    pub quote: Quote,
    /// Base units that count.
    pub amount: CollateralAmount,
    /// Base units that are surely there.
    pub worst: CollateralAmount,
}

/// One debt of the book.
#[derive(Debug, Clone)]
pub struct BookDebt {
    /// The listing and its price.
    pub quote: Quote,
    /// Shares that count.
    pub shares: DebtShares,
    /// The index that counts.
    pub index: Index,
    /// What the shares owe, before promises, base units.
    pub owed: DebtAmount,
    /// What open lots promise, base units.
    pub promised: DebtAmount,
    /// What counts: owed less promised, base units.
    pub amount: DebtAmount,
}

/// All that counts of an account.
#[derive(Debug, Clone)]
pub struct Book {
    /// The case it was made for.
    pub case: Case,
    /// Collaterals with something in them.
    pub collaterals: Vec<BookCollateral>,
    /// Debts with something in them.
    pub debts: Vec<BookDebt>,
    /// The earliest second at which a promise ends.
    pub promises_end: Option<u64>,
}

impl Book {
    /// The account's book in `case`. Errors: oracle unreachable, overflow.
    pub fn of(deps: Deps, env: &Env, account: &Account, case: Case) -> ContractResult<Self> {
        let listings: Vec<ListingId> = account
            .collaterals
            .iter()
            .map(|c| c.listing)
            .chain(account.debts.iter().map(|d| d.listing))
            .collect();
        let mut quotes = quotes(deps, env, &listings)?.into_iter();
        let mut book = Self {
            case,
            collaterals: vec![],
            debts: vec![],
            promises_end: None,
        };
        for (mirror, quote) in account.collaterals.iter().zip(quotes.by_ref()) {
            let worst = mirror.worst()?;
            let amount = match case {
                Case::Best => mirror.best()?,
                Case::Worst => mirror.ramped(env.block.time.seconds(), ramp(&quote))?,
            };
            if !amount.is_zero() {
                book.collaterals.push(BookCollateral {
                    quote,
                    amount,
                    worst,
                });
            }
        }
        let open = open_liquidations(deps, account)?;
        for (mirror, quote) in account.debts.iter().zip(quotes) {
            let shares = match case {
                Case::Best => mirror.best(),
                Case::Worst => mirror.worst()?,
            };
            let index = index(deps, env, &quote, case)?;
            let owed = index.debt(shares)?;
            let promised = match case {
                Case::Best => book.promised(env, &open, mirror.listing)?,
                Case::Worst => DebtAmount::ZERO,
            };
            if !owed.is_zero() {
                let amount = owed.minus_or_zero(promised);
                book.debts.push(BookDebt {
                    quote,
                    shares,
                    index,
                    owed,
                    promised,
                    amount,
                });
            }
        }
        Ok(book)
    }

    fn promised(
        &mut self,
        env: &Env,
        open: &[Liquidation],
        listing: ListingId,
    ) -> MathResult<DebtAmount> {
        let now = env.block.time.seconds();
        let mut sum = DebtAmount::ZERO;
        for lot in open
            .iter()
            .flat_map(|l| &l.lots)
            .filter(|lot| lot.debt == listing)
        {
            let promise = lot.promise_at(now);
            if !promise.is_zero() {
                sum = sum.plus(promise)?;
                let end = lot.promise_until;
                self.promises_end = Some(self.promises_end.map_or(end, |e| e.min(end)));
            }
        }
        Ok(sum)
    }

    /// The book as the risk functions see it, in the same order.
    pub fn position(&self) -> Position {
        let collaterals = self.collaterals.iter().map(|c| CollateralView {
            price: match self.case {
                Case::Best => c.quote.spot,
                Case::Worst => c.quote.low,
            },
            amount: c.amount,
            liquidation_threshold: weight(&c.quote, |s| s.liquidation_threshold),
            max_ltv: weight(&c.quote, |s| s.max_ltv),
        });
        let debts = self.debts.iter().map(|d| DebtView {
            price: match self.case {
                Case::Best => d.quote.spot,
                Case::Worst => d.quote.high,
            },
            amount: d.amount,
        });
        Position {
            collaterals: collaterals.collect(),
            debts: debts.collect(),
        }
    }

    /// Health of the book.
    pub fn health(&self) -> ContractResult<Health> {
        Ok(self.position().health()?)
    }

    /// Is every debt's price good, so that the account can be judged at all?
    pub fn debts_priced(&self) -> bool {
        self.debts.iter().all(|d| d.quote.good)
    }

    /// Is there nothing left to sell? Dust counts as nothing.
    pub fn collateral_is_gone(&self) -> bool {
        let left: Vec<_> = self
            .collaterals
            .iter()
            .map(|c| (c.amount, dust(&c.quote)))
            .collect();
        seawall_risk::collateral_is_gone(&left)
    }
}

/// The open liquidations of an account.
pub fn open_liquidations(deps: Deps, account: &Account) -> ContractResult<Vec<Liquidation>> {
    let load = |id: &seawall_wire::ids::LiquidationId| LIQUIDATIONS.load(deps.storage, id.0);
    Ok(account
        .liquidations
        .iter()
        .map(load)
        .collect::<Result<_, _>>()?)
}

/// Fails unless the account, as it is in memory, is safe in the worst case.
pub fn check_worst(deps: Deps, env: &Env, account: &Account) -> Result<(), WireError> {
    let internal = |e: Box<crate::error::ContractError>| WireError::from_text(&e.to_string());
    let case = planted!(Case::Worst; BestForWorst => Case::Best);
    let book = Book::of(deps, env, account, case).map_err(internal)?;
    if book.debts.is_empty() {
        return Ok(());
    }
    let unpriced = book.debts.iter().find(|d| !d.quote.good);
    if let Some(debt) = unpriced {
        let detail = format!(
            "debt listing {} has no good price",
            debt.quote.setup.listing
        );
        return Err(WireError::new(Code::NO_PRICE, detail));
    }
    // Collateral without a good price gives no power to borrow or withdraw on; nor does dust, which
    // a liquidation leaves to its owner when it declares a deficit.
    let mut position = book.position();
    for (view, collateral) in position.collaterals.iter_mut().zip(&book.collaterals) {
        let is_dust = collateral.amount < dust(&collateral.quote);
        if is_dust || !collateral.quote.good {
            view.price = Price::ZERO;
        }
    }
    let safe = position.is_safe_to_act().map_err(|e| internal(e.into()))?;
    if safe {
        return Ok(());
    }
    let factor = position.health().map_err(|e| internal(e.into()))?.factor;
    let detail = format!("in the worst case health would be {factor}, within max LTV required");
    Err(WireError::new(Code::WOULD_BE_UNSAFE, detail))
}

/// Health in both cases, for queries.
pub fn both(deps: Deps, env: &Env, account: &Account) -> ContractResult<(HealthFactor, Book)> {
    let worst = Book::of(deps, env, account, Case::Worst)?.health()?.factor;
    Ok((worst, Book::of(deps, env, account, Case::Best)?))
}

/// What an amount of a listing is worth at the spot price, whole quote units, rounded down.
pub fn value_of_collateral(
    deps: Deps,
    env: &Env,
    listing: ListingId,
    amount: CollateralAmount,
) -> ContractResult<Uint128> {
    let quotes = quotes(deps, env, &[listing])?;
    let price = quotes.first().map_or(Price::ZERO, |q| q.spot);
    Ok(crate::totals::whole(price.of_collateral(amount)?))
}

/// The index of a debt listing in a case: as last reported, or grown at the fastest interest since
/// the report was made.
fn index(deps: Deps, env: &Env, quote: &Quote, case: Case) -> ContractResult<Index> {
    let totals = TOTALS
        .may_load(deps.storage, quote.setup.listing.0)?
        .unwrap_or_default();
    if case == Case::Best {
        return Ok(totals.index);
    }
    let rate = quote
        .setup
        .debt
        .as_ref()
        .map_or(Decimal::zero(), |d| d.rate_max);
    let allowance = crate::reports::allowance(deps.storage, quote.setup.chain)?;
    let now = env.block.time.seconds();
    Ok(crate::totals::index_bounds(&totals, rate, now, allowance)?.1)
}

fn ramp(quote: &Quote) -> u64 {
    quote.setup.collateral.as_ref().map_or(0, |c| c.ramp_secs)
}

/// What counts as nothing, base units.
pub fn dust(quote: &Quote) -> CollateralAmount {
    quote
        .setup
        .collateral
        .as_ref()
        .map_or(CollateralAmount::ZERO, |c| c.dust)
}

fn weight(
    quote: &Quote,
    of: impl Fn(&seawall_interfaces::coordinator::CollateralSetup) -> Decimal,
) -> Decimal {
    quote.setup.collateral.as_ref().map_or(Decimal::zero(), of)
}

/// The lot of this number.
pub fn lot_mut(liquidation: &mut Liquidation, id: LotId) -> Option<&mut Lot> {
    liquidation.lots.iter_mut().find(|lot| lot.id == id)
}
