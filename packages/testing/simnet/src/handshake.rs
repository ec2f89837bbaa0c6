//! The four steps that open a channel and the two that close it. Anyone may take any step with any
//! claim; only the claims the other chain proves and the contract accepts go through.

use crate::code::IbcCall;
use crate::error::{IbcError, SimError};
use crate::ids::{ChainIx, ChannelRef, ConnectionRef};
use crate::links::{peer_chain, refresh};
use crate::module::{call_contract, close_init, contract_of, TxParts};
use crate::net::Net;
use crate::steps::StepKind;
use crate::store::{self, ChannelEnd, ChannelState, Counter};
use crate::transfer;
use cosmwasm_std::{
    Event, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcOrder, StdResult,
    Storage,
};

/// What an opener asks for.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// Where to begin; the connection tells the other chain.
    pub connection: ConnectionRef,
    /// Port at this end: `wasm.<contract>` or `transfer`.
    pub port: String,
    /// Port at the other end.
    pub peer_port: String,
    /// Ordered or not.
    pub order: IbcOrder,
    /// Proposed version.
    pub version: String,
}

impl OpenRequest {
    /// An unordered channel.
    pub fn new(
        connection: ConnectionRef,
        port: impl Into<String>,
        peer_port: impl Into<String>,
        version: impl Into<String>,
    ) -> Self {
        let order = IbcOrder::Unordered;
        let (port, peer_port, version) = (port.into(), peer_port.into(), version.into());
        Self {
            connection,
            port,
            peer_port,
            order,
            version,
        }
    }

    /// An ICS-20 channel.
    pub fn transfer(connection: ConnectionRef) -> Self {
        Self::new(
            connection,
            transfer::PORT,
            transfer::PORT,
            transfer::VERSION,
        )
    }

    /// Makes it ordered.
    pub fn ordered(mut self) -> Self {
        self.order = IbcOrder::Ordered;
        self
    }
}

fn same<T: PartialEq + ToString>(
    what: &'static str,
    expected: T,
    actual: T,
) -> Result<(), IbcError> {
    if expected == actual {
        return Ok(());
    }
    let (expected, actual) = (expected.to_string(), actual.to_string());
    Err(IbcError::Handshake {
        what,
        expected,
        actual,
    })
}

/// Asks the application at this end; returns the version it wants and its events.
fn ask_open(
    env: &TxParts<'_>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    msg: IbcChannelOpenMsg,
) -> StdResult<(String, Vec<Event>)> {
    if end.port == transfer::PORT {
        let empty = end.version.is_empty();
        let ours = empty || end.version == transfer::VERSION;
        let theirs = msg
            .counterparty_version()
            .is_none_or(|v| v == transfer::VERSION);
        if end.order == IbcOrder::Ordered || !ours || !theirs {
            return Err(IbcError::Transfer(format!("cannot open {end:?}")).into());
        }
        return Ok((transfer::VERSION.to_string(), vec![]));
    }
    let response = call_contract(env, s, contract_of(&end.port)?, &IbcCall::ChannelOpen(msg))?;
    let chosen = response
        .data
        .map(|d| String::from_utf8(d.to_vec()))
        .transpose()?;
    Ok((
        chosen.unwrap_or_else(|| end.version.clone()),
        response.events,
    ))
}

fn ask_connect(
    env: &TxParts<'_>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    msg: IbcChannelConnectMsg,
) -> StdResult<Vec<Event>> {
    if end.port == transfer::PORT {
        return match end.version == transfer::VERSION {
            true => Ok(vec![]),
            false => Err(IbcError::Transfer(format!("version {}", end.version)).into()),
        };
    }
    let call = IbcCall::ChannelConnect(msg);
    Ok(call_contract(env, s, contract_of(&end.port)?, &call)?.events)
}

impl Net {
    /// All four steps; returns (end that asked, other end).
    ///
    /// # Errors
    /// Those of the step that failed; earlier steps stay done.
    pub fn open_channel(
        &mut self,
        request: OpenRequest,
    ) -> Result<(ChannelRef, ChannelRef), SimError> {
        let (peer_port, version) = (request.peer_port.clone(), request.version.clone());
        let a = self.open_init(request)?;
        let proposed = if peer_port == transfer::PORT {
            transfer::VERSION.to_string()
        } else {
            version
        };
        let b = self.open_try(a, &peer_port, &proposed)?;
        self.open_ack(a, b)?;
        self.open_confirm(b)?;
        Ok((a, b))
    }

