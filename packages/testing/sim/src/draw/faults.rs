//! Draws what goes wrong.

use crate::fault::{Fault, FaultKind};
use crate::rng::Rng;

const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;

/// One fault of a kind.
pub(super) fn fault(rng: &mut Rng, kind: FaultKind) -> Fault {
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
