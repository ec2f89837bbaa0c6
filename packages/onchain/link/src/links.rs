//! Where links are stored, and their handshake.

use std::marker::PhantomData;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    Addr, Binary, IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, Order,
    StdResult, Storage,
};
use cw_storage_plus::{Bound, Map};
use seawall_interfaces::outpost::LinkSetup;
use seawall_kit::page_limit;
use seawall_link_state::{Life, Refused};
use seawall_wire::ids::ChainNo;
use seawall_wire::{Code, WireError, WireRange, WIRE_MAX, WIRE_MIN};

use crate::error::refused;
use crate::handshake::{check_connect, check_open, epoch_of};
use crate::receive::internal;
use crate::{
    check_timeout, FlightKey, InFlight, LinkConfig, LinkError, LinkResult, LinkState, Sent,
};

/// Which link and epoch a channel belongs to. Kept for ever: outcomes of an old channel still come.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct ChannelEntry {
    /// The link.
    pub link: ChainNo,
    /// Its epoch when the channel was taken into use.
    pub epoch: u32,
}

/// All links of one contract. `T` says what a packet in flight is about.
pub struct Links<T> {
    pub(crate) states: Map<u16, LinkState>,
    /// Connection and counterparty port → link: who may open a channel.
    gates: Map<(&'static str, &'static str), u16>,
    /// Address of a peer on the same chain → link.
    peers: Map<&'static str, u16>,
    channels: Map<&'static str, ChannelEntry>,
    pub(crate) flights: Map<(u16, u32, u64), InFlight<T>>,
    pub(crate) receipts: Map<(u16, u32, u64), Binary>,
    what: PhantomData<T>,
}

impl<T: Sent> Default for Links<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Sent> Links<T> {
    /// The links of a contract, under keys that begin with `link_`.
    pub const fn new() -> Self {
        Self {
            states: Map::new("link_states"),
            gates: Map::new("link_gates"),
            peers: Map::new("link_peers"),
            channels: Map::new("link_channels"),
            flights: Map::new("link_in_flight"),
            receipts: Map::new("link_receipts"),
            what: PhantomData,
        }
    }

    /// Adds a link, or changes timeout or connection of one; the caller has checked who asks and has
    /// validated the address of a local peer. Nothing else of a link changes, and no two share a
    /// peer.
    pub fn set_up(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        config: LinkConfig,
    ) -> LinkResult<LinkState> {
        check_timeout(config.timeout_secs)?;
        if let Some(mut state) = self.states.may_load(storage, link.0)? {
            if let (
                LinkSetup::Ibc {
                    connection: old, ..
                },
                LinkSetup::Ibc { connection, .. },
            ) = (&state.config.setup, &config.setup)
            {
                if old != connection {
                    state = self.replace(storage, link, connection)?;
                }
            }
            same_setup(&state.config, &config)?;
            state.config.timeout_secs = config.timeout_secs;
            self.states.save(storage, link.0, &state)?;
            return Ok(state);
        }
        self.claim_gate(storage, link, &config.setup)?;
        let state = LinkState::new(config);
        self.states.save(storage, link.0, &state)?;
        Ok(state)
    }

    /// From now on a channel over this connection may replace the one in use; the caller has checked
    /// who decides so. Until then the old one is used on. Fails for a local link, a retired one, and
    /// when another link has the connection.
    pub fn replace(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        connection: &str,
    ) -> LinkResult<LinkState> {
        let mut state = self.state(storage, link)?.live(Life::Moved)?;
        let LinkSetup::Ibc {
            connection: old,
            counterparty_port,
        } = &state.config.setup
        else {
            return Err(refused(&state.end, Refused::Status));
        };
        let setup = LinkSetup::Ibc {
            connection: connection.into(),
            counterparty_port: counterparty_port.clone(),
        };
        if old != connection {
            self.claim_gate(storage, link, &setup)?;
            self.gates.remove(storage, (old, counterparty_port));
        }
        state.config.setup = setup;
        self.states.save(storage, link.0, &state)?;
        Ok(state)
    }

