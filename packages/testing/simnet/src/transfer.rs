//! ICS-20: coins that leave are escrowed, vouchers that go home are burnt, and every failure sends
//! the money back. Callbacks (ADR-8) run as in ibc-go 10: a failing destination callback reverts
//! the transfer.

use crate::bank;
use crate::code::IbcCall;
use crate::denom::{denom_on, escrow_bytes, hop};
use crate::error::IbcError;
use crate::module::{call_contract, endpoint_number, send_packet, Env};
use crate::store::{self, ChannelEnd};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Api, BankMsg, Binary, Coin, CustomMsg, CustomQuery, Event,
    IbcAcknowledgement, IbcDestinationCallbackMsg, IbcPacket, IbcTimeout, IbcTransferCallback,
    StdAck, StdError, StdResult, Storage, Uint256,
};
use cw_multi_test::{BankSudo, SudoMsg};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The port of ICS-20.
pub const PORT: &str = "transfer";
/// The version of ICS-20.
pub const VERSION: &str = "ics20-1";

/// Packet data of ICS-20 version 1.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct TransferData {
    /// Trace of the coin on the sending chain.
    pub denom: String,
    /// Decimal amount.
    pub amount: String,
    /// Who sent, an address of the sending chain.
    pub sender: String,
    /// Who receives, an address of the receiving chain.
    pub receiver: String,
    /// Free text; callbacks are requested here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub memo: String,
}

/// What `IbcMsg::Transfer` carries.
pub(crate) struct Order {
    pub channel_id: String,
    pub to_address: String,
    pub amount: Coin,
    pub timeout: IbcTimeout,
    pub memo: Option<String>,
}

/// Direction of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Coins that arrive.
    Incoming,
    /// Coins that leave.
    Outgoing,
}

impl Direction {
    fn kind(self) -> &'static str {
        match self {
            Direction::Incoming => "quota-in",
            Direction::Outgoing => "quota-out",
        }
    }
}

fn refuse(text: impl Into<String>) -> StdError {
    IbcError::Transfer(text.into()).into()
}

pub(crate) fn escrow(api: &dyn Api, port: &str, channel: u64) -> StdResult<Addr> {
    api.addr_humanize(&escrow_bytes(port, channel).into())
}

/// The trace of a local denom; a native denom is its own trace.
pub(crate) fn trace(s: &dyn Storage, denom: &str) -> StdResult<String> {
    match denom.strip_prefix("ibc/") {
        None => Ok(denom.to_string()),
        Some(_) => {
            store::text(s, "trace", denom).ok_or_else(|| refuse(format!("no trace of {denom}")))
        }
    }
}

/// All vouchers ever seen here, with their traces.
pub(crate) fn traces(s: &dyn Storage) -> Vec<(String, String)> {
    store::texts(s, "trace")
}

pub(crate) fn set_quota(s: &mut dyn Storage, d: Direction, denom: &str, rest: Option<Uint256>) {
    store::set_text(s, d.kind(), denom, rest.map(|r| r.to_string()).as_deref());
}

pub(crate) fn set_refusing(s: &mut dyn Storage, refusing: bool) {
    store::set_text(s, "switch", "refuse", refusing.then_some("1"));
}

fn use_quota(s: &mut dyn Storage, d: Direction, coin: &Coin) -> StdResult<()> {
    let Some(rest) = store::text(s, d.kind(), &coin.denom) else {
        return Ok(());
    };
    let rest = Uint256::from_str(&rest)?;
    let after = rest.checked_sub(coin.amount);
    let after = after.map_err(|_| refuse(format!("quota exceeded: {coin} over {rest}")))?;
    set_quota(s, d, &coin.denom, Some(after));
    Ok(())
}

fn bank<C, Q>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    from: Addr,
    msg: BankMsg,
) -> StdResult<Vec<Event>>
where
    C: CustomMsg,
    Q: CustomQuery,
{
    Ok(env
        .router
        .execute(env.api, s, env.block, from, msg.into())?
        .events)
}

fn mint<C: CustomMsg, Q: CustomQuery>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    to: &str,
    coin: Coin,
) -> StdResult<()> {
    let mint = BankSudo::Mint {
        to_address: to.to_string(),
        amount: vec![coin],
    };
    env.router
        .sudo(env.api, s, env.block, SudoMsg::Bank(mint))
        .map(drop)
}

pub(crate) fn send<C, Q>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    sender: Addr,
    order: Order,
) -> StdResult<(u64, Vec<Event>)>
where
    C: CustomMsg,
    Q: CustomQuery,
{
    let end = store::channel_by_id(s, &order.channel_id)?;
    if end.port != PORT {
        let expected = PORT.to_string();
        return Err(IbcError::Port {
            expected,
            actual: end.port,
        }
        .into());
    }
    if order.amount.amount.is_zero() {
        return Err(refuse("amount must be positive"));
    }
    let memo = order.memo.unwrap_or_default();
    if order.to_address.is_empty() || order.to_address.len() > 2048 || memo.len() > 32_768 {
        return Err(refuse(
            "receiver of 1 to 2048 bytes and memo up to 32768 bytes expected",
        ));
    }
    let trace = trace(s, &order.amount.denom)?;
    use_quota(s, Direction::Outgoing, &order.amount)?;
    let data = TransferData {
        denom: trace.clone(),
        amount: order.amount.amount.to_string(),
        sender: sender.to_string(),
        receiver: order.to_address,
        memo,
    };
    let (sequence, event) = send_packet(s, &end, to_json_binary(&data)?, order.timeout)?;
    let amount = vec![order.amount.clone()];
    let msg = match trace.starts_with(&hop(PORT, end.number, "")) {
        true => BankMsg::Burn { amount },
        false => {
            let escrow = escrow(env.api, PORT, end.number)?;
            BankMsg::Send {
                to_address: escrow.to_string(),
                amount,
            }
        }
    };
    let mut events = vec![event];
    events.extend(bank(env, s, sender, msg)?);
    events.push(transfer_event("ibc_transfer", &data));
    Ok((sequence, events))
}

