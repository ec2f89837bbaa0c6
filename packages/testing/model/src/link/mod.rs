//! A link whose channels are replaced: two ends, packets both ways, channels that die with packets under
//! way, questions about them over the next channel. The transitions are the contracts' own
//! (`seawall_link_state`).
//!
//! What must always hold, in every state: INV-9 (an effect at most once), INV-7 (what was finished had an
//! effect, what was undone has none, before or after), counters that count; from every state all records
//! can end (INV-8). Called by the tests and by the binary.

mod act;

use seawall_link_state::{End, FlightState, LinkStatus, Side};
use stateright::{Model, Property};

use crate::explore::Ends;

/// A plausible mistake, planted on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// Packets of an old channel are still worked on.
    OldChannelWorks,
    /// Stored acks are dropped before the sender has the outcome.
    ForgetsEarly,
    /// An ack that nobody understands undoes what was sent.
    GarbledUndoes,
    /// Nobody can ask about packets of a dead channel.
    NoQuestions,
    /// What was settled and comes again is worked on again.
    SettledWorks,
    /// An ack that nobody understands is not counted.
    ParkedUncounted,
}

/// One small world.
#[derive(Debug, Clone)]
pub struct Link {
    /// Packets that the opening end and the answering end send.
    pub packets: [usize; 2],
    /// Channels, one after the other; all but the last may die.
    pub channels: u32,
    /// May acks be unreadable?
    pub garbles: bool,
    /// May the opening end drain the link, and resume?
    pub drains: bool,
    /// What is done wrong.
    pub mistake: Option<Mistake>,
}

/// What became of a packet at its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Not received yet.
    OnItsWay,
    /// Its time is over.
    Expired,
    /// Received: an ack that says it took effect, or not, is there.
    Acked(bool),
}

/// A question about a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// None is under way.
    None,
    /// Asked over this channel, under this sequence.
    Asked(u32, u64),
    /// Answered over this channel: it took effect, or not and never will.
    Answered(u32, bool),
}

/// One packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Packet {
    /// Its channel.
    pub epoch: u32,
    /// Its number there.
    pub sequence: u64,
    /// What it says that its sender has the outcomes of.
    pub acked_below: u64,
    /// The sender's record.
    pub record: Option<FlightState>,
    /// What the sender made of it: finished or undone.
    pub concluded: Option<bool>,
    /// At the receiver, as the channel knows it.
    pub fate: Fate,
    /// The receiver's stored ack.
    pub stored: Option<bool>,
    /// So often it took effect.
    pub effects: u8,
    /// About it.
    pub question: Question,
}

/// One end, hashed by what it decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(pub End);

impl std::hash::Hash for Seen {
    fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
        let end = &self.0;
        (end.status, end.moving, end.epoch).hash(hasher);
        (end.last_sent, end.peer_acked_below, end.last_question).hash(hasher);
        (end.in_flight, end.unresolved, end.receipts).hash(hasher);
    }
}

/// Everything, everywhere. Index 0 is the opening end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The two ends.
    pub ends: [Seen; 2],
    /// Packets by sender.
    pub packets: [Vec<Packet>; 2],
    /// Channels that nothing passes any more.
    pub dead: Vec<bool>,
}

/// What may happen next; the first number is the sender's end, the second the packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A packet is sent.
    Send(usize),
    /// It is received, or once more; if its work is done, does it go well?
    Deliver(usize, usize, bool),
    /// Its time is over.
    Expire(usize, usize),
    /// Its ack reaches the sender; can it be read?
    Ack(usize, usize, bool),
    /// A proof that it was never received reaches the sender.
    Timeout(usize, usize),
    /// Anyone asks about it.
    Ask(usize, usize),
    /// The question is received.
    Question(usize, usize),
    /// It is lost.
    QuestionLost(usize, usize),
    /// The answer reaches the sender of the packet.
    Answer(usize, usize),
    /// Nothing passes the channel of this epoch any more.
    Die(u32),
    /// The owner of the opening end lets a new channel follow.
    Move,
    /// A new channel is opened at the opening end.
    Open,
    /// And confirmed at the answering end.
    Confirm,
    /// The owner of the opening end drains the link, or resumes.
    Drain(bool),
}

impl Link {
    fn wrong(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// The first channel is in use at both ends.
    fn begin(&self) -> State {
        let end = |side| {
            let mut end = End::new(side);
            end.status = LinkStatus::Active;
            end.epoch = 1;
            Seen(end)
        };
        State {
            ends: [end(Side::Opens), end(Side::Answers)],
            packets: [vec![], vec![]],
            dead: vec![false; self.channels as usize],
        }
    }
}

impl State {
    fn alive(&self, epoch: u32) -> bool {
        let dead = self.dead.get(epoch as usize - 1);
        dead.is_some_and(|dead| !dead)
    }

