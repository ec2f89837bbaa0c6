//! What ends a bot, or keeps it from starting. What happens on the way is counted and tried again.

use seawall_chain_client::ClientError;
use seawall_deploy::DeployError;
use thiserror::Error;

/// Result of this crate.
pub type BotResult<T> = Result<T, BotError>;

/// What ends a bot, or keeps it from starting.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum BotError {
    /// An entry of the configuration cannot be used.
    #[error("{file}:{line}: {field}: expected {expected}, got {actual}")]
    Field {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The entry.
        field: String,
        /// What would do.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// The configuration cannot be read as one.
    #[error("{file}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Where and why.
        reason: String,
    },
    /// What was asked for on the command line cannot be.
    #[error("{0}")]
    Input(String),
    /// The deployment's file or state cannot be used.
    #[error(transparent)]
    Deployment(#[from] DeployError),
    /// A chain's answer, or the lack of one.
    #[error("chain {chain}: {error}")]
    Chain {
        /// Its name in the deployment.
        chain: String,
        /// What happened.
        error: Box<ClientError>,
    },
    /// What the contracts say does not fit together.
    #[error("{what}: expected {expected}, got {actual}")]
    Contracts {
        /// Which fact.
        what: String,
        /// What would do.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// The machine does not give what is needed (a port, a runtime).
    #[error("{what}: {reason}")]
    Machine {
        /// What was needed.
        what: String,
        /// Why not.
        reason: String,
    },
}

impl BotError {
    /// Is it what was given that is wrong, rather than what happened?
    pub fn is_input(&self) -> bool {
        match self {
            Self::Field { .. } | Self::Syntax { .. } | Self::Input(_) => true,
            Self::Deployment(error) => error.is_input(),
            Self::Chain { error, .. } => matches!(
                **error,
                ClientError::Config { .. }
                    | ClientError::Key { .. }
                    | ClientError::WrongChain { .. }
                    | ClientError::NoAccount { .. }
            ),
            Self::Contracts { .. } | Self::Machine { .. } => false,
        }
    }

    /// May the same attempt succeed a little later without anybody changing anything?
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Chain { error, .. } if error.is_transient())
    }

    /// A chain's error.
    pub fn chain(chain: &str, error: ClientError) -> Self {
        Self::Chain {
            chain: chain.into(),
            error: Box::new(error),
        }
    }
}
