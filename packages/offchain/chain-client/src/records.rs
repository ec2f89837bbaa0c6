//! What a contract has stored, for what no question of its own lists.

use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;

use crate::client::ChainClient;
use crate::error::ClientResult;

/// The most that nodes give in one answer.
const PAGE_SIZE: u64 = 100;

/// Key and value.
pub type Record = (Vec<u8>, Vec<u8>);

impl ChainClient {
    /// All records of a contract whose keys begin so, by key.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn records(&self, contract: &str, prefix: &[u8]) -> ClientResult<Vec<Record>> {
        let mut all = vec![];
        // Keys are in order, and a page begins at any key: the first one is the prefix itself.
        let mut key = prefix.to_vec();
        loop {
            let question = wasm::QueryAllContractStateRequest {
                address: contract.into(),
                pagination: Some(PageRequest {
                    key,
                    limit: PAGE_SIZE,
                    ..PageRequest::default()
                }),
            };
            let path = "/cosmwasm.wasm.v1.Query/AllContractState";
            let answer: wasm::QueryAllContractStateResponse =
                self.abci(path, &question, None).await?;
            for model in answer.models {
                if !model.key.starts_with(prefix) {
                    return Ok(all);
                }
                all.push((model.key, model.value));
            }
            key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok(all);
            }
        }
    }
}
