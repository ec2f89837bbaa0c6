//! Debt shares against the money they were given or taken for (INV-12), in whole numbers: nothing here
//! is rounded, so that a single base unit on the wrong side is seen.
//!
//! What must always hold: what a loan mints is worth no less than the loan, what a payment or a cover
//! burns is worth no more than was paid. The index of a market stands still within a block, so it is
//! read from the market as long as that block lasts. Called by `touched`.

use anyhow::Result;
use cosmwasm_std::{Decimal, Uint256};
use seawall_interfaces as api;

use super::{Checker, Role};
use crate::stage::{Exchange, Stage};

impl Checker {
    /// One exchange of money for shares.
    pub(super) fn rounded(&self, stage: &Stage, exchange: &Exchange) -> Result<()> {
        let (ix, market) = &exchange.market;
        let Some(Role::Market(listing)) = self.roles.get(&exchange.market) else {
            return Ok(());
        };
        let net = &stage.world.net;
        if net.block(*ix).time.seconds() != exchange.at {
            return Ok(());
        }
        let status: api::market::StatusResponse =
            net.query(*ix, market, &api::market::QueryMsg::Status {})?;
        let index = status.index.ratio();
        self.holds(fair(exchange, index), || {
            let Exchange {
                minted,
                shares,
                amount,
                ..
            } = exchange;
            let done = if *minted { "minted" } else { "burned" };
            format!("INV-12: market {listing} {done} {shares} shares of {index} for {amount}")
        })
    }
}

/// Is the rounding against the taker?
fn fair(exchange: &Exchange, index: Decimal) -> bool {
    let worth = Uint256::from(exchange.shares) * Uint256::from(index.atomics());
    let paid = Uint256::from(exchange.amount) * Uint256::from(Decimal::one().atomics());
    if exchange.minted {
        worth >= paid
    } else {
        worth <= paid
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::Addr;
    use simnet::ChainIx;

    use super::*;

    #[test]
    fn a_share_too_few_for_a_loan_and_one_too_many_for_a_payment_are_seen() {
        let index = Decimal::percent(101);
        let fits = |minted, shares, amount| {
            let market = (ChainIx(0), Addr::unchecked("market"));
            let exchange = Exchange {
                market,
                at: 0,
                minted,
                shares,
                amount,
            };
            fair(&exchange, index)
        };
        // 100 are 99.01 shares.
        assert!(fits(true, 100, 100) && !fits(true, 99, 100));
        assert!(fits(false, 99, 100) && !fits(false, 100, 100));
        assert!(fits(true, 100, 101) && fits(false, 100, 101));
    }
}
