//! A client of one Cosmos chain over CometBFT RPC: what keeper, liquidator and deployment tool
//! share.
//!
//! What must always hold: an endpoint that is slow, wrong or silent is an error or a fail-over, never
//! a panic and never an empty answer; an endpoint of another chain is refused by name; no secret is
//! printed; a transaction is reported as done only when a block holds it.

mod blocks;
mod client;
mod config;
mod endpoints;
mod error;
mod events;
mod facts;
pub mod ibc;
mod keys;
pub mod messages;
mod query;
mod records;
mod signer;
mod transactions;

pub use blocks::{BlockFollower, NewBlock};
pub use client::{ChainClient, Tip};
pub use config::{ClientConfig, GasPrice};
pub use cosmrs::Any;
pub use endpoints::EndpointHealth;
pub use error::{ClientError, ClientResult};
pub use events::{BlockEvents, ContractEvent, Located};
pub use keys::{encrypt_phrase, generate_phrase, KeySource};
pub use messages::instantiate2_address;
pub use query::{CodeInfo, ContractInfo, Page, UploadAccess};
pub use signer::Signer;
pub use transactions::{Fees, Sent, TxOutcome};
