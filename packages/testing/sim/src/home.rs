//! After everything has ended: everybody takes out what is theirs, and nothing is left behind that the
//! books do not explain (INV-1, INV-8, INV-12).
//!
//! What must always hold: only owners of accounts, lenders, insurers and claimants act, each for what
//! is theirs. What stays is what was given for nothing, markets' reserves, and parts of a base unit
//! that rounding left to the protocol. Called by `run` after healing.

use anyhow::{ensure, Result};
use seawall_fixtures::deploy::{INSURER, LENDER};
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::insurance_pool::ExecuteMsg as PoolMsg;
use seawall_interfaces::market::ExecuteMsg as MarketMsg;
use seawall_wire::ids::{LiquidationId, ListingId};
use seawall_wire::{RemoteAddr, Wanted};

use crate::act;
use crate::check::Checker;
use crate::heal::{crank, judged, relay, tolerate};
use crate::stage::{Account, Stage, HEALER, MALLORY, PEOPLE};

/// Longer than any exit, cool-down or time lock of a run, seconds.
const LONG: u64 = 90_000;
/// Rounds at most.
const ROUNDS: usize = 8;
/// Base units that rounding may leave in a pool or market, per whole token's worth of six decimals.
const DUST: u128 = 2_000_000;

/// Everybody who may have something.
fn everybody() -> impl Iterator<Item = &'static str> {
    let others = [LENDER, INSURER, HEALER, MALLORY, "keeper"];
    PEOPLE.into_iter().chain(others)
}

/// Lets everybody take out what is theirs.
///
/// # Errors
/// What is left.
pub fn go_home(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    let mut left = String::new();
    for _ in 0..ROUNDS {
        crank(stage, checker)?;
        borrowers(stage, checker)?;
        lenders(stage)?;
        judged(stage, checker)?;
        insurers(stage, checker)?;
        claims(stage)?;
        judged(stage, checker)?;
        relay(stage, checker)?;
        checker.everything(stage)?;
        left = left_behind(stage)?;
        if left.is_empty() {
            return Ok(());
        }
        // Insurers have a window after their cool-down.
        stage.wait(LONG)?;
    }
    anyhow::bail!("INV-8: when everybody went home: {left}")
}

fn borrowers(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    for account in stage.accounts.clone() {
        for (number, chain, market) in act::markets(stage) {
            let owed = stage.world.owed(account.id, number)?;
            if !owed.debt.is_zero() {
                let denom = stage.world.debt(number)?.denom;
                // A little more than is owed; what is too much comes back.
                let amount = owed.debt.u128() + owed.debt.u128() / 1_000 + 1;
                let money = [cosmwasm_std::coin(amount, denom)];
                let msg = MarketMsg::Repay {
                    account: account.id,
                };
                tolerate(stage.world.execute(chain, HEALER, &market, &msg, &money))?;
            }
        }
    }
    relay(stage, checker)?;
    for account in stage.accounts.clone() {
        for spec in stage.world.spec.collaterals.clone() {
            let held = stage.world.holding(account.id, spec.number)?;
            if held.locked.i128() > 0 {
                tolerate(stage.world.ask_to_withdraw(
                    account.home,
                    account.owner,
                    account.id,
                    spec.number,
                    Wanted::All {},
                ))?;
            }
        }
        for (number, chain, _) in act::markets(stage) {
            if !stage.world.owed(account.id, number)?.surplus.is_zero() {
                tolerate(surplus(stage, account, number, chain))?;
            }
        }
    }
    relay(stage, checker)
}

fn surplus(stage: &mut Stage, account: Account, number: u32, chain: u16) -> Result<()> {
    let receiver = stage.world.addr(chain, account.owner)?.to_string();
    let msg = api::outpost::ExecuteMsg::ClaimSurplus {
        account: account.id,
        listing: ListingId(number),
        receiver: RemoteAddr::new(receiver)?,
    };
    let outpost = stage.world.site(account.home)?.outpost.clone();
    stage
        .world
        .execute(account.home, account.owner, &outpost, &msg, &[])
        .map(drop)
}

