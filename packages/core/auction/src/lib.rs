//! Auctions: price curves, the halt-aware clock, takes and the fee split, as pure functions.
//!
//! What must always hold: a price never rises while a sale is open and no take is below its floor;
//! `sold + rest = put up` (INV-4); payments round up, collateral rounds down (INV-12). Nothing here
//! knows storage, a chain or a wall clock: the auction house passes in the block, and liquidators
//! and simulators quote with this same crate.

mod clock;
mod curve;
mod error;
mod params;
mod sale;
mod split;

pub use clock::{elapsed, halted, Clock};
pub use curve::{stairstep, Curve};
pub use error::{AuctionError, AuctionResult};
pub use params::AuctionParams;
pub use sale::{CloseReason, Dutch, Life, Mode, Sale, SaleTerms, Take};
pub use split::{split, Split};