    /// Step 1, on the asking chain.
    ///
    /// # Errors
    /// [`SimError::Tx`] if the contract objects; [`SimError::Ibc`].
    pub fn open_init(&mut self, request: OpenRequest) -> Result<ChannelRef, SimError> {
        let chain = request.connection.chain;
        let connection = request.connection.number;
        let result = self.tx(chain, |env, ctx, s| {
            store::connection(s, connection)?.expect_active()?;
            let mut end = ChannelEnd {
                number: store::take(s, Counter::Channel),
                port: request.port,
                order: request.order,
                version: request.version,
                state: ChannelState::Init,
                peer_port: request.peer_port,
                peer_channel: None,
                connection,
            };
            let msg = IbcChannelOpenMsg::new_init(end.to_ibc());
            let asked = ask_open(env, s, &end, msg).map_err(|e| Net::failed(chain, ctx, e))?;
            end.version = asked.0;
            store::save_channel(s, &end);
            Ok((
                ChannelRef {
                    chain,
                    number: end.number,
                },
                asked.1,
            ))
        });
        self.shake("open_init", chain, None, result)
    }

    /// Step 2, on the other chain: `port` there answers what `init` asked, with the version claimed
    /// for it (`version` is what the answering contract is shown as proposal for its own end).
    ///
    /// # Errors
    /// [`IbcError::Handshake`] if the asking end does not match; [`SimError::Tx`] if the contract
    /// objects.
    pub fn open_try(
        &mut self,
        init: ChannelRef,
        port: &str,
        version: &str,
    ) -> Result<ChannelRef, SimError> {
        let there = self.channel(init)?;
        let side = store::connection(self.storage(init.chain), there.connection)?;
        let (chain, connection) = (peer_chain(&side), side.peer_connection);
        let header = self.block(init.chain);
        let result = self.tx(chain, |env, ctx, s| {
            there.expect(ChannelState::Init)?;
            same("port", there.peer_port.as_str(), port)?;
            refresh(s, connection, header.height, header.time.nanos())?;
            let mut end = ChannelEnd {
                number: store::take(s, Counter::Channel),
                port: port.to_string(),
                order: there.order.clone(),
                version: version.to_string(),
                state: ChannelState::TryOpen,
                peer_port: there.port.clone(),
                peer_channel: Some(there.number),
                connection,
            };
            let msg = IbcChannelOpenMsg::new_try(end.to_ibc(), &there.version);
            let asked = ask_open(env, s, &end, msg).map_err(|e| Net::failed(chain, ctx, e))?;
            end.version = asked.0;
            store::save_channel(s, &end);
            Ok((
                ChannelRef {
                    chain,
                    number: end.number,
                },
                asked.1,
            ))
        });
        self.shake("open_try", chain, None, result)
    }

    /// Step 3, on the asking chain: takes `tried` as its other end.
    ///
    /// # Errors
    /// [`IbcError::Handshake`] if `tried` does not answer this end; [`SimError::Tx`] if the
    /// contract objects.
    pub fn open_ack(&mut self, init: ChannelRef, tried: ChannelRef) -> Result<(), SimError> {
        let there = self.channel(tried)?;
        let peer = self.peer(tried)?;
        let header = self.block(tried.chain);
        let result = self.tx(init.chain, |env, ctx, s| {
            let mut end = store::channel(s, init.number)?;
            end.expect(ChannelState::Init)?;
            there.expect(ChannelState::TryOpen)?;
            same("counterparty", peer, init)?;
            same("port", end.peer_port.as_str(), there.port.as_str())?;
            refresh(s, end.connection, header.height, header.time.nanos())?;
            end.peer_channel = Some(tried.number);
            end.version = there.version.clone();
            end.state = ChannelState::Open;
            let msg = IbcChannelConnectMsg::new_ack(end.to_ibc(), &there.version);
            store::save_channel(s, &end);
            let asked = ask_connect(env, s, &end, msg);
            Ok(((), asked.map_err(|e| Net::failed(init.chain, ctx, e))?))
        });
        self.shake("open_ack", init.chain, Some(init), result)
    }

