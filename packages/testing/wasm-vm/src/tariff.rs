//! What wasmd 0.61.14 charges around a call, in units of the chain's gas. Not here: what the chain
//! takes for the transaction itself, IBC, bank and events.

/// Setting code up for its first call in a transaction.
pub const FIRST_CALL: u64 = 60_000;
/// Setting it up again; also any call of pinned code, and replies.
pub const FURTHER_CALL: u64 = 2_000;
/// A byte of a result.
pub const RESULT_BYTE: u64 = 1;
/// A read.
pub const READ: u64 = 1_000;
/// A byte of the key and value read.
pub const READ_BYTE: u64 = 3;
/// A write.
pub const WRITE: u64 = 2_000;
/// A byte of the key and value written.
pub const WRITE_BYTE: u64 = 30;
/// A removal.
pub const REMOVE: u64 = 1_000;
/// A step of an iterator.
pub const STEP: u64 = 30;
/// What stands before every key of a contract in the chain's store: one byte and the address.
pub const KEY_PREFIX: usize = 33;

fn bytes(key: &[u8], value: &[u8]) -> u64 {
    let all = KEY_PREFIX
        .saturating_add(key.len())
        .saturating_add(value.len());
    u64::try_from(all).unwrap_or(u64::MAX)
}

/// Reading this value, empty when there is none.
pub fn read(key: &[u8], value: &[u8]) -> u64 {
    READ.saturating_add(READ_BYTE.saturating_mul(bytes(key, value)))
}

/// Writing this value.
pub fn write(key: &[u8], value: &[u8]) -> u64 {
    WRITE.saturating_add(WRITE_BYTE.saturating_mul(bytes(key, value)))
}

/// Passing this element with an iterator, or only looking whether there is one.
pub fn step(element: Option<(&[u8], &[u8])>) -> u64 {
    let seen = element.map_or(0, |(key, value)| bytes(key, value));
    STEP.saturating_add(READ_BYTE.saturating_mul(seen))
}
