//! The stories, each in a file of its own.

mod bots;
mod by_hand;
mod deploy;
mod expired_client;
mod frozen_chain;
mod keeper_killed;
mod localnet;
mod low_gas;
mod mirror;
mod multisig;
mod people;
mod refund;
mod relayer_stopped;
mod runbook;
mod speed;
mod strangers;
mod typescript;
mod venue;
pub mod vote;
mod whole;

use crate::Story;

/// All of them.
pub fn all() -> Vec<Story> {
    vec![
        multisig::STORY,
        deploy::STORY,
        vote::STORY,
        localnet::STORY,
        people::STORY,
        speed::STORY,
        whole::STORY,
        mirror::STORY,
        bots::STORY,
        relayer_stopped::STORY,
        by_hand::STORY,
        low_gas::STORY,
        refund::STORY,
        keeper_killed::STORY,
        frozen_chain::STORY,
        strangers::STORY,
        typescript::STORY,
        venue::STORY,
        // The last on its ground.
        runbook::STORY,
        expired_client::STORY,
    ]
}
