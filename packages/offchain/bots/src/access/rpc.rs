//! A real chain over its RPC.

use seawall_chain_client::ibc::{Channel, Connection, LightClient};
use seawall_chain_client::{
    messages, Any, BlockFollower, ChainClient, ClientConfig, ClientError, ClientResult,
    ContractEvent, EndpointHealth, Fees, KeySource, Sent, Signer, Tip, TxOutcome,
};
use serde_json::Value;

use super::{Answer, Call, Chain};

const COIN_TYPE: u32 = 118;

/// A real chain.
pub struct RpcChain {
    client: ChainClient,
    signer: Option<Signer>,
    memo: String,
}

impl RpcChain {
    /// A chain that nobody has asked yet; `memo` is written into every transaction.
    ///
    /// # Errors
    /// [`ClientError::Config`], [`ClientError::Key`].
    pub fn new(config: ClientConfig, key: Option<&KeySource>, memo: &str) -> ClientResult<Self> {
        let signer = key.map(|key| Signer::new(key, &config.prefix, COIN_TYPE));
        Ok(Self {
            signer: signer.transpose()?,
            client: ChainClient::new(config)?,
            memo: memo.into(),
        })
    }

    /// Checks that at least one endpoint answers and none is of another chain.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`], [`ClientError::NoEndpoint`].
    pub async fn check(&self) -> ClientResult<()> {
        ChainClient::connect(self.client.config().clone())
            .await
            .map(drop)
    }

    /// Follows its blocks.
    pub fn follow(&self) -> BlockFollower {
        self.client.follow(None)
    }

    fn signer(&self) -> ClientResult<&Signer> {
        self.signer.as_ref().ok_or_else(|| ClientError::Key {
            from: "the configuration".into(),
            reason: format!("no key for {}", self.client.chain_id()),
        })
    }

    fn encode(&self, calls: &[Call]) -> ClientResult<(&Signer, Vec<Any>)> {
        let signer = self.signer()?;
        let one = |call: &Call| {
            let funds = call.funds.iter().map(|(n, denom)| (*n, denom.as_str()));
            let funds: Vec<_> = funds.collect();
            messages::execute(signer.address(), &call.contract, &call.msg, &funds)
        };
        let all: ClientResult<Vec<Any>> = calls.iter().map(one).collect();
        Ok((signer, all?))
    }
}

impl Chain for RpcChain {
    fn id(&self) -> &str {
        self.client.chain_id()
    }
    fn me(&self) -> &str {
        self.signer.as_ref().map_or("", Signer::address)
    }
    fn gas_denom(&self) -> &str {
        &self.client.config().gas_price.denom
    }
    fn tip(&self) -> Answer<'_, Tip> {
        Box::pin(self.client.tip())
    }
    fn ask<'a>(&'a self, contract: &'a str, question: Value) -> Answer<'a, Value> {
        Box::pin(async move { self.client.smart(contract, &question).await })
    }
    fn events(&self, height: u64) -> Answer<'_, Vec<ContractEvent>> {
        Box::pin(async move {
            let found = self.client.block_events(height).await?;
            Ok(found.events.into_iter().map(|e| e.event).collect())
        })
    }
    fn balance<'a>(&'a self, address: &'a str, denom: &'a str) -> Answer<'a, u128> {
        Box::pin(self.client.balance(address, denom))
    }
    fn estimate<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Fees> {
        Box::pin(async move {
            let (signer, messages) = self.encode(calls)?;
            self.client.estimate(signer, &messages).await
        })
    }
    fn submit<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Sent> {
        Box::pin(async move {
            let (signer, messages) = self.encode(calls)?;
            self.client.submit(signer, messages, &self.memo).await
        })
    }
    fn outcome<'a>(&'a self, hash: &'a str) -> Answer<'a, Option<TxOutcome>> {
        Box::pin(self.client.outcome(hash))
    }
    fn lost_count(&self) -> Answer<'_, ()> {
        Box::pin(async move {
            self.signer()?.forget_sequence().await;
            Ok(())
        })
    }
    fn channel<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Option<Channel>> {
        Box::pin(self.client.channel(port, id))
    }
    fn connection<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Connection>> {
        Box::pin(self.client.connection(id))
    }
    fn light_client<'a>(&'a self, id: &'a str) -> Answer<'a, Option<(LightClient, Option<u64>)>> {
        Box::pin(async move {
            let Some(client) = self.client.light_client(id).await? else {
                return Ok(None);
            };
            Ok(Some((client, self.client.client_time(id).await?)))
        })
    }
    fn without_outcome<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Vec<u64>> {
        Box::pin(self.client.packets_without_outcome(port, id))
    }
    fn unreceived<'a>(
        &'a self,
        port: &'a str,
        id: &'a str,
        sequences: Vec<u64>,
    ) -> Answer<'a, Vec<u64>> {
        Box::pin(self.client.unreceived(port, id, sequences))
    }
    fn sent_at<'a>(&'a self, port: &'a str, id: &'a str, sequence: u64) -> Answer<'a, Option<u64>> {
        Box::pin(self.client.packet_sent_at(port, id, sequence))
    }
    fn fee_of(&self, gas: u64) -> u128 {
        self.client.config().gas_price.fee(gas).unwrap_or(u128::MAX)
    }
    fn endpoints(&self) -> Vec<EndpointHealth> {
        self.client.health()
    }
}
