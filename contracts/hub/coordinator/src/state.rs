//! What the coordinator stores: one record per thing, few keys per message.
//!
//! What must always hold: a process is one enum with its data inside, so that states which cannot
//! be do not exist; every record carries a version and is upgraded when it is read; nothing here is
//! keyed by a denom or an address.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, Uint128};
use cw_storage_plus::{Item, Map};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{
    AssetSetup, ChainSetup, Controller, ListingSetup, Params, Phase, RouteSetup, Scope,
};
use seawall_kit::ownership::Ownership;
use seawall_kit::{Pauses, TimeLock};
use seawall_link::{Links, Rebates};
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, HealthFactor, Index, Price};
use seawall_wire::ids::{AccountId, AssetId, ChainNo, LiquidationId, ListingId, LotId, RouteId};
use seawall_wire::{CommandAck, LotOrder, Origin, RemoteAddr};

use crate::admin::Change;
use crate::orders::SentToChain;

/// The version that this code writes.
pub const STATE_VERSION: u16 = 1;

/// At most so many collaterals per account.
pub const COLLATERALS_MAX: usize = 8;
/// At most so many debts per account.
pub const DEBTS_MAX: usize = 4;
/// At most so many listings for which strangers may deposit.
pub const ENABLED_MAX: usize = 16;
/// At most so many listings of one asset.
pub const LISTINGS_PER_ASSET_MAX: usize = 16;
/// At most so many listings on one chain.
pub const LISTINGS_PER_CHAIN_MAX: usize = 16;
/// At most so many chains.
pub const CHAINS_MAX: usize = 32;
/// At most so many lots are kept with a liquidation.
pub const LOTS_KEPT_MAX: usize = 32;

/// Fixed at instantiation.
#[cw_serde]
pub struct Config {
    /// The hub's id.
    pub hub_id: u32,
    /// The hub as a chain.
    pub chain: ChainNo,
    /// The price oracle.
    pub oracle: Addr,
    /// Who may pause.
    pub guardian: Addr,
}

/// Last numbers given.
#[cw_serde]
#[derive(Default)]
pub struct Counters {
    /// Accounts.
    pub account: u64,
    /// Liquidations.
    pub liquidation: u64,
    /// Lots.
    pub lot: u64,
    /// Orders.
    pub order: u64,
    /// Processes that began at the hub.
    pub origin: u64,
}

/// When the hub last made blocks; a long gap is a halt.
#[cw_serde]
#[derive(Default)]
pub struct Pulse {
    /// Time of the last message seen, seconds.
    pub seen_at: u64,
    /// Its height.
    pub seen_height: u64,
    /// End of the last gap, seconds; zero if there was none.
    pub resumed_at: u64,
}

/// One account.
#[cw_serde]
pub struct Account {
    /// Version of this record.
    pub state_version: u16,
    /// Its number.
    pub id: AccountId,
    /// Its home.
    pub home: ChainNo,
    /// Who may act for it.
    pub controllers: Vec<Controller>,
    /// Nonce of the last setting.
    pub nonce: u64,
    /// Listings that strangers may deposit.
    pub enabled: Vec<ListingId>,
    /// What it holds, at most 8.
    pub collaterals: Vec<CollateralMirror>,
    /// What it owes, at most 4.
    pub debts: Vec<DebtMirror>,
    /// Its open liquidations, at most one per chain.
    pub liquidations: Vec<LiquidationId>,
    /// Where its certificate is in the trigger index.
    pub certificate: Option<StoredCertificate>,
    /// In the queue of the unsafe since this second.
    pub unsafe_since: Option<u64>,
}

/// A certificate's place in the trigger index.
#[cw_serde]
pub struct StoredCertificate {
    /// Is it for the margin call (else for liquidation)?
    pub margin_call: bool,
    /// Over at this second.
    pub valid_until: u64,
    /// Its triggers.
    pub triggers: Vec<StoredTrigger>,
}

/// One trigger of a certificate.
#[cw_serde]
pub struct StoredTrigger {
    /// The listing.
    pub listing: ListingId,
    /// Is it a debt (crossed upwards) or a collateral (crossed downwards)?
    pub debt: bool,
    /// The level.
    pub level: Price,
}

/// Totals of a listing.
#[cw_serde]
#[derive(Default)]
pub struct ListingTotals {
    /// Collateral admitted and returned, less ordered out and not undone, base units.
    pub collateral: CollateralAmount,
    /// Worst-case shares of all accounts.
    pub debt_shares: DebtShares,
    /// Last reported index.
    pub index: Index,
    /// When it was reported, seconds of the hub's time.
    pub index_at: u64,
    /// Debt that open lots are to repay, base units.
    pub in_flight: DebtAmount,
}

