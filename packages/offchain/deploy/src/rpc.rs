//! A real chain over its RPC.

use std::collections::BTreeMap;
use std::future::Future;

use seawall_chain_client::ibc::{Channel, Connection, LightClient};
use seawall_chain_client::{
    instantiate2_address, messages, Any, ChainClient, ClientConfig, ClientError, ClientResult,
    CodeInfo, ContractInfo, KeySource, Signer, UploadAccess,
};
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::chain::{Chain, Done, Facts, Message};
use crate::error::{DeployError, DeployResult};
use crate::file::{ChainSpec, DeploymentFile};
use crate::observe::Chains;

const MEMO: &str = "seawall deploy";
const COIN_TYPE: u32 = 118;
/// Stored code is looked for by hash among so many pages of the newest.
const CODE_PAGES_MAX: usize = 50;

/// A real chain.
pub struct RpcChain {
    name: String,
    runtime: Runtime,
    client: ChainClient,
    deployer: String,
    signer: Option<Signer>,
    owner: Option<Signer>,
}

/// Phrases by the environment variable that would hold them: for callers that have them at hand.
pub type Phrases = BTreeMap<String, String>;

/// Connects all chains of a file.
///
/// # Errors
/// [`DeployError::Chain`]: an endpoint of another chain, no answer, a key that cannot be had or is
/// not the deployer's.
pub fn connect(file: &DeploymentFile) -> DeployResult<Chains> {
    connect_with(file, &Phrases::new())
}

/// The same with phrases that need not be in the environment.
///
/// # Errors
/// As [`connect`].
pub fn connect_with(file: &DeploymentFile, phrases: &Phrases) -> DeployResult<Chains> {
    let mut chains = Chains::new();
    for spec in &file.chains {
        let chain = RpcChain::connect_with(spec, phrases)?;
        chains.insert(spec.name.clone(), Box::new(chain));
    }
    Ok(chains)
}

impl RpcChain {
    /// Connects one chain; all its endpoints that answer are checked to be of it.
    ///
    /// # Errors
    /// As [`connect`].
    pub fn connect(spec: &ChainSpec) -> DeployResult<Self> {
        Self::connect_with(spec, &Phrases::new())
    }

    /// The same with phrases that need not be in the environment.
    ///
    /// # Errors
    /// As [`connect`].
    pub fn connect_with(spec: &ChainSpec, phrases: &Phrases) -> DeployResult<Self> {
        let failed = |e: &dyn ToString| DeployError::chain(&spec.name, e.to_string());
        let price = spec
            .gas_price
            .parse()
            .map_err(|e: ClientError| failed(&e))?;
        let (id, prefix) = (spec.chain_id.clone(), spec.prefix.clone());
        let mut config = ClientConfig::new(id, prefix, spec.rpc.clone(), price);
        config.gas_adjustment = spec.gas_adjustment;
        config.max_gas = spec.max_gas;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| failed(&e))?;
        let client = runtime
            .block_on(ChainClient::connect(config))
            .map_err(|e| failed(&e))?;
        let sign = |key: &Option<KeySource>| {
            let signer = key.as_ref().map(|key| signer(key, &spec.prefix, phrases));
            signer.transpose().map_err(|e| failed(&e))
        };
        let (signer, owner) = (sign(&spec.key)?, sign(&spec.owner_key)?);
        if let Some(owner) = owner.as_ref().filter(|owner| owner.address() != spec.owner) {
            let reason = format!(
                "owner_key is of {}, expected {}",
                owner.address(),
                spec.owner
            );
            return Err(DeployError::chain(&spec.name, reason));
        }
        let given = spec.deployer.clone();
        let deployer = signer.as_ref().map(|s| s.address().to_string()).or(given);
        Ok(Self {
            name: spec.name.clone(),
            runtime,
            client,
            deployer: deployer.unwrap_or_default(),
            signer,
            owner,
        })
    }

    fn ask<T>(&self, answer: impl Future<Output = ClientResult<T>>) -> DeployResult<T> {
        let answer = self.runtime.block_on(answer);
        answer.map_err(|e| DeployError::chain(&self.name, e))
    }

    fn signer<'a>(&self, signer: &'a Option<Signer>) -> DeployResult<&'a Signer> {
        let none = || DeployError::chain(&self.name, "no key to sign with is in the file");
        signer.as_ref().ok_or_else(none)
    }

    fn transact(&self, signer: &Signer, all: &[Message]) -> DeployResult<Done> {
        let messages = self.encode(signer.address(), all)?;
        let outcome = self.ask(self.client.send(signer, messages, MEMO))?;
        Ok(Done {
            hash: outcome.hash,
            gas: outcome.gas_used,
        })
    }

    fn encode(&self, sender: &str, all: &[Message]) -> DeployResult<Vec<Any>> {
        let encoded: ClientResult<Vec<Any>> = all.iter().map(|m| any(sender, m)).collect();
        encoded.map_err(|e| DeployError::chain(&self.name, e))
    }
}

fn signer(key: &KeySource, prefix: &str, phrases: &Phrases) -> ClientResult<Signer> {
    let phrase = match key {
        KeySource::Env { env } => phrases.get(env),
        KeySource::File { .. } => None,
    };
    match phrase {
        Some(phrase) => Signer::of_phrase(phrase, prefix, COIN_TYPE),
        None => Signer::new(key, prefix, COIN_TYPE),
    }
}

