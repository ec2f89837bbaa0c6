//! What the courier remembers.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, QuerierWrapper, StdResult, Storage, Uint128};
use cw_storage_plus::Item;
use seawall_interfaces::courier::{Quota, Role};
use seawall_kit::Ownership;
use seawall_wire::ids::RouteId;

use crate::error::{CourierError, CourierResult};

/// Name of this code.
pub const CONTRACT_NAME: &str = "seawall-courier";
/// Version of this code.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the courier is for; never changes.
#[cw_serde]
pub struct Purpose {
    /// The route.
    pub route: RouteId,
    /// The route's coin at this end.
    pub denom: String,
}

/// How much has left in the window of time that began at `since`.
#[cw_serde]
#[derive(Default)]
pub struct Window {
    /// Seconds.
    pub since: u64,
    /// Base units.
    pub used: Uint128,
}

impl Window {
    /// The window at `now`: this one, or a new one if it is over.
    pub fn at(self, now: u64, quota: &Quota) -> Self {
        if now.saturating_sub(self.since) < quota.window_secs {
            return self;
        }
        Self {
            since: now,
            used: Uint128::zero(),
        }
    }
}

/// Who owns the courier.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// Route and coin.
pub const PURPOSE: Item<Purpose> = Item::new("purpose");
/// Which end this is, once set.
pub const ROLE: Item<Role> = Item::new("role");
/// What has left in the present window.
pub const WINDOW: Item<Window> = Item::new("window");
/// What has left since the beginning, base units.
pub const PASSED: Item<Uint128> = Item::new("passed");

/// What is here, base units.
pub fn balance(querier: QuerierWrapper, own: &Addr, denom: &str) -> CourierResult<Uint128> {
    let actual = querier.query_balance(own, denom)?.amount;
    Uint128::try_from(actual).map_err(|_| CourierError::BalanceTooLarge { actual })
}

/// The window at `now`; without a quota none is kept.
pub fn window(storage: &dyn Storage, now: u64, quota: &Quota) -> StdResult<Window> {
    let window = WINDOW.may_load(storage)?.unwrap_or_default();
    Ok(window.at(now, quota))
}

/// Of `balance` could be sent at `now`, base units.
pub fn sendable(
    storage: &dyn Storage,
    now: u64,
    balance: Uint128,
    quota: Option<&Quota>,
) -> StdResult<Uint128> {
    let Some(quota) = quota else {
        return Ok(balance);
    };
    let used = window(storage, now, quota)?.used;
    Ok(balance.min(quota.amount.saturating_sub(used)))
}

/// Adds to what has left since the beginning. At the largest number there is, it stays there.
pub fn count_passed(storage: &mut dyn Storage, amount: Uint128) -> StdResult<()> {
    let passed = PASSED.may_load(storage)?.unwrap_or_default();
    PASSED.save(storage, &passed.saturating_add(amount))
}

/// The name of a role, for errors.
pub const fn name(role: Option<&Role>) -> &'static str {
    match role {
        Some(Role::Sender { .. }) => "sender",
        Some(Role::Receiver { .. }) => "receiver",
        None => "not set",
    }
}
