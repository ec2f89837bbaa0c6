//! Sending, acks and timeouts: one outcome per packet, whatever comes (INV-7, INV-9).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{from_json, CosmosMsg, IbcMsg, SubMsgResult, WasmMsg};
use proptest::prelude::*;
use seawall_link::{FlightKey, LinkError, LocalMsg, SendOutcome, Settled};
use seawall_wire::{Code, Envelope, WireError};

fn acked_below(store: &dyn cosmwasm_std::Storage) -> u64 {
    let state = LINKS.state(store, CHAIN).unwrap();
    LINKS
        .acked_below(store, CHAIN, &state, state.end.epoch)
        .unwrap()
}

#[test]
fn a_packet_carries_the_links_numbers_and_a_bounded_timeout() {
    let mut store = linked();
    let sub = send(&mut store, CHAIN, 5);
    let CosmosMsg::Ibc(IbcMsg::SendPacket {
        channel_id,
        data,
        timeout,
    }) = sub.msg
    else {
        panic!("expected a packet");
    };
    assert_eq!(channel_id, "channel-0");
    assert_eq!(
        timeout.timestamp(),
        Some(mock_env().block.time.plus_seconds(600))
    );
    let sent: Envelope<Ask> = from_json(&data).unwrap();
    assert_eq!(sent, envelope(1, 1, 5));
}

#[test]
fn several_packets_go_out_in_one_transaction_and_none_is_mixed_up() {
    let mut store = linked();
    let before = dump(&store);
    let subs = [
        send(&mut store, CHAIN, 5),
        send(&mut store, CHAIN, 6),
        send(&mut store, CHAIN, 7),
    ];
    assert_eq!(
        dump(&store),
        before,
        "nothing is stored between send and reply"
    );
    let failed = SubMsgResult::Err("codespace: channel, code: 6".into());
    let first = LINKS
        .on_send_reply(&mut store, &reply(&subs[2], sequence(1)))
        .unwrap();
    assert!(
        matches!(first, SendOutcome::InFlight(key, f) if key.sequence == 1 && f.what == Ask(7))
    );
    let second = LINKS
        .on_send_reply(&mut store, &reply(&subs[0], failed))
        .unwrap();
    assert!(matches!(second, SendOutcome::Failed(CHAIN, f, _) if f.what == Ask(5)));
    let third = LINKS
        .on_send_reply(&mut store, &reply(&subs[1], sequence(2)))
        .unwrap();
    assert!(
        matches!(third, SendOutcome::InFlight(key, f) if key.sequence == 2 && f.what == Ask(6))
    );
    assert_eq!(LINKS.state(&store, CHAIN).unwrap().end.in_flight, 2);
}

#[test]
fn a_chain_that_names_no_sequence_fails_the_transaction() {
    let mut store = linked();
    let sub = send(&mut store, CHAIN, 5);
    let result = LINKS.on_send_reply(&mut store, &reply(&sub, answer(vec![])));
    assert!(matches!(result, Err(LinkError::NoSequence)));
}

#[test]
fn acked_below_is_the_smallest_sequence_without_outcome() {
    let mut store = linked();
    assert_eq!(acked_below(&store), 1);
    for n in 1..=4u8 {
        sent(&mut store, u64::from(n), n);
        assert_eq!(acked_below(&store), 1);
    }
    let expected = [(3, 1), (1, 2), (2, 4), (4, 5)];
    for (sequence, below) in expected {
        LINKS.on_packet_timeout(&mut store, &packet("channel-0", sequence));
        assert_eq!(acked_below(&store), below, "after {sequence}");
    }
    assert_eq!(LINKS.state(&store, CHAIN).unwrap().end.in_flight, 0);
}

