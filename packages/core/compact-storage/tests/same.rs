//! Records are written under the same keys, found, ranged over and taken away as with `cw-storage-plus`.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, Order, StdResult, Storage};
use proptest::prelude::*;

use cw_compact_storage::{Bound, Item, Map};

/// All that a storage holds.
fn all(storage: &dyn Storage) -> Vec<(Vec<u8>, Vec<u8>)> {
    storage.range(None, None, Order::Ascending).collect()
}

fn listed<T>(all: impl Iterator<Item = StdResult<T>>) -> Vec<T> {
    all.collect::<StdResult<_>>().unwrap()
}

/// The same records with both, from the same keys.
macro_rules! both {
    ($one:ident, $other:ident, $key:ty, $name:literal, $keys:expr) => {
        let $one: (MockStorage, Map<$key, u64>) = (MockStorage::new(), Map::new($name));
        let $other: (MockStorage, upstream::Map<$key, u64>) =
            (MockStorage::new(), upstream::Map::new($name));
        let (mut $one, mut $other) = ($one, $other);
        // What must never be taken for theirs.
        for near in [&b"\x00"[..], b"zz", b"\x00\x03map", b"\x00\x04map"] {
            $one.0.set(near, b"1");
            $other.0.set(near, b"1");
        }
        for (number, key) in (1u64..).zip($keys) {
            $one.1.save(&mut $one.0, key, &number).unwrap();
            $other.1.save(&mut $other.0, key, &number).unwrap();
        }
        assert_eq!(all(&$one.0), all(&$other.0));
    };
}

#[test]
fn a_single_record() {
    let (mut one, mut other) = (MockStorage::new(), MockStorage::new());
    let ours: Item<Option<String>> = Item::new("single");
    let theirs: upstream::Item<Option<String>> = upstream::Item::new("single");
    assert!(!ours.exists(&one));
    assert!(ours.load(&one).is_err());
    assert_eq!(ours.may_load(&one).unwrap(), None);
    for value in [Some("a\"".to_string()), None] {
        ours.save(&mut one, &value).unwrap();
        theirs.save(&mut other, &value).unwrap();
        assert_eq!(all(&one), all(&other));
        assert!(ours.exists(&one));
        assert_eq!(ours.load(&other).unwrap(), value);
    }
    let changed = ours.update(&mut one, |old| -> StdResult<_> {
        assert_eq!(old, None);
        Ok(Some("new".into()))
    });
    assert_eq!(changed.unwrap(), ours.load(&one).unwrap());
    one.set(b"single", b"7");
    assert!(ours.load(&one).is_err(), "a number is no text");
    assert!(ours.may_load(&one).is_err());
    ours.remove(&mut one);
    assert!(all(&one).is_empty());
}

#[test]
fn a_record_that_is_missing_or_of_another_type() {
    let mut storage = MockStorage::new();
    let map: Map<&str, u64> = Map::new("map");
    assert!(map.is_empty(&storage));
    assert!(!map.has(&storage, "a"));
    assert_eq!(map.may_load(&storage, "a").unwrap(), None);
    let missing = map.load(&storage, "a").unwrap_err();
    assert!(
        missing.to_string().contains("no such record: map"),
        "{missing}"
    );
    let count = |old: Option<u64>| -> StdResult<_> { Ok(old.unwrap_or_default() + 1) };
    map.update(&mut storage, "a", count).unwrap();
    map.update(&mut storage, "a", count).unwrap();
    assert_eq!(map.load(&storage, "a").unwrap(), 2);
    assert!(map.has(&storage, "a"));
    assert!(!map.is_empty(&storage));
    let text: Map<&str, String> = Map::new("map");
    assert!(text.load(&storage, "a").is_err());
    let first = text.range(&storage, None, None, Order::Ascending).next();
    assert!(first.unwrap().is_err());
    let number: Map<u64, u64> = Map::new("map");
    let first = number.keys(&storage, None, None, Order::Ascending).next();
    assert!(first.unwrap().is_err(), "one byte is no number");
    map.remove(&mut storage, "a");
    map.remove(&mut storage, "a");
    assert!(all(&storage).is_empty());
}

