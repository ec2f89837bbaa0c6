//! Every state with every event: the tables of the crate's header, one by one.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use seawall_link_state::{
    acked, answer, arrive, dropped, live, may_ask, may_send, outcome, question, sent, worked,
    Answer, Arrival, End, FlightState, Life, LinkStatus, Outcome, Purpose, Refused, Side, Verdict,
};
use LinkStatus::{Active, Closed, Draining, Retired, Unset};

const ALL: [LinkStatus; 5] = [Unset, Active, Draining, Retired, Closed];

fn end(side: Side, status: LinkStatus) -> End {
    let mut end = End::new(side);
    end.status = status;
    end.epoch = 5;
    end
}

/// What becomes of each status, in the order of `ALL`; `None`: refused.
fn row(side: Side, moving: bool, event: Life) -> [Option<LinkStatus>; 5] {
    ALL.map(|status| {
        let mut before = end(side, status);
        before.moving = moving;
        live(before, event).ok().map(|after| after.status)
    })
}

#[test]
fn every_status_with_every_event_of_a_links_life() {
    let channel = Life::Connected { epoch: 6 };
    let opens = |event| row(Side::Opens, false, event);
    let new = Some(Active);
    assert_eq!(opens(channel), [new, None, None, None, new]);
    let moves = [new, new, Some(Draining), None, new];
    assert_eq!(row(Side::Opens, true, channel), moves);
    assert_eq!(row(Side::Answers, false, channel), moves);
    let lost = [
        Some(Unset),
        Some(Closed),
        Some(Closed),
        Some(Retired),
        Some(Closed),
    ];
    assert_eq!(opens(Life::PeerClosed { epoch: 5 }), lost);
    assert_eq!(opens(Life::PeerClosed { epoch: 4 }), ALL.map(Some));
    let kept = [
        Some(Unset),
        Some(Active),
        Some(Draining),
        None,
        Some(Closed),
    ];
    assert_eq!(opens(Life::Moved), kept);
    assert_eq!(
        opens(Life::Drained),
        [None, Some(Draining), None, None, None]
    );
    assert_eq!(opens(Life::Resumed), [None, None, Some(Active), None, None]);
    assert_eq!(
        opens(Life::Retired),
        [None, None, Some(Retired), None, None]
    );
}

#[test]
fn a_channel_is_newer_than_all_before_and_one_decision_is_for_one_channel() {
    let before = live(end(Side::Opens, Active), Life::Moved).unwrap();
    for epoch in 0..=5 {
        assert_eq!(live(before, Life::Connected { epoch }), Err(Refused::Epoch));
    }
    let mut used = sent(before, 9);
    (used.peer_acked_below, used.last_question, used.receipts) = (7, 8, 3);
    let after = live(used, Life::Connected { epoch: 9 }).unwrap();
    assert_eq!((after.epoch, after.moving, after.last_sent), (9, false, 0));
    assert_eq!((after.peer_acked_below, after.last_question), (0, 0));
    assert_eq!(
        (after.in_flight, after.receipts),
        (1, 3),
        "nothing is forgotten"
    );
    let again = live(after, Life::Connected { epoch: 10 });
    assert_eq!(
        again,
        Err(Refused::Status),
        "the next needs a decision of its own"
    );
}

#[test]
fn only_an_empty_link_is_retired() {
    let draining = end(Side::Opens, Draining);
    assert_eq!(
        live(sent(draining, 1), Life::Retired),
        Err(Refused::NotEmpty)
    );
    let (receipt, _) = worked(draining, 1);
    assert_eq!(live(receipt, Life::Retired), Err(Refused::NotEmpty));
    assert!(live(dropped(receipt, 1), Life::Retired).is_ok());
}

#[test]
fn a_draining_link_sends_only_what_repairs() {
    let may = |purpose| ALL.map(|status| may_send(&end(Side::Answers, status), purpose).is_ok());
    assert_eq!(may(Purpose::Begin), [false, true, false, false, false]);
    assert_eq!(may(Purpose::Repair), [false, true, true, false, false]);
}

