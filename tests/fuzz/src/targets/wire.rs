//! Packets and acks as bytes.
//!
//! What must always hold: reading refuses or succeeds, never panics; what was read is written and read
//! again to the same; every ack falls into one of three classes, and a refusal read from a text keeps
//! within its limits.

use seawall_wire::{
    decode, encode, Ack, AckClass, Bounded, Envelope, RemoteAddr, ToChain, ToChainAck, ToHub,
    ToHubAck, WireError, ADDR_BYTES_MAX, DETAIL_BYTES_MAX,
};
use serde::{de::DeserializeOwned, Serialize};
use std::fmt::Debug;

use crate::draw::Draw;
use crate::shape::{Shape, Words};

/// One packet or ack in either direction.
pub fn packets(data: &[u8]) {
    let from = &mut Draw::new(data);
    let words = Words {
        texts: vec!["hub1qqq".into(), "uatom".into(), "E17: too much".into()],
        inside: None,
    };
    match from.below(10) {
        0 => packet::<ToHub>(from.rest()),
        1 => packet::<ToChain>(from.rest()),
        2 => ack::<ToHubAck>(from.rest()),
        3 => ack::<ToChainAck>(from.rest()),
        4 => packet::<ToHub>(&Shape::shared::<Envelope<ToHub>>().text(from, &words)),
        5 => packet::<ToChain>(&Shape::shared::<Envelope<ToChain>>().text(from, &words)),
        6 => ack::<ToHubAck>(&Shape::shared::<Ack<ToHubAck>>().text(from, &words)),
        7 => ack::<ToChainAck>(&Shape::shared::<Ack<ToChainAck>>().text(from, &words)),
        8 => refusal(&WireError::from_text(&String::from_utf8_lossy(from.rest()))),
        _ => {
            let text = String::from_utf8_lossy(from.rest());
            if let Ok(address) = RemoteAddr::new(text.clone()) {
                assert!(address.as_str() == text && text.len() <= ADDR_BYTES_MAX);
            }
        }
    }
}

fn packet<B>(bytes: &[u8])
where
    B: Serialize + DeserializeOwned + Bounded + PartialEq + Debug,
{
    match decode::<B>(bytes, 1) {
        Ok(packet) => {
            let again = encode(&packet).expect("what was read can be written");
            assert_eq!(decode::<B>(&again, 1).as_ref(), Ok(&packet));
        }
        Err(error) => refusal(&error),
    }
}

fn ack<T>(bytes: &[u8])
where
    T: Serialize + DeserializeOwned + PartialEq + Debug + Clone,
{
    match AckClass::<T>::of(bytes) {
        AckClass::Success(result) => {
            let again = Ack::Result(result.clone()).to_bytes().unwrap();
            assert_eq!(AckClass::<T>::of(&again), AckClass::Success(result));
        }
        AckClass::Error(error) => refusal(&error),
        AckClass::Unknown => {}
    }
}

fn refusal(error: &WireError) {
    assert!(error.detail.len() <= DETAIL_BYTES_MAX);
    let again = Ack::<()>::Error(error.clone()).to_bytes().unwrap();
    assert_eq!(AckClass::<()>::of(&again), AckClass::Error(error.clone()));
    // Chains pass it on as text; there a code that is known must survive.
    let known = error.code.name() != "UNKNOWN" && !error.detail.contains("out of gas");
    let code = WireError::from_text(&error.to_string()).code;
    assert!(!known || code == error.code, "{error} was read as {code:?}");
}
