//! In and out again within a block: nobody may be richer for it (INV-12).

use anyhow::Result;
use cosmwasm_std::coin;
use seawall_interfaces as api;

use super::{markets, person, pools, units};
use crate::stage::{chosen, Stage};
use crate::violation::{of, Done, Outcome};

/// Lends and leaves at once, or repays more than is owed.
pub(super) fn go(stage: &mut Stage, who: u64, kind: u64, at: u64, milli: u64) -> Done {
    let who = person(who);
    let Some((number, chain, _)) = chosen(&markets(stage), at) else {
        return Ok(Outcome::Idle);
    };
    let denom = match stage.world.debt(number) {
        Ok(spec) => spec.denom,
        Err(error) => return of::<()>(Err(error)),
    };
    let before = stage.world.balance(chain, who, denom);
    let done = match kind % 2 {
        0 => lend_and_leave(stage, who, at, milli),
        _ => premium_and_claim(stage, who, at, milli),
    };
    let after = stage.world.balance(chain, who, denom);
    let (Ok(before), Ok(after)) = (before, after) else {
        return of(done);
    };
    if kind % 2 == 0 && after > before {
        return Err(format!(
            "INV-12: {who} lent to market {number} and left at once, richer by {}",
            after - before
        ));
    }
    of(done)
}

/// Only what was lent goes out again, and only so much as may leave at once.
fn lend_and_leave(stage: &mut Stage, who: &str, at: u64, milli: u64) -> Result<()> {
    let Some((number, chain, market)) = chosen(&markets(stage), at) else {
        return Ok(());
    };
    let spec = stage.world.debt(number)?;
    let shares = |stage: &Stage| -> Result<seawall_money::LenderShares> {
        let address = stage.world.addr(chain, who)?.to_string();
        let ask = api::market::QueryMsg::Lender { address };
        let has: api::market::LenderResponse = stage.world.query(chain, &market, &ask)?;
        Ok(has.shares)
    };
    let before = shares(stage)?;
    let money = [coin(units(milli, spec.decimals), spec.denom)];
    let msg = api::market::ExecuteMsg::Lend {};
    stage.world.execute(chain, who, &market, &msg, &money)?;
    let got = shares(stage)?.minus(before)?;
    let msg = api::market::ExecuteMsg::RequestExit { shares: got };
    stage
        .world
        .execute(chain, who, &market, &msg, &[])
        .map(drop)
}

/// A premium for a pool, then what one may claim of premiums.
fn premium_and_claim(stage: &mut Stage, who: &str, at: u64, milli: u64) -> Result<()> {
    use api::insurance_pool::ExecuteMsg as P;
    let Some((chain, pool, denom, decimals)) = chosen(&pools(stage), at) else {
        return Ok(());
    };
    let money = [coin(units(milli % 2_000 + 1, decimals), denom)];
    stage
        .world
        .execute(chain, who, &pool, &P::Premium {}, &money)?;
    stage
        .world
        .execute(chain, who, &pool, &P::ClaimPremium {}, &[])
        .map(drop)
}
