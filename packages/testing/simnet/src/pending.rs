//! What is left to relay, and conveniences that relay it.

use crate::error::{IbcError, SimError};
use crate::ids::{ChannelRef, PacketId};
use crate::net::Net;
use crate::store::{self, ChannelState, Slot};
use cosmwasm_std::{Binary, IbcPacket};

/// A relay step that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// [`Net::recv`].
    Recv,
    /// [`Net::ack`].
    Ack,
    /// [`Net::timeout`].
    Timeout,
    /// [`Net::timeout_on_close`].
    TimeoutOnClose,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Todo {
    /// About this packet.
    pub packet: PacketId,
    /// This.
    pub action: Action,
}

/// What a relaying convenience did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelayReport {
    /// Packets brought.
    pub received: usize,
    /// Acknowledgements brought back.
    pub acked: usize,
    /// Timeouts proven, also on close.
    pub timed_out: usize,
    /// Steps that failed; these packets were then left alone.
    pub failed: Vec<(Todo, SimError)>,
}

impl RelayReport {
    /// Whether nothing failed.
    pub fn clean(&self) -> bool {
        self.failed.is_empty()
    }
}

const MAX_STEPS: usize = 100_000;

impl Net {
    /// Packets sent and neither acknowledged nor timed out, in order of chain, channel and
    /// sequence.
    pub fn unsettled(&self) -> Vec<PacketId> {
        let mut all = vec![];
        for chain in self.chains() {
            let list = Slot::Commitment.list(self.storage(chain));
            all.extend(list.into_iter().map(|(number, sequence)| PacketId {
                source: ChannelRef { chain, number },
                sequence,
            }));
        }
        all
    }

    /// What can be done for a packet now; `None` while nothing can (no acknowledgement yet, a chain
    /// halted, or settled). A client's status is not looked at: the step itself will say.
    pub fn next_action(&self, packet: PacketId) -> Option<Action> {
        let at = packet.source;
        if !Slot::Commitment.has(self.storage(at.chain), at.number, packet.sequence) {
            return None;
        }
        let dest = self.peer(at).ok()?;
        let there = self.channel(dest).ok()?;
        let (source_up, dest_up) = (!self.is_halted(at.chain), !self.is_halted(dest.chain));
        if self.received(packet, &there, dest.chain) {
            let acked = Slot::Ack.has(self.storage(dest.chain), dest.number, packet.sequence);
            return (acked && source_up).then_some(Action::Ack);
        }
        let sent = self.packet(packet).ok()?;
        if store::elapsed_at(&sent.timeout, &self.block(dest.chain)) {
            return source_up.then_some(Action::Timeout);
        }
        match there.state {
            ChannelState::Closed => source_up.then_some(Action::TimeoutOnClose),
            ChannelState::Open => dest_up.then_some(Action::Recv),
            _ => None,
        }
    }

    /// Every step that can be taken now.
    pub fn pending(&self) -> Vec<Todo> {
        let all = self.unsettled().into_iter();
        all.filter_map(|packet| {
            Some(Todo {
                packet,
                action: self.next_action(packet)?,
            })
        })
        .collect()
    }

    /// The packet as sent.
    ///
    /// # Errors
    /// [`IbcError::NoPacket`].
    pub fn packet(&self, id: PacketId) -> Result<IbcPacket, SimError> {
        let at = id.source;
        let found = Slot::Packet.packet(self.storage(at.chain), at.number, id.sequence);
        Ok(found.ok_or(IbcError::NoPacket(id))?)
    }

    /// The acknowledgement the destination wrote, if any.
    pub fn ack_of(&self, id: PacketId) -> Option<Binary> {
        let dest = self.peer(id.source).ok()?;
        Slot::Ack
            .get(self.storage(dest.chain), dest.number, id.sequence)
            .map(Binary::from)
    }

    /// Sequence of the latest packet sent from an end, 0 if none.
    pub fn last_sequence(&self, end: ChannelRef) -> u64 {
        let next = store::counter(self.storage(end.chain), store::Counter::Send(end.number));
        next.saturating_sub(1)
    }

    /// Takes one step.
    ///
    /// # Errors
    /// Those of the step.
    pub fn act(&mut self, todo: Todo) -> Result<(), SimError> {
        match todo.action {
            Action::Recv => self.recv(todo.packet).map(drop),
            Action::Ack => self.ack(todo.packet).map(drop),
            Action::Timeout => self.timeout(todo.packet).map(drop),
            Action::TimeoutOnClose => self.timeout_on_close(todo.packet).map(drop),
        }
    }

    /// Relays everything, also packets that come of it, until nothing more can be done. Steps that
    /// fail are reported and their packets left alone.
    ///
    /// # Errors
    /// [`SimError::NotQuiet`] when contracts answer each other for ever; [`SimError::Observer`].
    pub fn relay_all(&mut self) -> Result<RelayReport, SimError> {
        self.relay_where(|_| true)
    }

    /// The same for the packets sent from either end of one channel.
    ///
    /// # Errors
    /// As [`Net::relay_all`].
    pub fn relay_channel(&mut self, end: ChannelRef) -> Result<RelayReport, SimError> {
        let peer = self.peer(end)?;
        self.relay_where(|id| id.source == end || id.source == peer)
    }

    /// Relays one packet as far as it goes.
    ///
    /// # Errors
    /// That of the step that failed.
    pub fn relay_packet(&mut self, id: PacketId) -> Result<(), SimError> {
        while let Some(action) = self.next_action(id) {
            self.act(Todo { packet: id, action })?;
        }
        Ok(())
    }

    /// Relays the packets a filter lets through.
    ///
    /// # Errors
    /// As [`Net::relay_all`].
    pub fn relay_where(
        &mut self,
        wanted: impl Fn(PacketId) -> bool,
    ) -> Result<RelayReport, SimError> {
        let mut report = RelayReport::default();
        let mut steps: usize = 0;
        loop {
            let mut todo = self.pending();
            todo.retain(|t| wanted(t.packet) && !report.failed.iter().any(|(f, _)| f == t));
            if todo.is_empty() {
                return Ok(report);
            }
            for t in todo {
                steps = steps.saturating_add(1);
                if steps > MAX_STEPS {
                    return Err(SimError::NotQuiet { steps });
                }
                self.take_and_note(t, &mut report)?;
            }
        }
    }

    fn take_and_note(&mut self, todo: Todo, report: &mut RelayReport) -> Result<(), SimError> {
        let count = match todo.action {
            Action::Recv => &mut report.received,
            Action::Ack => &mut report.acked,
            Action::Timeout | Action::TimeoutOnClose => &mut report.timed_out,
        };
        match self.act(todo) {
            Ok(()) => *count = count.saturating_add(1),
            Err(e @ SimError::Observer { .. }) => return Err(e),
            Err(e) => report.failed.push((todo, e)),
        }
        Ok(())
    }
}
