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

/// All of them, in lanes that can be told beside each other: each has localnets of its own. They take
/// about the same time.
pub fn lanes() -> [Vec<Story>; 3] {
    let whole_and_fast = vec![
        people::STORY,
        // Borrows to the limit, so while the average price is still that of the start.
        speed::STORY,
        bots::STORY,
        typescript::STORY,
        venue::STORY,
        // The fall lowers the average price for long: nobody borrows as before after it.
        whole::STORY,
        // After all that the simulator can do again.
        mirror::STORY,
    ];
    let faults = vec![
        relayer_stopped::STORY,
        by_hand::STORY,
        refund::STORY,
        keeper_killed::STORY,
        frozen_chain::STORY,
        strangers::STORY,
        low_gas::STORY,
        // The last on its ground.
        runbook::STORY,
    ];
    let grounds_of_their_own = vec![
        localnet::STORY,
        multisig::STORY,
        deploy::STORY,
        vote::STORY,
        expired_client::STORY,
    ];
    [whole_and_fast, faults, grounds_of_their_own]
}

/// All of them.
pub fn all() -> Vec<Story> {
    lanes().into_iter().flatten().collect()
}
