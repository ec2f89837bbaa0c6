//! The chains' side: vault and auction house where the collateral is, the market where the debt is. What
//! must always hold: each books by its own contract's functions; money is only ever moved.

use seawall_market::state::Settlement;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, MathResult};
use seawall_wire::ids::{AccountId, RouteId};

use super::state::One;
use super::{Liquidations, Mistake, Sale};
use crate::packet::Fate;
use crate::record::Rec;

impl Liquidations {
    /// The order to open is received for the first time: the vault seizes, the lots open.
    pub(super) fn open(&self, one: &mut One<'_>, round: usize) -> MathResult<()> {
        let case = &mut one.case;
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
    pub(super) fn take(&self, one: &mut One<'_>, lot: usize) -> Option<()> {
        let sale = one.case.sales.get_mut(lot)?.as_mut()?;
        if !sale.open || sale.sold >= self.put_up {
            return None;
        }
        sale.sold += 1;
        sale.open = sale.sold < self.put_up;
        one.money.sender += 1;
        Some(())
    }

    /// A lot whose time is over closes; the rest goes back.
    pub(super) fn close(&self, one: &mut One<'_>, lot: usize) -> Option<MathResult<()>> {
        let sale = one.case.sales.get_mut(lot)?.as_mut()?;
        if !sale.open {
            return None;
        }
        sale.open = false;
        sale.returned = self.put_up - sale.sold;
        let rest = CollateralAmount::new(sale.returned);
        if self.wrong(Mistake::ReturnForgotten) {
            return Some(Ok(()));
        }
        Some(one.case.vault.give_back(rest))
    }

    /// The debt side's order to settle, any number of times.
    pub(super) fn settle(&self, one: &mut One<'_>, lot: usize) -> Option<MathResult<()>> {
        let proceeds = (*one.case.settles.get(lot)?)?;
        let record = one.case.settlements.get_mut(lot)?;
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
        self.credit(one, lot)
    }

    /// What has arrived is credited: debt first, then what was written off, then surplus.
    pub(super) fn credit(&self, one: &mut One<'_>, lot: usize) -> Option<MathResult<()>> {
        let record = one.case.settlements.get_mut(lot)?.as_mut()?;
        let route = &mut one.money.route;
        if self.wrong(Mistake::CreditBeforeMoney) {
            let unseen = record.proceeds.minus_or_zero(record.credited);
            route.arrived = route.arrived.max(route.used.plus_or_max(unseen));
        }
        let amount = match record.0.credit(&mut route.0) {
            Ok(amount) => amount,
            Err(error) => return Some(Err(error)),
        };
        let market = &mut one.debt.market;
        let burned = amount.u128().min(market.shares.u128());
        let rest = DebtAmount::new(amount.u128() - burned);
        let result = market.burn(DebtShares::new(burned));
        Some(result.and_then(|()| market.make_good(rest).map(|_| ())))
    }

    /// The pool of the collateral side pays a unit, or nothing; its payment travels like proceeds.
    pub(super) fn pay(&self, one: &mut One<'_>, paid: Option<u128>) -> Option<()> {
        let pay = &mut one.case.pay;
        if !pay.0.arrives() || (paid.is_some_and(|paid| paid > 0) && !self.pool) {
            return None;
        }
        pay.0.fate = if paid.is_some() {
            Fate::Done
        } else {
            Fate::Refused
        };
        pay.1 = paid.unwrap_or_default();
        one.money.sender += pay.1;
        Some(())
    }

    /// The debt side writes off what is owed but for `keep`, once for each liquidation.
    pub(super) fn write_off(&self, one: &mut One<'_>, order: usize) -> Option<MathResult<()>> {
        let cover = one.case.covers.get_mut(order)?;
        if !cover.packet.arrives() {
            return None;
        }
        cover.packet.fate = Fate::Done;
        if one.case.written_off.is_some() {
            return Some(Ok(()));
        }
        let market = &mut one.debt.market;
        let shares = market.shares.minus_or_zero(DebtShares::new(cover.keep));
        one.case.written_off = Some(shares.u128());
        if !self.wrong(Mistake::LossNotBooked) {
            let lost = DebtAmount::new(shares.u128());
            market.lost_lenders = market.lost_lenders.plus_or_max(lost);
        }
        Some(market.burn(shares))
    }
}