/// A chain's ledger, whole quote units.
#[cw_serde]
#[derive(Default)]
pub struct Ledger {
    /// Collateral value admitted since the beginning.
    pub inflow: Uint128,
    /// Collateral value ordered out since the beginning.
    pub outflow: Uint128,
}

/// An order on its way: what is undone when it is refused or never received.
#[cw_serde]
pub enum PendingOrder {
    /// Collateral is being released.
    Release {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: CollateralAmount,
    },
    /// A loan is being paid out.
    Disburse {
        /// To this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Shares allowed at most.
        shares_max: DebtShares,
    },
    /// A surplus is being paid out; nothing to undo, may be asked for again.
    ReleaseSurplus {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
    },
    /// Lots are being opened.
    OpenLots {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Its round.
        round: u16,
    },
    /// A lot's proceeds are being credited; cumulative, may be sent again.
    Settle {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Of this lot.
        lot: LotId,
    },
    /// A provision is being booked; the last one stands, may be sent again.
    Provision {
        /// Of this liquidation.
        liquidation: LiquidationId,
    },
    /// The collateral side is being asked to pay.
    PayCover {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// The number of the payment.
        lot: LotId,
    },
    /// The debt side is being asked to pay.
    CoverDeficit {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// In this listing.
        listing: ListingId,
    },
    /// Who moved a liquidation on is being paid; nothing to undo.
    PayKeeper {},
    /// A greeting.
    Hello {},
    /// A question about packets of this epoch.
    Resolve {
        /// The epoch.
        epoch: u32,
        /// The packets.
        sequences: Vec<u64>,
    },
}

/// A plan: everything a round of a liquidation stands on, frozen.
#[cw_serde]
pub struct Plan {
    /// Parameters in force when it was made.
    pub params: Params,
    /// Oracle rounds used.
    pub rounds: Vec<(AssetId, u64)>,
    /// Prices used, per listing.
    pub prices: Vec<(ListingId, Price)>,
    /// Oldest observation used, seconds.
    pub priced_at: u64,
    /// Health that proves the account unsafe.
    pub health_before: HealthFactor,
    /// Health when all lots have brought what they are to.
    pub health_after: HealthFactor,
    /// The lots.
    pub lots: Vec<LotOrder>,
    /// The order is refused later than this, seconds of the collateral chain's time.
    pub not_after: u64,
    /// Was some collateral sold whole because no bonus was affordable?
    pub toxic: bool,
    /// Expected loss, per debt listing, base units.
    pub expected_loss: Vec<(ListingId, DebtAmount)>,
}

/// What was paid for a deficit in one debt listing, base units.
#[cw_serde]
pub struct Covered {
    /// The listing.
    pub listing: ListingId,
    /// By fees and pool of the collateral side.
    pub collateral_side: DebtAmount,
    /// By the debt side's pool.
    pub pool: DebtAmount,
    /// By the market's reserve.
    pub reserve: DebtAmount,
    /// By lenders.
    pub lenders: DebtAmount,
    /// The collateral side has answered.
    pub collateral_side_asked: bool,
    /// Was the debt side asked? Not before all that is on its way to the debt has arrived.
    pub debt_side_sent: bool,
    /// The debt side has answered.
    pub debt_side_asked: bool,
}

/// One liquidation: one account on one collateral chain.
#[cw_serde]
pub struct Liquidation {
    /// Version of this record.
    pub state_version: u16,
    /// Its number.
    pub id: LiquidationId,
    /// The process.
    pub origin: Origin,
    /// Whose.
    pub account: AccountId,
    /// On this chain.
    pub chain: ChainNo,
    /// Its round, from 1.
    pub round: u16,
    /// Where it stands.
    pub phase: Phase,
    /// The plan of this round.
    pub plan: Plan,
    /// Lots of its rounds whose facts may still change, and the latest; at most 32.
    pub lots: Vec<Lot>,
    /// What was paid for deficits.
    pub covered: Vec<Covered>,
    /// When it began, seconds.
    pub opened_at: u64,
    /// When its phase must be over, seconds.
    pub deadline: u64,
    /// When it last moved, seconds.
    pub last_progress: u64,
    /// Who triggered it.
    pub keeper: Addr,
    /// Where the keeper wants its pay.
    pub pay_to: Option<RemoteAddr>,
    /// A provision is booked at these debt listings.
    pub provisions: Vec<(ListingId, DebtAmount)>,
    /// Where the last to have moved it on while it stood still wants its pay.
    pub driver: Option<RemoteAddr>,
}

