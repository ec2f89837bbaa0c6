//! What the auction house stores.
//!
//! What must always hold: a lot is one record, kept after it closed because its line may be asked
//! for again; a lot is in [`OPEN`] exactly while it is not closed; [`BOOKED`] is, per denom, what
//! open lots hold plus the fees that are held. Claims count for themselves.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Decimal, Empty, Env, Order, StdResult, Storage, Uint128};
use cw_storage_plus::{Item, Map};
use seawall_auction::{Clock, Sale, Split};
use seawall_kit::{Claims, Ownership};
use seawall_money::{CollateralAmount, DebtAmount, MathError};
use seawall_wire::ids::{AccountId, LiquidationId, LotId, OrderId, RouteId};
use seawall_wire::{CloseReason, Code, LotOrder, WireError};

use crate::error::{AuctionHouseError, AuctionHouseResult};

/// Name of the code, in migrations and events.
pub const CONTRACT_NAME: &str = "seawall-auction-house";
/// Version of the code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
/// No chain has more routes.
pub const MAX_ROUTES: usize = 64;
/// The form of [`Lot`] that this code writes.
pub const LOT_VERSION: u16 = 1;

/// Who sets neighbours and routes.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// Clock and holding time.
pub const CONFIG: Item<Config> = Item::new("config");
/// The contracts around.
pub const NEIGHBOURS: Item<Neighbours> = Item::new("neighbours");
/// Routes by number.
pub const ROUTES: Map<u32, Route> = Map::new("routes");
/// Lots by number, open and closed.
pub const LOTS: Map<u64, Lot> = Map::new("lots");
/// Numbers of the open lots.
pub const OPEN: Map<u64, Empty> = Map::new("open");
/// Fees that wait, by liquidation and route.
pub const HELD: Map<(u64, u32), HeldFees> = Map::new("held");
/// Per denom: open lots' collateral and held fees together.
pub const BOOKED: Map<&str, Uint128> = Map::new("booked");
/// What keepers may take out.
pub const CLAIMS: Claims = Claims::new("claims", "claims_total");
/// The flash take that is under way; gone at the end of every transaction.
pub const FLASH: Item<Flash> = Item::new("flash");

/// Clock and holding time; frozen into lots as they open.
#[cw_serde]
pub struct Config {
    /// Seconds per block.
    pub block_seconds: Decimal,
    /// A lot closes unsold when the chain stood still for longer, seconds.
    pub halt_slack_secs: u64,
    /// Fees wait this long for a deficit, seconds.
    pub fee_hold_secs: u64,
}

/// The contracts around.
#[cw_serde]
pub struct Neighbours {
    /// Opens lots and takes unsold collateral back.
    pub vault: Addr,
    /// Is told of closed lots and draws fees for a deficit.
    pub outpost: Addr,
}

/// A route's end on this chain.
#[cw_serde]
pub struct Route {
    /// What buyers pay with; never changes.
    pub denom: String,
    /// Gets the debt money.
    pub courier: Addr,
    /// Gets the fees, if there is one.
    pub pool: Option<Addr>,
}

/// One lot.
#[cw_serde]
pub struct Lot {
    /// The form of this record.
    pub state_version: u16,
    /// The order that opened it.
    pub order: OrderId,
    /// Of this liquidation.
    pub liquidation: LiquidationId,
    /// Whose collateral.
    pub account: AccountId,
    /// What the hub ordered.
    pub terms: LotOrder,
    /// The collateral's coin.
    pub collateral_denom: String,
    /// What buyers pay with.
    pub payment_denom: String,
    /// The sale itself.
    pub sale: Sale,
    /// Who triggered, if there is an address that can be paid.
    pub keeper: Option<Addr>,
    /// What the keeper has been credited out of this lot's fee, base units of the payment denom.
    pub keeper_paid: DebtAmount,
    /// Given back to the vault, base units.
    pub returned: CollateralAmount,
    /// Why it closed, once everything of it is booked.
    pub closed: Option<CloseReason>,
}

/// Fees that wait for a deficit of their liquidation.
#[cw_serde]
#[derive(Default)]
pub struct HeldFees {
    /// Base units of the route's denom.
    pub amount: DebtAmount,
    /// When the last of them came, seconds.
    pub last_at: u64,
    /// Of fees that were held with these: credited to those who moved the liquidation on.
    pub cranks: Option<DebtAmount>,
}

/// A take whose collateral is out and whose payment is not in yet.
#[cw_serde]
pub struct Flash {
    /// Of this lot.
    pub lot: LotId,
    /// The contract that pays.
    pub buyer: Addr,
    /// Who got the collateral.
    pub receiver: Addr,
    /// What was taken.
    pub take: seawall_auction::Take,
    /// How the payment is split.
    pub split: Split,
    /// Paid so far, base units.
    pub paid: DebtAmount,
}

/// This block, as sales see it.
pub fn clock(env: &Env) -> Clock {
    Clock {
        height: env.block.height,
        seconds: env.block.time.seconds(),
    }
}

/// The neighbours. Fails with `NoNeighbours` before they are set.
pub fn neighbours(storage: &dyn Storage) -> AuctionHouseResult<Neighbours> {
    let neighbours = NEIGHBOURS.may_load(storage)?;
    neighbours.ok_or(AuctionHouseError::NoNeighbours)
}

/// A route. Fails with the wire's `UNKNOWN_ROUTE`.
pub fn route(storage: &dyn Storage, route: RouteId) -> AuctionHouseResult<Route> {
    let unknown = || {
        let detail = format!("route {route} does not exist here");
        WireError::new(Code::UNKNOWN_ROUTE, detail)
    };
    Ok(ROUTES.may_load(storage, route.0)?.ok_or_else(unknown)?)
}

/// A lot. Fails with `UnknownLot`.
pub fn lot(storage: &dyn Storage, lot: LotId) -> AuctionHouseResult<Lot> {
    let record = LOTS.may_load(storage, lot.0)?;
    record.ok_or(AuctionHouseError::UnknownLot { lot })
}

/// Adds to what is booked in `denom`.
pub fn book(storage: &mut dyn Storage, denom: &str, amount: Uint128) -> AuctionHouseResult<()> {
    if amount.is_zero() {
        return Ok(());
    }
    let booked = BOOKED.may_load(storage, denom)?.unwrap_or_default();
    let sum = booked.checked_add(amount);
    let sum = sum.map_err(|_| MathError::Overflow {
        operation: "booked",
    })?;
    Ok(BOOKED.save(storage, denom, &sum)?)
}

/// Takes from what is booked in `denom`.
pub fn unbook(storage: &mut dyn Storage, denom: &str, amount: Uint128) -> AuctionHouseResult<()> {
    let booked = BOOKED.may_load(storage, denom)?.unwrap_or_default();
    let rest = booked.checked_sub(amount);
    match rest.map_err(|_| MathError::Underflow {
        operation: "booked",
    })? {
        rest if rest.is_zero() => BOOKED.remove(storage, denom),
        rest => BOOKED.save(storage, denom, &rest)?,
    }
    Ok(())
}

/// All routes by number.
pub fn routes(storage: &dyn Storage) -> StdResult<Vec<(u32, Route)>> {
    let range = ROUTES.range(storage, None, None, Order::Ascending);
    range.take(MAX_ROUTES).collect()
}
