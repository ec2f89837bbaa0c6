//! Every state of the link layer against every event.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_link::{judge, EventKind, FlightState, LinkState, LinkStatus, Side, Verdict};

#[test]
fn every_state_of_a_packet_against_every_event() {
    use EventKind as E;
    use Verdict as V;
    let waiting = Some(FlightState::Waiting);
    let unresolved = Some(FlightState::Unresolved);
    let table = [
        (None, E::Success, V::Redundant),
        (None, E::Error, V::Redundant),
        (None, E::Unknown, V::Redundant),
        (None, E::Timeout, V::Redundant),
        (waiting, E::Success, V::Succeed),
        (waiting, E::Error, V::Refuse),
        (waiting, E::Unknown, V::Park),
        (waiting, E::Timeout, V::TimeOut),
        (unresolved, E::Success, V::Succeed),
        (unresolved, E::Error, V::Refuse),
        (unresolved, E::Unknown, V::Redundant),
        (unresolved, E::Timeout, V::TimeOut),
    ];
    for (state, event, verdict) in table {
        assert_eq!(judge(state, event), verdict, "{state:?} {event:?}");
    }
}

#[derive(Debug, Clone, Copy)]
enum LinkEvent {
    Connect,
    CloseOurs,
    CloseOther,
    Drain,
    Retire,
}

fn apply(state: LinkState, event: LinkEvent) -> Option<LinkState> {
    match event {
        LinkEvent::Connect => state.connect("channel-1").ok(),
        LinkEvent::CloseOurs => Some(state.close("channel-0")),
        LinkEvent::CloseOther => Some(state.close("channel-8")),
        LinkEvent::Drain => state.drain().ok(),
        LinkEvent::Retire => state.retire().ok(),
    }
}

#[test]
fn every_state_of_a_link_against_every_event() {
    use LinkEvent as E;
    use LinkStatus::{Active, Closed, Draining, Retired, Unset};
    let table = [
        (Unset, E::Connect, Some(Active)),
        (Unset, E::CloseOurs, Some(Unset)),
        (Unset, E::CloseOther, Some(Unset)),
        (Unset, E::Drain, None),
        (Unset, E::Retire, None),
        (Active, E::Connect, None),
        (Active, E::CloseOurs, Some(Closed)),
        (Active, E::CloseOther, Some(Active)),
        (Active, E::Drain, Some(Draining)),
        (Active, E::Retire, None),
        (Draining, E::Connect, None),
        (Draining, E::CloseOurs, Some(Closed)),
        (Draining, E::CloseOther, Some(Draining)),
        (Draining, E::Drain, None),
        (Draining, E::Retire, Some(Retired)),
        (Closed, E::Connect, Some(Active)),
        (Closed, E::CloseOurs, Some(Closed)),
        (Closed, E::CloseOther, Some(Closed)),
        (Closed, E::Drain, None),
        (Closed, E::Retire, None),
        (Retired, E::Connect, None),
        (Retired, E::CloseOurs, Some(Retired)),
        (Retired, E::CloseOther, Some(Retired)),
        (Retired, E::Drain, None),
        (Retired, E::Retire, None),
    ];
    for (status, event, expected) in table {
        let mut state = LinkState::new(config(setup(), Side::Opens));
        if status != Unset {
            state = state.connect("channel-0").unwrap();
        }
        state.status = status;
        let epoch = state.epoch;
        let next = apply(state, event);
        let found = next.as_ref().map(|s| s.status);
        assert_eq!(found, expected, "{status:?} {event:?}");
        if let Some(next) = next {
            let opened = expected == Some(Active) && matches!(event, E::Connect);
            assert_eq!(
                next.epoch,
                epoch + u32::from(opened),
                "{status:?} {event:?}"
            );
        }
    }
}

#[test]
fn a_link_with_packets_in_flight_does_not_retire() {
    let mut state = LinkState::new(config(setup(), Side::Opens));
    state = state.connect("channel-0").unwrap().drain().unwrap();
    state.in_flight = 1;
    assert!(state.retire().is_err());
}

#[test]
fn only_an_active_link_sends_and_only_in_its_epoch_it_receives() {
    let base = LinkState::new(config(setup(), Side::Opens))
        .connect("channel-0")
        .unwrap();
    use LinkStatus::{Active, Closed, Draining, Retired, Unset};
    let table = [
        (Unset, false, false),
        (Active, true, true),
        (Draining, false, true),
        (Retired, false, false),
        (Closed, false, false),
    ];
    for (status, sends, receives) in table {
        let mut state = base.clone();
        state.status = status;
        assert_eq!(state.assert_sends().is_ok(), sends, "{status:?}");
        assert_eq!(state.receives(1), receives, "{status:?}");
        assert!(!state.receives(0) && !state.receives(2), "{status:?}");
    }
}