/// A command that was admitted: it has effect once, whatever is repeated.
#[cw_serde]
pub struct Admitted {
    /// Hash of its content.
    pub content: Binary,
    /// What was answered.
    pub answer: CommandAck,
}

/// Who owns the contract.
pub const OWNERSHIP: Ownership = Ownership::new("owner");
/// Fixed at instantiation.
pub const CONFIG: Item<Config> = Item::new("config");
/// Parameters in force.
pub const PARAMS: Item<Params> = Item::new("params");
/// Last numbers given.
pub const COUNTERS: Item<Counters> = Item::new("counters");
/// When the hub last made blocks.
pub const PULSE: Item<Pulse> = Item::new("pulse");
/// Chains by number.
pub const CHAINS: Map<u16, ChainSetup> = Map::new("chains");
/// Ledgers by chain.
pub const LEDGERS: Map<u16, Ledger> = Map::new("ledgers");
/// Assets by number.
pub const ASSETS: Map<u32, AssetSetup> = Map::new("assets");
/// Listings by number.
pub const LISTINGS: Map<u32, ListingSetup> = Map::new("listings");
/// Totals by listing.
pub const TOTALS: Map<u32, ListingTotals> = Map::new("totals");
/// Debt that open lots of an asset are to repay, quote units with 18 decimals, by asset.
pub const ASSET_IN_FLIGHT: Map<u32, cosmwasm_std::Uint256> = Map::new("asset_in_flight");
/// Debt that all open lots are to repay, quote units with 18 decimals.
pub const IN_FLIGHT: Item<cosmwasm_std::Uint256> = Item::new("in_flight_value");
/// Routes by number.
pub const ROUTES: Map<u32, RouteSetup> = Map::new("routes");
/// The route of (collateral chain, debt listing).
pub const ROUTE_OF: Map<(u16, u32), RouteId> = Map::new("route_of");
/// Accounts by number.
pub const ACCOUNTS: Map<u64, Account> = Map::new("accounts");
/// Commands already admitted, by (chain, command).
pub const ADMITTED: Map<(u16, u64), Admitted> = Map::new("admitted");
/// Liquidations by number.
pub const LIQUIDATIONS: Map<u64, Liquidation> = Map::new("liquidations");
/// Those of them that are not over.
pub const OPEN: Map<u64, ()> = Map::new("open");
/// The liquidation of a lot.
pub const LOT_OF: Map<u64, LiquidationId> = Map::new("lot_of");
/// Open liquidations by deadline.
pub const BY_DEADLINE: Map<(u64, u64), ()> = Map::new("by_deadline");
/// Trigger index of collateral: (listing, level as 32 big-endian bytes, account); crossed when the
/// weighted price falls to the level or below.
pub const FALLING: Map<(u32, &[u8], u64), ()> = Map::new("falling");
/// Trigger index of debt: crossed when the weighted price rises to the level or above.
pub const RISING: Map<(u32, &[u8], u64), ()> = Map::new("rising");
/// Certificates by the second they are over.
pub const EXPIRING: Map<(u64, u64), ()> = Map::new("expiring");
/// The unsafe, by since when and account.
pub const UNSAFE: Map<(u64, u64), ()> = Map::new("unsafe");
/// What is paused until when.
pub const PAUSES: Pauses<Scope> = Pauses::new("pause_config", "pauses");
/// Changes that wait.
pub const TIMELOCK: TimeLock<Change> = TimeLock::new("timelock", "change_id", "changes");
/// Listings of an asset, at most [`LISTINGS_PER_ASSET_MAX`].
pub const LISTINGS_OF_ASSET: Map<u32, Vec<ListingId>> = Map::new("listings_of_asset");
/// Listings of a chain, at most [`LISTINGS_PER_CHAIN_MAX`].
pub const LISTINGS_OF_CHAIN: Map<u16, Vec<ListingId>> = Map::new("listings_of_chain");
/// Links to chains: channels, packets in flight, receipts.
pub const LINKS: Links<SentToChain> = Links::new();
/// What relayers may take.
pub const REBATES: Rebates = Rebates::new();
/// What a relayed message earns.
pub const REBATE: Item<Option<DenomAmount>> = Item::new("rebate");
