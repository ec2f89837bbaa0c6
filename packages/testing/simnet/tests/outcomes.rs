//! Every row of the table of what a receive may come to.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping::{ExecuteMsg, Play, QueryMsg};
use common::{pair, Pair};
use cosmwasm_std::{to_json_string, Binary};
use simnet::*;

/// Sends one packet; returns the pair, the packet and what receiving it came to.
fn receive(play: Play) -> (Pair, PacketId, Result<RecvOutcome, SimError>) {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, play);
    let outcome = p.net.recv(packet);
    (p, packet, outcome)
}

fn bytes(text: &str) -> Binary {
    text.as_bytes().into()
}

#[test]
fn an_ok_is_committed_with_its_ack() {
    let (p, packet, outcome) = receive(Play::Ping);
    let ack = bytes(r#"{"result":"cG9uZw=="}"#);
    assert_eq!(outcome, Ok(RecvOutcome::Acked(ack.clone())));
    assert_eq!(
        (p.count_b("received"), p.net.ack_of(packet)),
        (1, Some(ack))
    );
}

#[test]
fn a_garbled_ack_is_stored_although_the_work_is_committed_and_the_next_one_is_whole() {
    let mut p = pair();
    let (a, _) = p.open();
    p.net.garble_next_ack(p.b);
    let (first, second) = (p.send(a, Play::Ping), p.send(a, Play::Ping));
    p.net.recv(first).unwrap();
    p.net.recv(second).unwrap();
    let ack = p.net.ack_of(first).unwrap();
    assert!(std::str::from_utf8(&ack).is_err(), "{ack:?}");
    assert_eq!(
        p.net.ack_of(second),
        Some(bytes(r#"{"result":"cG9uZw=="}"#))
    );
    assert_eq!(p.count_b("received"), 2);
}

#[test]
fn an_ok_with_an_error_ack_is_committed_all_the_same() {
    let (p, _, outcome) = receive(Play::OkButErrorAck);
    assert_eq!(outcome, Ok(RecvOutcome::Acked(bytes(r#"{"error":"no"}"#))));
    assert_eq!(p.count_b("received"), 1);
}

#[test]
fn an_error_is_rolled_back_and_acknowledged_with_its_full_text() {
    let (mut p, packet, outcome) = receive(Play::Fail);
    let ack = r#"{"error":"kind: Other, error: asked to fail"}"#;
    assert_eq!(outcome, Ok(RecvOutcome::Refused(bytes(ack))));
    assert_eq!(p.count_b("received"), 0);
    p.net.ack(packet).unwrap();
    assert_eq!(p.text_a("ack"), ack);
}

#[test]
fn a_failing_message_nobody_listens_to_is_rolled_back_with_a_redacted_error() {
    let (p, _, outcome) = receive(Play::FailingMessage);
    let ack = r#"{"error":"ABCI code: 5: error handling packet: see events for details"}"#;
    assert_eq!(outcome, Ok(RecvOutcome::Refused(bytes(ack))));
    assert_eq!((p.count_b("received"), p.count_b("failed")), (0, 0));
}

#[test]
fn a_panic_writes_nothing_and_leaves_the_packet_pending() {
    let (mut p, packet, outcome) = receive(Play::Panic);
    let reason = "asked to panic".to_string();
    assert_eq!(outcome, Err(SimError::Aborted { chain: p.b, reason }));
    assert_eq!((p.count_b("received"), p.net.ack_of(packet)), (0, None));
    assert_eq!(
        p.net.pending(),
        [Todo {
            packet,
            action: Action::Recv
        }]
    );
    p.net.advance_all(700).unwrap();
    assert!(p.net.timeout(packet).unwrap());
    assert_eq!(p.count_a("timed_out"), 1);
}

#[test]
fn running_out_of_gas_leaves_the_packet_to_be_tried_again() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    p.net.next_receive_out_of_gas(p.b);
    assert_eq!(p.net.recv(packet), Err(SimError::OutOfGas { chain: p.b }));
    assert_eq!(p.count_b("received"), 0);
    assert!(matches!(p.net.recv(packet), Ok(RecvOutcome::Acked(_))));
}

#[test]
fn an_ack_may_come_later_but_once_and_not_empty() {
    let (mut p, packet, outcome) = receive(Play::Later);
    assert_eq!(
        (outcome, p.count_b("received")),
        (Ok(RecvOutcome::Async), 1)
    );
    assert!(p.net.pending().is_empty());
    assert_eq!(p.net.ack(packet), Err(IbcError::NoAck(packet).into()));
    let channel = p.net.peer(packet.source).unwrap().id();
    let write = |ack: &str| ExecuteMsg::WriteAck {
        channel: channel.clone(),
        sequence: packet.sequence,
        ack: bytes(ack),
    };
    assert!(p.execute_b(&write("")).unwrap_err().says("cannot be empty"));
    p.execute_b(&write("late")).unwrap();
    assert!(p
        .execute_b(&write("again"))
        .unwrap_err()
        .says("waits for an acknowledgement"));
    p.net.relay_all().unwrap();
    assert_eq!(p.text_a("ack"), "late");
}

#[test]
fn an_empty_ack_fails_the_relayers_transaction() {
    let (p, packet, outcome) = receive(Play::EmptyAck);
    assert_eq!(outcome, Err(IbcError::EmptyAck.into()));
    assert_eq!(p.count_b("received"), 0);
    assert_eq!(
        p.net.pending(),
        [Todo {
            packet,
            action: Action::Recv
        }]
    );
}

#[test]
fn data_set_by_a_reply_replaces_the_ack() {
    let (p, _, outcome) = receive(Play::ReplyAck);
    let ack = bytes(r#"{"result":"cmVwbGllZA=="}"#);
    assert_eq!(
        (outcome, p.count_b("worked")),
        (Ok(RecvOutcome::Acked(ack)), 1)
    );
}

#[test]
fn a_guarded_error_becomes_an_ack_in_the_contracts_words() {
    let (p, _, outcome) = receive(Play::Guarded(Box::new(ExecuteMsg::Fail {})));
    let ack = bytes(r#"{"error":"kind: Other, error: asked to fail"}"#);
    assert_eq!(outcome, Ok(RecvOutcome::Acked(ack)));
    assert_eq!((p.count_b("received"), p.count_b("failed")), (1, 0));
}

#[test]
fn a_guarded_panic_is_caught_and_redacted() {
    let (p, _, outcome) = receive(Play::Guarded(Box::new(ExecuteMsg::Panic {})));
    assert!(matches!(outcome, Ok(RecvOutcome::Acked(_))));
    assert_eq!(p.text_b("guarded_error"), "codespace: wasm, code: 5");
}

#[test]
fn a_guarded_call_out_of_gas_is_caught_but_a_transaction_out_of_gas_is_not() {
    let mut p = pair();
    let (a, _) = p.open();
    let work = ExecuteMsg::Count {
        name: "worked".to_string(),
    };
    let first = p.send(a, Play::Guarded(Box::new(work.clone())));
    let second = p.send(a, Play::Guarded(Box::new(work)));
    p.net
        .next_execute_out_of_gas(p.b, &p.ping_b, OutOfGas::SubMessage);
    assert!(matches!(p.net.recv(first), Ok(RecvOutcome::Acked(_))));
    assert_eq!(p.text_b("guarded_error"), "codespace: sdk, code: 11");
    p.net
        .next_execute_out_of_gas(p.b, &p.ping_b, OutOfGas::Transaction);
    assert_eq!(p.net.recv(second), Err(SimError::OutOfGas { chain: p.b }));
    assert_eq!((p.count_b("received"), p.count_b("worked")), (1, 0));
}

#[test]
fn a_nested_contract_error_is_redacted_for_the_outer_reply() {
    let mut p = pair();
    let (a, _) = p.open();
    let outer = ExecuteMsg::Raw {
        msgs: vec![],
        fail: true,
    };
    let packet = p.send(a, Play::Guarded(Box::new(outer)));
    p.net.recv(packet).unwrap();
    assert_eq!(p.text_b("guarded_error"), "codespace: wasm, code: 5");
}

#[test]
fn ack_and_timeout_handlers_that_fail_leave_the_packet_pending() {
    let failing = common::ping::InstantiateMsg {
        ack_fails: true,
        ..Default::default()
    };
    let mut p = common::pair_with(failing);
    let (a, _) = p.open();
    let (acked, timed) = (p.send_for(a, Play::Ping, 10), p.send_for(a, Play::Ping, 10));
    p.net.recv(acked).unwrap();
    assert!(p.net.ack(acked).unwrap_err().says("ack handler fails"));
    p.net.advance_all(20).unwrap();
    assert!(p
        .net
        .timeout(timed)
        .unwrap_err()
        .says("timeout handler fails"));
    let report = p.net.relay_all().unwrap();
    assert_eq!(
        (report.failed.len(), p.net.unsettled()),
        (2, vec![acked, timed])
    );
}

#[test]
fn a_panic_in_a_query_is_an_error_to_who_asked() {
    let p = pair();
    let asked: Result<u64, _> = p.net.query(p.a, &p.ping_a, &QueryMsg::Panic {});
    assert!(asked.unwrap_err().says("asked to panic"));
    assert_eq!(
        to_json_string(&QueryMsg::Panic {}).unwrap(),
        r#"{"panic":{}}"#
    );
}
