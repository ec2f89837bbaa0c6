//! IBC as one chain knows it: channels, connections, light clients.

use ibc_proto::google::protobuf::Any;
use ibc_proto::ibc::core::channel::v1 as channel;
use ibc_proto::ibc::core::client::v1 as client;
use ibc_proto::ibc::core::connection::v1 as connection;
use ibc_proto::ibc::lightclients::tendermint::v1::{ClientState, ConsensusState};
use prost::Message;
use tendermint_rpc::query::Query;
use tendermint_rpc::{Client, Order};

use crate::client::ChainClient;
use crate::error::ClientResult;

/// Where a channel end is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelState {
    /// Opening began here.
    Init,
    /// Opening was answered here.
    TryOpen,
    /// In use.
    Open,
    /// For ever closed.
    Closed,
}

/// One end of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its port at this end.
    pub port: String,
    /// Its id at this end.
    pub id: String,
    /// Its state.
    pub state: ChannelState,
    /// Does it deliver in any order?
    pub unordered: bool,
    /// Its version.
    pub version: String,
    /// The port at the other end.
    pub peer_port: String,
    /// The id at the other end, once known.
    pub peer_id: String,
    /// The connection below it, at this end.
    pub connection: String,
}

/// One end of a connection with its light client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its id at this end.
    pub id: String,
    /// Its id at the other end.
    pub peer_id: String,
    /// The light client at this end.
    pub client: String,
    /// Is the handshake over?
    pub open: bool,
}

/// A light client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightClient {
    /// The chain it follows.
    pub chain_id: String,
    /// A header may be this old when it is used, seconds.
    pub trusting_period_secs: u64,
    /// `Active`, `Expired` or `Frozen`, in the chain's words.
    pub status: String,
    /// The latest height it knows.
    pub latest_height: u64,
}

impl ChainClient {
    /// One end of a channel; nothing if there is none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn channel(&self, port: &str, id: &str) -> ClientResult<Option<Channel>> {
        let path = "/ibc.core.channel.v1.Query/Channel";
        let question = channel::QueryChannelRequest {
            port_id: port.into(),
            channel_id: id.into(),
        };
        let found = self
            .abci::<_, channel::QueryChannelResponse>(path, &question, None)
            .await;
        let found = match found {
            Ok(answer) => answer.channel,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        Ok(found.map(|c| {
            let peer = c.counterparty.unwrap_or_default();
            Channel {
                port: port.into(),
                id: id.into(),
                state: state(c.state),
                unordered: c.ordering == channel::Order::Unordered as i32,
                version: c.version,
                peer_port: peer.port_id,
                peer_id: peer.channel_id,
                connection: c.connection_hops.first().cloned().unwrap_or_default(),
            }
        }))
    }

    /// All channel ends over a connection, at most the first 1,000.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn channels_over(&self, connection: &str) -> ClientResult<Vec<Channel>> {
        let path = "/ibc.core.channel.v1.Query/ConnectionChannels";
        let pagination = ibc_proto::cosmos::base::query::v1beta1::PageRequest {
            limit: 1_000,
            ..Default::default()
        };
        let question = channel::QueryConnectionChannelsRequest {
            connection: connection.into(),
            pagination: Some(pagination),
        };
        let answer: channel::QueryConnectionChannelsResponse =
            self.abci(path, &question, None).await?;
        let of = |c: channel::IdentifiedChannel| {
            let peer = c.counterparty.unwrap_or_default();
            Channel {
                port: c.port_id,
                id: c.channel_id,
                state: state(c.state),
                unordered: c.ordering == channel::Order::Unordered as i32,
                version: c.version,
                peer_port: peer.port_id,
                peer_id: peer.channel_id,
                connection: connection.into(),
            }
        };
        Ok(answer.channels.into_iter().map(of).collect())
    }

    /// One end of a connection; nothing if there is none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn connection(&self, id: &str) -> ClientResult<Option<Connection>> {
        let path = "/ibc.core.connection.v1.Query/Connection";
        let question = connection::QueryConnectionRequest {
            connection_id: id.into(),
        };
        let found = self
            .abci::<_, connection::QueryConnectionResponse>(path, &question, None)
            .await;
        let found = match found {
            Ok(answer) => answer.connection,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        Ok(found.map(|c| Connection {
            id: id.into(),
            peer_id: c.counterparty.unwrap_or_default().connection_id,
            client: c.client_id,
            open: c.state == connection::State::Open as i32,
        }))
    }

    /// A light client with its status; nothing if there is none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`]; [`crate::ClientError::Unreadable`] for a client that is not
    /// Tendermint's.
    pub async fn light_client(&self, id: &str) -> ClientResult<Option<LightClient>> {
        let path = "/ibc.core.client.v1.Query/ClientState";
        let question = client::QueryClientStateRequest {
            client_id: id.into(),
        };
        let found = self
            .abci::<_, client::QueryClientStateResponse>(path, &question, None)
            .await;
        let state = match found {
            Ok(answer) => answer.client_state,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let Some(Any { value, .. }) = state else {
            return Ok(None);
        };
        let state = ClientState::decode(value.as_slice()).map_err(|e| self.unreadable(path, e))?;
        let question = client::QueryClientStatusRequest {
            client_id: id.into(),
        };
        let path = "/ibc.core.client.v1.Query/ClientStatus";
        let status: client::QueryClientStatusResponse = self.abci(path, &question, None).await?;
        let period = state.trusting_period.map(|p| p.seconds).unwrap_or_default();
        Ok(Some(LightClient {
            chain_id: state.chain_id,
            trusting_period_secs: u64::try_from(period).unwrap_or_default(),
            status: status.status,
            latest_height: state
                .latest_height
                .map(|h| h.revision_height)
                .unwrap_or_default(),
        }))
    }

    /// Sequences of packets sent over a channel that have no outcome yet, at most 1,000.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn packets_without_outcome(&self, port: &str, id: &str) -> ClientResult<Vec<u64>> {
        let path = "/ibc.core.channel.v1.Query/PacketCommitments";
        let pagination = ibc_proto::cosmos::base::query::v1beta1::PageRequest {
            limit: 1_000,
            ..Default::default()
        };
        let question = channel::QueryPacketCommitmentsRequest {
            port_id: port.into(),
            channel_id: id.into(),
            pagination: Some(pagination),
        };
        let answer: channel::QueryPacketCommitmentsResponse =
            self.abci(path, &question, None).await?;
        Ok(answer.commitments.into_iter().map(|c| c.sequence).collect())
    }
}

