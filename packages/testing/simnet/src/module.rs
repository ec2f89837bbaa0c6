//! The chain module that executes `IbcMsg` and answers `IbcQuery`. Everything it writes belongs to
//! the transaction of its caller.

use crate::code::{envelope, IbcCall};
use crate::ctx::Ctx;
use crate::error::IbcError;
use crate::proto;
use crate::store::{self, ChannelEnd, ChannelState, Counter, Slot};
use crate::transfer;
use cosmwasm_std::{
    to_json_binary, to_json_vec, Addr, Api, Binary, BlockInfo, ChannelResponse, CustomMsg,
    CustomQuery, Empty, Event, IbcChannelCloseMsg, IbcEndpoint, IbcMsg, IbcPacket, IbcQuery,
    IbcTimeout, Querier, StdError, StdResult, Storage,
};
use cw_multi_test::{AppResponse, CosmosRouter, Ibc, Module, SudoMsg, WasmSudo};
use serde::de::DeserializeOwned;
use std::rc::Rc;

/// Most bytes of packet data (ibc-go 10).
pub const MAX_PACKET_BYTES: usize = 256 * 1024;

/// The IBC module of every simulated chain.
pub struct IbcModule {
    pub(crate) ctx: Rc<Ctx>,
}

/// Everything a module function needs besides storage.
pub(crate) struct Env<'a, C, Q> {
    pub router: &'a dyn CosmosRouter<ExecC = C, QueryC = Q>,
    pub api: &'a dyn Api,
    pub block: &'a BlockInfo,
}

/// The same for the messages and queries of a simulated chain.
pub(crate) type TxParts<'a> = Env<'a, Empty, Empty>;

/// The port a contract owns.
pub fn port_of(contract: &Addr) -> String {
    format!("wasm.{contract}")
}

/// The contract behind a port.
pub(crate) fn contract_of(port: &str) -> Result<Addr, IbcError> {
    let addr = port.strip_prefix("wasm.").map(Addr::unchecked);
    addr.ok_or_else(|| IbcError::Unsupported(format!("port {port}")))
}

/// Writes a packet and its commitment; returns its sequence and event.
pub(crate) fn send_packet(
    s: &mut dyn Storage,
    end: &ChannelEnd,
    data: Binary,
    timeout: IbcTimeout,
) -> Result<(u64, Event), IbcError> {
    end.expect(ChannelState::Open)?;
    if data.len() > MAX_PACKET_BYTES {
        return Err(IbcError::TooLong {
            max: MAX_PACKET_BYTES,
            actual: data.len(),
        });
    }
    let client = store::connection(s, end.connection)?;
    client.expect_active()?;
    let no_time = timeout.timestamp().is_none_or(|t| t.nanos() == 0);
    if no_time && timeout.block().is_none_or(|b| b.is_zero()) {
        return Err(IbcError::NoTimeout);
    }
    if store::elapsed(&timeout, client.revision, client.height, client.time) {
        let now = format!("height {} time {}", client.height, client.time);
        return Err(IbcError::Elapsed {
            timeout: store::show_timeout(&timeout),
            now,
        });
    }
    let channel = end.to_ibc();
    let sequence = store::take(s, Counter::Send(end.number));
    let event = Event::new("send_packet")
        .add_attribute("packet_sequence", sequence.to_string())
        .add_attribute("packet_src_port", &channel.endpoint.port_id)
        .add_attribute("packet_src_channel", &channel.endpoint.channel_id)
        .add_attribute("packet_dst_port", &channel.counterparty_endpoint.port_id)
        .add_attribute(
            "packet_dst_channel",
            &channel.counterparty_endpoint.channel_id,
        );
    let (src, dest) = (channel.endpoint, channel.counterparty_endpoint);
    let packet = IbcPacket::new(data, src, dest, sequence, timeout);
    let raw = to_json_vec(&packet).map_err(|e| IbcError::Unsupported(e.to_string()))?;
    Slot::Packet.set(s, end.number, sequence, &raw);
    Slot::Commitment.set(s, end.number, sequence, b"1");
    Ok((sequence, event))
}

/// Writes the acknowledgement of a received packet, which must not be empty.
pub(crate) fn write_ack(
    s: &mut dyn Storage,
    channel: u64,
    sequence: u64,
    ack: &[u8],
) -> Result<Event, IbcError> {
    if ack.is_empty() {
        return Err(IbcError::EmptyAck);
    }
    Slot::Ack.set(s, channel, sequence, ack);
    Ok(Event::new("write_acknowledgement")
        .add_attribute("packet_dst_channel", format!("channel-{channel}"))
        .add_attribute("packet_sequence", sequence.to_string()))
}

/// Calls an IBC entry point of a contract.
pub(crate) fn call_contract<C, Q>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    contract: Addr,
    call: &IbcCall,
) -> StdResult<AppResponse>
where
    C: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    let sudo = WasmSudo {
        contract_addr: contract,
        message: envelope(call)?,
    };
    let mut response = env
        .router
        .sudo(env.api, s, env.block, SudoMsg::Wasm(sudo))?;
    if response.events.first().is_some_and(|e| e.ty == "sudo") {
        response.events.remove(0);
    }
    Ok(response)
}

