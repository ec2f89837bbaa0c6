//! Several in-memory CosmWasm chains joined by modelled IBC, with a relayer made of explicit steps.
//!
//! Every chain is a `cw_multi_test::App` with its own Bech32 prefix, bank, height and clock. IBC
//! state lives in the chain's storage, so a rolled-back transaction takes its packets back. Nothing
//! moves by itself: time, relayers and faults are calls, and the same calls give the same states.
//!
//! See the README for a tour and for what is not modelled.

mod accounts;
mod bank;
mod clock;
mod code;
mod ctx;
mod denom;
mod error;
mod gas;
mod handshake;
mod ids;
mod ledger;
mod links;
mod module;
mod native;
mod net;
mod overlay;
mod pending;
mod proto;
mod receive;
mod relay;
mod snapshot;
mod steps;
mod store;
mod transfer;

pub use bank::Bank;
pub use code::{CodeFailure, CodeResult, ContractCode, IbcCall};
pub use ctx::OutOfGas;
pub use cw_multi_test::AppResponse;
pub use denom::{denom_on, hop};
pub use error::{IbcError, SimError};
pub use gas::{limited, Gas, GasLimits, Limit, TxGas, GAS_MULTIPLIER, TX_GAS};
pub use handshake::OpenRequest;
pub use ids::{ChainIx, ChannelRef, ConnectionRef, PacketId};
pub use module::{port_of, IbcModule, MAX_PACKET_BYTES};
pub use native::{IbcContract, InfoFn, PlainFn, QueryFn};
pub use net::{ChainConfig, Net, SimApp, Stats, GENESIS_SECONDS};
pub use pending::{Action, RelayReport, Todo};
pub use snapshot::Snapshot;
pub use steps::{RecvOutcome, Step, StepKind, StepObserver};
pub use store::{ChannelEnd, ChannelState, ClientStatus, Connection};
pub use transfer::{Direction, TransferData};
