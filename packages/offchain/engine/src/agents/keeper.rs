//! A keeper: triggers what is unsafe, opens what is planned, and cranks what stands still.

use super::question::Question;
use crate::scenario::Keepers;
use crate::seeded::{Chance, Purpose};

/// A step that anybody may take and nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stuck {
    /// Money waits at a route's end to be sent.
    Forward {
        /// The chain.
        chain: u16,
        /// The route.
        route: u32,
    },
    /// Money arrived at a route's end and is not booked.
    Collect {
        /// The chain.
        chain: u16,
        /// The route.
        route: u32,
    },
    /// A lot has reached its end and is open still.
    CloseLot {
        /// The chain that sells it.
        chain: u16,
        /// The lot.
        lot: u64,
    },
    /// A liquidation may go on to its next step.
    Advance {
        /// The liquidation.
        liquidation: u64,
    },
    /// An account has recovered in the queue of the unsafe; a new certificate takes it out.
    Recertify {
        /// The account.
        account: u64,
    },
    /// Certificates are over; new ones may be made.
    SweepExpired,
    /// A report was lost; it may be sent again.
    Resend {
        /// The chain whose report it is.
        chain: u16,
        /// What it was about.
        report: Lost,
    },
    /// One end of a link waits for acks that will not come by themselves; it may ask.
    Ask(Question),
    /// A call at an outpost failed; it may be tried again.
    Retry {
        /// The chain.
        chain: u16,
        /// The command that it finishes.
        command: u64,
    },
}

/// What a lost report was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// A lot that was closed.
    Lot {
        /// The lot.
        lot: u64,
    },
    /// Money that a market credited to a lot.
    Credit {
        /// The market's listing.
        listing: u32,
        /// Whose debt.
        account: u64,
        /// The lot.
        lot: u64,
    },
}

/// What a keeper sees: the state after the block before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeeperSnapshot {
    /// The block in which it acts.
    pub block: u64,
    /// Listings whose price crossed at least one trigger.
    pub crossed: Vec<u32>,
    /// Accounts in the queue of the unsafe that can be liquidated now and are not yet.
    pub unsafe_accounts: Vec<u64>,
    /// Steps that wait for anyone.
    pub stuck: Vec<Stuck>,
}

/// What a keeper does, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeeperAction {
    /// Take crossed accounts from the front of a listing's index.
    Sweep {
        /// The listing.
        listing: u32,
    },
    /// Liquidate an unsafe account.
    Liquidate {
        /// The account.
        account: u64,
    },
    /// Take a step that anybody may take.
    Crank(Stuck),
}

/// One keeper.
#[derive(Clone, Debug)]
pub struct Keeper {
    number: u64,
    seed: u64,
    away: f64,
}

impl Keeper {
    /// The `number`th keeper (from 0) of a scenario.
    pub const fn new(number: u64, seed: u64, keepers: &Keepers) -> Self {
        Self {
            number,
            seed,
            away: keepers.away,
        }
    }

    /// A keeper that is always there.
    pub const fn always() -> Self {
        Self {
            number: 0,
            seed: 0,
            away: 0.0,
        }
    }

    /// Is it away in this block? A function of seed, keeper and block alone, so that a world may
    /// pass over quiet blocks without asking.
    pub fn is_away(&self, block: u64) -> bool {
        // 32 bits of block leave 16 bits for the keeper's number in the stream's name.
        let stream = (self.number << 32) | (block & 0xffff_ffff);
        Chance::numbered(self.seed, Purpose::Keepers, stream).happens(self.away)
    }

    /// Everything that is to be done, the urgent first: triggers, then liquidations, then cranks.
    /// Nothing in a block in which it is away.
    pub fn decide(&self, snapshot: &KeeperSnapshot) -> Vec<KeeperAction> {
        if self.is_away(snapshot.block) {
            return Vec::new();
        }
        let sweeps = snapshot
            .crossed
            .iter()
            .map(|listing| KeeperAction::Sweep { listing: *listing });
        let unsafe_ones = &snapshot.unsafe_accounts;
        let liquidations = unsafe_ones
            .iter()
            .map(|account| KeeperAction::Liquidate { account: *account });
        let cranks = snapshot.stuck.iter().cloned().map(KeeperAction::Crank);
        sweeps.chain(liquidations).chain(cranks).collect()
    }
}
