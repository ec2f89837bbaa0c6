//! Draws the next step: what people do most often, what goes wrong now and then.
//!
//! What must always hold: what is drawn depends on the seed and the stage alone; whatever is drawn can
//! be written down and played again without drawing. Called by `run`.

use cosmwasm_std::Decimal;

use crate::act::{CRANKS, GOVERNING};
use crate::fault::{Fault, FaultKind};
use crate::rng::Rng;
use crate::script::{Action, Step};
use crate::settings::Settings;
use crate::stage::Stage;

/// One fault in so many steps.
const FAULT_ONE_IN: u64 = 12;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// The next step.
pub fn next(rng: &mut Rng, settings: &Settings, stage: &Stage) -> Step {
    if !settings.faults.is_empty() && rng.one_in(FAULT_ONE_IN) {
        let kinds: Vec<FaultKind> = settings.faults.iter().copied().collect();
        if let Some(kind) = rng.one_of(&kinds) {
            if !rare(kind) || rng.one_in(6) {
                return Step::Break(fault(rng, kind));
            }
        }
    }
    Step::Do(action(rng, stage))
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
        0..=35 if flying && !stage.relayer_away => relay(rng),
        36..=45 if lots => Action::Take {
            who: rng.below(2),
            lot: rng.any(),
            milli: if rng.one_in(3) {
                0
            } else {
                rng.within(1, 120_000)
            },
        },
        46..=57 => Action::Wait(wait(rng)),
        58..=69 => market(rng, stage),
        70..=82 => crank(rng),
        83..=93 => user(rng),
        94..=97 => capital(rng),
        98 if rng.one_in(2) => Action::Govern {
            kind: rng.below(GOVERNING),
            at: rng.any(),
            amount: rng.below(1_000_000),
        },
        98 => Action::Trespass {
            kind: rng.below(1_000),
            at: rng.any(),
        },
        99 => Action::RoundTrip {
            who: rng.any(),
            kind: rng.any(),
            at: rng.any(),
            milli: rng.within(1, 50_000),
        },
        _ => user(rng),
    }
}

fn relay(rng: &mut Rng) -> Action {
    let packet = rng.any();
    if rng.one_in(3) {
        Action::Carry { packet }
    } else {
        Action::Relay { packet }
    }
}

fn wait(rng: &mut Rng) -> u64 {
    match rng.below(400) {
        0 => rng.within(HOUR, DAY),
        1..=8 => rng.within(600, HOUR),
        9..=60 => rng.within(60, 600),
        _ => rng.within(6, 60),
    }
}

/// Prices drift and jump, and come back from where nobody would borrow any more.
fn market(rng: &mut Rng, stage: &Stage) -> Action {
    if rng.one_in(2) {
        return Action::Feed {
            feeder: rng.below(3),
        };
    }
    let count = stage.truth.len() as u64;
    let asset = rng.below(count);
    let moved = stage.truth.iter().nth(usize::try_from(asset).unwrap_or(0));
    let (owed, low, high) = moved.map_or((false, false, false), |(asset, now)| {
        let start = stage.world.price(*asset).unwrap_or(*now);
        (
            stage.world.debt(*asset).is_ok(),
            *now < start * Decimal::percent(60),
            *now > start * Decimal::percent(170),
        )
    });
    let permille = match rng.below(10) {
        _ if low => rng.within(1_050, 1_600),
        _ if high => rng.within(600, 950),
        0..=3 if owed => rng.within(1_010, 1_120),
        0..=3 => rng.within(780, 940),
        4 if owed => rng.within(850, 990),
        4 => rng.within(1_050, 1_250),
        _ => rng.within(975, 1_030),
    };
    Action::Move { asset, permille }
}

/// What keepers do most is drawn most.
fn crank(rng: &mut Rng) -> Action {
    let often = [0, 0, 2, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8];
    let kind = match rng.below(4) {
        0 => rng.below(CRANKS),
        _ => rng.one_of(&often).unwrap_or(0),
    };
    Action::Crank {
        kind,
        at: rng.any(),
    }
}

