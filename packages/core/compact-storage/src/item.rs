//! A single record.

use std::marker::PhantomData;

use cosmwasm_schema::{from_json, to_json_vec, FromJson, ToJson};
use cosmwasm_std::{StdError, StdResult, Storage};

use crate::raw::found;

/// A single record.
pub struct Item<T> {
    name: &'static str,
    value: PhantomData<T>,
}

impl<T> Item<T> {
    /// A record under this storage key.
    pub const fn new(name: &'static str) -> Self {
        let value = PhantomData;
        Self { name, value }
    }

    /// The storage key.
    pub fn as_slice(&self) -> &[u8] {
        self.name.as_bytes()
    }

    /// Is it there?
    pub fn exists(&self, storage: &dyn Storage) -> bool {
        storage.get(self.as_slice()).is_some()
    }

    /// Takes it away; nothing happens if it is not there.
    pub fn remove(&self, storage: &mut dyn Storage) {
        storage.remove(self.as_slice());
    }
}

impl<T: ToJson> Item<T> {
    /// Writes it.
    ///
    /// # Errors
    /// As the value's.
    pub fn save(&self, storage: &mut dyn Storage, value: &T) -> StdResult<()> {
        storage.set(self.as_slice(), &to_json_vec(value)?);
        Ok(())
    }
}

impl<T: FromJson> Item<T> {
    /// Reads it.
    ///
    /// # Errors
    /// It is not there, or of another type.
    pub fn load(&self, storage: &dyn Storage) -> StdResult<T> {
        from_json(found(storage.get(self.as_slice()), self.name)?)
    }

    /// Reads it, if it is there.
    ///
    /// # Errors
    /// It is of another type.
    pub fn may_load(&self, storage: &dyn Storage) -> StdResult<Option<T>> {
        storage.get(self.as_slice()).map(from_json).transpose()
    }
}

impl<T: ToJson + FromJson> Item<T> {
    /// Changes it.
    ///
    /// # Errors
    /// As [`Item::load`], the change and [`Item::save`].
    pub fn update<E: From<StdError>>(
        &self,
        storage: &mut dyn Storage,
        change: impl FnOnce(T) -> Result<T, E>,
    ) -> Result<T, E> {
        let value = change(self.load(storage)?)?;
        self.save(storage, &value)?;
        Ok(value)
    }
}
