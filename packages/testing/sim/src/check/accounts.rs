//! Accounts: what the hub believes against what vaults and markets know (INV-2, INV-3).

use std::collections::BTreeMap;

use anyhow::Result;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{AccountResponse, QueryMsg};
use seawall_wire::ids::{AccountId, ListingId};

use super::Checker;
use crate::stage::Stage;

impl Checker {
    /// One account on all chains.
    pub(super) fn account(&self, stage: &Stage, account: u64) -> Result<()> {
        let account = AccountId(account);
        let ask = QueryMsg::Account { account };
        let Ok(seen) = stage.world.hub_query::<_, AccountResponse>(&ask) else {
            // Named in a wish, never opened.
            return Ok(());
        };
        for spec in &stage.world.spec.collaterals {
            self.collateral(stage, &seen, spec.number, spec.chain)?;
        }
        for spec in &stage.world.spec.debts {
            self.debt(stage, &seen, spec.number, spec.chain)?;
        }
        Ok(())
    }

    fn collateral(
        &self,
        stage: &Stage,
        seen: &AccountResponse,
        number: u32,
        chain: u16,
    ) -> Result<()> {
        let (account, listing) = (seen.account, ListingId(number));
        let site = stage.world.site(chain)?;
        let ask = api::vault::QueryMsg::Holding { account, listing };
        let held: api::vault::HoldingResponse =
            stage.world.net.query(site.ix, &site.vault, &ask)?;
        let pending = i128::try_from(held.pending.u128()).unwrap_or(i128::MAX);
        let there = held.locked.i128().saturating_add(pending);
        self.holds(there >= 0, || {
            format!("INV-2: account {account} has {there} of listing {listing} in the vault")
        })?;
        let mirror = seen.collaterals.iter().find(|c| c.listing == listing);
        let worst = mirror.map_or(0, |c| c.worst.u128());
        let worst = i128::try_from(worst).unwrap_or(i128::MAX);
        self.holds(worst <= there, || {
            format!(
                "INV-3: account {account}, listing {listing}: the hub counts {worst} in the worst \
                 case, the vault has {there}"
            )
        })?;
        let best = mirror.map_or(0, |c| c.best.u128());
        let best = i128::try_from(best).unwrap_or(i128::MAX);
        self.holds(best >= worst, || {
            format!("INV-3: account {account}, listing {listing}: at best {best}, at worst {worst}")
        })
    }

    fn debt(&self, stage: &Stage, seen: &AccountResponse, number: u32, chain: u16) -> Result<()> {
        let (account, listing) = (seen.account, ListingId(number));
        let site = stage.world.site(chain)?;
        let Some(market) = site.markets.get(&number) else {
            return Ok(());
        };
        let ask = api::market::QueryMsg::Debt { account };
        let owed: api::market::DebtResponse = stage.world.net.query(site.ix, market, &ask)?;
        let mirror = seen.debts.iter().find(|d| d.listing == listing);
        let (shares, units) = mirror.map_or((0, 0), |d| (d.worst_shares.u128(), d.worst.u128()));
        self.holds(shares >= owed.shares.u128(), || {
            format!(
                "INV-3: account {account}, debt {listing}: the hub counts {shares} shares in the \
                 worst case, the market has {}",
                owed.shares
            )
        })?;
        let best = mirror.map_or(0, |d| d.best_shares.u128());
        self.holds(best <= shares, || {
            format!("INV-3: account {account}, debt {listing}: at best {best}, at worst {shares}")
        })?;
        // A hub that stands still decides nothing; its clock is compared when it runs.
        let net = &stage.world.net;
        let hub = net.block(stage.world.hub).time.seconds();
        let there = net.block(site.ix).time.seconds();
        if hub.saturating_add(stage.world.spec.params.skew_secs) < there {
            return Ok(());
        }
        self.holds(units >= owed.debt.u128(), || {
            format!(
                "INV-3: account {account}, debt {listing}: the hub counts {units} in the worst \
                 case, the market {}",
                owed.debt
            )
        })
    }

    /// INV-9: the shares of all accounts are the market's.
    pub(super) fn shares_add_up(&self, stage: &Stage) -> Result<()> {
        let accounts = stage.world.accounts()?;
        let mut sums: BTreeMap<u32, (u128, u128)> = BTreeMap::new();
        for account in &accounts {
            for spec in &stage.world.spec.debts {
                let owed = stage.world.owed(*account, spec.number)?;
                let sum = sums.entry(spec.number).or_default();
                sum.0 += owed.shares.u128();
                sum.1 += owed.surplus.u128();
            }
        }
        for (number, (shares, surplus)) in sums {
            let status = stage.world.market_status(number)?;
            self.holds(status.debt_shares.u128() == shares, || {
                format!(
                    "INV-9: accounts owe {shares} shares to market {number}, which counts {}",
                    status.debt_shares
                )
            })?;
            self.holds(status.surplus.u128() == surplus, || {
                format!(
                    "INV-9: accounts have {surplus} of surplus at market {number}, which counts {}",
                    status.surplus
                )
            })?;
        }
        Ok(())
    }
}
