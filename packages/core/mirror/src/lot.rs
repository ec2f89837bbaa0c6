//! One lot as the hub knows it: what it put up, what the auction house and the market say became of it.
//! What must always hold: each unit put up is sold, returned or still for sale (INV-4); facts are merged
//! by maximum; a lot closes once. Called by the coordinator for every fact about a lot.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint256;
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::{ListingId, LotId, RouteId};
use seawall_wire::{CloseReason, LotLine};

/// What the hub knows of one lot.
#[cw_serde]
pub struct Lot {
    /// Its number.
    pub id: LotId,
    /// Its round.
    pub round: u16,
    /// Its collateral.
    pub collateral: ListingId,
    /// Its debt.
    pub debt: ListingId,
    /// Its route.
    pub route: RouteId,
    /// Put up, base units.
    pub put_up: CollateralAmount,
    /// To repay, base units of the debt.
    pub repay: DebtAmount,
    /// Reported by the auction house: sold, base units.
    pub sold: CollateralAmount,
    /// Reported: given back, base units.
    pub returned: CollateralAmount,
    /// Reported: brought for the debt, base units.
    pub proceeds: DebtAmount,
    /// Reported by the market: credited, base units.
    pub credited: DebtAmount,
    /// Proceeds that a settlement order was acked for, base units.
    pub settled: DebtAmount,
    /// Reported: closed.
    pub closed: Option<CloseReason>,
    /// After this second its promise counts nothing.
    pub promise_until: u64,
    /// A payment of the collateral side's insurance, not a sale.
    pub cover: bool,
    /// What it counts in the limits in flight, quote units with 18 decimals; zero once it closed.
    pub in_flight: Uint256,
}

/// What a merge of facts changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LotNews {
    /// Was anything new?
    pub any: bool,
    /// Given back since the facts before, base units.
    pub returned: CollateralAmount,
    /// Did it close?
    pub closed: bool,
}

impl Lot {
    /// Facts of the auction house. A chain cannot sell or give back more than it was handed.
    pub fn merge(&mut self, line: &LotLine) -> LotNews {
        let before = (self.sold, self.returned, self.proceeds, self.closed);
        self.sold = self.sold.max(line.sold).min(self.put_up);
        let rest = self.put_up.minus_or_zero(self.sold);
        let returned = self.returned.max(line.returned).min(rest);
        let newly = returned.minus_or_zero(self.returned);
        self.returned = returned;
        self.proceeds = self.proceeds.max(line.proceeds);
        if self.closed.is_none() {
            self.closed = line.closed;
        }
        let after = (self.sold, self.returned, self.proceeds, self.closed);
        LotNews {
            any: after != before,
            returned: newly,
            closed: after.3 != before.3,
        }
    }

    /// Facts of the market. Says whether anything was new.
    pub fn merge_credit(&mut self, credited: DebtAmount) -> bool {
        let news = credited > self.credited;
        self.credited = self.credited.max(credited);
        news
    }

    /// Brought, and not credited yet as far as the hub knows: on its way.
    pub fn on_its_way(&self) -> DebtAmount {
        self.proceeds.minus_or_zero(self.credited)
    }

    /// Did it bring more than any settlement said so far?
    pub fn has_more_to_settle(&self) -> bool {
        self.proceeds > self.settled
    }

    /// What it still promises at `now`, base units of its debt.
    pub fn promise_at(&self, now: u64) -> DebtAmount {
        if now > self.promise_until {
            return DebtAmount::ZERO;
        }
        let total = if self.closed.is_some() {
            self.proceeds
        } else {
            self.repay
        };
        total.minus_or_zero(self.credited)
    }

    /// Can nothing about it change any more?
    pub fn is_settled(&self) -> bool {
        self.closed.is_some() && self.on_its_way().is_zero()
    }
}
