//! What must hold in every state of the mirror's model, and what at its ends.

use stateright::Property;

use super::{Kind, Mirror, State};
use crate::explore::Ends;
use crate::packet::{Fate, Packet};

/// All of them.
pub(super) fn all() -> Vec<Property<Mirror>> {
    vec![
        Property::always("no step fails that may not", |_, state: &State| {
            state.failed.is_none()
        }),
        Property::always("INV-2 what came in is held, claimed or paid", custody),
        Property::always("INV-3 collateral is within its range", collateral),
        Property::always("INV-3 debt is within its range", debt),
        Property::always("INV-9 everything has effect once", once),
        Property::always("INV-7 an end depends on the outcomes alone", ends),
    ]
}

/// The amounts of the packets of a kind that are so.
fn sum(model: &Mirror, state: &State, kind: Kind, so: impl Fn(&Packet) -> bool) -> u128 {
    let packets = state.packets(kind).iter().enumerate();
    let so = packets.filter(|(_, packet)| so(packet));
    so.map(|(at, _)| model.amount(kind, at)).sum()
}

fn custody(model: &Mirror, state: &State) -> bool {
    let Ok(held) = state.chain.vault.available() else {
        return false;
    };
    let came = sum(model, state, Kind::Deposit, |packet| *packet != Packet::NEW);
    held.u128() + state.claims + state.paid == came
}

/// What the hub has not admitted (yet) is not its business.
fn collateral(model: &Mirror, state: &State) -> bool {
    let (Ok(worst), Ok(best)) = (state.held.worst(), state.held.best()) else {
        return false;
    };
    let Ok(held) = state.chain.vault.available() else {
        return false;
    };
    let foreign = sum(model, state, Kind::Deposit, |packet| {
        packet.is_open() && packet.fate != Fate::Done
    });
    let held = held.u128() - foreign.min(held.u128());
    worst.u128() <= held && held <= best.u128()
}

fn debt(_: &Mirror, state: &State) -> bool {
    let Ok(worst) = state.owed.worst() else {
        return false;
    };
    let booked = state.chain.market.shares;
    let known = state.owed.best().minus_or_zero(booked);
    // What was repaid and not reported yet is all that the best case may be above.
    let unreported = state.chain.market.burned.minus_or_zero(state.owed.burned);
    booked <= worst && known <= unreported
}

fn once(model: &Mirror, state: &State) -> bool {
    let done = |packet: &Packet| packet.fate == Fate::Done;
    let admitted = sum(model, state, Kind::Deposit, done);
    let released = sum(model, state, Kind::Withdrawal, done);
    let decided = sum(model, state, Kind::Loan, done);
    let refused = sum(model, state, Kind::Deposit, |packet| {
        *packet != Packet::NEW && !packet.is_open() && packet.fate != Fate::Done
    });
    state.held.admitted.u128() == admitted
        && state.chain.vault.released.u128() == released
        && state.paid == released
        && state.chain.market.decided.u128() == decided
        && state.claims == refused
}

/// At an end the ranges are points, and every counter is the sum over what had that outcome.
fn ends(model: &Mirror, state: &State) -> bool {
    if !model.is_end(state) {
        return true;
    }
    let sent = |packet: &Packet| *packet != Packet::NEW;
    let undone = |packet: &Packet| sent(packet) && packet.fate != Fate::Done;
    let (held, owed) = (&state.held, &state.owed);
    let points = held.worst().ok() == held.best().ok() && owed.worst().ok() == Some(owed.best());
    points
        && held.undecided.is_zero()
        && held.ordered.u128() == sum(model, state, Kind::Withdrawal, sent)
        && held.undone.u128() == sum(model, state, Kind::Withdrawal, undone)
        && owed.approved.u128() == sum(model, state, Kind::Loan, sent)
        && owed.undone.u128() == sum(model, state, Kind::Loan, undone)
}
