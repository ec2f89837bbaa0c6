//! Remote bids, ahead of their code: a liquidator whose money is on the debt chain bids there for a lot on
//! the collateral chain. The rules that a contract has to follow, and what must hold if it does.
//!
//! 1. The debt chain takes the money into escrow and sends the bid to the hub (a command).
//! 2. The hub passes it to the collateral chain (an order), once per bid.
//! 3. The auction house decides once, in its own time and at its own price, keeps the verdict and hands the
//!    collateral to the bidder's address there. The verdict is the ack.
//! 4. The hub tells the debt chain (an order that may be sent any number of times). Only that moves the
//!    escrow: filled, it repays the debt on the spot; declined, it goes back. A refusal or a proof that a
//!    hop was never received counts as declined; no clock on the debt chain frees anything (DEC-9).
//!
//! What must always hold: INV-1 (escrow, repaid and refunded money add up), INV-4 (a unit is for sale or
//! delivered, once), INV-5 (debt is repaid exactly for what was delivered), INV-9 (an escrow moves once),
//! INV-8. Called by the tests and by the binary.

use stateright::{Model, Property};

use crate::explore::Ends;
use crate::packet::{Answer, Fate, Known, Outcome, Packet};

/// A plausible mistake, planted on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The debt chain frees an escrow by its own clock.
    ClockFrees,
    /// An ack that nobody understands counts as declined.
    GarbledDeclines,
    /// The debt chain moves an escrow again when the verdict comes again.
    VerdictTwice,
    /// The auction house decides again when the order comes again.
    DecidesTwice,
    /// A verdict that was lost is not told again.
    ToldOnce,
    /// A unit that was sold stays for sale.
    UnitStays,
}

/// One small world: a lot of so many units, each bid for one of them.
#[derive(Debug, Clone)]
pub struct Bids {
    /// Bids.
    pub bids: usize,
    /// Units for sale.
    pub units: u8,
    /// May the chains stand still?
    pub halts: bool,
    /// What is done wrong.
    pub mistake: Option<Mistake>,
}

/// What the auction house, or a proof, has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It got its unit.
    Filled,
    /// It did not, and never will.
    Declined,
}

/// Where the money of a bid is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Escrow {
    /// Not bid yet.
    None,
    /// With the debt chain.
    Held,
    /// It repaid debt.
    Repaid,
    /// It went back to the bidder.
    Refunded,
}

/// One bid, everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bid {
    /// On the debt chain; moved so often.
    pub escrow: (Escrow, u8),
    /// Debt chain to hub.
    pub command: Packet,
    /// Hub to collateral chain.
    pub order: Packet,
    /// Decided by the auction house; units delivered.
    pub decided: (Option<Verdict>, u8),
    /// Known at the hub.
    pub known: Option<Verdict>,
    /// Hub to debt chain.
    pub tell: Packet,
}

/// Everything, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The bids.
    pub bids: Vec<Bid>,
    /// Units for sale.
    pub units: u8,
    /// Does the debt chain, the collateral chain stand still?
    pub halted: [bool; 2],
}

/// One of the three hops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hop {
    /// Debt chain to hub.
    Command,
    /// Hub to collateral chain.
    Order,
    /// Hub to debt chain.
    Tell,
}

/// What may happen next; the number is the bid's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A liquidator bids.
    Bid(usize),
    /// A hop is received. The auction house fills or declines; others just take it.
    Receive(usize, Hop, Verdict),
    /// A hop is refused.
    Refuse(usize, Hop),
    /// A hop will never be received.
    Expire(usize, Hop),
    /// Something reaches the sender of a hop.
    Answer(usize, Hop, Answer),
    /// Anyone has the verdict told (again).
    Tell(usize),
    /// Time passes on the debt chain.
    Clock(usize),
    /// A chain stops making blocks, or goes on.
    Halt(usize),
}

const DEBT_CHAIN: usize = 0;
const COLLATERAL_CHAIN: usize = 1;

impl Bid {
    const NEW: Self = Self {
        escrow: (Escrow::None, 0),
        command: Packet::NEW,
        order: Packet::NEW,
        decided: (None, 0),
        known: None,
        tell: Packet::NEW,
    };

