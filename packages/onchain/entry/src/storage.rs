//! The contract's storage.
#![allow(unsafe_code)]

use cosmwasm_std::{Order, Record, Storage};

use crate::region::{take, Region};

extern "C" {
    fn db_read(key: u32) -> u32;
    fn db_write(key: u32, value: u32);
    fn db_remove(key: u32);
    fn db_scan(start: u32, end: u32, order: i32) -> u32;
    fn db_next(iterator: u32) -> u32;
    fn db_next_key(iterator: u32) -> u32;
    fn db_next_value(iterator: u32) -> u32;
}

/// The contract's storage.
pub struct ChainStorage;

impl Storage for ChainStorage {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        // SAFETY: the region is there during the call.
        take(unsafe { db_read(Region::lend(key).place()) })
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        assert!(!value.is_empty(), "a value may not be empty");
        // SAFETY: both regions are there during the call.
        unsafe { db_write(Region::lend(key).place(), Region::lend(value).place()) };
    }

    fn remove(&mut self, key: &[u8]) {
        // SAFETY: the region is there during the call.
        unsafe { db_remove(Region::lend(key).place()) };
    }

    fn range(
        &self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record>> {
        Box::new(Records(scan(start, end, order)))
    }

    fn range_keys<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Vec<u8>> + 'a> {
        Box::new(Halves(scan(start, end, order), db_next_key))
    }

    fn range_values<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Vec<u8>> + 'a> {
        Box::new(Halves(scan(start, end, order), db_next_value))
    }
}

#[inline(never)]
fn scan(start: Option<&[u8]>, end: Option<&[u8]>, order: Order) -> u32 {
    let (start, end) = (start.map(Region::lend), end.map(Region::lend));
    let place = |region: &Option<Region>| region.as_ref().map_or(0, Region::place);
    // SAFETY: both regions are there during the call.
    unsafe { db_scan(place(&start), place(&end), order as i32) }
}

/// Keys or values.
struct Halves(u32, unsafe extern "C" fn(u32) -> u32);

impl Iterator for Halves {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        // SAFETY: the iterator was made by `db_scan`.
        take(unsafe { (self.1)(self.0) })
    }
}

/// Keys with values.
struct Records(u32);

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        // SAFETY: the iterator was made by `db_scan`.
        let mut both = take(unsafe { db_next(self.0) })?;
        let value = section(&mut both)?;
        let key = section(&mut both)?;
        (!key.is_empty()).then_some((key, value))
    }
}

/// Cuts the last section off: the bytes, then their number.
fn section(from: &mut Vec<u8>) -> Option<Vec<u8>> {
    let number = from.len().checked_sub(4)?;
    let length = <[u8; 4]>::try_from(from.get(number..)?).ok()?;
    from.truncate(number);
    let start = number.checked_sub(u32::from_be_bytes(length) as usize)?;
    let bytes = from.get(start..)?.to_vec();
    from.truncate(start);
    Some(bytes)
}
