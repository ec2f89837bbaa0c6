//! Mistakes planted in contracts and core, and the hunt for each by the fault simulator.
//!
//! What must always hold: without the feature `planted` there is nothing here, and nothing turns the
//! feature on but what asks for this package with it (`scripts/mutants`).

#[cfg(feature = "planted")]
pub mod hunt;
#[cfg(feature = "planted")]
pub mod table;
