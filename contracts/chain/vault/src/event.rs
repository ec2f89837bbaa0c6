//! What the vault tells followers. Version 1 of all fields.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage, Uint128};
use seawall_kit::{emit, kinds};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, OrderId};

use crate::state::CONTRACT_NAME;

/// Something that happened; amounts in base units.
#[cw_serde]
pub enum VaultEvent {
    /// Coins are locked as pending.
    Deposited {
        /// Its number.
        deposit: u64,
        /// For this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So much.
        amount: CollateralAmount,
        /// By this address.
        depositor: String,
    },
    /// The hub admitted a deposit.
    DepositAdmitted {
        /// Its number.
        deposit: u64,
        /// For this account.
        account: AccountId,
    },
    /// The hub refused a deposit: the depositor has a claim.
    DepositRefused {
        /// Its number.
        deposit: u64,
        /// For this account.
        account: AccountId,
    },
    /// Collateral was paid out.
    Released {
        /// By this order or approval.
        order: OrderId,
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So much.
        amount: CollateralAmount,
        /// To this address.
        receiver: String,
    },
    /// A payment could not be made: the receiver has a claim.
    PaymentFailed {
        /// To this address.
        receiver: String,
        /// Of this coin.
        denom: String,
        /// So much.
        amount: Uint128,
    },
    /// Collateral went on sale.
    Seized {
        /// By this order.
        order: OrderId,
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// Of this account.
        account: AccountId,
        /// How many lots.
        lots: u32,
    },
    /// Unsold collateral came back.
    Returned {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// To this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// So much.
        amount: CollateralAmount,
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
    /// Something came again and had no effect.
    Redundant {
        /// What: `deposit` or `order`.
        what: String,
        /// Its number.
        id: u64,
        /// How many there were since the beginning.
        count: u64,
    },
    /// The neighbours are known.
    NeighboursSet {
        /// The outpost.
        outpost: String,
        /// The auction house.
        auction_house: String,
    },
    /// A listing is new or has another least deposit.
    ListingSet {
        /// Its number.
        listing: ListingId,
        /// Its coin.
        denom: String,
        /// No deposit is smaller.
        min_deposit: CollateralAmount,
    },
    /// New deposits are stopped.
    Paused {
        /// Until this second.
        until: u64,
    },
    /// New deposits are possible again.
    Unpaused {},
    /// Ownership was offered, taken or withdrawn.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may become owner.
        pending: Option<String>,
    },
}

kinds!(VaultEvent {
    Deposited => "deposited",
    DepositAdmitted => "deposit_admitted",
    DepositRefused => "deposit_refused",
    Released => "released",
    PaymentFailed => "payment_failed",
    Seized => "seized",
    Returned => "returned",
    Claimed => "claimed",
    Redundant => "redundant",
    NeighboursSet => "neighbours_set",
    ListingSet => "listing_set",
    Paused => "paused",
    Unpaused => "unpaused",
    Ownership => "ownership",
});

impl VaultEvent {
    /// Numbers the event; see [`emit`].
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT_NAME, 1, self)
    }
}
