//! The chains' side: vault and auction house where the collateral is, couriers and route between, the
//! market where the debt is. What must always hold: each books by its own contract's functions; money is
//! only ever moved.

use seawall_market::state::Settlement;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, MathResult};
use seawall_wire::ids::{AccountId, RouteId};

use super::{Case, Liquidations, Mistake, Sale, State};
use crate::packet::Fate;
use crate::record::Rec;

impl Liquidations {
    /// The order to open is received for the first time: the vault seizes, the lots open.
    pub(super) fn open(&self, case: &mut Case, round: usize) -> MathResult<()> {
        let sum = self.put_up * self.lots as u128;
        case.vault.seize(CollateralAmount::new(sum))?;
        let round = round as u16 + 1;
        let lots = case.hub.lots.iter();
        let ids: Vec<_> = lots
            .filter(|lot| lot.round == round && !lot.cover)
            .map(|lot| lot.id.0 as usize - 1)
            .collect();
        for at in ids {
            if let Some(slot) = case.sales.get_mut(at) {
                *slot = Some(Sale {
                    round,
                    open: true,
                    sold: 0,
                    returned: 0,
                });
            }
        }
        Ok(())
    }

    /// A unit is bought; a lot that is sold out closes.
    pub(super) fn take(&self, state: &mut State, at: usize, lot: usize) -> Option<()> {
        let sale = state.cases.get_mut(at)?.sales.get_mut(lot)?.as_mut()?;
        if !sale.open || sale.sold >= self.put_up {
            return None;
        }
        sale.sold += 1;
        sale.open = sale.sold < self.put_up;
        state.sender += 1;
        Some(())
    }

    /// A lot whose time is over closes; the rest goes back.
    pub(super) fn close(&self, case: &mut Case, lot: usize) -> Option<MathResult<()>> {
        let sale = case.sales.get_mut(lot)?.as_mut()?;
        if !sale.open {
            return None;
        }
        sale.open = false;
        sale.returned = self.put_up - sale.sold;
        Some(case.vault.give_back(CollateralAmount::new(sale.returned)))
    }

    /// The debt side's order to settle, any number of times.
    pub(super) fn settle(
        &self,
        state: &mut State,
        at: usize,
        lot: usize,
    ) -> Option<MathResult<()>> {
        let case = state.cases.get_mut(at)?;
        let proceeds = (*case.settles.get(lot)?)?;
        let record = case.settlements.get_mut(lot)?;
        let record = record.get_or_insert_with(|| {
            Rec(Settlement {
                account: AccountId(1),
                route: RouteId(1),
                proceeds: DebtAmount::ZERO,
                credited: DebtAmount::ZERO,
            })
        });
        let said = DebtAmount::new(proceeds);
        record.proceeds = if self.wrong(Mistake::SettleAdds) {
            record.proceeds.plus_or_max(said)
        } else {
            record.proceeds.max(said)
        };
        self.credit(state, at, lot)
    }

    /// What has arrived is credited: debt first, then what was written off, then surplus.
    pub(super) fn credit(
        &self,
        state: &mut State,
        at: usize,
        lot: usize,
    ) -> Option<MathResult<()>> {
        let case = state.cases.get_mut(at)?;
        let record = case.settlements.get_mut(lot)?.as_mut()?;
        if self.wrong(Mistake::CreditBeforeMoney) {
            let unseen = record.proceeds.minus_or_zero(record.credited);
            state.route.arrived = state
                .route
                .arrived
                .max(state.route.used.plus_or_max(unseen));
        }
        let amount = match record.0.credit(&mut state.route.0) {
            Ok(amount) => amount,
            Err(error) => return Some(Err(error)),
        };
        let burned = amount.u128().min(case.market.shares.u128());
        let rest = DebtAmount::new(amount.u128() - burned);
        let result = case.market.burn(DebtShares::new(burned));
        Some(result.and_then(|()| case.market.make_good(rest).map(|_| ())))
    }

    /// The pool of the collateral side pays a unit, or nothing; its payment travels like proceeds.
    pub(super) fn pay(&self, state: &mut State, at: usize, paid: Option<u128>) -> Option<()> {
        let case = state.cases.get_mut(at)?;
        if !case.pay.0.arrives() || (paid.is_some_and(|paid| paid > 0) && !self.pool) {
            return None;
        }
        case.pay.0.fate = if paid.is_some() {
            Fate::Done
        } else {
            Fate::Refused
        };
        case.pay.1 = paid.unwrap_or_default();
        state.sender += case.pay.1;
        Some(())
    }

    /// The debt side writes off what is owed but for `keep`, once.
    pub(super) fn write_off(&self, case: &mut Case, order: usize) -> Option<MathResult<()>> {
        let cover = case.covers.get_mut(order)?;
        if !cover.packet.arrives() {
            return None;
        }
        cover.packet.fate = Fate::Done;
        if case.written_off.is_some() {
            return Some(Ok(()));
        }
        let shares = case
            .market
            .shares
            .minus_or_zero(DebtShares::new(cover.keep));
        case.written_off = Some(shares.u128());
        let lost = DebtAmount::new(shares.u128());
        case.market.lost_lenders = case.market.lost_lenders.plus_or_max(lost);
        Some(case.market.burn(shares))
    }

    /// A transfer comes back: it simply lies at the courier again.
    pub(super) fn refund(&self, state: &mut State) -> Option<()> {
        if state.transit == 0 {
            return None;
        }
        if self.wrong(Mistake::RefundLost) {
            state.lost += state.transit;
        } else {
            state.sender += state.transit;
        }
        state.transit = 0;
        Some(())
    }
}
