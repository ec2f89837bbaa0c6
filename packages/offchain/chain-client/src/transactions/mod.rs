//! Transactions: simulate, sign, broadcast, wait for a block.
//!
//! What must always hold: one transaction at a time takes the account's sequence; what a chain says
//! about the sequence it expects is believed and tried again, a few times; nothing is sent that
//! fails in simulation or costs more gas than allowed; when it is unclear whether a transaction has
//! arrived, the error says its hash and the sequence is asked for anew.

mod inclusion;
mod sequence;

use cosmrs::proto::cosmos::tx::v1beta1::{SimulateRequest, SimulateResponse};
use cosmrs::tx::{AuthInfo, BodyBuilder, Fee, Raw, SignDoc, SignerInfo};
use cosmrs::{Any, Coin};
use sha2::{Digest, Sha256};
use tendermint_rpc::Client;

use crate::client::ChainClient;
use crate::error::{ClientError, ClientResult};
use crate::query::hex;
use crate::signer::{AccountState, Signer};

pub use inclusion::TxOutcome;
use sequence::{expected_sequence, is_wrong_sequence};

/// The SDK's code for a transaction that is in the pool already.
const IN_POOL: u32 = 19;
const TRIES: u32 = 4;

/// Gas and fee of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fees {
    /// Gas limit.
    pub gas: u64,
    /// Base units of the gas price's coin.
    pub amount: u128,
    /// The coin.
    pub denom: String,
}

/// A transaction that a node has taken into its pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its hash, upper-case hexadecimal.
    pub hash: String,
    /// What it pays.
    pub fees: Fees,
}

impl ChainClient {
    /// Sends messages in one transaction and waits until it is in a block and has succeeded.
    ///
    /// # Errors
    /// All of [`ChainClient::submit`] and [`ChainClient::wait`].
    pub async fn send(
        &self,
        signer: &Signer,
        messages: Vec<Any>,
        memo: &str,
    ) -> ClientResult<TxOutcome> {
        let sent = self.submit(signer, messages, memo).await?;
        let outcome = self.wait(&sent.hash).await;
        if matches!(outcome, Err(ClientError::NotIncluded { .. })) {
            signer.forget_sequence().await;
        }
        outcome
    }

    /// Waits until nothing of this account is in the node's pool any more: what a program that died
    /// had handed in is in a block then, or gone. True if there was something.
    ///
    /// The pool is known by the sequence that the node expects in a simulation, which counts what is
    /// in it, against the one in the chain's books, which does not.
    ///
    /// # Errors
    /// [`ClientError::NotIncluded`] after `inclusion_timeout`, [`ClientError::NoEndpoint`].
    pub async fn settle(&self, signer: &Signer) -> ClientResult<bool> {
        let begun = tokio::time::Instant::now();
        let nothing = crate::messages::nothing(signer.address(), &self.config.gas_price.denom);
        let mut waited = false;
        loop {
            let state = match self.account_state(signer.address()).await {
                Ok(state) => state,
                // An account that never had coins has sent nothing.
                Err(ClientError::NoAccount { .. }) => return Ok(waited),
                Err(error) => return Err(error),
            };
            let messages = std::slice::from_ref(&nothing);
            let told = self.simulate(signer, state, messages, "").await;
            let expected = match told {
                Ok(_) | Err(ClientError::TooMuchGas { .. }) => None,
                Err(error @ ClientError::Simulation { .. }) => expected_sequence(&error),
                Err(error) => return Err(error),
            };
            if expected.is_none_or(|expected| expected <= state.sequence) {
                return Ok(waited);
            }
            waited = true;
            if begun.elapsed() > self.config.inclusion_timeout {
                return Err(ClientError::NotIncluded {
                    chain: self.chain_id().into(),
                    hash: format!("of {} in the pool", signer.address()),
                    waited_secs: self.config.inclusion_timeout.as_secs(),
                });
            }
            tokio::time::sleep(self.config.poll_interval).await;
        }
    }

    /// What sending these messages would cost.
    ///
    /// # Errors
    /// [`ClientError::Simulation`] if it would fail, [`ClientError::TooMuchGas`].
    pub async fn estimate(&self, signer: &Signer, messages: &[Any]) -> ClientResult<Fees> {
        let mut state = signer.state.lock().await;
        let current = self.current(signer, &mut state).await?;
        let fees = self.simulate(signer, current, messages, "").await;
        match fees.as_ref().err().and_then(expected_sequence) {
            Some(sequence) => {
                let current = AccountState {
                    sequence,
                    ..current
                };
                *state = Some(current);
                self.simulate(signer, current, messages, "").await
            }
            None => fees,
        }
    }

