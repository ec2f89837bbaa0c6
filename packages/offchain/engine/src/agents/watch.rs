//! What a keeper makes of what it read: which steps wait for somebody.
//!
//! What must always hold: this is decided from the view alone, the same in a simulated world and
//! over RPC; what could not be read is not in the view, and nothing is concluded from its absence.

use super::keeper::{KeeperSnapshot, Lost, Stuck};
use super::question::Question;

/// An account in the hub's queue of the unsafe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queued {
    /// The account.
    pub account: u64,
    /// It is being liquidated already.
    pub busy: bool,
    /// The hub says that it may be liquidated now.
    pub liquidatable: bool,
    /// The hub says why an unsafe account cannot be liquidated now.
    pub obstacle: bool,
}

/// An open lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotSeen {
    /// The chain that sells it.
    pub chain: u16,
    /// The lot.
    pub lot: u64,
    /// May anybody still take from it?
    pub takeable: bool,
}

/// The money of a route, base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RouteSeen {
    /// The chain where it starts.
    pub from: u16,
    /// The chain where it ends.
    pub to: u16,
    /// The route.
    pub route: u32,
    /// At its start, and may be sent now.
    pub to_send: u128,
    /// At its end, and not yet booked by the market.
    pub to_collect: u128,
    /// Booked by the market, and not yet used for a lot.
    pub free: u128,
    /// Does a lot of this route wait for money?
    pub owed: bool,
}

/// All that a keeper looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeeperView {
    /// Listings whose price crossed at least one trigger.
    pub crossed: Vec<u32>,
    /// The queue of the unsafe, oldest first.
    pub queue: Vec<Queued>,
    /// Open lots of all chains.
    pub lots: Vec<LotSeen>,
    /// Routes of all chains.
    pub routes: Vec<RouteSeen>,
    /// Liquidations for which `Advance` has something to do.
    pub due: Vec<u64>,
    /// Reports that the hub never got, by the chain that can send them again.
    pub lost: Vec<(u16, Lost)>,
    /// Is a certificate over?
    pub expired: bool,
    /// Calls at an outpost that failed and may be tried again: chain and command.
    pub failed_calls: Vec<(u16, u64)>,
    /// What ends of links have to ask.
    pub questions: Vec<Question>,
}

impl KeeperView {
    /// What there is to do in a block.
    pub fn snapshot(&self, block: u64) -> KeeperSnapshot {
        let idle = || self.queue.iter().filter(|q| !q.busy);
        let liquidatable = idle().filter(|q| q.liquidatable).map(|q| q.account);
        let recovered = idle().filter(|q| !q.liquidatable && !q.obstacle);
        let mut stuck: Vec<Stuck> = vec![];
        stuck.extend(self.lots.iter().filter(|l| !l.takeable).map(close));
        for route in &self.routes {
            stuck.extend(money(route));
        }
        let due = self.due.iter();
        stuck.extend(due.map(|id| Stuck::Advance { liquidation: *id }));
        stuck.extend(recovered.map(|q| Stuck::Recertify { account: q.account }));
        if self.expired {
            stuck.push(Stuck::SweepExpired);
        }
        let lost = self.lost.iter();
        stuck.extend(lost.map(|(chain, report)| Stuck::Resend {
            chain: *chain,
            report: *report,
        }));
        let failed = self.failed_calls.iter();
        stuck.extend(failed.map(|(chain, command)| Stuck::Retry {
            chain: *chain,
            command: *command,
        }));
        stuck.extend(self.questions.iter().cloned().map(Stuck::Ask));
        KeeperSnapshot {
            block,
            crossed: self.crossed.clone(),
            unsafe_accounts: liquidatable.collect(),
            stuck,
        }
    }
}

fn close(lot: &LotSeen) -> Stuck {
    Stuck::CloseLot {
        chain: lot.chain,
        lot: lot.lot,
    }
}

fn money(route: &RouteSeen) -> impl Iterator<Item = Stuck> {
    let forward = (route.to_send > 0).then_some(Stuck::Forward {
        chain: route.from,
        route: route.route,
    });
    let arrived = route.owed && route.free > 0;
    let collect = (route.to_collect > 0 || arrived).then_some(Stuck::Collect {
        chain: route.to,
        route: route.route,
    });
    forward.into_iter().chain(collect)
}
