//! How a command fails: the message for people and the code for scripts.

use thiserror::Error;

/// Why a command ended without a result.
#[derive(Error, Debug)]
pub enum Failure {
    /// What was given cannot be used; the message says what would be right. Exit code 2.
    #[error("{0}")]
    BadInput(String),
    /// Something else went wrong. Exit code 1.
    #[error("{0}")]
    Broken(String),
}

impl Failure {
    /// The exit code.
    pub const fn code(&self) -> u8 {
        match self {
            Self::BadInput(_) => 2,
            Self::Broken(_) => 1,
        }
    }
}

impl From<seawall_localnet::Error> for Failure {
    fn from(error: seawall_localnet::Error) -> Self {
        if error.is_input() {
            return Self::BadInput(error.to_string());
        }
        Self::Broken(error.to_string())
    }
}
