//! What must hold in every state of the liquidations' model.

use stateright::Property;

use super::{Case, Liquidations, State};
use crate::explore::Ends;

/// All of them.
pub(super) fn all() -> Vec<Property<Liquidations>> {
    vec![
        Property::always("no step fails that may not", |_, state: &State| {
            state.failed.is_none()
        }),
        Property::always("INV-1 money is somewhere", money),
        Property::always("INV-3 the ranges hold", ranges),
        Property::always("INV-4 each unit is in one place", places),
        Property::always("INV-5 what is written off is paid for", paid_for),
        Property::always("INV-7 an end is exact", exact),
        Property::always("INV-9 everything has effect once", once),
    ]
}

fn brought(state: &State) -> u128 {
    let of = |case: &Case| {
        let sold: u128 = case.sales.iter().flatten().map(|sale| sale.sold).sum();
        sold + case.pay.1
    };
    state.cases.iter().map(of).sum()
}

fn credited(case: &Case) -> u128 {
    let records = case.settlements.iter().flatten();
    records.map(|record| record.credited.u128()).sum()
}

/// What lots and pools brought is with a courier, under way, or at the market; nothing else is.
fn money(_: &Liquidations, state: &State) -> bool {
    let moving = state.sender + state.transit + state.receiver + state.lost;
    let used: u128 = state.cases.iter().map(credited).sum();
    moving + state.route.arrived.u128() == brought(state)
        && state.route.used <= state.route.arrived
        && state.route.used.u128() == used
}

/// What the vault got back and has not reported is all that it may hold above the range.
fn ranges(_: &Liquidations, state: &State) -> bool {
    state.cases.iter().all(|case| {
        let (held, owed) = (&case.hub.held, &case.hub.owed);
        let (Ok(worst), Ok(best)) = (held.worst(), held.best()) else {
            return false;
        };
        let (Ok(there), Ok(most)) = (case.vault.available(), owed.worst()) else {
            return false;
        };
        let unreported = case.vault.returned.minus_or_zero(held.returned);
        let unburned = case.market.burned.minus_or_zero(owed.burned);
        worst <= there
            && there <= best.plus_or_max(unreported)
            && case.market.shares <= most
            && owed.best().minus_or_zero(case.market.shares) <= unburned
    })
}

/// Seized units are for sale, sold or returned, and the sum is what was seized.
fn places(model: &Liquidations, state: &State) -> bool {
    let deposited = model.put_up * model.lots as u128;
    state.cases.iter().all(|case| {
        let sales = || case.sales.iter().flatten();
        let put_up = model.put_up * sales().count() as u128;
        let sold: u128 = sales().map(|sale| sale.sold).sum();
        let returned: u128 = sales().map(|sale| sale.returned).sum();
        let open = sales().filter(|sale| sale.open);
        let for_sale: u128 = open.map(|sale| model.put_up - sale.sold).sum();
        let there = case.vault.available().map_or(0, |amount| amount.u128());
        case.vault.seized.u128() == put_up
            && case.vault.returned.u128() == returned
            && put_up == sold + returned + for_sale
            && there + for_sale + sold == deposited
    })
}

/// What was burned is what was credited or written off; what was credited went to the debt, to those
/// who bore a loss, or to the borrower; and no loss is written off for which money is known to come.
fn paid_for(model: &Liquidations, state: &State) -> bool {
    state.cases.iter().all(|case| {
        let market = &case.market;
        let written = case.written_off.unwrap_or_default();
        let burned = market.burned.u128();
        let lost = market.lost_lenders.u128();
        let (Some(by_money), Some(made_good)) =
            (burned.checked_sub(written), written.checked_sub(lost))
        else {
            return false;
        };
        credited(case) == by_money + made_good + market.surplus.u128()
            && market.shares.u128() + burned == model.debt
    })
}

/// At an end the hub knows exactly what is there, however it came about.
fn exact(model: &Liquidations, state: &State) -> bool {
    let known = |case: &Case| {
        let (held, owed) = (&case.hub.held, &case.hub.owed);
        let there = case.vault.available().ok();
        held.undecided.is_zero()
            && held.worst().ok() == there
            && held.best().ok() == there
            && owed.worst().ok() == Some(case.market.shares)
            && owed.best() == case.market.shares
    };
    !model.is_end(state) || state.cases.iter().all(known)
}

/// A lot is credited at most what it brought, a round is opened at most once.
fn once(model: &Liquidations, state: &State) -> bool {
    state.cases.iter().all(|case| {
        let records = case.settlements.iter().enumerate();
        let credited = records.filter_map(|(at, record)| Some((at, record.as_ref()?)));
        let mut credited = credited.map(|(at, record)| {
            let sale = case.sales.get(at).copied().flatten();
            let brought = sale.map_or(case.pay.1, |sale| sale.sold);
            record.proceeds.u128() <= brought
        });
        let opened = case
            .opens
            .iter()
            .filter(|packet| packet.fate == crate::packet::Fate::Done);
        let opened = opened.count() as u128 * model.put_up * model.lots as u128;
        let undone = case.hub.held.undone.u128();
        let ordered = case.hub.held.ordered.u128();
        credited.all(|fits| fits)
            && case.vault.seized.u128() == opened
            && opened + undone <= ordered
    })
}
