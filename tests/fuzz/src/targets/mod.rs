//! The targets, one file for each kind.

mod auction;
mod compact;
mod files;
mod messages;
mod money;
mod packets;
mod risk;
mod wire;

use crate::Target;

const fn target(name: &'static str, about: &'static str, run: fn(&[u8])) -> Target {
    Target { name, about, run }
}

/// All of them.
pub const ALL: &[Target] = &[
    target(
        "compact",
        "the compact JSON reader and writer against serde's",
        compact::same,
    ),
    target(
        "wire",
        "packets and acks: reading, writing, classing",
        wire::packets,
    ),
    target(
        "hub-packets",
        "the coordinator's IBC entry points",
        packets::hub,
    ),
    target(
        "outpost-packets",
        "the outposts' IBC entry points",
        packets::outpost,
    ),
    target(
        "execute",
        "messages to every contract, by anyone",
        messages::execute,
    ),
    target("query", "questions to every contract", messages::query),
    target(
        "instantiate",
        "new contracts and migrations, then messages to them",
        messages::set_up,
    ),
    target(
        "prices",
        "price files, and walks over what they say",
        files::prices,
    ),
    target("settings", "the settings of a replay", files::settings),
    target("auction", "price curves, sales, splits", auction::sales),
    target("plan", "plans of liquidations", risk::plans),
    target(
        "certificate",
        "boxes of prices within which an account is safe",
        risk::certificates,
    ),
    target(
        "volatility",
        "logarithms, weights and averages in integers",
        risk::volatility,
    ),
    target(
        "money",
        "amounts, prices, values, indices against big integers",
        money::exact,
    ),
];
