//! The stories, each in a file of its own.

mod bots;
mod by_hand;
mod deploy;
mod low_gas;
mod people;
mod refund;
mod relayer_stopped;
pub mod vote;

use crate::Story;

/// All of them.
pub fn all() -> Vec<Story> {
    vec![
        deploy::STORY,
        vote::STORY,
        people::STORY,
        bots::STORY,
        relayer_stopped::STORY,
        by_hand::STORY,
        low_gas::STORY,
        refund::STORY,
    ]
}
