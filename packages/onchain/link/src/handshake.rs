//! Who may open a channel to us, and that nobody closes one (IBC rule 8).
//!
//! What must always hold: order, version, connection and counterparty port are checked in every
//! step; no step before the last one writes anything; only the outpost begins and only the hub
//! answers. Were both ends allowed to begin, two handshakes could be driven so far that each end
//! has taken another channel into use and refuses to confirm the one of its peer: anyone could tie
//! up a link for ever.

use cosmwasm_std::{IbcChannel, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcOrder};
use seawall_interfaces::outpost::LinkSetup;
use seawall_link_state::Side;
use seawall_wire::CHANNEL_VERSION;

use crate::{LinkError, LinkResult};

/// Is this first step of a handshake one that we take part in? Writes nothing.
pub fn check_open(msg: &IbcChannelOpenMsg, setup: &LinkSetup, side: Side) -> LinkResult<()> {
    match (msg, side) {
        (IbcChannelOpenMsg::OpenInit { channel }, Side::Opens) => check_channel(channel, setup),
        (
            IbcChannelOpenMsg::OpenTry {
                channel,
                counterparty_version,
            },
            Side::Answers,
        ) => {
            check_channel(channel, setup)?;
            same(
                "counterparty version",
                CHANNEL_VERSION,
                counterparty_version,
            )
        }
        (IbcChannelOpenMsg::OpenInit { .. }, Side::Answers) => wrong_step("OpenTry", "OpenInit"),
        (IbcChannelOpenMsg::OpenTry { .. }, Side::Opens) => wrong_step("OpenInit", "OpenTry"),
    }
}

/// Is this last step of a handshake one that we take part in? Checks everything again.
pub fn check_connect(msg: &IbcChannelConnectMsg, setup: &LinkSetup, side: Side) -> LinkResult<()> {
    match (msg, side) {
        (
            IbcChannelConnectMsg::OpenAck {
                channel,
                counterparty_version,
            },
            Side::Opens,
        ) => {
            check_channel(channel, setup)?;
            same(
                "counterparty version",
                CHANNEL_VERSION,
                counterparty_version,
            )
        }
        (IbcChannelConnectMsg::OpenConfirm { channel }, Side::Answers) => {
            check_channel(channel, setup)
        }
        (IbcChannelConnectMsg::OpenAck { .. }, Side::Answers) => {
            wrong_step("OpenConfirm", "OpenAck")
        }
        (IbcChannelConnectMsg::OpenConfirm { .. }, Side::Opens) => {
            wrong_step("OpenAck", "OpenConfirm")
        }
    }
}

/// The epoch of a channel: one more than its number at the end that opened it, which both ends know
/// and which that chain only counts up.
pub fn epoch_of(channel: &IbcChannel, side: Side) -> LinkResult<u32> {
    let opener = match side {
        Side::Opens => &channel.endpoint,
        Side::Answers => &channel.counterparty_endpoint,
    };
    let id = opener.channel_id.as_str();
    let number = id.strip_prefix("channel-").and_then(|n| n.parse().ok());
    let epoch = number.and_then(|number: u32| number.checked_add(1));
    epoch.ok_or_else(|| LinkError::Handshake {
        what: "channel at the end that opened it",
        expected: "channel- and its number".into(),
        actual: id.into(),
    })
}

fn check_channel(channel: &IbcChannel, setup: &LinkSetup) -> LinkResult<()> {
    let LinkSetup::Ibc {
        connection,
        counterparty_port,
    } = setup
    else {
        return Err(LinkError::Handshake {
            what: "link",
            expected: "an IBC link".into(),
            actual: "a local link".into(),
        });
    };
    if channel.order != IbcOrder::Unordered {
        return Err(LinkError::Handshake {
            what: "order",
            expected: format!("{:?}", IbcOrder::Unordered),
            actual: format!("{:?}", channel.order),
        });
    }
    same("version", CHANNEL_VERSION, &channel.version)?;
    same("connection", connection, &channel.connection_id)?;
    let port = &channel.counterparty_endpoint.port_id;
    same("counterparty port", counterparty_port, port)
}

fn same(what: &'static str, expected: &str, actual: &str) -> LinkResult<()> {
    if expected == actual {
        return Ok(());
    }
    Err(LinkError::Handshake {
        what,
        expected: expected.into(),
        actual: actual.into(),
    })
}

fn wrong_step(expected: &str, actual: &str) -> LinkResult<()> {
    same("step", expected, actual)
}
