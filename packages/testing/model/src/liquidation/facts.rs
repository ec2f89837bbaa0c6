//! The coordinator's `settle` and `facts`: what reports say, and what is told to the market. What must
//! always hold: facts are merged by the contract's own functions, in any phase; the accounts' lines of a
//! report before the lots'.

use seawall_market::state::Account;
use seawall_money::{CollateralAmount, DebtAmount, MathResult};
use seawall_wire::ids::{AccountId, LotId};
use seawall_wire::{AccountLine, CloseReason, LotLine, VaultLine};

use super::case::COLLATERAL;
use super::state::{MarketFacts, One, VaultFacts};
use super::{Choice, Liquidations, Mistake, Part, Sale, Stage};
use crate::record::Rec;

impl Liquidations {
    /// `settle::send_new`, or `settle::send_again`.
    pub(super) fn send_settles(&self, one: &mut One<'_>, again: bool) {
        let (lots, settles) = (&mut one.case.hub.lots, &mut one.case.settles);
        for lot in lots.iter_mut() {
            let due = match again {
                false => lot.has_more_to_settle(),
                true if self.wrong(Mistake::SettleOnce) => false,
                true => !lot.on_its_way().is_zero(),
            };
            if let Some(slot) = settles.get_mut(lot.id.0 as usize - 1).filter(|_| due) {
                lot.settled = lot.proceeds;
                *slot = Some(lot.proceeds.u128());
            }
        }
    }

    /// `reports::merge` of the collateral chain's facts, with `facts::on_facts`.
    pub(super) fn read_vault(
        &self,
        one: &mut One<'_>,
        slot: usize,
        part: Part,
        choice: Choice,
    ) -> MathResult<()> {
        let told = one.case.from_vault.get(slot).cloned();
        let Some((vault, sales)) = told.unwrap_or_else(|| Some(of_vault(one))) else {
            return Ok(());
        };
        if part != Part::Lots {
            one.case.hub.held.merge(&VaultLine {
                account: AccountId(1),
                listing: COLLATERAL,
                returned: vault.returned,
                released: vault.released,
                seized: vault.seized,
            });
        }
        let late = one.case.hub.stage == Stage::Done && self.wrong(Mistake::LateFactsIgnored);
        if part == Part::Account || late {
            return Ok(());
        }
        let mut news = false;
        let (lots, held) = (&mut one.case.hub.lots, &mut one.case.hub.held);
        for lot in lots.iter_mut() {
            let Some(Some(sale)) = sales.get(lot.id.0 as usize - 1) else {
                continue;
            };
            let merged = lot.merge(&line(lot.id, sale));
            held.announce(merged.returned)?;
            if self.wrong(Mistake::ReturnCountedTwice) {
                held.returned = held.returned.plus(merged.returned)?;
            }
            news |= merged.any;
        }
        self.follow(one, news, choice)
    }

    /// `reports::merge` of the market's facts, with `facts::on_facts`.
    pub(super) fn read_market(
        &self,
        one: &mut One<'_>,
        slot: usize,
        part: Part,
        choice: Choice,
    ) -> MathResult<()> {
        let told = one.case.from_market.get(slot).cloned();
        let Some((market, credits)) = told.unwrap_or_else(|| Some(of_market(one))) else {
            return Ok(());
        };
        if part != Part::Lots {
            one.debt.owed.merge(&AccountLine {
                account: AccountId(1),
                decided: market.decided,
                minted: market.minted,
                burned: market.burned,
            });
        }
        if part == Part::Account {
            return Ok(());
        }
        let mut news = false;
        for lot in one.case.hub.lots.iter_mut() {
            let credited = credits.get(lot.id.0 as usize - 1).copied();
            news |= lot.merge_credit(DebtAmount::new(credited.unwrap_or_default()));
        }
        self.follow(one, news, choice)
    }

    /// `facts::move_on`, if there is anything new.
    fn follow(&self, one: &mut One<'_>, news: bool, choice: Choice) -> MathResult<()> {
        if !news {
            return Ok(());
        }
        self.send_settles(one, false);
        self.step(one, choice)
    }
}

/// The collateral chain's report; what it does not tell would only tell equal reports apart.
pub(super) fn of_vault(one: &One<'_>) -> VaultFacts {
    let mut vault = one.case.vault.clone();
    vault.locked = Default::default();
    (vault, one.case.sales.clone())
}

/// The market's.
pub(super) fn of_market(one: &One<'_>) -> MarketFacts {
    let credited = one.case.settlements.iter().map(|record| {
        let record = record.as_ref();
        record.map_or(0, |record| record.credited.u128())
    });
    let booked = &one.debt.market;
    let market = Account {
        burned: booked.burned,
        minted: booked.minted,
        decided: booked.decided,
        ..Account::default()
    };
    (Rec(market), credited.collect())
}

fn line(lot: LotId, sale: &Sale) -> LotLine {
    LotLine {
        lot,
        sold: CollateralAmount::new(sale.sold),
        returned: CollateralAmount::new(sale.returned),
        proceeds: DebtAmount::new(sale.sold),
        fee: DebtAmount::ZERO,
        closed: (!sale.open).then_some(CloseReason::Tail),
    }
}
