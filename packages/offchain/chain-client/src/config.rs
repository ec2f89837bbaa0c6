//! How a chain is reached and paid.

use std::str::FromStr;
use std::time::Duration;

use cosmwasm_std::Decimal;

use crate::error::{ClientError, ClientResult};

/// How a chain is reached and paid.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// The chain's id; an endpoint that says another is refused.
    pub chain_id: String,
    /// Bech32 prefix of its addresses.
    pub prefix: String,
    /// RPC endpoints, best first, `http(s)://host:port`.
    pub rpc: Vec<String>,
    /// Price of gas.
    pub gas_price: GasPrice,
    /// Gas limit over simulated gas.
    pub gas_adjustment: Decimal,
    /// No transaction may cost more gas.
    pub max_gas: u64,
    /// An endpoint that takes longer is passed over.
    pub timeout: Duration,
    /// A transaction that is in no block after this is given up.
    pub inclusion_timeout: Duration,
    /// How often inclusion and, without WebSocket, new blocks are asked for.
    pub poll_interval: Duration,
    /// SLIP-44 coin type of derived keys.
    pub coin_type: u32,
}

impl ClientConfig {
    /// Sensible defaults: adjustment 1.3, 60 M gas, 10 s per answer, 60 s for inclusion.
    pub fn new(
        chain_id: impl Into<String>,
        prefix: impl Into<String>,
        rpc: Vec<String>,
        gas_price: GasPrice,
    ) -> Self {
        Self {
            chain_id: chain_id.into(),
            prefix: prefix.into(),
            rpc,
            gas_price,
            gas_adjustment: Decimal::percent(130),
            max_gas: 60_000_000,
            timeout: Duration::from_secs(10),
            inclusion_timeout: Duration::from_secs(60),
            poll_interval: Duration::from_millis(300),
            coin_type: 118,
        }
    }
}

/// Price of a unit of gas, e.g. `0.0025uhub`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GasPrice {
    /// Base units per gas.
    pub amount: Decimal,
    /// The coin.
    pub denom: String,
}

impl GasPrice {
    /// The fee for so much gas, rounded up: a node refuses one base unit too little.
    ///
    /// # Errors
    /// [`ClientError::Config`] if it does not fit.
    pub fn fee(&self, gas: u64) -> ClientResult<u128> {
        let gas = Decimal::from_ratio(gas, 1u8);
        let fee = self.amount.checked_mul(gas).map(|fee| fee.to_uint_ceil());
        fee.map(|fee| fee.u128()).map_err(|e| ClientError::Config {
            what: "gas price".into(),
            expected: "a fee that fits".into(),
            actual: e.to_string(),
        })
    }
}

impl FromStr for GasPrice {
    type Err = ClientError;

    fn from_str(text: &str) -> ClientResult<Self> {
        let bad = || ClientError::Config {
            what: "gas price".into(),
            expected: "an amount and a coin, like 0.0025uhub".into(),
            actual: format!("{text:?}"),
        };
        let at = text.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (amount, denom) = at
            .and_then(|at| text.split_at_checked(at))
            .ok_or_else(bad)?;
        if !(3..=128).contains(&denom.len()) {
            return Err(bad());
        }
        Ok(Self {
            amount: Decimal::from_str(amount).map_err(|_| bad())?,
            denom: denom.into(),
        })
    }
}

impl std::fmt::Display for GasPrice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.amount, self.denom)
    }
}
