//! A link's channel is replaced with packets in flight in both directions: delivered before, never
//! delivered, delivered late, ack lost, ack that nobody can read. Everything ends, once.

use seawall_fixtures::spec::{Spec, ATOM, COLL};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::CommandResponse;
use seawall_wire::ids::AccountId;
use seawall_wire::{AckClass, Code, ToHubAck};
use simnet::{ConnectionRef, PacketId, RecvOutcome};

use crate::common::{
    admitted, alice, buy_at_market, claim, claims, commands, crank_now, dec, exactly, last_command,
    link, lots_of, orders, outcome, sole, world, MILLION,
};
use crate::state::State;

/// Alice has 1,000 ATOM, no debt; both owners have allowed a new channel.
pub fn ready() -> (World, AccountId, ConnectionRef) {
    let (mut world, _) = world(Spec::simple());
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[])
        .unwrap();
    let over = world.allow_replacement(COLL).unwrap();
    (world, alice, over)
}

/// Relays what goes over the channels in use; no step may fail.
pub fn relay_new(world: &mut World) {
    let ends: Vec<_> = world.links.iter().flat_map(|l| [l.1, l.2]).collect();
    let report = world.net.relay_where(|p| ends.contains(&p.source)).unwrap();
    assert!(report.clean(), "{:?}", report.failed);
}

/// Keepers have both ends ask until nothing of the old channel is open or stored.
pub fn settle_the_old(world: &mut World) {
    for _ in 0..8 {
        world.ask_about_the_old(COLL).unwrap();
        relay_new(world);
    }
    let (here, there) = (
        world.outpost_link(COLL).unwrap(),
        world.hub_link(COLL).unwrap().link,
    );
    for end in [here, there] {
        assert_eq!((end.in_flight, end.unresolved), (0, 0), "{end:?}");
        assert_eq!(end.oldest_in_flight, None);
        assert!(
            end.oldest_receipt.is_none_or(|epoch| epoch == end.epoch),
            "{end:?}"
        );
    }
}

/// A packet comes late over the old channel: it is refused, and whatever is then brought back of it
/// changes nothing (INV-9).
fn late(world: &mut World, packet: PacketId) {
    let before = State::of(world);
    match world.net.recv(packet).unwrap() {
        RecvOutcome::Acked(ack) => {
            let class = AckClass::<ToHubAck>::of(&ack);
            assert!(
                matches!(&class, AckClass::Error(e) if e.code == Code::WRONG_EPOCH),
                "{class:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert!(world.net.ack(packet).unwrap());
    assert_eq!(State::of(world), before);
}

#[test]
fn both_ends_agree_on_the_new_channel_and_use_it() {
    let (mut world, alice, over) = ready();
    let old = link(&world, COLL);
    let before = world.outpost_link(COLL).unwrap();
    world.deposit("alice", alice, ATOM, 1).unwrap();
    admitted(&world, COLL);
    world.replace_channel(COLL, over).unwrap();
    assert_ne!(link(&world, COLL), old);
    let (here, there) = (
        world.outpost_link(COLL).unwrap(),
        world.hub_link(COLL).unwrap().link,
    );
    assert!(here.epoch > before.epoch);
    assert_eq!(here.epoch, there.epoch);
    world.deposit("alice", alice, ATOM, 1).unwrap();
    admitted(&world, COLL);
    settle_the_old(&mut world);
    assert!(world.replace_channel(COLL, over).is_err(), "allowed once");
}

#[test]
fn a_command_that_was_delivered_before_ends_by_its_stored_ack() {
    let (mut world, alice, over) = ready();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let packet = sole(commands(&world, COLL));
    world.net.recv(packet).unwrap();
    world.replace_channel(COLL, over).unwrap();
    assert_eq!(last_command(&world, COLL), CommandResponse::InFlight {});
    settle_the_old(&mut world);
    admitted(&world, COLL);
    let locked = world.holding(alice, ATOM).unwrap().locked.i128();
    assert_eq!(locked, 1_005_000_000);
    let before = State::of(&world);
    assert!(world.net.ack(packet).unwrap(), "the lost ack is found");
    assert_eq!(State::of(&world), before);
}

#[test]
fn a_command_that_was_never_delivered_is_undone_and_a_late_delivery_refused() {
    let (mut world, alice, over) = ready();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let packet = sole(commands(&world, COLL));
    world.replace_channel(COLL, over).unwrap();
    settle_the_old(&mut world);
    assert_eq!(last_command(&world, COLL), CommandResponse::TimedOut {});
    let vault = world.site(COLL).unwrap().vault.clone();
    let due = claims(&world, COLL, &vault, "alice");
    assert_eq!(due, claim("uatom", 5 * MILLION));
    late(&mut world, packet);
    assert_eq!(last_command(&world, COLL), CommandResponse::TimedOut {});
    world.deposit("alice", alice, ATOM, 5).unwrap();
    admitted(&world, COLL);
}

#[test]
fn a_late_delivery_before_anybody_asks_is_undone_by_its_own_ack() {
    let (mut world, alice, over) = ready();
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(10 * MILLION))
        .unwrap();
    let packet = sole(commands(&world, COLL));
    world.replace_channel(COLL, over).unwrap();
    world.net.relay_packet(packet).unwrap();
    assert!(matches!(
        last_command(&world, COLL),
        CommandResponse::Refused(e) if e.code == Code::WRONG_EPOCH
    ));
    settle_the_old(&mut world);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 0);
}

/// Alice is unsafe; the order that opens lots for her is on its way.
fn order_under_way() -> (World, AccountId, ConnectionRef, PacketId) {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let over = world.allow_replacement(COLL).unwrap();
    world.feed(ATOM, dec("8.5")).unwrap();
    world.sweep(ATOM).unwrap();
    world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    (world, alice, over, order)
}

#[test]
fn an_order_that_was_delivered_before_goes_on_by_its_stored_ack() {
    let (mut world, alice, over, order) = order_under_way();
    world.net.recv(order).unwrap();
    world.replace_channel(COLL, over).unwrap();
    settle_the_old(&mut world);
    let liquidation = world.account(alice).unwrap().liquidations[0];
    let lots = lots_of(&world, COLL, liquidation);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    assert!(world.net.ack(order).unwrap());
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

#[test]
fn an_order_that_was_never_delivered_is_undone_and_planned_afresh() {
    let (mut world, alice, over, order) = order_under_way();
    let liquidation = world.account(alice).unwrap().liquidations[0];
    world.replace_channel(COLL, over).unwrap();
    settle_the_old(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::NotOpened);
    assert!(world.lots(COLL).unwrap().is_empty());
    late(&mut world, order);
    assert!(world.lots(COLL).unwrap().is_empty());
    let again = world.liquidate(alice, COLL).unwrap();
    relay_new(&mut world);
    let lots = lots_of(&world, COLL, again);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, again), Outcome::Cured);
}

