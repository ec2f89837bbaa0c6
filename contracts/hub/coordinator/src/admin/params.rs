//! Parameters of all liquidations.
//!
//! What must always hold: they do not contradict each other or any listing; a change that is not
//! surely tightening waits.

use cosmwasm_std::{Decimal, Deps, Order, Storage};
use seawall_interfaces::coordinator::{CurveParams, Params};
use seawall_money::DebtValue;
use seawall_risk::KeeperPay;

use super::{listing, require, time_lock};
use crate::error::ContractResult;
use crate::state::{LISTINGS, PARAMS, TIMELOCK};

/// Most rounds that follow by themselves.
pub const ROUNDS_MAX: u16 = 64;
/// The longest time lock, seconds.
pub const TIMELOCK_MAX_SECS: u64 = 30 * 86_400;
/// The greatest clock skew, seconds.
pub const SKEW_MAX_SECS: u64 = 3_600;

pub(crate) fn validate(deps: Deps, params: &Params) -> ContractResult<()> {
    let one = Decimal::one();
    params.bonus.validate()?;
    let (target, margin) = (params.target_health, params.margin_call);
    require(target > one, "target health", "above 1", target)?;
    require(margin >= one, "margin call", "at least 1", margin)?;
    require(
        params.fee_share < one,
        "fee share",
        "below 1",
        params.fee_share,
    )?;
    let drop = params.floor_drop_max;
    require(drop < one, "greatest drop of the floor", "below 1", drop)?;
    check_curve(&params.curve)?;
    let rounds = params.rounds_max;
    require(
        (1..=ROUNDS_MAX).contains(&rounds),
        "rounds",
        format!("1 to {ROUNDS_MAX}"),
        rounds,
    )?;
    require(
        !params.block_secs.is_zero(),
        "seconds per block",
        "above 0",
        params.block_secs,
    )?;
    let skew = params.skew_secs;
    require(
        skew <= SKEW_MAX_SECS,
        "skew seconds",
        format!("at most {SKEW_MAX_SECS}"),
        skew,
    )?;
    let lock = params.timelock_secs;
    let most = format!("at most {TIMELOCK_MAX_SECS}");
    require(lock <= TIMELOCK_MAX_SECS, "time lock seconds", most, lock)?;
    let life = params.certificate_life_secs;
    require(life > 0, "certificate life seconds", "above 0", life)?;
    let smallest = DebtValue::from_atomics(params.lot_min.atomics().into());
    let tip = DebtValue::from_atomics(params.keeper_tip.atomics().into());
    let pay = KeeperPay {
        tip,
        chip: params.keeper_chip,
    };
    pay.validate(smallest, params.fee_share, params.bonus.min)?;
    // Listings per chain and chains are bounded, and so is this.
    for entry in LISTINGS.range(deps.storage, None, None, Order::Ascending) {
        if let Some(collateral) = &entry?.1.collateral {
            listing::check_collateral(params, collateral)?;
        }
    }
    Ok(())
}

fn check_curve(curve: &CurveParams) -> ContractResult<()> {
    let one = Decimal::one();
    require(curve.buffer >= one, "buffer", "at least 1", curve.buffer)?;
    let cut = curve.cut;
    require(!cut.is_zero() && cut < one, "cut", "between 0 and 1", cut)?;
    require(
        curve.step_secs > 0,
        "step seconds",
        "above 0",
        curve.step_secs,
    )?;
    let (tail, step) = (curve.tail_secs, curve.step_secs);
    require(
        tail >= step,
        "tail seconds",
        format!("at least a step of {step}"),
        tail,
    )?;
    require(curve.cusp < one, "cusp", "below 1", curve.cusp)
}

/// Takes over whatever surely tightens; what then still differs loosens, or may.
pub(super) fn loosens(storage: &dyn Storage, new: &Params) -> ContractResult<bool> {
    let mut tightened = PARAMS.load(storage)?;
    let old = tightened.clone();
    tightened.margin_call = old.margin_call.max(new.margin_call);
    tightened.skew_secs = old.skew_secs.max(new.skew_secs);
    tightened.halt_grace_secs = new.halt_grace_secs;
    tightened.halt_gap_secs = new.halt_gap_secs;
    tightened.block_secs = new.block_secs;
    tightened.price_grace_secs = old.price_grace_secs.min(new.price_grace_secs);
    let life = old.certificate_life_secs.min(new.certificate_life_secs);
    tightened.certificate_life_secs = life;
    tightened.in_flight_max = old.in_flight_max.min(new.in_flight_max);
    tightened.timelock_secs = old.timelock_secs.max(new.timelock_secs);
    Ok(tightened != *new)
}

pub(super) fn apply(storage: &mut dyn Storage, params: &Params) -> ContractResult<()> {
    TIMELOCK.set_config(storage, time_lock(params))?;
    Ok(PARAMS.save(storage, params)?)
}
