//! The relayer: each packet and each ack takes its blocks; lost ones wait for their timeout.

use std::collections::BTreeMap;

use anyhow::Result;
use seawall_engine::scenario::Chains;
use seawall_engine::seeded::{Chance, Purpose};
use simnet::{Action, Net, PacketId, Todo};

/// Remembers when it first saw what is to be done.
pub struct Relayer {
    blocks: u64,
    loss: f64,
    seed: u64,
    seen: BTreeMap<PacketId, (Action, u64)>,
    steps: u64,
    earliest: Option<u64>,
}

impl Relayer {
    /// A relayer of a scenario's chains.
    pub fn new(chains: &Chains, seed: u64) -> Self {
        Self {
            blocks: chains.relay_blocks,
            loss: chains.packet_loss,
            seed,
            seen: BTreeMap::new(),
            steps: 0,
            earliest: None,
        }
    }

    /// Brings what is due in this block. Says how many steps it took.
    pub fn relay(&mut self, net: &mut Net, block: u64) -> Result<u64> {
        let stats = net.stats();
        let quiet = stats.steps == self.steps;
        if quiet && self.earliest.is_none_or(|at| at > block) {
            return Ok(0);
        }
        let mut done = 0;
        loop {
            let todos = net.pending();
            let due = self.due(&todos, block);
            if due.is_empty() {
                self.plan(&todos);
                self.steps = net.stats().steps;
                return Ok(done);
            }
            for todo in due {
                net.act(todo)?;
                done += 1;
            }
        }
    }

    fn due(&mut self, todos: &[Todo], block: u64) -> Vec<Todo> {
        let mut due = vec![];
        for todo in todos {
            let lost = todo.action == Action::Recv && self.is_lost(todo.packet);
            let entry = self.seen.entry(todo.packet).or_insert((todo.action, block));
            if entry.0 != todo.action {
                *entry = (todo.action, block);
            }
            if !lost && block >= entry.1 + self.blocks {
                due.push(*todo);
            }
        }
        due
    }

    /// Forgets what is settled and notes when the next thing is due.
    fn plan(&mut self, todos: &[Todo]) {
        let waiting: BTreeMap<_, _> = todos
            .iter()
            .filter_map(|todo| Some((todo.packet, *self.seen.get(&todo.packet)?)))
            .collect();
        self.seen = waiting;
        self.earliest = self
            .seen
            .values()
            .map(|(_, since)| since + self.blocks)
            .min();
    }

    fn is_lost(&self, packet: PacketId) -> bool {
        if self.loss <= 0.0 {
            return false;
        }
        let number = format!("{packet:?}").bytes().fold(0u64, |sum, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        Chance::numbered(self.seed, Purpose::Packets, number).happens(self.loss)
    }
}
