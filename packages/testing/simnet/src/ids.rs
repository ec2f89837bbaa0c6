//! Small copyable names of things in a [`Net`](crate::Net). They are valid only in the net that
//! made them.

use std::fmt;

/// A chain of one net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainIx(pub usize);

/// One end of a connection: `connection-N` on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionRef {
    /// The chain this end lives on.
    pub chain: ChainIx,
    /// N of `connection-N`.
    pub number: u64,
}

/// One end of a channel: `channel-N` on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelRef {
    /// The chain this end lives on.
    pub chain: ChainIx,
    /// N of `channel-N`.
    pub number: u64,
}

/// A packet, named by the end that sent it and its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId {
    /// The end that sent it.
    pub source: ChannelRef,
    /// Its sequence on that end, from 1.
    pub sequence: u64,
}

impl ConnectionRef {
    /// The id a contract sees, such as `connection-0`.
    pub fn id(&self) -> String {
        format!("connection-{}", self.number)
    }
}

impl ChannelRef {
    /// The id a contract sees, such as `channel-0`.
    pub fn id(&self) -> String {
        format!("channel-{}", self.number)
    }

    /// The packet with this sequence sent from this end.
    pub fn packet(self, sequence: u64) -> PacketId {
        PacketId {
            source: self,
            sequence,
        }
    }
}

/// Reads N of `channel-N`; `None` for anything else.
pub(crate) fn channel_number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("channel-")?;
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

impl fmt::Display for ChainIx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chain #{}", self.0)
    }
}

impl fmt::Display for ChannelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "channel-{} of {}", self.number, self.chain)
    }
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packet {} from {}", self.sequence, self.source)
    }
}
