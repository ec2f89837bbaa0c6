//! A link's channel is replaced after its light clients have expired; and whatever is heard first of
//! packets of the old channel, the end is the same.

use seawall_fixtures::spec::{Spec, ATOM, COLL, HUB};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use simnet::{ClientStatus, PacketId};

use crate::common::{alice, claim, claims, commands, dec, orders, outcome, sole, world, MILLION};
use crate::replaced_links::{ready, relay_new, settle_the_old};
use crate::state::State;

/// The light clients of both sides have expired with packets under way in both directions; a channel
/// over new ones takes over.
#[test]
fn expired_clients_are_replaced_and_nothing_is_lost() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let delivered = sole(commands(&world, COLL));
    world.net.recv(delivered).unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 7 * MILLION)
        .unwrap();
    let lost = commands(&world, COLL)[1];
    world.feed(ATOM, dec("8.2")).unwrap();
    world.sweep(ATOM).unwrap();
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    let (a, b) = (
        world.connections[&(COLL, HUB)],
        world.connections[&(HUB, COLL)],
    );
    for end in [a, b] {
        world.net.set_client(end, ClientStatus::Expired).unwrap();
    }
    assert!(world.net.ack(delivered).is_err() && world.net.recv(order).is_err());
    let over = world.allow_replacement(COLL).unwrap();
    world.replace_channel(COLL, over).unwrap();
    settle_the_old(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(
        (held.locked.i128(), held.pending.u128()),
        (1_005_000_000, 0)
    );
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(
        claims(&world, COLL, &vault, "alice"),
        claim("uatom", 7 * MILLION)
    );
    for end in [a, b] {
        world.net.set_client(end, ClientStatus::Active).unwrap();
    }
    let before = State::of(&world);
    world.net.ack(delivered).unwrap();
    for packet in [lost, order] {
        assert!(world.net.timeout(packet).unwrap());
    }
    assert_eq!(
        State::of(&world),
        before,
        "the old clients are back: nothing new"
    );
}

/// INV-7: the answer to a question, the acks of old and a late delivery in every order.
#[test]
fn whatever_is_heard_first_the_end_is_the_same() {
    let steps: [fn(&mut World, &[PacketId]); 4] = [
        |world, old| drop(world.net.ack(old[0])),
        |world, old| {
            let _ = world.net.recv(old[1]);
            let _ = world.net.ack(old[1]);
        },
        |world, _| {
            world.ask_about_the_old(COLL).unwrap();
        },
        |world, _| relay_new(world),
    ];
    let mut ends: Vec<State> = vec![];
    for order in permutations(4) {
        let (mut world, alice, over) = ready();
        world
            .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
            .unwrap();
        world.net.recv(sole(commands(&world, COLL))).unwrap();
        world
            .ask_to_deposit("alice", alice, ATOM, 7 * MILLION)
            .unwrap();
        let old = commands(&world, COLL);
        world.replace_channel(COLL, over).unwrap();
        for step in order {
            steps[step](&mut world, &old);
        }
        settle_the_old(&mut world);
        ends.push(State::of(&world));
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]));
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let with = |mut order: Vec<usize>, at: usize| {
        order.insert(at, n - 1);
        order
    };
    let shorter = permutations(n - 1);
    let all = shorter
        .iter()
        .flat_map(|p| (0..=p.len()).map(move |at| with(p.clone(), at)));
    all.collect()
}
