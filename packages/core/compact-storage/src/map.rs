//! Records with a key.

use std::marker::PhantomData;

use cosmwasm_schema::{from_json, to_json_vec, FromJson, ToJson};
use cosmwasm_std::{Order, StdError, StdResult, Storage};

use crate::raw::{beginning, found, get, remove, set};
use crate::{Bound, Key, Keys, Prefix, ReadKey, Records};

/// Records with a key.
pub struct Map<K, T> {
    name: &'static str,
    of: PhantomData<(K, T)>,
}

impl<K, T> Map<K, T> {
    /// Records under storage keys that begin with this name.
    pub const fn new(name: &'static str) -> Self {
        let of = PhantomData;
        Self { name, of }
    }

    fn whole(&self) -> Prefix<K, T> {
        Prefix::new(beginning(self.name, None))
    }

    /// Is there no record?
    pub fn is_empty(&self, storage: &dyn Storage) -> bool {
        self.whole().is_empty(storage)
    }
}

impl<K: Key, T> Map<K, T> {
    /// Is there a record with this key?
    pub fn has(&self, storage: &dyn Storage, key: K) -> bool {
        get(storage, self.name, &key).is_some()
    }

    /// Takes a record away; nothing happens if there is none.
    pub fn remove(&self, storage: &mut dyn Storage, key: K) {
        remove(storage, self.name, &key);
    }
}

impl<K: Key, T: ToJson> Map<K, T> {
    /// Writes a record.
    ///
    /// # Errors
    /// As the value's.
    pub fn save(&self, storage: &mut dyn Storage, key: K, value: &T) -> StdResult<()> {
        set(storage, self.name, &key, &to_json_vec(value)?);
        Ok(())
    }
}

impl<K: Key, T: FromJson> Map<K, T> {
    /// Reads a record.
    ///
    /// # Errors
    /// It is not there, or of another type.
    pub fn load(&self, storage: &dyn Storage, key: K) -> StdResult<T> {
        from_json(found(get(storage, self.name, &key), self.name)?)
    }

    /// Reads a record, if it is there.
    ///
    /// # Errors
    /// It is of another type.
    pub fn may_load(&self, storage: &dyn Storage, key: K) -> StdResult<Option<T>> {
        get(storage, self.name, &key).map(from_json).transpose()
    }
}

impl<K: Key + Clone, T: ToJson + FromJson> Map<K, T> {
    /// Changes a record, which may be missing.
    ///
    /// # Errors
    /// As [`Map::may_load`], the change and [`Map::save`].
    pub fn update<E: From<StdError>>(
        &self,
        storage: &mut dyn Storage,
        key: K,
        change: impl FnOnce(Option<T>) -> Result<T, E>,
    ) -> Result<T, E> {
        let value = change(self.may_load(storage, key.clone())?)?;
        self.save(storage, key, &value)?;
        Ok(value)
    }
}

impl<K: Key + ReadKey, T> Map<K, T> {
    /// Records within bounds.
    pub fn range<'s>(
        &self,
        storage: &'s dyn Storage,
        min: Option<Bound<K>>,
        max: Option<Bound<K>>,
        order: Order,
    ) -> Records<'s, K, T> {
        self.whole().range(storage, min, max, order)
    }

    /// Keys within bounds.
    pub fn keys<'s>(
        &self,
        storage: &'s dyn Storage,
        min: Option<Bound<K>>,
        max: Option<Bound<K>>,
        order: Order,
    ) -> Keys<'s, K> {
        self.whole().keys(storage, min, max, order)
    }
}

impl<A: Key, B, T> Map<(A, B), T> {
    /// Those whose key begins so.
    pub fn prefix(&self, first: A) -> Prefix<B, T> {
        Prefix::new(beginning(self.name, Some(&first)))
    }
}

impl<A: Key, B: Key, C, T> Map<(A, B, C), T> {
    /// Those whose key begins so.
    pub fn prefix(&self, first: (A, B)) -> Prefix<C, T> {
        Prefix::new(beginning(self.name, Some(&first)))
    }

    /// Those whose key begins so.
    pub fn sub_prefix(&self, first: A) -> Prefix<(B, C), T> {
        Prefix::new(beginning(self.name, Some(&first)))
    }
}
