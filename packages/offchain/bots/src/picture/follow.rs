//! Following the events of one chain's contracts: what is new, and whether something was missed.

use std::collections::{BTreeMap, BTreeSet};

use seawall_chain_client::{ContractEvent, NewBlock};
use serde_json::Value;

use crate::access::Chain;

/// Events have the kind `seawall`; the chain writes it as `wasm-seawall`.
const KIND: &str = "seawall";
/// More blocks than this are not read one by one: the state is read instead.
const BLOCKS_MAX: u64 = 30;

/// How far a chain was followed.
#[derive(Debug, Clone, Default)]
pub struct Follow {
    /// Number of the last event of each contract.
    last: BTreeMap<String, u64>,
    /// The last block.
    pub height: u64,
    /// Its time, seconds.
    pub time: u64,
    /// When everything was read last, seconds; zero: never.
    pub read_all_at: u64,
    /// Everything is to be read, whatever comes: the last time it failed.
    pub unread: bool,
}

/// What a block brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Something was missed, and why it is known: everything is to be read.
    pub gap: Option<&'static str>,
    /// Contracts that told something.
    pub contracts: BTreeSet<String>,
    /// Accounts that it was about.
    pub accounts: BTreeSet<u64>,
}

impl Follow {
    /// Reads the events of a block and of those before it that were not told of.
    pub async fn read(&mut self, chain: &dyn Chain, block: &NewBlock, ours: &[String]) -> News {
        let mut news = News::default();
        let first = block.missed.as_ref().map_or(block.height, |m| *m.start());
        let count = block.height.saturating_sub(first);
        if count > BLOCKS_MAX {
            news.gap = Some("blocks_missed");
        } else {
            for height in first..=block.height {
                match chain.events(height).await {
                    Ok(events) => self.take(&events, ours, &mut news),
                    Err(error) => {
                        tracing::debug!(chain = chain.id(), height, %error, "events not read");
                        news.gap = Some("events_not_read");
                    }
                }
            }
        }
        if self.height == 0 {
            news.gap = Some("first_look");
        }
        if news.gap.is_some() {
            // Where numbers go on is learnt from the next events.
            self.last.clear();
        }
        self.height = block.height;
        self.time = block.time;
        news
    }

    fn take(&mut self, events: &[ContractEvent], ours: &[String], news: &mut News) {
        for event in events.iter().filter(|e| e.kind == KIND) {
            if !ours.contains(&event.contract) {
                continue;
            }
            let number = event.get("seq").and_then(|n| n.parse::<u64>().ok());
            if let Some(number) = number {
                let last = self.last.insert(event.contract.clone(), number);
                if last.is_some_and(|last| number > last.saturating_add(1)) {
                    news.gap = Some("event_missed");
                }
            }
            news.contracts.insert(event.contract.clone());
            let data = event.get("data").unwrap_or_default();
            if let Ok(data) = serde_json::from_str::<Value>(data) {
                accounts(&data, &mut news.accounts);
            }
        }
    }
}

/// The accounts that an event names, wherever they stand in it.
fn accounts(data: &Value, found: &mut BTreeSet<u64>) {
    match data {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("account", Value::Number(number)) => found.extend(number.as_u64()),
                    ("changed", Value::Array(list)) => {
                        found.extend(list.iter().filter_map(Value::as_u64));
                    }
                    (_, value) => accounts(value, found),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| accounts(value, found)),
        _ => {}
    }
}