    /// Step 4, on the other chain.
    ///
    /// # Errors
    /// [`IbcError::ChannelState`] unless the asking end is open; [`SimError::Tx`] if the contract
    /// objects.
    pub fn open_confirm(&mut self, tried: ChannelRef) -> Result<(), SimError> {
        let there = self.peer(tried).and_then(|p| self.channel(p))?;
        let header = self.block(self.peer(tried)?.chain);
        let result = self.tx(tried.chain, |env, ctx, s| {
            let mut end = store::channel(s, tried.number)?;
            end.expect(ChannelState::TryOpen)?;
            there.expect(ChannelState::Open)?;
            same(
                "channel",
                there.peer_channel.unwrap_or_default(),
                tried.number,
            )?;
            refresh(s, end.connection, header.height, header.time.nanos())?;
            end.state = ChannelState::Open;
            let msg = IbcChannelConnectMsg::new_confirm(end.to_ibc());
            store::save_channel(s, &end);
            let asked = ask_connect(env, s, &end, msg);
            Ok(((), asked.map_err(|e| Net::failed(tried.chain, ctx, e))?))
        });
        self.shake("open_confirm", tried.chain, Some(tried), result)
    }

    /// `MsgChannelCloseInit` by anyone: nobody but the contract can refuse it.
    ///
    /// # Errors
    /// [`SimError::Tx`] if the contract objects; [`IbcError::ChannelState`] if closed already.
    pub fn close_init(&mut self, end: ChannelRef) -> Result<(), SimError> {
        let result = self.tx(end.chain, |env, ctx, s| {
            let found = store::channel(s, end.number)?;
            let closed = close_init(env, s, found);
            Ok((
                (),
                closed.map_err(|e| Net::failed(end.chain, ctx, e))?.events,
            ))
        });
        self.shake("close_init", end.chain, Some(end), result)
    }

    /// Closes an end whose other end is closed, by anyone.
    ///
    /// # Errors
    /// [`IbcError::ChannelState`] if the other end is not closed or this one is; [`SimError::Tx`]
    /// if the contract objects (it should not).
    pub fn close_confirm(&mut self, end: ChannelRef) -> Result<(), SimError> {
        let peer = self.peer(end)?;
        let there = self.channel(peer)?;
        let header = self.block(peer.chain);
        let result = self.tx(end.chain, |env, ctx, s| {
            let mut here = store::channel(s, end.number)?;
            here.expect(ChannelState::Open)?;
            there.expect(ChannelState::Closed)?;
            refresh(s, here.connection, header.height, header.time.nanos())?;
            here.state = ChannelState::Closed;
            store::save_channel(s, &here);
            if here.port == transfer::PORT {
                return Ok(((), vec![]));
            }
            let call = IbcCall::ChannelClose(IbcChannelCloseMsg::new_confirm(here.to_ibc()));
            let closed = call_contract(env, s, contract_of(&here.port)?, &call);
            Ok((
                (),
                closed.map_err(|e| Net::failed(end.chain, ctx, e))?.events,
            ))
        });
        self.shake("close_confirm", end.chain, Some(end), result)
    }

    fn shake<R: ChannelOf>(
        &mut self,
        verb: &'static str,
        chain: ChainIx,
        end: Option<ChannelRef>,
        result: Result<(R, Vec<Event>), SimError>,
    ) -> Result<R, SimError> {
        let done = self.finish(chain, result, |done| {
            let channel = end.or_else(|| done.and_then(|(r, _)| r.channel()));
            let events = done.map(|(_, e)| e.clone()).unwrap_or_default();
            (StepKind::Handshake { verb, channel }, events)
        });
        done.map(|(r, _)| r)
    }
}

trait ChannelOf {
    fn channel(&self) -> Option<ChannelRef>;
}

impl ChannelOf for () {
    fn channel(&self) -> Option<ChannelRef> {
        None
    }
}

impl ChannelOf for ChannelRef {
    fn channel(&self) -> Option<ChannelRef> {
        Some(*self)
    }
}
