//! What became of packets of a channel that is no more, and of those whose ack cannot be read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{BankMsg, Binary, Storage, SubMsgResult};
use seawall_link::{
    FlightKey, Life, LinkError, LinkStatus, ReceiveSlot, Received, Settled, PRUNED_PER_QUESTION,
};
use seawall_wire::{AckClass, Code, Resolve};

fn key(epoch: u32, sequence: u64) -> FlightKey {
    FlightKey {
        link: CHAIN,
        epoch,
        sequence,
    }
}

/// A packet comes and its work gives this ack.
fn receive(store: &mut dyn Storage, key: FlightKey, result: SubMsgResult) -> Binary {
    let relayer = None;
    let slot = ReceiveSlot { key, relayer };
    let work = BankMsg::Burn { amount: vec![] };
    match LINKS.receive(store, &slot, work, 2_000_000, 9).unwrap() {
        Received::Answered(ack) => ack,
        Received::Work(sub) => {
            LINKS
                .on_receive_reply(store, &reply(&sub, result))
                .unwrap()
                .1
        }
    }
}

fn replaced(store: &mut MockStorage) {
    LINKS.replace(store, CHAIN, "connection-0").unwrap();
    LINKS.connect(store, &open_ack("channel-1")).unwrap();
}

fn ask(epoch: u32, acked_below: u64, sequences: &[u64]) -> Resolve {
    let sequences = sequences.to_vec();
    Resolve {
        epoch,
        acked_below,
        sequences,
    }
}

#[test]
fn packets_on_their_way_over_the_channel_in_use_may_not_be_asked_about() {
    let mut store = linked();
    sent(&mut store, 5, 1);
    sent(&mut store, 6, 2);
    let refused = LINKS.ask(&store, CHAIN, 1, vec![1]);
    assert!(matches!(refused, Err(LinkError::Status { .. })));
    LINKS.on_ack(&mut store, key(1, 2), b"gibberish");
    assert_eq!(
        LINKS.ask(&store, CHAIN, 1, vec![2]).unwrap(),
        ask(1, 1, &[2])
    );
    assert!(LINKS.ask(&store, CHAIN, 1, vec![3]).is_err(), "never sent");
    assert!(
        LINKS.ask(&store, CHAIN, 2, vec![]).is_err(),
        "a later epoch"
    );
    replaced(&mut store);
    assert_eq!(
        LINKS.ask(&store, CHAIN, 1, vec![1, 2]).unwrap(),
        ask(1, 1, &[1, 2])
    );
    let many = vec![1; 9];
    assert!(matches!(
        LINKS.ask(&store, CHAIN, 1, many),
        Err(LinkError::Wire(_))
    ));
}

/// INV-9: a later delivery of what was answered "never" has no effect, in either epoch.
#[test]
fn the_answer_is_the_stored_ack_or_never_and_never_stays_never() {
    let mut store = linked();
    let first = receive(&mut store, key(1, 1), data(&ok_ack(1)));
    let answers = LINKS
        .answer(&mut store, key(1, 4), &ask(1, 1, &[1, 3]))
        .unwrap();
    assert_eq!(answers, [Some(first.clone()), None]);
    let late = receive(&mut store, key(1, 3), data(&ok_ack(3)));
    let AckClass::<u64>::Error(error) = AckClass::of(&late) else {
        panic!("took effect after never: {late}");
    };
    assert_eq!(error.code, Code::TOLD_NEVER);
    replaced(&mut store);
    let answers = LINKS
        .answer(&mut store, key(2, 1), &ask(1, 1, &[1, 2]))
        .unwrap();
    assert_eq!(answers, [Some(first), None]);
    let late = receive(&mut store, key(1, 2), data(&ok_ack(2)));
    assert!(
        matches!(AckClass::<u64>::of(&late), AckClass::Error(e) if e.code == Code::WRONG_EPOCH)
    );
    assert!(LINKS
        .answer(&mut store, key(2, 2), &ask(3, 1, &[1]))
        .is_err());
}

