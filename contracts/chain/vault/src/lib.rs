//! The vault: holds the collateral of its chain.
//!
//! What must always hold: the bank balance covers what the books owe (INV-2); per account and
//! listing `locked + pending ≥ 0`; an order and a deposit's answer have effect once (INV-9); seized
//! coins leave in the same message that opens their lots (INV-4); only new deposits can be paused
//! (INV-10). Depositors call it, and its two neighbours: the outpost, which speaks for the hub, and
//! the auction house.

pub mod books;
mod claim;
pub mod contract;
mod data;
mod deposit;
pub mod error;
pub mod event;
mod give_back;
mod query;
mod release;
mod resolve;
mod seize;
mod setup;
pub mod state;
