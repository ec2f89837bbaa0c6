//! IBC state in a chain's own storage, so that a rolled-back transaction takes its packets back.
//! One namespace; keys end in big-endian numbers, so that ranges run in order of channel and
//! sequence.

use crate::error::IbcError;
use crate::ids::channel_number;
use cosmwasm_std::{
    from_json, to_json_vec, BlockInfo, IbcChannel, IbcEndpoint, IbcOrder, IbcPacket, IbcTimeout,
    Order, Storage,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

const SPACE: &[u8] = b"\x00\x06simibc/";

/// State of a channel end (ICS-4).
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelState {
    /// Opening began here.
    Init,
    /// Opening was answered here.
    TryOpen,
    /// Packets may be sent and received.
    Open,
    /// For ever closed.
    Closed,
}

/// Whether a light client can verify the other chain.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientStatus {
    /// Yes.
    Active,
    /// Not updated within the trusting period.
    Expired,
    /// Misbehaviour was proven.
    Frozen,
}

/// One end of a channel.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct ChannelEnd {
    /// N of `channel-N`.
    pub number: u64,
    /// Port: `wasm.<contract>` or `transfer`.
    pub port: String,
    /// Ordered or not.
    pub order: IbcOrder,
    /// Version agreed so far.
    pub version: String,
    /// State.
    pub state: ChannelState,
    /// Port of the other end.
    pub peer_port: String,
    /// N of the other end's `channel-N`, once known.
    pub peer_channel: Option<u64>,
    /// N of `connection-N` below it.
    pub connection: u64,
}

/// Connection and its light client (one client per connection).
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Index of the other chain in the net.
    pub peer_chain: u64,
    /// N of the other side's `connection-N`.
    pub peer_connection: u64,
    /// Client status.
    pub status: ClientStatus,
    /// Latest known height of the other chain.
    pub height: u64,
    /// Latest known block time of the other chain, nanoseconds.
    pub time: u64,
    /// Revision number of the other chain's id.
    pub revision: u64,
}

impl ChannelEnd {
    /// As contracts see it.
    pub fn to_ibc(&self) -> IbcChannel {
        let id = |n: u64| format!("channel-{n}");
        let endpoint = IbcEndpoint {
            port_id: self.port.clone(),
            channel_id: id(self.number),
        };
        let peer = IbcEndpoint {
            port_id: self.peer_port.clone(),
            channel_id: self.peer_channel.map(id).unwrap_or_default(),
        };
        let connection = format!("connection-{}", self.connection);
        IbcChannel::new(
            endpoint,
            peer,
            self.order.clone(),
            &self.version,
            connection,
        )
    }

    /// Refuses a channel that is not in this state.
    pub fn expect(&self, expected: ChannelState) -> Result<(), IbcError> {
        if self.state == expected {
            return Ok(());
        }
        Err(IbcError::ChannelState {
            channel: self.number,
            expected,
            actual: self.state,
        })
    }
}

impl Connection {
    /// Refuses an expired or frozen client.
    pub fn expect_active(&self) -> Result<(), IbcError> {
        match self.status {
            ClientStatus::Active => Ok(()),
            actual => Err(IbcError::Client { actual }),
        }
    }
}

/// Number behind the last `-` of a chain id such as `hub-1`, which IBC calls its revision; 0
/// without one.
pub(crate) fn revision(chain_id: &str) -> u64 {
    chain_id
        .rsplit_once('-')
        .and_then(|(_, n)| n.parse().ok())
        .unwrap_or(0)
}

/// Whether a timeout has been reached at this height and time.
pub(crate) fn elapsed(timeout: &IbcTimeout, revision: u64, height: u64, nanos: u64) -> bool {
    let by_height = timeout.block().filter(|b| !b.is_zero());
    let by_time = timeout.timestamp().map(|t| t.nanos()).filter(|t| *t != 0);
    by_height.is_some_and(|b| (revision, height) >= (b.revision, b.height))
        || by_time.is_some_and(|t| nanos >= t)
}

