//! A relayer's steps, one packet at a time.
//!
//! What must always hold: a packet that is kept back is not relayed, and while the relayer is away
//! nothing is; an outcome that a contract rejects is a violation.

use simnet::{Action, PacketId, Todo};

use crate::stage::{chosen, Stage};
use crate::violation::{of_relay, Done, Outcome};

/// One step for one packet.
pub(super) fn step(stage: &mut Stage, packet: u64) -> Done {
    match pick(stage, packet) {
        Some(packet) => relay_once(stage, packet),
        None => Ok(Outcome::Idle),
    }
}

/// All steps for one packet.
pub(super) fn carry(stage: &mut Stage, packet: u64) -> Done {
    match pick(stage, packet) {
        Some(packet) => whole(stage, packet),
        None => Ok(Outcome::Idle),
    }
}

/// The packets that a relayer would bring now.
pub(crate) fn waiting(stage: &Stage) -> Vec<PacketId> {
    if stage.relayer_away {
        return vec![];
    }
    let seen = stage.seen.borrow();
    let free = seen.flying.iter().filter(|p| !stage.kept.contains(p));
    free.copied().collect()
}

fn pick(stage: &Stage, packet: u64) -> Option<PacketId> {
    chosen(&waiting(stage), packet)
}

/// One step for this packet.
pub(crate) fn relay_once(stage: &mut Stage, packet: PacketId) -> Done {
    let Some(action) = stage.world.net.next_action(packet) else {
        return Ok(Outcome::Idle);
    };
    let settles = action != Action::Recv;
    of_relay(stage.world.net.act(Todo { packet, action }), settles)
}

/// All steps for this packet.
pub(crate) fn whole(stage: &mut Stage, packet: PacketId) -> Done {
    let mut last = Outcome::Idle;
    // Receive and acknowledge, or time out.
    for _ in 0..2 {
        match relay_once(stage, packet)? {
            Outcome::Idle => break,
            other => last = other,
        }
    }
    Ok(last)
}
