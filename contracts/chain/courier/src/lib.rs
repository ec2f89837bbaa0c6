//! The courier: holds one route's money at one end, and sends or collects it.
//!
//! What must always hold: money leaves only by one ICS-20 hop to the courier at the other end, or
//! to the market with `Arrive`; nobody can name another receiver once the role is set. There are no
//! callbacks and no memo: a refund simply raises the balance and goes out again. Whom the money is
//! for is said elsewhere. Anyone cranks it.

mod collect;
pub mod contract;
pub mod error;
pub mod event;
mod forward;
mod query;
mod setup;
pub mod state;
