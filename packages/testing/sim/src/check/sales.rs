//! Liquidations and their lots (INV-4, INV-5).

use anyhow::Result;
use seawall_interfaces as api;
use seawall_interfaces::auction_house::{LotLife, LotResponse};
use seawall_wire::ids::{LiquidationId, LotId};
use simnet::ChainIx;

use super::Checker;
use crate::stage::{Stage, Touched};

impl Checker {
    /// Lots that were named, with their chains.
    pub(super) fn lots_of(&self, touched: &Touched) -> Vec<(ChainIx, u64)> {
        let houses = touched.contracts.iter().filter(|key| {
            let role = self.roles.get(*key);
            role == Some(&super::Role::House)
        });
        houses
            .flat_map(|(ix, _)| touched.lots.iter().map(move |lot| (*ix, *lot)))
            .collect()
    }

    /// At the end: every liquidation there ever was, and its lots where they were sold.
    ///
    /// # Errors
    /// With the first invariant that does not hold.
    pub fn all_over(&self, stage: &Stage) -> Result<()> {
        let ids: Vec<u64> = stage.seen.borrow().liquidations.keys().copied().collect();
        for id in ids {
            self.liquidation(stage, id)?;
            let found = stage.world.liquidation(LiquidationId(id))?;
            let ix = stage.world.ix(found.chain.0)?;
            for lot in &found.lots {
                self.lot(stage, ix, lot.lot.0)?;
            }
        }
        Ok(())
    }

    /// A liquidation as the hub sees it.
    pub(super) fn liquidation(&self, stage: &Stage, id: u64) -> Result<()> {
        let Ok(found) = stage.world.liquidation(LiquidationId(id)) else {
            return Ok(());
        };
        self.ended(&found)?;
        self.books.liquidation(&found)
    }

    /// A lot as the auction house knows it, and what was credited for it at the market.
    pub(super) fn lot(&self, stage: &Stage, ix: ChainIx, lot: u64) -> Result<()> {
        let Some(site) = stage.world.sites.values().find(|site| site.ix == ix) else {
            return Ok(());
        };
        let lot = LotId(lot);
        let ask = api::auction_house::QueryMsg::Lot { lot };
        let found = stage
            .world
            .net
            .query::<_, LotResponse>(ix, &site.auction_house, &ask);
        let Ok(found) = found else {
            return Ok(());
        };
        self.floor(&found)?;
        let (sold, returned) = (found.sold.u128(), found.returned.u128());
        let put_up = found.terms.put_up.u128();
        let closed = matches!(found.life, LotLife::Closed(_));
        let fits = if closed {
            sold + returned == put_up
        } else {
            sold <= put_up && returned == 0
        };
        self.holds(fits, || {
            format!(
                "INV-4: lot {lot} of chain {}: {sold} sold and {returned} returned of {put_up}, \
                 closed: {closed}",
                site.no
            )
        })?;
        let (chain, market) = stage.world.market(found.terms.debt.0)?;
        let ask = api::market::QueryMsg::Settlement { lot };
        let settled = stage
            .world
            .query::<_, api::market::SettlementResponse>(chain, &market, &ask);
        let Ok(settled) = settled else {
            return Ok(());
        };
        self.holds(settled.proceeds <= found.proceeds, || {
            format!(
                "INV-5: lot {lot} brought {}, the market was told {}",
                found.proceeds, settled.proceeds
            )
        })?;
        self.holds(settled.credit.credited <= found.proceeds, || {
            format!(
                "INV-5: lot {lot} brought {} and {} was credited",
                found.proceeds, settled.credit.credited
            )
        })
    }
}
