//! An outpost on one chain, a coordinator on another, and a channel between them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;
#[path = "common/hub.rs"]
mod hub;
#[path = "common/two.rs"]
mod two;

use common::{remote, stub, ACCOUNT, LISTING};
use cosmwasm_std::{coins, to_json_binary, Uint128};
use hub::{last_ack, HubMsg};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg};
use seawall_link::error_ack;
use seawall_money::CollateralAmount;
use seawall_wire::ids::OrderId;
use seawall_wire::{
    Ack, Code, CommandAck, Order, OrderAck, ToChain, ToChainAck, ToHubAck, Wanted, WireError,
    CHANNEL_VERSION,
};
use serde_json::json;
use simnet::*;
use two::{closed, open};

fn withdraw() -> ExecuteMsg {
    ExecuteMsg::Withdraw {
        account: ACCOUNT,
        listing: LISTING,
        amount: Wanted::All {},
        receiver: remote("zone1receiver"),
    }
}

fn approved() -> Ack<ToHubAck> {
    Ack::Result(ToHubAck::Command(CommandAck::Withdrawn {
        release: OrderId(800),
        amount: CollateralAmount::new(33),
        here: true,
    }))
}

fn release(id: u64) -> ToChain {
    ToChain::Order {
        id: OrderId(id),
        order: Order::Release {
            account: ACCOUNT,
            listing: LISTING,
            amount: CollateralAmount::new(12),
            receiver: remote("zone1receiver"),
        },
    }
}

#[test]
fn the_channel_is_opened_from_the_outposts_end_once_and_never_closed_from_outside() {
    let mut two = closed();
    let (here, there) = (port_of(&two.outpost), port_of(&two.hub));
    let backwards = OpenRequest::new(two.on_home, there, here, CHANNEL_VERSION);
    assert!(two.net.open_channel(backwards).is_err());
    assert!(!two.link().active);
    let (ours, _) = two.net.open_channel(two.request()).unwrap();
    assert_eq!(two.link().channel, Some(ours.id()));
    assert!(
        two.net.open_init(two.request()).is_err(),
        "one channel at a time"
    );
    assert!(two.net.open_init(two.request().ordered()).is_err());
    assert!(two.net.close_init(ours).is_err());
    assert!(two.link().active);
}

