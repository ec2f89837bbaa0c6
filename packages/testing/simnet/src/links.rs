//! Connections with their light clients, and what is known of channels.

use crate::error::{IbcError, SimError};
use crate::ids::{ChainIx, ChannelRef, ConnectionRef};
use crate::net::Net;
use crate::store::{self, ChannelEnd, ClientStatus, Connection, Counter};
use cosmwasm_std::Storage;

impl Net {
    /// Ties two chains together with a connection and a light client on each side.
    pub fn connect(&mut self, a: ChainIx, b: ChainIx) -> (ConnectionRef, ConnectionRef) {
        let number_a = store::take(self.storage_mut(a), Counter::Connection);
        let number_b = store::take(self.storage_mut(b), Counter::Connection);
        self.save_side(a, number_a, b, number_b);
        self.save_side(b, number_b, a, number_a);
        (
            ConnectionRef {
                chain: a,
                number: number_a,
            },
            ConnectionRef {
                chain: b,
                number: number_b,
            },
        )
    }

    /// The same with these numbers, as a chain that others have tied too would give them. Numbers
    /// given later are above.
    pub fn connect_as(&mut self, a: ConnectionRef, b: ConnectionRef) {
        for end in [a, b] {
            let next = store::counter(self.storage(end.chain), Counter::Connection);
            for _ in next..=end.number {
                store::take(self.storage_mut(end.chain), Counter::Connection);
            }
        }
        self.save_side(a.chain, a.number, b.chain, b.number);
        self.save_side(b.chain, b.number, a.chain, a.number);
    }

    fn save_side(&mut self, chain: ChainIx, number: u64, peer: ChainIx, peer_connection: u64) {
        let block = self.block(peer);
        let side = Connection {
            peer_chain: u64::try_from(peer.0).unwrap_or(u64::MAX),
            peer_connection,
            status: ClientStatus::Active,
            height: block.height,
            time: block.time.nanos(),
            revision: store::revision(&block.chain_id),
        };
        store::save_connection(self.storage_mut(chain), number, &side);
    }

    /// The other end of a connection.
    ///
    /// # Errors
    /// [`IbcError::NoConnection`].
    pub fn peer_connection(&self, end: ConnectionRef) -> Result<ConnectionRef, SimError> {
        let side = store::connection(self.storage(end.chain), end.number)?;
        Ok(ConnectionRef {
            chain: peer_chain(&side),
            number: side.peer_connection,
        })
    }

    /// Sets the status of the light client under a connection, as governance or a lapse of time
    /// would.
    ///
    /// # Errors
    /// [`IbcError::NoConnection`].
    pub fn set_client(&mut self, end: ConnectionRef, status: ClientStatus) -> Result<(), SimError> {
        let mut side = store::connection(self.storage(end.chain), end.number)?;
        side.status = status;
        store::save_connection(self.storage_mut(end.chain), end.number, &side);
        Ok(())
    }

    /// Tells a light client the other chain's latest block; every relay step does it too.
    ///
    /// # Errors
    /// [`IbcError::Client`] unless active, [`SimError::Halted`].
    pub fn update_client(&mut self, end: ConnectionRef) -> Result<(), SimError> {
        let peer = self.peer_connection(end)?.chain;
        let block = self.block(peer);
        self.tx(end.chain, |_, _, s| {
            Ok(refresh(s, end.number, block.height, block.time.nanos())?)
        })
    }

    /// One end of a channel.
    ///
    /// # Errors
    /// [`IbcError::NoChannel`].
    pub fn channel(&self, end: ChannelRef) -> Result<ChannelEnd, SimError> {
        Ok(store::channel(self.storage(end.chain), end.number)?)
    }

    /// The other end of a channel.
    ///
    /// # Errors
    /// [`IbcError::NoChannel`], also while it is not known yet.
    pub fn peer(&self, end: ChannelRef) -> Result<ChannelRef, SimError> {
        let here = self.channel(end)?;
        let number = here
            .peer_channel
            .ok_or_else(|| IbcError::NoChannel { id: end.id() })?;
        let side = store::connection(self.storage(end.chain), here.connection)?;
        Ok(ChannelRef {
            chain: peer_chain(&side),
            number,
        })
    }

    /// All channel ends of a chain.
    pub fn channels(&self, chain: ChainIx) -> Vec<ChannelRef> {
        let ends = store::channels(self.storage(chain));
        ends.into_iter()
            .map(|e| ChannelRef {
                chain,
                number: e.number,
            })
            .collect()
    }
}

pub(crate) fn peer_chain(side: &Connection) -> ChainIx {
    ChainIx(usize::try_from(side.peer_chain).unwrap_or(usize::MAX))
}

/// Brings a client up to a block of the other chain, as the relayer's transaction does before a
/// proof.
pub(crate) fn refresh(
    s: &mut dyn Storage,
    connection: u64,
    height: u64,
    nanos: u64,
) -> Result<(), IbcError> {
    let mut side = store::connection(s, connection)?;
    side.expect_active()?;
    if (side.height, side.time) != (height, nanos) {
        side.height = side.height.max(height);
        side.time = side.time.max(nanos);
        store::save_connection(s, connection, &side);
    }
    Ok(())
}
