//! One end of one link, and how it may change.
//!
//! What must always hold: at most one channel is in use; every new channel has a higher epoch, so
//! nothing of an old channel is mixed up with the new one; a closed or retired link sends nothing.

use cosmwasm_schema::cw_serde;
use seawall_interfaces::outpost::LinkSetup;
use seawall_wire::{WireRange, WIRE_MAX, WIRE_MIN};

use crate::{LinkError, LinkResult, Side};

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

/// Where a link is in its life.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum LinkStatus {
    /// No channel yet.
    Unset,
    /// In use.
    Active,
    /// Nothing new is sent; what is under way ends here.
    Draining,
    /// Given up by decision; only outcomes of what was sent are still taken.
    Retired,
    /// The other end was closed; only outcomes of what was sent are still taken.
    Closed,
}

/// What an owner of links decides about one.
#[cw_serde]
pub struct LinkConfig {
    /// The hub's id, in every packet.
    pub hub_id: u32,
    /// How the chain is linked; never changes.
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
    /// Grows with every channel; 0 before the first.
    pub epoch: u32,
    /// Where it is in its life.
    pub status: LinkStatus,
    /// The wire versions that the peer accepts, once it said so.
    pub peer_wire: Option<WireRange>,
    /// Highest sequence sent in this epoch.
    pub last_sent: u64,
    /// The peer has the outcome of all lower sequences of this epoch: their receipts may go.
    pub peer_acked_below: u64,
    /// Packets without outcome, of all epochs.
    pub in_flight: u64,
    /// Of these, packets whose ack could not be understood.
    pub unresolved: u64,
    /// Stored acks of received packets, of all epochs.
    pub receipts: u64,
    /// Late or repeated packets, acks and timeouts that had no effect.
    pub redundant: u64,
}

impl LinkState {
    /// A link at its beginning; a local one is active at once.
    pub fn new(config: LinkConfig) -> Self {
        let local = matches!(config.setup, LinkSetup::Local { .. });
        Self {
            state_version: LINK_STATE_VERSION,
            config,
            channel: local.then(|| LOCAL_CHANNEL.to_string()),
            epoch: u32::from(local),
            status: if local {
                LinkStatus::Active
            } else {
                LinkStatus::Unset
            },
            peer_wire: None,
            last_sent: 0,
            peer_acked_below: 0,
            in_flight: 0,
            unresolved: 0,
            receipts: 0,
            redundant: 0,
        }
    }

    /// A checked handshake is complete: the channel is in use under the next epoch.
    ///
    /// Fails while another channel is in use or draining, for a retired link and for a local one.
    pub fn connect(mut self, channel: &str) -> LinkResult<Self> {
        let open = matches!(self.status, LinkStatus::Unset | LinkStatus::Closed);
        if !open || matches!(self.config.setup, LinkSetup::Local { .. }) {
            let status = self.status;
            let what = "open another channel";
            return Err(LinkError::Status { status, what });
        }
        self.channel = Some(channel.to_string());
        self.epoch = self.epoch.saturating_add(1);
        self.status = LinkStatus::Active;
        self.last_sent = 0;
        self.peer_acked_below = 0;
        Ok(self)
    }

    /// The other end of a channel is closed. A channel that is not the one in use changes nothing.
    pub fn close(mut self, channel: &str) -> Self {
        let in_use = self.channel.as_deref() == Some(channel);
        let local = matches!(self.config.setup, LinkSetup::Local { .. });
        if in_use && !local && self.status != LinkStatus::Retired {
            self.status = LinkStatus::Closed;
        }
        self
    }

    /// Nothing new is sent any more. Fails unless the link is active.
    pub fn drain(mut self) -> LinkResult<Self> {
        self.expect(LinkStatus::Active, "drain")?;
        self.status = LinkStatus::Draining;
        Ok(self)
    }

    /// The link is given up. Fails unless it is draining and nothing is in flight.
    pub fn retire(mut self) -> LinkResult<Self> {
        self.expect(LinkStatus::Draining, "retire")?;
        if self.in_flight > 0 {
            let (status, what) = (self.status, "retire with packets in flight");
            return Err(LinkError::Status { status, what });
        }
        self.status = LinkStatus::Retired;
        Ok(self)
    }

    /// Fails unless new packets may be sent.
    pub fn assert_sends(&self) -> LinkResult<()> {
        self.expect(LinkStatus::Active, "send")
    }

    /// May the work of a packet of this epoch be done?
    pub fn receives(&self, epoch: u32) -> bool {
        epoch == self.epoch && matches!(self.status, LinkStatus::Active | LinkStatus::Draining)
    }

    /// The wire version to send: the newest that both ends accept, the oldest until the peer spoke.
    pub fn send_wire(&self) -> u16 {
        self.peer_wire
            .map_or(WIRE_MIN, |peer| peer.max.min(WIRE_MAX))
    }

    fn expect(&self, expected: LinkStatus, what: &'static str) -> LinkResult<()> {
        if self.status != expected {
            let status = self.status;
            return Err(LinkError::Status { status, what });
        }
        Ok(())
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