    fn packet(&self, hop: Hop) -> Packet {
        match hop {
            Hop::Command => self.command,
            Hop::Order => self.order,
            Hop::Tell => self.tell,
        }
    }

    fn packet_mut(&mut self, hop: Hop) -> &mut Packet {
        match hop {
            Hop::Command => &mut self.command,
            Hop::Order => &mut self.order,
            Hop::Tell => &mut self.tell,
        }
    }

    fn move_escrow(&mut self, verdict: Verdict, again: bool) {
        if self.escrow.0 == Escrow::Held || again {
            let to = match verdict {
                Verdict::Filled => Escrow::Repaid,
                Verdict::Declined => Escrow::Refunded,
            };
            self.escrow = (to, self.escrow.1.saturating_add(1).min(3));
        }
    }
}

impl Bids {
    fn wrong(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    fn receive(&self, state: &mut State, at: usize, hop: Hop, verdict: Verdict) -> Option<()> {
        let bid = state.bids.get_mut(at)?;
        let again = bid.packet(hop).fate == Fate::Done;
        match hop {
            Hop::Command if again => {}
            // The hub passes it on; it cannot be sent twice.
            Hop::Command => bid.order = Packet::SENT,
            Hop::Order if bid.decided.0.is_some() && !self.wrong(Mistake::DecidesTwice) => {}
            Hop::Order if verdict == Verdict::Filled && state.units > 0 => {
                state.units -= u8::from(!self.wrong(Mistake::UnitStays));
                bid.decided = (Some(Verdict::Filled), bid.decided.1 + 1);
            }
            Hop::Order if verdict == Verdict::Filled => return None,
            Hop::Order => bid.decided.0 = Some(Verdict::Declined),
            Hop::Tell => bid.move_escrow(bid.known?, self.wrong(Mistake::VerdictTwice)),
        }
        bid.packet_mut(hop).fate = Fate::Done;
        Some(())
    }

    fn answer(&self, bid: &mut Bid, hop: Hop, answer: Answer) {
        let mut outcome = bid.packet_mut(hop).settle(answer);
        if answer == Answer::Garbled && self.wrong(Mistake::GarbledDeclines) {
            outcome = Outcome::Undo;
        }
        match (hop, outcome) {
            (_, Outcome::Nothing) | (Hop::Command | Hop::Tell, Outcome::Finish) => {}
            (Hop::Order, Outcome::Finish) => bid.known = bid.decided.0,
            (Hop::Order, Outcome::Undo) => bid.known = Some(Verdict::Declined),
            // The hub has never passed it on.
            (Hop::Command, Outcome::Undo) => bid.move_escrow(Verdict::Declined, false),
            (Hop::Tell, Outcome::Undo) => {}
        }
    }
}

impl Model for Bids {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            bids: vec![Bid::NEW; self.bids],
            units: self.units,
            halted: [false; 2],
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        let [debt, collateral] = state.halted;
        for (at, bid) in state.bids.iter().enumerate() {
            if bid.escrow.0 == Escrow::None && !debt {
                actions.push(Step::Bid(at));
            }
            for hop in [Hop::Command, Hop::Order, Hop::Tell] {
                let (from, to) = match hop {
                    Hop::Command => (debt, false),
                    Hop::Order => (false, collateral),
                    Hop::Tell => (false, debt),
                };
                hop_steps(bid.packet(hop), at, hop, (from, to), actions);
            }
            if bid.known.is_some() {
                actions.push(Step::Tell(at));
            }
            if bid.escrow.0 == Escrow::Held && self.wrong(Mistake::ClockFrees) {
                actions.push(Step::Clock(at));
            }
        }
        if self.halts {
            actions.extend([Step::Halt(DEBT_CHAIN), Step::Halt(COLLATERAL_CHAIN)]);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        match step {
            Step::Bid(at) => {
                let bid = state.bids.get_mut(at)?;
                bid.escrow.0 = Escrow::Held;
                bid.command = Packet::SENT;
            }
            Step::Receive(at, hop, verdict) => self.receive(&mut state, at, hop, verdict)?,
            Step::Refuse(at, hop) => {
                state.bids.get_mut(at)?.packet_mut(hop).fate = Fate::Refused;
            }
            Step::Expire(at, hop) => {
                state.bids.get_mut(at)?.packet_mut(hop).fate = Fate::Expired;
            }
            Step::Answer(at, hop, answer) => self.answer(state.bids.get_mut(at)?, hop, answer),
            Step::Tell(at) => {
                let bid = state.bids.get_mut(at)?;
                let first = bid.tell.known == Known::Unsent;
                let lost = bid.tell.known == Known::Settled && bid.tell.fate != Fate::Done;
                if !first && (!lost || self.wrong(Mistake::ToldOnce)) {
                    return None;
                }
                bid.tell = Packet::SENT;
            }
            Step::Clock(at) => state
                .bids
                .get_mut(at)?
                .move_escrow(Verdict::Declined, false),
            Step::Halt(chain) => {
                let halted = state.halted.get_mut(chain)?;
                *halted = !*halted;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "INV-1 and INV-9 an escrow moves once",
                |_, state: &State| {
                    let once = |bid: &Bid| match bid.escrow {
                        (Escrow::None | Escrow::Held, moved) => moved == 0,
                        (_, moved) => moved == 1,
                    };
                    state.bids.iter().all(once)
                },
            ),
            Property::always("INV-4 each unit is in one place", |model, state: &State| {
                let delivered: u8 = state.bids.iter().map(|bid| bid.decided.1).sum();
                let once = state.bids.iter().all(|bid| bid.decided.1 <= 1);
                once && state.units + delivered == model.units
            }),
            Property::always(
                "INV-5 debt is repaid for what was delivered",
                |_, state: &State| {
                    let paid_for = |bid: &Bid| match bid.escrow.0 {
                        Escrow::Repaid => bid.decided.1 == 1,
                        Escrow::Refunded => bid.decided.1 == 0 && !bid.order.arrives(),
                        Escrow::None | Escrow::Held => true,
                    };
                    state.bids.iter().all(paid_for)
                },
            ),
        ]
    }
}

fn hop_steps(packet: Packet, at: usize, hop: Hop, halted: (bool, bool), actions: &mut Vec<Step>) {
    let (from, to) = halted;
    let received = packet.fate == Fate::Done;
    if (packet.arrives() || received) && !to {
        actions.push(Step::Receive(at, hop, Verdict::Declined));
        if hop == Hop::Order {
            actions.push(Step::Receive(at, hop, Verdict::Filled));
        }
    }
    if packet.arrives() {
        actions.push(Step::Expire(at, hop));
        if !to {
            actions.push(Step::Refuse(at, hop));
        }
    }
    for answer in packet.answers() {
        // A timeout is proved by the receiver's blocks, and everything reaches a moving sender only.
        let proved_by_nobody = answer == Answer::Timeout && to;
        if !(from || proved_by_nobody) {
            actions.push(Step::Answer(at, hop, answer));
        }
    }
}

impl Ends for Bids {
    /// The money of every bid that was made has moved, and no packet waits for an outcome.
    fn is_end(&self, state: &State) -> bool {
        let over = |bid: &Bid| {
            let waits = [bid.command, bid.order, bid.tell];
            let moved = bid.escrow.0 == Escrow::None || bid.escrow.1 == 1;
            moved && !waits.iter().any(|packet| packet.is_open())
        };
        state.halted == [false; 2] && state.bids.iter().all(over)
    }

    fn helps(&self, state: &State, step: &Step) -> Option<Step> {
        match *step {
            Step::Bid(_) | Step::Refuse(..) | Step::Expire(..) | Step::Clock(_) => None,
            Step::Answer(.., Answer::Garbled) => None,
            Step::Halt(chain) if state.halted.get(chain) == Some(&false) => None,
            Step::Receive(at, hop, _) => Some(Step::Receive(at, hop, Verdict::Declined)),
            other => Some(other),
        }
    }
}
