//! Orders as the coordinator gives them.

use cosmwasm_std::Decimal;
use seawall_money::{DebtAmount, PairPrice};
use seawall_wire::ids::{LiquidationId, ListingId, LotId, RouteId};
use seawall_wire::{DutchTerms, LotOrder, OpenLots, SaleTerms};

use super::{acc, amount};

pub fn open_lots(account: u64, lots: &[(ListingId, u128)]) -> OpenLots {
    let lot = |(i, (listing, units)): (usize, &(ListingId, u128))| LotOrder {
        lot: LotId(i as u64 + 1),
        collateral: *listing,
        debt: ListingId(9),
        route: RouteId(1),
        put_up: amount(*units),
        repay: DebtAmount::new(100),
        close_at: None,
        fee: Decimal::percent(1),
        keeper_pay: DebtAmount::ZERO,
        min_rest: amount(1),
        terms: SaleTerms::Dutch(dutch()),
    };
    OpenLots {
        liquidation: LiquidationId(1),
        round: 1,
        account: acc(account),
        lots: lots.iter().enumerate().map(lot).collect(),
        priced_at: 1,
        not_after: u64::MAX,
        keeper: None,
    }
}

fn dutch() -> DutchTerms {
    let price: PairPrice = cosmwasm_std::from_json("\"1\"").unwrap();
    DutchTerms {
        pair_price: price,
        floor: price,
        buffer: Decimal::one(),
        drift: Decimal::zero(),
        cut: Decimal::percent(99),
        step_secs: 1,
        tail_secs: 600,
        cusp: Decimal::percent(50),
    }
}
