//! What the courier tells followers. Version 1 of all fields.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Event, StdResult, Storage, Uint128};
use seawall_interfaces::courier::{Quota, Role};
use seawall_kit::{emit, kinds};
use seawall_wire::ids::RouteId;

use crate::state::CONTRACT_NAME;

/// Something that happened; amounts in base units.
#[cw_serde]
pub enum CourierEvent {
    /// Money left for the other end.
    Forwarded {
        /// The route.
        route: RouteId,
        /// So much.
        amount: Uint128,
        /// By this second of the other chain's time it has arrived or comes back.
        timeout_at: u64,
    },
    /// Money was handed to the market.
    Collected {
        /// The route.
        route: RouteId,
        /// So much.
        amount: Uint128,
    },
    /// There was nothing that could be sent or handed over now.
    Idle {
        /// The route.
        route: RouteId,
        /// What is here nevertheless, for lack of quota.
        balance: Uint128,
    },
    /// Which end this is.
    RoleSet {
        /// The role.
        role: Role,
    },
    /// The quota is another one.
    QuotaSet {
        /// The quota.
        quota: Option<Quota>,
    },
    /// Ownership was offered, taken or withdrawn.
    Ownership {
        /// The owner.
        owner: String,
        /// Who may become owner.
        pending: Option<String>,
    },
}

kinds!(CourierEvent {
    Forwarded => "forwarded",
    Collected => "collected",
    Idle => "idle",
    RoleSet => "role_set",
    QuotaSet => "quota_set",
    Ownership => "ownership",
});

impl CourierEvent {
    /// Numbers the event; see [`emit`].
    pub fn record(&self, storage: &mut dyn Storage) -> StdResult<Event> {
        emit(storage, CONTRACT_NAME, 1, self)
    }
}
