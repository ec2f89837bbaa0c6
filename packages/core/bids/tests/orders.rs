//! Every order, loss, delay and repetition of the packets of remote bids, on the very functions that decide
//! (INV-1, INV-4, INV-5, INV-7, INV-8, INV-9): all states of small worlds are visited, and from each
//! of them someone without privileges can bring every bid to its end.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use std::collections::{HashMap, VecDeque};

use common::*;
use proptest::prelude::*;
use seawall_bids::*;

/// What a bid has in escrow, and what it buys.
const ESCROW: u128 = 100;
const PRICE: u128 = 60;

/// What became of a packet at its receiver.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    OnItsWay,
    Done(Verdict),
    Refused,
    Expired,
}

/// A packet, and what its sender knows of it.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Packet {
    fate: Fate,
    /// Its outcome was used: later ones are dropped by the link.
    settled: bool,
    /// An ack came that nobody could read.
    garbled: bool,
}

const SENT: Packet = Packet {
    fate: Fate::OnItsWay,
    settled: false,
    garbled: false,
};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Hop {
    /// Debt chain to hub: the bid.
    Command,
    /// Hub to collateral chain: the bid.
    Order,
    /// Hub to collateral chain: the wish to cancel.
    Recall,
    /// Hub to debt chain: the verdict.
    Tell,
}

const HOPS: [Hop; 4] = [Hop::Command, Hop::Order, Hop::Recall, Hop::Tell];

/// One bid on all three chains.
#[derive(Clone, PartialEq, Debug)]
struct One {
    desk: Bid,
    relay: Option<Relay>,
    stored: Option<Verdict>,
    delivered: u32,
    moved: (u128, u128),
    packets: [Option<Packet>; 4],
}

#[derive(Clone, PartialEq, Debug)]
struct World {
    bids: Vec<One>,
    units: u32,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Step {
    Send,
    Cancel,
    /// Anyone has the wish to cancel sent.
    AskBack,
    /// Anyone has the verdict told, again if the last one was lost.
    Tell,
    /// Received; by the collateral chain in or after its last moment.
    Receive(Hop, bool),
    Refuse(Hop),
    Expire(Hop),
    /// What the receiver answered reaches the sender.
    Answer(Hop),
    Garble(Hop),
    Move,
}

impl One {
    fn new() -> Self {
        let desk = Bid {
            bidder: "bidder".into(),
            pays: 1,
            wants: 2,
            limit: pair("60"),
            amount: debt(ESCROW),
            delivery: "there".into(),
            kind: Kind::Immediate { lot: 1 },
            not_after: 10,
            life: Life::Placed,
        };
        Self {
            desk,
            relay: None,
            stored: None,
            delivered: 0,
            moved: (0, 0),
            packets: [None; 4],
        }
    }

    fn packet(&mut self, hop: Hop) -> &mut Option<Packet> {
        &mut self.packets[hop as usize]
    }

    /// What the receiver does; the answer is kept and given again.
    fn work(&mut self, hop: Hop, late: bool, units: &mut u32) -> Verdict {
        let none = Verdict::Never;
        match hop {
            Hop::Command => {
                self.relay = Some(Relay::pass_on(self.relay.as_ref()).unwrap());
                *self.packet(Hop::Order) = Some(SENT);
                none
            }
            Hop::Order => {
                let (verdict, new) = decide(self.stored, || auction(late, *units));
                if new && !verdict.collateral().is_zero() {
                    *units -= 1;
                    self.delivered += 1;
                }
                self.stored = Some(verdict);
                verdict
            }
            Hop::Recall => {
                let (verdict, _) = recall(self.stored);
                self.stored = Some(verdict);
                verdict
            }
            Hop::Tell => {
                let verdict = self.relay.unwrap().verdict().unwrap();
                self.desk.learn(Learnt::Verdict(verdict));
                none
            }
        }
    }

