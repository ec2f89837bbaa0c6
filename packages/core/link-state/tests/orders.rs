//! INV-7, INV-9: whatever the order and repetition of what is learnt about up to six packets, each
//! ends as its outcome says, once, and both ends count the same.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use seawall_link_state::{live, outcome, sent, End, FlightState, Life, Outcome, Side, Verdict};

/// What is true of a packet, and so what can be learnt of it: any of these, any number of times.
fn truths() -> impl Strategy<Value = Vec<Outcome>> {
    prop_oneof![
        Just(vec![Outcome::Success]),
        Just(vec![Outcome::Error]),
        Just(vec![Outcome::Never]),
        // The ack cannot be read; the stored ack, in an answer, can.
        Just(vec![Outcome::Unknown, Outcome::Success]),
        Just(vec![Outcome::Unknown, Outcome::Error]),
        // A late delivery is refused after "never" was answered.
        Just(vec![Outcome::Error, Outcome::Never]),
    ]
}

#[derive(Debug, Clone, PartialEq)]
struct Ended {
    undone: Vec<usize>,
    finished: Vec<usize>,
    end: End,
}

fn run(steps: &[(usize, Outcome)], packets: usize, new_channel_at: usize) -> Ended {
    let mut end = live(End::new(Side::Answers), Life::Connected { epoch: 1 }).unwrap();
    let mut records = BTreeMap::new();
    for packet in 0..packets {
        end = sent(end, packet as u64 + 1);
        records.insert(packet, FlightState::Waiting);
    }
    let mut ended = Ended {
        undone: vec![],
        finished: vec![],
        end,
    };
    for (at, (packet, learnt)) in steps.iter().enumerate() {
        if at == new_channel_at {
            ended.end = live(ended.end, Life::Connected { epoch: 2 }).unwrap();
        }
        let (end, verdict) = outcome(ended.end, records.get(packet).copied(), *learnt);
        ended.end = end;
        match verdict {
            Verdict::Succeed => ended.finished.push(*packet),
            Verdict::Undo => ended.undone.push(*packet),
            Verdict::Park => {
                records.insert(*packet, FlightState::Unresolved);
                continue;
            }
            Verdict::Redundant => continue,
        }
        records.remove(packet);
    }
    assert!(records.is_empty(), "every packet ended");
    ended.undone.sort_unstable();
    ended.finished.sort_unstable();
    // How often something came too late or twice depends on the order; nothing else does.
    ended.end.redundant = 0;
    ended
}

proptest! {
    #[test]
    fn every_order_of_outcomes_ends_the_same(
        packets in prop::collection::vec(truths(), 1..=6),
        repeats in 1usize..3,
        keys in prop::collection::vec(any::<u32>(), 40),
        new_channel_at in 0usize..3,
    ) {
        let mut learnt = vec![];
        for (packet, outcomes) in packets.iter().enumerate() {
            for outcome in outcomes {
                learnt.extend(std::iter::repeat_n((packet, *outcome), repeats));
            }
        }
        let first = run(&learnt, packets.len(), 0);
        let mut shuffled: Vec<_> = learnt.iter().zip(&keys).collect();
        shuffled.sort_by_key(|(_, key)| **key);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(step, _)| *step).collect();
        let second = run(&shuffled, packets.len(), new_channel_at.min(shuffled.len() - 1));
        prop_assert_eq!(&first, &second);
        prop_assert_eq!((first.end.in_flight, first.end.unresolved), (0, 0));
        prop_assert_eq!(first.undone.len() + first.finished.len(), packets.len());
    }
}
