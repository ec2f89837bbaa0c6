//! The coordinator's `liquidation::cover`: who pays when there is nothing left to sell. What must always
//! hold: the debt side is asked only when no money is known to be on its way, or it is overdue.

use seawall_coordinator::state::Covered;
use seawall_money::{DebtAmount, MathResult};
use seawall_wire::CloseReason;

use super::case::{lot, DEBT};
use super::state::One;
use super::{Cover, Liquidations, Mistake, Stage};
use crate::packet::Packet;

impl Liquidations {
    /// `cover::begin`.
    pub(super) fn begin_cover(&self, one: &mut One<'_>) -> MathResult<()> {
        one.case.hub.stage = Stage::CollateralSide;
        one.case.hub.covered.push(Covered {
            listing: DEBT,
            collateral_side: DebtAmount::ZERO,
            pool: DebtAmount::ZERO,
            reserve: DebtAmount::ZERO,
            lenders: DebtAmount::ZERO,
            collateral_side_asked: false,
            debt_side_sent: false,
            debt_side_asked: false,
        });
        let id = one.case.sales.len() as u64 + 1;
        let mut payment = lot(id, one.case.hub.round, 0);
        payment.closed = Some(CloseReason::SoldOut);
        payment.cover = true;
        one.case.hub.lots.push(payment);
        one.case.sales.push(None);
        one.case.settles.push(None);
        one.case.settlements.push(None);
        one.case.pay = (Packet::SENT, 0);
        Ok(())
    }

    /// `cover::collateral_side_answered`.
    pub(super) fn paid(&self, one: &mut One<'_>, amount: u128) -> MathResult<()> {
        let paid = DebtAmount::new(amount);
        let mut more = DebtAmount::ZERO;
        if let Some(lot) = one.case.hub.lots.iter_mut().find(|lot| lot.cover) {
            more = paid.minus_or_zero(lot.proceeds);
            lot.proceeds = lot.proceeds.max(paid);
            lot.repay = lot.proceeds;
        }
        if let Some(covered) = one.case.hub.covered.first_mut() {
            covered.collateral_side = covered.collateral_side.plus(more)?;
            covered.collateral_side_asked = true;
        }
        self.send_settles(one, false);
        self.next_payer(one);
        Ok(())
    }

    /// `cover::next_payer`.
    pub(super) fn next_payer(&self, one: &mut One<'_>) {
        let waiting = one
            .case
            .hub
            .covered
            .iter()
            .any(|c| !c.collateral_side_asked);
        if !waiting && one.case.hub.stage == Stage::CollateralSide {
            one.case.hub.stage = Stage::DebtSide;
            self.ask_debt_side(one, false, false);
        }
    }

    /// `cover::ask_debt_side`.
    pub(super) fn ask_debt_side(&self, one: &mut One<'_>, again: bool, overdue: bool) {
        let on_its_way = one.case.hub.standing(|standing| standing.on_its_way(DEBT));
        let Some(covered) = one.case.hub.covered.first_mut() else {
            return;
        };
        let again = again && !self.wrong(Mistake::CoverOnce);
        let ask = !covered.debt_side_asked && (again || !covered.debt_side_sent);
        if !ask || !(overdue || on_its_way.is_zero()) {
            return;
        }
        covered.debt_side_sent = true;
        one.case.covers.retain(|cover| cover.packet.is_open());
        // Two orders under way at once are enough to see them overtake each other.
        if one.case.covers.len() < 2 {
            let keep = on_its_way.u128();
            let packet = Packet::SENT;
            one.case.covers.push(Cover { packet, keep });
        }
    }

    /// `cover::debt_side_answered`.
    pub(super) fn wrote_off(&self, one: &mut One<'_>) {
        if let Some(covered) = one.case.hub.covered.first_mut() {
            covered.debt_side_asked = true;
        }
    }
}
