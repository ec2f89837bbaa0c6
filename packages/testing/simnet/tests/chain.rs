//! One chain at a time: rollbacks, clients, halts, clocks, addresses, observers.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping::{self, ExecuteMsg, InstantiateMsg, Play};
use common::{pair, transfer};
use cosmwasm_std::{coin, coins, BankMsg, IbcMsg, Timestamp};
use simnet::*;
use std::cell::Cell;
use std::rc::Rc;

#[test]
fn a_rolled_back_transaction_takes_its_packets_and_coins_back() {
    let mut p = pair();
    let ((a, _), (t, _)) = (p.open(), p.open_transfer());
    p.net.mint(p.a, &p.ping_a, &coins(50, "uatom")).unwrap();
    let send = IbcMsg::SendPacket {
        channel_id: a.id(),
        data: br#""ping""#.into(),
        timeout: p.net.now().plus_seconds(60).into(),
    };
    let bob = p.net.addr(p.b, "bob");
    let ship = transfer(&p.net, t, &bob, coin(20, "uatom"), None);
    let msgs = vec![send.into(), ship.into()];
    let error = p
        .execute_a(&ExecuteMsg::Raw {
            msgs: msgs.clone(),
            fail: true,
        })
        .unwrap_err();
    assert!(error.says("asked to fail"));
    assert_eq!((p.net.unsettled(), p.net.escrowed(t, "uatom")), (vec![], 0));
    assert_eq!((p.net.last_sequence(a), p.net.last_sequence(t)), (0, 0));
    p.execute_a(&ExecuteMsg::Raw { msgs, fail: false }).unwrap();
    assert_eq!(
        (p.net.unsettled().len(), p.net.escrowed(t, "uatom")),
        (2, 20)
    );
}

#[test]
fn a_send_over_a_dead_client_fails_and_can_be_caught() {
    for status in [ClientStatus::Expired, ClientStatus::Frozen] {
        let mut p = pair();
        let (a, _) = p.open();
        p.net.set_client(p.links.0, status).unwrap();
        let send = |careful| {
            let (channel, play) = (a.id(), Play::Ping);
            ExecuteMsg::Send {
                channel,
                play,
                seconds: 60,
                careful,
            }
        };
        assert!(p
            .execute_a(&send(false))
            .unwrap_err()
            .says("expected Active"));
        assert_eq!(p.count_a("sent"), 0);
        p.execute_a(&send(true)).unwrap();
        assert_eq!(p.count_a("sent"), 1);
        assert_eq!(p.text_a("send_error"), "codespace: channel, code: 1");
        assert!(p.net.unsettled().is_empty());
    }
}

#[test]
fn a_dead_client_at_the_destination_stops_delivery_until_it_is_revived() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    p.net.set_client(p.links.1, ClientStatus::Expired).unwrap();
    let dead = IbcError::Client {
        actual: ClientStatus::Expired,
    };
    assert_eq!(p.net.recv(packet), Err(dead.into()));
    p.net.set_client(p.links.1, ClientStatus::Active).unwrap();
    assert!(p.net.recv(packet).is_ok());
}

#[test]
fn a_send_needs_a_timeout_after_what_the_client_knows() {
    let mut p = pair();
    let (a, _) = p.open();
    p.net.advance_blocks(p.b, 20).unwrap();
    let short = ExecuteMsg::Send {
        channel: a.id(),
        play: Play::Ping,
        seconds: 60,
        careful: false,
    };
    p.execute_a(&short).unwrap();
    p.net.update_client(p.links.0).unwrap();
    assert!(p
        .execute_a(&short)
        .unwrap_err()
        .says("has elapsed on the destination"));
}

#[test]
fn only_the_owner_of_a_port_sends_and_only_so_much() {
    let mut p = pair();
    let (a, _) = p.open();
    let (user, timeout) = (p.net.addr(p.a, "user"), p.net.now().plus_seconds(60));
    let send = |size: usize| IbcMsg::SendPacket {
        channel_id: a.id(),
        data: vec![b' '; size].into(),
        timeout: timeout.into(),
    };
    let error = p.net.tx_msgs(p.a, &user, vec![send(2).into()]).unwrap_err();
    assert!(error.says("does not belong to the sender"));
    let too_long = vec![send(MAX_PACKET_BYTES + 1).into()];
    let error = p
        .execute_a(&ExecuteMsg::Raw {
            msgs: too_long,
            fail: false,
        })
        .unwrap_err();
    assert!(error.says("262145 bytes, at most 262144"));
    let fits = vec![send(MAX_PACKET_BYTES).into()];
    p.execute_a(&ExecuteMsg::Raw {
        msgs: fits,
        fail: false,
    })
    .unwrap();
}

