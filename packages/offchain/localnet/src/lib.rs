//! A localnet: three `wasmd` chains with prefixes of their own and Hermes between them, on one
//! machine, without containers.
//!
//! * [`cli`] is what `seawall localnet` runs: [`up`], [`status`], [`logs`], [`down`].
//! * [`tools`] finds `wasmd` and Hermes or builds them once into a cache.
//! * [`plan`] says what the chains are: ids, prefixes, coins, ports; [`accounts`] who has money.
//! * [`node`] makes and starts one chain, [`hermes`] the relayer, [`links`] ties the chains.
//! * [`net::Localnet`] is the handle for tests: freeze, resume, kill, start again, relay by hand.
//!
//! What must always hold: only processes that this localnet started are ever signalled (pid, start
//! time and command line agree); a start that fails leaves nothing running; an error names the
//! thing that failed and the log that says why. The keys are public: never use them elsewhere.

pub mod accounts;
pub mod cli;
pub mod clients;
pub mod down;
pub mod error;
pub mod hermes;
pub mod keys;
pub mod links;
pub mod logs;
pub mod net;
pub mod node;
pub mod plan;
pub mod ports;
pub mod process;
pub mod rpc;
pub mod show;
pub mod state;
pub mod status;
pub mod tools;
pub mod up;
mod welcome;

pub use error::{Error, Result};
pub use net::Localnet;
