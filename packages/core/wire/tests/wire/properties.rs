//! Whatever bytes come: no panic, and what is accepted means one thing.

use cosmwasm_schema::serde::{de::DeserializeOwned, Serialize};
use proptest::prelude::*;
use proptest::sample::Index;
use seawall_wire::*;
use std::fmt::Debug;

use crate::files::rows;
use crate::samples::HUB;

/// Reads `bytes` as `B`; if that succeeds, what was read survives being sent on.
fn packet<B>(bytes: &[u8])
where
    B: Serialize + DeserializeOwned + Bounded + PartialEq + Debug,
{
    match decode::<B>(bytes, HUB) {
        Ok(read) => assert_eq!(decode::<B>(&encode(&read).unwrap(), HUB), Ok(read)),
        Err(error) => bounded(&error),
    }
}

fn ack<T>(bytes: &[u8])
where
    T: Serialize + DeserializeOwned + Clone + PartialEq + Debug,
{
    match AckClass::<T>::of(bytes) {
        AckClass::Success(result) => {
            let again = Ack::Result(result.clone()).to_bytes().unwrap();
            assert_eq!(AckClass::of(&again), AckClass::Success(result));
        }
        AckClass::Error(error) => {
            bounded(&error);
            let again = Ack::<T>::Error(error.clone()).to_bytes().unwrap();
            assert_eq!(AckClass::<T>::of(&again), AckClass::Error(error));
        }
        AckClass::Unknown => {}
    }
}

fn bounded(error: &WireError) {
    assert!(error.detail.len() <= DETAIL_BYTES_MAX);
    assert!(!error.detail.chars().any(char::is_control));
}

fn all(bytes: &[u8]) {
    packet::<ToHub>(bytes);
    packet::<ToChain>(bytes);
    ack::<ToHubAck>(bytes);
    ack::<ToChainAck>(bytes);
    bounded(&WireError::from_text(&String::from_utf8_lossy(bytes)));
}

fn golden() -> Vec<Vec<u8>> {
    let files = ["to-hub", "to-chain", "to-hub-ack", "to-chain-ack"];
    let rows = files
        .iter()
        .flat_map(|file| rows(&format!("wire/{file}.json")));
    rows.map(|(_, bytes)| bytes.into_bytes()).collect()
}

/// What a mutation puts in: JSON's own characters more often than others.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let json = "[\\[\\]{}\",:0-9eE.\\\\nulltrue-]{1,6}".prop_map(String::into_bytes);
    prop_oneof![json, prop::collection::vec(any::<u8>(), 0..6)]
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        all(&bytes);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        all(text.as_bytes());
        all(format!("{{\"error\":{text:?}}}").as_bytes());
    }

    #[test]
    fn golden_bytes_with_pieces_replaced_are_read_without_panic(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), 0usize..8, piece()), 1..4),
    ) {
        let golden = golden();
        prop_assert!(golden.len() > 40);
        let mut bytes = which.get(&golden).clone();
        for (at, removed, put) in changes {
            let from = at.index(bytes.len() + 1);
            let to = (from + removed).min(bytes.len());
            bytes.splice(from..to, put);
        }
        all(&bytes);
    }

    #[test]
    fn golden_bytes_cut_and_joined_are_read_without_panic(
        (one, two) in (any::<Index>(), any::<Index>()),
        (end, start) in (any::<Index>(), any::<Index>()),
    ) {
        let golden = golden();
        let (one, two) = (one.get(&golden), two.get(&golden));
        let mut bytes = one[..end.index(one.len())].to_vec();
        bytes.extend(&two[start.index(two.len())..]);
        all(&bytes);
    }

    #[test]
    fn every_error_survives_its_ack_and_its_text(number in 0u16..60, detail in "\\PC{0,300}") {
        let error = WireError::new(Code(number), detail);
        let bytes = Ack::<ToHubAck>::Error(error.clone()).to_bytes().unwrap();
        prop_assert_eq!(AckClass::<ToHubAck>::of(&bytes), AckClass::Error(error.clone()));
        if error.code.name() != "UNKNOWN" && !error.detail.contains("out of gas") {
            prop_assert_eq!(WireError::from_text(&error.to_string()), error);
        }
    }
}
