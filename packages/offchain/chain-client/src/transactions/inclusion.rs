//! What became of a transaction: waiting for its block, reading what it did there.

use std::time::{Duration, Instant};

use tendermint_rpc::Client;

use crate::client::ChainClient;
use crate::error::{ClientError, ClientResult};
use crate::events::{contract_events, ContractEvent};

/// A transaction in a block that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TxOutcome {
    /// Its hash, upper-case hexadecimal.
    pub hash: String,
    /// The block.
    pub height: u64,
    /// Gas used.
    pub gas_used: u64,
    /// Gas limit.
    pub gas_wanted: u64,
    /// Contract events in order.
    pub events: Vec<ContractEvent>,
    /// All attributes as (event, key, value), for what is not a contract's.
    pub attributes: Vec<(String, String, String)>,
}

impl TxOutcome {
    /// The last value of an attribute, e.g. `("store_code", "code_id")`.
    pub fn attribute(&self, event: &str, key: &str) -> Option<&str> {
        let mut found = self
            .attributes
            .iter()
            .rev()
            .filter(|(e, k, _)| e == event && k == key);
        found.next().map(|(_, _, value)| value.as_str())
    }
}

impl ChainClient {
    /// Waits until a transaction is in a block.
    ///
    /// # Errors
    /// [`ClientError::TxFailed`] if it failed there, [`ClientError::NotIncluded`] after the
    /// configured time, [`ClientError::NoEndpoint`] if by then nobody answers at all.
    pub async fn wait(&self, hash: &str) -> ClientResult<TxOutcome> {
        let start = Instant::now();
        loop {
            let error = match self.outcome(hash).await {
                Ok(Some(outcome)) => return Ok(outcome),
                Ok(None) => None,
                Err(error) if error.is_transient() => Some(error),
                Err(error) => return Err(error),
            };
            if start.elapsed() >= self.config.inclusion_timeout {
                let gone = ClientError::NotIncluded {
                    chain: self.chain_id().into(),
                    hash: hash.into(),
                    waited_secs: self.config.inclusion_timeout.as_secs(),
                };
                return Err(error.unwrap_or(gone));
            }
            tokio::time::sleep(self.config.poll_interval.max(Duration::from_millis(50))).await;
        }
    }

    /// What became of a transaction; nothing if it is in no block.
    ///
    /// # Errors
    /// [`ClientError::TxFailed`], [`ClientError::NoEndpoint`], [`ClientError::Build`] for a hash that
    /// is none.
    pub async fn outcome(&self, hash: &str) -> ClientResult<Option<TxOutcome>> {
        let id: tendermint_rpc::endpoint::tx::Request = tendermint_rpc::endpoint::tx::Request {
            hash: hash
                .parse()
                .map_err(|e| ClientError::build("transaction hash", e))?,
            prove: false,
        };
        let ask = |client: tendermint_rpc::HttpClient| {
            let hash = id.hash;
            async move { client.tx(hash, false).await }
        };
        let found = match self.endpoints.call("tx", ask).await {
            Ok(found) => found,
            Err(ClientError::Refused { reason, .. }) if reason.contains("not found") => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let result = found.tx_result;
        let gas_used = u64::try_from(result.gas_used).unwrap_or_default();
        if result.code.is_err() {
            return Err(ClientError::TxFailed {
                chain: self.chain_id().into(),
                hash: hash.into(),
                codespace: result.codespace,
                code: result.code.value(),
                log: result.log,
                gas_used,
            });
        }
        Ok(Some(TxOutcome {
            hash: hash.into(),
            height: found.height.value(),
            gas_used,
            gas_wanted: u64::try_from(result.gas_wanted).unwrap_or_default(),
            events: contract_events(&result.events),
            attributes: crate::events::attributes(&result.events),
        }))
    }
}
