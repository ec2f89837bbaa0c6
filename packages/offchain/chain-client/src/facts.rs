//! What a chain can do: its libraries, transfers, limits, pace.

use cosmrs::proto::cosmos::base::tendermint::v1beta1::{GetNodeInfoRequest, GetNodeInfoResponse};
use cosmrs::proto::cosmos::gov::v1::{QueryParamsRequest, QueryParamsResponse};
use cosmwasm_std::Decimal;
use ibc_proto::ibc::applications::transfer::v1 as transfer;
use prost::Message;

use crate::client::ChainClient;
use crate::error::{ClientError, ClientResult};

impl ChainClient {
    /// Version of a Go module that the node was built with, e.g. `github.com/CosmWasm/wasmvm/v3`
    /// by the beginning of its path; nothing when the node does not say.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn module_version(&self, path: &str) -> ClientResult<Option<String>> {
        let query = "/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo";
        let answer = self
            .abci::<_, GetNodeInfoResponse>(query, &GetNodeInfoRequest {}, None)
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(ClientError::Query { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let modules = answer
            .application_version
            .map(|v| v.build_deps)
            .unwrap_or_default();
        let found = modules
            .into_iter()
            .find(|module| module.path.starts_with(path));
        Ok(found.map(|module| module.version))
    }

    /// The least deposit of a proposal, like `10000000uhub`; several coins with commas between.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn proposal_deposit(&self) -> ClientResult<String> {
        let path = "/cosmos.gov.v1.Query/Params";
        let question = QueryParamsRequest {
            params_type: "deposit".into(),
        };
        let answer: QueryParamsResponse = self.abci(path, &question, None).await?;
        let params = answer
            .params
            .ok_or_else(|| self.unreadable(path, "no params"))?;
        let coins = params.min_deposit.into_iter();
        let coins: Vec<_> = coins
            .map(|coin| format!("{}{}", coin.amount, coin.denom))
            .collect();
        Ok(coins.join(","))
    }

    /// Does ICS-20 send, and receive? Nothing when there is no such module.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn transfer_params(&self) -> ClientResult<Option<(bool, bool)>> {
        let path = "/ibc.applications.transfer.v1.Query/Params";
        let question = transfer::QueryParamsRequest {};
        match self
            .abci::<_, transfer::QueryParamsResponse>(path, &question, None)
            .await
        {
            Ok(answer) => Ok(answer.params.map(|p| (p.send_enabled, p.receive_enabled))),
            Err(ClientError::Query { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Limited transfers as (denom, channel), where the chain has the rate-limit module.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn rate_limits(&self) -> ClientResult<Vec<(String, String)>> {
        let path = "/ratelimit.v1.Query/AllRateLimits";
        let answer = self.abci::<_, RateLimits>(path, &Empty {}, None).await;
        let limits = match answer {
            Ok(answer) => answer.limits,
            Err(ClientError::Query { .. }) => return Ok(vec![]),
            Err(error) => return Err(error),
        };
        let paths = limits.into_iter().filter_map(|limit| limit.path);
        Ok(paths.map(|path| (path.denom, path.channel)).collect())
    }

    /// Seconds per block, measured over the last blocks.
    ///
    /// # Errors
    /// [`ClientError::NoEndpoint`], [`ClientError::Refused`].
    pub async fn seconds_per_block(&self) -> ClientResult<Decimal> {
        let tip = self.tip().await?;
        let first = tip.height.saturating_sub(100).max(1);
        let blocks = tip.height.saturating_sub(first).max(1);
        let before = self.time_of(first).await?;
        Ok(Decimal::from_ratio(tip.time.saturating_sub(before), blocks))
    }
}

#[derive(Clone, PartialEq, Message)]
struct Empty {}

/// The rate-limit module's answer, as far as it is read.
#[derive(Clone, PartialEq, Message)]
struct RateLimits {
    #[prost(message, repeated, tag = "1")]
    limits: Vec<RateLimit>,
}

#[derive(Clone, PartialEq, Message)]
struct RateLimit {
    #[prost(message, optional, tag = "1")]
    path: Option<LimitedPath>,
}

#[derive(Clone, PartialEq, Message)]
struct LimitedPath {
    #[prost(string, tag = "1")]
    denom: String,
    #[prost(string, tag = "2")]
    channel: String,
}
