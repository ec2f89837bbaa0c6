//! The outpost: the one contract per connected chain that speaks with the coordinator.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::Binary;
use seawall_link_state::LinkStatus;
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::{AccountId, ChainNo, CommandId, ListingId, LotId, RouteId};
use seawall_wire::{Recovery, RemoteAddr, SettingsChange, Wanted};

use crate::common::DenomAmount;

/// Set up one outpost per chain.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets neighbours and the link; two-step handover. Can never move money.
    pub owner: String,
    /// May pause new commands for a limited time.
    pub guardian: String,
    /// The hub's id.
    pub hub_id: u32,
    /// This chain's number at the hub.
    pub chain: ChainNo,
    /// How this chain is linked to the hub.
    pub link: LinkSetup,
    /// Gas set apart for the work of one received packet.
    pub receive_gas: u64,
    /// How long a packet may travel, seconds; between 60 and 86,400.
    pub timeout_secs: u64,
}

/// How a chain is linked to the hub.
#[cw_serde]
pub enum LinkSetup {
    /// The coordinator is on this chain.
    Local {
        /// Its address.
        coordinator: String,
    },
    /// Over IBC: only this connection and this port are accepted.
    Ibc {
        /// The connection's id at this end.
        connection: String,
        /// The coordinator's port, `wasm.<address>`.
        counterparty_port: String,
    },
}

/// What can be asked of an outpost.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone: open an account that this chain is home of; the sender owns it.
    OpenAccount {
        /// Delayed recovery owner, if any.
        recovery: Option<Recovery>,
    },
    /// A controller of the account: take collateral out.
    Withdraw {
        /// Of this account.
        account: AccountId,
        /// Of this listing, on any chain.
        listing: ListingId,
        /// So much.
        amount: Wanted,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
    },
    /// A controller of the account: take a loan.
    Borrow {
        /// Of this account.
        account: AccountId,
        /// Of this listing, on any chain.
        listing: ListingId,
        /// Base units.
        amount: DebtAmount,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
    },
    /// A controller of the account: change a setting.
    Settings {
        /// Of this account.
        account: AccountId,
        /// Larger than any before.
        nonce: u64,
        /// What to change.
        change: SettingsChange,
    },
    /// A controller of the account: take a surplus out.
    ClaimSurplus {
        /// Of this account.
        account: AccountId,
        /// In this debt listing.
        listing: ListingId,
        /// To this address on the listing's chain.
        receiver: RemoteAddr,
    },
    /// Vault: ask the hub to admit a deposit.
    SubmitDeposit {
        /// Its number at the vault.
        deposit: u64,
        /// For this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: CollateralAmount,
        /// By this address.
        depositor: String,
    },
    /// Anyone, any number of times: tell the hub the cumulative facts about these.
    Report {
        /// Holdings of the vault, at most 16.
        vault: Vec<(AccountId, ListingId)>,
        /// Markets, at most 16.
        markets: Vec<MarketKeys>,
        /// Lots, at most 16; their vault holdings are added by themselves.
        lots: Vec<LotId>,
    },
    /// Anyone: tell the hub which wire versions are accepted here.
    SayHello {},
    /// Anyone: ask the hub what became of packets whose ack will not come by itself: of a channel
    /// that was replaced, or unresolved. Without packets: tell it that their stored acks may go.
    ResolveInFlight {
        /// Of this epoch.
        epoch: u32,
        /// These, at most 8.
        sequences: Vec<u64>,
    },
    /// Coordinator on the same chain: a packet over the local link; its ack is the data.
    LocalPacket {
        /// The hub's number of the packet.
        sequence: u64,
        /// Its bytes.
        data: Binary,
    },
    /// Itself: do the work of a received packet under a gas limit.
    HandlePacket {
        /// Its sequence.
        sequence: u64,
        /// Its bytes.
        data: Binary,
        /// Who relayed it.
        relayer: Option<String>,
    },
    /// Anyone: try a call of a neighbour again that failed after the hub had answered a command.
    Retry {
        /// The command.
        command: CommandId,
    },
    /// Anyone, with coins of the rebate denom: fund the relayers' rebates.
    FundRebates {},
    /// A relayer: take its rebates out.
    ClaimRebates {},
    /// Owner: vault and auction house; once.
    SetNeighbours {
        /// The vault.
        vault: String,
        /// The auction house.
        auction_house: String,
    },
    /// Owner: a market of this chain; once per listing.
    SetMarket {
        /// The listing.
        listing: ListingId,
        /// The market.
        market: String,
    },
    /// Owner: the pool that covers deficits of sales on this chain over a route.
    SetPool {
        /// The route.
        route: RouteId,
        /// The pool.
        pool: String,
        /// The courier at this end, where its payouts go.
        courier: String,
    },
    /// Owner: timeout, receive gas, rebate per packet.
    SetTerms {
        /// How long a packet may travel, seconds.
        timeout_secs: u64,
        /// Gas set apart for the work of one received packet.
        receive_gas: u64,
        /// Rebate of one relayed message.
        rebate: Option<DenomAmount>,
    },
    /// Owner: announce that a channel over this connection may replace the one in use.
    ReplaceLink {
        /// At this end.
        connection: String,
    },
    /// Anyone: put an announced replacement into effect, a day after it.
    ApplyReplacement {},
    /// Owner or guardian: drop an announced replacement.
    CancelReplacement {},
    /// Owner: nothing new begins over the link; what repairs or leads out still goes.
    DrainLink {},
    /// Owner: take that back.
    ResumeLink {},
    /// Owner: give a drained link up for good. Nothing may be in flight or stored.
    RetireLink {},
    /// Guardian or owner: stop new commands for a limited time. Orders, reports and claims go on.
    Pause {
        /// How long, seconds.
        seconds: u64,
    },
    /// Owner: end a pause early.
    Unpause {},
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// What of a market a report is about.
#[cw_serde]
pub struct MarketKeys {
    /// The market's listing.
    pub listing: ListingId,
    /// Accounts, at most 16 with those of the lots.
    pub accounts: Vec<AccountId>,
    /// Lots, at most 16; their accounts are added by themselves.
    pub lots: Vec<LotId>,
}

