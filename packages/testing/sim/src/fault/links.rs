//! What happens to links: another channel takes the place of the one in use, an ack is spoilt.
//!
//! What must always hold: both owners have allowed a channel before it is opened; whoever opens it and
//! whoever asks about what was under way on the old one has no privilege. Played by `play`; the
//! questions are cranks.

use anyhow::Result;
use seawall_fixtures::deploy::OWNER;
use seawall_interfaces::outpost::ExecuteMsg as Outpost;
use simnet::ChannelRef;

use crate::stage::{chosen, Allowed, Stage, HEALER};
use crate::violation::{of, Done, Outcome};

/// Somebody opens the channel that both owners have allowed, whatever is in flight. Unless the old one
/// is served, no relayer brings anything over it by itself any more.
pub(super) fn replace(stage: &mut Stage, link: u64, served: bool) -> Done {
    let links: Vec<(u16, Allowed)> = stage.allowed.iter().map(|(no, a)| (*no, *a)).collect();
    let Some((chain, allowed)) = chosen(&links, link) else {
        return Ok(Outcome::Idle);
    };
    if !allowed.now
        && of(say(stage, chain, HEALER, &Outpost::ApplyReplacement {}))? != Outcome::Done
    {
        return Ok(Outcome::Idle);
    }
    let old = ends(stage, chain);
    stage.allowed.insert(
        chain,
        Allowed {
            now: true,
            ..allowed
        },
    );
    let opened = of(stage.world.replace_channel(chain, allowed.over))?;
    if opened == Outcome::Done {
        stage.allowed.insert(
            chain,
            Allowed {
                now: false,
                ..allowed
            },
        );
        if !served {
            give_up(stage, &old);
        }
        // The next one over the same connection, a day later.
        let connection = allowed.over.id();
        of(say(
            stage,
            chain,
            OWNER,
            &Outpost::ReplaceLink { connection },
        ))?;
    }
    Ok(opened)
}

fn say(stage: &mut Stage, chain: u16, who: &str, msg: &Outpost) -> Result<()> {
    let outpost = stage.world.site(chain)?.outpost.clone();
    let done = stage.world.execute(chain, who, &outpost, msg, &[]);
    done.map(drop)
}

/// Both ends of the channel in use.
fn ends(stage: &Stage, chain: u16) -> Vec<ChannelRef> {
    let links = stage.world.links.iter().filter(|(no, ..)| no.0 == chain);
    links.flat_map(|(_, hub, there)| [*hub, *there]).collect()
}

/// Their packets are not relayed any more, but may still be brought once, very late.
fn give_up(stage: &Stage, old: &[ChannelRef]) {
    let mut seen = stage.seen.borrow_mut();
    let flying = std::mem::take(&mut seen.flying);
    let (lost, flying): (Vec<_>, Vec<_>) =
        flying.into_iter().partition(|p| old.contains(&p.source));
    seen.flying = flying;
    seen.settled.extend(lost);
}

/// The next ack that a contract of ours writes on a chain cannot be read.
pub(super) fn spoil_ack(stage: &mut Stage, chain: u64) -> Done {
    let ix = stage.chain(chain).and_then(|no| stage.world.ix(no).ok());
    let Some(ix) = ix else {
        return Ok(Outcome::Idle);
    };
    stage.world.net.garble_next_ack(ix);
    Ok(Outcome::Done)
}
