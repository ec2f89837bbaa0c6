//! What anyone may have reported again: of liquidations, of accounts.
//!
//! What must always hold: one report is one call and is judged by itself.

use anyhow::Result;
use seawall_interfaces::outpost::{ExecuteMsg as Outpost, MarketKeys};
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, LotId};

use super::cranks::{outpost, some_liquidation};
use crate::stage::{chosen, Stage};
use crate::violation::{of_repair, Done, Outcome};

/// Lots in one report at most.
const LOTS_PER_REPORT: usize = 8;

pub(super) fn report_liquidation(stage: &mut Stage, at: u64) -> Done {
    let Some(liquidation) = some_liquidation(stage, at) else {
        return Ok(Outcome::Idle);
    };
    let parts = stage.reports_of(liquidation).unwrap_or_default();
    match chosen(&parts, at / 23) {
        Some(part) => of_repair(stage.report(&part)),
        None => Ok(Outcome::Idle),
    }
}

/// One report about lots, from where they are sold or from the market that is paid.
#[derive(Clone)]
pub(crate) enum Words {
    /// From this chain, what was sold.
    Sold(u16, Vec<LotId>),
    /// From the market of this debt, what was credited for the account.
    Credited(u32, AccountId, Vec<LotId>),
}

impl Stage {
    /// All that can be reported again of a liquidation. Each is one call, judged by itself: the hub may
    /// answer one with another round before it hears the next.
    pub(crate) fn reports_of(&self, liquidation: LiquidationId) -> Result<Vec<Words>> {
        let found = self.world.liquidation(liquidation)?;
        let lots: Vec<LotId> = found.lots.iter().map(|lot| lot.lot).collect();
        let mut debts: Vec<u32> = found.lots.iter().map(|lot| lot.debt.0).collect();
        debts.sort_unstable();
        debts.dedup();
        let mut all = vec![];
        for some in lots.chunks(LOTS_PER_REPORT) {
            all.push(Words::Sold(found.chain.0, some.to_vec()));
            let credits = debts.iter();
            all.extend(credits.map(|d| Words::Credited(*d, found.account, some.to_vec())));
        }
        Ok(all)
    }

    /// Has it reported.
    pub(crate) fn report(&mut self, words: &Words) -> Result<()> {
        match words {
            Words::Sold(chain, lots) => self.world.report_lots(*chain, lots.clone()),
            Words::Credited(debt, account, lots) => {
                self.world.report_debt(*debt, *account, lots.clone())
            }
        }
    }

    /// Has a chain say again all that it knows of an account.
    pub(crate) fn report_account(&mut self, chain: u16, account: AccountId) -> Result<()> {
        let ours = self.world.spec.collaterals.iter();
        let ours = ours.filter(|c| c.chain == chain);
        let vault: Vec<_> = ours.map(|c| (account, ListingId(c.number))).collect();
        let site = self.world.site(chain)?;
        let markets: Vec<_> = site
            .markets
            .keys()
            .map(|listing| MarketKeys {
                listing: ListingId(*listing),
                accounts: vec![account],
                lots: vec![],
            })
            .collect();
        if vault.is_empty() && markets.is_empty() {
            return Ok(());
        }
        let lots = vec![];
        outpost(
            self,
            chain,
            &Outpost::Report {
                vault,
                markets,
                lots,
            },
        )
    }
}

pub(super) fn report_account(stage: &mut Stage, at: u64) -> Done {
    let (Some(chain), Some(found)) = (stage.chain(at), chosen(&stage.accounts, at / 11)) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.report_account(chain, found.id))
}
