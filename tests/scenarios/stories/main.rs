//! Stories over several simulated chains, one per file, with the invariants checked after every
//! step.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

mod common;
mod state;

mod accrual;
mod ages;
mod authority;
mod authority_table;
mod bad_feeds;
mod blocked_receivers;
mod closed_link;
mod command_timeouts;
mod cross_margin;
mod cured_meanwhile;
mod dead_client;
mod deficits;
mod deposits;
mod draining;
mod dust;
mod expired_links;
mod farming;
mod flash;
mod half_told;
mod halted_chain;
mod happy_path;
mod hostile_channels;
mod hub_lends;
mod isolation;
mod late_report;
mod limits;
mod margin_call;
mod migrated;
mod no_loop;
mod one_transaction;
mod order_timeouts;
mod other_chain;
mod out_of_gas;
mod overtaken_ack;
mod partial;
mod pause;
mod refunded_transfer;
mod refused_halfway;
mod relayer_away;
mod released_meanwhile;
mod replaced_links;
mod reports;
mod rounds;
mod skewed_clocks;
mod strange_coins;
mod stuck;
mod surplus;
mod terminal;
mod terminal_ends;
mod terminal_rows;
mod toxic;
mod two_keepers;
mod unsafe_requests;
mod words_and_money;
