//! Receiving: once, under a gas limit, with a receipt until the sender has the ack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::{from_json, BankMsg, Binary, Storage, SubMsg, SubMsgResult};
use seawall_link::{FlightKey, LinkError, ReceiveSlot, Received, PRUNED_PER_RECEIVE};
use seawall_wire::{Ack, Code, WireRange, WIRE_MAX, WIRE_MIN};

fn key(sequence: u64) -> FlightKey {
    FlightKey {
        link: CHAIN,
        epoch: 1,
        sequence,
    }
}

fn arrive(store: &mut dyn Storage, key: FlightKey) -> Received {
    let slot = ReceiveSlot {
        key,
        relayer: Some("relayer".into()),
    };
    let work = BankMsg::Burn { amount: vec![] };
    LINKS.receive(store, &slot, work, 2_000_000, 9).unwrap()
}

fn work(store: &mut dyn Storage, key: FlightKey) -> SubMsg {
    match arrive(store, key) {
        Received::Work(sub) => *sub,
        Received::Answered(ack) => panic!("answered {ack}"),
    }
}

fn done(store: &mut dyn Storage, sequence: u64) -> Binary {
    let sub = work(store, key(sequence));
    let result = data(&ok_ack(sequence));
    LINKS
        .on_receive_reply(store, &reply(&sub, result))
        .unwrap()
        .1
}

fn code(ack: &Binary) -> Code {
    match from_json::<Ack<u64>>(ack).unwrap() {
        Ack::Error(error) => error.code,
        Ack::Result(_) => panic!("success"),
    }
}

#[test]
fn the_work_runs_under_its_gas_limit_and_always_replies() {
    let sub = work(&mut linked(), key(1));
    assert_eq!(sub.gas_limit, Some(2_000_000));
    assert_eq!(sub.reply_on, cosmwasm_std::ReplyOn::Always);
}

/// INV-9: the second time, the packet changes nothing and is answered as before.
#[test]
fn a_repeated_packet_gets_the_stored_ack() {
    let mut store = linked();
    let first = done(&mut store, 1);
    assert_eq!(arrive(&mut store, key(1)), Received::Answered(first));
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!((state.end.receipts, state.end.redundant), (1, 1));
}

#[test]
fn failed_work_is_an_error_ack_with_a_receipt() {
    let cases = [
        ("E28: not this much", Code::INSUFFICIENT),
        ("E8: too late: dispatch: submessages", Code::EXPIRED),
        ("codespace: sdk, code: 11", Code::OUT_OF_GAS),
        ("out of gas in location: wasm contract", Code::OUT_OF_GAS),
        ("codespace: wasm, code: 5", Code::INTERNAL),
        ("", Code::INTERNAL),
    ];
    for (text, expected) in cases {
        let mut store = linked();
        let sub = work(&mut store, key(1));
        let failed = reply(&sub, SubMsgResult::Err(text.into()));
        let (slot, ack) = LINKS.on_receive_reply(&mut store, &failed).unwrap();
        assert_eq!(code(&ack), expected, "{text}");
        assert_eq!(slot.relayer.as_deref(), Some("relayer"));
        assert_eq!(arrive(&mut store, key(1)), Received::Answered(ack));
    }
}

/// No effect may stay behind an ack that denies it: the whole packet is rolled back instead.
#[test]
fn work_without_an_ack_is_rolled_back() {
    for result in [answer(vec![]), data(b"")] {
        let mut store = linked();
        let sub = work(&mut store, key(1));
        let failed = LINKS.on_receive_reply(&mut store, &reply(&sub, result));
        assert!(matches!(failed, Err(LinkError::NoAck { sequence: 1, .. })));
    }
}

#[test]
fn receipts_stay_until_the_sender_has_the_acks() {
    let mut store = linked();
    for sequence in 1..=20 {
        done(&mut store, sequence);
    }
    let receipts = |store: &dyn Storage| LINKS.state(store, CHAIN).unwrap().end.receipts;
    LINKS
        .read::<Ask>(&mut store, key(21), &bytes(&envelope(1, 4, 0)))
        .unwrap();
    assert_eq!(receipts(&store), 17);
    LINKS
        .read::<Ask>(&mut store, key(22), &bytes(&envelope(1, 20, 0)))
        .unwrap();
    assert_eq!(
        receipts(&store),
        17 - PRUNED_PER_RECEIVE as u64,
        "bounded work"
    );
    LINKS
        .read::<Ask>(&mut store, key(23), &bytes(&envelope(1, 2, 0)))
        .unwrap();
    assert_eq!(
        receipts(&store),
        1,
        "an older number does not bring anything back"
    );
    let late = arrive(&mut store, key(3));
    assert!(matches!(late, Received::Answered(ack) if code(&ack) == Code::DUPLICATE));
    assert!(matches!(arrive(&mut store, key(20)), Received::Answered(ack) if ack == ok_ack(20)));
}

#[test]
fn what_is_not_a_packet_of_this_link_is_refused_and_changes_nothing() {
    let mut other_hub = envelope(1, 1, 0);
    other_hub.hub_id = 8;
    let mut newer = envelope(1, 1, 0);
    newer.wire = WIRE_MAX + 1;
    let mut older = envelope(1, 1, 0);
    older.wire = WIRE_MIN - 1;
    let cases = [
        (bytes(&other_hub), Code::WRONG_HUB),
        (bytes(&newer), Code::WIRE_VERSION),
        (bytes(&older), Code::WIRE_VERSION),
        (bytes(&envelope(2, 1, 0)), Code::WRONG_EPOCH),
        (bytes(&envelope(0, 1, 0)), Code::WRONG_EPOCH),
        (bytes(&envelope(1, 2, 0)), Code::MALFORMED),
        (bytes(&envelope(1, u64::MAX, 0)), Code::MALFORMED),
        (Binary::from(b"{}"), Code::MALFORMED),
        (Binary::from(vec![b'['; 30_000]), Code::MALFORMED),
        (Binary::from(vec![b' '; 40_000]), Code::TOO_LONG),
    ];
    for (data, expected) in cases {
        let mut store = linked();
        let before = dump(&store);
        let refused = LINKS.read::<Ask>(&mut store, key(1), &data).unwrap_err();
        assert_eq!(refused.code, expected);
        assert_eq!(dump(&store), before);
    }
}

#[test]
fn a_packet_of_another_epoch_is_refused_without_work() {
    let mut store = linked();
    for epoch in [0, 2] {
        let other = FlightKey { epoch, ..key(1) };
        let answered = arrive(&mut store, other);
        assert!(matches!(answered, Received::Answered(ack) if code(&ack) == Code::WRONG_EPOCH));
    }
}

#[test]
fn a_newer_wire_is_sent_only_to_a_peer_that_accepts_it() {
    let mut store = linked();
    let wire = |store: &dyn Storage| LINKS.state(store, CHAIN).unwrap().send_wire();
    assert_eq!(wire(&store), WIRE_MIN, "until the peer spoke");
    let max = u16::MAX;
    LINKS
        .hello(&mut store, CHAIN, WireRange { min: 1, max })
        .unwrap();
    assert_eq!(wire(&store), WIRE_MAX, "never newer than we know");
    let none = [
        WireRange {
            min: WIRE_MAX + 1,
            max,
        },
        WireRange {
            min: 0,
            max: WIRE_MIN - 1,
        },
        WireRange { min: 5, max: 4 },
    ];
    for range in none {
        let refused = LINKS.hello(&mut store, CHAIN, range).unwrap_err();
        assert_eq!(refused.code, Code::WIRE_VERSION);
    }
}
