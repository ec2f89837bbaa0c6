//! Which packets the keeper has asked about.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use seawall_engine::agents::{FlightSeen, KeeperView, LinkSeen, Question, Stuck};

fn flight(epoch: u32, sequence: u64) -> FlightSeen {
    FlightSeen {
        epoch,
        sequence,
        unresolved: false,
        question: false,
    }
}

fn link(flights: Vec<FlightSeen>) -> LinkSeen {
    LinkSeen {
        sends: true,
        epoch: 5,
        flights,
        stored_there: None,
    }
}

fn question(epoch: u32, sequences: &[u64]) -> Option<Question> {
    Some(Question {
        chain: 2,
        by_hub: true,
        epoch,
        sequences: sequences.to_vec(),
    })
}

#[test]
fn packets_of_the_channel_in_use_are_left_alone_unless_their_ack_could_not_be_read() {
    let mut packets = vec![flight(5, 1), flight(5, 2)];
    assert_eq!(link(packets.clone()).question(2, true), None);
    if let Some(second) = packets.last_mut() {
        second.unresolved = true;
    }
    assert_eq!(link(packets).question(2, true), question(5, &[2]));
}

#[test]
fn packets_of_old_channels_are_asked_about_oldest_channel_first_at_most_eight_at_once() {
    let mut packets = vec![flight(2, 7)];
    packets.extend((1..=10).map(|sequence| flight(3, sequence)));
    let mut all = link(packets);
    assert_eq!(all.question(2, true), question(2, &[7]));
    all.flights.remove(0);
    assert_eq!(
        all.question(2, true),
        question(3, &[1, 2, 3, 4, 5, 6, 7, 8])
    );
    all.sends = false;
    assert_eq!(all.question(2, true), None);
}

#[test]
fn nothing_is_asked_while_a_question_is_on_its_way_but_one_of_an_old_channel_is_lost() {
    let mut asking = flight(5, 9);
    asking.question = true;
    assert_eq!(link(vec![flight(3, 1), asking]).question(2, true), None);
    let mut lost = flight(4, 9);
    lost.question = true;
    assert_eq!(link(vec![lost]).question(2, true), question(4, &[9]));
}

#[test]
fn the_other_end_is_told_when_its_old_acks_may_go() {
    let mut done = link(vec![flight(5, 1)]);
    done.stored_there = Some(5);
    assert_eq!(done.question(2, true), None);
    done.stored_there = Some(4);
    assert_eq!(done.question(2, true), question(4, &[]));
    let asked = done.question(2, true).unwrap();
    let view = KeeperView {
        questions: vec![asked.clone()],
        ..KeeperView::default()
    };
    assert_eq!(view.snapshot(1).stuck, vec![Stuck::Ask(asked)]);
}