#[test]
fn every_record_with_every_outcome() {
    use Outcome::{Error, Never, Success, Unknown};
    use Verdict::{Park, Redundant, Succeed, Undo};
    let row = |record| [Success, Error, Unknown, Never].map(|o| outcome(flying(), record, o).1);
    assert_eq!(row(None), [Redundant; 4]);
    assert_eq!(row(Some(FlightState::Waiting)), [Succeed, Undo, Park, Undo]);
    assert_eq!(
        row(Some(FlightState::Unresolved)),
        [Succeed, Undo, Redundant, Undo]
    );
}

fn flying() -> End {
    sent(end(Side::Opens, Active), 1)
}

#[test]
fn a_packet_is_counted_until_its_outcome_and_no_longer() {
    let (parked, _) = outcome(flying(), Some(FlightState::Waiting), Outcome::Unknown);
    assert_eq!((parked.in_flight, parked.unresolved), (1, 1));
    let (over, _) = outcome(parked, Some(FlightState::Unresolved), Outcome::Success);
    assert_eq!((over.in_flight, over.unresolved, over.redundant), (0, 0, 0));
    let (late, _) = outcome(over, None, Outcome::Never);
    assert_eq!((late.in_flight, late.redundant), (0, 1));
}

#[test]
fn a_packet_is_worked_once_in_its_epoch_while_the_link_lives() {
    let refuse = Arrival::Refuse(Refused::Epoch);
    let row = |epoch| ALL.map(|status| arrive(end(Side::Opens, status), epoch, 3, false).1);
    assert_eq!(
        row(5),
        [refuse, Arrival::Work, Arrival::Work, refuse, refuse]
    );
    assert_eq!(
        row(4),
        [refuse; 5],
        "a newer channel is the tombstone of the old one"
    );
    assert_eq!(row(6), [refuse; 5]);
    let again = ALL.map(|status| arrive(end(Side::Opens, status), 5, 3, true).1);
    assert_eq!(again, [Arrival::Repeat; 5]);
    let heard = acked(end(Side::Opens, Active), 9, 4).unwrap();
    let (counted, arrival) = arrive(heard, 5, 3, false);
    assert_eq!(arrival, Arrival::Refuse(Refused::Settled));
    assert_eq!(counted.redundant, 1);
    assert_eq!(acked(heard, 3, 4), Err(Refused::AckedBelow));
    assert_eq!(
        acked(heard, 9, 2).unwrap().peer_acked_below,
        4,
        "it only rises"
    );
}

#[test]
fn only_old_packets_and_unresolved_ones_may_be_asked_about() {
    use FlightState::{Unresolved, Waiting};
    let may = |epoch| {
        let row = [None, Some(Waiting), Some(Unresolved)];
        row.map(|record| may_ask(&end(Side::Opens, Active), epoch, record).is_ok())
    };
    assert_eq!(may(4), [false, true, true]);
    assert_eq!(may(5), [false, false, true]);
    assert_eq!(may(6), [false, false, false]);
}

#[test]
fn an_answer_is_the_stored_ack_or_never_and_then_it_stays_never() {
    let active = end(Side::Answers, Active);
    let told = |epoch, stored| {
        let asked = question(active, 7, epoch)?;
        Ok::<_, Refused>(answer(asked, epoch, stored).1)
    };
    assert_eq!(told(4, true), Ok(Answer::Stored));
    assert_eq!(told(5, true), Ok(Answer::Stored));
    assert_eq!(told(4, false), Ok(Answer::Never));
    assert_eq!(told(5, false), Ok(Answer::NeverAndTombstone));
    assert_eq!(told(6, false), Err(Refused::Epoch));
    for status in [Unset, Retired, Closed] {
        assert!(question(end(Side::Answers, status), 7, 4).is_err());
    }
    let (after, _) = answer(question(active, 7, 5).unwrap(), 5, false);
    assert_eq!(after.receipts, 1, "the tombstone");
    assert_eq!(
        worked(after, 7),
        (after, false),
        "the question itself leaves nothing"
    );
    let (after, kept) = worked(after, 8);
    assert_eq!((after.receipts, kept), (2, true));
}