fn lenders(stage: &mut Stage) -> Result<()> {
    for (_, chain, market) in act::markets(stage) {
        for who in everybody() {
            let address = stage.world.addr(chain, who)?.to_string();
            let ask = api::market::QueryMsg::Lender { address };
            let has: api::market::LenderResponse = stage.world.query(chain, &market, &ask)?;
            if !has.shares.is_zero() {
                let msg = MarketMsg::RequestExit { shares: has.shares };
                tolerate(stage.world.execute(chain, who, &market, &msg, &[]))?;
            }
            if !has.claimable.is_zero() {
                let msg = MarketMsg::ClaimRecovery {};
                tolerate(stage.world.execute(chain, who, &market, &msg, &[]))?;
            }
            for exit in has.exits {
                let msg = MarketMsg::FinishExit { exit };
                tolerate(stage.world.execute(chain, who, &market, &msg, &[]))?;
            }
        }
        let msg = MarketMsg::PayPremium {};
        tolerate(stage.world.execute(chain, HEALER, &market, &msg, &[]))?;
    }
    Ok(())
}

fn insurers(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    for (chain, pool, ..) in act::pools(stage) {
        for who in everybody() {
            let address = stage.world.addr(chain, who)?.to_string();
            let ask = api::insurance_pool::QueryMsg::Staker { address };
            let has: api::insurance_pool::StakerResponse = stage.world.query(chain, &pool, &ask)?;
            let mut msgs = vec![];
            if !has.leaving.is_zero() {
                msgs.push(PoolMsg::FinishUnstake {});
            }
            if !has.shares.is_zero() {
                let shares = has.shares;
                msgs.push(PoolMsg::StartUnstake { shares });
            }
            if !has.premium.is_zero() {
                msgs.push(PoolMsg::ClaimPremium {});
            }
            for msg in msgs {
                tolerate(stage.world.execute(chain, who, &pool, &msg, &[]))?;
                judged(stage, checker)?;
            }
        }
    }
    Ok(())
}

fn claims(stage: &mut Stage) -> Result<()> {
    let ids: Vec<u64> = stage.seen.borrow().liquidations.keys().copied().collect();
    for id in ids {
        tolerate(stage.release_fees(LiquidationId(id)))?;
    }
    let places = act::claim_places(stage);
    for (chain, contract, kind) in places {
        for who in everybody() {
            tolerate(act::claim_at(stage, who, chain, &contract, kind))?;
        }
    }
    Ok(())
}

/// What is still owed to anybody, in words; empty if nothing is.
fn left_behind(stage: &Stage) -> Result<String> {
    for (chain, site) in &stage.world.sites {
        let owed = [
            (&site.vault, "vault"),
            (&site.auction_house, "auction house"),
        ];
        for (contract, name) in owed {
            let ask = api::vault::QueryMsg::Owed {};
            let owed: Vec<DenomAmount> = stage.world.query(*chain, contract, &ask)?;
            if let Some(left) = owed.iter().find(|o| !o.amount.is_zero()) {
                return Ok(format!("{name} of chain {chain} owes {left:?}"));
            }
        }
    }
    for (number, ..) in act::markets(stage) {
        let status = stage.world.market_status(number)?;
        let none = status.debt_shares.is_zero()
            && status.lender_shares.is_zero()
            && status.surplus.is_zero();
        if !none {
            return Ok(format!("market {number}: {status:?}"));
        }
        ensure!(
            status.lenders.u128() <= dust(stage.world.debt(number)?.decimals),
            "INV-12: market {number} has no lenders and {} of theirs",
            status.lenders
        );
    }
    for (chain, pool, denom, decimals) in act::pools(stage) {
        let ask = api::insurance_pool::QueryMsg::Status {};
        let status: api::insurance_pool::StatusResponse = stage.world.query(chain, &pool, &ask)?;
        let rest = status.capital.u128() + status.premiums_unclaimed.u128();
        if rest > dust(decimals) {
            return Ok(format!("pool {pool} of {denom} has {status:?}"));
        }
    }
    Ok(String::new())
}

/// What rounding may leave.
fn dust(decimals: u8) -> u128 {
    DUST * 10u128.pow(u32::from(decimals.saturating_sub(6)))
}
