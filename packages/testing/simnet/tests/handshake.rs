//! Opening channels, also by strangers.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping;
use common::{install, pair, pair_with};
use simnet::*;

#[test]
fn four_steps_open_a_channel_and_tell_both_contracts() {
    let mut p = pair();
    let (a, b) = p.open();
    assert_eq!((p.net.peer(a), p.net.peer(b)), (Ok(b), Ok(a)));
    for end in [a, b] {
        assert_eq!(p.net.channel(end).unwrap().state, ChannelState::Open);
    }
    assert_eq!(
        (p.text_a("connected"), p.text_b("connected")),
        (a.id(), b.id())
    );
    let verbs = p.net.log().iter().filter_map(|s| match s.kind {
        StepKind::Handshake { verb, .. } => Some(verb),
        _ => None,
    });
    assert_eq!(
        verbs.collect::<Vec<_>>(),
        ["open_init", "open_try", "open_ack", "open_confirm"]
    );
}

#[test]
fn a_contract_refuses_a_version_it_does_not_speak() {
    let mut p = pair();
    let request = OpenRequest {
        version: "pong-9".to_string(),
        ..p.request()
    };
    assert!(p.net.open_init(request).unwrap_err().says("only ping-1"));
    assert!(p.net.channels(p.a).is_empty());
}

#[test]
fn a_stranger_opens_whatever_the_contract_does_not_refuse() {
    let mut p = pair();
    let evil = p.net.add_chain(ChainConfig::new("evil-1", "evil"));
    let (there, _) = p.net.connect(evil, p.b);
    let thief = install(&mut p.net, evil, &ping::InstantiateMsg::default());
    let request = OpenRequest::new(there, port_of(&thief), port_of(&p.ping_b), ping::VERSION);
    let (_, b) = p.net.open_channel(request).unwrap();
    assert_eq!(p.net.channel(b).unwrap().peer_port, port_of(&thief));
}

#[test]
fn steps_that_the_other_chain_does_not_prove_are_refused() {
    let mut p = pair();
    let init = p.net.open_init(p.request()).unwrap();
    let wrong = p
        .net
        .open_try(init, "wasm.somebody", ping::VERSION)
        .unwrap_err();
    assert!(matches!(
        wrong,
        SimError::Ibc(IbcError::Handshake { what: "port", .. })
    ));
    let tried = p
        .net
        .open_try(init, &port_of(&p.ping_b), ping::VERSION)
        .unwrap();
    assert!(matches!(
        p.net.open_confirm(tried),
        Err(SimError::Ibc(IbcError::ChannelState {
            actual: ChannelState::Init,
            ..
        }))
    ));
    let other = p.net.open_init(p.request()).unwrap();
    let crossed = p.net.open_ack(other, tried).unwrap_err();
    assert!(matches!(
        crossed,
        SimError::Ibc(IbcError::Handshake {
            what: "counterparty",
            ..
        })
    ));
    p.net.open_ack(init, tried).unwrap();
    assert!(p.net.open_ack(init, tried).is_err());
    p.net.open_confirm(tried).unwrap();
    assert!(p.net.open_confirm(tried).is_err());
}

#[test]
fn a_thousand_dangling_inits_leave_the_contract_as_it_was() {
    let mut p = pair();
    let before = p.net.app(p.a).dump_wasm_raw(&p.ping_a);
    for _ in 0..1000 {
        p.net.open_init(p.request()).unwrap();
    }
    assert_eq!(p.net.app(p.a).dump_wasm_raw(&p.ping_a), before);
    p.open();
}

#[test]
fn an_ordered_transfer_channel_does_not_exist() {
    let mut p = pair();
    let request = OpenRequest::transfer(p.links.0).ordered();
    assert!(p.net.open_channel(request).is_err());
}

#[test]
fn a_stranger_closes_a_channel_only_if_the_contract_lets_him() {
    let mut p = pair();
    let (a, _) = p.open();
    assert!(p
        .net
        .close_init(a)
        .unwrap_err()
        .says("nobody closes this channel"));
    assert_eq!(p.net.channel(a).unwrap().state, ChannelState::Open);
    let careless = ping::InstantiateMsg {
        accept_close: true,
        ..Default::default()
    };
    let mut p = pair_with(careless);
    let (a, b) = p.open();
    assert!(matches!(
        p.net.close_confirm(b),
        Err(SimError::Ibc(IbcError::ChannelState { .. }))
    ));
    p.net.close_init(a).unwrap();
    p.net.close_confirm(b).unwrap();
    for end in [a, b] {
        assert_eq!(p.net.channel(end).unwrap().state, ChannelState::Closed);
    }
}

#[test]
fn a_transfer_channel_cannot_be_closed() {
    let mut p = pair();
    let (a, _) = p.open_transfer();
    assert!(p
        .net
        .close_init(a)
        .unwrap_err()
        .says("user cannot close channel"));
}

#[test]
fn a_contract_closes_its_own_channel_through_its_own_close_entry() {
    let mut p = pair();
    let (a, _) = p.open();
    p.execute_a(&ping::ExecuteMsg::Close { channel: a.id() })
        .unwrap();
    assert_eq!(p.net.channel(a).unwrap().state, ChannelState::Closed);
    assert_eq!(p.count_a("closed"), 1);
}
