//! What each step does around the pure functions of the link layer. What must always hold: a packet is
//! received over its own channel only, as long as that lives, and at most once by it.

use seawall_link_state::{
    acked, answer, arrive, dropped, live, may_ask, may_send, outcome, question, sent, worked,
    Answer, Arrival, FlightState, Life, Outcome, Purpose, Refused, Verdict,
};

use super::{Fate, Link, Mistake, Packet, Question, State, Step};

/// Numbers of questions; other packets have lower ones.
const QUESTIONS_FROM: u64 = 1_000;

impl Link {
    /// Does a step. `None`: it cannot be done now.
    pub(super) fn act(&self, state: &mut State, step: Step) -> Option<()> {
        match step {
            Step::Send(from) => self.send(state, from),
            Step::Deliver(from, at, well) => self.deliver(state, from, at, well),
            Step::Expire(from, at) => {
                packet(state, from, at)?.fate = Fate::Expired;
                Some(())
            }
            Step::Ack(from, at, readable) => self.ack(state, from, at, readable),
            Step::Timeout(from, at) => self.learn(state, from, at, Outcome::Never),
            Step::Ask(from, at) => self.ask(state, from, at),
            Step::Question(from, at) => self.question(state, from, at),
            Step::QuestionLost(from, at) => {
                packet(state, from, at)?.question = Question::None;
                Some(())
            }
            Step::Answer(from, at) => {
                let packet = packet(state, from, at)?;
                let Question::Answered(_, effect) = packet.question else {
                    return None;
                };
                packet.question = Question::None;
                let learnt = if effect {
                    Outcome::Success
                } else {
                    Outcome::Never
                };
                self.learn(state, from, at, learnt)
            }
            Step::Die(epoch) => {
                *state.dead.get_mut(epoch as usize - 1)? = true;
                Some(())
            }
            Step::Move => change(state, 0, Life::Moved),
            Step::Open => {
                let epoch = state.ends.first()?.0.epoch + 1;
                change(state, 0, Life::Connected { epoch })
            }
            Step::Confirm => {
                let epoch = state.ends.first()?.0.epoch;
                change(state, 1, Life::Connected { epoch })
            }
            Step::Drain(true) => change(state, 0, Life::Drained),
            Step::Drain(false) => change(state, 0, Life::Resumed),
        }
    }

    /// A chain numbers what it sends over a channel; the sender says below what it has all outcomes.
    fn send(&self, state: &mut State, from: usize) -> Option<()> {
        let end = &mut state.ends.get_mut(from)?.0;
        may_send(end, Purpose::Begin).ok()?;
        let (epoch, sequence) = (end.epoch, end.last_sent + 1);
        *end = sent(*end, sequence);
        let all = state.packets.get_mut(from)?;
        let mut open: Vec<u64> = all
            .iter()
            .filter(|p| p.epoch == epoch && p.record.is_some())
            .map(|p| p.sequence)
            .collect();
        open.push(sequence);
        let acked_below = if self.wrong(Mistake::ForgetsEarly) {
            sequence
        } else {
            open.into_iter().min()?
        };
        all.push(Packet {
            epoch,
            sequence,
            acked_below,
            record: Some(FlightState::Waiting),
            concluded: None,
            fate: Fate::OnItsWay,
            stored: None,
            effects: 0,
            question: Question::None,
        });
        Some(())
    }

    /// A channel exists at an end from the moment at which the end took it.
    fn deliver(&self, state: &mut State, from: usize, at: usize, well: bool) -> Option<()> {
        let to = 1 - from;
        let mut packet = *state.packets.get(from)?.get(at)?;
        let end = state.ends.get(to)?.0;
        if end.epoch < packet.epoch {
            return None;
        }
        let stored = packet.stored.is_some();
        let (epoch, sequence) = (packet.epoch, packet.sequence);
        let (mut end, mut arrival) = arrive(end, epoch, sequence, stored);
        if self.wrong(Mistake::OldChannelWorks) && epoch < end.epoch && !stored {
            arrival = Arrival::Work;
        }
        let settled = arrival == Arrival::Refuse(Refused::Settled);
        if self.wrong(Mistake::SettledWorks) && settled {
            arrival = Arrival::Work;
        }
        let took = match arrival {
            Arrival::Repeat => packet.stored?,
            Arrival::Refuse(_) => false,
            Arrival::Work => {
                if epoch == end.epoch {
                    end = self.forget(state, end, to, &packet)?;
                }
                let (next, keep) = worked(end, sequence);
                end = next;
                packet.stored = keep.then_some(well);
                packet.effects += u8::from(well);
                well
            }
        };
        packet.fate = Fate::Acked(took);
        state.ends.get_mut(to)?.0 = end;
        *state.packets.get_mut(from)?.get_mut(at)? = packet;
        Some(())
    }