    /// The sender learns the outcome.
    fn hear(&mut self, hop: Hop, fate: Fate) {
        let heard = match fate {
            Fate::Done(verdict) => Heard::Verdict(verdict),
            Fate::Refused => Heard::Refused(9),
            Fate::Expired => Heard::Never,
            Fate::OnItsWay => unreachable!("nothing is known of it"),
        };
        match (hop, heard) {
            (Hop::Command, Heard::Verdict(_)) | (Hop::Tell, _) => {}
            (Hop::Command, _) => {
                self.desk.learn(Learnt::NeverReceived);
            }
            (Hop::Order, _) => self.relay = self.relay.map(|r| r.hear(heard).0),
            (Hop::Recall, _) => self.relay = self.relay.map(|r| r.hear_of_recall(heard).0),
        }
    }

    fn can(&mut self, step: Step) -> bool {
        let known = self.relay.and_then(|r| r.verdict()).is_some();
        let lost = |p: Packet| p.settled && !matches!(p.fate, Fate::Done(_));
        match step {
            Step::Send => self.desk.life == Life::Placed,
            Step::Cancel => matches!(self.desk.life, Life::Placed | Life::Sent),
            Step::AskBack => {
                let free = self.packet(Hop::Recall).is_none_or(lost);
                self.relay.is_some() && !known && free
            }
            Step::Tell => known && self.packet(Hop::Tell).is_none_or(lost),
            // The link answers what comes twice with its stored ack; even where it would not, nothing is done twice.
            Step::Receive(hop, late) => {
                let done = self
                    .packet(hop)
                    .is_some_and(|p| matches!(p.fate, Fate::Done(_)));
                let comes = self.is_on_its_way(hop) || (done && hop != Hop::Command);
                comes && (hop == Hop::Order || !late)
            }
            Step::Refuse(hop) | Step::Expire(hop) => self.is_on_its_way(hop),
            Step::Answer(hop) => self
                .packet(hop)
                .is_some_and(|p| !p.settled && p.fate != Fate::OnItsWay),
            Step::Garble(hop) => self.packet(hop).is_some_and(|p| {
                !p.settled && !p.garbled && !matches!(p.fate, Fate::OnItsWay | Fate::Expired)
            }),
            Step::Move => matches!(self.desk.life, Life::Decided { .. }),
        }
    }

    fn is_on_its_way(&mut self, hop: Hop) -> bool {
        self.packet(hop).is_some_and(|p| p.fate == Fate::OnItsWay)
    }

    fn take(&mut self, step: Step, units: &mut u32) {
        match step {
            Step::Send => {
                self.desk.send().unwrap();
                *self.packet(Hop::Command) = Some(SENT);
            }
            Step::Cancel => {
                self.desk.cancel().unwrap();
            }
            Step::AskBack => *self.packet(Hop::Recall) = Some(SENT),
            Step::Tell => *self.packet(Hop::Tell) = Some(SENT),
            Step::Receive(hop, late) => {
                let fate = Fate::Done(self.work(hop, late, units));
                let packet = self.packet(hop).as_mut().unwrap();
                let first = packet.fate == Fate::OnItsWay;
                assert!(first || packet.fate == fate, "INV-9: answered otherwise");
                packet.fate = fate;
            }
            Step::Refuse(hop) => self.packet(hop).as_mut().unwrap().fate = Fate::Refused,
            Step::Expire(hop) => self.packet(hop).as_mut().unwrap().fate = Fate::Expired,
            Step::Answer(hop) => {
                let packet = self.packet(hop).as_mut().unwrap();
                packet.settled = true;
                let fate = packet.fate;
                self.hear(hop, fate);
            }
            Step::Garble(hop) => {
                self.packet(hop).as_mut().unwrap().garbled = true;
                self.desk.learn(Learnt::Unreadable);
                self.relay = self.relay.map(|r| r.hear(Heard::Unreadable).0);
            }
            Step::Move => {
                self.moved.0 += self.desk.take(Part::Repay).u128();
                self.moved.1 += self.desk.take(Part::Refund).u128();
            }
        }
    }

