//! Records whose keys begin alike, in order.

use std::marker::PhantomData;

use cosmwasm_schema::{from_json, FromJson};
use cosmwasm_std::{Order, Record, StdResult, Storage};

use crate::raw::Span;
use crate::{Bound, Key, ReadKey};

/// Records whose keys begin alike; `K` is the rest of a key.
pub struct Prefix<K, T> {
    beginning: Vec<u8>,
    of: PhantomData<(K, T)>,
}

impl<K, T> Prefix<K, T> {
    pub(crate) fn new(beginning: Vec<u8>) -> Self {
        let of = PhantomData;
        Self { beginning, of }
    }

    /// Is there no record?
    pub fn is_empty(&self, storage: &dyn Storage) -> bool {
        let span = Span::new(&self.beginning, None, None, Order::Ascending);
        span.keys(storage).next().is_none()
    }
}

impl<K: Key, T> Prefix<K, T> {
    fn span(&self, min: Option<Bound<K>>, max: Option<Bound<K>>, order: Order) -> Span {
        let (min, max) = (min.as_ref(), max.as_ref());
        let (min, max) = (min.and_then(Bound::min), max.and_then(Bound::max));
        Span::new(&self.beginning, min, max, order)
    }

    /// Records within bounds.
    pub fn range<'s>(
        &self,
        storage: &'s dyn Storage,
        min: Option<Bound<K>>,
        max: Option<Bound<K>>,
        order: Order,
    ) -> Records<'s, K, T> {
        let span = self.span(min, max, order);
        Records {
            records: span.records(storage),
            skip: span.skip,
            of: PhantomData,
        }
    }

    /// Keys within bounds.
    pub fn keys<'s>(
        &self,
        storage: &'s dyn Storage,
        min: Option<Bound<K>>,
        max: Option<Bound<K>>,
        order: Order,
    ) -> Keys<'s, K> {
        let span = self.span(min, max, order);
        Keys {
            keys: span.keys(storage),
            skip: span.skip,
            of: PhantomData,
        }
    }
}

/// Records in order.
pub struct Records<'s, K, T> {
    records: Box<dyn Iterator<Item = Record> + 's>,
    skip: usize,
    of: PhantomData<(K, T)>,
}

impl<K: ReadKey, T: FromJson> Iterator for Records<'_, K, T> {
    type Item = StdResult<(K::Output, T)>;

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.records.next()?;
        Some(own::<K>(&key, self.skip).and_then(|key| Ok((key, from_json(value)?))))
    }
}

/// Keys in order.
pub struct Keys<'s, K> {
    keys: Box<dyn Iterator<Item = Vec<u8>> + 's>,
    skip: usize,
    of: PhantomData<K>,
}

impl<K: ReadKey> Iterator for Keys<'_, K> {
    type Item = StdResult<K::Output>;

    fn next(&mut self) -> Option<Self::Item> {
        let key = self.keys.next()?;
        Some(own::<K>(&key, self.skip))
    }
}

/// The record's own part of a storage key.
fn own<K: ReadKey>(path: &[u8], skip: usize) -> StdResult<K::Output> {
    K::take(&mut path.get(skip..).unwrap_or_default(), true)
}
