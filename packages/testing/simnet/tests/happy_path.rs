//! The whole way of a packet and of a coin, once.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping::Play;
use common::{pair, ship};
use cosmwasm_std::coin;
use simnet::*;

#[test]
fn a_ping_is_received_and_its_ack_comes_back() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    assert_eq!(
        p.net.pending(),
        [Todo {
            packet,
            action: Action::Recv
        }]
    );
    let outcome = p.net.recv(packet).unwrap();
    assert_eq!(
        outcome,
        RecvOutcome::Acked(br#"{"result":"cG9uZw=="}"#.into())
    );
    assert_eq!(
        p.net.pending(),
        [Todo {
            packet,
            action: Action::Ack
        }]
    );
    assert!(p.net.ack(packet).unwrap());
    assert!(p.net.pending().is_empty());
    assert_eq!((p.count_b("received"), p.count_a("acked")), (1, 1));
    assert_eq!(p.text_a("ack"), r#"{"result":"cG9uZw=="}"#);
    assert_eq!(p.text_b("relayer"), p.net.addr(p.b, "relayer").to_string());
}

#[test]
fn the_reply_to_a_send_sees_the_sequence_as_a_chain_encodes_it() {
    let mut p = pair();
    let (a, _) = p.open();
    p.send(a, Play::Ping);
    assert_eq!(p.text_a("sequence"), "CAE=");
    assert_eq!(p.text_a("type_url"), "/cosmwasm.wasm.v1.MsgIBCSendResponse");
}

#[test]
fn coins_travel_there_and_back() {
    let mut p = pair();
    let (a, b) = p.open_transfer();
    let (alice, bob) = (p.net.addr(p.a, "alice"), p.net.addr(p.b, "bob"));
    p.net.mint(p.a, &alice, &[coin(100, "uatom")]).unwrap();
    ship(&mut p.net, "alice", a, &bob, 40, "uatom");
    assert!(p.net.relay_all().unwrap().clean());
    let voucher = p.net.denom_across(a, "uatom").unwrap();
    assert_eq!(
        voucher,
        "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2"
    );
    assert_eq!(p.net.balance(p.b, &bob, &voucher), 40);
    assert_eq!(p.net.escrowed(a, "uatom"), 40);
    ship(&mut p.net, "bob", b, &alice, 15, &voucher);
    assert!(p.net.relay_all().unwrap().clean());
    assert_eq!(p.net.balance(p.a, &alice, "uatom"), 75);
    assert_eq!(
        (p.net.supply(p.b, &voucher), p.net.escrowed(a, "uatom")),
        (25, 25)
    );
    p.net.check_ics20().unwrap();
}