/// INV-8: over the channel in use, without any replacement.
#[test]
fn an_ack_that_nobody_can_read_undoes_nothing_and_ends_by_a_question() {
    let (mut world, alice, _) = ready();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let packet = sole(commands(&world, COLL));
    world.net.garble_next_ack(world.hub);
    world.net.relay_packet(packet).unwrap();
    let waiting = world.outpost_in_flight(COLL).unwrap();
    assert!(waiting.len() == 1 && waiting[0].unresolved, "{waiting:?}");
    assert_eq!(last_command(&world, COLL), CommandResponse::InFlight {});
    let pending = world.holding(alice, ATOM).unwrap().pending.u128();
    assert_eq!(pending, 5 * MILLION, "nothing was undone");
    settle_the_old(&mut world);
    admitted(&world, COLL);
    assert!(world.holding(alice, ATOM).unwrap().pending.is_zero());
}

#[test]
fn an_order_whose_ack_nobody_can_read_ends_by_a_question_even_over_a_later_channel() {
    let (mut world, alice, over, order) = order_under_way();
    let coll = world.ix(COLL).unwrap();
    world.net.garble_next_ack(coll);
    world.net.relay_packet(order).unwrap();
    assert_eq!(world.hub_link(COLL).unwrap().link.unresolved, 1);
    world.replace_channel(COLL, over).unwrap();
    settle_the_old(&mut world);
    let liquidation = world.account(alice).unwrap().liquidations[0];
    let lots = lots_of(&world, COLL, liquidation);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}

#[test]
fn a_packet_on_its_way_over_the_channel_in_use_cannot_be_asked_away() {
    let (mut world, alice, _) = ready();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    let waiting = world.outpost_in_flight(COLL).unwrap();
    let (epoch, sequence) = (waiting[0].epoch, waiting[0].sequence);
    assert!(world.outpost_asks(COLL, epoch, vec![sequence]).is_err());
    assert!(world.outpost_asks(COLL, epoch + 1, vec![]).is_err());
    assert!(world.hub_asks(COLL, epoch, vec![1]).is_err());
}

#[test]
fn a_replacement_waits_can_be_dropped_and_needs_both_owners() {
    let (mut world, _) = world(Spec::simple());
    world.open_account(COLL, "alice").unwrap();
    let (here, _) = world.net.connect(world.ix(COLL).unwrap(), world.hub);
    let outpost = world.site(COLL).unwrap().outpost.clone();
    use seawall_interfaces::outpost::ExecuteMsg as Outpost;
    let connection = here.id();
    let announce = Outpost::ReplaceLink { connection };
    world
        .execute(COLL, "owner", &outpost, &announce, &[])
        .unwrap();
    let apply = Outpost::ApplyReplacement {};
    assert!(
        world
            .execute(COLL, "anyone", &outpost, &apply, &[])
            .is_err(),
        "too early"
    );
    let cancel = Outpost::CancelReplacement {};
    world
        .execute(COLL, "guardian", &outpost, &cancel, &[])
        .unwrap();
    world.wait(90_000).unwrap();
    assert!(
        world
            .execute(COLL, "anyone", &outpost, &apply, &[])
            .is_err(),
        "dropped"
    );
    world
        .execute(COLL, "owner", &outpost, &announce, &[])
        .unwrap();
    world.wait(90_000).unwrap();
    world
        .execute(COLL, "anyone", &outpost, &apply, &[])
        .unwrap();
    assert!(
        world.replace_channel(COLL, here).is_err(),
        "the hub has not agreed"
    );
    let alice = world.accounts().unwrap()[0];
    world.refresh_prices().unwrap();
    world.deposit("alice", alice, ATOM, 1).unwrap();
    admitted(&world, COLL);
}
