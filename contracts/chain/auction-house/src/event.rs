//! What the auction house tells followers. Version 1 of all fields; amounts in base units.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage};
use seawall_auction::Mode;
use seawall_kit::{emit, kinds};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::{AccountId, LiquidationId, LotId, OrderId, RouteId};
use seawall_wire::CloseReason;

use crate::state::{Lot, CONTRACT_NAME};

/// Something that happened.
#[cw_serde]
pub enum AuctionHouseEvent {
    /// A lot is on sale.
    LotOpened {
        /// Its number.
        lot: LotId,
        /// By this order.
        order: OrderId,
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Whose collateral.
        account: AccountId,
        /// What is sold.
        collateral_denom: String,
        /// What buyers pay with.
        payment_denom: String,
        /// How much is put up.
        put_up: CollateralAmount,
        /// The price it starts at.
        top: PairPrice,
        /// Not sold below.
        floor: PairPrice,
    },
    /// Somebody bought.
    Taken {
        /// From this lot.
        lot: LotId,
        /// Who paid.
        buyer: String,
        /// Who got the collateral.
        receiver: String,
        /// How much of it.
        collateral: CollateralAmount,
        /// What was paid.
        payment: DebtAmount,
        /// At this price.
        price: PairPrice,
        /// Of the payment: to the courier.
        debt_money: DebtAmount,
        /// Of the payment: fee, keeper's pay included.
        fee: DebtAmount,
        /// Of the fee: the keeper's claim.
        keeper_pay: DebtAmount,
    },
    /// A lot is over.
    LotClosed {
        /// Which lot.
        lot: LotId,
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Why.
        reason: CloseReason,
        /// Sold.
        sold: CollateralAmount,
        /// Given back to the vault.
        returned: CollateralAmount,
        /// Brought for the debt.
        proceeds: DebtAmount,
        /// Brought as fee.
        fee: DebtAmount,
    },
    /// The outpost could not report a closed lot: anyone may have it report again.
    ReportFailed {
        /// Which lot.
        lot: LotId,
        /// What the chain said.
        error: String,
    },
    /// Held fees went to a deficit.
    FeesTaken {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Into this route.
        route: RouteId,
        /// How much.
        amount: DebtAmount,
    },
    /// Held fees went to the pool.
    FeesReleased {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// In this route's denom.
        route: RouteId,
        /// How much.
        amount: DebtAmount,
    },
    /// Whoever moved a liquidation on has a claim to a part of its fees.
    StepPaid {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// In this route's denom.
        route: RouteId,
        /// Whose claim.
        keeper: String,
        /// How much.
        amount: DebtAmount,
    },
    /// A claim was paid.
    Claimed {
        /// Whose.
        owner: String,
        /// Of this coin.
        denom: String,
        /// To this address.
        receiver: String,
    },
    /// The neighbours are known.
    NeighboursSet {
        /// The vault.
        vault: String,
        /// The outpost.
        outpost: String,
    },
    /// A route is new or has another courier or pool.
    RouteSet {
        /// Its number.
        route: RouteId,
        /// What buyers pay with.
        denom: String,
        /// Gets the debt money.
        courier: String,
        /// Gets the fees.
        pool: Option<String>,
    },
    /// Ownership was offered, taken or withdrawn.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may become owner.
        pending: Option<String>,
    },
}

kinds!(AuctionHouseEvent {
    LotOpened => "lot_opened",
    Taken => "taken",
    LotClosed => "lot_closed",
    ReportFailed => "report_failed",
    FeesTaken => "fees_taken",
    FeesReleased => "fees_released",
    StepPaid => "step_paid",
    Claimed => "claimed",
    NeighboursSet => "neighbours_set",
    RouteSet => "route_set",
    Ownership => "ownership",
});

impl AuctionHouseEvent {
    /// Numbers the event; see [`emit`].
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT_NAME, 1, self)
    }

    /// That `lot` was opened.
    pub fn opened(lot: &Lot) -> Self {
        let (top, floor) = match &lot.sale.mode {
            Mode::Dutch(dutch) => (dutch.top, dutch.floor),
            _ => (PairPrice::ZERO, PairPrice::ZERO),
        };
        Self::LotOpened {
            lot: lot.terms.lot,
            order: lot.order,
            liquidation: lot.liquidation,
            account: lot.account,
            collateral_denom: lot.collateral_denom.clone(),
            payment_denom: lot.payment_denom.clone(),
            put_up: lot.sale.put_up,
            top,
            floor,
        }
    }

    /// That `lot` was closed for `reason`.
    pub fn closed(lot: &Lot, reason: CloseReason) -> Self {
        Self::LotClosed {
            lot: lot.terms.lot,
            liquidation: lot.liquidation,
            reason,
            sold: lot.sale.sold,
            returned: lot.returned,
            proceeds: lot.sale.shares.debt_money,
            fee: lot.sale.shares.fee,
        }
    }
}
