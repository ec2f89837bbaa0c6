//! Remembering a net and going back to it: many tries from one beginning, without deploying again.
//!
//! What must always hold: after [`Net::restore`] every chain has the very storage, block and clock
//! that it had. Code that was stored since stays, under ids that nothing refers to; observers, log
//! and injected faults are not part of it.

use std::cmp::Ordering;

use cosmwasm_std::{BlockInfo, Order, Record, Storage, Timestamp};

use crate::net::{Net, Stats};

/// What a net was at one moment.
pub struct Snapshot {
    chains: Vec<ChainState>,
    now: Timestamp,
    stats: Stats,
    relayer: String,
}

struct ChainState {
    block: BlockInfo,
    halted: bool,
    skew: i64,
    records: Vec<Record>,
}

impl Net {
    /// Everything that chains have stored, and their clocks.
    pub fn snapshot(&self) -> Snapshot {
        let chains = self.chains.iter().map(|chain| ChainState {
            block: chain.app.block_info(),
            halted: chain.halted,
            skew: chain.skew,
            records: chain
                .app
                .storage()
                .range(None, None, Order::Ascending)
                .collect(),
        });
        Snapshot {
            chains: chains.collect(),
            now: self.now,
            stats: self.stats,
            relayer: self.relayer.clone(),
        }
    }

    /// Goes back to a moment of this net. Chains that were added since stay as they are.
    pub fn restore(&mut self, to: &Snapshot) {
        for (chain, was) in self.chains.iter_mut().zip(&to.chains) {
            reset(chain.app.storage_mut(), &was.records);
            chain.app.set_block(was.block.clone());
            (chain.halted, chain.skew) = (was.halted, was.skew);
        }
        (self.now, self.stats) = (to.now, to.stats);
        self.relayer.clone_from(&to.relayer);
    }
}

/// Writes only what differs: most of a chain does not change in a few steps.
fn reset(storage: &mut dyn Storage, records: &[Record]) {
    let (mut wrong, mut foreign) = (vec![], vec![]);
    let mut should = records.iter().peekable();
    for (key, value) in storage.range(None, None, Order::Ascending) {
        while let Some(missing) = should.next_if(|record| record.0 < key) {
            wrong.push(missing);
        }
        match should.peek().map(|record| record.0.cmp(&key)) {
            Some(Ordering::Equal) => wrong.extend(should.next().filter(|record| record.1 != value)),
            _ => foreign.push(key),
        }
    }
    wrong.extend(should);
    for key in foreign {
        storage.remove(&key);
    }
    for (key, value) in wrong {
        storage.set(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ChainConfig;

    #[test]
    fn a_net_that_went_on_is_again_what_it_was() {
        let mut net = Net::new();
        let chain = net.add_chain(ChainConfig::new("hub-1", "hub"));
        let write = |net: &mut Net, key: &str, value: &str| {
            net.storage_mut(chain).set(key.as_bytes(), value.as_bytes());
        };
        for key in ["a", "c", "e"] {
            write(&mut net, key, "old");
        }
        let (moment, block, now) = (net.snapshot(), net.block(chain), net.now());
        let all = |net: &Net| -> Vec<Record> {
            net.storage(chain)
                .range(None, None, Order::Ascending)
                .collect()
        };
        let before = all(&net);
        for key in ["0", "b", "c", "z"] {
            write(&mut net, key, "new");
        }
        for key in ["a", "e"] {
            net.storage_mut(chain).remove(key.as_bytes());
        }
        net.advance_all(7).unwrap();
        net.halt(chain).unwrap();
        assert_ne!(all(&net), before);
        net.restore(&moment);
        assert_eq!(all(&net), before);
        assert_eq!((net.block(chain), net.now()), (block, now));
        assert!(!net.is_halted(chain));
        assert_eq!(net.stats(), Stats::default());
    }
}
