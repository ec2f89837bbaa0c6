//! Loans: liquidity is held while the hub decides, then paid out once.
//!
//! What must always hold: a reserve is held once per command and freed once; an order pays once;
//! the shares of a loan never exceed what the hub allowed, and `decided` counts every allowance
//! whose fate is known: minted, or given up because the receiver is no address here or the loan
//! shrank to nothing.

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_money::{DebtAmount, DebtShares, Index, MathResult};
use seawall_wire::ids::{AccountId, CommandId, OrderId};
use seawall_wire::{OrderAck, RemoteAddr};

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::push::push;
use crate::state::{account, Done, Reserved, ACCOUNTS, DONE, RESERVES};

/// Outpost: hold liquidity for a loan that the hub is asked to approve.
pub fn reserve(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    command: CommandId,
    amount: DebtAmount,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    context.assert_lending(deps.storage)?;
    if amount.is_zero() {
        return Err(MarketError::ZeroAmount { what: "loan" });
    }
    if let Some(held) = RESERVES.may_load(deps.storage, command.0)? {
        if held.open && held.amount == amount {
            return redundant(deps.storage, &mut context, "reserve", command.0);
        }
        return Err(MarketError::CommandUsed {
            command,
            expected: describe(&held),
            actual: format!("a reserve of {amount}"),
        });
    }
    assert_lendable(&context, amount)?;
    context.totals.reserved = context.totals.reserved.plus(amount)?;
    let open = true;
    RESERVES.save(deps.storage, command.0, &Reserved { amount, open })?;
    context.save(deps.storage)?;
    let event = MarketEvent::Reserved { command, amount };
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// Outpost: the hub refused or never saw the command.
pub fn free_reserve(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    command: CommandId,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    let Some(amount) = take_reserve(deps.storage, &mut context, command)? else {
        return redundant(deps.storage, &mut context, "free_reserve", command.0);
    };
    context.save(deps.storage)?;
    let event = MarketEvent::ReserveFreed { command, amount };
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// A loan as the hub allowed it.
pub struct Loan {
    /// The order or approval.
    pub order: OrderId,
    /// Whose debt.
    pub account: AccountId,
    /// Base units.
    pub amount: DebtAmount,
    /// No more shares are minted.
    pub shares_max: DebtShares,
    /// To this address.
    pub receiver: RemoteAddr,
    /// The command whose reserve pays it.
    pub reserved: Option<CommandId>,
}

/// Outpost: pay a loan out.
///
/// With a reserve the hub has counted the shares for good, so nothing may fail: a loan that
/// cannot be paid to any address is given up with zero shares minted. Without, an error undoes it
/// at the hub.
pub fn disburse(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    loan: Loan,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    match DONE.may_load(deps.storage, loan.order.0)? {
        Some(Done::Disbursed(shares)) => {
            let ack = OrderAck::Disbursed { shares };
            let response = redundant(deps.storage, &mut context, "disburse", loan.order.0)?;
            return Ok(response.set_data(to_json_binary(&ack)?));
        }
        Some(_) => return Err(MarketError::OrderUsed { order: loan.order }),
        None => {}
    }
    let amount = backed(deps.storage, &mut context, &loan)?;
    let receiver = deps.api.addr_validate(loan.receiver.as_str()).ok();
    let (amount, shares) = shrunk(context.totals.index, amount, loan.shares_max)?;
    let paid = match receiver {
        Some(receiver) if !amount.is_zero() => Some((receiver, amount, shares)),
        _ if loan.reserved.is_some() => None,
        Some(_) => return Err(MarketError::ZeroAmount { what: "loan" }),
        None => {
            let receiver = loan.receiver.to_string();
            return Err(MarketError::BadAddress { receiver });
        }
    };
    book(deps.storage, &mut context, &loan, paid)
}

fn book(
    storage: &mut dyn Storage,
    context: &mut Context,
    loan: &Loan,
    paid: Option<(Addr, DebtAmount, DebtShares)>,
) -> MarketResult<Response> {
    let mut record = account(storage, loan.account)?;
    let mut response = context.response();
    let (mut amount, mut shares) = (DebtAmount::ZERO, DebtShares::ZERO);
    if let Some((receiver, paid, minted)) = paid {
        (amount, shares) = (paid, minted);
        let totals = &mut context.totals;
        totals.debt_shares = totals.debt_shares.plus(shares)?;
        totals.liquidity = totals.liquidity.minus(amount)?;
        let payment = push(&receiver, &context.config.denom, amount)?;
        response = response.add_submessages(payment);
    }
    record.mint(loan.shares_max, shares)?;
    ACCOUNTS.save(storage, loan.account.0, &record)?;
    DONE.save(storage, loan.order.0, &Done::Disbursed(shares))?;
    context.save(storage)?;
    let event = MarketEvent::Disbursed {
        order: loan.order,
        account: loan.account,
        amount,
        shares,
        receiver: loan.receiver.to_string(),
    };
    let ack = OrderAck::Disbursed { shares };
    Ok(response
        .set_data(to_json_binary(&ack)?)
        .add_event(event.record(storage)?))
}

/// Frees what backs the loan and says how much of it may be paid.
fn backed(
    storage: &mut dyn Storage,
    context: &mut Context,
    loan: &Loan,
) -> MarketResult<DebtAmount> {
    let Some(command) = loan.reserved else {
        context.assert_lending(storage)?;
        assert_lendable(context, loan.amount)?;
        return Ok(loan.amount);
    };
    let held = take_reserve(storage, context, command)?;
    let held = held.ok_or(MarketError::UnknownReserve { command })?;
    Ok(loan.amount.min(held))
}

/// The loan within the shares allowed: shares round up; a loan that is too large shrinks, rounded
/// down.
fn shrunk(
    index: Index,
    amount: DebtAmount,
    shares_max: DebtShares,
) -> MathResult<(DebtAmount, DebtShares)> {
    let shares = index.shares_minted(amount)?;
    if shares <= shares_max {
        return Ok((amount, shares));
    }
    let one = cosmwasm_std::Decimal::one().atomics();
    let worth = DebtAmount::from(shares_max.uint());
    let worth = worth.part_floor(index.ratio().atomics(), one)?;
    Ok((worth.min(amount), shares_max))
}

fn take_reserve(
    storage: &mut dyn Storage,
    context: &mut Context,
    command: CommandId,
) -> MarketResult<Option<DebtAmount>> {
    match RESERVES.may_load(storage, command.0)? {
        Some(mut held) if held.open => {
            held.open = false;
            context.totals.reserved = context.totals.reserved.minus(held.amount)?;
            RESERVES.save(storage, command.0, &held)?;
            Ok(Some(held.amount))
        }
        _ => Ok(None),
    }
}

fn assert_lendable(context: &Context, amount: DebtAmount) -> MarketResult<()> {
    context.assert_free(amount)?;
    let totals = &context.totals;
    let lent = totals.debt()?.plus(totals.reserved)?.plus(amount)?;
    let max = totals
        .lenders()?
        .scaled_floor(context.config.terms.utilisation_max)?;
    if lent > max {
        return Err(MarketError::AboveUtilisation { lent, max });
    }
    Ok(())
}

fn describe(held: &Reserved) -> String {
    let state = if held.open { "an open" } else { "a past" };
    format!("{state} reserve of {}", held.amount)
}

/// Nothing but the news: also interest and ended provisions are kept.
fn redundant(
    storage: &mut dyn Storage,
    context: &mut Context,
    what: &str,
    id: u64,
) -> MarketResult<Response> {
    context.save(storage)?;
    let event = MarketEvent::redundant(what, id).record(storage)?;
    Ok(context.response().add_event(event))
}
