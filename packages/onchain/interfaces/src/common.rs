//! Shapes that several contracts share.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint128};

/// One amount of one coin of a chain, as queries show it.
#[cw_serde]
pub struct DenomAmount {
    /// The bank's name of the coin.
    pub denom: String,
    /// Base units.
    pub amount: Uint128,
}

/// Ages of a process; all in seconds of its chain's time.
#[cw_serde]
pub struct ProcessAge {
    /// When it began.
    pub opened_at: u64,
    /// When it must be over.
    pub deadline: u64,
    /// When it last moved.
    pub last_progress: u64,
}

/// Kinked interest: a yearly rate that rises gently to the kink and steeply above it.
#[cw_serde]
pub struct RateModel {
    /// Rate at no utilisation.
    pub base: Decimal,
    /// Added by full utilisation up to the kink.
    pub slope_low: Decimal,
    /// Added between kink and full utilisation.
    pub slope_high: Decimal,
    /// Utilisation at which the slope changes.
    pub kink: Decimal,
    /// No rate is ever higher; the hub grows its worst-case index at this rate.
    pub max: Decimal,
}
