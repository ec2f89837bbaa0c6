//! Short stories: steps in which one makes room for the next, so that runs come to where mistakes hide:
//! prices fall and keepers answer, lots are bought and their money travels, people borrow again, an
//! hour or a day passes for those who leave.
//!
//! What must always hold: a story is a list of plain steps, and each can be played whatever happened
//! before it.

use cosmwasm_std::Decimal;

use crate::act::{open_lots, routes};
use crate::rng::Rng;
use crate::script::{Action, Step};
use crate::settings::Settings;
use crate::stage::{chosen, Stage, PEOPLE};

use super::{mishaps, money_waits, place, ruin, DAY, HOUR};

/// A story that fits what is there.
pub(super) fn story(rng: &mut Rng, settings: &Settings, stage: &Stage) -> Vec<Step> {
    if let Some(told) = mishaps::story(rng, settings, stage) {
        return told;
    }
    let lots = !stage.seen.borrow().open_lots.is_empty();
    let low = (0..stage.truth.len() as u64).any(|asset| place(stage, asset).low);
    let told = match rng.below(100) {
        0..=37 if lots => sale(rng, stage),
        38..=46 if lots => in_parts(rng, stage),
        0..=49 if low => boom(rng, stage),
        0..=59 => fall(rng, stage),
        60..=62 => money(rng, stage),
        63..=72 => loan(rng),
        73..=83 => boom(rng, stage),
        84..=86 => hour(rng),
        87..=88 => day(rng),
        89..=93 => ruin::ruin(rng, stage),
        _ => fall(rng, stage),
    };
    told.into_iter().map(Step::Do).collect()
}

/// All feeders tell, and once more in another block if somebody has to believe a jump.
pub(super) fn told(steps: &mut Vec<Action>, jump: bool) {
    steps.push(Action::FeedAll {});
    if jump {
        steps.extend([Action::Wait(6), Action::FeedAll {}]);
    }
}

/// Collaterals fall or a debt rises until somebody is unsafe, and keepers answer.
fn fall(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let mut steps = vec![];
    let all = stage.truth.len() as u64;
    // Just beyond what the weakest bears; now and then far beyond.
    let just = 1_000_000 / weakest(stage).unwrap_or(1_060);
    let deep = rng.one_in(6);
    let falls = if deep {
        rng.within(450, 800)
    } else {
        just * rng.within(940, 995) / 1_000
    };
    // Collaterals fall, or debts rise, or both, each half the way.
    let (fall, rise) = match rng.below(8) {
        0..=1 => (false, true),
        2 => (true, true),
        _ => (true, false),
    };
    let part = if fall && rise { 500 + falls / 2 } else { falls };
    let all = (0..all).map(|asset| (asset, place(stage, asset).owed));
    let moved: Vec<(u64, bool)> = all
        .filter(|(_, owed)| if *owed { rise } else { fall })
        .collect();
    for (asset, owed) in moved.iter().copied() {
        let own = part * rng.within(985, 1_015) / 1_000;
        let permille = if owed { 1_000_000 / own.max(1) } else { own };
        steps.push(Action::Move { asset, permille });
    }
    told(&mut steps, !(865..=1_150).contains(&falls));
    for (at, _) in moved {
        steps.push(Action::Crank { kind: 0, at });
    }
    for _ in 0..rng.within(2, 4) {
        steps.push(liquidate(rng));
    }
    steps.push(Action::CarryAll {});
    steps
}

/// One that a sweep found, sold for where the coordinator would.
pub(super) fn liquidate(rng: &mut Rng) -> Action {
    let at = 1 + 16 * (1 + 3 * rng.below(300)) + 4 * rng.below(4);
    Action::Crank { kind: 2, at }
}

/// An open liquidation is moved on.
pub(super) fn advance(rng: &mut Rng) -> Action {
    let at = 1 + 5 * rng.below(100);
    Action::Crank { kind: 3, at }
}

/// The health of the one who is safe and nearest to the edge, thousandths.
fn weakest(stage: &Stage) -> Option<u64> {
    let healths = stage.accounts.iter().filter_map(|found| {
        let health = stage.world.health(found.id).ok()?;
        let near = health.best.ratio() < Decimal::percent(180);
        let owes = !health.debt.is_zero() && !health.best.is_unsafe();
        let milli =
            (owes && near).then(|| health.best.ratio() * Decimal::from_ratio(1_000u64, 1u64));
        u64::try_from(milli?.to_uint_floor().u128()).ok()
    });
    healths.min()
}

