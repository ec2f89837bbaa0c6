//! The vault: holds the collateral of its chain.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Int128, Uint128};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, OrderId};
use seawall_wire::{OpenLots, RemoteAddr, VaultLine};

use crate::common::DenomAmount;

/// Set up one vault per chain.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets neighbours and listings; two-step handover.
    pub owner: String,
    /// May pause deposits for a limited time.
    pub guardian: String,
}

/// What can be asked of a vault.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone, with exactly one coin of a listing: lock it as pending for `account` and ask the hub
    /// to admit it.
    Deposit {
        /// For this account.
        account: AccountId,
    },
    /// Outpost: the hub answered a deposit. Admitted: it is locked. Not: the coins become
    /// claimable by the depositor. A second answer to the same deposit changes nothing.
    ResolveDeposit {
        /// The deposit's number at this vault.
        deposit: u64,
        /// Did the hub admit it?
        admitted: bool,
    },
    /// Outpost: pay collateral out. An address that is none on this chain is an error before
    /// anything has changed, so that the hub undoes the release; an address that cannot be paid
    /// gets a claim instead. `locked` may go down to minus pending, not lower.
    Release {
        /// The order or approval; has effect once.
        order: OrderId,
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So many base units.
        amount: CollateralAmount,
        /// To this address.
        receiver: RemoteAddr,
    },
    /// Outpost: seize what the lots need and hand coins and order to the auction house, all or
    /// nothing. Answers with the auction house's data.
    Seize {
        /// The order; has effect once.
        order: OrderId,
        /// What to sell.
        open: OpenLots,
    },
    /// Auction house, with exactly the coin of the listing: unsold collateral goes back to the
    /// account.
    Return {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// To this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
    },
    /// Anyone: money that is owed to an address of this chain and could not be pushed.
    Claim {
        /// Of this coin.
        denom: String,
        /// To this address; the sender's own claim only.
        receiver: Option<String>,
    },
    /// Owner: the contracts around this vault; once.
    SetNeighbours {
        /// The outpost.
        outpost: String,
        /// The auction house.
        auction_house: String,
    },
    /// Owner: add a listing or change its least deposit. A denom never changes.
    SetListing {
        /// The listing's number at the hub.
        listing: ListingId,
        /// The bank's name of the coin.
        denom: String,
        /// No deposit is smaller, base units.
        min_deposit: CollateralAmount,
    },
    /// Guardian or owner: stop new deposits for a limited time. Nothing else can be stopped.
    Pause {
        /// How long, seconds.
        seconds: u64,
    },
    /// Owner: end a pause early.
    Unpause {},
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// What can be asked about a vault.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Neighbours, owner, pause.
    #[returns(ConfigResponse)]
    Config {},
    /// One account's holding of one listing.
    #[returns(HoldingResponse)]
    Holding {
        /// The account.
        account: AccountId,
        /// The listing.
        listing: ListingId,
    },
    /// Lines for a report; unknown pairs are zero.
    #[returns(Vec<VaultLine>)]
    Lines {
        /// At most 16.
        pairs: Vec<(AccountId, ListingId)>,
    },
    /// All listings.
    #[returns(Vec<ListingResponse>)]
    Listings {},
    /// What the books say the vault owes, per denom.
    #[returns(Vec<DenomAmount>)]
    Owed {},
    /// Claims of one address.
    #[returns(Vec<DenomAmount>)]
    Claims {
        /// The address.
        owner: String,
    },
    /// Deposits that the hub has not answered.
    #[returns(Vec<PendingDepositResponse>)]
    Pending {
        /// After this deposit.
        start_after: Option<u64>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// Deposits that should have been answered by now, longest overdue first.
    #[returns(Vec<PendingDepositResponse>)]
    Overdue {
        /// At most 100.
        limit: Option<u32>,
    },
}

/// Neighbours, owner, pause.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Guardian.
    pub guardian: String,
    /// Outpost, once set.
    pub outpost: Option<String>,
    /// Auction house, once set.
    pub auction_house: Option<String>,
    /// Deposits are paused until this second.
    pub paused_until: Option<u64>,
}

/// One account's holding of one listing, base units.
#[cw_serde]
pub struct HoldingResponse {
    /// Locked; negative while an order drew on a deposit whose ack is on its way.
    pub locked: Int128,
    /// Waiting for the hub's answer.
    pub pending: CollateralAmount,
    /// Cumulative: came back from auctions.
    pub returned: CollateralAmount,
    /// Cumulative: released.
    pub released: CollateralAmount,
    /// Cumulative: seized.
    pub seized: CollateralAmount,
}

/// A listing of this vault.
#[cw_serde]
pub struct ListingResponse {
    /// Its number.
    pub listing: ListingId,
    /// Its coin.
    pub denom: String,
    /// No deposit is smaller, base units.
    pub min_deposit: CollateralAmount,
    /// All accounts' locked and pending together, base units.
    pub total: Uint128,
}

/// A deposit that the hub has not answered.
#[cw_serde]
pub struct PendingDepositResponse {
    /// Its number.
    pub deposit: u64,
    /// For this account.
    pub account: AccountId,
    /// Of this listing.
    pub listing: ListingId,
    /// So many base units.
    pub amount: CollateralAmount,
    /// By this address.
    pub depositor: String,
    /// Since this second.
    pub opened_at: u64,
}
