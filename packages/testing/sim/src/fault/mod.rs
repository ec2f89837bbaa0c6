//! What goes wrong, as plain data, and its kinds.
//!
//! What must always hold: every kind has one name, which is the same on the command line, in the
//! figures and in files; a fault that lasts ends by itself or when the network is healed. Played by
//! `play`; drawn by `draw`.

mod chains;
mod contracts;
mod links;
mod packets;
mod people;

use serde::{Deserialize, Serialize};

pub(crate) use contracts::{migrate_to, Speech};

use crate::stage::Stage;
use crate::violation::Done;

/// Something that goes wrong. `secs` says how long it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
// A number named after a thing chooses one of them.
#[allow(missing_docs)]
pub enum Fault {
    /// A packet lies about.
    Delay { packet: u64, secs: u64 },
    /// The youngest packets go first.
    Reorder { packets: u64 },
    /// What was relayed is relayed again.
    Duplicate { packet: u64 },
    /// A packet that nobody relays before its time is over.
    Drop { packet: u64 },
    /// Nobody relays anything.
    RelayerAway { secs: u64 },
    /// A chain makes no blocks.
    ChainHalted { chain: u64, secs: u64 },
    /// A light client cannot be used until governance has recovered it.
    ClientExpired { client: u64, secs: u64 },
    /// Somebody tries to close a channel.
    ChannelClosed { channel: u64 },
    /// Another channel takes the place of a link's; perhaps no relayer serves the old one any more.
    ChannelReplaced { link: u64, served: bool },
    /// The next ack that is written on a chain cannot be read.
    AckUnparsable { chain: u64 },
    /// A feeder says another price than it sees, in thousandths of it.
    FeederLying {
        feeder: u64,
        permille: u64,
        secs: u64,
    },
    /// A feeder says nothing.
    FeederSilent { feeder: u64, secs: u64 },
    /// A chain lets only so much more of a coin leave.
    Quota { route: u64, milli: u64, secs: u64 },
    /// The next relayer on a chain brings too little gas.
    UnderGassed { chain: u64 },
    /// A contract is migrated to newer code, whatever is open.
    Migrated { contract: u64 },
    /// An address that cannot be paid.
    BlockedReceiver { who: u64, chain: u64, secs: u64 },
    /// A buyer that calls back into whatever it can.
    ReentrantBidder { lot: u64, trick: u64 },
    /// The work of a received packet, or of a neighbour in it, runs out of gas.
    OutOfGas { contract: u64 },
    /// Coins and accounts that nobody asked for.
    Dust { who: u64, kind: u64, at: u64 },
    /// One end of a link speaks a later version of the wire, or says that it knows one.
    WireVersion { end: u64, too_new: bool, secs: u64 },
    /// A keeper stops between two of its messages.
    KeeperKilled { secs: u64 },
}

macro_rules! kinds {
    ($($kind:ident => $name:literal),+ $(,)?) => {
        /// A kind of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum FaultKind { $($kind),+ }

        impl FaultKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),+ }
            }
        }

        impl Fault {
            /// What kind it is.
            pub const fn kind(&self) -> FaultKind {
                match self { $(Self::$kind { .. } => FaultKind::$kind),+ }
            }
        }
    };
}

kinds! {
    Delay => "delay",
    Reorder => "reorder",
    Duplicate => "duplicate",
    Drop => "drop",
    RelayerAway => "relayer_away",
    ChainHalted => "chain_halted",
    ClientExpired => "client_expired",
    ChannelClosed => "channel_closed",
    ChannelReplaced => "channel_replaced",
    AckUnparsable => "ack_unparsable",
    FeederLying => "feeder_lying",
    FeederSilent => "feeder_silent",
    Quota => "quota",
    UnderGassed => "under_gassed",
    Migrated => "migrated",
    BlockedReceiver => "blocked_receiver",
    ReentrantBidder => "reentrant_bidder",
    OutOfGas => "out_of_gas",
    Dust => "dust",
    WireVersion => "wire_version",
    KeeperKilled => "keeper_killed",
}

/// Lets it happen.
pub(crate) fn play(stage: &mut Stage, fault: &Fault) -> Done {
    use Fault as F;
    match fault {
        F::Delay { packet, secs } => packets::delay(stage, *packet, *secs),
        F::Reorder { packets } => packets::reorder(stage, *packets),
        F::Duplicate { packet } => packets::duplicate(stage, *packet),
        F::Drop { packet } => packets::lose(stage, *packet),
        F::RelayerAway { secs } => packets::relayer_away(stage, *secs),
        F::UnderGassed { chain } => packets::under_gassed(stage, *chain),
        F::ChainHalted { chain, secs } => chains::halt(stage, *chain, *secs),
        F::ClientExpired { client, secs } => chains::expire(stage, *client, *secs),
        F::ChannelClosed { channel } => chains::close(stage, *channel),
        F::ChannelReplaced { link, served } => links::replace(stage, *link, *served),
        F::AckUnparsable { chain } => links::spoil_ack(stage, *chain),
        F::Quota { route, milli, secs } => chains::quota(stage, *route, *milli, *secs),
        F::FeederLying {
            feeder,
            permille,
            secs,
        } => people::lie(stage, *feeder, *permille, *secs),
        F::FeederSilent { feeder, secs } => people::silence(stage, *feeder, *secs),
        F::BlockedReceiver { who, chain, secs } => people::block(stage, *who, *chain, *secs),
        F::KeeperKilled { secs } => people::kill_keeper(stage, *secs),
        F::Dust { who, kind, at } => people::dust(stage, *who, *kind, *at),
        F::WireVersion { end, too_new, secs } => contracts::speak(stage, *end, *too_new, *secs),
        F::Migrated { contract } => contracts::migrate(stage, *contract),
        F::ReentrantBidder { lot, trick } => contracts::reenter(stage, *lot, *trick),
        F::OutOfGas { contract } => contracts::out_of_gas(stage, *contract),
    }
}
