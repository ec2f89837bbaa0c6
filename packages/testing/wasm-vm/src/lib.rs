//! Compiled contracts on simulated chains, in the virtual machine of real ones.
//!
//! What must always hold: code passes the checks a node makes when it is stored; every call gets a
//! fresh instance and what remains of the gas; storage and queries are lent for the time of a call
//! and no longer; gas follows the tariff of wasmd 0.61.14. `seawall-fixtures` asks for contracts
//! here when `SEAWALL_TIER=wasm`; everything else sees only `simnet::ContractCode`.
//!
//! Without the feature `vm` only [`artifacts`] is here: the virtual machine takes minutes to build.

#[cfg(feature = "vm")]
mod api;
pub mod artifacts;
#[cfg(feature = "vm")]
mod chain;
#[cfg(feature = "vm")]
mod code;
#[cfg(feature = "vm")]
mod lend;
#[cfg(feature = "vm")]
pub mod machine;
#[cfg(feature = "vm")]
mod names;
#[cfg(feature = "vm")]
pub mod tariff;

#[cfg(feature = "vm")]
pub use code::WasmCode;
