//! Moving a liquidation on by anyone's call: what it waits for may have been lost or may have come
//! without anybody noticing.
//!
//! What must always hold (INV-8): in every phase there is something that this call does, at the
//! latest after the phase's deadline; calls have a back-off, so that nobody can flood a link.

use cosmwasm_std::{DepsMut, Env, Response};
use seawall_interfaces::coordinator::{CoverStage, Outcome, Phase};
use seawall_wire::ids::LiquidationId;
use seawall_wire::RemoteAddr;

use super::{cover, end, keep, rounds, seconds, settle, Effects};
use crate::error::{ContractError, ContractResult};
use crate::pulse;
use crate::state::{Account, Liquidation, ACCOUNTS, LIQUIDATIONS};

/// Between two calls that send the same thing again, seconds.
const BACK_OFF_SECS: u64 = 60;

/// Moves the liquidation on; the last to have done so while it stood still is paid when it ends.
/// Errors: `NothingDue`.
pub fn advance(
    mut deps: DepsMut,
    env: Env,
    id: LiquidationId,
    pay_to: Option<RemoteAddr>,
) -> ContractResult<Response> {
    pulse::beat(deps.storage, &env)?;
    let mut liquidation = LIQUIDATIONS
        .may_load(deps.storage, id.0)?
        .ok_or(ContractError::UnknownLiquidation { liquidation: id })?;
    let mut account = ACCOUNTS.load(deps.storage, liquidation.account.0)?;
    if pay_to.is_some() && stands_still(&env, &liquidation) {
        liquidation.driver = pay_to;
    }
    let before = place_of(&liquidation);
    let mut effects = end::step(deps.branch(), &env, &mut account, &mut liquidation)?;
    if before == place_of(&liquidation) {
        effects.extend(push(deps.branch(), &env, &mut account, &mut liquidation)?);
    }
    if effects.messages.is_empty() && before == place_of(&liquidation) {
        return Err(ContractError::NothingDue { liquidation: id }.into());
    }
    liquidation.last_progress = seconds(&env);
    keep(deps, &env, &mut account, &liquidation, &mut effects)?;
    Ok(Response::new()
        .add_submessages(effects.messages)
        .add_events(effects.events))
}

/// Money and words take their time, and sending again what is under way moves nothing on: no pay is
/// earned before the phase has lasted for as long as it may without anything being wrong (DEC-10).
fn stands_still(env: &Env, liquidation: &Liquidation) -> bool {
    let slack = liquidation.plan.params.stall_secs;
    seconds(env).saturating_add(slack) > liquidation.deadline
}

/// What a call must have changed, unless it sends something.
fn place_of(liquidation: &Liquidation) -> (Phase, u16, bool) {
    let phase = liquidation.phase.clone();
    (phase, liquidation.round, counts_in_flight(liquidation))
}

fn counts_in_flight(liquidation: &Liquidation) -> bool {
    liquidation.lots.iter().any(|lot| !lot.in_flight.is_zero())
}

/// Would `advance` send something again, or end something that is overdue?
pub fn is_due(env: &Env, liquidation: &Liquidation) -> bool {
    let now = seconds(env);
    let rested = now >= liquidation.last_progress.saturating_add(BACK_OFF_SECS);
    let overdue = now > liquidation.deadline;
    let stalled = overdue && now > stalled_at(liquidation);
    match liquidation.phase {
        Phase::Settling {} => {
            rested || (overdue && liquidation.last_progress <= liquidation.deadline)
        }
        Phase::Covering(CoverStage::DebtSide) => rested,
        Phase::Covering(CoverStage::CollateralSide) => overdue,
        Phase::Auctioning {} => stalled,
        Phase::Done(_) => rested && !liquidation.standing().all_credited(),
        Phase::Opening {} => overdue && counts_in_flight(liquidation),
        Phase::Planned {} => false,
    }
}

fn stalled_at(liquidation: &Liquidation) -> u64 {
    liquidation
        .deadline
        .saturating_add(liquidation.plan.params.stall_secs)
}

/// Sends again what may have been lost, or ends what is overdue.
fn push(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    if !is_due(env, liquidation) {
        return Ok(Effects::default());
    }
    let now = seconds(env);
    match liquidation.phase {
        Phase::Settling {} if now > liquidation.deadline => {
            // Perhaps only the word is missing: what comes of it counts before another round is planned.
            if liquidation.last_progress <= liquidation.deadline {
                let again = settle::send_again(deps.branch(), env, liquidation)?;
                if !again.messages.is_empty() {
                    return Ok(again);
                }
            }
            stall(deps, env, account, liquidation)
        }
        Phase::Settling {} | Phase::Done(_) => settle::send_again(deps, env, liquidation),
        Phase::Covering(CoverStage::CollateralSide) => {
            // No answer for too long: the next payer. A late payment is still booked.
            for covered in &mut liquidation.covered {
                covered.collateral_side_asked = true;
            }
            cover::next_payer(deps, env, liquidation)
        }
        Phase::Covering(CoverStage::DebtSide) => {
            let mut effects = settle::send_again(deps.branch(), env, liquidation)?;
            effects.extend(cover::ask_debt_side(deps.branch(), env, liquidation, true)?);
            let answered = liquidation.standing().all_answered();
            if answered && now > liquidation.deadline {
                let covered = Outcome::Covered;
                effects.extend(end::finish(deps, env, account, liquidation, covered)?);
            }
            Ok(effects)
        }
        Phase::Auctioning {} => stall(deps, env, account, liquidation),
        Phase::Opening {} => {
            // The chain does not answer, perhaps for ever: its lots leave the limits to the others.
            for lot in &mut liquidation.lots {
                rounds::stop_in_flight(deps.storage, lot)?;
            }
            Ok(Effects::default())
        }
        Phase::Planned {} => Ok(Effects::default()),
    }
}

/// It waited long enough: another round or chain may go on without it, payers are asked if nothing
/// is left to sell. What comes later still counts.
fn stall(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    if matches!(liquidation.phase, Phase::Settling {}) {
        if let Some(next) = rounds::try_next(deps.branch(), env, account, liquidation)? {
            return Ok(next);
        }
    }
    end::finish(deps, env, account, liquidation, Outcome::Stalled)
}