#[test]
fn an_approved_withdrawal_is_released_and_reported() {
    let (mut two, ours, _) = open();
    two.hub_answers(&approved());
    let owner = two.vault.clone();
    let plan = stub::Plan::Answer {
        kind: "lines".into(),
        data: to_json_binary(&json!([{
            "account": 11, "listing": 4, "returned": "0", "released": "33", "seized": "0",
        }]))
        .unwrap(),
    };
    two.net.sudo(two.zone, &owner, &plan).unwrap();
    two.run("alice", &withdraw()).unwrap();
    assert_eq!(two.command(1), CommandResponse::InFlight {});
    assert!(
        two.vault_saw().is_empty(),
        "nothing moves before the hub has answered"
    );
    two.net.recv(ours.packet(1)).unwrap();
    two.net.ack(ours.packet(1)).unwrap();
    assert!(matches!(two.command(1), CommandResponse::Admitted(_)));
    assert_eq!(two.vault_saw()[0]["release"]["order"], json!(800));
    two.net.relay_all().unwrap();
    let report = two.heard().packets.pop().unwrap();
    assert!(String::from_utf8_lossy(&report).contains(r#""released":"33""#));
    let link = two.link();
    assert_eq!((link.in_flight, link.acked_below), (0, 3));
}

#[test]
fn a_command_that_the_hub_never_saw_times_out() {
    let (mut two, ours, _) = open();
    two.run("alice", &withdraw()).unwrap();
    two.net.advance_all(601).unwrap();
    two.net.timeout(ours.packet(1)).unwrap();
    assert_eq!(two.command(1), CommandResponse::TimedOut {});
    assert!(two.vault_saw().is_empty());
}

#[test]
fn a_refusal_is_kept_and_a_strange_answer_is_kept_apart() {
    let (mut two, _, _) = open();
    let no = WireError::new(Code::WOULD_BE_UNSAFE, "no");
    let ack = error_ack(&no).unwrap();
    two.tell_hub(&HubMsg::Answer { ack });
    two.run("alice", &withdraw()).unwrap();
    two.net.relay_all().unwrap();
    assert_eq!(two.command(1), CommandResponse::Refused(no));
    two.hub_answers(&json!({ "what": 1 }));
    two.run("alice", &withdraw()).unwrap();
    two.net.relay_all().unwrap();
    assert_eq!(two.command(2), CommandResponse::InFlight {});
    assert_eq!(two.link().unresolved, 1);
}

#[test]
fn an_order_is_done_and_answered() {
    let (mut two, _, _) = open();
    two.push(release(3));
    two.net.relay_all().unwrap();
    let done = Ack::Result(ToChainAck::Order(OrderAck::Released {}));
    assert_eq!(last_ack::<Ack<ToChainAck>>(&two.heard()), done);
    assert_eq!(two.vault_saw().len(), 1);
}

/// The code of a neighbour's refusal arrives at the hub.
#[test]
fn a_neighbours_refusal_keeps_its_code() {
    let (mut two, _, _) = open();
    let vault = two.vault.clone();
    let plan = stub::Plan::Fail {
        kind: "release".into(),
        text: "E28: not this much".into(),
    };
    two.net.sudo(two.zone, &vault, &plan).unwrap();
    two.push(release(3));
    two.net.relay_all().unwrap();
    let Ack::Error(error) = last_ack::<Ack<ToChainAck>>(&two.heard()) else {
        panic!("expected a refusal");
    };
    assert_eq!(error.code, Code::INSUFFICIENT);
}

#[test]
fn work_that_runs_out_of_its_gas_is_refused_and_a_poor_relayer_fails_alone() {
    let (mut two, _, theirs) = open();
    two.push(release(3));
    let (zone, outpost) = (two.zone, two.outpost.clone());
    two.net
        .next_execute_out_of_gas(zone, &outpost, OutOfGas::Transaction);
    assert!(
        two.net.recv(theirs.packet(1)).is_err(),
        "it can be tried again"
    );
    two.net
        .next_execute_out_of_gas(zone, &outpost, OutOfGas::SubMessage);
    two.net.recv(theirs.packet(1)).unwrap();
    two.net.ack(theirs.packet(1)).unwrap();
    let Ack::Error(error) = last_ack::<Ack<ToChainAck>>(&two.heard()) else {
        panic!("expected a refusal");
    };
    assert_eq!(error.code, Code::OUT_OF_GAS);
    assert!(two.vault_saw().is_empty());
    assert_eq!(two.link().receipts, 1);
}

#[test]
fn while_the_client_is_dead_commands_leave_nothing_and_reports_fail_nobody() {
    let (mut two, _, _) = open();
    two.net
        .set_client(two.on_zone, ClientStatus::Expired)
        .unwrap();
    assert!(two.run("alice", &withdraw()).is_err());
    assert_eq!(two.command(1), CommandResponse::Unknown {});
    let vault = two.vault.clone();
    let plan = stub::Plan::Answer {
        kind: "lines".into(),
        data: to_json_binary(&json!([{
            "account": 11, "listing": 4, "returned": "0", "released": "0", "seized": "0",
        }]))
        .unwrap(),
    };
    two.net.sudo(two.zone, &vault, &plan).unwrap();
    let report = ExecuteMsg::Report {
        vault: vec![(ACCOUNT, LISTING)],
        markets: vec![],
        lots: vec![],
    };
    two.run("alice", &report).unwrap();
    assert_eq!(two.link().in_flight, 0);
}

/// DEC-19: receive, ack and timeout each earn a rebate, as long as there is money.
#[test]
fn a_relayer_earns_a_rebate_per_message_and_takes_it() {
    let (mut two, _, _) = open();
    let zone = two.zone;
    let owner = two.net.addr(zone, "owner");
    two.net.mint(zone, &owner, &coins(100, "ufee")).unwrap();
    let rebate = DenomAmount {
        denom: "ufee".into(),
        amount: Uint128::new(40),
    };
    let terms = ExecuteMsg::SetTerms {
        timeout_secs: 600,
        receive_gas: 5_000_000,
        rebate: Some(rebate),
    };
    two.run("owner", &terms).unwrap();
    let outpost = two.outpost.clone();
    let fund = ExecuteMsg::FundRebates {};
    let money = coins(100, "ufee");
    two.net
        .execute(zone, &owner, &outpost, &fund, &money)
        .unwrap();
    two.net.set_relayer("relayer");
    two.push(release(3));
    two.hub_answers(&approved());
    two.run("alice", &withdraw()).unwrap();
    two.net.relay_all().unwrap();
    two.push(release(4));
    two.net.relay_all().unwrap();
    two.run("relayer", &ExecuteMsg::ClaimRebates {}).unwrap();
    let relayer = two.net.addr(zone, "relayer");
    assert_eq!(
        two.net.balance(zone, &relayer, "ufee"),
        80,
        "the third found 20 left"
    );
    assert!(two.run("relayer", &ExecuteMsg::ClaimRebates {}).is_err());
}
