//! One message of one transaction, done again in the simulator.

use anyhow::{anyhow, bail, Context, Result};
use cosmrs::proto::cosmos::bank::v1beta1::MsgSend;
use cosmrs::proto::cosmos::base::v1beta1::Coin as ProtoCoin;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::Any;
use cosmwasm_std::{
    coin, Addr, BankMsg, Binary, Coin, CosmosMsg, IbcMsg, IbcOrder, IbcTimeout, Timestamp, WasmMsg,
};
use ibc_proto::ibc::applications::transfer::v1::MsgTransfer;
use ibc_proto::ibc::core::channel::v1 as channel;
use prost::Message;
use simnet::{ChannelRef, ConnectionRef, IbcError, OpenRequest, PacketId, SimError};

use super::{Mirror, LATER};
use crate::history::{Event, Tx};

/// Done by the chain itself, and seen by no contract.
const PASSED_OVER: [&str; 6] = [
    "/ibc.core.client.",
    "/ibc.core.connection.",
    "/cosmos.gov.",
    "/cosmos.staking.",
    "/cosmos.feegrant.",
    "/cosmos.authz.",
];

fn number(id: &str, head: &str) -> Result<u64> {
    let digits = id.strip_prefix(head).and_then(|rest| rest.parse().ok());
    digits.with_context(|| format!("{id} is no {head}N"))
}

fn coins(all: Vec<ProtoCoin>) -> Result<Vec<Coin>> {
    let one = |c: ProtoCoin| Ok(coin(c.amount.parse::<u128>()?, c.denom));
    all.into_iter().map(one).collect()
}

impl Mirror {
    pub(super) fn act(&mut self, tx: &Tx, index: usize, message: &Any) -> Result<()> {
        let value = message.value.as_slice();
        let url = message.type_url.as_str();
        if PASSED_OVER.iter().any(|head| url.starts_with(head)) {
            return Ok(());
        }
        if url.starts_with("/ibc.core.channel.v1.MsgChannel") {
            return self.shake(tx, url, value);
        }
        if url.starts_with("/ibc.core.channel.v1.") {
            self.packets = self.packets.saturating_add(1);
            return self.packet(tx, url, value);
        }
        self.messages = self.messages.saturating_add(1);
        if url == "/cosmwasm.wasm.v1.MsgStoreCode" {
            return self.store(tx, index);
        }
        let (sender, message) = plain(url, value)?;
        let ix = Self::ix(tx.role);
        self.net
            .tx_msgs(ix, &Addr::unchecked(sender), vec![message])?;
        Ok(())
    }

    /// Stores the native contract in place of the compiled one.
    fn store(&mut self, tx: &Tx, index: usize) -> Result<()> {
        let index = index.to_string();
        let ours = |event: &&Event| event.get("msg_index") == Some(&index);
        for event in tx.of("store_code").filter(ours) {
            let hash = event.get("code_checksum").context("no checksum")?;
            let id: u64 = event.get("code_id").context("no number")?.parse()?;
            let native = self.codes.native(hash)?;
            let known = self.net.store_boxed(Self::ix(tx.role), native);
            if known != id {
                bail!("code {id} has number {known} in the simulator");
            }
        }
        Ok(())
    }

    /// A step of a handshake.
    fn shake(&mut self, tx: &Tx, url: &str, value: &[u8]) -> Result<()> {
        let chain = Self::ix(tx.role);
        let end = |id: &str| -> Result<ChannelRef> {
            let number = number(id, "channel-")?;
            Ok(ChannelRef { chain, number })
        };
        match url.rsplit('.').next().unwrap_or_default() {
            "MsgChannelOpenInit" => {
                let msg = channel::MsgChannelOpenInit::decode(value)?;
                let asked = msg.channel.context("no channel")?;
                let hop = asked.connection_hops.first().context("no connection")?;
                let number = number(hop, "connection-")?;
                let request = OpenRequest {
                    connection: ConnectionRef { chain, number },
                    port: msg.port_id,
                    peer_port: asked.counterparty.context("no counterparty")?.port_id,
                    order: match asked.ordering {
                        2 => IbcOrder::Ordered,
                        _ => IbcOrder::Unordered,
                    },
                    version: asked.version,
                };
                self.net.open_init(request)?;
            }
            "MsgChannelOpenTry" => {
                let msg = channel::MsgChannelOpenTry::decode(value)?;
                let asked = msg.channel.context("no channel")?;
                let hop = asked.connection_hops.first().context("no connection")?;
                let number = number(hop, "connection-")?;
                let there = self.net.peer_connection(ConnectionRef { chain, number })?;
                let id = asked.counterparty.context("no counterparty")?.channel_id;
                let init = ChannelRef {
                    chain: there.chain,
                    number: self::number(&id, "channel-")?,
                };
                let done = self
                    .net
                    .open_try(init, &msg.port_id, &msg.counterparty_version);
                done.map_err(later)?;
            }
            "MsgChannelOpenAck" => {
                let msg = channel::MsgChannelOpenAck::decode(value)?;
                let here = end(&msg.channel_id)?;
                let connection = self.net.channel(here)?.connection;
                let side = ConnectionRef {
                    chain,
                    number: connection,
                };
                let there = ChannelRef {
                    chain: self.net.peer_connection(side)?.chain,
                    number: number(&msg.counterparty_channel_id, "channel-")?,
                };
                self.net.open_ack(here, there).map_err(later)?;
            }
            "MsgChannelOpenConfirm" => {
                let msg = channel::MsgChannelOpenConfirm::decode(value)?;
                self.net
                    .open_confirm(end(&msg.channel_id)?)
                    .map_err(later)?;
            }
            other => bail!("{other} is not done again"),
        }
        Ok(())
    }

