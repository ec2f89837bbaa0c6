//! Questions about packets whose ack will not come by itself (IBC rule 12): asking, answering, and
//! what an answer means.
//!
//! What must always hold: what is answered stays true; an answer is an outcome like any other, used
//! once per packet; nothing here is unbounded.

use cosmwasm_std::{Binary, StdResult, Storage};
use seawall_link_state::{answer, may_ask, question, Answer, Refused};
use seawall_wire::ids::ChainNo;
use seawall_wire::{Bounded, Code, Resolve, WireError};

use crate::error::{refused, refused_packet};
use crate::receive::{error_ack, internal};
use crate::{FlightKey, LinkResult, LinkState, Links, Sent, Settlement};

/// So many receipts at most are pruned when a question comes.
pub const PRUNED_PER_QUESTION: usize = 50;

impl<T: Sent> Links<T> {
    /// The question about these packets of ours. Fails unless each is one of an epoch before the one
    /// in use, or unresolved.
    pub fn ask(
        &self,
        storage: &dyn Storage,
        link: ChainNo,
        epoch: u32,
        sequences: Vec<u64>,
    ) -> LinkResult<Resolve> {
        let state = self.state(storage, link)?;
        for sequence in &sequences {
            let record = self
                .flights
                .may_load(storage, (link.0, epoch, *sequence))?
                .map(|flight| flight.state);
            may_ask(&state.end, epoch, record).map_err(|why| refused(&state.end, why))?;
        }
        if epoch > state.end.epoch {
            return Err(refused(&state.end, Refused::Epoch));
        }
        let asked = Resolve {
            epoch,
            acked_below: self.acked_below(storage, link, &state, epoch)?,
            sequences,
        };
        asked.check_bounds()?;
        Ok(asked)
    }

    /// Answers a question that came as packet `key`, and drops the acks that the asker has.
    pub fn answer(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        asked: &Resolve,
    ) -> Result<Vec<Option<Binary>>, WireError> {
        let mut state = self.state(storage, key.link).map_err(internal)?;
        let admitted = question(state.end, key.sequence, asked.epoch);
        state.end = admitted.map_err(|why| refused_packet(&state.end, why))?;
        let answers = self.look_up(storage, key.link, &mut state, asked);
        answers.map_err(|e| internal(e.into()))
    }

    fn look_up(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        state: &mut LinkState,
        asked: &Resolve,
    ) -> StdResult<Vec<Option<Binary>>> {
        let mut acks = vec![];
        for sequence in &asked.sequences {
            let parts = (link.0, asked.epoch, *sequence);
            let stored = self.receipts.may_load(storage, parts)?;
            let (end, told) = answer(state.end, asked.epoch, stored.is_some());
            state.end = end;
            if told == Answer::NeverAndTombstone {
                let detail = format!("packet {sequence}");
                let tombstone = error_ack(&WireError::new(Code::TOLD_NEVER, detail))?;
                self.receipts.save(storage, parts, &tombstone)?;
            }
            acks.push(stored);
        }
        let bound = (asked.epoch, asked.acked_below);
        self.prune(storage, link, state, bound, PRUNED_PER_QUESTION)?;
        self.states.save(storage, link.0, state)?;
        Ok(acks)
    }

    /// The peer answered a question about these packets: what that means for each of them.
    pub fn on_answer(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        epoch: u32,
        answers: impl IntoIterator<Item = (u64, Option<Binary>)>,
    ) -> Vec<Settlement<T>> {
        let mut settlements = vec![];
        for (sequence, ack) in answers {
            let key = FlightKey {
                link,
                epoch,
                sequence,
            };
            settlements.push(match ack {
                Some(ack) => self.on_ack(storage, key, &ack),
                None => self.never(storage, key),
            });
        }
        settlements
    }
}
