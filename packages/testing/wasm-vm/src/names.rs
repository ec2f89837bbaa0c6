//! The names that gas is booked under: of a message, and of what a packet carries.

use cosmwasm_std::Binary;
use serde_json::Value;
use simnet::IbcCall;

/// Wrappers around what is really sent, by the contracts' wire format.
const WRAPPERS: [&str; 4] = ["body", "order", "command", "report"];

fn key(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(fields) if fields.len() == 1 => fields.keys().next().map(String::as_str),
        _ => None,
    }
}

/// The variant of a message.
pub fn of_message(raw: &[u8]) -> String {
    let parsed: Option<Value> = serde_json::from_slice(raw).ok();
    let name = parsed.as_ref().and_then(key);
    name.unwrap_or("message").to_string()
}

/// The innermost variant of a packet: `order/open_lots`.
pub fn of_packet(data: &Binary) -> String {
    let mut value: Value = serde_json::from_slice(data).unwrap_or_default();
    let mut path: Vec<String> = vec![];
    while let Some((name, inner)) = WRAPPERS
        .iter()
        .find_map(|name| Some((*name, value.get(*name)?.clone())))
    {
        if name != "body" && path.last().is_none_or(|last| last != name) {
            path.push(name.to_string());
        }
        value = inner;
    }
    if let Some(name) = key(&value) {
        path.push(name.to_string());
    }
    path.join("/")
}

/// The name of an IBC call, with what the packet carries.
pub fn of_ibc(call: &IbcCall) -> String {
    match call {
        IbcCall::ChannelOpen(_) => "ibc_channel_open".into(),
        IbcCall::ChannelConnect(_) => "ibc_channel_connect".into(),
        IbcCall::ChannelClose(_) => "ibc_channel_close".into(),
        IbcCall::PacketReceive(m) => format!("receive {}", of_packet(&m.packet.data)),
        IbcCall::PacketAck(m) => format!("ack {}", of_packet(&m.original_packet.data)),
        IbcCall::PacketTimeout(m) => format!("timeout {}", of_packet(&m.packet.data)),
        IbcCall::SourceCallback(_) => "ibc_source_callback".into(),
        IbcCall::DestinationCallback(_) => "ibc_destination_callback".into(),
    }
}