    /// The owner's decision about a link: drained, resumed, retired; the caller has checked who
    /// decides so.
    pub fn live(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        event: Life,
    ) -> LinkResult<LinkState> {
        let state = self.state(storage, link)?.live(event)?;
        self.states.save(storage, link.0, &state)?;
        Ok(state)
    }

    fn claim_gate(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        setup: &LinkSetup,
    ) -> LinkResult<()> {
        let taken = match setup {
            LinkSetup::Local { coordinator: peer } => self.peers.may_load(storage, peer)?,
            LinkSetup::Ibc {
                connection,
                counterparty_port,
            } => self
                .gates
                .may_load(storage, (connection, counterparty_port))?,
        };
        if let Some(other) = taken {
            return Err(LinkError::Setup {
                expected: "a peer without a link".into(),
                actual: format!("the peer of chain {other}"),
            });
        }
        match setup {
            LinkSetup::Local { coordinator: peer } => self.peers.save(storage, peer, &link.0)?,
            LinkSetup::Ibc {
                connection,
                counterparty_port,
            } => self
                .gates
                .save(storage, (connection, counterparty_port), &link.0)?,
        }
        Ok(())
    }

    /// A link. Fails with [`LinkError::NoLink`].
    pub fn state(&self, storage: &dyn Storage, link: ChainNo) -> LinkResult<LinkState> {
        let state = self.states.may_load(storage, link.0)?;
        state.ok_or(LinkError::NoLink { chain: link.0 })
    }

    /// The link of a peer on the same chain.
    pub fn local_link(&self, storage: &dyn Storage, peer: &Addr) -> StdResult<Option<ChainNo>> {
        Ok(self.peers.may_load(storage, peer.as_str())?.map(ChainNo))
    }

    /// The link and epoch of a channel.
    pub fn channel(&self, storage: &dyn Storage, channel: &str) -> StdResult<Option<ChannelEntry>> {
        self.channels.may_load(storage, channel)
    }

    /// First step of a handshake: checks it and writes nothing.
    pub fn open(&self, storage: &dyn Storage, msg: &IbcChannelOpenMsg) -> LinkResult<ChainNo> {
        let (link, state) = self.gate(storage, msg.channel())?;
        check_open(msg, &state.config.setup, state.config.side)?;
        let epoch = epoch_of(msg.channel(), state.config.side)?;
        state.live(Life::Connected { epoch })?;
        Ok(link)
    }

    /// Last step of a handshake: checks everything again and takes the channel into use.
    pub fn connect(
        &self,
        storage: &mut dyn Storage,
        msg: &IbcChannelConnectMsg,
    ) -> LinkResult<(ChainNo, LinkState)> {
        let (link, state) = self.gate(storage, msg.channel())?;
        check_connect(msg, &state.config.setup, state.config.side)?;
        let channel = &msg.channel().endpoint.channel_id;
        let epoch = epoch_of(msg.channel(), state.config.side)?;
        let state = state.connect(channel, epoch)?;
        self.channels
            .save(storage, channel, &ChannelEntry { link, epoch })?;
        self.states.save(storage, link.0, &state)?;
        Ok((link, state))
    }

    /// Refuses to close a channel; records that the other end was closed.
    pub fn close(
        &self,
        storage: &mut dyn Storage,
        msg: &IbcChannelCloseMsg,
    ) -> LinkResult<Option<ChainNo>> {
        let channel = &msg.channel().endpoint.channel_id;
        if matches!(msg, IbcChannelCloseMsg::CloseInit { .. }) {
            let channel = channel.clone();
            return Err(LinkError::CloseRefused { channel });
        }
        let Some(entry) = self.channel(storage, channel)? else {
            return Ok(None);
        };
        let epoch = entry.epoch;
        self.live(storage, entry.link, Life::PeerClosed { epoch })?;
        Ok(Some(entry.link))
    }

    fn gate(
        &self,
        storage: &dyn Storage,
        channel: &IbcChannel,
    ) -> LinkResult<(ChainNo, LinkState)> {
        let port = &channel.counterparty_endpoint.port_id;
        let key = (channel.connection_id.as_str(), port.as_str());
        let Some(link) = self.gates.may_load(storage, key)?.map(ChainNo) else {
            return Err(LinkError::Handshake {
                what: "connection and counterparty port",
                expected: "those of a known link".into(),
                actual: format!("{} and {port}", channel.connection_id),
            });
        };
        Ok((link, self.state(storage, link)?))
    }

