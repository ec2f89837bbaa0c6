//! The client itself: endpoints, height and time, raw queries.

use std::sync::Arc;

use cosmrs::tendermint::block::Height;
use prost::Message;
use tendermint_rpc::Client;

use crate::config::ClientConfig;
use crate::endpoints::{EndpointHealth, Endpoints};
use crate::error::{ClientError, ClientResult};

/// A client of one chain; cheap to clone, all clones share what is known of the endpoints.
#[derive(Clone)]
pub struct ChainClient {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) endpoints: Arc<Endpoints>,
}

/// A block's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    /// Height.
    pub height: u64,
    /// Block time, seconds.
    pub time: u64,
}

impl ChainClient {
    /// A client that has asked nobody yet; each endpoint's chain is checked before its first use.
    ///
    /// # Errors
    /// [`ClientError::Config`] for an unusable address or none at all.
    pub fn new(config: ClientConfig) -> ClientResult<Self> {
        let endpoints = Endpoints::new(&config.chain_id, &config.rpc, config.timeout)?;
        Ok(Self {
            config: Arc::new(config),
            endpoints: Arc::new(endpoints),
        })
    }

    /// A client whose endpoints have been checked: at least one answers and none is of another
    /// chain.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`] names the endpoint; [`ClientError::NoEndpoint`].
    pub async fn connect(config: ClientConfig) -> ClientResult<Self> {
        let client = Self::new(config)?;
        client.endpoints.check_all().await?;
        Ok(client)
    }

    /// How the chain is reached and paid.
    pub fn config(&self) -> &ClientConfig {
        &self.config
    }

    /// The chain's id.
    pub fn chain_id(&self) -> &str {
        &self.config.chain_id
    }

    /// How each endpoint is doing.
    pub fn health(&self) -> Vec<EndpointHealth> {
        self.endpoints.health()
    }

    /// Height and time of the latest block.
    ///
    /// # Errors
    /// [`ClientError::NoEndpoint`].
    pub async fn tip(&self) -> ClientResult<Tip> {
        let ask = |client: tendermint_rpc::HttpClient| async move { client.status().await };
        let status = self.endpoints.call("status", ask).await?;
        Ok(Tip {
            height: status.sync_info.latest_block_height.value(),
            time: seconds(status.sync_info.latest_block_time),
        })
    }

    /// Block time at a height, seconds.
    ///
    /// # Errors
    /// [`ClientError::NoEndpoint`], [`ClientError::Refused`] for a height that is not kept.
    pub async fn time_of(&self, height: u64) -> ClientResult<u64> {
        let height = self.height(height)?;
        let ask = |client: tendermint_rpc::HttpClient| async move { client.header(height).await };
        let answer = self.endpoints.call("header", ask).await?;
        Ok(seconds(answer.header.time))
    }

    /// A query by its protobuf path, at the latest height or a given one.
    ///
    /// # Errors
    /// [`ClientError::Query`] with the chain's words, [`ClientError::Unreadable`],
    /// [`ClientError::NoEndpoint`].
    pub async fn abci<Q: Message, R: Message + Default>(
        &self,
        path: &str,
        question: &Q,
        height: Option<u64>,
    ) -> ClientResult<R> {
        let data = question.encode_to_vec();
        let height = height.map(|height| self.height(height)).transpose()?;
        let ask = |client: tendermint_rpc::HttpClient| {
            let (path, data) = (path.to_string(), data.clone());
            async move { client.abci_query(Some(path), data, height, false).await }
        };
        let answer = self.endpoints.call(path, ask).await?;
        if answer.code.is_err() {
            return Err(ClientError::Query {
                chain: self.config.chain_id.clone(),
                path: path.into(),
                codespace: answer.codespace,
                code: answer.code.value(),
                log: answer.log,
            });
        }
        R::decode(answer.value.as_slice()).map_err(|e| self.unreadable(path, e))
    }

    pub(crate) fn height(&self, height: u64) -> ClientResult<Height> {
        Height::try_from(height).map_err(|e| ClientError::build(format!("height {height}"), e))
    }

    pub(crate) fn unreadable(&self, request: &str, reason: impl ToString) -> ClientError {
        ClientError::Unreadable {
            chain: self.config.chain_id.clone(),
            request: request.into(),
            reason: reason.to_string(),
        }
    }
}

pub(crate) fn seconds(time: cosmrs::tendermint::Time) -> u64 {
    u64::try_from(time.unix_timestamp()).unwrap_or_default()
}
