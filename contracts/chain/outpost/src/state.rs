//! What an outpost remembers.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Storage};
use cw_storage_plus::{Item, Map};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{CommandResponse, Replacement};
use seawall_kit::{KitError, Ownership, PauseScope, Pauses};
use seawall_link::{Links, Purpose, Rebates, Sent};
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, ChainNo, CommandId, ListingId};
use seawall_wire::{CommandAck, RemoteAddr, ToHubAck};

use crate::error::{ContractError, ContractResult};
use crate::neighbour::NeighbourCall;

/// Newest form of the records of this contract.
pub const STATE_VERSION: u16 = 1;
/// Longest pause, and shortest rest between two pauses by the guardian, seconds.
pub const PAUSE_SECS_MAX: u64 = 3 * 86_400;

/// A replacement of the link waits so long between announcement and effect, seconds: whoever sits
/// behind a false connection commands all the money of this chain.
pub const REPLACEMENT_DELAY_SECS: u64 = 86_400;

/// What was decided about this outpost. How it is linked is with the link.
#[cw_serde]
pub struct Config {
    /// Form of this record.
    pub state_version: u16,
    /// This chain's number at the hub; its only link has the same.
    pub chain: ChainNo,
    /// The vault, once set.
    pub vault: Option<Addr>,
    /// The auction house, once set.
    pub auction_house: Option<Addr>,
    /// Gas set apart for the work of one received packet.
    pub receive_gas: u64,
    /// Rebate of one relayed message.
    pub rebate: Option<DenomAmount>,
}

/// Who covers deficits of sales over one route.
#[cw_serde]
pub struct Cover {
    /// The pool.
    pub pool: Addr,
    /// The courier at this end, where its payouts go.
    pub courier: Addr,
}

/// What was paid for one deficit by this chain, base units of the debt.
#[cw_serde]
pub struct Covered {
    /// Form of this record.
    pub state_version: u16,
    /// From fees not yet passed on.
    pub from_fees: DebtAmount,
    /// From the pool.
    pub from_pool: DebtAmount,
}

/// A call of a neighbour that failed after the hub had answered.
#[cw_serde]
pub struct FailedCall {
    /// Form of this record.
    pub state_version: u16,
    /// The call.
    pub call: NeighbourCall,
    /// Why it failed, at most 200 bytes.
    pub error: String,
    /// Since when it waits, seconds.
    pub since: u64,
}

/// What may be paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// New commands; claims of surplus are none.
    Commands,
}

impl PauseScope for Scope {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Commands => "commands",
        }
    }
}

/// What is kept of a packet until its outcome.
#[cw_serde]
pub enum Sending {
    /// Which wire versions are accepted here.
    Hello {},
    /// Facts.
    Report {},
    /// A question about packets of this epoch.
    Resolve {
        /// The epoch.
        epoch: u32,
        /// The packets.
        sequences: Vec<u64>,
    },
    /// A user's wish.
    Command {
        /// Its number.
        id: CommandId,
        /// What finishing or undoing it needs.
        wish: Wish,
    },
}

/// What finishing or undoing a command needs.
#[cw_serde]
pub enum Wish {
    /// Nothing.
    OpenAccount {},
    /// The vault holds coins as pending.
    Deposit {
        /// Their number at the vault.
        deposit: u64,
    },
    /// The vault may have to pay.
    Withdraw {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// To this address.
        receiver: RemoteAddr,
    },
    /// A market of this chain may hold liquidity and may have to pay.
    Borrow {
        /// To this account's debt.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: DebtAmount,
        /// To this address.
        receiver: RemoteAddr,
        /// Does a market of this chain hold liquidity for it?
        reserved: bool,
    },
    /// Nothing.
    Settings {},
    /// A market of this chain may have to pay.
    ClaimSurplus {
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// To this address.
        receiver: RemoteAddr,
    },
}