    /// What a relayer does with a packet.
    fn packet(&mut self, tx: &Tx, url: &str, value: &[u8]) -> Result<()> {
        let chain = Self::ix(tx.role);
        let sent_here = |packet: Option<channel::Packet>| -> Result<PacketId> {
            let packet = packet.context("no packet")?;
            let number = number(&packet.source_channel, "channel-")?;
            Ok(ChannelRef { chain, number }.packet(packet.sequence))
        };
        match url.rsplit('.').next().unwrap_or_default() {
            "MsgRecvPacket" => {
                let packet = channel::MsgRecvPacket::decode(value)?.packet;
                let packet = packet.context("no packet")?;
                let number = number(&packet.destination_channel, "channel-")?;
                let source = self.net.peer(ChannelRef { chain, number })?;
                let id = source.packet(packet.sequence);
                self.net.recv(id).map(drop).map_err(later)
            }
            "MsgAcknowledgement" => {
                let id = sent_here(channel::MsgAcknowledgement::decode(value)?.packet)?;
                self.net.ack(id).map(drop).map_err(later)
            }
            "MsgTimeout" => {
                let id = sent_here(channel::MsgTimeout::decode(value)?.packet)?;
                self.net.timeout(id).map(drop).map_err(later)
            }
            other => bail!("{other} is not done again"),
        }
    }
}

/// What stands on something that has not happened yet on the other chain can be tried again.
fn later(error: SimError) -> anyhow::Error {
    match &error {
        SimError::Ibc(
            IbcError::NoPacket(_)
            | IbcError::NoAck(_)
            | IbcError::NoChannel { .. }
            | IbcError::NotElapsed { .. }
            | IbcError::Handshake { .. }
            | IbcError::ChannelState { .. },
        ) => anyhow!("{LATER}: {error}"),
        _ => error.into(),
    }
}

/// A message that any account may send, as the simulator takes it.
fn plain(url: &str, value: &[u8]) -> Result<(String, CosmosMsg)> {
    Ok(match url {
        "/cosmwasm.wasm.v1.MsgExecuteContract" => {
            let msg = wasm::MsgExecuteContract::decode(value)?;
            let execute = WasmMsg::Execute {
                contract_addr: msg.contract,
                msg: Binary::from(msg.msg),
                funds: coins(msg.funds)?,
            };
            (msg.sender, execute.into())
        }
        "/cosmwasm.wasm.v1.MsgInstantiateContract2" => {
            let msg = wasm::MsgInstantiateContract2::decode(value)?;
            let instantiate = WasmMsg::Instantiate2 {
                admin: Some(msg.admin).filter(|admin| !admin.is_empty()),
                code_id: msg.code_id,
                label: msg.label,
                msg: Binary::from(msg.msg),
                funds: coins(msg.funds)?,
                salt: Binary::from(msg.salt),
            };
            (msg.sender, instantiate.into())
        }
        "/cosmwasm.wasm.v1.MsgUpdateAdmin" => {
            let msg = wasm::MsgUpdateAdmin::decode(value)?;
            let update = WasmMsg::UpdateAdmin {
                contract_addr: msg.contract,
                admin: msg.new_admin,
            };
            (msg.sender, update.into())
        }
        "/cosmos.bank.v1beta1.MsgSend" => {
            let msg = MsgSend::decode(value)?;
            let send = BankMsg::Send {
                to_address: msg.to_address,
                amount: coins(msg.amount)?,
            };
            (msg.from_address, send.into())
        }
        "/ibc.applications.transfer.v1.MsgTransfer" => {
            let msg = MsgTransfer::decode(value)?;
            let token = msg.token.context("no coin")?;
            let transfer = IbcMsg::Transfer {
                channel_id: msg.source_channel,
                to_address: msg.receiver,
                amount: coin(token.amount.parse::<u128>()?, token.denom),
                timeout: IbcTimeout::with_timestamp(Timestamp::from_nanos(msg.timeout_timestamp)),
                memo: Some(msg.memo).filter(|memo| !memo.is_empty()),
            };
            (msg.sender, transfer.into())
        }
        other => bail!("{other} is not done again"),
    })
}