/// What can be asked about an outpost.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Neighbours, owner, terms.
    #[returns(ConfigResponse)]
    Config {},
    /// The link.
    #[returns(LinkResponse)]
    Link {},
    /// Packets without outcome.
    #[returns(Vec<InFlightResponse>)]
    InFlight {
        /// Of this epoch and later ones; none: with `start_after` of the one in use, else of all.
        epoch: Option<u32>,
        /// After this sequence of that epoch.
        start_after: Option<u64>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// One command's outcome.
    #[returns(CommandResponse)]
    Command {
        /// Its number.
        id: CommandId,
    },
    /// Calls of neighbours that failed and may be retried by anyone.
    #[returns(Vec<FailedCallResponse>)]
    FailedCalls {
        /// After this command.
        start_after: Option<CommandId>,
        /// At most 100.
        limit: Option<u32>,
    },
    /// Rebates of a relayer.
    #[returns(Vec<DenomAmount>)]
    Rebates {
        /// The relayer.
        relayer: String,
    },
}

/// Brings an outpost to newer code.
#[cw_serde]
pub struct MigrateMsg {}

/// A call of a neighbour that failed after the hub had answered.
#[cw_serde]
pub struct FailedCallResponse {
    /// The command that it finishes or undoes.
    pub command: CommandId,
    /// Which call, in one word.
    pub call: String,
    /// Why it failed, at most 200 bytes.
    pub error: String,
    /// Since when it waits, seconds.
    pub since: u64,
}

/// Neighbours, owner, terms.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Guardian.
    pub guardian: String,
    /// The hub.
    pub hub_id: u32,
    /// This chain.
    pub chain: ChainNo,
    /// How it is linked.
    pub link: LinkSetup,
    /// Vault, once set.
    pub vault: Option<String>,
    /// Auction house, once set.
    pub auction_house: Option<String>,
    /// Markets.
    pub markets: Vec<(ListingId, String)>,
    /// Pools of this chain as collateral side.
    pub pools: Vec<(RouteId, String)>,
    /// Timeout, seconds.
    pub timeout_secs: u64,
    /// Gas set apart for one packet.
    pub receive_gas: u64,
    /// Rebate of one relayed message.
    pub rebate: Option<DenomAmount>,
    /// New commands are paused until this second.
    pub paused_until: Option<u64>,
    /// A replacement of the link that was announced.
    pub replacement: Option<Replacement>,
}

/// An announced replacement of a link's channel.
#[cw_serde]
pub struct Replacement {
    /// Over this connection.
    pub connection: String,
    /// May be put into effect from this second.
    pub at: u64,
}

/// The link of an outpost.
#[cw_serde]
pub struct LinkResponse {
    /// The channel at this end, or `local`; none before the handshake.
    pub channel: Option<String>,
    /// The epoch.
    pub epoch: u32,
    /// Is it usable for everything?
    pub active: bool,
    /// Where it is in its life.
    pub status: LinkStatus,
    /// Wire version that is sent.
    pub wire: u16,
    /// Packets without outcome.
    pub in_flight: u64,
    /// All lower sequences have an outcome.
    pub acked_below: u64,
    /// Stored acks of received packets.
    pub receipts: u64,
    /// Late or repeated packets and acks that had no effect.
    pub redundant: u64,
    /// Acks of unknown class.
    pub unresolved: u64,
    /// Epoch of the oldest packet without outcome. Below `epoch`: anyone may have it resolved.
    pub oldest_in_flight: Option<u32>,
    /// Epoch of the oldest stored ack of a received packet.
    pub oldest_receipt: Option<u32>,
}

impl LinkResponse {
    /// Does it send what repairs, and with it questions?
    pub const fn sends(&self) -> bool {
        matches!(self.status, LinkStatus::Active | LinkStatus::Draining)
    }
}

/// A packet without outcome.
#[cw_serde]
pub struct InFlightResponse {
    /// Its epoch.
    pub epoch: u32,
    /// Its sequence, as the chain numbered it.
    pub sequence: u64,
    /// What it says, in one word.
    pub kind: String,
    /// The command, if it is one.
    pub command: Option<CommandId>,
    /// Sent at, seconds.
    pub sent_at: u64,
    /// Times out at, seconds of the hub's time.
    pub timeout_at: Option<u64>,
    /// An ack of unknown class came: it waits to be resolved.
    pub unresolved: bool,
}

/// One command's outcome.
#[cw_serde]
pub enum CommandResponse {
    /// No such command.
    Unknown {},
    /// On its way.
    InFlight {},
    /// The hub took it; what it answered, as JSON.
    Admitted(Binary),
    /// The hub refused it.
    Refused(seawall_wire::WireError),
    /// The hub never saw it.
    TimedOut {},
}
