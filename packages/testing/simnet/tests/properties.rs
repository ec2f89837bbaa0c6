//! Money is conserved and packets are settled once whatever the relayer, the clock and the chains
//! do.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::ping::Play;
use common::{pair, transfer, Pair};
use cosmwasm_std::{coin, coins};
use proptest::prelude::*;
use simnet::*;

#[derive(Clone, Debug)]
enum Move {
    Ship { back: bool, amount: u128 },
    Ping,
    Act { which: usize },
    Repeat { which: usize },
    Wait { seconds: u64 },
    Toggle { b: bool },
    Refuse { on: bool },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        4 => (any::<bool>(), 1u128..60).prop_map(|(back, amount)| Move::Ship { back, amount }),
        2 => Just(Move::Ping),
        8 => any::<usize>().prop_map(|which| Move::Act { which }),
        3 => any::<usize>().prop_map(|which| Move::Repeat { which }),
        2 => (1u64..500).prop_map(|seconds| Move::Wait { seconds }),
        1 => any::<bool>().prop_map(|b| Move::Toggle { b }),
        1 => any::<bool>().prop_map(|on| Move::Refuse { on }),
    ];
    prop::collection::vec(one, 1..60)
}

struct World {
    p: Pair,
    pings: ChannelRef,
    ends: (ChannelRef, ChannelRef),
    sent: Vec<PacketId>,
}

impl World {
    fn new() -> Self {
        let mut p = pair();
        let ((pings, _), ends) = (p.open(), p.open_transfer());
        let alice = p.net.addr(p.a, "alice");
        p.net.mint(p.a, &alice, &coins(1000, "uatom")).unwrap();
        p.net.on_step(Box::new(|net: &Net| Ok(net.check_ics20()?)));
        Self {
            p,
            pings,
            ends,
            sent: vec![],
        }
    }

    fn ship(&mut self, back: bool, amount: u128) {
        let net = &mut self.p.net;
        let (alice, bob) = (net.addr(self.p.a, "alice"), net.addr(self.p.b, "bob"));
        let voucher = net.denom_across(self.ends.0, "uatom").unwrap();
        let (end, from, to, denom) = match back {
            true => (self.ends.1, bob, alice, voucher.as_str()),
            false => (self.ends.0, alice, bob, "uatom"),
        };
        let msg = transfer(net, end, &to, coin(amount, denom), None);
        if net.tx_msgs(end.chain, &from, vec![msg.into()]).is_ok() {
            self.sent.push(end.packet(net.last_sequence(end)));
        }
    }

    fn step(&mut self, a_move: &Move) -> Result<(), SimError> {
        match *a_move {
            Move::Ship { back, amount } => self.ship(back, amount),
            Move::Ping if self.p.net.is_halted(self.p.a) => {}
            Move::Ping => self.sent.push(self.p.send(self.pings, Play::Ping)),
            Move::Act { which } => {
                let todo = self.p.net.pending();
                if let Some(todo) = todo.get(which % todo.len().max(1)) {
                    self.p.net.act(*todo)?;
                }
            }
            Move::Repeat { which } => {
                if let Some(&id) = self.sent.get(which % self.sent.len().max(1)) {
                    // Any of these may be refused; none may have effect twice.
                    for result in [self.p.net.recv(id).map(drop), self.p.net.ack(id).map(drop)] {
                        if let Err(e @ SimError::Observer { .. }) = result {
                            return Err(e);
                        }
                    }
                }
            }
            Move::Wait { seconds } => self.p.net.advance_all(seconds)?,
            Move::Toggle { b } => {
                let chain = if b { self.p.b } else { self.p.a };
                match self.p.net.is_halted(chain) {
                    true => self.p.net.resume(chain)?,
                    false => self.p.net.halt(chain)?,
                }
            }
            Move::Refuse { on } => self.p.net.refuse_incoming(self.p.b, on),
        }
        Ok(())
    }

    fn settle(&mut self) {
        for chain in [self.p.a, self.p.b] {
            if self.p.net.is_halted(chain) {
                self.p.net.resume(chain).unwrap();
            }
        }
        assert!(self.p.net.relay_all().unwrap().clean());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_schedule_makes_or_loses_money_or_settles_a_packet_twice(moves in moves()) {
        let mut w = World::new();
        for a_move in &moves {
            w.step(a_move).unwrap();
        }
        w.settle();
        let (net, a, b) = (&w.p.net, w.p.a, w.p.b);
        prop_assert!(net.unsettled().is_empty());
        let voucher = net.denom_across(w.ends.0, "uatom").unwrap();
        let escrowed = net.escrowed(w.ends.0, "uatom");
        let alice = net.balance(a, &net.addr(a, "alice"), "uatom");
        prop_assert_eq!(alice + escrowed, 1000);
        prop_assert_eq!(escrowed, net.supply(b, &voucher));
        prop_assert_eq!(net.supply(a, "uatom"), 1000);
        let pings = net.last_sequence(w.pings);
        prop_assert_eq!(w.p.count_a("acked") + w.p.count_a("timed_out"), pings);
        prop_assert_eq!(w.p.count_b("received"), w.p.count_a("acked"));
    }
}