pub(crate) fn elapsed_at(timeout: &IbcTimeout, block: &BlockInfo) -> bool {
    elapsed(
        timeout,
        revision(&block.chain_id),
        block.height,
        block.time.nanos(),
    )
}

pub(crate) fn show_timeout(timeout: &IbcTimeout) -> String {
    let time = timeout
        .timestamp()
        .map(|t| t.to_string())
        .unwrap_or_default();
    let block = timeout
        .block()
        .map(|b| format!(" height {}-{}", b.revision, b.height));
    time + &block.unwrap_or_default()
}

/// What is kept per packet.
#[derive(Clone, Copy)]
pub(crate) enum Slot {
    /// Every packet ever sent from here.
    Packet,
    /// Sent and neither acknowledged nor timed out.
    Commitment,
    /// Received here.
    Receipt,
    /// Acknowledgement written here.
    Ack,
    /// Received here, acknowledgement to come.
    Async,
}

impl Slot {
    fn tag(self) -> &'static [u8] {
        match self {
            Slot::Packet => b"packet/",
            Slot::Commitment => b"commitment/",
            Slot::Receipt => b"receipt/",
            Slot::Ack => b"ack/",
            Slot::Async => b"async/",
        }
    }

    fn key(self, channel: u64, sequence: u64) -> Vec<u8> {
        let head = [SPACE, self.tag()].concat();
        [
            head.as_slice(),
            &channel.to_be_bytes(),
            &sequence.to_be_bytes(),
        ]
        .concat()
    }

    pub(crate) fn get(self, s: &dyn Storage, channel: u64, sequence: u64) -> Option<Vec<u8>> {
        s.get(&self.key(channel, sequence))
    }

    pub(crate) fn has(self, s: &dyn Storage, channel: u64, sequence: u64) -> bool {
        self.get(s, channel, sequence).is_some()
    }

    pub(crate) fn set(self, s: &mut dyn Storage, channel: u64, sequence: u64, value: &[u8]) {
        s.set(&self.key(channel, sequence), value);
    }

    pub(crate) fn remove(self, s: &mut dyn Storage, channel: u64, sequence: u64) {
        s.remove(&self.key(channel, sequence));
    }

    pub(crate) fn packet(self, s: &dyn Storage, channel: u64, sequence: u64) -> Option<IbcPacket> {
        from_json(self.get(s, channel, sequence)?).ok()
    }

    /// All (channel, sequence) with this slot filled.
    pub(crate) fn list(self, s: &dyn Storage) -> Vec<(u64, u64)> {
        let start = [SPACE, self.tag()].concat();
        keys(s, &start)
            .filter_map(|key| two_numbers(key.get(start.len()..)?))
            .collect()
    }
}

fn keys<'a>(s: &'a dyn Storage, start: &[u8]) -> impl Iterator<Item = Vec<u8>> + 'a {
    let end = [start, &[0xff; 17]].concat();
    s.range_keys(Some(start), Some(&end), Order::Ascending)
}

fn two_numbers(raw: &[u8]) -> Option<(u64, u64)> {
    let (a, b) = raw.split_at_checked(8)?;
    let number = |x: &[u8]| x.try_into().ok().map(u64::from_be_bytes);
    Some((number(a)?, number(b)?))
}

fn record_key(tag: &[u8], number: u64) -> Vec<u8> {
    [SPACE, tag, &number.to_be_bytes()].concat()
}

fn load<T: DeserializeOwned>(s: &dyn Storage, key: &[u8]) -> Option<T> {
    from_json(s.get(key)?).ok()
}

fn save<T: Serialize>(s: &mut dyn Storage, key: &[u8], value: &T) {
    if let Ok(raw) = to_json_vec(value) {
        s.set(key, &raw);
    }
}

