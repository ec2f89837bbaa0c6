//! What can go wrong in a deployment; each names file and line, chain, contract or artefact.

use std::path::PathBuf;

use thiserror::Error;

/// Result of this crate.
pub type DeployResult<T> = Result<T, DeployError>;

/// What can go wrong in a deployment.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum DeployError {
    /// The deployment file is wrong.
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
    /// The deployment file cannot be read as one.
    #[error("{file}: {reason}")]
    Syntax {
        /// The file.
        file: String,
        /// Where and why.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {reason}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Compiled code is missing, or not what the artefact list says.
    #[error("artefact {name}: expected {expected}, got {actual}")]
    Artifact {
        /// The contract.
        name: String,
        /// What the list says.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// A chain does not do or say what it should.
    #[error("chain {chain}: {reason}")]
    Chain {
        /// Its name in the file.
        chain: String,
        /// What happened.
        reason: String,
    },
    /// A chain cannot carry this deployment.
    #[error("chain {chain}: {what}: expected {expected}, got {actual}")]
    Refused {
        /// Its name in the file.
        chain: String,
        /// What is wrong.
        what: String,
        /// What would do.
        expected: String,
        /// What is there.
        actual: String,
    },
    /// Something is as it must not be, and can no longer be changed.
    #[error("{} cannot be changed any more: {}", .count, .first)]
    Fixed {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// The relayer did not do what it was asked.
    #[error("relayer: {reason}; the command was: {command}")]
    Relayer {
        /// What happened.
        reason: String,
        /// What was run.
        command: String,
    },
    /// Steps were done and the chain still says that they are to be done.
    #[error("no progress: {step} was done and is still missing")]
    Stuck {
        /// The step.
        step: String,
    },
    /// The chains differ from the file.
    #[error("{count} differences between file and chains:\n{lines}")]
    Differs {
        /// How many.
        count: usize,
        /// Each of them.
        lines: String,
    },
}

impl DeployError {
    /// Is it what was given that is wrong, rather than what happened?
    pub const fn is_input(&self) -> bool {
        matches!(
            self,
            Self::Field { .. } | Self::Syntax { .. } | Self::Io { .. } | Self::Artifact { .. }
        )
    }

    /// An error of a chain.
    pub fn chain(chain: impl Into<String>, reason: impl ToString) -> Self {
        Self::Chain {
            chain: chain.into(),
            reason: reason.to_string(),
        }
    }

    /// An error of a file.
    pub fn io(path: impl Into<PathBuf>, reason: impl ToString) -> Self {
        Self::Io {
            path: path.into(),
            reason: reason.to_string(),
        }
    }
}
