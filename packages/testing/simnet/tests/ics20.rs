//! Coins between chains: traces, refunds, callbacks, limits.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping::InstantiateMsg;
use common::{install, pair, pair_with, ship, transfer, Pair};
use cosmwasm_std::{coin, coins, Addr, IbcTimeout};
use simnet::*;

struct Coins {
    p: Pair,
    a: ChannelRef,
    b: ChannelRef,
    alice: Addr,
    bob: Addr,
}

fn coins_on(mut p: Pair) -> Coins {
    let (a, b) = p.open_transfer();
    let (alice, bob) = (p.net.addr(p.a, "alice"), p.net.addr(p.b, "bob"));
    p.net.mint(p.a, &alice, &coins(100, "uatom")).unwrap();
    p.net.on_step(Box::new(|net: &Net| Ok(net.check_ics20()?)));
    Coins {
        p,
        a,
        b,
        alice,
        bob,
    }
}

impl Coins {
    fn alice_has(&self) -> u128 {
        self.p.net.balance(self.p.a, &self.alice, "uatom")
    }
}

#[test]
fn two_hops_stack_their_traces_and_unwind() {
    let mut c = coins_on(pair());
    let third = c.p.net.add_chain(ChainConfig::new("gamma-1", "gamma"));
    let (link, _) = c.p.net.connect(c.p.b, third);
    let (b2, g) = c.p.net.open_channel(OpenRequest::transfer(link)).unwrap();
    let carol = c.p.net.addr(third, "carol");
    let net = &mut c.p.net;
    ship(net, "alice", c.a, &c.bob, 40, "uatom");
    net.relay_all().unwrap();
    let on_b = net.denom_across(c.a, "uatom").unwrap();
    ship(net, "bob", b2, &carol, 30, &on_b);
    net.relay_all().unwrap();
    let on_g = denom_on("transfer/channel-0/transfer/channel-0/uatom");
    assert_eq!(net.balance(third, &carol, &on_g), 30);
    assert_eq!(
        net.trace(third, &on_g).unwrap(),
        "transfer/channel-0/transfer/channel-0/uatom"
    );
    assert_eq!(
        (net.escrowed(b2, &on_b), net.supply(c.p.b, &on_b)),
        (30, 40)
    );
    ship(net, "carol", g, &c.bob, 30, &on_g);
    net.relay_all().unwrap();
    ship(net, "bob", c.b, &c.alice, 40, &on_b);
    net.relay_all().unwrap();
    assert_eq!((net.supply(third, &on_g), net.supply(c.p.b, &on_b)), (0, 0));
    assert_eq!(c.alice_has(), 100);
}

#[test]
fn a_timed_out_transfer_is_refunded_once() {
    let mut c = coins_on(pair());
    let packet = ship(&mut c.p.net, "alice", c.a, &c.bob, 40, "uatom");
    assert_eq!((c.alice_has(), c.p.net.in_flight(c.a, "uatom")), (60, 40));
    c.p.net.advance_all(900).unwrap();
    assert!(c.p.net.timeout(packet).unwrap());
    assert!(!c.p.net.timeout(packet).unwrap());
    assert_eq!((c.alice_has(), c.p.net.in_flight(c.a, "uatom")), (100, 0));
}

#[test]
fn a_voucher_that_times_out_is_minted_again() {
    let mut c = coins_on(pair());
    ship(&mut c.p.net, "alice", c.a, &c.bob, 40, "uatom");
    c.p.net.relay_all().unwrap();
    let voucher = c.p.net.denom_across(c.a, "uatom").unwrap();
    let packet = ship(&mut c.p.net, "bob", c.b, &c.alice, 40, &voucher);
    assert_eq!(c.p.net.supply(c.p.b, &voucher), 0);
    c.p.net.advance_all(900).unwrap();
    c.p.net.timeout(packet).unwrap();
    assert_eq!(c.p.net.balance(c.p.b, &c.bob, &voucher), 40);
}

