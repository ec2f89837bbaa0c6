//! The IBC entry points, called as a chain calls them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;
#[path = "common/direct.rs"]
mod direct;

use cosmwasm_std::testing::mock_env;
use cosmwasm_std::{
    from_json, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcPacketReceiveMsg,
    SubMsgResult,
};
use direct::*;
use proptest::prelude::*;
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg, InFlightResponse, QueryMsg};
use seawall_link::error_ack;
use seawall_outpost::ibc;
use seawall_wire::ids::CommandId;
use seawall_wire::{Ack, Code, ToChainAck, WireError, CHANNEL_VERSION};

#[test]
fn a_stranger_neither_opens_nor_closes_a_channel() {
    let mut deps = unlinked();
    let mut evil = channel("channel-0");
    evil.connection_id = "connection-1".into();
    let open = IbcChannelOpenMsg::new_init(evil.clone());
    assert!(ibc::ibc_channel_open(deps.as_mut(), mock_env(), open).is_err());
    let connect = IbcChannelConnectMsg::new_ack(evil, CHANNEL_VERSION);
    assert!(ibc::ibc_channel_connect(deps.as_mut(), mock_env(), connect).is_err());
    assert!(!link(&deps).active);
    let open = IbcChannelOpenMsg::new_init(channel("channel-0"));
    assert!(ibc::ibc_channel_open(deps.as_mut(), mock_env(), open).is_ok());
    let mut deps = linked();
    let close = IbcChannelCloseMsg::new_init(channel("channel-0"));
    assert!(ibc::ibc_channel_close(deps.as_mut(), mock_env(), close).is_err());
    assert!(link(&deps).active);
    let closed = IbcChannelCloseMsg::new_confirm(channel("channel-0"));
    ibc::ibc_channel_close(deps.as_mut(), mock_env(), closed).unwrap();
    assert!(!link(&deps).active);
}

#[test]
fn without_a_channel_a_command_is_refused_and_leaves_nothing() {
    let mut deps = unlinked();
    assert!(run(&mut deps, "alice", borrow())
        .unwrap_err()
        .contains("Unset"));
}

#[test]
fn a_packet_that_the_chain_does_not_take_fails_its_command() {
    let mut deps = linked();
    let subs = run(&mut deps, "alice", borrow()).unwrap();
    let failed = SubMsgResult::Err("codespace: channel, code: 6".into());
    let error = answer(&mut deps, &subs[1], failed).unwrap_err();
    assert!(error.contains("not sent"), "{error}");
}

#[test]
fn a_packet_in_flight_is_listed_until_its_outcome() {
    let mut deps = borrowing();
    let list = QueryMsg::InFlight {
        epoch: None,
        start_after: None,
        limit: None,
    };
    let waiting: Vec<InFlightResponse> = ask(&deps, list.clone());
    let [one] = &waiting[..] else {
        panic!("expected one packet");
    };
    assert_eq!(
        (one.sequence, one.kind.as_str(), one.command),
        (1, "borrow", Some(CommandId(1)))
    );
    assert_eq!(one.timeout_at, Some(mock_env().block.time.seconds() + 600));
    timeout(&mut deps, 1);
    assert!(ask::<Vec<InFlightResponse>>(&deps, list).is_empty());
    assert_eq!(link(&deps).acked_below, 2);
}

/// Error ack and timeout undo the same, once; everything later is a counted no-op (INV-9).
#[test]
fn a_loan_that_did_not_happen_frees_its_reserve_once() {
    let refusal = error_ack(&WireError::new(Code::WOULD_BE_UNSAFE, "no")).unwrap();
    for timed_out in [true, false] {
        let mut deps = borrowing();
        let undo = if timed_out {
            timeout(&mut deps, 1)
        } else {
            ack(&mut deps, 1, &refusal)
        };
        assert_eq!(undo.messages.len(), 1);
        assert!(
            undo.messages[0].gas_limit.is_some(),
            "a neighbour cannot use up the gas"
        );
        assert_eq!(undo.messages[0].reply_on, cosmwasm_std::ReplyOn::Always);
        assert_ne!(command(&deps), CommandResponse::InFlight {});
        for late in [ack(&mut deps, 1, &refusal), timeout(&mut deps, 1)] {
            assert!(late.messages.is_empty());
        }
        assert_eq!(link(&deps).redundant, 2);
    }
}

