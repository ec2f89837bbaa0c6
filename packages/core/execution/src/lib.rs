//! Where a sale goes: what venues pay, how much each bears, and in which order buyers are asked.
//!
//! What must always hold: a quote is never more than the venue pays in the state that was given; selling
//! more never brings less; a split is never worse than any single venue that takes all. Nothing here
//! knows storage, a chain or a wall clock: who plans a sale passes in the states, and the same crate serves
//! contracts, liquidators and simulators.

mod concentrated;
mod error;
mod plan;
mod product;
mod size;
mod solve;
mod stable;
mod venue;
mod waterfall;

pub use concentrated::{Concentrated, Segment, SEGMENTS_MAX};
pub use error::{ExecutionError, ExecutionResult};
pub use plan::{best, Alone, Execution, Offers, Quote, Source, SourceSlice, Standing};
pub use product::{ConstantProduct, FeeOn};
pub use size::{impact, largest, Limits};
pub use solve::{least_for, split, Offer, Slice, OFFERS_MAX};
pub use stable::{StableSwap, AMPLIFICATION_MAX};
pub use venue::{Fixed, Money, Venue, MONEY_BITS};
pub use waterfall::{
    LastResortStage, SaleKind, Stage, StandingStage, VenueStage, Waterfall, WaterfallError,
    VENUES_MAX,
};
