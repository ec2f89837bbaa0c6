//! Everything a simulated crash needs besides the chains: prices, a scenario, agents, results.
//!
//! * [`prices`] reads bars and single trades, aligns several assets and walks them block by block.
//! * [`synthetic`] is the bundled crash, seeded, along published waypoints.
//! * [`scenario`] holds every setting, checks it, and draws the borrowers.
//! * [`agents`] decides what feeders, keepers and liquidators do; it knows no chain.
//! * [`results`] turns what happened into the figures that are compared between runs.
//! * [`outcome`] is what a run leaves behind for a report, and [`world`] the seam at which
//!   the simulated chains are plugged in.
//!
//! What must always hold: the same seed, scenario and prices give the same result; an agent sees
//! only what its snapshot says. Called by the `seawall` binary and by the worlds it runs.
//!
//! Money is `f64` here: market prices, a simulated market's depth and statistics are no ledger.
//! Nothing computed in this crate decides what a contract pays; contracts compute for themselves.
#![allow(
    // Market data and statistics are real numbers; the ledgers are on the simulated chains.
    clippy::float_arithmetic,
    // Counts, blocks and seconds, bounded when they are read; overflow checks stay on.
    clippy::arithmetic_side_effects
)]

pub mod agents;
pub mod outcome;
pub mod prices;
pub mod results;
pub mod scenario;
pub mod seeded;
pub mod synthetic;
pub mod utc;
pub mod world;
