//! Triggering a liquidation.
//!
//! Anyone may; the plan itself proves that it is due. What the keeper earns is written into the
//! lots and paid from fees that they really bring; a failed opening pays nothing (DEC-10).

use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::coordinator::{Phase, Scope};
use seawall_wire::ids::{AccountId, ChainNo, LiquidationId};
use seawall_wire::{Origin, RemoteAddr};

use super::{cover, rounds, seconds};
use crate::certificate::renew;
use crate::error::{ContractError, ContractResult};
use crate::health::{open_liquidations, Book, Case};
use crate::orders::{limited, takes_orders};
use crate::planning::{chains_with_collateral, plan};
use crate::pulse;
use crate::state::{
    Account, Liquidation, Plan, ACCOUNTS, CHAINS, CONFIG, COUNTERS, PARAMS, STATE_VERSION,
};

/// Liquidates an unsafe account on `chain`, or where the plan works best.
pub fn liquidate(
    mut deps: DepsMut,
    env: Env,
    info: MessageInfo,
    account: AccountId,
    chain: Option<ChainNo>,
    pay_to: Option<RemoteAddr>,
) -> ContractResult<Response> {
    crate::pause::assert_open(deps.storage, &env, Scope::Liquidate)?;
    let pulse = pulse::beat(deps.storage, &env)?;
    let mut record = ACCOUNTS
        .may_load(deps.storage, account.0)?
        .ok_or(ContractError::UnknownAccount { account })?;
    let (chain, plan) = choose(deps.as_ref(), &env, &record, chain)?;
    spare_after_halt(deps.as_ref(), &env, &pulse, &plan)?;
    let mut liquidation = new(deps.branch(), &env, &info, &record, chain, plan, pay_to)?;
    let mut effects = if liquidation.plan.lots.is_empty() {
        let told = rounds::told(deps.storage, &liquidation)?;
        let mut effects = cover::begin(deps.branch(), &env, &mut record, &mut liquidation)?;
        effects.events.insert(0, told);
        effects
    } else {
        rounds::start(deps.branch(), &env, &mut record, &mut liquidation)?
    };
    liquidation.save(deps.storage)?;
    // Listed only once it is stored: whoever judges the account reads all that it lists.
    if !matches!(liquidation.phase, Phase::Done(_)) {
        record.liquidations.push(liquidation.id);
    }
    effects
        .events
        .extend(renew(deps.branch(), &env, &mut record)?);
    ACCOUNTS.save(deps.storage, account.0, &record)?;
    Ok(Response::new()
        .add_submessages(effects.messages)
        .add_events(effects.events)
        .add_attribute("liquidation", liquidation.id.to_string()))
}

/// The chain and the plan. Without a wish: not toxic first, then the best health afterwards. With
/// nothing left to sell anywhere: a plan without lots, for which the payers are asked at once.
pub fn choose(
    deps: Deps,
    env: &Env,
    account: &Account,
    wanted: Option<ChainNo>,
) -> ContractResult<(ChainNo, Plan)> {
    let book = Book::of(deps, env, account, Case::Best)?;
    let open = open_liquidations(deps, account)?;
    let busy = |chain: ChainNo| open.iter().any(|l| l.chain == chain);
    let chains = match wanted {
        Some(chain) => vec![chain],
        None => chains_with_collateral(&book),
    };
    let mut best: Option<(ChainNo, Plan)> = None;
    let mut refusal = None;
    for chain in chains {
        if busy(chain) {
            refusal = Some(Box::new(ContractError::AlreadyLiquidating {
                account: account.id,
                chain,
            }));
            continue;
        }
        if !takes_orders(deps.storage, chain) {
            // Its link is closed or retired; the others are not held up by it (INV-11).
            refusal = Some(limited(chain, "takes no orders now"));
            continue;
        }
        match plan(deps, env, account, chain) {
            Ok(plan) if plan.lots.is_empty() => {}
            Ok(plan) => {
                let key = |p: &Plan| (!p.toxic, p.health_after);
                if best.as_ref().is_none_or(|(_, b)| key(&plan) > key(b)) {
                    best = Some((chain, plan));
                }
            }
            Err(e) => refusal = Some(e),
        }
    }
    if let Some(best) = best {
        return Ok(best);
    }
    if open.is_empty() && book.collateral_is_gone() && !book.debts.is_empty() {
        let chain = wanted.unwrap_or(account.home);
        return Ok((chain, plan(deps, env, account, chain)?));
    }
    let nothing = ContractError::NothingToSell {
        account: account.id,
    };
    Err(refusal.unwrap_or_else(|| nothing.into()))
}

/// After the hub stood still no plan is made before a grace is over and on prices from before.
fn spare_after_halt(
    deps: Deps,
    env: &Env,
    pulse: &crate::state::Pulse,
    plan: &Plan,
) -> ContractResult<()> {
    let health = plan.health_before.ratio();
    let grace = PARAMS.load(deps.storage)?.halt_grace_secs;
    if pulse::in_grace(pulse, env, grace, health) {
        let until = pulse.resumed_at.saturating_add(grace);
        return Err(ContractError::GraceAfterHalt { until }.into());
    }
    if plan.priced_at < pulse.resumed_at {
        return Err(ContractError::PriceOlderThanHalt {
            observed_at: plan.priced_at,
            resumed_at: pulse.resumed_at,
        }
        .into());
    }
    Ok(())
}

fn new(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    account: &Account,
    chain: ChainNo,
    plan: Plan,
    pay_to: Option<RemoteAddr>,
) -> ContractResult<Liquidation> {
    let now = seconds(env);
    let timeout = CHAINS.load(deps.storage, chain.0)?.timeout_secs;
    let hub = CONFIG.load(deps.storage)?.chain;
    let counters = COUNTERS.update(deps.storage, |mut c| -> ContractResult<_> {
        c.liquidation = c.liquidation.saturating_add(1);
        c.origin = c.origin.saturating_add(1);
        Ok(c)
    })?;
    Ok(Liquidation {
        state_version: STATE_VERSION,
        id: LiquidationId(counters.liquidation),
        origin: Origin {
            chain: hub,
            number: counters.origin,
        },
        account: account.id,
        chain,
        round: 1,
        phase: Phase::Planned {},
        plan,
        lots: vec![],
        covered: vec![],
        opened_at: now,
        deadline: now.saturating_add(timeout),
        last_progress: now,
        keeper: info.sender.clone(),
        pay_to,
        provisions: vec![],
        driver: None,
    })
}
