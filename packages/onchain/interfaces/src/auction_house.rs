//! The auction house: sells seized collateral on the chain that holds it.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Decimal};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, LotId, OrderId, RouteId};
use seawall_wire::{CloseReason, LotLine, LotOrder, OpenLots, RemoteAddr};

use crate::common::DenomAmount;

/// Set up one auction house per chain.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets neighbours, routes and clock; two-step handover.
    pub owner: String,
    /// Seconds per block of this chain, for the halt-aware clock. Decimal, e.g. 5.8.
    pub block_seconds: Decimal,
    /// A lot closes unsold when the chain stood still for longer, seconds.
    pub halt_slack_secs: u64,
    /// Fees of a liquidation wait this long for its deficit before the pool gets them, seconds.
    pub fee_hold_secs: u64,
}

/// What can be asked of an auction house.
#[cw_serde]
pub enum ExecuteMsg {
    /// Vault, with the coins of all lots: open them, all or none. Answers `OrderAck::LotsOpened`.
    Open {
        /// The order it serves.
        order: OrderId,
        /// What to sell.
        open: OpenLots,
        /// The denom of each lot's collateral, in the lots' order.
        denoms: Vec<String>,
    },
    /// Anyone, with coins of the route's payment denom (or none with `callback`): buy from a lot at
    /// its price of this moment. Too much money is given back exactly.
    Take {
        /// From this lot.
        lot: LotId,
        /// At most so much collateral, base units.
        want: CollateralAmount,
        /// Refuse above this price.
        price_limit: PairPrice,
        /// The collateral goes to this address instead of the sender.
        receiver: Option<String>,
        /// Flash: collateral first, then this message to the sender contract, then the payment is
        /// pulled from what that call sent back by `Pay`.
        callback: Option<Binary>,
    },
    /// A buyer's contract, within its own callback, with coins of the payment denom: pay for the
    /// take that is under way.
    Pay {
        /// The lot.
        lot: LotId,
    },
    /// Itself, after a flash callback: the payment must be there.
    SettleFlash {
        /// The lot.
        lot: LotId,
    },
    /// Anyone: close a lot whose life, floor or clock is over; unsold collateral goes back. Earns a
    /// part of the fees that are held for the liquidation, by what is left of the lot.
    Close {
        /// The lot.
        lot: LotId,
    },
    /// Outpost: fees of this liquidation that the pool has not got go into the route, up to
    /// `amount`. Answers `DebtAmount` in its data.
    TakeFees {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Into this route's courier.
        route: RouteId,
        /// At most so much, base units.
        amount: DebtAmount,
    },
    /// Anyone: pass held fees of an old liquidation on to the pool.
    ReleaseFees {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// In this route's denom.
        route: RouteId,
    },
    /// Outpost: this address has moved the liquidation on while it stood still, and earns a part of
    /// the fees that are held for it.
    PayKeeper {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// At an address of this chain; one that is none earns nothing.
        keeper: RemoteAddr,
    },
    /// Anyone: money that is owed to an address of this chain and could not be pushed.
    Claim {
        /// Of this coin.
        denom: String,
        /// To this address; the sender's own claim only.
        receiver: Option<String>,
    },
    /// Owner: the contracts around this auction house; once.
    SetNeighbours {
        /// The vault.
        vault: String,
        /// The outpost.
        outpost: String,
    },
    /// Owner: a route, with its payment denom, courier and the pool that gets the fees. A denom
    /// never changes.
    SetRoute {
        /// The route.
        route: RouteId,
        /// What buyers pay with.
        denom: String,
        /// The courier at this end.
        courier: String,
        /// The insurance pool of this denom on this chain, if there is one.
        pool: Option<String>,
    },
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// Sent to the buyer's contract between delivery of the collateral and the payment.
#[cw_serde]
pub enum BuyerMsg {
    /// Collateral was delivered; pay at least `payment` by `Pay` before this call ends.
    SeawallTake {
        /// The lot.
        lot: LotId,
        /// What was delivered, base units.
        collateral: CollateralAmount,
        /// The coin it was delivered in.
        collateral_denom: String,
        /// What is due, base units of the payment denom.
        payment: DebtAmount,
        /// The coin it is due in.
        payment_denom: String,
        /// What the buyer passed through.
        msg: Binary,
    },
}

/// What can be asked about an auction house.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Neighbours, owner, clock.
    #[returns(ConfigResponse)]
    Config {},
    /// One lot, with its price at this block.
    #[returns(LotResponse)]
    Lot {
        /// The lot.
        lot: LotId,
    },
    /// Open lots.
    #[returns(Vec<LotResponse>)]
    OpenLots {
        /// After this lot.
        start_after: Option<LotId>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// What a take would do at this block.
    #[returns(TakeResponse)]
    SimulateTake {
        /// From this lot.
        lot: LotId,
        /// At most so much collateral.
        want: CollateralAmount,
    },
    /// Lines for a report; unknown lots are left out.
    #[returns(Vec<ReportedLot>)]
    Lines {
        /// At most 16.
        lots: Vec<LotId>,
    },
    /// Routes.
    #[returns(Vec<RouteResponse>)]
    Routes {},
    /// What the books say the auction house owes, per denom.
    #[returns(Vec<DenomAmount>)]
    Owed {},
    /// Claims of one address.
    #[returns(Vec<DenomAmount>)]
    Claims {
        /// The address.
        owner: String,
    },
    /// Fees held for a liquidation, per route.
    #[returns(Vec<(RouteId, DebtAmount)>)]
    HeldFees {
        /// The liquidation.
        liquidation: LiquidationId,
    },
}

/// Neighbours, owner, clock.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Vault, once set.
    pub vault: Option<String>,
    /// Outpost, once set.
    pub outpost: Option<String>,
    /// Seconds per block.
    pub block_seconds: Decimal,
    /// A lot closes unsold when the chain stood still for longer, seconds.
    pub halt_slack_secs: u64,
    /// Fees wait this long for a deficit, seconds.
    pub fee_hold_secs: u64,
}

