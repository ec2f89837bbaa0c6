//! What all records share, over bytes.

use cosmwasm_std::{Order, StdError, StdResult, Storage};

use crate::key::append;
use crate::Key;

/// The storage key of a record with a key.
#[inline(never)]
pub fn path(name: &str, key: &dyn Key) -> Vec<u8> {
    let mut path = vec![];
    append(&mut path, name.as_bytes(), false);
    key.append(&mut path, true);
    path
}

/// What storage keys that begin with these parts have in common.
#[inline(never)]
pub fn beginning(name: &str, parts: Option<&dyn Key>) -> Vec<u8> {
    let mut path = vec![];
    append(&mut path, name.as_bytes(), false);
    if let Some(parts) = parts {
        parts.append(&mut path, false);
    }
    path
}

#[inline(never)]
pub fn get(storage: &dyn Storage, name: &str, key: &dyn Key) -> Option<Vec<u8>> {
    storage.get(&path(name, key))
}

#[inline(never)]
pub fn set(storage: &mut dyn Storage, name: &str, key: &dyn Key, value: &[u8]) {
    storage.set(&path(name, key), value);
}

#[inline(never)]
pub fn remove(storage: &mut dyn Storage, name: &str, key: &dyn Key) {
    storage.remove(&path(name, key));
}

/// The value of a record that must be there.
#[inline(never)]
pub fn found(value: Option<Vec<u8>>, name: &str) -> StdResult<Vec<u8>> {
    value.ok_or_else(|| StdError::msg(["no such record: ", name].concat()))
}

/// From where to where a range goes.
pub struct Span {
    start: Vec<u8>,
    end: Vec<u8>,
    order: Order,
    /// So many bytes of a storage key come before the record's.
    pub skip: usize,
}

/// A limit, and whether the key itself is on the side of the lower ones.
pub type Limit<'a> = Option<(&'a dyn Key, bool)>;

impl Span {
    /// Keys that begin with these bytes, within limits.
    #[inline(never)]
    pub fn new(beginning: &[u8], min: Limit<'_>, max: Limit<'_>, order: Order) -> Self {
        let end = at(beginning, max).unwrap_or_else(|| after(beginning));
        Self {
            start: at(beginning, min).unwrap_or_else(|| beginning.to_vec()),
            end,
            order,
            skip: beginning.len(),
        }
    }

    #[inline(never)]
    pub fn records<'s>(
        &self,
        storage: &'s dyn Storage,
    ) -> Box<dyn Iterator<Item = cosmwasm_std::Record> + 's> {
        storage.range(Some(&self.start), Some(&self.end), self.order)
    }

    #[inline(never)]
    pub fn keys<'s>(&self, storage: &'s dyn Storage) -> Box<dyn Iterator<Item = Vec<u8>> + 's> {
        storage.range_keys(Some(&self.start), Some(&self.end), self.order)
    }
}

fn at(beginning: &[u8], limit: Limit<'_>) -> Option<Vec<u8>> {
    let (key, below) = limit?;
    let mut path = beginning.to_vec();
    key.append(&mut path, true);
    if below {
        // The least of all keys above it.
        path.push(0);
    }
    Some(path)
}

/// The least of all bytes that come after those that begin so.
fn after(beginning: &[u8]) -> Vec<u8> {
    let mut after = beginning.to_vec();
    for byte in after.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    after
}
