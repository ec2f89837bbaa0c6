//! A chain as the bots see it: a few questions, one way to send, and the key's account.
//!
//! What must always hold: one owner of an account's sequence per chain; nothing is concluded from a
//! question that failed. Two things implement [`Chain`]: [`RpcChain`] over a node's RPC, and the
//! simulated chains of the tests, so that both run the very same bots.

mod rpc;

use std::future::Future;
use std::pin::Pin;

use seawall_chain_client::ibc::{Channel, Connection, LightClient};
use seawall_chain_client::{
    ClientError, ClientResult, ContractEvent, EndpointHealth, Fees, Sent, Tip, TxOutcome,
};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::Value;

pub use rpc::RpcChain;

/// What a chain answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = ClientResult<T>> + 'a>>;

/// One message to one contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The contract.
    pub contract: String,
    /// The message.
    pub msg: Value,
    /// Coins that go with it: base units and denom.
    pub funds: Vec<(u128, String)>,
}

impl Call {
    /// A message without coins.
    pub fn new(contract: &str, msg: &impl Serialize) -> Self {
        Self {
            contract: contract.into(),
            // Messages are plain data; what could not be written would be refused by the contract.
            msg: serde_json::to_value(msg).unwrap_or(Value::Null),
            funds: vec![],
        }
    }

    /// With coins.
    pub fn paying(mut self, amount: u128, denom: &str) -> Self {
        self.funds.push((amount, denom.into()));
        self
    }
}

/// A chain as the bots see it. Errors are the client's and name the chain.
#[allow(clippy::missing_errors_doc)] // All are what the client says, and name the chain.
pub trait Chain {
    /// Its chain id.
    fn id(&self) -> &str;
    /// The account that signs; empty where only questions are asked.
    fn me(&self) -> &str;
    /// The coin that gas is paid in.
    fn gas_denom(&self) -> &str;
    /// Height and time of the latest block.
    fn tip(&self) -> Answer<'_, Tip>;
    /// Asks a contract.
    fn ask<'a>(&'a self, contract: &'a str, question: Value) -> Answer<'a, Value>;
    /// All contract events of a block.
    fn events(&self, height: u64) -> Answer<'_, Vec<ContractEvent>>;
    /// Balance in one coin, base units.
    fn balance<'a>(&'a self, address: &'a str, denom: &'a str) -> Answer<'a, u128>;
    /// What one transaction of these messages would cost; an error if it would fail.
    fn estimate<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Fees>;
    /// Sends one transaction of these messages; does not wait for a block.
    fn submit<'a>(&'a self, calls: &'a [Call]) -> Answer<'a, Sent>;
    /// What became of a transaction; nothing while it is in no block.
    fn outcome<'a>(&'a self, hash: &'a str) -> Answer<'a, Option<TxOutcome>>;
    /// A transaction was lost: the next one asks the chain for the sequence.
    fn lost_count(&self) -> Answer<'_, ()>;
    /// A channel end.
    fn channel<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Option<Channel>>;
    /// A connection end.
    fn connection<'a>(&'a self, id: &'a str) -> Answer<'a, Option<Connection>>;
    /// A light client, and the time of the latest header that it knows.
    fn light_client<'a>(&'a self, id: &'a str) -> Answer<'a, Option<(LightClient, Option<u64>)>>;
    /// Sequences of packets sent over a channel that have no outcome yet.
    fn without_outcome<'a>(&'a self, port: &'a str, id: &'a str) -> Answer<'a, Vec<u64>>;
    /// Of packets sent to this end of a channel, those that were not received here.
    fn unreceived<'a>(
        &'a self,
        port: &'a str,
        id: &'a str,
        sequences: Vec<u64>,
    ) -> Answer<'a, Vec<u64>>;
    /// When a packet was sent, seconds; nothing if nobody kept it.
    fn sent_at<'a>(&'a self, port: &'a str, id: &'a str, sequence: u64) -> Answer<'a, Option<u64>>;
    /// What so much gas costs, base units of the gas coin.
    fn fee_of(&self, gas: u64) -> u128;
    /// How each endpoint is doing.
    fn endpoints(&self) -> Vec<EndpointHealth>;
}

/// Asks a contract and reads the answer.
///
/// # Errors
/// The client's; [`ClientError::Unreadable`] when the answer is not what it should be.
pub async fn ask<R: DeserializeOwned>(
    chain: &dyn Chain,
    contract: &str,
    question: &impl Serialize,
) -> ClientResult<R> {
    let question = serde_json::to_value(question).map_err(|e| ClientError::Build {
        what: "query".into(),
        reason: e.to_string(),
    })?;
    let answer = chain.ask(contract, question).await?;
    serde_json::from_value(answer).map_err(|e| ClientError::Unreadable {
        chain: chain.id().into(),
        request: format!("query of {contract}"),
        reason: e.to_string(),
    })
}
