//! Keeper, liquidator and price feeder on real chains.
//!
//! What must always hold: what is decided is decided by the engine, the same code that the simulator
//! runs; chains are seen through [`access::Chain`] only; everything needed is on the chains, so a
//! process may end at any point and another one goes on; an error of a chain never ends a bot.
#![allow(
    // Prices, profits and metrics are real numbers; contracts compute what is paid.
    clippy::float_arithmetic
)]

pub mod access;
pub mod answers;
pub mod bot;
pub mod cli;
pub mod config;
pub mod desk;
pub mod error;
pub mod feed;
pub mod health;
pub mod keeper;
pub mod liquidator;
pub mod metrics;
pub mod packets;
pub mod picture;
pub mod places;
pub mod run;
pub mod server;

pub use bot::{Bot, Hub, Roles};
pub use config::Config;
pub use error::{BotError, BotResult};