    /// Stored acks of which the sender has the outcome go.
    fn forget(
        &self,
        state: &mut State,
        end: seawall_link_state::End,
        to: usize,
        packet: &Packet,
    ) -> Option<seawall_link_state::End> {
        let end = acked(end, packet.sequence, packet.acked_below).ok()?;
        let mut count = 0;
        for old in state.packets.get_mut(1 - to)? {
            let below = old.epoch == end.epoch && old.sequence < end.peer_acked_below;
            if below && old.stored.take().is_some() {
                count += 1;
            }
        }
        Some(dropped(end, count))
    }

    fn ack(&self, state: &mut State, from: usize, at: usize, readable: bool) -> Option<()> {
        let Fate::Acked(took) = packet(state, from, at)?.fate else {
            return None;
        };
        let learnt = match (readable, took) {
            (false, _) if self.wrong(Mistake::GarbledUndoes) => Outcome::Error,
            (false, _) => Outcome::Unknown,
            (true, true) => Outcome::Success,
            (true, false) => Outcome::Error,
        };
        self.learn(state, from, at, learnt)
    }

    fn learn(&self, state: &mut State, from: usize, at: usize, learnt: Outcome) -> Option<()> {
        let packet = state.packets.get_mut(from)?.get_mut(at)?;
        let end = &mut state.ends.get_mut(from)?.0;
        let (next, verdict) = outcome(*end, packet.record, learnt);
        if !(self.wrong(Mistake::ParkedUncounted) && verdict == Verdict::Park) {
            *end = next;
        }
        match verdict {
            Verdict::Redundant => {}
            Verdict::Park => packet.record = Some(FlightState::Unresolved),
            Verdict::Succeed | Verdict::Undo => {
                packet.record = None;
                packet.concluded = Some(verdict == Verdict::Succeed);
            }
        }
        Some(())
    }

    fn ask(&self, state: &mut State, from: usize, at: usize) -> Option<()> {
        let packet = state.packets.get_mut(from)?.get_mut(at)?;
        let end = &state.ends.get(from)?.0;
        may_ask(end, packet.epoch, packet.record).ok()?;
        may_send(end, Purpose::Repair).ok()?;
        if self.wrong(Mistake::NoQuestions) {
            return None;
        }
        // A question is a packet too. Only that its number is no other packet's matters here, and that it
        // may be lost; numbers that grew with every repetition would make the world endless.
        packet.question = Question::Asked(end.epoch, QUESTIONS_FROM + at as u64);
        Some(())
    }

    fn question(&self, state: &mut State, from: usize, at: usize) -> Option<()> {
        let to = 1 - from;
        let mut packet = *state.packets.get(from)?.get(at)?;
        let Question::Asked(over, sequence) = packet.question else {
            return None;
        };
        let end = state.ends.get(to)?.0;
        if end.epoch < over {
            return None;
        }
        let (mut end, arrival) = arrive(end, over, sequence, false);
        if arrival == Arrival::Work {
            if let Ok(asked) = question(end, sequence, packet.epoch) {
                let (next, said) = answer(asked, packet.epoch, packet.stored.is_some());
                end = next;
                let took = match said {
                    Answer::Stored => packet.stored?,
                    Answer::Never => false,
                    Answer::NeverAndTombstone => {
                        packet.stored = Some(false);
                        false
                    }
                };
                packet.question = Question::Answered(over, took);
            }
        } else {
            packet.question = Question::None;
        }
        state.ends.get_mut(to)?.0 = end;
        *state.packets.get_mut(from)?.get_mut(at)? = packet;
        Some(())
    }
}

fn packet(state: &mut State, from: usize, at: usize) -> Option<&mut Packet> {
    state.packets.get_mut(from)?.get_mut(at)
}

fn change(state: &mut State, end: usize, event: Life) -> Option<()> {
    let end = &mut state.ends.get_mut(end)?.0;
    *end = live(*end, event).ok()?;
    Some(())
}