/// Alice sends 40; the destination answers with an error; the money is back.
fn refused(mut c: Coins, to: &Addr) {
    let packet = ship(&mut c.p.net, "alice", c.a, to, 40, "uatom");
    assert!(matches!(c.p.net.recv(packet), Ok(RecvOutcome::Refused(_))));
    assert_eq!(c.p.net.in_flight(c.a, "uatom"), 40);
    c.p.net.ack(packet).unwrap();
    assert_eq!(c.alice_has(), 100);
    let voucher = c.p.net.denom_across(c.a, "uatom").unwrap();
    assert_eq!(c.p.net.supply(c.p.b, &voucher), 0);
}

#[test]
fn a_receiver_of_another_chain_is_refused() {
    let c = coins_on(pair());
    let wrong = c.alice.clone();
    refused(c, &wrong);
}

#[test]
fn a_blocked_receiver_is_refused() {
    let mut c = coins_on(pair());
    let bob = c.bob.clone();
    c.p.net.set_blocked(c.p.b, &bob, true);
    refused(c, &bob);
}

#[test]
fn a_chain_that_takes_no_transfers_refuses() {
    let mut c = coins_on(pair());
    c.p.net.refuse_incoming(c.p.b, true);
    let bob = c.bob.clone();
    refused(c, &bob);
}

#[test]
fn a_quota_is_used_up_by_what_arrives_and_not_by_what_is_refused() {
    let mut c = coins_on(pair());
    let voucher = c.p.net.denom_across(c.a, "uatom").unwrap();
    c.p.net
        .set_quota(c.p.b, Direction::Incoming, &voucher, Some(50));
    let amounts = [40, 20, 10].map(|n| ship(&mut c.p.net, "alice", c.a, &c.bob, n, "uatom"));
    let refused = amounts.map(|id| matches!(c.p.net.recv(id), Ok(RecvOutcome::Refused(_))));
    assert_eq!(refused, [false, true, false]);
    c.p.net
        .set_quota(c.p.a, Direction::Outgoing, "uatom", Some(5));
    let msg = transfer(&c.p.net, c.a, &c.bob, coin(6, "uatom"), None);
    let error =
        c.p.net
            .tx_msgs(c.p.a, &c.alice, vec![msg.into()])
            .unwrap_err();
    assert!(error.says("quota exceeded"), "{error}");
}

fn with_memo(c: &mut Coins, to: &Addr, memo: String) -> PacketId {
    let msg = transfer(&c.p.net, c.a, to, coin(40, "uatom"), Some(memo));
    c.p.net.tx_msgs(c.p.a, &c.alice, vec![msg.into()]).unwrap();
    c.a.packet(c.p.net.last_sequence(c.a))
}

