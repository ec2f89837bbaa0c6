//! The coordinator's `settle` and `facts`: what reports say, and what is told to the market. What must
//! always hold: facts are merged by the contract's own functions, in any phase.

use seawall_market::state::Account;
use seawall_money::{CollateralAmount, DebtAmount, MathResult};
use seawall_wire::ids::{AccountId, LotId};
use seawall_wire::{AccountLine, CloseReason, LotLine, VaultLine};

use super::case::COLLATERAL;
use super::{Case, Choice, Liquidations, Mistake, Sale, Stage};
use crate::record::Rec;

impl Liquidations {
    /// `settle::send_new`, or `settle::send_again`.
    pub(super) fn send_settles(&self, case: &mut Case, again: bool) {
        let (lots, settles) = (&mut case.hub.lots, &mut case.settles);
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
    pub(super) fn read_vault(&self, case: &mut Case, choice: Choice) -> MathResult<()> {
        let Some((vault, sales)) = case.from_vault.clone() else {
            return Ok(());
        };
        case.hub.held.merge(&VaultLine {
            account: AccountId(1),
            listing: COLLATERAL,
            returned: vault.returned,
            released: vault.released,
            seized: vault.seized,
        });
        let mut news = false;
        let late = case.hub.stage == Stage::Done && self.wrong(Mistake::LateFactsIgnored);
        for lot in case.hub.lots.iter_mut().filter(|_| !late) {
            let Some(Some(sale)) = sales.get(lot.id.0 as usize - 1) else {
                continue;
            };
            let merged = lot.merge(&line(lot.id, sale));
            case.hub.held.announce(merged.returned)?;
            news |= merged.any;
        }
        if news {
            self.send_settles(case, false);
            self.step(case, choice)?;
        }
        Ok(())
    }

    /// `reports::merge` of the market's facts, with `facts::on_facts`.
    pub(super) fn read_market(&self, case: &mut Case, choice: Choice) -> MathResult<()> {
        let Some((market, credits)) = case.from_market.clone() else {
            return Ok(());
        };
        case.hub.owed.merge(&AccountLine {
            account: AccountId(1),
            decided: market.decided,
            minted: market.minted,
            burned: market.burned,
        });
        let mut news = false;
        for lot in case.hub.lots.iter_mut() {
            let credited = credits.get(lot.id.0 as usize - 1).copied();
            news |= lot.merge_credit(DebtAmount::new(credited.unwrap_or_default()));
        }
        if news {
            self.send_settles(case, false);
            self.step(case, choice)?;
        }
        Ok(())
    }
}

/// The market's report; what it does not tell would only tell equal reports apart.
pub(super) fn write_market(case: &mut Case) {
    let credited = case.settlements.iter().map(|record| {
        let record = record.as_ref();
        record.map_or(0, |record| record.credited.u128())
    });
    let credited = credited.collect();
    let market = Account {
        burned: case.market.burned,
        minted: case.market.minted,
        decided: case.market.decided,
        ..Account::default()
    };
    case.from_market = Some((Rec(market), credited));
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
