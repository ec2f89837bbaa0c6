//! Auctions: price curves, the halt-aware clock, takes, bids and the fee split, as pure functions.
//!
//! What must always hold: a price never rises while a Dutch sale is open and nothing is sold below
//! its floor; `sold + rest = put up` (INV-4); payments round up, collateral rounds down (INV-12).
//! Nothing here knows storage, a chain or a wall clock: the auction house passes in the block, and
//! liquidators and simulators quote with this same crate.

mod batch;
mod bid_error;
mod clear;
mod clearing;
mod clock;
mod commitment;
mod curve;
mod dutch;
mod english;
mod error;
mod params;
mod sale;
mod sealed;
mod split;
mod take;
mod window;

pub use batch::SealedParams;
pub use bid_error::{BidError, BidResult};
pub use clear::{Begun, FilledPage};
pub use clearing::{Candidate, Clearing, Fill, Filling, Level, Place, Pricing, Revealed, Supply};
pub use clock::{elapsed, halted, Clock};
pub use commitment::{Commitment, Opening, HASH_BYTES, SALT_BYTES};
pub use curve::{stairstep, Curve};
pub use dutch::Dutch;
pub use english::{English, EnglishParams, Leading, Outbid, Raised, Won};
pub use error::{AuctionError, AuctionResult};
pub use params::AuctionParams;
pub use sale::{CloseReason, Life, Mode, Sale, SaleTerms};
pub use sealed::{Fate, Phase, Sealed, SealedBatch};
pub use split::{split, Split};
pub use take::Take;
pub use window::{Window, WINDOW_BLOCKS_MAX};