fn dest_memo(contract: &Addr) -> String {
    format!(r#"{{"dest_callback":{{"address":"{contract}","gas_limit":"1000"}}}}"#)
}

#[test]
fn a_destination_callback_runs_after_the_coins_arrived() {
    let mut c = coins_on(pair());
    let ping = c.p.ping_b.clone();
    let packet = with_memo(&mut c, &ping, dest_memo(&ping));
    c.p.net.relay_packet(packet).unwrap();
    let voucher = c.p.net.denom_across(c.a, "uatom").unwrap();
    let expected = format!("40{voucher} from {}, holding 40{voucher}", c.alice);
    assert_eq!(c.p.text_b("funds"), expected);
}

#[test]
fn a_failing_destination_callback_reverts_the_transfer() {
    let failing = InstantiateMsg {
        callback_fails: true,
        ..Default::default()
    };
    let mut c = coins_on(pair_with(failing));
    let ping = c.p.ping_b.clone();
    let packet = with_memo(&mut c, &ping, dest_memo(&ping));
    assert!(matches!(c.p.net.recv(packet), Ok(RecvOutcome::Refused(_))));
    assert_eq!(c.p.count_b("destination_callback"), 0);
    assert!(c.p.net.balances(c.p.b, &ping).is_empty());
    c.p.net.ack(packet).unwrap();
    assert_eq!(c.alice_has(), 100);
}

#[test]
fn a_callback_out_of_its_gas_reverts_the_transfer_too() {
    let mut c = coins_on(pair());
    let ping = c.p.ping_b.clone();
    let packet = with_memo(&mut c, &ping, dest_memo(&ping));
    c.p.net
        .next_execute_out_of_gas(c.p.b, &ping, OutOfGas::SubMessage);
    let outcome = c.p.net.recv(packet).unwrap();
    let ack = r#"{"error":"ABCI code: 11: error handling packet: see events for details"}"#;
    assert_eq!(outcome, RecvOutcome::Refused(ack.as_bytes().into()));
}

/// The ping contract on A sends 40 and asks to be told; returns the packet.
fn from_contract(c: &mut Coins, callback: &Addr) -> PacketId {
    let ping = c.p.ping_a.clone();
    c.p.net.mint(c.p.a, &ping, &coins(40, "uatom")).unwrap();
    let memo = format!(r#"{{"src_callback":{{"address":"{callback}"}}}}"#);
    let msg = transfer(&c.p.net, c.a, &c.bob, coin(40, "uatom"), Some(memo));
    let raw = common::ping::ExecuteMsg::Raw {
        msgs: vec![msg.into()],
        fail: false,
    };
    c.p.execute_a(&raw).unwrap();
    c.a.packet(c.p.net.last_sequence(c.a))
}

#[test]
fn a_source_callback_tells_the_sender_of_ack_and_timeout() {
    let mut c = coins_on(pair());
    let ping = c.p.ping_a.clone();
    let packet = from_contract(&mut c, &ping);
    c.p.net.relay_packet(packet).unwrap();
    assert_eq!(c.p.text_a("source_callback"), "ack");
    let packet = from_contract(&mut c, &ping);
    c.p.net.advance_all(900).unwrap();
    c.p.net.timeout(packet).unwrap();
    assert_eq!(c.p.text_a("source_callback"), "timeout");
    assert_eq!(c.p.net.balance(c.p.a, &ping, "uatom"), 40);
}

#[test]
fn a_source_callback_goes_only_to_the_sender() {
    let mut c = coins_on(pair());
    let other = install(&mut c.p.net, c.p.a, &InstantiateMsg::default());
    let packet = from_contract(&mut c, &other);
    c.p.net.relay_packet(packet).unwrap();
    let name = "source_callback".to_string();
    let query = common::ping::QueryMsg::Count { name };
    let told: u64 = c.p.net.query(c.p.a, &other, &query).unwrap();
    assert_eq!((told, c.p.count_a("source_callback")), (0, 0));
}

#[test]
fn a_failing_source_callback_holds_nothing_up() {
    let failing = InstantiateMsg {
        callback_fails: true,
        ..Default::default()
    };
    let mut c = coins_on(pair_with(failing));
    let ping = c.p.ping_a.clone();
    let packet = from_contract(&mut c, &ping);
    c.p.net.advance_all(900).unwrap();
    assert!(c.p.net.timeout(packet).unwrap());
    assert_eq!(c.p.count_a("source_callback"), 0);
    assert_eq!(c.p.net.balance(c.p.a, &ping, "uatom"), 40);
}

#[test]
fn a_transfer_without_money_timeout_or_channel_fails() {
    let mut c = coins_on(pair());
    let mut fails = |msg: cosmwasm_std::IbcMsg| {
        c.p.net
            .tx_msgs(c.p.a, &c.alice, vec![msg.into()])
            .unwrap_err()
            .to_string()
    };
    let send = |amount, timeout: u64| cosmwasm_std::IbcMsg::Transfer {
        channel_id: "channel-0".to_string(),
        to_address: c.bob.to_string(),
        amount: coin(amount, "uatom"),
        timeout: IbcTimeout::with_timestamp(cosmwasm_std::Timestamp::from_seconds(timeout)),
        memo: None,
    };
    assert!(fails(send(101, 9_999_999_999)).contains("insufficient funds"));
    assert!(fails(send(0, 9_999_999_999)).contains("must be positive"));
    assert!(fails(send(1, 0)).contains("without timeout"));
    assert!(fails(send(1, 1000)).contains("has elapsed"));
    assert_eq!(c.alice_has(), 100);
}

#[test]
fn money_put_into_escrow_past_ics20_is_noticed() {
    let mut c = coins_on(pair());
    ship(&mut c.p.net, "alice", c.a, &c.bob, 40, "uatom");
    let escrow = c.p.net.escrow(c.a).unwrap();
    let error =
        c.p.net
            .mint(c.p.a, &escrow, &coins(1, "uatom"))
            .unwrap_err();
    assert!(error.says("escrows 41 uatom, expected 40"), "{error}");
}
