//! Stories of one fault at the very moment at which it matters: a report that comes last, an order that is
//! lost, a receiver that cannot be paid.
//!
//! What must always hold: a list of plain steps, as in `stories`; only faults that the settings allow.

use super::stories::people;
use crate::fault::{Fault, FaultKind};
use crate::rng::Rng;
use crate::script::{Action, Step};
use crate::settings::Settings;
use crate::stage::{chosen, Stage};

/// Longer than any packet of ours may travel, seconds.
const TIMED_OUT: u64 = 960;

/// One of them, now and then.
pub(super) fn story(rng: &mut Rng, settings: &Settings, stage: &Stage) -> Option<Vec<Step>> {
    let all: [(FaultKind, fn(&mut Rng, &Stage) -> Vec<Step>); 3] = [
        (FaultKind::Delay, late_report),
        (FaultKind::Drop, lost_order),
        (FaultKind::BlockedReceiver, turned_away),
    ];
    if !rng.one_in(8) {
        return None;
    }
    let (kind, told) = rng.one_of(&all)?;
    settings.faults.contains(&kind).then(|| told(rng, stage))
}

/// A market says what it knows of an account, lends to it, and what it said first comes last.
fn late_report(rng: &mut Rng, stage: &Stage) -> Vec<Step> {
    let account = rng.below(people());
    let mut debts = stage.world.spec.debts.iter();
    // The hub's own market says everything at once.
    let listing = debts.position(|debt| debt.chain != 1).unwrap_or(0) as u64;
    let lent_on = chosen(&stage.world.spec.debts, listing).map_or(1, |debt| debt.chain);
    let mut chains = stage.world.sites.keys();
    let chain = chains.position(|no| *no == lent_on).unwrap_or(0) as u64;
    let (chains, accounts) = (stage.world.sites.len() as u64, stage.accounts.len() as u64);
    // The crank takes the chain from one part of the number and the account from another.
    let asked = (0..1_000).find(|at| at % chains == chain && at / 11 % accounts == account);
    let at = asked.unwrap_or(0);
    let secs = rng.within(30, 90);
    vec![
        Step::Do(Action::CarryAll {}),
        Step::Do(Action::Crank { kind: 9, at }),
        Step::Break(Fault::Delay { packet: 0, secs }),
        Step::Do(Action::Borrow {
            account,
            listing,
            milli: rng.within(2_000, 30_000),
        }),
        Step::Do(Action::CarryAll {}),
        Step::Do(Action::Wait(secs + 6)),
        Step::Do(Action::CarryAll {}),
    ]
}

/// An owner brings collateral, so that what they want next is granted.
fn top_up(rng: &mut Rng, account: u64, listing: u64) -> [Step; 2] {
    let deposit = Action::Deposit {
        who: 1,
        account,
        listing,
        milli: rng.within(200_000, 500_000),
    };
    [Step::Do(deposit), Step::Do(Action::CarryAll {})]
}

/// What the hub orders for somebody is brought nowhere before its time is over.
fn lost_order(rng: &mut Rng, stage: &Stage) -> Vec<Step> {
    let (account, listing) = (rng.below(people()), rng.any());
    let mut steps = top_up(rng, account, listing).to_vec();
    steps.push(Step::Do(if rng.one_in(2) {
        Action::Borrow {
            account,
            listing: rng.any(),
            milli: rng.within(2_000, 30_000),
        }
    } else {
        Action::Withdraw {
            account,
            listing,
            milli: rng.within(1_000, 100_000),
        }
    }));
    // From the hub's own chain the wish is granted at once, and the order is all that waits.
    let at_hub = chosen(&stage.accounts, account).is_some_and(|found| found.home == 1);
    if !at_hub {
        steps.push(Step::Do(Action::Relay { packet: 0 }));
    }
    let packet = u64::from(!at_hub);
    steps.push(Step::Break(Fault::Drop { packet }));
    let end = [
        Action::CarryAll {},
        Action::Wait(TIMED_OUT),
        Action::FeedAll {},
        Action::CarryAll {},
    ];
    steps.extend(end.map(Step::Do));
    steps
}

/// Somebody cannot be paid on a chain when they take some of what they brought out again.
fn turned_away(rng: &mut Rng, stage: &Stage) -> Vec<Step> {
    let (account, listing) = (rng.below(people()), rng.any());
    let held_on = chosen(&stage.world.spec.collaterals, listing).map_or(1, |c| c.chain);
    let mut chains = stage.world.sites.keys();
    let chain = chains.position(|no| *no == held_on).unwrap_or(0) as u64;
    let (who, secs) = (account, rng.within(60, 600));
    let mut steps = top_up(rng, account, listing).to_vec();
    steps.extend([
        Step::Break(Fault::BlockedReceiver { who, chain, secs }),
        Step::Do(Action::Withdraw {
            account,
            listing,
            milli: rng.within(1_000, 100_000),
        }),
        Step::Do(Action::CarryAll {}),
    ]);
    steps
}
