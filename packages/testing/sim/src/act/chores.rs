//! Cranks of markets, links and waiting changes, beside those of liquidations.

use anyhow::{Context, Result};
use cosmwasm_std::Addr;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::ExecuteMsg as Hub;
use seawall_interfaces::outpost::ExecuteMsg as Outpost;

use super::cranks::{hub, outpost, KEEPER};
use super::{markets, pools};
use crate::stage::{chosen, Stage};
use crate::violation::{of, of_repair, Done, Outcome};

pub(super) fn market(stage: &mut Stage, kind: u64, at: u64) -> Done {
    let Some((_, chain, market)) = chosen(&markets(stage), at) else {
        return Ok(Outcome::Idle);
    };
    let msg = match kind {
        10 => api::market::ExecuteMsg::Accrue {},
        11 => api::market::ExecuteMsg::PayPremium {},
        _ => {
            // Somebody finds money that was lost.
            return of_repair(recover(stage, chain, &market));
        }
    };
    of_repair(stage.world.execute(chain, KEEPER, &market, &msg, &[]))
}

fn recover(stage: &mut Stage, chain: u16, market: &Addr) -> Result<()> {
    let debts = stage.world.spec.debts.iter();
    let mut ours = debts.filter(|d| d.chain == chain);
    let spec = ours
        .find(|d| {
            stage
                .world
                .market(d.number)
                .is_ok_and(|(_, m)| m == *market)
        })
        .context("a market")?;
    let money = [cosmwasm_std::coin(
        super::units(2_500, spec.decimals),
        spec.denom,
    )];
    let msg = api::market::ExecuteMsg::Recover {};
    stage
        .world
        .execute(chain, "ann", market, &msg, &money)
        .map(drop)
}

pub(super) fn recertify(stage: &mut Stage, at: u64) -> Result<()> {
    let Some(found) = chosen(&stage.accounts, at) else {
        return Ok(());
    };
    let account = found.id;
    hub(stage, &Hub::Recertify { account })
}

pub(super) fn hello(stage: &mut Stage, at: u64) -> Result<()> {
    let Some(chain) = stage.chain(at / 2) else {
        return Ok(());
    };
    if at % 2 == 0 {
        let chain = chain.into();
        return hub(stage, &Hub::SayHello { chain });
    }
    outpost(stage, chain, &Outpost::SayHello {})
}

/// Both ends of a link ask about packets whose ack will not come by itself.
pub(super) fn ask(stage: &mut Stage, at: u64) -> Result<()> {
    match stage.chain(at) {
        Some(chain) => stage.world.ask_about_the_old(chain),
        None => Ok(()),
    }
}

/// A change whose time has come: of the coordinator, of a market, of a pool.
pub(super) fn apply(stage: &mut Stage, at: u64) -> Done {
    let waiting: Vec<u64> = stage.seen.borrow().changes.iter().copied().collect();
    match (at % 3, chosen(&waiting, at / 3)) {
        (0, Some(id)) => {
            let done = hub(stage, &Hub::ApplyChange { id });
            if done.is_ok() {
                stage.seen.borrow_mut().changes.remove(&id);
            }
            of(done)
        }
        (1, _) => {
            let Some((_, chain, market)) = chosen(&markets(stage), at / 3) else {
                return Ok(Outcome::Idle);
            };
            let msg = api::market::ExecuteMsg::ApplyTerms {};
            of(stage.world.execute(chain, KEEPER, &market, &msg, &[]))
        }
        _ => {
            let Some((chain, pool, ..)) = chosen(&pools(stage), at / 3) else {
                return Ok(Outcome::Idle);
            };
            let msg = api::insurance_pool::ExecuteMsg::ApplyChange { id: at / 64 % 4 };
            of(stage.world.execute(chain, KEEPER, &pool, &msg, &[]))
        }
    }
}
