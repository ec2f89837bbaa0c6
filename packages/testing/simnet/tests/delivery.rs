//! Order, repetition, timeouts and closed channels.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::pair;
use common::ping::{ExecuteMsg, Play};
use simnet::*;

#[test]
fn unordered_packets_arrive_in_any_order_and_count_once() {
    let mut p = pair();
    let (a, _) = p.open();
    let sent: Vec<_> = (0..3).map(|_| p.send(a, Play::Ping)).collect();
    for packet in [sent[2], sent[0], sent[2], sent[1], sent[0]] {
        p.net.recv(packet).unwrap();
    }
    assert_eq!((p.count_b("received"), p.net.stats().redundant), (3, 2));
    for packet in [sent[1], sent[2], sent[0]] {
        assert!(p.net.ack(packet).unwrap());
    }
    assert_eq!(p.net.ack(sent[1]), Ok(false));
    assert_eq!(p.net.recv(sent[1]), Ok(RecvOutcome::Redundant));
    assert_eq!((p.count_a("acked"), p.net.stats().redundant), (3, 4));
}

#[test]
fn ordered_packets_wait_for_their_turn() {
    let mut p = pair();
    let (a, _) = p.open_ordered();
    let (first, second) = (p.send(a, Play::Ping), p.send(a, Play::Ping));
    let early = IbcError::OutOfOrder {
        expected: 1,
        actual: 2,
    };
    assert_eq!(p.net.recv(second), Err(early.clone().into()));
    p.net.recv(first).unwrap();
    p.net.recv(second).unwrap();
    assert_eq!(p.net.recv(first), Ok(RecvOutcome::Redundant));
    assert_eq!(p.net.ack(second), Err(early.into()));
    assert!(p.net.ack(first).unwrap() && p.net.ack(second).unwrap());
}

#[test]
fn an_ordered_channel_dies_with_its_first_timeout() {
    let mut p = pair();
    let (a, b) = p.open_ordered();
    let poison = p.send_for(a, Play::Panic, 30);
    let next = p.send_for(a, Play::Ping, 60);
    assert!(p.net.recv(poison).is_err());
    assert!(p.net.recv(next).is_err());
    p.net.advance_all(100).unwrap();
    p.net.timeout(poison).unwrap();
    assert_eq!(p.net.channel(a).unwrap().state, ChannelState::Closed);
    assert_eq!(p.net.channel(b).unwrap().state, ChannelState::Open);
    p.net.timeout(next).unwrap();
    assert_eq!(p.count_a("timed_out"), 2);
    let again = ExecuteMsg::Send {
        channel: a.id(),
        play: Play::Ping,
        seconds: 60,
        careful: false,
    };
    assert!(p
        .execute_a(&again)
        .unwrap_err()
        .says("Closed, expected Open"));
}

#[test]
fn a_timeout_is_measured_by_the_destinations_blocks() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send_for(a, Play::Ping, 9);
    p.net.advance_blocks(p.a, 50).unwrap();
    let early = p.net.timeout(packet).unwrap_err();
    assert!(
        matches!(early, SimError::Ibc(IbcError::NotElapsed { .. })),
        "{early}"
    );
    p.net.advance_blocks(p.b, 1).unwrap();
    assert!(p.net.timeout(packet).is_err(), "5 s after the send there");
    p.net.advance_blocks(p.b, 1).unwrap();
    let late = p.net.recv(packet).unwrap_err();
    assert!(
        matches!(late, SimError::Ibc(IbcError::Elapsed { .. })),
        "{late}"
    );
    assert!(p.net.timeout(packet).unwrap());
    assert_eq!(p.net.timeout(packet), Ok(false));
    assert_eq!(p.count_a("timed_out"), 1);
}

#[test]
fn a_timeout_is_reached_at_its_very_second() {
    let mut p = pair();
    let (a, _) = p.open();
    let (just, too_late) = (p.send_for(a, Play::Ping, 6), p.send_for(a, Play::Ping, 5));
    p.net.advance_all(5).unwrap();
    assert!(p.net.recv(just).is_ok());
    assert!(p.net.recv(too_late).is_err());
    assert!(p.net.timeout(too_late).unwrap());
}

#[test]
fn what_was_received_cannot_time_out() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send_for(a, Play::Ping, 10);
    p.net.recv(packet).unwrap();
    p.net.advance_all(60).unwrap();
    assert_eq!(
        p.net.timeout(packet),
        Err(IbcError::Received(packet).into())
    );
    assert!(p.net.ack(packet).unwrap());
}

#[test]
fn a_closed_destination_gives_pending_packets_back_before_their_time() {
    let mut p = pair();
    let (a, b) = p.open();
    let (lost, arrived) = (p.send(a, Play::Ping), p.send(a, Play::Ping));
    p.net.recv(arrived).unwrap();
    assert!(matches!(
        p.net.timeout_on_close(lost),
        Err(SimError::Ibc(IbcError::ChannelState { .. }))
    ));
    p.execute_b(&ExecuteMsg::Close { channel: b.id() }).unwrap();
    assert!(p.net.recv(lost).is_err());
    assert_eq!(
        p.net.timeout_on_close(arrived),
        Err(IbcError::Received(arrived).into())
    );
    assert_eq!(p.net.next_action(lost), Some(Action::TimeoutOnClose));
    assert!(p.net.timeout_on_close(lost).unwrap());
    assert_eq!(p.count_a("timed_out"), 1);
    assert!(p.net.ack(arrived).unwrap());
}

#[test]
fn an_ack_for_a_closed_sending_end_is_stuck() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    p.net.recv(packet).unwrap();
    p.execute_a(&ExecuteMsg::Close { channel: a.id() }).unwrap();
    let stuck = p.net.ack(packet).unwrap_err();
    assert!(matches!(
        stuck,
        SimError::Ibc(IbcError::ChannelState { .. })
    ));
}

#[test]
fn whoever_relays_is_named_to_the_contract() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    p.net.set_relayer("mallory");
    p.net.recv(packet).unwrap();
    assert_eq!(p.text_b("relayer"), p.net.addr(p.b, "mallory").to_string());
}

#[test]
fn one_channel_is_relayed_and_the_other_left_alone() {
    let mut p = pair();
    let ((a, _), (other, _)) = (p.open(), p.open());
    let (here, there) = (p.send(a, Play::Ping), p.send(other, Play::Ping));
    let report = p.net.relay_channel(a).unwrap();
    assert_eq!((report.received, report.acked), (1, 1));
    assert_eq!(p.net.unsettled(), [there]);
    p.net.relay_packet(there).unwrap();
    assert_eq!(p.net.next_action(here), None);
    assert!(p.net.unsettled().is_empty());
}
