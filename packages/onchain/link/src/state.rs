//! What is stored of one end of one link. How it may change is decided by `seawall-link-state`.

use cosmwasm_schema::cw_serde;
use seawall_interfaces::outpost::LinkSetup;
use seawall_link_state::{live, may_send, End, Life, Purpose, Side};
use seawall_wire::{WireRange, WIRE_MAX, WIRE_MIN};

use crate::error::refused;
use crate::{LinkError, LinkResult};

/// Name of the pseudo-channel of a local link.
pub const LOCAL_CHANNEL: &str = "local";
/// Newest form of [`LinkState`] and of records in flight.
pub const LINK_STATE_VERSION: u16 = 1;
/// No packet may travel for a shorter time, seconds.
pub const TIMEOUT_SECS_MIN: u64 = 60;
/// No packet may travel for a longer time, seconds.
pub const TIMEOUT_SECS_MAX: u64 = 86_400;
/// The work on a received packet never gets less gas.
pub const RECEIVE_GAS_MIN: u64 = 500_000;
/// The work on a received packet never gets more gas: it must fit into a block.
pub const RECEIVE_GAS_MAX: u64 = 50_000_000;

/// What an owner of links decides about one.
#[cw_serde]
pub struct LinkConfig {
    /// The hub's id, in every packet.
    pub hub_id: u32,
    /// How the chain is linked; only the connection may change, when a link is replaced.
    pub setup: LinkSetup,
    /// Which end of the handshake this is.
    pub side: Side,
    /// How long a packet may travel, seconds.
    pub timeout_secs: u64,
}

/// One end of one link.
#[cw_serde]
pub struct LinkState {
    /// Form of this record.
    pub state_version: u16,
    /// What was decided about it.
    pub config: LinkConfig,
    /// The channel in use at this end, or [`LOCAL_CHANNEL`].
    pub channel: Option<String>,
    /// The wire versions that the peer accepts, once it said so.
    pub peer_wire: Option<WireRange>,
    /// Where it is in its life, and what it counts.
    pub end: End,
}

impl LinkState {
    /// A link at its beginning; a local one is active at once.
    pub fn new(config: LinkConfig) -> Self {
        let local = matches!(config.setup, LinkSetup::Local { .. });
        Self {
            state_version: LINK_STATE_VERSION,
            channel: local.then(|| LOCAL_CHANNEL.to_string()),
            peer_wire: None,
            end: if local {
                End::local(config.side)
            } else {
                End::new(config.side)
            },
            config,
        }
    }

    /// What an event makes of it. A local link has no channel that could come or go.
    pub fn live(self, event: Life) -> LinkResult<Self> {
        let end = live(self.end, event).map_err(|why| refused(&self.end, why))?;
        Ok(Self { end, ..self })
    }

    /// A checked handshake is complete: the channel is in use.
    pub fn connect(mut self, channel: &str, epoch: u32) -> LinkResult<Self> {
        self = self.live(Life::Connected { epoch })?;
        self.channel = Some(channel.to_string());
        Ok(self)
    }

    /// Fails unless packets may be sent for this purpose.
    pub fn assert_sends(&self, purpose: Purpose) -> LinkResult<()> {
        may_send(&self.end, purpose).map_err(|why| refused(&self.end, why))
    }

    /// The wire version to send: the newest that both ends accept, the oldest until the peer spoke.
    pub fn send_wire(&self) -> u16 {
        self.peer_wire
            .map_or(WIRE_MIN, |peer| peer.max.min(WIRE_MAX))
    }
}

/// Fails unless the timeout is within its bounds.
pub fn check_timeout(timeout_secs: u64) -> LinkResult<()> {
    let (min, max) = (TIMEOUT_SECS_MIN, TIMEOUT_SECS_MAX);
    check_range("timeout seconds", timeout_secs, min, max)
}

/// Fails unless the gas for the work of one packet is within its bounds.
pub fn check_receive_gas(gas: u64) -> LinkResult<()> {
    check_range("receive gas", gas, RECEIVE_GAS_MIN, RECEIVE_GAS_MAX)
}

fn check_range(what: &'static str, actual: u64, min: u64, max: u64) -> LinkResult<()> {
    if (min..=max).contains(&actual) {
        return Ok(());
    }
    Err(LinkError::OutOfRange {
        what,
        min,
        max,
        actual,
    })
}
