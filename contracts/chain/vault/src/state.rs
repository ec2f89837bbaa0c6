//! What the vault remembers.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, StdResult, Storage, Uint128};
use cw_storage_plus::{Item, Map};
use seawall_kit::{Claims, Ownership, PauseScope, Pauses, Process, ProcessIndex};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, ListingId};

use crate::books::Holding;
use crate::error::{VaultError, VaultResult};

/// Name of this code.
pub const CONTRACT_NAME: &str = "seawall-vault";
/// Version of this code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
/// Most listings a vault has: they are read together by `Owed` and `Listings`.
pub const MAX_LISTINGS: u32 = 64;
/// A packet travels at most a day, so an older deposit should have been answered. Seconds.
pub const DEPOSIT_LIFE_SECS: u64 = 86_400;
/// Longest pause of deposits, and the gap a guardian leaves before the next. Seconds.
pub const MAX_PAUSE_SECS: u64 = 3 * 86_400;

/// The contracts around this vault.
#[cw_serde]
pub struct Neighbours {
    /// Speaks for the hub.
    pub outpost: Addr,
    /// Sells what is seized.
    pub auction_house: Addr,
}

/// An asset that the vault takes.
#[cw_serde]
pub struct Listing {
    /// The bank's name of the coin; never changes.
    pub denom: String,
    /// No deposit is smaller, base units.
    pub min_deposit: CollateralAmount,
    /// All accounts' `locked + pending`, base units.
    pub total: CollateralAmount,
}

/// A deposit that the hub has not answered.
#[cw_serde]
pub struct PendingDeposit {
    /// For this account.
    pub account: AccountId,
    /// Of this listing.
    pub listing: ListingId,
    /// Base units.
    pub amount: CollateralAmount,
    /// Gets a claim if the hub refuses.
    pub depositor: Addr,
    /// How old it is.
    pub age: Process,
}

/// What can be paused: new deposits, nothing else.
#[derive(Clone, Copy)]
pub enum Scope {
    /// New deposits.
    Deposits,
}

impl PauseScope for Scope {
    fn as_str(&self) -> &'static str {
        "deposits"
    }
}

/// Who owns the vault.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// Pauses of deposits.
pub const PAUSES: Pauses<Scope> = Pauses::new("pause_config", "pauses");
/// The contracts around, once set.
pub const NEIGHBOURS: Item<Neighbours> = Item::new("neighbours");
/// Listings by number.
pub const LISTINGS: Map<u32, Listing> = Map::new("listings");
/// Numbers of listings by coin.
pub const DENOMS: Map<&str, u32> = Map::new("denoms");
/// How many listings there are.
pub const LISTING_COUNT: Item<u32> = Item::new("listing_count");
/// Books by account and listing.
pub const HOLDINGS: Map<(u64, u32), Holding> = Map::new("holdings");
/// Unanswered deposits by number.
pub const DEPOSITS: Map<u64, PendingDeposit> = Map::new("deposits");
/// Number of the last deposit.
pub const LAST_DEPOSIT: Item<u64> = Item::new("last_deposit");
/// Unanswered deposits by deadline.
pub const DEPOSIT_AGES: ProcessIndex = ProcessIndex::new("deposit_ages");
/// Answers to the orders that had effect.
pub const ORDERS: Map<u64, Binary> = Map::new("orders");
/// How many repeated orders and answers had no effect.
pub const REDUNDANT: Item<u64> = Item::new("redundant");
/// Money that is owed to addresses.
pub const CLAIMS: Claims = Claims::new("claims", "claim_totals");

/// The contracts around; fails with `NoNeighbours`.
pub fn neighbours(storage: &dyn Storage) -> VaultResult<Neighbours> {
    let neighbours = NEIGHBOURS.may_load(storage)?;
    neighbours.ok_or(VaultError::NoNeighbours)
}

/// A listing; fails with `UnknownListing`.
pub fn listing(storage: &dyn Storage, listing: ListingId) -> VaultResult<Listing> {
    let found = LISTINGS.may_load(storage, listing.0)?;
    found.ok_or(VaultError::UnknownListing { listing })
}

/// One account's books of one listing; zero before the first deposit.
pub fn holding(storage: &dyn Storage, account: AccountId, of: ListingId) -> StdResult<Holding> {
    let found = HOLDINGS.may_load(storage, (account.0, of.0))?;
    Ok(found.unwrap_or_default())
}

/// Writes one account's books together with its listing's total.
pub fn save_books(
    storage: &mut dyn Storage,
    account: AccountId,
    number: ListingId,
    holding: &Holding,
    listing: &Listing,
) -> StdResult<()> {
    HOLDINGS.save(storage, (account.0, number.0), holding)?;
    LISTINGS.save(storage, number.0, listing)
}

/// Counts something that came again; returns the count.
pub fn count_redundant(storage: &mut dyn Storage) -> StdResult<u64> {
    let count = REDUNDANT.may_load(storage)?.unwrap_or_default();
    let count = count.saturating_add(1);
    REDUNDANT.save(storage, &count)?;
    Ok(count)
}

/// What the books owe in one listing: holdings and claims, base units.
pub fn owed(storage: &dyn Storage, listing: &Listing) -> VaultResult<Uint128> {
    let claims = CLAIMS.total(storage, &listing.denom)?;
    Ok(listing.total.plus(claims.into())?.uint())
}