    /// The peer said which wire versions it accepts. Refuses a range that shares none with ours.
    pub fn hello(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        peer: WireRange,
    ) -> Result<(), WireError> {
        if peer.min > peer.max || peer.max < WIRE_MIN || peer.min > WIRE_MAX {
            let detail = format!(
                "{} to {}, ours {WIRE_MIN} to {WIRE_MAX}",
                peer.min, peer.max
            );
            return Err(WireError::new(Code::WIRE_VERSION, detail));
        }
        let mut state = self.state(storage, link).map_err(internal)?;
        state.peer_wire = Some(peer);
        let saved = self.states.save(storage, link.0, &state);
        saved.map_err(|e| internal(e.into()))
    }

    /// The smallest sequence of an epoch without outcome; one read, whatever is in flight.
    pub fn acked_below(
        &self,
        storage: &dyn Storage,
        link: ChainNo,
        state: &LinkState,
        epoch: u32,
    ) -> StdResult<u64> {
        Ok(match self.oldest(storage, link, epoch)? {
            Some((found, sequence)) if found == epoch => sequence,
            _ if epoch == state.end.epoch => state.end.last_sent.saturating_add(1),
            _ => u64::MAX,
        })
    }

    /// Epoch and sequence of the oldest packet without outcome, from an epoch on.
    pub fn oldest(
        &self,
        storage: &dyn Storage,
        link: ChainNo,
        from: u32,
    ) -> StdResult<Option<(u32, u64)>> {
        let all = self.flights.sub_prefix(link.0);
        let start = Some(Bound::inclusive((from, 0u64)));
        all.keys(storage, start, None, Order::Ascending)
            .next()
            .transpose()
    }

    /// The epoch of the oldest stored ack of a received packet.
    pub fn oldest_receipt(&self, storage: &dyn Storage, link: ChainNo) -> StdResult<Option<u32>> {
        let all = self.receipts.sub_prefix(link.0);
        let mut keys = all.keys(storage, None, None, Order::Ascending);
        Ok(keys.next().transpose()?.map(|(epoch, _)| epoch))
    }

    /// A page of the packets without outcome, by epoch and sequence, so oldest first; after a packet
    /// if it is given, else from the beginning of an epoch, else all.
    pub fn in_flight(
        &self,
        storage: &dyn Storage,
        link: ChainNo,
        epoch: Option<u32>,
        start_after: Option<u64>,
        limit: Option<u32>,
    ) -> LinkResult<Vec<(FlightKey, InFlight<T>)>> {
        let epoch = match (epoch, start_after) {
            (None, Some(_)) => self.state(storage, link)?.end.epoch,
            (epoch, _) => epoch.unwrap_or_default(),
        };
        let start = Bound::exclusive((epoch, start_after.unwrap_or_default()));
        let all = self.flights.sub_prefix(link.0);
        let range = all.range(storage, Some(start), None, Order::Ascending);
        let keyed = range.take(page_limit(limit)).map(|entry| {
            let ((epoch, sequence), flight) = entry?;
            let key = FlightKey {
                link,
                epoch,
                sequence,
            };
            Ok((key, flight))
        });
        keyed.collect()
    }

    /// The stored ack of a received packet.
    pub fn receipt(&self, storage: &dyn Storage, key: FlightKey) -> StdResult<Option<Binary>> {
        self.receipts.may_load(storage, key.parts())
    }
}

fn same_setup(stored: &LinkConfig, given: &LinkConfig) -> LinkResult<()> {
    let fixed = |c: &LinkConfig| (c.hub_id, c.setup.clone(), c.side);
    if fixed(stored) == fixed(given) {
        return Ok(());
    }
    Err(LinkError::Setup {
        expected: format!("{:?}", fixed(stored)),
        actual: format!("{:?}", fixed(given)),
    })
}
