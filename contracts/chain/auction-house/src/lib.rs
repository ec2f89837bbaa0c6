//! The auction house: sells seized collateral on the chain that holds it.
//!
//! What must always hold: each unit of a lot is on sale, sold or returned, and the three add up to
//! what was put up (INV-4); the bank balance covers open lots, held fees and claims (INV-2); no
//! take is below the lot's floor and every rounding is against the taker (INV-12); nothing here can
//! be paused, so that unsold collateral always finds its way back (INV-10). The vault opens lots,
//! anyone buys and closes, the outpost is told and may draw the fees of a liquidation that ends in
//! a deficit. All arithmetic is in the `seawall-auction` crate, with which liquidators quote as
//! well.

pub mod claim;
pub mod close;
pub mod contract;
pub mod crank;
pub mod error;
pub mod event;
pub mod fees;
pub mod flash;
pub mod open;
pub mod query;
pub mod sale;
pub mod setup;
pub mod state;
pub mod take;