fn any(sender: &str, message: &Message) -> ClientResult<Any> {
    match message {
        Message::Store { code, .. } => messages::store_code(sender, code),
        Message::Instantiate {
            code_id,
            label,
            admin,
            salt,
            msg,
        } => {
            let admin = admin.as_deref();
            messages::instantiate2(sender, admin, *code_id, label, salt.as_bytes(), msg)
        }
        Message::Execute { contract, msg } => messages::execute(sender, contract, msg, &[]),
        Message::Migrate {
            contract,
            code_id,
            msg,
        } => messages::migrate(sender, contract, *code_id, msg),
        Message::SetAdmin { contract, admin } => {
            Ok(messages::set_admin(sender, contract, admin.as_deref()))
        }
    }
}

impl Chain for RpcChain {
    fn chain_id(&self) -> DeployResult<String> {
        // Every endpoint has been checked to be of this chain before it is asked.
        self.ask(self.client.tip())?;
        Ok(self.client.chain_id().into())
    }

    fn now(&self) -> DeployResult<u64> {
        Ok(self.ask(self.client.tip())?.time)
    }

    fn deployer(&self) -> String {
        self.deployer.clone()
    }

    fn owner_signer(&self) -> Option<String> {
        self.owner.as_ref().map(|owner| owner.address().into())
    }

    fn funds(&self) -> DeployResult<u128> {
        let denom = self.client.config().gas_price.denom.clone();
        self.ask(self.client.balance(&self.deployer, &denom))
    }

    fn contract(&self, address: &str) -> DeployResult<Option<ContractInfo>> {
        self.ask(self.client.contract(address))
    }

    fn contracts_of(&self, creator: &str) -> DeployResult<Vec<String>> {
        self.ask(self.client.contracts_of(creator))
    }

    fn code(&self, code_id: u64) -> DeployResult<Option<CodeInfo>> {
        self.ask(self.client.code(code_id))
    }

    fn code_by_hash(&self, hash: &str) -> DeployResult<Option<u64>> {
        let mut key = vec![];
        for _ in 0..CODE_PAGES_MAX {
            let page = self.ask(self.client.codes(key))?;
            let ours = |code: &&CodeInfo| code.hash == hash && code.allows(&self.deployer);
            if let Some(code) = page.items.iter().find(ours) {
                return Ok(Some(code.code_id));
            }
            key = page.next;
            if key.is_empty() {
                break;
            }
        }
        Ok(None)
    }

    fn predict(&self, hash: &str, salt: &str) -> DeployResult<String> {
        let address = instantiate2_address(hash, &self.deployer, salt.as_bytes());
        address.map_err(|e| DeployError::chain(&self.name, e))
    }

    fn smart(&self, contract: &str, question: &Value) -> DeployResult<Result<Value, String>> {
        match self.runtime.block_on(self.client.smart(contract, question)) {
            Ok(answer) => Ok(Ok(answer)),
            Err(ClientError::Query { log, .. }) => Ok(Err(log)),
            Err(error) => Err(DeployError::chain(&self.name, error)),
        }
    }

    fn raw(&self, contract: &str, key: &[u8]) -> DeployResult<Option<Vec<u8>>> {
        self.ask(self.client.raw(contract, key))
    }

    fn records(&self, contract: &str, prefix: &[u8]) -> DeployResult<Vec<(Vec<u8>, Vec<u8>)>> {
        self.ask(self.client.records(contract, prefix))
    }

    fn channel(&self, port: &str, id: &str) -> DeployResult<Option<Channel>> {
        self.ask(self.client.channel(port, id))
    }

    fn connection(&self, id: &str) -> DeployResult<Option<Connection>> {
        self.ask(self.client.connection(id))
    }

    fn light_client(&self, id: &str) -> DeployResult<Option<LightClient>> {
        self.ask(self.client.light_client(id))
    }

    fn facts(&self) -> DeployResult<Facts> {
        let client = &self.client;
        Ok(Facts {
            wasmvm: self.ask(client.module_version("github.com/CosmWasm/wasmvm"))?,
            upload: self.ask(client.upload_access())?,
            block_gas: self.ask(client.block_gas())?,
            block_bytes: self.ask(client.block_bytes())?,
            transfer: self.ask(client.transfer_params())?,
            rate_limits: self.ask(client.rate_limits())?,
            block_seconds: self.ask(client.seconds_per_block())?,
        })
    }

    fn upload_access(&self) -> DeployResult<UploadAccess> {
        self.ask(self.client.upload_access())
    }

    fn proposal_deposit(&self) -> DeployResult<String> {
        self.ask(self.client.proposal_deposit())
    }

    fn settle(&self) -> DeployResult<()> {
        for signer in [&self.signer, &self.owner].into_iter().flatten() {
            self.ask(self.client.settle(signer))?;
        }
        Ok(())
    }

    fn send(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.transact(self.signer(&self.signer)?, messages)
    }

    fn send_as_owner(&mut self, messages: &[Message]) -> DeployResult<Done> {
        self.transact(self.signer(&self.owner)?, messages)
    }

    /// All are handed in before the first is waited for.
    fn send_each(&mut self, all: &[Vec<Message>]) -> DeployResult<Vec<Done>> {
        let signer = self.signer(&self.signer)?;
        let mut sent = vec![];
        for messages in all {
            let messages = self.encode(signer.address(), messages)?;
            sent.push(self.ask(self.client.submit(signer, messages, MEMO))?);
        }
        let mut done = vec![];
        for sent in sent {
            let outcome = self.ask(self.client.wait(&sent.hash))?;
            done.push(Done {
                hash: outcome.hash,
                gas: outcome.gas_used,
            });
        }
        Ok(done)
    }
}