    fn check(&self) {
        let (repaid, refunded) = self.moved;
        let held = match self.desk.life {
            Life::Placed | Life::Sent => ESCROW,
            Life::Decided { owed, .. } => owed.repay.u128() + owed.refund.u128(),
            Life::Pooled { .. } | Life::Closed { .. } => 0,
        };
        assert_eq!(repaid + refunded + held, ESCROW, "INV-1 {self:?}");
        assert!(self.delivered <= 1, "INV-9 {self:?}");
        if let Life::Decided { verdict, .. }
        | Life::Closed {
            verdict: Some(verdict),
        } = self.desk.life
        {
            // Either collateral or money, never both, never neither.
            let paid = verdict.payment() == debt(PRICE);
            assert_eq!(paid, self.delivered == 1, "INV-5 {self:?}");
            let order = self.packets[Hop::Order as usize];
            let waits = order.is_some_and(|p| p.fate == Fate::OnItsWay);
            let tombstone = self.stored == Some(Verdict::Cancelled);
            assert!(
                paid || !waits || tombstone,
                "a late order could deliver: {self:?}"
            );
        }
    }

    fn is_over(&self) -> bool {
        self.desk.life.name() == "closed"
    }
}

/// The auction house at the moment of the order.
fn auction(late: bool, units: u32) -> Verdict {
    let offered = Offered {
        amount: debt(ESCROW),
        limit: pair("60"),
        not_after: 10,
    };
    let now = if late { 11 } else { 10 };
    match wanted(&offered, now, pair("60")).unwrap() {
        Err(verdict) => verdict,
        Ok(want) if units == 0 || want.is_zero() => Verdict::refused(Why::LotClosed),
        Ok(_) => Verdict::of_purchase(offered.amount, pair("60"), debt(PRICE), coll(1)).unwrap(),
    }
}

fn steps() -> Vec<Step> {
    let mut steps = vec![
        Step::Send,
        Step::Cancel,
        Step::AskBack,
        Step::Tell,
        Step::Move,
    ];
    for hop in HOPS {
        steps.extend([Step::Receive(hop, false), Step::Receive(hop, true)]);
        steps.extend([Step::Refuse(hop), Step::Expire(hop)]);
        steps.extend([Step::Answer(hop), Step::Garble(hop)]);
    }
    steps
}

/// Every state that can be reached, with where one step leads.
fn explore(bids: usize, units: u32) -> (Vec<World>, Vec<Vec<usize>>) {
    let first = World {
        bids: vec![One::new(); bids],
        units,
    };
    let mut seen = HashMap::from([(format!("{first:?}"), 0)]);
    let mut worlds = vec![first];
    let mut next = vec![];
    let mut queue = VecDeque::from([0]);
    let steps = steps();
    while let Some(at) = queue.pop_front() {
        let mut reached = vec![];
        for which in 0..bids {
            for step in &steps {
                let mut world = worlds[at].clone();
                if !world.bids[which].can(*step) {
                    continue;
                }
                world.bids[which].take(*step, &mut world.units);
                let key = format!("{world:?}");
                let id = *seen.entry(key).or_insert_with(|| {
                    worlds.push(world);
                    queue.push_back(worlds.len() - 1);
                    worlds.len() - 1
                });
                reached.push(id);
            }
        }
        next.push(reached);
    }
    (worlds, next)
}

/// The states from which the end can be reached.
fn can_end(worlds: &[World], next: &[Vec<usize>]) -> Vec<bool> {
    let mut before = vec![vec![]; worlds.len()];
    for (from, reached) in next.iter().enumerate() {
        for to in reached {
            before[*to].push(from);
        }
    }
    let over = |world: &World| world.bids.iter().all(One::is_over);
    let mut can: Vec<bool> = worlds.iter().map(over).collect();
    let mut queue: VecDeque<usize> = (0..worlds.len()).filter(|at| can[*at]).collect();
    while let Some(at) = queue.pop_front() {
        for from in &before[at] {
            if !can[*from] {
                can[*from] = true;
                queue.push_back(*from);
            }
        }
    }
    can
}

fn judge(bids: usize, units: u32, least: usize) {
    let (worlds, next) = explore(bids, units);
    assert!(worlds.len() >= least, "only {} states", worlds.len());
    for world in &worlds {
        let delivered: u32 = world.bids.iter().map(|b| b.delivered).sum();
        assert_eq!(delivered + world.units, units, "INV-4");
        world.bids.iter().for_each(One::check);
    }
    let stuck = can_end(&worlds, &next).iter().position(|can| !can);
    assert!(stuck.is_none(), "INV-8: {:?}", stuck.map(|at| &worlds[at]));
}

#[test]
fn one_bid_ends_with_collateral_or_money_whatever_happens_to_its_packets() {
    judge(1, 1, 200);
    judge(1, 0, 100);
}

#[test]
fn every_kind_of_end_can_be_reached() {
    let (worlds, _) = explore(1, 1);
    let ends: Vec<Verdict> = worlds
        .iter()
        .filter_map(|world| match world.bids[0].desk.life {
            Life::Closed { verdict } => verdict,
            _ => None,
        })
        .collect();
    let bought = |v: &Verdict| v.payment() == debt(PRICE);
    assert!(ends.iter().any(bought));
    let refused = Verdict::refused(Why::Other { code: 9 });
    for verdict in [
        Verdict::Expired,
        Verdict::Cancelled,
        Verdict::Never,
        refused,
    ] {
        assert!(ends.contains(&verdict), "{verdict:?}");
    }
}

/// What people without privileges do until everything has ended.
fn heal(world: &mut World) {
    let cranks = [Step::Send, Step::Tell, Step::Move];
    for _ in 0..12 {
        for one in &mut world.bids {
            let hops = HOPS
                .iter()
                .flat_map(|h| [Step::Receive(*h, false), Step::Answer(*h)]);
            for step in cranks.into_iter().chain(hops) {
                if one.can(step) {
                    one.take(step, &mut world.units);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn three_bids_for_two_units_end_whatever_happens_in_whatever_order(
        schedule in prop::collection::vec((0..3usize, any::<prop::sample::Index>()), 0..120),
    ) {
        let mut world = World { bids: vec![One::new(); 3], units: 2 };
        let steps = steps();
        for (which, index) in schedule {
            let one = &mut world.bids[which];
            let possible: Vec<Step> = steps.iter().copied().filter(|s| one.can(*s)).collect();
            if let Some(step) = possible.get(index.index(possible.len().max(1))) {
                one.take(*step, &mut world.units);
            }
            world.bids.iter().for_each(One::check);
        }
        heal(&mut world);
        world.bids.iter().for_each(One::check);
        prop_assert!(world.bids.iter().all(One::is_over), "INV-8: {:?}", world);
        let delivered: u32 = world.bids.iter().map(|b| b.delivered).sum();
        let repaid: u128 = world.bids.iter().map(|b| b.moved.0).sum();
        prop_assert_eq!(delivered + world.units, 2);
        prop_assert_eq!(repaid, u128::from(delivered) * PRICE);
    }
}

#[test]
fn a_clock_on_the_debt_chain_would_be_noticed() {
    // What the rule forbids: the desk gives up by itself while its order is still on its way.
    let mut one = One::new();
    let mut units = 1;
    one.take(Step::Send, &mut units);
    one.take(Step::Receive(Hop::Command, false), &mut units);
    one.desk.learn(Learnt::NeverReceived);
    let caught = std::panic::catch_unwind(|| one.check());
    assert!(caught.is_err());
}
