//! Has the hub stood still?
//!
//! What must always hold: after a halt no plan is made before a grace is over and prices are newer
//! than the halt, except for accounts far below safety (DEC-7). Quiet times are not halts: time is
//! compared with the blocks that were made meanwhile. Called by every message that plans.

use cosmwasm_std::{Decimal, Env, Storage, Uint128};

use crate::error::ContractResult;
use crate::state::{Pulse, PARAMS, PULSE};

/// Below this health an account is not spared by the grace after a halt, in percent.
const SEVERE_PERCENT: u64 = 95;

/// Notes that a block was made; finds out whether the hub stood still since the last note.
pub fn beat(storage: &mut dyn Storage, env: &Env) -> ContractResult<Pulse> {
    let before = PULSE.may_load(storage)?.unwrap_or_default();
    let now = env.block.time.seconds();
    if before.seen_height == env.block.height {
        return Ok(before);
    }
    let params = PARAMS.load(storage)?;
    let blocks = env.block.height.saturating_sub(before.seen_height);
    let made = Uint128::from(blocks).mul_ceil(Ratio::of(params.block_secs));
    let passed = now.saturating_sub(before.seen_at);
    let gap = u128::from(passed).saturating_sub(made.u128());
    let first = before.seen_height == 0;
    let halted = !first && gap > u128::from(params.halt_gap_secs);
    let pulse = Pulse {
        seen_at: now,
        seen_height: env.block.height,
        resumed_at: if halted { now } else { before.resumed_at },
    };
    PULSE.save(storage, &pulse)?;
    Ok(pulse)
}

/// Does the grace after a halt still hold for an account of this health?
pub fn in_grace(pulse: &Pulse, env: &Env, grace_secs: u64, health: Decimal) -> bool {
    let over_at = pulse.resumed_at.saturating_add(grace_secs);
    let severe = health < Decimal::percent(SEVERE_PERCENT);
    pulse.resumed_at > 0 && env.block.time.seconds() < over_at && !severe
}

/// A decimal as the fraction that integers are multiplied with.
struct Ratio(Decimal);

impl Ratio {
    const fn of(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

impl cosmwasm_std::Fraction<Uint128> for Ratio {
    fn numerator(&self) -> Uint128 {
        self.0.atomics()
    }

    fn denominator(&self) -> Uint128 {
        Decimal::one().atomics()
    }

    fn inv(&self) -> Option<Self> {
        self.0.inv().map(Self)
    }
}
