//! The market: lends one asset of its chain.
//!
//! What must always hold:
//! * Custody (INV-2): bank ≥ liquidity + pot + route money not yet used + surplus + claims. Coins
//!   sent to the contract without a message move nothing.
//! * Paid for (INV-5): debt shares are burned only for money that came in, or by a cover whose
//!   payers (pool, reserve, lenders) are recorded; a route never pays for more than what arrived
//!   over it.
//! * Rounding goes against the taker (INV-12): shares minted and debts round up, shares burned
//!   and payouts round down; a lender share is worth less only when a loss is booked.
//! * The index is bounded: for **every** earlier moment, not only the last accrual,
//!   `index(t) ≤ index(t0) · (1 + rates.max · (t − t0))`. An accrual adds at most
//!   `floor(rates.max · seconds)` to the index in *absolute* terms. Whole amounts rounded down
//!   add up to no more than the whole, and the index never was below one, so the sum over any
//!   split of the time is at most `rates.max · (t − t0) · index(t0)`. That is what the hub
//!   assumes when it grows the index last reported once, linearly. The price: at index `i` the
//!   borrow rate is at most `max / i`, so `max` is set well above what the curve reaches.
//! * Repay, settle, claims and exits have no pause (INV-10).
//!
//! Who calls it: lenders; the outpost, for what the hub orders; couriers, with what arrived;
//! anyone, to repay and to crank.

pub mod accrual;
mod admin;
pub mod books;
mod claim;
mod context;
pub mod contract;
mod cover;
mod data;
pub mod deficit;
mod error;
pub mod events;
mod exit;
mod lend;
mod lenders;
mod loan;
mod loss;
mod premium;
mod provision;
mod push;
mod query;
mod recover;
mod repay;
mod season;
mod settle;
pub mod state;
mod surplus;
mod terms;

pub use error::{MarketError, MarketResult};
