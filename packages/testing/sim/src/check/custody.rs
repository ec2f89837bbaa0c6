//! Coins: as many as there were, each where the books say (INV-1, INV-2, INV-5).

use anyhow::Result;
use cosmwasm_std::{Addr, Decimal};
use seawall_fixtures::world::Site;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use simnet::{ChainIx, ChannelRef};

use super::{Checker, Role};
use crate::stage::Stage;

/// Shares whose worth is compared.
const SHARES: u128 = 1_000_000_000_000;

impl Checker {
    /// INV-1: no coin is made or lost.
    pub(super) fn supply(&self, stage: &Stage) -> Result<()> {
        for (ix, denom, before) in &stage.supply {
            let now = stage.world.net.supply(*ix, denom);
            self.holds(now == *before, || {
                format!("INV-1: there were {before} {denom} on {ix}, now {now}")
            })?;
        }
        Ok(())
    }

    /// INV-1: what is in escrow at either end is outstanding as vouchers or in flight.
    pub(super) fn transfers(&self, stage: &Stage, channel: ChannelRef) -> Result<()> {
        if !stage.transfers.contains(&channel) {
            return Ok(());
        }
        let net = &stage.world.net;
        for end in [channel, net.peer(channel)?] {
            for coin in net.balances(end.chain, &net.escrow(end)?) {
                let checked = net.check_escrow(end, &coin.denom);
                self.holds(checked.is_ok(), || {
                    format!(
                        "INV-1: {}",
                        checked.err().map_or(String::new(), |e| e.to_string())
                    )
                })?;
            }
        }
        Ok(())
    }

    /// INV-2: a contract has exactly what its books owe and what it was given for nothing.
    pub(super) fn contract(&mut self, stage: &Stage, ix: ChainIx, contract: &Addr) -> Result<()> {
        let role = self.roles.get(&(ix, contract.clone()));
        match role.cloned() {
            Some(Role::Vault) => self.vault(stage, ix, contract),
            Some(Role::House) => {
                let ask = api::auction_house::QueryMsg::Owed {};
                let owed: Vec<DenomAmount> = stage.world.net.query(ix, contract, &ask)?;
                self.exactly(stage, ix, contract, "auction house", &owed)
            }
            Some(Role::Pool) => {
                let ask = api::insurance_pool::QueryMsg::Owed {};
                let owed: Vec<DenomAmount> = stage.world.net.query(ix, contract, &ask)?;
                self.exactly(stage, ix, contract, "pool", &owed)?;
                self.held(stage, ix, contract)?;
                self.stakes(stage, ix, contract)
            }
            Some(Role::Market(listing)) => self.market(stage, ix, contract, listing),
            _ => Ok(()),
        }
    }

    fn vault(&self, stage: &Stage, ix: ChainIx, vault: &Addr) -> Result<()> {
        let ask = api::vault::QueryMsg::Owed {};
        let owed: Vec<DenomAmount> = stage.world.net.query(ix, vault, &ask)?;
        self.exactly(stage, ix, vault, "vault", &owed)
    }

    fn exactly(
        &self,
        stage: &Stage,
        ix: ChainIx,
        contract: &Addr,
        who: &str,
        owed: &[DenomAmount],
    ) -> Result<()> {
        for entry in owed {
            let has = stage.world.net.balance(ix, contract, &entry.denom);
            let key = (ix, contract.clone(), entry.denom.clone());
            let given = stage.gifts.get(&key).copied().unwrap_or(0);
            let owes = entry.amount.u128();
            self.holds(has == owes + given, || {
                format!(
                    "INV-2: {who} {contract} of {ix} owes {owes} {}, was given {given} and has \
                     {has}",
                    entry.denom
                )
            })?;
        }
        Ok(())
    }

    fn market(&mut self, stage: &Stage, ix: ChainIx, market: &Addr, listing: u32) -> Result<()> {
        let net = &stage.world.net;
        let owed: Vec<DenomAmount> = net.query(ix, market, &api::market::QueryMsg::Owed {})?;
        let status: api::market::StatusResponse =
            net.query(ix, market, &api::market::QueryMsg::Status {})?;
        let set_aside: u128 = owed.iter().map(|o| o.amount.u128()).sum();
        let liquidity = status.liquidity.u128();
        if let Some(entry) = owed.first() {
            let has = net.balance(ix, market, &entry.denom);
            self.holds(has == set_aside + liquidity, || {
                format!(
                    "INV-2: market {listing} counts {liquidity} liquid and {set_aside} set aside \
                     and has {has}"
                )
            })?;
        }
        self.holds(status.reserved <= status.liquidity, || {
            format!(
                "INV-2: market {listing} has reserved {} of {liquidity}",
                status.reserved
            )
        })?;
        self.grown(listing, &status)?;
        for site in stage.world.sites.values() {
            self.route_money(stage, site, ix, market, listing)?;
        }
        Ok(())
    }

    /// INV-12 and INV-5: an index only grows; what lenders have shrinks only by what is recorded as
    /// lost.
    fn grown(&mut self, listing: u32, status: &api::market::StatusResponse) -> Result<()> {
        let index = status.index.ratio();
        let lost = status.deficit.u128();
        let all = status.lender_shares.u128() + 1_000;
        let owned = status.lenders.u128() + 1;
        let worth = Decimal::from_ratio(owned, all);
        let before = self.market_before.insert(listing, (worth, index, lost));
        let Some((worth_before, index_before, lost_before)) = before else {
            return Ok(());
        };
        self.holds(index >= index_before, || {
            format!("INV-3: the index of market {listing} fell from {index_before} to {index}")
        })?;
        // Parts of a base unit: a share is worth less than one by rounding alone.
        let rounded = Decimal::from_ratio(2u128, all);
        let fell = worth + rounded < worth_before && !self.written_down;
        self.holds(!fell || lost > lost_before, || {
            format!(
                "INV-12: {SHARES} lender shares of market {listing} were worth {worth_before} \
                 each and are worth {worth}, and nothing was lost"
            )
        })
    }

    /// INV-5: what was burned over a route is never more than what arrived, and what arrived is what its
    /// courier has passed on.
    fn route_money(
        &self,
        stage: &Stage,
        site: &Site,
        ix: ChainIx,
        market: &Addr,
        listing: u32,
    ) -> Result<()> {
        let Some(route) = site.routes.get(&listing) else {
            return Ok(());
        };
        let net = &stage.world.net;
        let ask = api::market::QueryMsg::RouteMoney { route: route.route };
        let money: api::market::RouteMoneyResponse = net.query(ix, market, &ask)?;
        self.holds(money.used <= money.arrived, || {
            format!(
                "INV-5: market {listing} used {} of route {} of which {} arrived",
                money.used, route.route, money.arrived
            )
        })?;
        let ask = api::courier::QueryMsg::Status {};
        let status: api::courier::StatusResponse = net.query(ix, &route.receiver, &ask)?;
        self.holds(status.passed == money.arrived, || {
            format!(
                "INV-9: the courier of route {} passed {} on, market {listing} counts {} arrived",
                route.route, status.passed, money.arrived
            )
        })
    }
}
