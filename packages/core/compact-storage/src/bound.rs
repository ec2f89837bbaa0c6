//! One end of a range.

use crate::raw::Limit;
use crate::Key;

/// One end of a range of keys.
#[derive(Debug, Clone)]
pub struct Bound<K> {
    key: K,
    exclusive: bool,
}

impl<K> Bound<K> {
    /// Up to this key, and it too.
    pub fn inclusive(key: K) -> Self {
        let exclusive = false;
        Self { key, exclusive }
    }

    /// Up to this key, without it.
    pub fn exclusive(key: K) -> Self {
        let exclusive = true;
        Self { key, exclusive }
    }
}

impl<K: Key> Bound<K> {
    /// As the lower end.
    pub(crate) fn min(&self) -> Limit<'_> {
        Some((&self.key, self.exclusive))
    }

    /// As the upper end.
    pub(crate) fn max(&self) -> Limit<'_> {
        Some((&self.key, !self.exclusive))
    }
}
