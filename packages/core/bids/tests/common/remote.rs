//! Remote bids on three chains as plain values: what packets can do, on the very functions that decide.
#![allow(clippy::indexing_slicing)]

use seawall_bids::*;

use super::{coll, debt, pair};

/// What a bid has in escrow, and what it buys.
pub const ESCROW: u128 = 100;
pub const PRICE: u128 = 60;

/// What became of a packet at its receiver.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fate {
    OnItsWay,
    Done(Verdict),
    Refused,
    Expired,
}

/// A packet, and what its sender knows of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Packet {
    pub fate: Fate,
    /// Its outcome was used: later ones are dropped by the link.
    pub settled: bool,
    /// An ack came that nobody could read.
    pub garbled: bool,
}

pub const SENT: Packet = Packet {
    fate: Fate::OnItsWay,
    settled: false,
    garbled: false,
};

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Hop {
    /// Debt chain to hub: the bid.
    Command,
    /// Hub to collateral chain: the bid.
    Order,
    /// Hub to collateral chain: the wish to cancel.
    Recall,
    /// Hub to debt chain: the verdict.
    Tell,
}

pub const HOPS: [Hop; 4] = [Hop::Command, Hop::Order, Hop::Recall, Hop::Tell];

/// One bid on all three chains.
#[derive(Clone, PartialEq, Debug)]
pub struct One {
    pub desk: Bid,
    pub relay: Option<Relay>,
    pub stored: Option<Verdict>,
    pub delivered: u32,
    pub moved: (u128, u128),
    pub packets: [Option<Packet>; 4],
}

#[derive(Clone, PartialEq, Debug)]
pub struct World {
    pub bids: Vec<One>,
    pub units: u32,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
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
    pub fn new() -> Self {
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

    pub fn packet(&mut self, hop: Hop) -> &mut Option<Packet> {
        &mut self.packets[hop as usize]
    }

    /// What the receiver does; the answer is kept and given again.
    pub fn work(&mut self, hop: Hop, late: bool, units: &mut u32) -> Verdict {
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
    pub fn hear(&mut self, hop: Hop, fate: Fate) {
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

    pub fn can(&mut self, step: Step) -> bool {
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
            // The link answers what comes twice with its stored ack; even where it would not, nothing is
            // done twice.
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

    pub fn is_on_its_way(&mut self, hop: Hop) -> bool {
        self.packet(hop).is_some_and(|p| p.fate == Fate::OnItsWay)
    }

    pub fn take(&mut self, step: Step, units: &mut u32) {
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

    pub fn check(&self) {
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

    pub fn is_over(&self) -> bool {
        self.desk.life.name() == "closed"
    }
}

/// The auction house at the moment of the order.
pub fn auction(late: bool, units: u32) -> Verdict {
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

pub fn steps() -> Vec<Step> {
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
