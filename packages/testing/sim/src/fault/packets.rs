//! What relayers do wrong.

use simnet::PacketId;

use crate::act;
use crate::stage::{chosen, Relief, Stage};
use crate::violation::{of, of_relay, Done, Outcome};

/// One that is on its way and not kept back.
fn flying(stage: &Stage, pick: u64) -> Option<PacketId> {
    let seen = stage.seen.borrow();
    let free = seen.flying.iter().filter(|p| !stage.kept.contains(p));
    chosen(&free.copied().collect::<Vec<_>>(), pick)
}

/// Nobody relays it for a while.
pub(super) fn delay(stage: &mut Stage, packet: u64, secs: u64) -> Done {
    let Some(packet) = flying(stage, packet) else {
        return Ok(Outcome::Idle);
    };
    stage.kept.insert(packet);
    stage.last(secs, Relief::Find(packet));
    Ok(Outcome::Done)
}

/// Nobody relays it before it has timed out; then its timeout is proven like any.
pub(super) fn lose(stage: &mut Stage, packet: u64) -> Done {
    let Some(packet) = flying(stage, packet) else {
        return Ok(Outcome::Idle);
    };
    let now = stage.world.now();
    let sent = stage.world.net.packet(packet).ok();
    let until = sent.and_then(|p| p.timeout.timestamp());
    let secs = until.map_or(3_600, |t| t.seconds().saturating_sub(now));
    stage.kept.insert(packet);
    stage.last(secs.saturating_add(30), Relief::Find(packet));
    Ok(Outcome::Done)
}

/// The youngest first, one step each.
pub(super) fn reorder(stage: &mut Stage, packets: u64) -> Done {
    if stage.relayer_away {
        return Ok(Outcome::Idle);
    }
    let youngest: Vec<PacketId> = {
        let seen = stage.seen.borrow();
        let free = seen.flying.iter().rev().filter(|p| !stage.kept.contains(p));
        let count = usize::try_from(packets % 5 + 2).unwrap_or(2);
        free.take(count).copied().collect()
    };
    let mut last = Outcome::Idle;
    for packet in youngest {
        last = act::relay_once(stage, packet)?;
    }
    Ok(last)
}

/// Packet, ack and timeout are brought once more: redundant, whatever is tried.
pub(super) fn duplicate(stage: &mut Stage, packet: u64) -> Done {
    let both: Vec<PacketId> = {
        let seen = stage.seen.borrow();
        seen.settled.iter().chain(&seen.flying).copied().collect()
    };
    let Some(packet) = chosen(&both, packet) else {
        return Ok(Outcome::Idle);
    };
    let net = &mut stage.world.net;
    let received = of_relay(net.recv(packet), false)?;
    if net.ack_of(packet).is_some() {
        of_relay(net.ack(packet), true)?;
        of_relay(net.ack(packet), true)?;
    }
    of_relay(net.timeout(packet), true)?;
    Ok(received)
}

/// Everything lies about.
pub(super) fn relayer_away(stage: &mut Stage, secs: u64) -> Done {
    stage.relayer_away = true;
    stage.last(secs, Relief::Relayer);
    Ok(Outcome::Done)
}

/// The next receive on a chain runs out of the relayer's own gas: nothing is written.
pub(super) fn under_gassed(stage: &mut Stage, chain: u64) -> Done {
    let Some(chain) = stage.chain(chain) else {
        return Ok(Outcome::Idle);
    };
    match stage.world.ix(chain) {
        Ok(ix) => {
            stage.world.net.next_receive_out_of_gas(ix);
            Ok(Outcome::Done)
        }
        Err(error) => of::<()>(Err(error)),
    }
}