#[test]
fn a_halted_chain_makes_no_blocks_and_wakes_at_the_nets_time() {
    let mut p = pair();
    let (a, _) = p.open();
    let packet = p.send_for(a, Play::Ping, 60);
    let before = p.net.block(p.b);
    p.net.halt(p.b).unwrap();
    p.net.advance_all(3600).unwrap();
    assert_eq!(p.net.block(p.b), before);
    assert_eq!(p.net.recv(packet), Err(SimError::Halted { chain: p.b }));
    assert!(
        p.net.timeout(packet).is_err(),
        "the halted chain's time stands still"
    );
    assert!(p.net.pending().is_empty());
    assert_eq!(
        p.net.advance_blocks(p.b, 1),
        Err(SimError::Halted { chain: p.b })
    );
    p.net.resume(p.b).unwrap();
    let after = p.net.block(p.b);
    assert_eq!((after.height, after.time), (before.height + 1, p.net.now()));
    assert!(p.net.timeout(packet).unwrap());
}

#[test]
fn every_chain_makes_the_blocks_that_are_due() {
    let mut p = pair();
    let (a, b) = (p.net.block(p.a), p.net.block(p.b));
    for _ in 0..7 {
        p.net.advance_all(1).unwrap();
    }
    assert_eq!(p.net.block(p.a).height, a.height + 7);
    let late = p.net.block(p.b);
    assert_eq!(
        (late.height, late.time),
        (b.height + 1, b.time.plus_seconds(5))
    );
    p.net.advance_all(40_000_000).unwrap();
    assert_eq!(p.net.block(p.b).height, b.height + 8_000_001);
    p.net.set_skew(p.b, 40);
    p.net.advance_all(5).unwrap();
    let ahead = p.net.block(p.b).time.seconds() - p.net.now().seconds();
    assert!((35..=40).contains(&ahead), "{ahead}");
    p.net
        .set_block(p.a, 9, Timestamp::from_seconds(77))
        .unwrap();
    assert_eq!(
        (p.net.block(p.a).height, p.net.block(p.a).time.seconds()),
        (9, 77)
    );
}

#[test]
fn predicted_addresses_come_true_and_carry_the_prefix() {
    let mut p = pair();
    let owner = p.net.addr(p.b, "owner");
    let code = p.net.store_code(p.b, ping::contract());
    let expected = p.net.predict(p.b, &owner, code, b"salt").unwrap();
    let msg = InstantiateMsg::default();
    let made = p
        .net
        .instantiate2(p.b, &owner, code, b"salt", &msg, &[])
        .unwrap();
    assert_eq!(made, expected);
    assert!(made.as_str().starts_with("beta1"));
    assert!(p
        .net
        .instantiate2(p.b, &owner, code, b"salt", &msg, &[])
        .is_err());
}

#[test]
fn the_bank_keeps_many_denoms_and_refuses_what_a_chain_refuses() {
    let mut p = pair();
    let (alice, bob) = (p.net.addr(p.a, "alice"), p.net.addr(p.a, "bob"));
    let many: Vec<_> = (0..500)
        .map(|n| coin(10, format!("factory/maker/{n:03}")))
        .collect();
    p.net.mint(p.a, &alice, &many).unwrap();
    assert_eq!(p.net.balances(p.a, &alice), many);
    let send = |net: &mut Net, amount| {
        let msg = BankMsg::Send {
            to_address: bob.to_string(),
            amount,
        };
        net.tx_msgs(net.chains().next().unwrap(), &alice, vec![msg.into()])
    };
    let twice = vec![coin(1, "factory/maker/007"), coin(2, "factory/maker/007")];
    send(&mut p.net, twice).unwrap();
    assert_eq!(p.net.balance(p.a, &bob, "factory/maker/007"), 3);
    assert_eq!(p.net.supply(p.a, "factory/maker/007"), 10);
    let poor = send(&mut p.net, coins(11, "factory/maker/001")).unwrap_err();
    assert!(poor.says("insufficient funds"));
    assert!(send(&mut p.net, vec![])
        .unwrap_err()
        .says("nothing to send"));
    p.net.set_blocked(p.a, &bob, true);
    assert!(send(&mut p.net, coins(1, "factory/maker/001"))
        .unwrap_err()
        .says("unauthorized"));
}

#[test]
fn an_observer_sees_every_step_and_may_object() {
    let mut p = pair();
    let seen = Rc::new(Cell::new(0));
    let counter = seen.clone();
    let b = p.b;
    p.net.on_step(Box::new(move |net: &Net| {
        counter.set(counter.get() + 1);
        anyhow::ensure!(net.supply(b, "bad") == 0, "bad money");
        Ok(())
    }));
    let (a, _) = p.open();
    let packet = p.send(a, Play::Ping);
    assert!(p.net.timeout(packet).is_err());
    p.net.relay_all().unwrap();
    assert_eq!(seen.get(), 4 + 1 + 2);
    let bob = p.net.addr(p.b, "bob");
    let error = p.net.mint(p.b, &bob, &coins(1, "bad")).unwrap_err();
    assert!(matches!(&error, SimError::Observer { reason, .. } if reason == "bad money"));
    let failed = p.net.log().iter().filter(|s| s.error.is_some()).count();
    assert_eq!(failed, 1);
}

#[test]
fn the_same_calls_give_the_same_log() {
    let run = || {
        let mut p = pair();
        let (a, _) = p.open();
        for _ in 0..5 {
            p.send(a, Play::Ping);
            p.net.advance_all(3).unwrap();
        }
        p.net.relay_all().unwrap();
        format!("{:?}", p.net.log())
    };
    assert_eq!(run(), run());
}
