//! Bids as pure functions and plain data: pools of standing bids, the life of a bid wherever its money
//! is, what a lot gets from the pools before its auction begins, and the buyer of last resort.
//!
//! What must always hold: money in escrow is with the bidder, with the debt or still here, once (INV-1,
//! INV-9); all that depositors can claim of a fill is at most what was given, and all that they can
//! withdraw is at most what is left (INV-12); a fill costs the same however many deposits share it.
//! Nothing here knows storage, a clock or a chain: the bid desk, the auction house, the insurance pool,
//! liquidators and simulators all compute with this crate.

mod bid;
mod decide;
mod deposit;
mod error;
mod life;
mod lock;
mod matching;
mod pool;
mod product;
mod relay;
mod resort;
mod series;
mod terms;
mod verdict;

pub use bid::{Bid, Kind, MAX_DELIVERY_BYTES};
pub use decide::{decide, recall, wanted, Offered};
pub use deposit::{Deposit, Position, Start};
pub use error::{BidsError, BidsResult};
pub use life::{Effect, Learnt, Life, Owed, Part};
pub use lock::Lock;
pub use matching::{step_price, Ended, Fill, Lot, Matched, Matching, Offer};
pub use matching::{MAX_FILLS, MAX_STEP};
pub use pool::{Batch, Mark, Pool, Sealed, SumKey};
pub use product::{gained, Product, Snapshot, ONE, SCALE, SCALES_SUMMED, SMALLEST};
pub use relay::{Heard, Relay};
pub use resort::{buys, Backer, Limits, Resort, SeriesMark};
pub use series::{Claim, Outcome, SaleBack, Series};
pub use terms::{PoolTerms, MAX_GAP_SECS, MAX_PERIODS, MAX_PERIOD_SECS};
pub use verdict::{Verdict, Why};
