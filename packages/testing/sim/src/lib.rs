//! Deterministic fault simulation: one seed draws what people do and what goes wrong on simulated
//! chains with the real code of every contract; the invariants are judged after every step, and at the
//! end the network is healed and unprivileged calls bring everything to its end.
//!
//! * [`script`] steps as plain data; [`settings`] what is run; [`figures`] what came of it.
//! * [`run`] draws and plays, [`replay`] plays again, [`shrink`] finds the few steps that matter.
//!
//! What must always hold: the same settings give the same run on every machine, and nothing here decides
//! what a contract decides.
#![allow(
    // Counts and base units of a simulation, bounded by its set-up.
    clippy::arithmetic_side_effects,
    // Seconds of the machine that runs it.
    clippy::float_arithmetic
)]

mod act;
mod check;
pub mod corpus;
mod draw;
pub mod fault;
pub mod figures;
mod heal;
mod home;
mod rng;
mod run;
pub mod script;
pub mod settings;
mod shrink;
mod stage;
mod violation;

pub use fault::{Fault, FaultKind};
pub use figures::{Figures, Ran};
pub use run::{replay, run, run_watched, Watch};
pub use script::{Action, Script, Step};
pub use settings::Settings;
pub use shrink::shrink;
pub use violation::Violation;