/// Where a lot is in its life.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum LotLife {
    /// It exists, nobody may bid yet.
    Created,
    /// Standing bids are served.
    PreSale,
    /// Anyone may take.
    Open,
    /// Bids are being matched.
    Clearing,
    /// Over.
    Closed(CloseReason),
}

/// One lot.
#[cw_serde]
pub struct LotResponse {
    /// The order that opened it.
    pub terms: LotOrder,
    /// Of this liquidation.
    pub liquidation: LiquidationId,
    /// Whose collateral.
    pub account: AccountId,
    /// The collateral's coin.
    pub collateral_denom: String,
    /// What buyers pay with.
    pub payment_denom: String,
    /// Where it is in its life.
    pub life: LotLife,
    /// Could it be taken from at this block? Not when its clock, floor or a halt has ended it.
    pub takeable: bool,
    /// The price at this block.
    pub price: PairPrice,
    /// The price it started at.
    pub top: PairPrice,
    /// The time its clock shows, seconds.
    pub elapsed_secs: u64,
    /// When it opened, seconds of this chain's time.
    pub opened_at: u64,
    /// At which height.
    pub opened_height: u64,
    /// Sold so far, base units.
    pub sold: CollateralAmount,
    /// Given back, base units.
    pub returned: CollateralAmount,
    /// Brought for the debt, base units of the debt.
    pub proceeds: DebtAmount,
    /// Brought as fee, base units of the debt.
    pub fee: DebtAmount,
}

/// What a take would do.
#[cw_serde]
pub struct TakeResponse {
    /// What the buyer gets, base units.
    pub collateral: CollateralAmount,
    /// What the buyer pays, base units of the payment denom.
    pub payment: DebtAmount,
    /// At this price.
    pub price: PairPrice,
    /// Would it close the lot?
    pub closes: bool,
}

/// A lot's line with what a reporter needs to know besides.
#[cw_serde]
pub struct ReportedLot {
    /// The line.
    pub line: LotLine,
    /// Whose collateral.
    pub account: AccountId,
    /// Which collateral.
    pub collateral: ListingId,
}

/// A route's end at this auction house.
#[cw_serde]
pub struct RouteResponse {
    /// The route.
    pub route: RouteId,
    /// What buyers pay with.
    pub denom: String,
    /// The courier at this end.
    pub courier: String,
    /// The pool that gets the fees.
    pub pool: Option<String>,
}