pub(crate) fn channel(s: &dyn Storage, number: u64) -> Result<ChannelEnd, IbcError> {
    let found = load(s, &record_key(b"channel/", number));
    found.ok_or_else(|| IbcError::NoChannel {
        id: format!("channel-{number}"),
    })
}

pub(crate) fn channel_by_id(s: &dyn Storage, id: &str) -> Result<ChannelEnd, IbcError> {
    let number = channel_number(id).ok_or_else(|| IbcError::NoChannel { id: id.to_string() })?;
    channel(s, number)
}

pub(crate) fn save_channel(s: &mut dyn Storage, end: &ChannelEnd) {
    save(s, &record_key(b"channel/", end.number), end);
}

pub(crate) fn connection(s: &dyn Storage, number: u64) -> Result<Connection, IbcError> {
    load(s, &record_key(b"connection/", number)).ok_or(IbcError::NoConnection { number })
}

pub(crate) fn save_connection(s: &mut dyn Storage, number: u64, connection: &Connection) {
    save(s, &record_key(b"connection/", number), connection);
}

/// All channel ends of the chain.
pub(crate) fn channels(s: &dyn Storage) -> Vec<ChannelEnd> {
    let count = counter(s, Counter::Channel);
    (0..count).filter_map(|n| channel(s, n).ok()).collect()
}

/// Numbers that only grow.
#[derive(Clone, Copy)]
pub(crate) enum Counter {
    Channel,
    Connection,
    /// Next sequence to send, receive, acknowledge; all begin at 1.
    Send(u64),
    Receive(u64),
    Acknowledge(u64),
}

impl Counter {
    fn key_and_first(self) -> (Vec<u8>, u64) {
        match self {
            Counter::Channel => (record_key(b"next-channel/", 0), 0),
            Counter::Connection => (record_key(b"next-connection/", 0), 0),
            Counter::Send(n) => (record_key(b"next-send/", n), 1),
            Counter::Receive(n) => (record_key(b"next-receive/", n), 1),
            Counter::Acknowledge(n) => (record_key(b"next-ack/", n), 1),
        }
    }
}

/// The next number.
pub(crate) fn counter(s: &dyn Storage, which: Counter) -> u64 {
    let (key, first) = which.key_and_first();
    let raw = s.get(&key).and_then(|v| v.try_into().ok());
    raw.map_or(first, u64::from_be_bytes)
}

/// Takes the next number.
pub(crate) fn take(s: &mut dyn Storage, which: Counter) -> u64 {
    let next = counter(s, which);
    let (key, _) = which.key_and_first();
    s.set(&key, &next.saturating_add(1).to_be_bytes());
    next
}

/// A text value of the ICS-20 application: traces, quotas, switches.
pub(crate) fn text(s: &dyn Storage, kind: &str, name: &str) -> Option<String> {
    String::from_utf8(s.get(&text_key(kind, name))?).ok()
}

pub(crate) fn set_text(s: &mut dyn Storage, kind: &str, name: &str, value: Option<&str>) {
    match value {
        Some(value) => s.set(&text_key(kind, name), value.as_bytes()),
        None => s.remove(&text_key(kind, name)),
    }
}

/// All values of a kind, by name.
pub(crate) fn texts(s: &dyn Storage, kind: &str) -> Vec<(String, String)> {
    let start = text_key(kind, "");
    let end = [start.as_slice(), &[0xff]].concat();
    let read = |raw: &[u8]| String::from_utf8(raw.to_vec()).ok();
    let all = s.range(Some(&start), Some(&end), Order::Ascending);
    all.filter_map(|(k, v)| Some((read(k.get(start.len()..)?)?, read(&v)?)))
        .collect()
}

fn text_key(kind: &str, name: &str) -> Vec<u8> {
    [SPACE, b"ics20/", kind.as_bytes(), b"/", name.as_bytes()].concat()
}