/// Closes a channel end after asking the contract that owns it.
pub(crate) fn close_init<C, Q>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    mut end: ChannelEnd,
) -> StdResult<AppResponse>
where
    C: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    if end.state == ChannelState::Closed {
        end.expect(ChannelState::Open)?;
    }
    store::connection(s, end.connection)?.expect_active()?;
    if end.port == transfer::PORT {
        return Err(IbcError::Transfer("user cannot close channel".to_string()).into());
    }
    let call = IbcCall::ChannelClose(IbcChannelCloseMsg::new_init(end.to_ibc()));
    let response = call_contract(env, s, contract_of(&end.port)?, &call)?;
    end.state = ChannelState::Closed;
    store::save_channel(s, &end);
    Ok(response)
}

impl IbcModule {
    fn owned(&self, s: &dyn Storage, sender: &Addr, id: &str) -> Result<ChannelEnd, IbcError> {
        let end = store::channel_by_id(s, id)?;
        let expected = port_of(sender);
        if end.port == expected {
            return Ok(end);
        }
        Err(IbcError::Port {
            expected,
            actual: end.port,
        })
    }

    fn run<C, Q>(
        &self,
        env: &Env<'_, C, Q>,
        s: &mut dyn Storage,
        sender: Addr,
        msg: IbcMsg,
    ) -> StdResult<AppResponse>
    where
        C: CustomMsg + DeserializeOwned + 'static,
        Q: CustomQuery + DeserializeOwned + 'static,
    {
        match msg {
            IbcMsg::SendPacket {
                channel_id,
                data,
                timeout,
            } => {
                let end = self.owned(s, &sender, &channel_id)?;
                let (sequence, event) = send_packet(s, &end, data, timeout)?;
                Ok(sent(sequence, vec![event]))
            }
            IbcMsg::Transfer {
                channel_id,
                to_address,
                amount,
                timeout,
                memo,
            } => {
                let order = transfer::Order {
                    channel_id,
                    to_address,
                    amount,
                    timeout,
                    memo,
                };
                let (sequence, events) = transfer::send(env, s, sender, order)?;
                Ok(sent(sequence, events))
            }
            IbcMsg::WriteAcknowledgement {
                channel_id,
                packet_sequence,
                ack,
            } => {
                let end = self.owned(s, &sender, &channel_id)?;
                end.expect(ChannelState::Open)?;
                if !Slot::Async.has(s, end.number, packet_sequence) {
                    let (channel, sequence) = (end.number, packet_sequence);
                    return Err(IbcError::NotAsync { channel, sequence }.into());
                }
                let event = write_ack(s, end.number, packet_sequence, &ack.data)?;
                Slot::Async.remove(s, end.number, packet_sequence);
                Ok(AppResponse {
                    events: vec![event],
                    data: None,
                })
            }
            IbcMsg::CloseChannel { channel_id } => {
                let end = self.owned(s, &sender, &channel_id)?;
                close_init(env, s, end)
            }
            other => Err(IbcError::Unsupported(format!("{other:?}")).into()),
        }
    }

    /// Keeps a failure already noted deeper down, notes any other as one of this module.
    fn noted(&self, error: StdError) -> StdError {
        match error.as_ref().downcast_ref::<IbcError>() {
            Some(ibc) => self.ctx.module_failure("channel", 1, ibc),
            None => error,
        }
    }
}

/// What a reply sees of `MsgIBCSendResponse` and `MsgTransferResponse` alike: the sequence in field
/// 1.
fn sent(sequence: u64, events: Vec<Event>) -> AppResponse {
    AppResponse {
        events,
        data: Some(proto::varint(sequence).into()),
    }
}

impl Ibc for IbcModule {}

impl Module for IbcModule {
    type ExecT = IbcMsg;
    type QueryT = IbcQuery;
    type SudoT = Empty;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: IbcMsg,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let env = Env { router, api, block };
        self.run(&env, storage, sender, msg)
            .map_err(|e| self.noted(e))
    }

    /// A module is not told who asks, so `PortId` is refused and `Channel` without a port looks the
    /// id up alone (channel ids are unique on a chain).
    fn query(
        &self,
        _api: &dyn Api,
        storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: IbcQuery,
    ) -> StdResult<Binary> {
        match request {
            IbcQuery::Channel {
                channel_id,
                port_id,
            } => {
                let end = store::channel_by_id(storage, &channel_id).ok();
                let end = end.filter(|e| port_id.is_none_or(|port| port == e.port));
                let open = end.filter(|e| e.state == ChannelState::Open);
                to_json_binary(&ChannelResponse::new(open.map(|e| e.to_ibc())))
            }
            other => Err(self.noted(IbcError::Unsupported(format!("{other:?}")).into())),
        }
    }

    fn sudo<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        _msg: Empty,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        Err(IbcError::Unsupported("sudo of the IBC module".to_string()).into())
    }
}

/// Endpoint of a packet as a channel number.
pub(crate) fn endpoint_number(endpoint: &IbcEndpoint) -> Result<u64, IbcError> {
    crate::ids::channel_number(&endpoint.channel_id).ok_or_else(|| IbcError::NoChannel {
        id: endpoint.channel_id.clone(),
    })
}
