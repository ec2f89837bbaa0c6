//! Every order, loss, delay and repetition of the packets of remote bids, on the very functions that decide
//! (INV-1, INV-4, INV-5, INV-7, INV-8, INV-9): all states of small worlds are visited, and from each
//! of them someone without privileges can bring every bid to its end.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use std::collections::{HashMap, VecDeque};

use common::debt;
use common::remote::*;
use proptest::prelude::*;
use seawall_bids::*;

/// Every state that can be reached, with where one step leads.
fn explore(bids: usize, units: u32) -> (Vec<World>, Vec<Vec<usize>>) {
    let first = World {
        bids: vec![One::new(); bids],
        units,
    };
    let mut seen = HashMap::from([(format!("{first:?}"), 0)]);
    let mut worlds = vec![first];
    let mut next = vec![];
    let mut queue = VecDeque::from([0]);
    let steps = steps();
    while let Some(at) = queue.pop_front() {
        let mut reached = vec![];
        for which in 0..bids {
            for step in &steps {
                let mut world = worlds[at].clone();
                if !world.bids[which].can(*step) {
                    continue;
                }
                world.bids[which].take(*step, &mut world.units);
                let key = format!("{world:?}");
                let id = *seen.entry(key).or_insert_with(|| {
                    worlds.push(world);
                    queue.push_back(worlds.len() - 1);
                    worlds.len() - 1
                });
                reached.push(id);
            }
        }
        next.push(reached);
    }
    (worlds, next)
}

/// The states from which the end can be reached.
fn can_end(worlds: &[World], next: &[Vec<usize>]) -> Vec<bool> {
    let mut before = vec![vec![]; worlds.len()];
    for (from, reached) in next.iter().enumerate() {
        for to in reached {
            before[*to].push(from);
        }
    }
    let over = |world: &World| world.bids.iter().all(One::is_over);
    let mut can: Vec<bool> = worlds.iter().map(over).collect();
    let mut queue: VecDeque<usize> = (0..worlds.len()).filter(|at| can[*at]).collect();
    while let Some(at) = queue.pop_front() {
        for from in &before[at] {
            if !can[*from] {
                can[*from] = true;
                queue.push_back(*from);
            }
        }
    }
    can
}

fn judge(bids: usize, units: u32, least: usize) {
    let (worlds, next) = explore(bids, units);
    assert!(worlds.len() >= least, "only {} states", worlds.len());
    for world in &worlds {
        let delivered: u32 = world.bids.iter().map(|b| b.delivered).sum();
        assert_eq!(delivered + world.units, units, "INV-4");
        world.bids.iter().for_each(One::check);
    }
    let stuck = can_end(&worlds, &next).iter().position(|can| !can);
    assert!(stuck.is_none(), "INV-8: {:?}", stuck.map(|at| &worlds[at]));
}

#[test]
fn one_bid_ends_with_collateral_or_money_whatever_happens_to_its_packets() {
    judge(1, 1, 5_000);
    judge(1, 0, 5_000);
}

#[test]
fn every_kind_of_end_can_be_reached() {
    let (worlds, _) = explore(1, 1);
    let ends: Vec<Verdict> = worlds
        .iter()
        .filter_map(|world| match world.bids[0].desk.life {
            Life::Closed { verdict } => verdict,
            _ => None,
        })
        .collect();
    let bought = |v: &Verdict| v.payment() == debt(PRICE);
    assert!(ends.iter().any(bought));
    let refused = Verdict::refused(Why::Other { code: 9 });
    for verdict in [
        Verdict::Expired,
        Verdict::Cancelled,
        Verdict::Never,
        refused,
    ] {
        assert!(ends.contains(&verdict), "{verdict:?}");
    }
}

/// What people without privileges do until everything has ended.
fn heal(world: &mut World) {
    let cranks = [Step::Send, Step::Tell, Step::Move];
    for _ in 0..12 {
        for one in &mut world.bids {
            let hops = HOPS
                .iter()
                .flat_map(|h| [Step::Receive(*h, false), Step::Answer(*h)]);
            for step in cranks.into_iter().chain(hops) {
                if one.can(step) {
                    one.take(step, &mut world.units);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn three_bids_for_two_units_end_whatever_happens_in_whatever_order(
        schedule in prop::collection::vec((0..3usize, any::<prop::sample::Index>()), 0..120),
    ) {
        let mut world = World { bids: vec![One::new(); 3], units: 2 };
        let steps = steps();
        for (which, index) in schedule {
            let one = &mut world.bids[which];
            let possible: Vec<Step> = steps.iter().copied().filter(|s| one.can(*s)).collect();
            if let Some(step) = possible.get(index.index(possible.len().max(1))) {
                one.take(*step, &mut world.units);
            }
            world.bids.iter().for_each(One::check);
        }
        heal(&mut world);
        world.bids.iter().for_each(One::check);
        prop_assert!(world.bids.iter().all(One::is_over), "INV-8: {:?}", world);
        let delivered: u32 = world.bids.iter().map(|b| b.delivered).sum();
        let repaid: u128 = world.bids.iter().map(|b| b.moved.0).sum();
        prop_assert_eq!(delivered + world.units, 2);
        prop_assert_eq!(repaid, u128::from(delivered) * PRICE);
    }
}

#[test]
fn a_clock_on_the_debt_chain_would_be_noticed() {
    // What the rule forbids: the desk gives up by itself while its order is still on its way.
    let mut one = One::new();
    let mut units = 1;
    one.take(Step::Send, &mut units);
    one.take(Step::Receive(Hop::Command, false), &mut units);
    one.desk.learn(Learnt::NeverReceived);
    let caught = std::panic::catch_unwind(|| one.check());
    assert!(caught.is_err());
}
