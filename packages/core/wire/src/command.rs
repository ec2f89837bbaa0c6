//! Commands: a user's wish, from the outpost where it was uttered to the hub.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount};

use crate::ids::{AccountId, ChainNo, ListingId};
use crate::RemoteAddr;

/// An amount, or all there is.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
#[derive(Copy, Eq)]
pub enum Wanted {
    /// All there is.
    All {},
    /// Exactly this many base units.
    Exactly(CollateralAmount),
}

/// Who may take over the account of a dead home chain, and after how long.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub struct Recovery {
    /// The chain of the recovery owner.
    pub chain: ChainNo,
    /// The recovery owner's address there.
    pub address: RemoteAddr,
    /// How long the owner has to object, seconds of the hub's time.
    pub delay_secs: u64,
}

/// A user's wish. `caller` is who signed on the sending chain.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum Command {
    /// Open an account whose home is the sending chain.
    OpenAccount {
        /// Owner, on the sending chain.
        caller: RemoteAddr,
        /// Delayed recovery owner, if any.
        recovery: Option<Recovery>,
    },
    /// Coins were locked as pending in the sending chain's vault.
    Deposit {
        /// For this account.
        account: AccountId,
        /// Of this listing of the sending chain.
        listing: ListingId,
        /// So many base units.
        amount: CollateralAmount,
        /// By this address of the sending chain.
        depositor: RemoteAddr,
    },
    /// Take collateral out.
    Withdraw {
        /// Of this account, whose home is the sending chain.
        account: AccountId,
        /// Of this listing, on any chain.
        listing: ListingId,
        /// So much.
        amount: Wanted,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
        /// Who asks.
        caller: RemoteAddr,
    },
    /// Take a loan.
    Borrow {
        /// Of this account, whose home is the sending chain.
        account: AccountId,
        /// Of this listing, on any chain.
        listing: ListingId,
        /// So many base units.
        amount: DebtAmount,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
        /// Who asks.
        caller: RemoteAddr,
    },
    /// Change a setting. The last writer wins: an older nonce is refused.
    Settings {
        /// Of this account.
        account: AccountId,
        /// Larger than that of any setting before.
        nonce: u64,
        /// What to change.
        change: SettingsChange,
        /// Who asks.
        caller: RemoteAddr,
    },
    /// Take out what a sale brought above the debt.
    ClaimSurplus {
        /// Of this account, whose home is the sending chain.
        account: AccountId,
        /// In this debt listing.
        listing: ListingId,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
        /// Who asks.
        caller: RemoteAddr,
    },
}

/// A change to an account's settings.
#[cw_serde]
#[serde(deny_unknown_fields)]
#[schemaifier(mute_warnings)]
pub enum SettingsChange {
    /// May strangers deposit this listing?
    EnableListing {
        /// The listing.
        listing: ListingId,
        /// Yes or no.
        enabled: bool,
    },
    /// Replace the owner's address on the home chain.
    SetOwner {
        /// The new owner.
        owner: RemoteAddr,
    },
    /// Replace the delayed recovery owner.
    SetRecovery {
        /// The new one, or none.
        recovery: Option<Recovery>,
    },
    /// The recovery owner starts to take over; sent from the recovery chain.
    StartRecovery {},
    /// The owner objects.
    CancelRecovery {},
    /// The delay is over: the recovery chain becomes home.
    FinishRecovery {},
}
