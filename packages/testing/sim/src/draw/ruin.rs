//! The story of a ruin: prices fall so far that collateral cannot pay, and it is told to its end, where
//! pools, reserve and lenders pay what is missing.
//!
//! What must always hold: a list of plain steps, as in `stories`.

use cosmwasm_std::Addr;

use super::stories::{advance, liquidate, told};
use super::{place, DAY};
use crate::act::{pools, routes};
use crate::rng::Rng;
use crate::script::Action;
use crate::stage::Stage;

/// Routes whose money is moved on at most.
const ROUTES: u64 = 6;

/// Prices fall so far that collateral cannot pay: all of it is sold, and those who insure and lend pay
/// the rest. An insurer may want to leave just before that.
pub(super) fn ruin(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let mut steps = vec![];
    let pool = payers(stage);
    let leaver = rng.one_of(&pool).filter(|_| rng.one_in(2));
    // Mostly the first insurer, who has a stake in every pool.
    let who = 4 * rng.below(100) + u64::from(rng.one_in(4));
    if let Some(pool) = leaver {
        steps.push(Action::Unstake { who, pool, step: 0 });
        steps.extend([Action::CarryAll {}, Action::Wait(DAY + 6)]);
    }
    let all = stage.truth.len() as u64;
    let fallen: Vec<u64> = (0..all)
        .filter(|asset| !place(stage, *asset).owed)
        .collect();
    for asset in &fallen {
        let (asset, permille) = (*asset, rng.within(380, 560));
        steps.push(Action::Move { asset, permille });
    }
    told(&mut steps, true);
    steps.extend(fallen.iter().map(|at| Action::Crank { kind: 0, at: *at }));
    for _ in 0..4 {
        steps.push(liquidate(rng));
    }
    steps.push(Action::CarryAll {});
    if let Some(pool) = leaver {
        steps.push(Action::Unstake { who, pool, step: 1 });
    }
    steps.extend((0..6).map(|_| Action::Take {
        who: rng.below(2),
        lot: rng.below(3),
        milli: 0,
    }));
    steps.push(Action::CarryAll {});
    // What the lots brought, then what the collateral side pays for what they did not.
    for _ in 0..2 {
        steps.extend(to_markets(stage));
        steps.extend((0..3).map(|_| advance(rng)));
        steps.extend([Action::CarryAll {}, Action::Wait(rng.within(6, 90))]);
    }
    steps
}

/// The money of all routes goes on, to where it is credited.
fn to_markets(stage: &Stage) -> Vec<Action> {
    let all = 0..(routes(stage).len() as u64).min(ROUTES);
    let mut steps: Vec<Action> = vec![];
    for kind in [4, 5] {
        steps.extend(all.clone().map(|at| Action::Crank { kind, at }));
        steps.push(Action::CarryAll {});
    }
    steps
}

/// The pools beside markets, which pay for what collateral does not.
fn payers(stage: &Stage) -> Vec<u64> {
    let beside = |(chain, pool): (u16, &Addr)| {
        let site = stage.world.site(chain);
        site.is_ok_and(|site| site.pools.values().any(|found| found == pool))
    };
    let all = pools(stage).into_iter().enumerate();
    let payers = all.filter(|(_, (chain, pool, ..))| beside((*chain, pool)));
    payers.map(|(at, _)| at as u64).collect()
}
