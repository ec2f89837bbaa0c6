//! Draws the next step: what people do most often, what goes wrong now and then, and short stories in
//! which one step makes room for the next (`stories`), with whatever else is drawn between them.
//!
//! What must always hold: what is drawn depends on the seed and the stage alone; whatever is drawn can
//! be written down and played again without drawing. Called by `run`.

mod faults;
mod mishaps;
mod people;
mod ruin;
mod stories;

use std::collections::VecDeque;

use cosmwasm_std::Decimal;

use crate::act::{routes, CRANKS, GOVERNING};
use crate::fault::FaultKind;
use crate::rng::Rng;
use crate::script::{Action, Step};
use crate::settings::Settings;
use crate::stage::{Relief, Stage};

/// One fault in so many steps.
const FAULT_ONE_IN: u64 = 12;
/// One story begins in so many steps that belong to none.
const STORY_ONE_IN: u64 = 4;
/// Of so many steps while a story is told, one does not belong to it.
const ASIDE_ONE_IN: u64 = 4;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// Draws the steps of one run.
pub struct Drawing {
    rng: Rng,
    /// The rest of the story that is being told.
    story: VecDeque<Step>,
}

impl Drawing {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self {
            rng: Rng::new(seed),
            story: VecDeque::new(),
        }
    }

    /// The next step.
    pub fn next(&mut self, settings: &Settings, stage: &Stage) -> Step {
        let rng = &mut self.rng;
        if !settings.faults.is_empty() && rng.one_in(FAULT_ONE_IN) {
            let kinds: Vec<FaultKind> = settings.faults.iter().copied().collect();
            if let Some(kind) = rng.one_of(&kinds) {
                if !rare(kind) || rng.one_in(5) {
                    return Step::Break(faults::fault(rng, kind));
                }
            }
        }
        if self.story.is_empty() && rng.one_in(STORY_ONE_IN) {
            self.story = stories::story(rng, settings, stage).into();
        }
        if !rng.one_in(ASIDE_ONE_IN) {
            if let Some(step) = self.story.pop_front() {
                return step;
            }
        }
        Step::Do(action(rng, stage))
    }
}

/// What stops everything for long strikes less often.
const fn rare(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::RelayerAway
            | FaultKind::ChainHalted
            | FaultKind::ClientExpired
            | FaultKind::KeeperKilled
    )
}

fn action(rng: &mut Rng, stage: &Stage) -> Action {
    let seen = stage.seen.borrow();
    let (flying, lots) = (!seen.flying.is_empty(), !seen.open_lots.is_empty());
    drop(seen);
    match rng.below(100) {
        0..=24 if flying && !stage.relayer_away => relay(rng),
        25..=35 if lots => take(rng),
        36..=45 => Action::Wait(wait(rng, stage)),
        46..=51 => moves(rng, stage),
        52..=58 => feed(rng),
        59..=76 => crank(rng, stage),
        77..=91 => people::user(rng),
        92..=96 => people::capital(rng),
        97 if rng.one_in(2) => Action::Govern {
            kind: rng.below(GOVERNING),
            at: rng.any(),
            amount: rng.below(1_000_000),
        },
        97 | 98 => Action::Trespass {
            kind: rng.below(1_000),
            at: rng.any(),
        },
        99 => Action::RoundTrip {
            who: rng.any(),
            kind: rng.any(),
            at: rng.any(),
            milli: rng.within(1, 50_000),
        },
        _ => people::user(rng),
    }
}

/// Relayers mostly bring whatever waits; now and then one packet, or one step of it.
fn relay(rng: &mut Rng) -> Action {
    let packet = rng.any();
    match rng.below(8) {
        0..=2 => Action::CarryAll {},
        3..=4 => Action::Carry { packet },
        _ => Action::Relay { packet },
    }
}

fn take(rng: &mut Rng) -> Action {
    Action::Take {
        who: rng.below(2),
        lot: rng.any(),
        milli: if rng.one_in(3) {
            0
        } else {
            rng.within(1, 120_000)
        },
    }
}