impl Wish {
    fn fits(&self, ack: &CommandAck) -> bool {
        matches!(
            (self, ack),
            (Self::OpenAccount {}, CommandAck::Opened { .. })
                | (Self::Deposit { .. }, CommandAck::Deposited {})
                | (Self::Withdraw { .. }, CommandAck::Withdrawn { .. })
                | (Self::Borrow { .. }, CommandAck::Borrowed { .. })
                | (Self::Settings {}, CommandAck::Set {})
                | (
                    Self::ClaimSurplus { .. },
                    CommandAck::SurplusApproved { .. }
                )
        )
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::OpenAccount {} => "open_account",
            Self::Deposit { .. } => "deposit",
            Self::Withdraw { .. } => "withdraw",
            Self::Borrow { .. } => "borrow",
            Self::Settings {} => "settings",
            Self::ClaimSurplus { .. } => "claim_surplus",
        }
    }
}

impl Sent for Sending {
    type Ack = ToHubAck;

    fn kind(&self) -> &'static str {
        match self {
            Self::Hello {} => "hello",
            Self::Report {} => "report",
            Self::Resolve { .. } => "resolve",
            Self::Command { wish, .. } => wish.kind(),
        }
    }

    /// A deposit passes: the hub takes it where it helps an account with debt.
    fn purpose(&self) -> Purpose {
        match self {
            Self::Command {
                wish: Wish::OpenAccount {} | Wish::Borrow { .. },
                ..
            } => Purpose::Begin,
            _ => Purpose::Repair,
        }
    }

    fn fits(&self, ack: &ToHubAck) -> bool {
        match (self, ack) {
            (Self::Hello {}, ToHubAck::Hello(_))
            | (Self::Report {}, ToHubAck::Reported {})
            | (Self::Resolve { .. }, ToHubAck::Resolved { .. }) => true,
            (Self::Command { wish, .. }, ToHubAck::Command(ack)) => wish.fits(ack),
            _ => false,
        }
    }

    fn command(&self) -> Option<CommandId> {
        match self {
            Self::Command { id, .. } => Some(*id),
            Self::Hello {} | Self::Report {} | Self::Resolve { .. } => None,
        }
    }
}

/// What was decided about this outpost.
pub const CONFIG: Item<Config> = Item::new("config");
/// The owner.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// The pause of new commands.
pub const PAUSES: Pauses<Scope> = Pauses::new("pause_config", "pauses");
/// An announced replacement of the link's channel.
pub const REPLACEMENT: Item<Replacement> = Item::new("replacement");
/// The one link.
pub const LINKS: Links<Sending> = Links::new();
/// What relayers may take.
pub const REBATES: Rebates = Rebates::new();
/// Markets of this chain by listing.
pub const MARKETS: Map<u32, Addr> = Map::new("markets");
/// Who covers deficits of sales, by route.
pub const COVERS: Map<u32, Cover> = Map::new("covers");
/// Deficits paid for, by lot: each once.
pub const COVERED: Map<u64, Covered> = Map::new("covered");
/// Number of the last command.
pub const LAST_COMMAND: Item<u64> = Item::new("last_command");
/// Outcome of each command.
pub const COMMANDS: Map<u64, CommandResponse> = Map::new("commands");
/// Calls of neighbours that failed, by command.
pub const FAILED: Map<u64, FailedCall> = Map::new("failed_calls");

/// The vault. Fails with `NotSet`.
pub fn vault(storage: &dyn Storage) -> ContractResult<Addr> {
    CONFIG.load(storage)?.vault.ok_or_else(|| not_set("vault"))
}

/// The auction house. Fails with `NotSet`.
pub fn auction_house(storage: &dyn Storage) -> ContractResult<Addr> {
    let config = CONFIG.load(storage)?;
    config.auction_house.ok_or_else(|| not_set("auction house"))
}

/// The market of a listing. Fails with `NotSet`.
pub fn market(storage: &dyn Storage, listing: ListingId) -> ContractResult<Addr> {
    let market = MARKETS.may_load(storage, listing.0)?;
    market.ok_or_else(|| not_set(format!("market of listing {listing}")))
}

/// Fails unless `sender` is `expected`.
pub fn assert_sender(expected: &Addr, sender: &Addr) -> ContractResult<()> {
    if expected != sender {
        return Err(KitError::unauthorized(expected, sender).into());
    }
    Ok(())
}

fn not_set(what: impl Into<String>) -> ContractError {
    ContractError::NotSet { what: what.into() }
}
