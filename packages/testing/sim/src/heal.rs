//! The end of a run: the network is healed, and calls that need no privilege bring every process to
//! its end (INV-8).
//!
//! What must always hold: nothing here is done as owner, guardian or contract; only accounts of people
//! and of those who crank act. What is over is read from public answers. Called by `run`.

use std::collections::BTreeSet;

use anyhow::Result;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{LiquidationResponse, Phase};
use seawall_interfaces::outpost::LinkResponse;
use seawall_wire::ids::{CommandId, LiquidationId};

use crate::act;
use crate::check::Checker;
use crate::stage::{Stage, HEALER};
use crate::violation::{of, Outcome};

/// Rounds at most; the last of them wait long.
const ROUNDS: u64 = 400;
/// Seconds between rounds, at first and later.
const PAUSES: [u64; 2] = [60, 600];

/// Heals and drives everything to its end. Says in how many rounds.
///
/// # Errors
/// What does not end, or an invariant that does not hold on the way.
pub fn heal(stage: &mut Stage, checker: &mut Checker) -> Result<u64> {
    stage.relieve_all()?;
    stage.kept.clear();
    stage.feeders.clear();
    let mut left = String::new();
    for round in 0..ROUNDS {
        crank(stage, checker)?;
        left = unfinished(stage)?;
        if left.is_empty() {
            settle_words(stage, checker)?;
            left = unfinished(stage)?;
            if left.is_empty() {
                certain(stage)?;
                checker.everything(stage)?;
                checker.all_over(stage)?;
                return Ok(round);
            }
        }
        let secs = PAUSES.get(usize::from(round >= 60)).copied();
        stage.wait(secs.unwrap_or(60))?;
    }
    anyhow::bail!("INV-8: after {ROUNDS} rounds of healing: {left}")
}

/// Steps on the chains are judged by what they touched, as in the run.
pub(crate) fn judged(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    stage.meet()?;
    let touched = stage.seen.borrow_mut().take();
    checker.touched(stage, &touched)
}

/// Relays everything that can be relayed.
pub(crate) fn relay(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    loop {
        let flying = stage.seen.borrow().flying.clone();
        let mut moved = false;
        for packet in flying {
            let done = act::whole(stage, packet).map_err(anyhow::Error::msg)?;
            moved |= done == Outcome::Done;
            judged(stage, checker)?;
        }
        if !moved {
            return Ok(());
        }
    }
}

/// A refusal is fine, a panic is not.
pub(crate) fn tolerate<T>(result: Result<T>) -> Result<()> {
    of(result).map(drop).map_err(anyhow::Error::msg)
}

/// Everything that anyone may do, once.
pub(crate) fn crank(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    for feeder in 0..3 {
        tolerate(act::feed(stage, feeder))?;
    }
    judged(stage, checker)?;
    relay(stage, checker)?;
    for (chain, lot) in act::open_lots(stage) {
        tolerate(act::buy(stage, chain, HEALER, lot, 0))?;
        judged(stage, checker)?;
        tolerate(stage.world.close(chain, lot))?;
        judged(stage, checker)?;
    }
    retry(stage)?;
    for chain in stage.world.sites.keys().copied().collect::<Vec<_>>() {
        tolerate(stage.world.ask_about_the_old(chain))?;
    }
    relay(stage, checker)?;
    let open: Vec<u64> = stage.open_liquidations();
    for id in open {
        let id = LiquidationId(id);
        for words in stage.reports_of(id).unwrap_or_default() {
            tolerate(stage.report(&words))?;
            judged(stage, checker)?;
        }
        relay(stage, checker)?;
        tolerate(stage.world.advance(id))?;
        judged(stage, checker)?;
        if let Ok(found) = stage.world.liquidation(id) {
            for lot in found.lots.iter().filter(|l| l.credited < l.proceeds) {
                tolerate(stage.world.credit(lot.debt.0, lot.lot))?;
                judged(stage, checker)?;
            }
        }
        tolerate(stage.release_fees(id))?;
        judged(stage, checker)?;
    }
    money(stage, checker)
}

/// Every route's money goes on.
fn money(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    for (from, debt) in act::routes(stage) {
        tolerate(stage.world.forward(from, debt))?;
        judged(stage, checker)?;
        relay(stage, checker)?;
        tolerate(stage.world.collect(from, debt))?;
        judged(stage, checker)?;
    }
    relay(stage, checker)
}

fn retry(stage: &mut Stage) -> Result<()> {
    let failed: Vec<_> = stage.seen.borrow().failed_calls.iter().copied().collect();
    for (ix, command) in failed {
        let Some(chain) = stage.number(ix) else {
            continue;
        };
        let outpost = stage.world.site(chain)?.outpost.clone();
        let msg = api::outpost::ExecuteMsg::Retry {
            command: CommandId(command),
        };
        let done = stage.world.execute(chain, HEALER, &outpost, &msg, &[]);
        if done.is_ok() {
            let mut seen = stage.seen.borrow_mut();
            seen.failed_calls.remove(&(ix, command));
        }
        tolerate(done)?;
    }
    Ok(())
}