#[test]
fn an_answer_ends_each_record_once_and_what_comes_late_is_redundant() {
    let mut store = linked();
    for n in 1..=3 {
        sent(&mut store, n, u8::try_from(n).unwrap());
    }
    LINKS.on_ack(&mut store, key(1, 1), b"gibberish");
    replaced(&mut store);
    let refusal = Binary::from(br#"{"error":{"code":28,"detail":"no"}}"#);
    let answers = [(1, Some(ok_ack(2))), (2, None), (3, Some(refusal))];
    let first = LINKS.on_answer(&mut store, CHAIN, 1, answers.clone());
    assert!(matches!(first[0].settled, Settled::Success(..)));
    assert!(matches!(first[1].settled, Settled::TimedOut(_)));
    assert!(matches!(first[2].settled, Settled::Refused(..)));
    let again = LINKS.on_answer(&mut store, CHAIN, 1, answers);
    assert!(again.iter().all(|s| s.settled == Settled::Redundant));
    let late = LINKS.on_packet_timeout(&mut store, &packet("channel-0", 2));
    assert_eq!(late.settled, Settled::Redundant);
    let end = LINKS.state(&store, CHAIN).unwrap().end;
    assert_eq!((end.in_flight, end.unresolved, end.redundant), (0, 0, 4));
    assert_eq!(LINKS.oldest(&store, CHAIN, 0).unwrap(), None);
}

#[test]
fn an_answer_that_cannot_be_read_leaves_the_record_unresolved() {
    let mut store = linked();
    sent(&mut store, 5, 1);
    replaced(&mut store);
    let gibberish = || [(1, Some(Binary::from(b"gibberish")))];
    let parked = LINKS.on_answer(&mut store, CHAIN, 1, gibberish());
    assert!(matches!(parked[0].settled, Settled::Unresolved(_)));
    let again = LINKS.on_answer(&mut store, CHAIN, 1, gibberish());
    assert_eq!(again[0].settled, Settled::Redundant);
    let end = LINKS.on_answer(&mut store, CHAIN, 1, [(1, Some(ok_ack(10)))]);
    assert!(matches!(end[0].settled, Settled::Success(..)));
}

#[test]
fn an_asker_with_nothing_left_lets_all_acks_go_and_then_the_link_may_retire() {
    let mut store = linked();
    let count = PRUNED_PER_QUESTION as u64 + 10;
    for sequence in 1..=count {
        receive(&mut store, key(1, sequence), data(&ok_ack(sequence)));
    }
    replaced(&mut store);
    assert_eq!(LINKS.oldest_receipt(&store, CHAIN).unwrap(), Some(1));
    LINKS.live(&mut store, CHAIN, Life::Drained).unwrap();
    for sequence in 1..=2 {
        assert!(LINKS.live(&mut store, CHAIN, Life::Retired).is_err());
        let all = ask(1, u64::MAX, &[]);
        let answers = LINKS.answer(&mut store, key(2, sequence), &all).unwrap();
        assert_eq!(answers, []);
        receive(&mut store, key(2, sequence), data(b"answer"));
    }
    let state = LINKS.live(&mut store, CHAIN, Life::Retired).unwrap();
    assert_eq!(
        (state.end.status, state.end.receipts),
        (LinkStatus::Retired, 0)
    );
    assert_eq!(LINKS.oldest_receipt(&store, CHAIN).unwrap(), None);
}

#[test]
fn a_draining_link_sends_on_what_repairs() {
    let mut store = linked();
    LINKS.live(&mut store, CHAIN, Life::Drained).unwrap();
    sent(&mut store, 5, 1);
    LINKS.live(&mut store, CHAIN, Life::Resumed).unwrap();
    assert!(LINKS.live(&mut store, CHAIN, Life::Retired).is_err());
}

/// A new channel counts from 1 again; the old channel's packets keep their own records.
#[test]
fn the_same_sequence_in_two_epochs_is_two_packets() {
    let mut store = linked();
    sent(&mut store, 5, 1);
    let close = cosmwasm_std::IbcChannelCloseMsg::new_confirm(channel("channel-0"));
    LINKS.close(&mut store, &close).unwrap();
    LINKS.connect(&mut store, &open_ack("channel-1")).unwrap();
    sent(&mut store, 6, 1);
    let new = LINKS
        .on_packet_ack(&mut store, &packet("channel-1", 1), &ok_ack(12))
        .settled;
    assert!(matches!(new, Settled::Success(f, _) if f.what == Ask(6)));
    let old = LINKS
        .on_packet_timeout(&mut store, &packet("channel-0", 1))
        .settled;
    assert!(matches!(old, Settled::TimedOut(f) if f.what == Ask(5)));
}