/// Mostly a few blocks. While something stands still for long, often until it moves again.
fn wait(rng: &mut Rng, stage: &Stage) -> u64 {
    let now = stage.world.now();
    let still = stage
        .lasting
        .iter()
        .filter(|(_, relief)| stands_still(relief));
    if let Some(until) = still.map(|(until, _)| *until).min() {
        if rng.one_in(3) {
            return until.saturating_sub(now).clamp(6, DAY);
        }
    }
    match rng.below(400) {
        0 => rng.within(HOUR, DAY),
        1..=4 => rng.within(600, HOUR),
        5..=40 => rng.within(60, 600),
        _ => rng.within(6, 30),
    }
}

/// What nearly nothing happens without.
const fn stands_still(relief: &Relief) -> bool {
    matches!(
        relief,
        Relief::Relayer | Relief::Restart(_) | Relief::Recover(_) | Relief::Keeper
    )
}

/// Mostly all feeders tell; now and then one.
fn feed(rng: &mut Rng) -> Action {
    match rng.below(6) {
        at @ 0..=2 => Action::Feed { feeder: at },
        _ => Action::FeedAll {},
    }
}

/// Prices drift and jump, and come back from where nobody would borrow any more.
fn moves(rng: &mut Rng, stage: &Stage) -> Action {
    let asset = rng.below(stage.truth.len() as u64);
    let place = place(stage, asset);
    let permille = match rng.below(10) {
        _ if place.low => rng.within(1_050, 1_600),
        _ if place.high => rng.within(600, 950),
        0..=3 if place.owed => rng.within(1_010, 1_120),
        0..=3 => rng.within(780, 940),
        4 if place.owed => rng.within(850, 990),
        4 => rng.within(1_050, 1_250),
        _ => rng.within(975, 1_030),
    };
    Action::Move { asset, permille }
}

/// Where the price of an asset is.
struct Place {
    /// It is lent.
    owed: bool,
    /// Far below or above where it began.
    low: bool,
    high: bool,
}

fn place(stage: &Stage, asset: u64) -> Place {
    let moved = stage.truth.iter().nth(usize::try_from(asset).unwrap_or(0));
    let Some((asset, now)) = moved else {
        let (owed, low, high) = (false, false, false);
        return Place { owed, low, high };
    };
    let start = stage.world.price(*asset).unwrap_or(*now);
    Place {
        owed: stage.world.debt(*asset).is_ok(),
        low: *now < start * Decimal::percent(60),
        high: *now > start * Decimal::percent(170),
    }
}

/// What keepers do most is drawn most; they mostly see where there is something to do.
fn crank(rng: &mut Rng, stage: &Stage) -> Action {
    let often = [0, 0, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8];
    let kind = match rng.below(4) {
        0 => rng.below(CRANKS),
        _ => rng.one_of(&often).unwrap_or(0),
    };
    let due = match kind {
        4 => money_waits(stage, false),
        5 => money_waits(stage, true),
        _ => vec![],
    };
    let at = rng.any();
    Action::Crank {
        kind,
        at: rng.one_of(&due).unwrap_or(at),
    }
}

/// The routes whose couriers have money, at the end where it is collected or where it is sent.
fn money_waits(stage: &Stage, collected: bool) -> Vec<u64> {
    let mut due = vec![];
    for (at, (from, debt)) in routes(stage).into_iter().enumerate() {
        if money_waits_at(stage, from, debt, collected).unwrap_or(false) {
            due.push(at as u64);
        }
    }
    due
}

fn money_waits_at(stage: &Stage, from: u16, debt: u32, collected: bool) -> anyhow::Result<bool> {
    let world = &stage.world;
    let route = world.route(from, debt)?;
    let (chain, courier, denom) = if collected {
        let spec = world.debt(debt)?;
        (spec.chain, route.receiver, spec.denom.to_string())
    } else {
        (from, route.sender, route.denom)
    };
    Ok(world.net.balance(world.ix(chain)?, &courier, &denom) > 0)
}
