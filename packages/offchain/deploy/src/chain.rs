//! A chain as deployment sees it: a few questions and one way to send.

use cosmwasm_std::Decimal;
use seawall_chain_client::ibc::{Channel, Connection, LightClient};
use seawall_chain_client::{CodeInfo, ContractInfo, UploadAccess};
use serde_json::Value;

use crate::error::DeployResult;

/// What is sent to a chain.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// Store code.
    Store {
        /// The contract.
        name: String,
        /// Its code.
        code: Vec<u8>,
    },
    /// Instantiate at a known address.
    Instantiate {
        /// Of this code.
        code_id: u64,
        /// For people.
        label: String,
        /// Who may migrate it.
        admin: Option<String>,
        /// Makes the address its own.
        salt: String,
        /// The message.
        msg: Value,
    },
    /// Execute.
    Execute {
        /// This contract.
        contract: String,
        /// The message.
        msg: Value,
    },
    /// Move to other code.
    Migrate {
        /// This contract.
        contract: String,
        /// To this code.
        code_id: u64,
        /// The message.
        msg: Value,
    },
    /// Give the right to migrate away.
    SetAdmin {
        /// Of this contract.
        contract: String,
        /// To this address; to nobody for good if none.
        admin: Option<String>,
    },
}

/// A transaction that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Its hash.
    pub hash: String,
    /// Gas it used.
    pub gas: u64,
}

/// What [`crate::check`] wants to know of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Version of the virtual machine's library, if the node says it.
    pub wasmvm: Option<String>,
    /// Who may store code.
    pub upload: UploadAccess,
    /// Gas of a block; none without a limit.
    pub block_gas: Option<u64>,
    /// Bytes of a block.
    pub block_bytes: u64,
    /// Does ICS-20 (send, receive)? None when there is no such module.
    pub transfer: Option<(bool, bool)>,
    /// Coins and channels whose transfers are limited.
    pub rate_limits: Vec<(String, String)>,
    /// Measured seconds per block.
    pub block_seconds: Decimal,
}

/// A chain as deployment sees it. Errors name the chain.
#[allow(clippy::missing_errors_doc)] // All of them are `DeployError::Chain` with the chain's words.
pub trait Chain {
    /// The chain id that the chain itself says.
    fn chain_id(&self) -> DeployResult<String>;
    /// Time of the last block, seconds.
    fn now(&self) -> DeployResult<u64>;
    /// Who deploys.
    fn deployer(&self) -> String;
    /// Who signs for the owner, if this tool may.
    fn owner_signer(&self) -> Option<String>;
    /// What the deployer has to pay for gas with, base units.
    fn funds(&self) -> DeployResult<u128>;
    /// A contract; nothing if there is none.
    fn contract(&self, address: &str) -> DeployResult<Option<ContractInfo>>;
    /// All contracts that an account has instantiated.
    fn contracts_of(&self, creator: &str) -> DeployResult<Vec<String>>;
    /// Stored code.
    fn code(&self, code_id: u64) -> DeployResult<Option<CodeInfo>>;
    /// Stored code of this hash that the deployer may instantiate.
    fn code_by_hash(&self, hash: &str) -> DeployResult<Option<u64>>;
    /// The address that a contract of the deployer's will have.
    fn predict(&self, hash: &str, salt: &str) -> DeployResult<String>;
    /// Asks a contract; the inner error is its own refusal.
    fn smart(&self, contract: &str, question: &Value) -> DeployResult<Result<Value, String>>;
    /// Reads a contract's storage.
    fn raw(&self, contract: &str, key: &[u8]) -> DeployResult<Option<Vec<u8>>>;
    /// All of a contract's storage whose keys begin so.
    fn records(&self, contract: &str, prefix: &[u8]) -> DeployResult<Vec<(Vec<u8>, Vec<u8>)>>;
    /// A channel end.
    fn channel(&self, port: &str, id: &str) -> DeployResult<Option<Channel>>;
    /// A connection end.
    fn connection(&self, id: &str) -> DeployResult<Option<Connection>>;
    /// A light client.
    fn light_client(&self, id: &str) -> DeployResult<Option<LightClient>>;
    /// Who may store code.
    fn upload_access(&self) -> DeployResult<UploadAccess>;
    /// The least deposit of a governance proposal.
    fn proposal_deposit(&self) -> DeployResult<String>;
    /// Waits until nothing that a run that died had handed in is on its way any more.
    fn settle(&self) -> DeployResult<()>;
    /// What the chain can do.
    fn facts(&self) -> DeployResult<Facts>;
    /// One transaction of the deployer's: all messages or none.
    fn send(&mut self, messages: &[Message]) -> DeployResult<Done>;
    /// One transaction of the owner's.
    fn send_as_owner(&mut self, messages: &[Message]) -> DeployResult<Done>;
    /// Several transactions that do not depend on each other; may be under way at the same time.
    fn send_each(&mut self, all: &[Vec<Message>]) -> DeployResult<Vec<Done>> {
        all.iter().map(|messages| self.send(messages)).collect()
    }
}