    fn each(&self) -> impl Iterator<Item = (usize, usize, &Packet)> {
        let sides = self.packets.iter().enumerate();
        sides.flat_map(|(from, packets)| {
            let all = packets.iter().enumerate();
            all.map(move |(at, packet)| (from, at, packet))
        })
    }
}

impl Model for Link {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![self.begin()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        for (from, packets) in state.packets.iter().enumerate() {
            let most = self.packets.get(from).copied().unwrap_or_default();
            if packets.len() < most {
                actions.push(Step::Send(from));
            }
        }
        for (from, at, packet) in state.each() {
            self.packet_steps(state, (from, at), packet, actions);
        }
        actions.extend(
            (1..self.channels)
                .filter(|e| state.alive(*e))
                .map(Step::Die),
        );
        let [opener, answerer] = &state.ends;
        if opener.0.epoch < self.channels {
            actions.extend([Step::Move, Step::Open]);
        }
        if answerer.0.epoch < opener.0.epoch {
            actions.push(Step::Confirm);
        }
        if self.drains {
            actions.extend([Step::Drain(true), Step::Drain(false)]);
        }
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        self.act(&mut state, step)?;
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("INV-9 an effect at most once", |_, state: &State| {
                state.each().all(|(_, _, packet)| packet.effects <= 1)
            }),
            Property::always(
                "INV-7 finished means an effect, undone none",
                |_, state: &State| {
                    let agree = |packet: &Packet| match packet.concluded {
                        Some(true) => packet.effects == 1,
                        Some(false) => packet.effects == 0,
                        None => true,
                    };
                    state.each().all(|(_, _, packet)| agree(packet))
                },
            ),
            Property::always("the counters count", counters),
        ]
    }
}

impl Link {
    fn packet_steps(
        &self,
        state: &State,
        (from, at): (usize, usize),
        packet: &Packet,
        actions: &mut Vec<Step>,
    ) {
        if state.alive(packet.epoch) {
            match packet.fate {
                Fate::OnItsWay => {
                    actions.extend([true, false].map(|well| Step::Deliver(from, at, well)));
                    actions.push(Step::Expire(from, at));
                }
                Fate::Expired => actions.push(Step::Timeout(from, at)),
                Fate::Acked(_) => {
                    actions.push(Step::Ack(from, at, true));
                    actions.extend([true, false].map(|well| Step::Deliver(from, at, well)));
                }
            }
            if self.garbles && matches!(packet.fate, Fate::Acked(_)) {
                actions.push(Step::Ack(from, at, false));
            }
        }
        // Anyone may ask again, whatever became of an earlier question.
        actions.push(Step::Ask(from, at));
        match packet.question {
            Question::None => {}
            Question::Asked(epoch, _) => {
                actions.push(Step::QuestionLost(from, at));
                if state.alive(epoch) {
                    actions.push(Step::Question(from, at));
                }
            }
            Question::Answered(epoch, _) => {
                actions.push(Step::QuestionLost(from, at));
                if state.alive(epoch) {
                    actions.push(Step::Answer(from, at));
                }
            }
        }
    }
}

impl Ends for Link {
    /// No packet is without outcome, and both ends use the same channel.
    fn is_end(&self, state: &State) -> bool {
        let [opener, answerer] = &state.ends;
        opener.0.epoch == answerer.0.epoch
            && state.each().all(|(_, _, packet)| packet.record.is_none())
    }

    /// A link that is to work again needs a channel: its owner's leave to open one is among the moves.
    fn helps(&self, _: &State, step: &Step) -> Option<Step> {
        match *step {
            Step::Send(_) | Step::Drain(_) => None,
            Step::Expire(..) | Step::QuestionLost(..) | Step::Die(_) => None,
            Step::Ack(.., false) => None,
            Step::Deliver(from, at, _) => Some(Step::Deliver(from, at, true)),
            other => Some(other),
        }
    }
}

fn counters(_: &Link, state: &State) -> bool {
    let sides = state.ends.iter().enumerate();
    let mut right = sides.map(|(side, seen)| {
        let sent = || state.each().filter(move |(from, _, _)| *from == side);
        let got = state.each().filter(|(from, _, _)| *from != side);
        let records = sent().filter(|(_, _, p)| p.record.is_some()).count();
        let parked = sent().filter(|(_, _, p)| p.record == Some(FlightState::Unresolved));
        let receipts = got.filter(|(_, _, p)| p.stored.is_some()).count();
        (seen.0.in_flight, seen.0.unresolved) == (records as u64, parked.count() as u64)
            && seen.0.receipts == receipts as u64
    });
    right.all(|right| right)
}
