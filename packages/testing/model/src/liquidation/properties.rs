//! What must hold in every state of the liquidations' model.

use seawall_money::{DebtAmount, DebtShares};
use stateright::Property;

use super::{Case, Debt, Liquidations, State};
use crate::explore::Ends;
use crate::packet::Fate;

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
        Property::always(
            "INV-5 what is known to be credited is known to be repaid",
            known,
        ),
        Property::always("INV-7 an end is exact", exact),
        Property::always("INV-9 everything has effect once", once),
    ]
}

fn credited(case: &Case) -> u128 {
    let records = case.settlements.iter().flatten();
    records.map(|record| record.credited.u128()).sum()
}

impl Liquidations {
    /// The liquidations that have this debt.
    fn of_debt<'a>(&self, state: &'a State, debt: usize) -> Vec<&'a Case> {
        let cases = state.cases.iter().enumerate();
        let of = cases.filter(|(at, _)| self.shared.debt(*at) == debt);
        of.map(|(_, case)| case).collect()
    }

    fn each_debt(&self, state: &State, holds: impl Fn(&Debt, &[&Case]) -> bool) -> bool {
        let mut debts = state.debts.iter().enumerate();
        debts.all(|(at, debt)| holds(debt, &self.of_debt(state, at)))
    }
}

/// What lots and pools brought is with a courier, under way, or at the market; nothing else is.
fn money(model: &Liquidations, state: &State) -> bool {
    let brought = |case: &Case| {
        let sold: u128 = case.sales.iter().flatten().map(|sale| sale.sold).sum();
        sold + case.pay.1
    };
    let routes = state.routes.len();
    state.routes.iter().enumerate().all(|(number, money)| {
        let cases = state.cases.iter().enumerate();
        let ours = cases.filter(|(at, _)| model.shared.route(*at, routes) == number);
        let (mut all, mut used) = (0, 0);
        for (_, case) in ours {
            all += brought(case);
            used += credited(case);
        }
        money.moving() + money.lost + money.route.arrived.u128() == all
            && money.route.used <= money.route.arrived
            && money.route.used.u128() == used
    })
}

/// What the vault got back and has not reported is all that it may hold above the range.
fn ranges(model: &Liquidations, state: &State) -> bool {
    let collateral = state.cases.iter().all(|case| {
        let held = &case.hub.held;
        let (Ok(worst), Ok(best)) = (held.worst(), held.best()) else {
            return false;
        };
        let Ok(there) = case.vault.available() else {
            return false;
        };
        let unreported = case.vault.returned.minus_or_zero(held.returned);
        worst <= there && there <= best.plus_or_max(unreported)
    });
    let debts = model.each_debt(state, |debt, _| {
        let (owed, market) = (&debt.owed, &debt.market);
        let unburned = market.burned.minus_or_zero(owed.burned);
        owed.worst().is_ok_and(|most| market.shares <= most)
            && owed.best().minus_or_zero(market.shares) <= unburned
    });
    collateral && debts
}

/// Seized units are for sale, sold or returned, and the sum is what was seized.
fn places(model: &Liquidations, state: &State) -> bool {
    state.cases.iter().enumerate().all(|(at, case)| {
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
            && there + for_sale + sold == model.deposited(at)
    })
}

/// What was burned is what was credited or written off; what was credited went to the debt, to those
/// who bore a loss, or to the borrower; nothing else is a loss.
fn paid_for(model: &Liquidations, state: &State) -> bool {
    model.each_debt(state, |debt, cases| {
        let market = &debt.market;
        let written: u128 = cases.iter().filter_map(|case| case.written_off).sum();
        let credited: u128 = cases.iter().map(|case| credited(case)).sum();
        let burned = market.burned.u128();
        let lost = market.lost_lenders.u128();
        let (Some(by_money), Some(made_good)) =
            (burned.checked_sub(written), written.checked_sub(lost))
        else {
            return false;
        };
        credited == by_money + made_good + market.surplus.u128()
            && market.shares.u128() + burned == model.debt
    })
}

/// Or insurance would be asked, and more be sold, for a debt that is repaid.
fn known(model: &Liquidations, state: &State) -> bool {
    model.each_debt(state, |debt, cases| {
        let lots = cases.iter().flat_map(|case| case.hub.lots.iter());
        let credited = lots.fold(DebtAmount::ZERO, |sum, lot| sum.plus_or_max(lot.credited));
        let repaid = DebtShares::new(credited.u128().min(model.debt));
        debt.owed.burned >= repaid
    })
}

/// At an end the hub knows exactly what is there, however it came about.
fn exact(model: &Liquidations, state: &State) -> bool {
    let held = |case: &Case| {
        let held = &case.hub.held;
        let there = case.vault.available().ok();
        held.undecided.is_zero() && held.worst().ok() == there && held.best().ok() == there
    };
    let debts = model.each_debt(state, |debt, _| {
        let (owed, shares) = (&debt.owed, debt.market.shares);
        owed.worst().ok() == Some(shares) && owed.best() == shares
    });
    !model.is_end(state) || (state.cases.iter().all(held) && debts)
}

/// A lot is credited at most what it brought, a round is opened at most once.
fn once(model: &Liquidations, state: &State) -> bool {
    state.cases.iter().all(|case| {
        let records = case.settlements.iter().enumerate();
        let mut credited = records.filter_map(|(at, record)| Some((at, record.as_ref()?)));
        let fits = credited.all(|(at, record)| {
            let sale = case.sales.get(at).copied().flatten();
            let brought = sale.map_or(case.pay.1, |sale| sale.sold);
            record.proceeds.u128() <= brought
        });
        let opened = case.opens.iter().filter(|packet| packet.fate == Fate::Done);
        let opened = opened.count() as u128 * model.put_up * model.lots as u128;
        let undone = case.hub.held.undone.u128();
        let ordered = case.hub.held.ordered.u128();
        fits && case.vault.seized.u128() == opened && opened + undone <= ordered
    })
}
