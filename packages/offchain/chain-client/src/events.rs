//! Contract events in transaction results and blocks.
//!
//! A contract's events are called `wasm` or `wasm-…` and say which contract they are of in
//! `_contract_address`, which no contract can set itself.

use cosmrs::tendermint::abci::Event;
use tendermint_rpc::Client;

use crate::client::ChainClient;
use crate::error::ClientResult;

const CONTRACT: &str = "_contract_address";

/// One event of one contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractEvent {
    /// The contract.
    pub contract: String,
    /// Its kind, without `wasm-`; empty for plain attributes.
    pub kind: String,
    /// Keys and values in order.
    pub attributes: Vec<(String, String)>,
}

impl ContractEvent {
    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(k, _)| k == key);
        found.map(|(_, value)| value.as_str())
    }
}

/// An event with its place in a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The transaction's place in its block; none for what the chain did by itself.
    pub tx: Option<usize>,
    /// The event.
    pub event: ContractEvent,
}

/// All contract events of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockEvents {
    /// The block.
    pub height: u64,
    /// In order; of failed transactions nothing.
    pub events: Vec<Located>,
}

impl ChainClient {
    /// All contract events of a block.
    ///
    /// # Errors
    /// [`crate::ClientError::Refused`] for a height that is not kept or does not exist yet,
    /// [`crate::ClientError::NoEndpoint`].
    pub async fn block_events(&self, height: u64) -> ClientResult<BlockEvents> {
        let at = self.height(height)?;
        let ask =
            |client: tendermint_rpc::HttpClient| async move { client.block_results(at).await };
        let results = self.endpoints.call("block_results", ask).await?;
        let mut events = vec![];
        for (index, result) in results.txs_results.unwrap_or_default().iter().enumerate() {
            if result.code.is_ok() {
                let tx = Some(index);
                let found = contract_events(&result.events);
                events.extend(found.into_iter().map(|event| Located { tx, event }));
            }
        }
        let own = contract_events(&results.finalize_block_events);
        events.extend(own.into_iter().map(|event| Located { tx: None, event }));
        Ok(BlockEvents { height, events })
    }
}

/// The contract events among all events. One event may hold the attributes of several contracts
/// one after the other: each `_contract_address` begins a new one.
pub(crate) fn contract_events(events: &[Event]) -> Vec<ContractEvent> {
    let mut found: Vec<ContractEvent> = vec![];
    for event in events {
        let kind = match event.kind.strip_prefix("wasm") {
            Some("") => "",
            Some(rest) => match rest.strip_prefix('-') {
                Some(kind) => kind,
                None => continue,
            },
            None => continue,
        };
        let mut open: Option<ContractEvent> = None;
        for attribute in &event.attributes {
            let (Ok(key), Ok(value)) = (attribute.key_str(), attribute.value_str()) else {
                continue;
            };
            if key == CONTRACT {
                found.extend(open.take());
                open = Some(ContractEvent {
                    contract: value.into(),
                    kind: kind.into(),
                    attributes: vec![],
                });
            } else if let Some(event) = &mut open {
                event.attributes.push((key.into(), value.into()));
            }
        }
        found.extend(open);
    }
    found
}

pub(crate) fn attributes(events: &[Event]) -> Vec<(String, String, String)> {
    let mut all = vec![];
    for event in events {
        for attribute in &event.attributes {
            if let (Ok(key), Ok(value)) = (attribute.key_str(), attribute.value_str()) {
                all.push((event.kind.clone(), key.to_string(), value.to_string()));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, attributes: &[(&str, &str)]) -> Event {
        Event::new(kind, attributes.iter().map(|(k, v)| (*k, *v)))
    }

    #[test]
    fn only_a_contracts_events_are_taken_and_two_contracts_in_one_event_are_told_apart() {
        let events = [
            event("transfer", &[("sender", "a")]),
            event("wasmish", &[(CONTRACT, "a")]),
            event(
                "wasm-lot_opened",
                &[
                    (CONTRACT, "house"),
                    ("lot", "7"),
                    (CONTRACT, "vault"),
                    ("lot", "8"),
                ],
            ),
            event(
                "wasm",
                &[("forged", "x"), (CONTRACT, "hub"), ("action", "sweep")],
            ),
        ];
        let found = contract_events(&events);
        let short: Vec<_> = found
            .iter()
            .map(|e| (e.contract.as_str(), e.kind.as_str(), e.attributes.len()))
            .collect();
        let expected = [
            ("house", "lot_opened", 1),
            ("vault", "lot_opened", 1),
            ("hub", "", 1),
        ];
        assert_eq!(short, expected);
        assert_eq!(found.first().and_then(|e| e.get("lot")), Some("7"));
    }
}
