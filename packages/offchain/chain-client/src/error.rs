//! What can go wrong between us and a chain.

use thiserror::Error;

/// Result of this crate.
pub type ClientResult<T> = Result<T, ClientError>;

/// Every refusal names the chain, endpoint, file or variable it is about.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum ClientError {
    /// The configuration cannot work.
    #[error("{what}: expected {expected}, got {actual}")]
    Config {
        /// Which entry.
        what: String,
        /// What would do.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// An endpoint serves another chain.
    #[error("{endpoint} is an endpoint of chain {actual}, expected {expected}")]
    WrongChain {
        /// The endpoint.
        endpoint: String,
        /// The chain that the configuration names.
        expected: String,
        /// The chain that answered.
        actual: String,
    },
    /// No endpoint gave an answer that can be used.
    #[error("no endpoint of {chain} answered {request}: {}", .tried.join("; "))]
    NoEndpoint {
        /// The chain.
        chain: String,
        /// What was asked.
        request: String,
        /// Each endpoint with its reason.
        tried: Vec<String>,
    },
    /// The node answered with an error of its own.
    #[error("{endpoint} refused {request}: {reason}")]
    Refused {
        /// The endpoint.
        endpoint: String,
        /// What was asked.
        request: String,
        /// Its words.
        reason: String,
    },
    /// A query was answered with an error by the chain (for contracts: the contract's own words).
    #[error("query {path} on {chain}: {log} ({codespace} code {code})")]
    Query {
        /// The chain.
        chain: String,
        /// The query's path.
        path: String,
        /// The module that refused.
        codespace: String,
        /// Its number.
        code: u32,
        /// Its words.
        log: String,
    },
    /// An answer that is not what it should be.
    #[error("answer to {request} on {chain} cannot be read: {reason}")]
    Unreadable {
        /// The chain.
        chain: String,
        /// What was asked.
        request: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The chain does not know the account: it never received money.
    #[error("account {address} does not exist on {chain}: it has never received coins")]
    NoAccount {
        /// The chain.
        chain: String,
        /// The account.
        address: String,
    },
    /// A simulation failed: sent for real it would fail too.
    #[error("simulation on {chain}: {log}")]
    Simulation {
        /// The chain.
        chain: String,
        /// The chain's words.
        log: String,
    },
    /// More gas than allowed.
    #[error("transaction on {chain} needs {needed} gas, allowed are {allowed}")]
    TooMuchGas {
        /// The chain.
        chain: String,
        /// After adjustment.
        needed: u64,
        /// The configured most.
        allowed: u64,
    },
    /// The node did not take the transaction into its pool.
    #[error("{chain} did not accept transaction {hash}: {log} ({codespace} code {code})")]
    NotAccepted {
        /// The chain.
        chain: String,
        /// Its hash.
        hash: String,
        /// The module that refused.
        codespace: String,
        /// Its number.
        code: u32,
        /// Its words.
        log: String,
    },
    /// It is in a block and failed there.
    #[error("transaction {hash} on {chain} failed: {log} ({codespace} code {code})")]
    TxFailed {
        /// The chain.
        chain: String,
        /// Its hash.
        hash: String,
        /// The module that failed.
        codespace: String,
        /// Its number.
        code: u32,
        /// Its words.
        log: String,
        /// Gas it used.
        gas_used: u64,
    },
    /// It may or may not be in a block: ask for its hash later.
    #[error("transaction {hash} on {chain} was in no block after {waited_secs} s")]
    NotIncluded {
        /// The chain.
        chain: String,
        /// Its hash.
        hash: String,
        /// How long was waited.
        waited_secs: u64,
    },
    /// A key cannot be had.
    #[error("key from {from}: {reason}")]
    Key {
        /// File or variable.
        from: String,
        /// What is wrong.
        reason: String,
    },
    /// A message or transaction could not be built.
    #[error("{what}: {reason}")]
    Build {
        /// What was built.
        what: String,
        /// Why not.
        reason: String,
    },
}

impl ClientError {
    /// May the same request succeed a little later without anybody changing anything?
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::NoEndpoint { .. } | Self::NotIncluded { .. })
    }

    /// Does the chain say that what was asked for does not exist?
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::Query { log, .. } => {
                let log = log.to_lowercase();
                log.contains("not found") || log.contains("no such")
            }
            _ => false,
        }
    }

    pub(crate) fn build(what: impl Into<String>, reason: impl ToString) -> Self {
        Self::Build {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}