    /// Simulates, signs and hands a transaction to a node; does not wait for a block.
    ///
    /// # Errors
    /// [`ClientError::Simulation`], [`ClientError::TooMuchGas`], [`ClientError::NotAccepted`],
    /// [`ClientError::NoEndpoint`], [`ClientError::NoAccount`].
    pub async fn submit(
        &self,
        signer: &Signer,
        messages: Vec<Any>,
        memo: &str,
    ) -> ClientResult<Sent> {
        let mut state = signer.state.lock().await;
        let mut tries = 0u32;
        loop {
            tries = tries.saturating_add(1);
            let current = self.current(signer, &mut state).await?;
            let result = self.submit_once(signer, current, &messages, memo).await;
            match result {
                Ok(sent) => {
                    let sequence = current.sequence.saturating_add(1);
                    *state = Some(AccountState {
                        sequence,
                        ..current
                    });
                    return Ok(sent);
                }
                Err(error) => {
                    // The chain's word counts; without one, what is in its books.
                    *state = expected_sequence(&error).map(|sequence| AccountState {
                        sequence,
                        ..current
                    });
                    if !is_wrong_sequence(&error) || tries >= TRIES {
                        return Err(error);
                    }
                    tokio::time::sleep(self.config.poll_interval).await;
                }
            }
        }
    }

    async fn current(
        &self,
        signer: &Signer,
        state: &mut Option<AccountState>,
    ) -> ClientResult<AccountState> {
        let current = match *state {
            Some(current) => current,
            None => self.account_state(signer.address()).await?,
        };
        *state = Some(current);
        Ok(current)
    }

    async fn submit_once(
        &self,
        signer: &Signer,
        state: AccountState,
        messages: &[Any],
        memo: &str,
    ) -> ClientResult<Sent> {
        let fees = self.simulate(signer, state, messages, memo).await?;
        let raw = self.sign(signer, state, messages, memo, &fees)?;
        let bytes = raw
            .to_bytes()
            .map_err(|e| ClientError::build("transaction", e))?;
        let hash = hex(&Sha256::digest(&bytes)).to_uppercase();
        let ask = |client: tendermint_rpc::HttpClient| {
            let bytes = bytes.clone();
            async move { client.broadcast_tx_sync(bytes).await }
        };
        let answer = match self.endpoints.call("broadcast_tx_sync", ask).await {
            Ok(answer) => answer,
            // A first attempt got through although its answer did not.
            Err(ClientError::Refused { reason, .. }) if reason.contains("already exists") => {
                return Ok(Sent { hash, fees });
            }
            Err(error) => return Err(error),
        };
        let code = answer.code.value();
        if code != 0 && code != IN_POOL {
            return Err(ClientError::NotAccepted {
                chain: self.chain_id().into(),
                hash,
                codespace: answer.codespace,
                code,
                log: answer.log,
            });
        }
        Ok(Sent { hash, fees })
    }

    async fn simulate(
        &self,
        signer: &Signer,
        state: AccountState,
        messages: &[Any],
        memo: &str,
    ) -> ClientResult<Fees> {
        let free = Fees {
            gas: 0,
            amount: 0,
            denom: self.config.gas_price.denom.clone(),
        };
        let raw = self.sign(signer, state, messages, memo, &free)?;
        let tx_bytes = raw
            .to_bytes()
            .map_err(|e| ClientError::build("transaction", e))?;
        #[allow(deprecated)] // The field has no other way to be left out.
        let question = SimulateRequest { tx: None, tx_bytes };
        let path = "/cosmos.tx.v1beta1.Service/Simulate";
        let answer = self
            .abci::<_, SimulateResponse>(path, &question, None)
            .await;
        let answer = answer.map_err(|error| match error {
            ClientError::Query { chain, log, .. } => ClientError::Simulation { chain, log },
            other => other,
        })?;
        let used = answer
            .gas_info
            .map(|info| info.gas_used)
            .unwrap_or_default();
        self.fees(used)
    }

    fn fees(&self, used: u64) -> ClientResult<Fees> {
        let adjusted = cosmwasm_std::Decimal::from_ratio(used, 1u8)
            .saturating_mul(self.config.gas_adjustment)
            .to_uint_ceil();
        let gas = u64::try_from(adjusted.u128()).unwrap_or(u64::MAX);
        if gas > self.config.max_gas {
            return Err(ClientError::TooMuchGas {
                chain: self.chain_id().into(),
                needed: gas,
                allowed: self.config.max_gas,
            });
        }
        Ok(Fees {
            gas,
            amount: self.config.gas_price.fee(gas)?,
            denom: self.config.gas_price.denom.clone(),
        })
    }

    fn sign(
        &self,
        signer: &Signer,
        state: AccountState,
        messages: &[Any],
        memo: &str,
        fees: &Fees,
    ) -> ClientResult<Raw> {
        let failed = |e: cosmrs::ErrorReport| ClientError::build("transaction", e);
        let body = BodyBuilder::new()
            .msgs(messages.to_vec())
            .memo(memo)
            .finish();
        let denom = fees.denom.parse().map_err(failed)?;
        let coin = Coin {
            denom,
            amount: fees.amount,
        };
        let info = SignerInfo::single_direct(Some(signer.key.public_key()), state.sequence);
        let auth: AuthInfo = info.auth_info(Fee::from_amount_and_gas(coin, fees.gas));
        let chain_id = self
            .chain_id()
            .parse()
            .map_err(|e| ClientError::build("chain id", e))?;
        let doc = SignDoc::new(&body, &auth, &chain_id, state.number).map_err(failed)?;
        doc.sign(&signer.key).map_err(failed)
    }
}
