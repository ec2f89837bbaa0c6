//! A constant-product pool for tests and the localnet: where a take can be sold at once.
//!
//! What must always hold: the product of the reserves never falls; a take that would sell for less
//! than demanded is undone as a whole. Its balances are its reserves. It is no part of the product.

pub mod contract;
pub mod error;
pub mod msg;
