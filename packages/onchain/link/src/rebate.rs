//! Rebates: relayers are paid per relayed message out of what anyone put in for a link (DEC-19).
//!
//! What must always hold: budgets and unpaid rebates together are covered by the contract's balance
//! (INV-2); an empty budget pays nothing and blocks nothing; a rebate is taken by its relayer,
//! never pushed.

use cosmwasm_std::{Addr, BankMsg, Coin, StdResult, Storage, Uint128};
use cw_storage_plus::Map;
use seawall_interfaces::common::DenomAmount;
use seawall_kit::{Claims, KitError, KitResult};
use seawall_wire::ids::ChainNo;

/// Budgets per link and coin, and what relayers may take.
pub struct Rebates {
    budgets: Map<(u16, &'static str), Uint128>,
    claims: Claims,
}

impl Default for Rebates {
    fn default() -> Self {
        Self::new()
    }
}

impl Rebates {
    /// The rebates of a contract, under keys that begin with `rebate_`.
    pub const fn new() -> Self {
        Self {
            budgets: Map::new("rebate_budgets"),
            claims: Claims::new("rebate_claims", "rebate_totals"),
        }
    }

    /// Adds to the budget of a link. Fails when it does not fit into 128 bits.
    pub fn fund(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        denom: &str,
        amount: Uint128,
    ) -> KitResult<()> {
        let budget = self.budget(storage, link, denom)?;
        let sum = budget.checked_add(amount);
        let sum = sum.map_err(|e| KitError::Std(e.into()))?;
        Ok(self.budgets.save(storage, (link.0, denom), &sum)?)
    }

    /// Credits one relayed message to `relayer`; returns whether the budget sufficed. Never fails.
    pub fn reward(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        relayer: &Addr,
        rebate: Option<&DenomAmount>,
    ) -> bool {
        rebate.is_some_and(|rebate| {
            let paid = self.try_reward(storage, link, relayer, rebate);
            paid.unwrap_or(false)
        })
    }

    fn try_reward(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        relayer: &Addr,
        rebate: &DenomAmount,
    ) -> KitResult<bool> {
        let budget = self.budget(storage, link, &rebate.denom)?;
        let Ok(rest) = budget.checked_sub(rebate.amount) else {
            return Ok(false);
        };
        self.claims
            .credit(storage, relayer, &rebate.denom, rebate.amount)?;
        self.budgets
            .save(storage, (link.0, rebate.denom.as_str()), &rest)?;
        Ok(true)
    }

    /// Pays a relayer what it may take, in at most 30 coins at once. Fails when there is nothing.
    pub fn claim(&self, storage: &mut dyn Storage, relayer: &Addr) -> KitResult<Vec<BankMsg>> {
        let coins = self.owed(storage, relayer)?;
        if coins.is_empty() {
            return Err(KitError::NothingToClaim {
                address: relayer.to_string(),
                denom: "any coin".into(),
            });
        }
        let take = |coin: &Coin| self.claims.take(storage, relayer, &coin.denom);
        coins.iter().map(take).collect()
    }

    /// What a relayer may take, at most 30 coins.
    pub fn owed(&self, storage: &dyn Storage, relayer: &Addr) -> KitResult<Vec<Coin>> {
        self.claims.page(storage, relayer, None, None)
    }

    /// What is left for a link, base units.
    pub fn budget(&self, storage: &dyn Storage, link: ChainNo, denom: &str) -> StdResult<Uint128> {
        let budget = self.budgets.may_load(storage, (link.0, denom))?;
        Ok(budget.unwrap_or_default())
    }

    /// What all relayers together may take, base units.
    pub fn total_owed(&self, storage: &dyn Storage, denom: &str) -> KitResult<Uint128> {
        self.claims.total(storage, denom)
    }
}
