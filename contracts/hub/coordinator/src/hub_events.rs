//! What the coordinator tells the world about commands, reports, orders, links and governance;
//! typed, versioned, numbered in one row with the events of liquidations.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, Storage};
use seawall_interfaces::coordinator::Scope;
use seawall_link::LinkStatus;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares, Index};
use seawall_wire::ids::{AccountId, ChainNo, CommandId, ListingId, OrderId};
use seawall_wire::{Origin, SettingsChange, WireError};

use crate::admin::Change;
use crate::error::ContractResult;

/// The version of these events' fields.
pub const HUB_EVENTS_VERSION: u16 = 1;

/// Commands, reports, orders, links, governance.
#[cw_serde]
pub enum HubEvent {
    /// A command was admitted.
    Admitted {
        /// From this chain.
        chain: ChainNo,
        /// Its number there.
        command: CommandId,
        /// The process.
        origin: Origin,
    },
    /// A command that was admitted before came again: it was answered as before.
    Repeated {
        /// From this chain.
        chain: ChainNo,
        /// Its number there.
        command: CommandId,
    },
    /// A new account.
    AccountOpened {
        /// Its number.
        account: AccountId,
        /// Its home.
        home: ChainNo,
    },
    /// A deposit counts.
    Deposited {
        /// For this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: CollateralAmount,
    },
    /// A withdrawal was approved.
    Withdrawn {
        /// From this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: CollateralAmount,
        /// Its id, wherever it is released.
        release: OrderId,
    },
    /// A loan was approved.
    Borrowed {
        /// To this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: DebtAmount,
        /// Shares allowed at most.
        shares_max: DebtShares,
        /// Its id, wherever it is disbursed.
        disbursement: OrderId,
    },
    /// A setting changed.
    SettingChanged {
        /// Of this account.
        account: AccountId,
        /// What changed.
        change: SettingsChange,
    },
    /// A surplus may be paid out.
    SurplusApproved {
        /// To this account.
        account: AccountId,
        /// In this debt listing.
        listing: ListingId,
        /// Its id, wherever it is paid.
        payment: OrderId,
    },
    /// A report was merged.
    Reported {
        /// From this chain.
        chain: ChainNo,
        /// Accounts about which something was new.
        changed: Vec<AccountId>,
        /// Lines about things that the hub does not know.
        ignored: u32,
    },
    /// A market reported an index above what its fastest interest allows; less was taken.
    IndexClamped {
        /// The market's listing.
        listing: ListingId,
        /// What it said.
        reported: Index,
        /// What was taken.
        taken: Index,
    },
    /// An order or a greeting was handed to the link.
    OrderSent {
        /// To this chain.
        chain: ChainNo,
        /// Its number; zero for a greeting.
        order: OrderId,
        /// In one word.
        kind: String,
    },
    /// An order took effect.
    OrderDone {
        /// At this chain.
        chain: ChainNo,
        /// Its number.
        order: OrderId,
    },
    /// An order was refused and changed nothing; it was undone here.
    OrderRefused {
        /// At this chain.
        chain: ChainNo,
        /// Its number.
        order: OrderId,
        /// Why.
        error: WireError,
    },
    /// An order was never received; it was undone here.
    OrderTimedOut {
        /// By this chain.
        chain: ChainNo,
        /// Its number.
        order: OrderId,
    },
    /// The answer to an order could not be understood: nothing was undone.
    OrderUnresolved {
        /// By this chain.
        chain: ChainNo,
        /// Its number.
        order: OrderId,
    },
    /// What should have followed could not be done. Nothing is lost: anyone may bring it about
    /// again.
    FollowUpFailed {
        /// After what.
        after: String,
        /// The account, if it is known.
        account: Option<AccountId>,
        /// Why.
        error: String,
    },
    /// A channel was taken into use.
    LinkOpened {
        /// To this chain.
        chain: ChainNo,
        /// At this end.
        channel: String,
        /// The link's epoch.
        epoch: u32,
    },
    /// The other end of a channel was closed.
    LinkClosed {
        /// To this chain.
        chain: ChainNo,
    },
    /// A link was drained or retired by decision.
    LinkChanged {
        /// To this chain.
        chain: ChainNo,
        /// What it is now.
        status: LinkStatus,
    },
    /// A change was announced.
    ChangeQueued {
        /// Its number.
        id: u64,
        /// May be applied from this second.
        eta: u64,
        /// What it is.
        change: Change,
    },
    /// A change took effect.
    Changed {
        /// What it is.
        change: Change,
    },
    /// A waiting change was dropped.
    ChangeCancelled {
        /// Its number.
        id: u64,
    },
    /// Something is paused.
    Paused {
        /// What.
        scope: Scope,
        /// Until this second.
        until: u64,
    },
    /// A pause was ended early.
    Unpaused {
        /// Of what.
        scope: Scope,
    },
    /// The ownership moved a step.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may accept it.
        pending: Option<String>,
    },
}

seawall_kit::kinds!(HubEvent {
    Admitted => "admitted",
    Repeated => "repeated",
    AccountOpened => "account_opened",
    Deposited => "deposited",
    Withdrawn => "withdrawn",
    Borrowed => "borrowed",
    SettingChanged => "setting_changed",
    SurplusApproved => "surplus_approved",
    Reported => "reported",
    IndexClamped => "index_clamped",
    OrderSent => "order_sent",
    OrderDone => "order_done",
    OrderRefused => "order_refused",
    OrderTimedOut => "order_timed_out",
    OrderUnresolved => "order_unresolved",
    FollowUpFailed => "follow_up_failed",
    LinkOpened => "link_opened",
    LinkClosed => "link_closed",
    LinkChanged => "link_changed",
    ChangeQueued => "change_queued",
    Changed => "changed",
    ChangeCancelled => "change_cancelled",
    Paused => "paused",
    Unpaused => "unpaused",
    Ownership => "ownership",
});

/// Numbers an event.
pub fn emit(storage: &mut dyn Storage, event: &HubEvent) -> ContractResult<Event> {
    Ok(seawall_kit::event::emit(
        storage,
        "coordinator",
        HUB_EVENTS_VERSION,
        event,
    )?)
}