fn user(rng: &mut Rng) -> Action {
    let (who, account, listing) = (rng.any(), rng.any(), rng.any());
    match rng.below(16) {
        0..=1 => Action::Deposit {
            who,
            account,
            listing,
            milli: rng.within(1_000, 700_000),
        },
        2..=8 => Action::Borrow {
            account,
            listing,
            milli: if rng.one_in(2) {
                0
            } else {
                rng.within(1_000, 700_000)
            },
        },
        9..=11 => Action::Withdraw {
            account,
            listing,
            milli: if rng.one_in(8) {
                0
            } else {
                rng.within(1, 500_000)
            },
        },
        12 => Action::Repay {
            who,
            account,
            listing,
            milli: if rng.one_in(6) {
                0
            } else {
                rng.within(1, 400_000)
            },
        },
        13 => Action::Settings {
            account,
            kind: rng.below(42),
        },
        14 if rng.one_in(2) => Action::ClaimSurplus { account, listing },
        14 => Action::Claim {
            who,
            place: rng.any(),
        },
        _ if rng.one_in(8) => Action::Open { who },
        _ => Action::Claim {
            who,
            place: rng.any(),
        },
    }
}

fn capital(rng: &mut Rng) -> Action {
    let (who, at) = (rng.any(), rng.any());
    match rng.below(8) {
        0 => Action::Lend {
            who,
            market: at,
            milli: rng.within(1_000, 900_000),
        },
        1..=2 => Action::RequestExit {
            who,
            market: at,
            percent: rng.within(1, 60),
        },
        3 => Action::FinishExit {
            market: at,
            exit: rng.any(),
        },
        4 => Action::ClaimRecovery { who, market: at },
        5 => Action::Stake {
            who,
            pool: at,
            milli: rng.within(1_000, 90_000),
        },
        _ => Action::Unstake {
            who,
            pool: at,
            step: rng.any(),
        },
    }
}

fn fault(rng: &mut Rng, kind: FaultKind) -> Fault {
    use FaultKind as K;
    let at = rng.any();
    match kind {
        K::Delay => Fault::Delay {
            packet: at,
            secs: rng.within(30, 1_200),
        },
        K::Reorder => Fault::Reorder { packets: at },
        K::Duplicate => Fault::Duplicate { packet: at },
        K::Drop => Fault::Drop { packet: at },
        K::RelayerAway => Fault::RelayerAway {
            secs: long(rng, DAY),
        },
        K::ChainHalted => Fault::ChainHalted {
            chain: at,
            secs: long(rng, HOUR),
        },
        K::ClientExpired => Fault::ClientExpired {
            client: at,
            secs: long(rng, HOUR),
        },
        K::ChannelClosed => Fault::ChannelClosed { channel: at },
        K::ChannelReplaced => Fault::ChannelReplaced {
            link: at,
            served: rng.one_in(3),
        },
        K::AckUnparsable => Fault::AckUnparsable { chain: at },
        K::Quota => Fault::Quota {
            route: at,
            milli: rng.below(500_000),
            secs: rng.within(60, 2_400),
        },
        K::UnderGassed => Fault::UnderGassed { chain: at },
        _ => fault_of_people(rng, kind, at),
    }
}

/// What people and contracts do wrong.
fn fault_of_people(rng: &mut Rng, kind: FaultKind, at: u64) -> Fault {
    use FaultKind as K;
    let who = rng.any();
    match kind {
        K::FeederLying => Fault::FeederLying {
            feeder: at,
            permille: rng.within(1, 3_000),
            secs: rng.within(60, 1_200),
        },
        K::FeederSilent => Fault::FeederSilent {
            feeder: at,
            secs: rng.within(60, 2_400),
        },
        K::Migrated => Fault::Migrated { contract: at },
        K::BlockedReceiver => Fault::BlockedReceiver {
            who,
            chain: at,
            secs: rng.within(60, 1_200),
        },
        K::ReentrantBidder => Fault::ReentrantBidder {
            lot: at,
            trick: rng.below(6),
        },
        K::OutOfGas => Fault::OutOfGas { contract: at },
        K::WireVersion => Fault::WireVersion {
            end: at,
            too_new: rng.one_in(2),
            secs: rng.within(30, 900),
        },
        K::KeeperKilled => Fault::KeeperKilled {
            secs: rng.within(60, 1_800),
        },
        _ => Fault::Dust {
            who,
            kind: at % 3,
            at: rng.any(),
        },
    }
}

/// Mostly minutes; now and then as long as it may last.
fn long(rng: &mut Rng, most: u64) -> u64 {
    if rng.one_in(6) {
        most
    } else {
        rng.within(60, 900)
    }
}
