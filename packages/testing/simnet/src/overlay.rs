//! Copy-on-write layer over a storage: a transaction writes here and is applied at once or dropped.

use cosmwasm_std::{Order, Record, Storage};
use std::collections::{btree_map, BTreeMap};
use std::iter::{Peekable, Rev};

type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Runs `f` on a layer over `base`; its writes reach `base` only when it returns `Ok`.
pub(crate) fn atomically<T, E>(
    base: &mut dyn Storage,
    f: impl FnOnce(&mut dyn Storage) -> Result<T, E>,
) -> Result<T, E> {
    let mut layer = Overlay {
        base,
        changes: BTreeMap::new(),
    };
    let value = f(&mut layer)?;
    for (key, change) in layer.changes {
        match change {
            Some(value) => base.set(&key, &value),
            None => base.remove(&key),
        }
    }
    Ok(value)
}

struct Overlay<'a> {
    base: &'a dyn Storage,
    changes: Changes,
}

impl Storage for Overlay<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        match self.changes.get(key) {
            Some(change) => change.clone(),
            None => self.base.get(key),
        }
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        self.changes.insert(key.to_vec(), Some(value.to_vec()));
    }

    fn remove(&mut self, key: &[u8]) {
        self.changes.insert(key.to_vec(), None);
    }

    fn range<'b>(
        &'b self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'b> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        if matches!((start, end), (Some(s), Some(e)) if s >= e) {
            return Box::new(std::iter::empty());
        }
        let from = start.map_or(Unbounded, Included);
        let to = end.map_or(Unbounded, Excluded);
        let local = self.changes.range::<[u8], _>((from, to));
        let local = match order {
            Order::Ascending => Local::Up(local),
            Order::Descending => Local::Down(local.rev()),
        };
        let base = self.base.range(start, end, order).peekable();
        Box::new(Merged {
            local: local.peekable(),
            base,
            order,
        })
    }
}

enum Local<'a> {
    Up(btree_map::Range<'a, Vec<u8>, Option<Vec<u8>>>),
    Down(Rev<btree_map::Range<'a, Vec<u8>, Option<Vec<u8>>>>),
}

impl<'a> Iterator for Local<'a> {
    type Item = (&'a Vec<u8>, &'a Option<Vec<u8>>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Local::Up(range) => range.next(),
            Local::Down(range) => range.next(),
        }
    }
}

struct Merged<'a> {
    local: Peekable<Local<'a>>,
    base: Peekable<Box<dyn Iterator<Item = Record> + 'a>>,
    order: Order,
}

impl Iterator for Merged<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let Some((key, _)) = self.local.peek() else {
                return self.base.next();
            };
            if let Some((base_key, _)) = self.base.peek() {
                let turn = match self.order {
                    Order::Ascending => base_key.cmp(key),
                    Order::Descending => (*key).cmp(base_key),
                };
                match turn {
                    std::cmp::Ordering::Less => return self.base.next(),
                    std::cmp::Ordering::Equal => drop(self.base.next()),
                    std::cmp::Ordering::Greater => {}
                }
            }
            if let Some((key, Some(value))) = self.local.next() {
                return Some((key.clone(), value.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::testing::MockStorage;

    #[test]
    fn a_range_sees_the_layer_over_the_base_in_both_directions() {
        let mut base = MockStorage::new();
        for key in ["a", "b", "d"] {
            base.set(key.as_bytes(), b"base");
        }
        let seen = atomically(&mut base, |s| {
            s.set(b"c", b"new");
            s.set(b"d", b"new");
            s.remove(b"a");
            let up: Vec<_> = s.range(None, None, Order::Ascending).collect();
            let mut down: Vec<_> = s.range(None, None, Order::Descending).collect();
            down.reverse();
            assert_eq!(up, down);
            assert_eq!(s.range(Some(b"c"), Some(b"b"), Order::Ascending).count(), 0);
            Ok::<_, ()>(up)
        })
        .unwrap();
        let want = [("b", "base"), ("c", "new"), ("d", "new")];
        let want: Vec<Record> = want.map(|(k, v)| (k.into(), v.into())).into();
        assert_eq!(seen, want);
        assert_eq!(
            base.range(None, None, Order::Ascending).collect::<Vec<_>>(),
            want
        );
    }

    #[test]
    fn an_error_leaves_the_base_as_it_was() {
        let mut base = MockStorage::new();
        base.set(b"k", b"old");
        let result: Result<(), &str> = atomically(&mut base, |s| {
            s.set(b"k", b"new");
            Err("no")
        });
        assert_eq!((result, base.get(b"k")), (Err("no"), Some(b"old".to_vec())));
    }
}