impl ChainClient {
    /// Of packets sent to this end of a channel, the sequences that have not been received here.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn unreceived(
        &self,
        port: &str,
        id: &str,
        sequences: Vec<u64>,
    ) -> ClientResult<Vec<u64>> {
        let path = "/ibc.core.channel.v1.Query/UnreceivedPackets";
        let question = channel::QueryUnreceivedPacketsRequest {
            port_id: port.into(),
            channel_id: id.into(),
            packet_commitment_sequences: sequences,
        };
        let answer: channel::QueryUnreceivedPacketsResponse =
            self.abci(path, &question, None).await?;
        Ok(answer.sequences)
    }

    /// When a packet was sent, seconds; nothing if the node keeps no such transaction.
    ///
    /// # Errors
    /// [`crate::ClientError::NoEndpoint`], [`crate::ClientError::Refused`] where transactions are
    /// not indexed.
    pub async fn packet_sent_at(
        &self,
        port: &str,
        id: &str,
        sequence: u64,
    ) -> ClientResult<Option<u64>> {
        let query = Query::eq("send_packet.packet_src_channel", id)
            .and_eq("send_packet.packet_src_port", port)
            .and_eq("send_packet.packet_sequence", sequence.to_string());
        let ask = |client: tendermint_rpc::HttpClient| {
            let query = query.clone();
            async move { client.tx_search(query, false, 1, 1, Order::Ascending).await }
        };
        let found = self.endpoints.call("tx_search", ask).await?;
        match found.txs.first() {
            Some(tx) => Ok(Some(self.time_of(tx.height.value()).await?)),
            None => Ok(None),
        }
    }

    /// Time of the latest header that a light client knows, seconds; nothing if it knows none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn client_time(&self, id: &str) -> ClientResult<Option<u64>> {
        let path = "/ibc.core.client.v1.Query/ConsensusState";
        let question = client::QueryConsensusStateRequest {
            client_id: id.into(),
            latest_height: true,
            ..Default::default()
        };
        let found = self
            .abci::<_, client::QueryConsensusStateResponse>(path, &question, None)
            .await;
        let state = match found {
            Ok(answer) => answer.consensus_state,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let Some(Any { value, .. }) = state else {
            return Ok(None);
        };
        let state =
            ConsensusState::decode(value.as_slice()).map_err(|e| self.unreadable(path, e))?;
        let seconds = state.timestamp.map(|t| t.seconds).unwrap_or_default();
        Ok(u64::try_from(seconds).ok())
    }
}

fn state(number: i32) -> ChannelState {
    match channel::State::try_from(number) {
        Ok(channel::State::Init) => ChannelState::Init,
        Ok(channel::State::Tryopen) => ChannelState::TryOpen,
        Ok(channel::State::Open) => ChannelState::Open,
        _ => ChannelState::Closed,
    }
}
