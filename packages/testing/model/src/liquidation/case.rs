//! One account from its beginning to its end. What must always hold: an end is reached only when nothing
//! is under way anywhere and the hub knows all.

use cosmwasm_std::Uint256;
use seawall_market::state::Settlement;
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, MathResult};
use seawall_wire::ids::{AccountId, ListingId, LotId, RouteId};
use seawall_wire::AccountLine;

use super::{Case, Hub, Sale, Stage};
use crate::packet::{Known, Packet};
use crate::record::Rec;

/// The collateral's listing.
pub(super) const COLLATERAL: ListingId = ListingId(1);
/// The debt's.
pub(super) const DEBT: ListingId = ListingId(2);

impl Case {
    /// Nothing is under way, and everybody knows all.
    pub(super) fn is_over(&self) -> bool {
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
        let (held, owed) = (&self.hub.held, &self.hub.owed);
        let vault = held.returned == self.vault.returned && held.seized == self.vault.seized;
        let market = owed.burned == self.market.burned && owed.minted == self.market.minted;
        let of = |lot: &Lot| self.sales.get(lot.id.0 as usize - 1).copied().flatten();
        let lots = self.hub.lots.iter().all(|lot| {
            lot.cover || of(lot).is_some_and(|sale| lot.sold.u128() == sale.sold && !sale.open)
        });
        vault && market && lots && self.pay.0.known != Known::Unresolved
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

/// An account with a debt that the hub knows all about.
pub(super) fn beginning(collateral: u128, debt: u128) -> MathResult<Hub> {
    let mut held = CollateralMirror::new(COLLATERAL);
    held.admit(CollateralAmount::new(collateral), 0, 0)?;
    let shares = DebtShares::new(debt);
    let mut owed = DebtMirror::new(DEBT);
    owed.approve(shares)?;
    owed.merge(&AccountLine {
        account: AccountId(1),
        decided: shares,
        minted: shares,
        burned: DebtShares::ZERO,
    });
    Ok(Hub {
        held: Rec(held),
        owed: Rec(owed),
        stage: Stage::Planned,
        round: 0,
        lots: Rec(vec![]),
        covered: Rec(vec![]),
    })
}
