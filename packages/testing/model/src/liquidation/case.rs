//! A liquidation's beginning and its end. What must always hold: an end is reached only when nothing is
//! under way anywhere and the hub knows all.

use cosmwasm_std::{Addr, Uint256};
use seawall_market::state::{Account, Route, Settlement};
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, MathResult};
use seawall_vault::books::Holding;
use seawall_wire::ids::{AccountId, ListingId, LotId, RouteId};
use seawall_wire::AccountLine;

use super::state::{Debt, Money};
use super::{Case, Hub, Liquidations, Sale, Shared, Stage, State};
use crate::packet::{Known, Packet};
use crate::record::Rec;

/// The collateral's listing.
pub(super) const COLLATERAL: ListingId = ListingId(1);
/// The debt's.
pub(super) const DEBT: ListingId = ListingId(2);

impl Liquidations {
    pub(super) fn begin(&self) -> State {
        let (case, debt) = (self.case(self.deposited(0)), owing(self.debt));
        let failed = (case.is_err() || debt.is_err()).then_some("the beginning");
        let (debts, routes) = match self.shared {
            Shared::Route => (self.at_once, 1),
            Shared::Debt => (1, self.at_once),
        };
        State {
            cases: case.map_or(vec![], |case| vec![case; self.at_once]),
            debts: debt.map_or(vec![], |debt| vec![debt; debts]),
            routes: vec![no_money(); routes],
            halted: false,
            failed,
        }
    }

    /// What a liquidation can sell. One that comes after them all has nothing.
    pub(super) fn deposited(&self, at: usize) -> u128 {
        if at < self.at_once {
            self.put_up * self.lots as u128
        } else {
            0
        }
    }

    pub(super) fn case(&self, collateral: u128) -> MathResult<Case> {
        let coins = CollateralAmount::new(collateral);
        let mut vault = Holding::default();
        vault.add_pending(coins)?;
        vault.admit(coins)?;
        let mut held = CollateralMirror::new(COLLATERAL);
        held.admit(coins, 0, 0)?;
        Ok(Case {
            hub: Hub {
                held: Rec(held),
                stage: Stage::Planned,
                round: 0,
                lots: Rec(vec![]),
                covered: Rec(vec![]),
            },
            opens: vec![],
            settles: vec![],
            pay: (Packet::NEW, 0),
            covers: vec![],
            vault: Rec(vault),
            sales: vec![],
            settlements: vec![],
            written_off: None,
            from_vault: vec![None; self.reports],
            from_market: vec![None; self.reports],
        })
    }

    /// May what is left of the debt be liquidated once more? The contract's `open::choose`: nothing is open
    /// and nothing left to sell.
    pub(super) fn may_go_again(&self, state: &State) -> bool {
        let over = |case: &Case| {
            let gone = case.hub.held.best().is_ok_and(|best| best.is_zero());
            case.hub.stage == Stage::Done && gone
        };
        let owes = |debt: &Debt| !debt.owed.best().is_zero();
        self.again
            && self.shared == Shared::Debt
            && state.cases.len() == self.at_once
            && state.cases.iter().all(over)
            && state.debts.iter().any(owes)
    }
}

impl State {
    /// Is nothing under way, and does everybody know all?
    pub(super) fn is_over(&self, shared: Shared, at: usize) -> bool {
        let (case, debt) = (self.cases.get(at), self.debts.get(shared.debt(at)));
        let (Some(case), Some(debt)) = (case, debt) else {
            return false;
        };
        let (owed, booked) = (&debt.owed, &debt.market);
        let known = owed.burned == booked.burned && owed.minted == booked.minted;
        // Without a debt nobody can begin one.
        let begun = case.hub.stage != Stage::Planned;
        known
            && if begun {
                case.is_over()
            } else {
                owed.best().is_zero()
            }
    }
}

impl Case {
    fn is_over(&self) -> bool {
        let sold = |sale: &Option<Sale>| sale.as_ref().is_none_or(|sale| !sale.open);
        let waits = |packet: &Packet| packet.is_open();
        let credited = |record: &Option<Rec<Settlement>>| {
            let record = record.as_ref();
            record.is_none_or(|record| record.credited == record.proceeds)
        };
        self.hub.stage == Stage::Done
            && self.sales.iter().all(sold)
            && !self.opens.iter().any(waits)
            && !waits(&self.pay.0)
            && !self.covers.iter().any(|cover| waits(&cover.packet))
            && self.settlements.iter().all(credited)
            && self.hub.all_credited()
            && self.hub_knows()
    }

    fn hub_knows(&self) -> bool {
        let held = &self.hub.held;
        let vault = held.returned == self.vault.returned && held.seized == self.vault.seized;
        let of = |lot: &Lot| self.sales.get(lot.id.0 as usize - 1).copied().flatten();
        let lots = self.hub.lots.iter().all(|lot| {
            lot.cover || of(lot).is_some_and(|sale| lot.sold.u128() == sale.sold && !sale.open)
        });
        vault && lots && self.pay.0.known != Known::Unresolved
    }
}

/// A lot as `rounds::start` makes it.
pub(super) fn lot(id: u64, round: u16, put_up: u128) -> Lot {
    Lot {
        id: LotId(id),
        round,
        collateral: COLLATERAL,
        debt: DEBT,
        route: RouteId(1),
        put_up: CollateralAmount::new(put_up),
        repay: DebtAmount::new(put_up),
        sold: CollateralAmount::ZERO,
        returned: CollateralAmount::ZERO,
        proceeds: DebtAmount::ZERO,
        credited: DebtAmount::ZERO,
        settled: DebtAmount::ZERO,
        closed: None,
        promise_until: 0,
        cover: false,
        in_flight: Uint256::zero(),
    }
}

/// A debt that the hub knows all about.
fn owing(debt: u128) -> MathResult<Debt> {
    let shares = DebtShares::new(debt);
    let mut market = Account::default();
    market.mint(shares, shares)?;
    let mut owed = DebtMirror::new(DEBT);
    owed.approve(shares)?;
    owed.merge(&AccountLine {
        account: AccountId(1),
        decided: shares,
        minted: shares,
        burned: DebtShares::ZERO,
    });
    Ok(Debt {
        owed: Rec(owed),
        market: Rec(market),
    })
}

fn no_money() -> Money {
    let route = Route {
        courier: Addr::unchecked("courier"),
        arrived: DebtAmount::ZERO,
        used: DebtAmount::ZERO,
    };
    Money {
        sender: 0,
        transit: 0,
        receiver: 0,
        lost: 0,
        route: Rec(route),
    }
}
