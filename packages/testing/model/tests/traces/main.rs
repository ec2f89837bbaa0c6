//! Traces of the specification (`schema/model`) replayed on the real contracts: each step is done on
//! simulated chains, packet by packet, and after each the contracts' books are compared with the
//! specification's state. So specification and code cannot drift apart.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs
)]
#![allow(clippy::arithmetic_side_effects)]

mod itf;
mod liquidation;
mod mirror;

use std::collections::BTreeSet;

use itf::{committed, tag};

/// The kinds of packets that some trace sends, has received and sees the ack of.
fn finished(of: &str) -> BTreeSet<String> {
    let traces = committed(of);
    let ends = traces.iter().filter_map(|(_, states)| states.last());
    let packets = ends.flat_map(|state| state.list("packets"));
    let finished = packets.filter(|packet| tag(&packet["fate"]) == "Finished");
    finished
        .map(|packet| tag(&packet["body"]).to_string())
        .collect()
}

/// Random runs that only ask and are refused would show little.
#[test]
fn the_committed_traces_take_every_kind_of_packet_to_its_end() {
    let mirror = "Borrow DebtFacts Deposit Disburse VaultFacts Withdraw";
    let liquidation = "CreditFacts LotFacts Money OpenLot Settle";
    for (of, kinds) in [("mirror", mirror), ("liquidation", liquidation)] {
        let kinds: BTreeSet<_> = kinds.split(' ').map(str::to_string).collect();
        assert_eq!(finished(of), kinds, "{of}");
    }
}
