//! The courier: holds one route's money at one end, and sends or collects it.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, Uint128};
use seawall_wire::ids::RouteId;

/// Set up one courier per route end.
#[cw_serde]
pub struct InstantiateMsg {
    /// Sets the role once and the quota; two-step handover. Can never move money elsewhere.
    pub owner: String,
    /// The route.
    pub route: RouteId,
    /// The route's coin at this end.
    pub denom: String,
}

/// Which end of the route this is.
#[cw_serde]
pub enum Role {
    /// Money leaves here by one ICS-20 hop.
    Sender {
        /// The transfer channel's id at this end.
        channel: String,
        /// The courier at the other end, on the other chain.
        receiver: String,
        /// How long a transfer may take, seconds.
        timeout_secs: u64,
        /// At most so much per window, base units (chains limit ICS-20).
        quota: Option<Quota>,
    },
    /// Money arrives here and is handed to the market.
    Receiver {
        /// The market it is for.
        market: String,
    },
}

/// A limit on how much may leave per window of time.
#[cw_serde]
pub struct Quota {
    /// Base units per window.
    pub amount: Uint128,
    /// Length of a window, seconds.
    pub window_secs: u64,
}

/// What can be asked of a courier.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone, at the sending end: send what is there, within the quota. Any number in flight; a
    /// refund simply raises the balance and goes out again.
    Forward {},
    /// Anyone, at the receiving end: hand what is there to the market.
    Collect {},
    /// Owner: which end this is; once. The quota may be changed again.
    SetRole {
        /// The role.
        role: Role,
    },
    /// Owner: change the quota.
    SetQuota {
        /// The new one.
        quota: Option<Quota>,
    },
    /// Two-step ownership.
    Ownership(seawall_kit::ownership::OwnershipAction),
}

/// What can be asked about a courier.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Route, denom, role.
    #[returns(ConfigResponse)]
    Config {},
    /// What it holds and what went through.
    #[returns(StatusResponse)]
    Status {},
}

/// Route, denom, role.
#[cw_serde]
pub struct ConfigResponse {
    /// Owner.
    pub owner: String,
    /// Route.
    pub route: RouteId,
    /// The coin at this end.
    pub denom: String,
    /// Which end, once set.
    pub role: Option<Role>,
}

/// What it holds and what went through, base units.
#[cw_serde]
pub struct StatusResponse {
    /// Here now.
    pub balance: Uint128,
    /// Of this could be sent now.
    pub sendable: Uint128,
    /// Sent or handed over since the beginning (money that came back and went again counts twice).
    pub passed: Uint128,
    /// Share of the quota that is used in this window.
    pub quota_used: Option<Decimal>,
}