/// Somebody buys, what was not sold returns, and the money goes its way to the end.
fn sale(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let mut steps = vec![Action::Wait(rng.within(6, 90))];
    let lot = rng.any();
    let route = route_of(stage, lot).unwrap_or(0);
    for _ in 0..rng.within(1, 2) {
        let milli = if rng.one_in(2) {
            0
        } else {
            rng.within(1_000, 400_000)
        };
        let who = rng.below(2);
        steps.push(Action::Take { who, lot, milli });
    }
    if rng.one_in(2) {
        steps.push(Action::Wait(rng.within(60, 200)));
        steps.push(Action::FeedAll {});
    }
    steps.extend([
        Action::Crank { kind: 7, at: lot },
        Action::Crank { kind: 4, at: route },
        Action::CarryAll {},
        Action::Crank { kind: 5, at: route },
        Action::CarryAll {},
        advance(rng),
        Action::CarryAll {},
    ]);
    steps
}

/// What couriers have goes on, and is credited.
fn money(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let mut due = money_waits(stage, false);
    let all = routes(stage).len() as u64;
    due.push(rng.below(all));
    let mut steps: Vec<Action> = vec![];
    steps.extend(due.iter().map(|at| Action::Crank { kind: 4, at: *at }));
    steps.push(Action::CarryAll {});
    due.extend(money_waits(stage, true));
    steps.extend(due.iter().map(|at| Action::Crank { kind: 5, at: *at }));
    let at = rng.any();
    steps.extend([Action::Crank { kind: 6, at }, Action::CarryAll {}]);
    steps
}

/// Somebody deposits and borrows as much as may be.
fn loan(rng: &mut Rng) -> Vec<Action> {
    let (who, account) = (1 + 3 * rng.below(100), rng.below(people()));
    let deposit = Action::Deposit {
        who,
        account,
        listing: rng.any(),
        milli: rng.within(100_000, 900_000),
    };
    let borrow = Action::Borrow {
        account,
        listing: rng.any(),
        milli: 0,
    };
    vec![deposit, Action::CarryAll {}, borrow, Action::CarryAll {}]
}

/// A lot is sold, paid for and reported in parts.
fn in_parts(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let lot = rng.any();
    let route = route_of(stage, lot).unwrap_or(0);
    let mut steps = vec![];
    for milli in [rng.within(1_000, 90_000), rng.within(1_000, 90_000), 0] {
        let (who, again) = (rng.below(2), 1 + 5 * rng.below(100));
        steps.extend([
            Action::Take { who, lot, milli },
            Action::Crank { kind: 4, at: route },
            Action::CarryAll {},
            Action::Crank { kind: 5, at: route },
            Action::Crank { kind: 8, at: again },
            Action::CarryAll {},
        ]);
    }
    steps.extend([Action::Crank { kind: 7, at: lot }, Action::CarryAll {}]);
    steps
}

/// The route of the open lot that a number chooses.
fn route_of(stage: &Stage, lot: u64) -> Option<u64> {
    let (chain, lot) = chosen(&open_lots(stage), lot)?;
    let debt = stage.world.lot(chain, lot).ok()?.terms.debt.0;
    let mut all = routes(stage).into_iter();
    all.position(|route| route == (chain, debt))
        .map(|at| at as u64)
}

/// Prices recover, and people borrow again.
fn boom(rng: &mut Rng, stage: &Stage) -> Vec<Action> {
    let mut steps = vec![];
    for asset in 0..stage.truth.len() as u64 {
        let found = place(stage, asset);
        let permille = match (found.owed, found.low, found.high) {
            (_, true, _) => rng.within(1_200, 1_700),
            (_, _, true) => rng.within(600, 850),
            (true, ..) => rng.within(900, 1_000),
            (false, ..) => rng.within(1_000, 1_150),
        };
        steps.push(Action::Move { asset, permille });
    }
    told(&mut steps, true);
    for account in 0..people() {
        steps.push(Action::Borrow {
            account,
            listing: rng.any(),
            milli: 0,
        });
    }
    steps.push(Action::CarryAll {});
    steps
}

/// The accounts that people began with come first.
pub(super) fn people() -> u64 {
    PEOPLE.len() as u64
}

/// A lender leaves in two steps.
fn hour(rng: &mut Rng) -> Vec<Action> {
    let (who, market) = (rng.any(), rng.any());
    vec![
        Action::RequestExit {
            who,
            market,
            percent: rng.within(5, 60),
        },
        Action::CarryAll {},
        Action::Wait(HOUR + 6),
        Action::FeedAll {},
        Action::FinishExit {
            market,
            exit: rng.any(),
        },
    ]
}

/// An insurer leaves in two steps.
fn day(rng: &mut Rng) -> Vec<Action> {
    let (who, pool) = (rng.any(), rng.any());
    vec![
        Action::Unstake { who, pool, step: 0 },
        Action::CarryAll {},
        Action::Wait(DAY + 6),
        Action::FeedAll {},
        Action::Unstake { who, pool, step: 1 },
    ]
}
