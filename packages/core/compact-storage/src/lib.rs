//! Records of a contract: single ones ([`Item`]) and those with a key ([`Map`]).
//!
//! What must always hold: the same storage keys, order and values as `cw-storage-plus`, so that a contract
//! built with either reads what the other wrote. Called by every contract and the crates they share.

mod bound;
mod item;
mod key;
mod map;
mod prefix;
mod raw;

pub use bound::Bound;
pub use item::Item;
pub use key::{Key, ReadKey};
pub use map::Map;
pub use prefix::{Keys, Prefix, Records};
