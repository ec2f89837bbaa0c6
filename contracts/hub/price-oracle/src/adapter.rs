//! On-chain feeds: how each kind is asked, and how its answer is read.
//!
//! What must always hold: an answer is only material; it passes the same checks as a feeder's
//! price. To speak another feed's language, implement [`FeedAdapter`] and add a variant to
//! `AdapterKind`.

use cosmwasm_std::{Addr, Decimal, QuerierWrapper};
use seawall_interfaces::oracle::{AdapterKind, StandardAnswer, StandardQuery};
use seawall_interfaces::oracle_events::Refusal;

use crate::error::{ContractError, ContractResult};

/// Longest name of an asset at a feed, in bytes.
pub const MAX_KEY_BYTES: usize = 128;

/// What a feed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// USD per whole token.
    pub price: Decimal,
    /// When the feed saw it. Seconds.
    pub observed_at: u64,
}

/// A language of on-chain feeds.
pub trait FeedAdapter {
    /// Asks `contract` for its latest price; any failure is [`Refusal::NoAnswer`].
    fn read(&self, querier: &QuerierWrapper, contract: &Addr) -> Result<Reading, Refusal>;
    /// Refuses settings that no feed could answer.
    fn check(&self) -> ContractResult<()>;
}

/// The feed answers [`StandardQuery`] with [`StandardAnswer`].
pub struct Standard<'a> {
    /// What the feed calls the asset.
    pub key: &'a str,
}

impl FeedAdapter for Standard<'_> {
    fn read(&self, querier: &QuerierWrapper, contract: &Addr) -> Result<Reading, Refusal> {
        let question = StandardQuery::Price {
            key: self.key.into(),
        };
        let answer: StandardAnswer = querier
            .query_wasm_smart(contract, &question)
            .map_err(|_| Refusal::NoAnswer {})?;
        Ok(Reading {
            price: answer.price,
            observed_at: answer.observed_at,
        })
    }

    fn check(&self) -> ContractResult<()> {
        let actual = self.key.len();
        if actual == 0 || actual > MAX_KEY_BYTES {
            return Err(ContractError::Size {
                what: "key",
                min: 1,
                max: MAX_KEY_BYTES,
                actual,
            });
        }
        Ok(())
    }
}

/// The adapter of this kind.
pub fn of(kind: &AdapterKind) -> Box<dyn FeedAdapter + '_> {
    match kind {
        AdapterKind::Standard { key } => Box::new(Standard { key }),
    }
}