#[test]
fn keys_of_every_kind() {
    let (ann, bob) = (Addr::unchecked("ann"), Addr::unchecked("bob"));
    both!(one, other, &Addr, "map", [&bob, &ann]);
    let range = |order| listed(one.1.range(&one.0, None, None, order));
    for order in [Order::Ascending, Order::Descending] {
        assert_eq!(
            range(order),
            listed(other.1.range(&other.0, None, None, order))
        );
    }
    both!(one, other, u16, "map", [7, 256, 0, u16::MAX]);
    let range = |order| listed(one.1.range(&one.0, None, None, order));
    assert_eq!(
        range(Order::Ascending),
        listed(other.1.range(&other.0, None, None, Order::Ascending))
    );
    both!(one, other, (&Addr, &str), "map", [(&ann, "x"), (&bob, "")]);
    let theirs = other.1.prefix(&ann);
    assert_eq!(
        listed(
            one.1
                .prefix(&ann)
                .range(&one.0, None, None, Order::Ascending)
        ),
        listed(theirs.range(&other.0, None, None, Order::Ascending)),
    );
    assert_eq!(
        listed(one.1.keys(&one.0, None, None, Order::Ascending)),
        listed(other.1.keys(&other.0, None, None, Order::Ascending)),
    );
    assert!(!one.1.prefix(&ann).is_empty(&one.0));
    let carl = Addr::unchecked("carl");
    assert!(one.1.prefix(&carl).is_empty(&one.0));
}

proptest! {
    #[test]
    fn numbers_within_any_bounds(
        keys in prop::collection::vec(prop_oneof![0u64..9, any::<u64>()], 0..9),
        min in prop::option::of((0u64..9, any::<bool>())),
        max in prop::option::of((0u64..9, any::<bool>())),
        up: bool,
    ) {
        both!(one, other, u64, "map", keys.iter().copied());
        let order = if up { Order::Ascending } else { Order::Descending };
        let ours = |(key, exclusive)| {
            if exclusive { Bound::exclusive(key) } else { Bound::inclusive(key) }
        };
        let theirs = |(key, exclusive): (u64, bool)| {
            if exclusive { upstream::Bound::exclusive(key) } else { upstream::Bound::inclusive(key) }
        };
        prop_assert_eq!(
            listed(one.1.range(&one.0, min.map(ours), max.map(ours), order)),
            listed(other.1.range(&other.0, min.map(theirs), max.map(theirs), order))
        );
        prop_assert_eq!(
            listed(one.1.keys(&one.0, min.map(ours), max.map(ours), order)),
            listed(other.1.keys(&other.0, min.map(theirs), max.map(theirs), order))
        );
    }

    #[test]
    fn three_parts_within_any_bounds(
        keys in prop::collection::vec(
            (0u32..3, prop::collection::vec(prop_oneof![Just(0u8), Just(255), any::<u8>()], 0..3), 0u64..3),
            0..12,
        ),
        first in 0u32..3,
        second in prop::collection::vec(prop_oneof![Just(0u8), Just(255)], 0..3),
        third in 0u64..3,
        exclusive: bool,
        lower: bool,
    ) {
        let parts = keys.iter().map(|(a, b, c)| (*a, b.as_slice(), *c));
        both!(one, other, (u32, &[u8], u64), "map", parts.clone());
        let at = (second.as_slice(), third);
        let ours = if exclusive { Bound::exclusive(at) } else { Bound::inclusive(at) };
        let theirs =
            if exclusive { upstream::Bound::exclusive(at) } else { upstream::Bound::inclusive(at) };
        let (ours, theirs) = if lower {
            ((Some(ours), None), (Some(theirs), None))
        } else {
            ((None, Some(ours)), (None, Some(theirs)))
        };
        let order = if lower { Order::Descending } else { Order::Ascending };
        prop_assert_eq!(
            listed(one.1.sub_prefix(first).keys(&one.0, ours.0, ours.1, order)),
            listed(other.1.sub_prefix(first).keys(&other.0, theirs.0, theirs.1, order))
        );
        let inner = (first, second.as_slice());
        prop_assert_eq!(
            listed(one.1.prefix(inner).range(&one.0, None, None, order)),
            listed(other.1.prefix(inner).range(&other.0, None, None, order))
        );
        for key in parts {
            one.1.remove(&mut one.0, key);
            other.1.remove(&mut other.0, key);
            prop_assert_eq!(all(&one.0), all(&other.0));
        }
    }
}
