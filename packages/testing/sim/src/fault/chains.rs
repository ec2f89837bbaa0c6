//! What happens to chains, clients and channels.

use simnet::{ChainIx, ChannelRef, ChannelState, ClientStatus, Direction};

use crate::act::{routes, units};
use crate::stage::{chosen, Relief, Stage};
use crate::violation::{of, Done, Outcome};

/// No blocks for a while.
pub(super) fn halt(stage: &mut Stage, chain: u64, secs: u64) -> Done {
    let ix = stage.chain(chain).and_then(|no| stage.world.ix(no).ok());
    let Some(ix) = ix.filter(|ix| !stage.world.net.is_halted(*ix)) else {
        return Ok(Outcome::Idle);
    };
    stage.last(secs, Relief::Restart(ix));
    of(stage.world.net.halt(ix).map_err(Into::into))
}

/// A client is of no use until governance recovers it.
pub(super) fn expire(stage: &mut Stage, client: u64, secs: u64) -> Done {
    let Some(end) = chosen(&stage.connections, client) else {
        return Ok(Outcome::Idle);
    };
    let status = match client % 2 {
        0 => ClientStatus::Expired,
        _ => ClientStatus::Frozen,
    };
    stage.last(secs, Relief::Recover(end));
    of(stage.world.net.set_client(end, status).map_err(Into::into))
}

/// Anyone may ask; the contracts refuse. Should one agree, what was in flight has no way home.
pub(super) fn close(stage: &mut Stage, channel: u64) -> Done {
    let ends = stage.world.links.iter();
    let ends: Vec<ChannelRef> = ends
        .flat_map(|(_, hub, outpost)| [*hub, *outpost])
        .collect();
    let all: Vec<ChannelRef> = ends.iter().chain(&stage.transfers).copied().collect();
    let Some(end) = chosen(&all, channel) else {
        return Ok(Outcome::Idle);
    };
    let asked = of(stage.world.net.close_init(end).map_err(Into::into))?;
    of(stage.world.net.close_confirm(end).map_err(Into::into))?;
    match stage.world.net.channel(end) {
        Ok(now) if now.state == ChannelState::Open => Ok(asked),
        now => Err(format!(
            "INV-8: a stranger closed {end}: {:?}",
            now.map(|n| n.state)
        )),
    }
}

/// A chain lets only so much more of a route's money leave.
pub(super) fn quota(stage: &mut Stage, route: u64, milli: u64, secs: u64) -> Done {
    let Some((from, debt)) = chosen(&routes(stage), route) else {
        return Ok(Outcome::Idle);
    };
    let limits = || -> anyhow::Result<(ChainIx, String, u128)> {
        let ix = stage.world.ix(from)?;
        let denom = stage.world.route(from, debt)?.denom;
        let decimals = stage.world.debt(debt)?.decimals;
        Ok((ix, denom, units(milli, decimals)))
    };
    let (ix, denom, rest) = match limits() {
        Ok(found) => found,
        Err(error) => return of::<()>(Err(error)),
    };
    let net = &mut stage.world.net;
    net.set_quota(ix, Direction::Outgoing, &denom, Some(rest));
    stage.last(secs, Relief::Quota(ix, denom));
    Ok(Outcome::Done)
}