#[test]
fn each_class_of_ack_has_its_outcome() {
    let refusal = br#"{"error":{"code":28,"detail":"no"}}"#.to_vec();
    let cases: [(Vec<u8>, &str); 7] = [
        (ok_ack(10).to_vec(), "success"),
        (ok_ack(11).to_vec(), "unresolved"),
        (refusal, "refused"),
        (
            br#"{"error":"ABCI code: 5: error handling packet"}"#.to_vec(),
            "refused",
        ),
        (br#"{"result":"text"}"#.to_vec(), "unresolved"),
        (b"".to_vec(), "unresolved"),
        (vec![b'x'; 200_000], "unresolved"),
    ];
    for (ack, expected) in cases {
        let mut store = linked();
        sent(&mut store, 5, 1);
        let settlement = LINKS.on_packet_ack(&mut store, &packet("channel-0", 1), &ack);
        let found = match settlement.settled {
            Settled::Success(flight, 10) if flight.what == Ask(5) => "success",
            Settled::Refused(flight, error) => {
                assert_eq!(flight.what, Ask(5));
                assert!(error.detail.len() <= 200);
                "refused"
            }
            Settled::Unresolved(_) => "unresolved",
            other => panic!("{other:?}"),
        };
        assert_eq!(
            found,
            expected,
            "{:?}",
            String::from_utf8_lossy(&ack[..ack.len().min(40)])
        );
        let state = LINKS.state(&store, CHAIN).unwrap();
        let stays = u64::from(expected == "unresolved");
        assert_eq!((state.end.in_flight, state.end.unresolved), (stays, stays));
    }
}

#[test]
fn an_unresolved_packet_can_still_be_resolved_once() {
    let mut store = linked();
    sent(&mut store, 5, 1);
    let p = packet("channel-0", 1);
    LINKS.on_packet_ack(&mut store, &p, b"?");
    assert_eq!(
        LINKS.on_packet_ack(&mut store, &p, b"?").settled,
        Settled::Redundant
    );
    let resolved = LINKS.on_packet_ack(&mut store, &p, &ok_ack(10)).settled;
    assert!(matches!(resolved, Settled::Success(_, 10)));
    let state = LINKS.state(&store, CHAIN).unwrap();
    assert_eq!(
        (
            state.end.in_flight,
            state.end.unresolved,
            state.end.redundant
        ),
        (0, 0, 1)
    );
}

/// INV-9: whatever comes second is counted and changes nothing else.
#[test]
fn a_second_outcome_is_a_counted_no_op() {
    type Deliver = fn(&mut dyn cosmwasm_std::Storage) -> Settled<Ask>;
    let success: Deliver = |s| {
        LINKS
            .on_packet_ack(s, &packet("channel-0", 1), &ok_ack(10))
            .settled
    };
    let error: Deliver = |s| {
        LINKS
            .on_packet_ack(s, &packet("channel-0", 1), br#"{"error":"x"}"#)
            .settled
    };
    let timeout: Deliver = |s| LINKS.on_packet_timeout(s, &packet("channel-0", 1)).settled;
    let all = [success, error, timeout];
    for (i, first) in all.iter().enumerate() {
        for (j, second) in all.iter().enumerate() {
            let mut store = linked();
            sent(&mut store, 5, 1);
            assert_ne!(first(&mut store), Settled::Redundant);
            assert_eq!(second(&mut store), Settled::Redundant, "{i} then {j}");
            let state = LINKS.state(&store, CHAIN).unwrap();
            assert_eq!((state.end.redundant, state.end.in_flight), (1, 0));
        }
    }
}

#[test]
fn outcomes_of_unknown_packets_and_channels_change_nothing() {
    let mut store = linked();
    let unknown = LINKS.on_packet_ack(&mut store, &packet("channel-0", 99), &ok_ack(2));
    assert_eq!(unknown.settled, Settled::Redundant);
    assert_eq!(LINKS.state(&store, CHAIN).unwrap().end.redundant, 1);
    let before = dump(&store);
    let foreign = LINKS.on_packet_timeout(&mut store, &packet("channel-5", 1));
    assert_eq!((foreign.key, foreign.settled), (None, Settled::Redundant));
    assert_eq!(dump(&store), before);
}

#[test]
fn a_local_packet_has_its_outcome_in_the_reply() {
    let cases: [(SubMsgResult, &str); 4] = [
        (data(&ok_ack(10)), "success"),
        (data(br#"{"error":{"code":28,"detail":"no"}}"#), "refused"),
        (SubMsgResult::Err("E28: no".into()), "refused"),
        (answer(vec![]), "unresolved"),
    ];
    for (result, expected) in cases {
        let mut store = linked();
        let sub = send(&mut store, HERE, 5);
        let CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr, msg, ..
        }) = &sub.msg
        else {
            panic!("expected a call");
        };
        let LocalMsg::LocalPacket { sequence, .. } = from_json(msg).unwrap();
        assert_eq!((contract_addr.as_str(), sequence), ("peer", 1));
        let outcome = LINKS
            .on_send_reply(&mut store, &reply(&sub, result))
            .unwrap();
        let SendOutcome::Settled(settlement) = outcome else {
            panic!("a local packet is settled at once");
        };
        let found = match settlement.settled {
            Settled::Success(..) => "success",
            Settled::Refused(_, error) => {
                assert_eq!(error, WireError::new(Code(28), "no"));
                "refused"
            }
            Settled::Unresolved(_) => "unresolved",
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected);
        let next = send(&mut store, HERE, 6);
        let CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) = next.msg else {
            panic!("expected a call");
        };
        let LocalMsg::LocalPacket { sequence, .. } = from_json(&msg).unwrap();
        assert_eq!(sequence, 2, "a sequence is used once, whatever its outcome");
    }
}

proptest! {
    #[test]
    fn arbitrary_ack_bytes_never_panic_and_never_undo_by_accident(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        sequence in 0u64..4,
    ) {
        let mut store = linked();
        sent(&mut store, 5, 1);
        let p = packet("channel-0", sequence);
        let settlement = LINKS.on_packet_ack(&mut store, &p, &bytes);
        prop_assert!(!matches!(settlement.settled, Settled::TimedOut(_)));
        if !bytes.starts_with(b"{") && sequence == 1 {
            prop_assert!(matches!(settlement.settled, Settled::Unresolved(_)));
        }
    }

    /// INV-7: the order in which outcomes arrive leaves no trace.
    #[test]
    fn outcomes_in_any_order_leave_the_same_state(order in Just((1u8..=6).collect::<Vec<_>>())
        .prop_shuffle()) {
        let run = |order: &[u8]| {
            let mut store = linked();
            for n in 1..=6u8 {
                sent(&mut store, u64::from(n), n);
            }
            for &n in order {
                let p = packet("channel-0", u64::from(n));
                match n % 3 {
                    0 => LINKS.on_packet_timeout(&mut store, &p),
                    1 => LINKS.on_packet_ack(&mut store, &p, &ok_ack(u64::from(n) * 2)),
                    _ => LINKS.on_packet_ack(&mut store, &p, b"not an ack"),
                };
            }
            dump(&store)
        };
        prop_assert_eq!(run(&order), run(&[1, 2, 3, 4, 5, 6]));
    }
}

#[test]
fn what_is_in_flight_can_be_listed_page_by_page() {
    let mut store = linked();
    for n in 1..=5u8 {
        sent(&mut store, u64::from(n), n);
    }
    let page = LINKS
        .in_flight(&store, CHAIN, Some(1), Some(2), Some(2))
        .unwrap();
    let keys: Vec<FlightKey> = page.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys.iter().map(|k| k.sequence).collect::<Vec<_>>(), [3, 4]);
    let (key, flight) = &page[0];
    let shown = seawall_link::in_flight_response(*key, flight);
    assert_eq!(
        (shown.sequence, shown.kind.as_str(), shown.unresolved),
        (3, "ask", false)
    );
    assert_eq!(
        shown.timeout_at,
        Some(mock_env().block.time.seconds() + 600)
    );
}
