//! The compact reader and writer of JSON against serde's, on types of every shape and on what a chain
//! hands to a contract.
//!
//! What must always hold: both accept the same texts with the same value, and write the same bytes.
//! Two differences are known and meant: bytes that are no UTF-8 and a packet without any time limit
//! are refused.

use std::fmt::Debug;

use cosmwasm_schema::{Read, Write};
use cosmwasm_std::{
    Coin, ContractResult, Env, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg,
    IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, MessageInfo, Reply, SystemResult,
};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_slice, to_string};

/// The very shapes that the reader's own tests compare.
#[allow(dead_code, missing_docs)]
#[path = "../../../../packages/core/compact/tests/shapes/mod.rs"]
mod shapes;

use shapes::{compact, plain};

/// The first byte says the type, the rest is a text of it.
pub fn same(data: &[u8]) {
    let Some((kind, text)) = data.split_first() else {
        return;
    };
    match kind % 16 {
        0 => chain::<Env>(text),
        1 => chain::<MessageInfo>(text),
        2 => chain::<Reply>(text),
        3 => chain::<IbcPacketReceiveMsg>(text),
        4 => chain::<IbcPacketAckMsg>(text),
        5 => chain::<IbcPacketTimeoutMsg>(text),
        6 => chain::<IbcChannelOpenMsg>(text),
        7 => chain::<IbcChannelConnectMsg>(text),
        8 => chain::<IbcChannelCloseMsg>(text),
        9 => chain::<SystemResult<ContractResult<cosmwasm_std::Binary>>>(text),
        10 => simple::<Vec<Option<Coin>>>(text),
        11 => simple::<Vec<(u8, i64, cosmwasm_std::Decimal)>>(text),
        _ => shape(text),
    }
}

fn shape(text: &[u8]) {
    let other = from_slice::<compact::All>(text);
    if std::str::from_utf8(text).is_err() {
        return;
    }
    let one = from_slice::<plain::All>(text);
    match (&one, &other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
            assert_eq!(to_string(one).unwrap(), to_string(other).unwrap());
        }
        _ => assert_eq!(one.is_ok(), other.is_ok(), "{one:?} {other:?}"),
    }
}

fn chain<T: Read + DeserializeOwned + PartialEq + Debug>(text: &[u8]) {
    let other = cosmwasm_schema::read::<T>(text);
    if std::str::from_utf8(text).is_err() {
        return;
    }
    match (serde_json::from_slice::<T>(text), other) {
        (Ok(one), Ok(other)) => assert_eq!(one, other),
        (Ok(one), Err(_)) if format!("{one:?}").contains("block: None, timestamp: None") => {}
        (one, other) => assert_eq!(one.is_ok(), other.is_ok(), "{one:?} {other:?}"),
    }
}

fn simple<T>(text: &[u8])
where
    T: Read + Write + Serialize + DeserializeOwned + PartialEq + Debug,
{
    chain::<T>(text);
    if let Ok(value) = cosmwasm_schema::read::<T>(text) {
        let mut written = vec![];
        value.write(&mut written).unwrap();
        assert_eq!(
            String::from_utf8(written).unwrap(),
            to_string(&value).unwrap()
        );
    }
}