impl Stage {
    /// Liquidations that are not over, or whose lots or money are not.
    pub(crate) fn open_liquidations(&self) -> Vec<u64> {
        let mut ids: BTreeSet<u64> = self.seen.borrow().liquidations.keys().copied().collect();
        // One without lots begins with no event: its account names it.
        for account in &self.accounts {
            let found = self.world.account(account.id);
            ids.extend(found.iter().flat_map(|a| &a.liquidations).map(|id| id.0));
        }
        let open = ids.into_iter().filter(|id| {
            let found = self.world.liquidation(LiquidationId(*id));
            found.map_or(true, |l| !is_over(&l))
        });
        open.collect()
    }
}

fn is_over(l: &LiquidationResponse) -> bool {
    let done = matches!(l.phase, Phase::Done(_));
    let lots =
        |lot: &api::coordinator::LotTrack| lot.credited == lot.proceeds && lot.closed.is_some();
    done && l.lots.iter().all(lots)
}

/// What has no end yet, in words; empty if everything has.
fn unfinished(stage: &Stage) -> Result<String> {
    let flying = stage.seen.borrow().flying.clone();
    if let Some(packet) = flying.first() {
        let action = stage.world.net.next_action(*packet);
        return Ok(format!("{packet} is in flight, next: {action:?}"));
    }
    let open = stage.open_liquidations();
    if let Some(id) = open.first() {
        let found = stage.world.liquidation(LiquidationId(*id))?;
        return Ok(format!("{} liquidations, first {found:?}", open.len()));
    }
    for (chain, site) in &stage.world.sites {
        let ask = api::vault::QueryMsg::Pending {
            start_after: None,
            limit: Some(1),
        };
        let pending: Vec<api::vault::PendingDepositResponse> =
            stage.world.query(*chain, &site.vault, &ask)?;
        if let Some(deposit) = pending.first() {
            return Ok(format!("chain {chain}: {deposit:?}"));
        }
        let ask = api::outpost::QueryMsg::Link {};
        let link: LinkResponse = stage.world.query(*chain, &site.outpost, &ask)?;
        if link.in_flight + link.unresolved > 0 {
            return Ok(format!("outpost of chain {chain}: {link:?}"));
        }
        let number = (*chain).into();
        let ask = api::coordinator::QueryMsg::Chain { chain: number };
        let hub: api::coordinator::ChainResponse = stage.world.hub_query(&ask)?;
        if hub.link.in_flight + hub.link.unresolved > 0 {
            return Ok(format!("hub, to chain {chain}: {:?}", hub.link));
        }
        let ask = api::outpost::QueryMsg::FailedCalls {
            start_after: None,
            limit: Some(1),
        };
        let failed: Vec<api::outpost::FailedCallResponse> =
            stage.world.query(*chain, &site.outpost, &ask)?;
        if let Some(failed) = failed.first() {
            return Ok(format!("chain {chain}: {failed:?}"));
        }
    }
    routes_and_reserves(stage)
}

fn routes_and_reserves(stage: &Stage) -> Result<String> {
    for (number, ..) in act::markets(stage) {
        let status = stage.world.market_status(number)?;
        if !status.reserved.is_zero() {
            return Ok(format!("market {number} has {} reserved", status.reserved));
        }
    }
    for (from, debt) in act::routes(stage) {
        let route = stage.world.route(from, debt)?;
        let ix = stage.world.ix(from)?;
        let left = stage.world.net.balance(ix, &route.sender, &route.denom);
        if left > 0 {
            return Ok(format!("the courier of route {} has {left}", route.route));
        }
    }
    Ok(String::new())
}

/// Every chain says once more what it knows of every account; the hub's ranges close (INV-7).
fn settle_words(stage: &mut Stage, checker: &mut Checker) -> Result<()> {
    let chains: Vec<u16> = stage.world.sites.keys().copied().collect();
    for account in stage.world.accounts()? {
        for chain in &chains {
            tolerate(stage.report_account(*chain, account))?;
        }
    }
    relay(stage, checker)
}

/// INV-7: whatever the order was, the hub now counts exactly what the chains say.
fn certain(stage: &Stage) -> Result<()> {
    for account in stage.world.accounts()? {
        let seen = stage.world.account(account)?;
        for found in &seen.collaterals {
            let held = stage.world.holding(account, found.listing.0)?;
            let locked = held.locked.i128();
            let worst = i128::try_from(found.worst.u128()).unwrap_or(i128::MAX);
            anyhow::ensure!(
                found.worst == found.best && worst == locked && held.pending.is_zero(),
                "INV-7: account {account}, when all is said: {found:?}, {held:?}"
            );
        }
        for spec in &stage.world.spec.debts {
            let owed = stage.world.owed(account, spec.number)?;
            let mirror = seen.debts.iter().find(|d| d.listing.0 == spec.number);
            let (worst, best) =
                mirror.map_or((0, 0), |d| (d.worst_shares.u128(), d.best_shares.u128()));
            anyhow::ensure!(
                worst == best && worst == owed.shares.u128(),
                "INV-7: account {account}, when all is said: {worst} to {best} shares of debt \
                 {}, {owed:?}",
                spec.number
            );
        }
    }
    Ok(())
}
