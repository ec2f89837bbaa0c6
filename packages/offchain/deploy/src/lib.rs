//! Deploying Seawall: one file says what is to be; `plan` says what is missing, `apply` does it,
//! `verify` says what differs.
//!
//! What must always hold: what is done is decided from what the chains say, never from what was
//! done before, so a run that broke off anywhere is simply started again; a plan is a pure function
//! of file, artefacts and what was observed; nothing is sent before everything that can be known to
//! be wrong has been refused.

pub mod apply;
pub mod artifacts;
pub mod chain;
pub mod check;
pub mod cli;
pub mod desired;
pub mod error;
pub mod file;
pub mod hermes;
pub mod localnet;
pub mod observe;
pub mod plan;
mod preflight;
pub mod relayer;
pub mod rpc;
pub mod state;
pub mod unsigned;
pub mod verify;

pub use apply::{apply, Finished, Progress};
pub use chain::Chain;
pub use cli::DeployArgs;
pub use error::{DeployError, DeployResult};
pub use file::DeploymentFile;
pub use plan::{plan, Plan, Step};