#[test]
fn a_neighbour_that_fails_does_not_fail_the_timeout() {
    let mut deps = borrowing();
    let undo = timeout(&mut deps, 1);
    let failed = SubMsgResult::Err("codespace: sdk, code: 11".into());
    answer(&mut deps, &undo.messages[0], failed).unwrap();
    let retry = ExecuteMsg::Retry {
        command: CommandId(1),
    };
    assert_eq!(run(&mut deps, "anyone", retry).unwrap().len(), 1);
}

#[test]
fn a_packet_from_another_channel_is_refused() {
    let mut deps = linked();
    let mut alien = packet(1);
    alien.dest.channel_id = "channel-4".into();
    let msg = IbcPacketReceiveMsg::new(alien, addr("relayer"));
    let response = ibc::ibc_packet_receive(deps.as_mut(), mock_env(), msg).unwrap();
    assert!(response.messages.is_empty());
    let ack = response.acknowledgement.unwrap();
    let Ok(Ack::<ToChainAck>::Error(error)) = from_json(ack) else {
        panic!("expected a refusal");
    };
    assert_eq!(error.code, Code::NOT_YOUR_CHAIN);
}

#[test]
fn received_work_runs_under_the_gas_limit_of_the_terms() {
    let mut deps = linked();
    let mut ours = packet(1);
    ours.dest.channel_id = "channel-0".into();
    let msg = IbcPacketReceiveMsg::new(ours, addr("relayer"));
    let response = ibc::ibc_packet_receive(deps.as_mut(), mock_env(), msg).unwrap();
    assert_eq!(response.messages[0].gas_limit, Some(5_000_000));
    let out_of_gas = SubMsgResult::Err("codespace: sdk, code: 11".into());
    answer(&mut deps, &response.messages[0], out_of_gas).unwrap();
    assert_eq!(link(&deps).receipts, 1);
}

proptest! {
    /// An ack of any bytes never fails, and what cannot be understood undoes nothing.
    #[test]
    fn arbitrary_acks_never_fail(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        sequence in 0u64..4,
    ) {
        let mut deps = borrowing();
        let response = ack(&mut deps, sequence, &bytes);
        if !bytes.starts_with(b"{") {
            prop_assert!(response.messages.is_empty());
            prop_assert_eq!(command(&deps), CommandResponse::InFlight {});
        }
    }
}

/// Shapes that look like an ack, and are not the ack of a loan.
#[test]
fn acks_of_other_packets_undo_nothing() {
    let look_alikes = [
        r#"{"result":{"command":{"deposited":{}}}}"#,
        r#"{"result":{"reported":{}}}"#,
        r#"{"result":{"hello":{"min":1,"max":1}}}"#,
        r#"{"result":"AQ=="}"#,
        r#"{"result":{"command":{"borrowed":{}}}}"#,
        r#"{"error":{"code":"x"}}"#,
        r#"{"error":5}"#,
        r#"{}"#,
        r#"[]"#,
    ];
    for bytes in look_alikes {
        let mut deps = borrowing();
        assert!(
            ack(&mut deps, 1, bytes.as_bytes()).messages.is_empty(),
            "{bytes}"
        );
        assert_eq!(command(&deps), CommandResponse::InFlight {}, "{bytes}");
        assert_eq!(link(&deps).unresolved, 1, "{bytes}");
        assert_eq!(
            timeout(&mut deps, 1).messages.len(),
            1,
            "it can still be resolved"
        );
    }
}