fn transfer_event(ty: &str, data: &TransferData) -> Event {
    Event::new(ty)
        .add_attribute("sender", &data.sender)
        .add_attribute("receiver", &data.receiver)
        .add_attribute("denom", &data.denom)
        .add_attribute("amount", &data.amount)
}

/// Pays out a received packet; returns receiver and coin.
fn credit<C: CustomMsg, Q: CustomQuery>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    packet: &IbcPacket,
    data: &TransferData,
) -> StdResult<(Addr, Coin)> {
    if store::text(s, "switch", "refuse").is_some() {
        return Err(refuse("incoming transfers are disabled"));
    }
    let receiver = env.api.addr_validate(&data.receiver)?;
    if bank::is_blocked(s, receiver.as_str()) {
        return Err(refuse(format!(
            "{receiver} is not allowed to receive funds"
        )));
    }
    let amount = Uint256::from_str(&data.amount)?;
    let source = endpoint_number(&packet.src)?;
    let coin = match data
        .denom
        .strip_prefix(&hop(&packet.src.port_id, source, ""))
    {
        Some(home) => {
            let coin = Coin {
                denom: denom_on(home),
                amount,
            };
            pay_from_escrow(env, s, end, &receiver, coin.clone())?;
            coin
        }
        None => {
            let trace = hop(&end.port, end.number, &data.denom);
            let coin = Coin {
                denom: denom_on(&trace),
                amount,
            };
            store::set_text(s, "trace", &coin.denom, Some(&trace));
            mint(env, s, receiver.as_str(), coin.clone())?;
            coin
        }
    };
    use_quota(s, Direction::Incoming, &coin)?;
    Ok((receiver, coin))
}

fn pay_from_escrow<C: CustomMsg, Q: CustomQuery>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    to: &Addr,
    coin: Coin,
) -> StdResult<()> {
    let escrow = escrow(env.api, &end.port, end.number)?;
    let msg = BankMsg::Send {
        to_address: to.to_string(),
        amount: vec![coin],
    };
    bank(env, s, escrow, msg).map(drop)
}

/// Receives coins and runs the destination callback. An error means: roll everything back and write
/// an error ack.
pub(crate) fn receive<C, Q>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    packet: &IbcPacket,
) -> StdResult<(Binary, Vec<Event>)>
where
    C: CustomMsg + DeserializeOwned + 'static,
    Q: CustomQuery + DeserializeOwned + 'static,
{
    let data: TransferData = from_json(&packet.data)?;
    let (receiver, coin) = credit(env, s, end, packet, &data)?;
    let ack = StdAck::success(b"\x01").to_binary();
    let mut events = vec![transfer_event("fungible_token_packet", &data)];
    if let Some(contract) = callback_address(&data.memo, "dest_callback") {
        let contract = env.api.addr_validate(&contract)?;
        let transfer = IbcTransferCallback {
            sender: data.sender,
            receiver,
            funds: vec![coin],
        };
        let msg = IbcDestinationCallbackMsg {
            packet: packet.clone(),
            ack: IbcAcknowledgement::new(ack.clone()),
            transfer: Some(transfer),
        };
        let call = IbcCall::DestinationCallback(msg);
        events.extend(call_contract(env, s, contract, &call)?.events);
    }
    Ok((ack, events))
}

/// Gives the coins of a failed transfer back to their sender.
pub(crate) fn refund<C: CustomMsg, Q: CustomQuery>(
    env: &Env<'_, C, Q>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    data: &TransferData,
) -> StdResult<Event> {
    let sender = env.api.addr_validate(&data.sender)?;
    if bank::is_blocked(s, sender.as_str()) {
        return Err(refuse(format!("{sender} is not allowed to receive funds")));
    }
    let coin = Coin {
        denom: denom_on(&data.denom),
        amount: Uint256::from_str(&data.amount)?,
    };
    if data.denom.starts_with(&hop(PORT, end.number, "")) {
        mint(env, s, sender.as_str(), coin)?;
    } else {
        pay_from_escrow(env, s, end, &sender, coin)?;
    }
    Ok(transfer_event("refund", data))
}

/// Whether an acknowledgement is ICS-20's success.
pub(crate) fn is_success(ack: &[u8]) -> bool {
    matches!(from_json(ack), Ok(StdAck::Success(_)))
}

#[derive(Deserialize)]
struct CallbackAddress {
    address: String,
}

#[derive(Deserialize, Default)]
struct Memo {
    src_callback: Option<CallbackAddress>,
    dest_callback: Option<CallbackAddress>,
}

/// The contract a memo names under `src_callback` or `dest_callback`.
pub(crate) fn callback_address(memo: &str, key: &str) -> Option<String> {
    let memo: Memo = from_json(memo.as_bytes()).unwrap_or_default();
    let wanted = if key == "src_callback" {
        memo.src_callback
    } else {
        memo.dest_callback
    };
    wanted.map(|c| c.address)
}
