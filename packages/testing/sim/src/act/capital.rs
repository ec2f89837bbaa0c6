//! Lenders and insurers.

use anyhow::Result;
use cosmwasm_std::coin;
use seawall_fixtures::deploy::{INSURER, LENDER};
use seawall_interfaces as api;
use seawall_interfaces::insurance_pool::ExecuteMsg as PoolMsg;

use super::{markets, person, pools, units};
use crate::script::Action;
use crate::stage::{chosen, Stage};
use crate::violation::{of, Done, Outcome};

/// The first lender now and then, else one of the people.
fn lender(who: u64) -> &'static str {
    match who % 4 {
        0 => LENDER,
        _ => person(who),
    }
}

fn insurer(who: u64) -> &'static str {
    match who % 4 {
        0 => INSURER,
        _ => person(who),
    }
}

pub(super) fn play(stage: &mut Stage, action: &Action) -> Done {
    use Action as A;
    match action {
        A::Lend { who, market, milli } => of(lend(stage, person(*who), *market, *milli)),
        A::RequestExit {
            who,
            market,
            percent,
        } => of(exit(stage, lender(*who), *market, *percent)),
        A::FinishExit { market, exit } => finish(stage, *market, *exit),
        A::ClaimRecovery { who, market } => {
            let Some((_, chain, market)) = chosen(&markets(stage), *market) else {
                return Ok(Outcome::Idle);
            };
            let msg = api::market::ExecuteMsg::ClaimRecovery {};
            of(stage.world.execute(chain, lender(*who), &market, &msg, &[]))
        }
        A::Stake { who, pool, milli } => of(stake(stage, person(*who), *pool, *milli)),
        A::Unstake { who, pool, step } => of(unstake(stage, insurer(*who), *pool, *step)),
        _ => Ok(Outcome::Idle),
    }
}

pub(super) fn lend(stage: &mut Stage, who: &str, market: u64, milli: u64) -> Result<()> {
    let Some((number, chain, market)) = chosen(&markets(stage), market) else {
        return Ok(());
    };
    let spec = stage.world.debt(number)?;
    let money = [coin(units(milli, spec.decimals), spec.denom)];
    let msg = api::market::ExecuteMsg::Lend {};
    stage
        .world
        .execute(chain, who, &market, &msg, &money)
        .map(drop)
}

/// Asks to leave with a share of what one has, percent.
pub(super) fn exit(stage: &mut Stage, who: &str, market: u64, percent: u64) -> Result<()> {
    let Some((_, chain, market)) = chosen(&markets(stage), market) else {
        return Ok(());
    };
    let address = stage.world.addr(chain, who)?.to_string();
    let ask = api::market::QueryMsg::Lender { address };
    let has: api::market::LenderResponse = stage.world.query(chain, &market, &ask)?;
    let shares = has.shares.part_floor(u128::from(percent), 100u128)?;
    let msg = api::market::ExecuteMsg::RequestExit { shares };
    stage
        .world
        .execute(chain, who, &market, &msg, &[])
        .map(drop)
}

fn finish(stage: &mut Stage, market: u64, exit: u64) -> Done {
    let Some((_, chain, contract)) = chosen(&markets(stage), market) else {
        return Ok(Outcome::Idle);
    };
    let queued: Vec<u64> = {
        let seen = stage.seen.borrow();
        let ours = seen.exits.iter().filter(|(addr, _)| *addr == contract);
        ours.map(|(_, exit)| *exit).collect()
    };
    let Some(exit) = chosen(&queued, exit) else {
        return Ok(Outcome::Idle);
    };
    let msg = api::market::ExecuteMsg::FinishExit { exit };
    let done = stage
        .world
        .execute(chain, person(exit), &contract, &msg, &[]);
    if done.is_ok() {
        stage.seen.borrow_mut().exits.remove(&(contract, exit));
    }
    of(done)
}

pub(super) fn stake(stage: &mut Stage, who: &str, pool: u64, milli: u64) -> Result<()> {
    let Some((chain, pool, denom, decimals)) = chosen(&pools(stage), pool) else {
        return Ok(());
    };
    let money = [coin(units(milli, decimals), denom)];
    stage
        .world
        .execute(chain, who, &pool, &PoolMsg::Stake {}, &money)
        .map(drop)
}

fn unstake(stage: &mut Stage, who: &str, pool: u64, step: u64) -> Result<()> {
    let Some((chain, pool, ..)) = chosen(&pools(stage), pool) else {
        return Ok(());
    };
    let msg = match step % 4 {
        0 => {
            let address = stage.world.addr(chain, who)?.to_string();
            let ask = api::insurance_pool::QueryMsg::Staker { address };
            let has: api::insurance_pool::StakerResponse = stage.world.query(chain, &pool, &ask)?;
            let shares = has.shares.part_floor(1u128, 2u128)?;
            PoolMsg::StartUnstake { shares }
        }
        1 => PoolMsg::FinishUnstake {},
        2 => PoolMsg::CancelUnstake {},
        _ => PoolMsg::ClaimPremium {},
    };
    stage.world.execute(chain, who, &pool, &msg, &[]).map(drop)
}
