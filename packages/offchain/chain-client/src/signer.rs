//! A key with its account on one chain: the one owner of that account's sequence.

use std::fmt;

use cosmrs::crypto::secp256k1::SigningKey;
use tokio::sync::Mutex;

use crate::client::ChainClient;
use crate::error::{ClientError, ClientResult};
use crate::keys::KeySource;

/// A key with its account on one chain. Two signers of one account on one chain would fight over
/// its sequence: make one and share it.
pub struct Signer {
    address: String,
    pub(crate) key: SigningKey,
    pub(crate) state: Mutex<Option<AccountState>>,
}

/// What the next transaction must say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AccountState {
    pub number: u64,
    pub sequence: u64,
}

impl Signer {
    /// The signer of a key on a chain with this prefix.
    ///
    /// # Errors
    /// [`ClientError::Key`], [`ClientError::Config`] for an impossible prefix.
    pub fn new(source: &KeySource, prefix: &str, coin_type: u32) -> ClientResult<Self> {
        Self::of_key(source.signing_key(coin_type)?, prefix)
    }

    /// The signer of a phrase (or key in hexadecimal) that is at hand, such as a public test key.
    ///
    /// # Errors
    /// As [`Signer::new`].
    pub fn of_phrase(phrase: &str, prefix: &str, coin_type: u32) -> ClientResult<Self> {
        Self::of_key(crate::keys::of_phrase(phrase, coin_type)?, prefix)
    }

    fn of_key(key: SigningKey, prefix: &str) -> ClientResult<Self> {
        let address = key.public_key().account_id(prefix);
        let address = address.map_err(|e| ClientError::Config {
            what: "address prefix".into(),
            expected: "lower-case letters".into(),
            actual: format!("{prefix:?} ({e})"),
        })?;
        Ok(Self {
            address: address.to_string(),
            key,
            state: Mutex::new(None),
        })
    }

    /// Its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Forgets the sequence: the next transaction asks the chain for it.
    pub async fn forget_sequence(&self) {
        *self.state.lock().await = None;
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl ChainClient {
    pub(crate) async fn account_state(&self, address: &str) -> ClientResult<AccountState> {
        let (number, sequence) = self.account(address).await?;
        Ok(AccountState { number, sequence })
    }
}
