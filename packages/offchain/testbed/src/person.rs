//! One of the public test accounts, on all chains: asks, sends, and waits for what is to come.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use cosmwasm_std::Decimal;
use seawall_chain_client::{messages, Any, ChainClient, ClientConfig, ClientResult, Signer};
use seawall_chain_client::{ClientError, TxOutcome};
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use serde::de::DeserializeOwned;
use serde::Serialize;
use tokio::runtime::Runtime;

const COIN_TYPE: u32 = 118;
const POLL: Duration = Duration::from_millis(200);

/// A test account on all chains. One per account and process: it owns the sequences.
pub struct Person {
    name: String,
    runtime: Runtime,
    chains: BTreeMap<Role, (ChainClient, Signer)>,
}

impl Person {
    /// The person of this name (see [`accounts::ACCOUNTS`]).
    ///
    /// # Errors
    /// There is no such account.
    pub fn new(net: &Localnet, name: &str) -> Result<Self> {
        let account =
            accounts::find(name).with_context(|| format!("there is no account {name}"))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut chains = BTreeMap::new();
        for role in Role::ALL {
            let signer = Signer::of_phrase(account.mnemonic, role.spec().prefix, COIN_TYPE)?;
            chains.insert(role, (client(net, role)?, signer));
        }
        Ok(Self {
            name: name.into(),
            runtime,
            chains,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn on(&self, role: Role) -> Result<&(ChainClient, Signer)> {
        let found = self.chains.get(&role);
        found.with_context(|| format!("there is no {role} chain"))
    }

    fn wait<T>(&self, role: Role, answer: impl Future<Output = ClientResult<T>>) -> Result<T> {
        let answer = self.runtime.block_on(answer);
        answer.with_context(|| format!("{} on {role}", self.name))
    }

    /// The client of a chain, with a way to wait for it.
    ///
    /// # Errors
    /// As the client's.
    pub fn with<T, F>(&self, role: Role, ask: impl FnOnce(ChainClient) -> F) -> Result<T>
    where
        F: Future<Output = ClientResult<T>>,
    {
        let client = self.on(role)?.0.clone();
        self.wait(role, ask(client))
    }

    /// Its address on a chain.
    ///
    /// # Errors
    /// There is no such chain.
    pub fn address(&self, role: Role) -> Result<&str> {
        Ok(self.on(role)?.1.address())
    }

    /// What it has of a coin, base units.
    ///
    /// # Errors
    /// The chain does not answer.
    pub fn balance(&self, role: Role, denom: &str) -> Result<u128> {
        let (client, signer) = self.on(role)?;
        self.wait(role, client.balance(signer.address(), denom))
    }

    /// Height and time of a chain's last block.
    ///
    /// # Errors
    /// The chain does not answer.
    pub fn tip(&self, role: Role) -> Result<seawall_chain_client::Tip> {
        self.wait(role, self.on(role)?.0.tip())
    }

    /// Asks a contract.
    ///
    /// # Errors
    /// What the contract or the chain says.
    pub fn ask<Q: Serialize, R: DeserializeOwned>(
        &self,
        role: Role,
        contract: &str,
        question: &Q,
    ) -> Result<R> {
        self.wait(role, self.on(role)?.0.smart(contract, question))
    }

    /// Executes a contract with coins (base units, denom) and waits for the block.
    ///
    /// # Errors
    /// What the contract or the chain says.
    pub fn execute<M: Serialize>(
        &self,
        role: Role,
        contract: &str,
        msg: &M,
        funds: &[(u128, &str)],
    ) -> Result<TxOutcome> {
        let message = messages::execute(self.address(role)?, contract, msg, funds)?;
        self.send(role, vec![message])
    }

    /// Sends messages in one transaction and waits for the block.
    ///
    /// # Errors
    /// What the chain says.
    pub fn send(&self, role: Role, messages: Vec<Any>) -> Result<TxOutcome> {
        let (client, signer) = self.on(role)?;
        self.wait(role, client.send(signer, messages, ""))
    }

    /// What sending a message to a contract would be refused with; nothing if it would not.
    ///
    /// # Errors
    /// The chain does not answer.
    pub fn refusal<M: Serialize>(
        &self,
        role: Role,
        contract: &str,
        msg: &M,
        funds: &[(u128, &str)],
    ) -> Result<Option<String>> {
        let (client, signer) = self.on(role)?;
        let message = messages::execute(signer.address(), contract, msg, funds)?;
        match self.runtime.block_on(client.estimate(signer, &[message])) {
            Ok(_) => Ok(None),
            Err(error @ ClientError::Simulation { .. }) => Ok(Some(error.to_string())),
            Err(error) => Err(error).with_context(|| format!("{} on {role}", self.name)),
        }
    }

    /// Sends a coin (base units, denom) over the transfer channel to somebody on another chain.
    ///
    /// # Errors
    /// What the chain says.
    pub fn transfer(
        &self,
        net: &Localnet,
        (from, to): (Role, Role),
        coin: (u128, &str),
        receiver: &str,
    ) -> Result<TxOutcome> {
        let link = net.link(from, to)?;
        let channel = link.end(from).context("the link has no such end")?;
        let timeout = self.tip(to)?.time.saturating_add(600);
        let sender = self.address(from)?;
        let message = messages::transfer(sender, receiver, &channel.transfer, coin, timeout)?;
        self.send(from, vec![message])
    }
}

/// A client of one chain of the localnet.
///
/// # Errors
/// The state file names something unusable.
pub fn client(net: &Localnet, role: Role) -> Result<ChainClient> {
    let chain = net.chain(role)?;
    let price = format!("{}{}", chain.gas_price, chain.gas_denom).parse()?;
    let (id, prefix) = (chain.chain_id.clone(), chain.prefix.clone());
    let mut config = ClientConfig::new(id, prefix, vec![chain.rpc.clone()], price);
    config.poll_interval = POLL;
    // People act at the same time: by the time of the block there may be more to do than there was.
    config.gas_adjustment = Decimal::percent(200);
    Ok(ChainClient::new(config)?)
}

/// Asks again and again until there is an answer.
///
/// # Errors
/// What the question says; after the time is over, what was waited for.
pub fn until<T>(
    what: &str,
    within: Duration,
    mut ask: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask()? {
            return Ok(found);
        }
        if begun.elapsed() > within {
            bail!("{what}: nothing came within {} s", within.as_secs());
        }
        std::thread::sleep(POLL);
    }
}
