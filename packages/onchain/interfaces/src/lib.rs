//! Messages, queries and answers of every contract: all that a neighbour, a keeper or a front end
//! needs to know of a contract without depending on it.
//!
//! What must always hold: contracts never depend on contracts, they share this crate; every message
//! says in its first words who may send it; amounts are in base units and times in seconds of the
//! chain concerned unless said otherwise.

pub mod auction_house;
pub mod common;
pub mod coordinator;
pub mod courier;
pub mod insurance_pool;
pub mod market;
pub mod oracle;
pub mod oracle_events;
pub mod outpost;
pub mod vault;
