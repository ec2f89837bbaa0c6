//! Leaving: shares for coins, at once within the allowance, otherwise in two steps (DEC-11).
//!
//! What must always hold: nobody leaves at a price better than now's, nor than the price when it
//! asked; what is expected to be lost is held back; there is no pause.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_money::{planted, DebtAmount, LenderShares};

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::push::push;
use crate::state::{Exit, Lender, EXITS, EXITS_MAX};
use crate::{lenders, season};

/// A lender: leave with `shares`.
pub fn request(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    shares: LenderShares,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let terms = context.config.terms.clone();
    let window = terms.instant_window_secs;
    context.totals.roll_window(context.now, window);
    let mut lender = lenders::load(deps.storage, &context.totals, &info.sender)?;
    let free = lender.shares.minus_or_zero(lender.leaving);
    if shares > free {
        let wanted = shares;
        return Err(MarketError::NotEnoughShares { wanted, free });
    }
    let totals = &mut context.totals;
    let worth_then = totals.worth(shares)?;
    if worth_then.is_zero() {
        return Err(MarketError::ZeroAmount { what: "worth" });
    }
    let net = totals.worth_net(shares)?;
    let allowed = totals.window_base.scaled_floor(terms.instant_allowance)?;
    let left = allowed.minus_or_zero(totals.window_used);
    if net <= left && net <= totals.free() {
        totals.window_used = totals.window_used.plus(net)?;
        let quote = Quote::now(&context, shares, worth_then)?;
        let leaver = (&info.sender, &mut lender);
        return leave(deps.storage, &mut context, leaver, quote);
    }
    if lender.exits.len() >= EXITS_MAX {
        let (what, max) = ("open exits", EXITS_MAX);
        return Err(MarketError::TooMany { what, max });
    }
    totals.last_exit = totals.last_exit.saturating_add(1);
    let exit = Exit {
        lender: info.sender.clone(),
        shares,
        worth_then,
        payable_at: context.now.saturating_add(terms.exit_delay_secs),
    };
    lender.leaving = lender.leaving.plus(shares)?;
    lender.exits.push(context.totals.last_exit);
    EXITS.save(deps.storage, context.totals.last_exit, &exit)?;
    lenders::save(deps.storage, &info.sender, &lender)?;
    context.save(deps.storage)?;
    let event = MarketEvent::ExitQueued {
        exit: context.totals.last_exit,
        lender: info.sender.to_string(),
        shares,
        worth_then,
        payable_at: exit.payable_at,
    };
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// Anyone: pay an exit whose delay is over, as far as coins are free.
pub fn finish(deps: DepsMut, env: &Env, id: u64) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let mut exit = EXITS
        .may_load(deps.storage, id)?
        .ok_or(MarketError::UnknownExit { exit: id })?;
    if context.now < exit.payable_at {
        let (payable_at, now) = (exit.payable_at, context.now);
        return Err(MarketError::TooEarly { payable_at, now });
    }
    let whole = Quote::now(&context, exit.shares, exit.worth_then)?;
    let quote = whole.fitting(&context, &exit)?;
    let rest = exit.shares.minus(quote.shares)?;
    let address = exit.lender.clone();
    let mut lender = lenders::load(deps.storage, &context.totals, &address)?;
    lender.leaving = lender.leaving.minus(quote.shares)?;
    if rest.is_zero() {
        EXITS.remove(deps.storage, id);
        lender.exits.retain(|open| *open != id);
    } else {
        exit.worth_then = exit
            .worth_then
            .part_floor(rest.uint(), exit.shares.uint())?;
        exit.shares = rest;
        EXITS.save(deps.storage, id, &exit)?;
    }
    leave(deps.storage, &mut context, (&address, &mut lender), quote)
}

/// What some shares bring.
struct Quote {
    shares: LenderShares,
    /// Paid now.
    paid: DebtAmount,
    /// Held back until expected losses are over.
    held: DebtAmount,
}

impl Quote {
    /// At the lower of now's price and `worth_then`.
    fn now(context: &Context, shares: LenderShares, worth_then: DebtAmount) -> MarketResult<Self> {
        let worth = context.totals.worth(shares)?.min(worth_then);
        planted!(ExitAtBetterPrice => return Ok(Self { shares, paid: worth_then, held: DebtAmount::ZERO }));
        let paid = context.totals.worth_net(shares)?.min(worth);
        let held = worth.minus(paid)?;
        Ok(Self { shares, paid, held })
    }

    /// No more than what is free. Errors: `NoLiquidity` when that is nothing.
    fn fitting(self, context: &Context, exit: &Exit) -> MarketResult<Self> {
        let free = context.totals.free();
        if self.paid <= free {
            return Ok(self);
        }
        let shares = self.shares.part_floor(free.uint(), self.paid.uint())?;
        let worth_then = exit
            .worth_then
            .part_floor(shares.uint(), exit.shares.uint())?;
        let mut part = Self::now(context, shares, worth_then)?;
        part.paid = part.paid.min(free);
        if part.paid.is_zero() {
            let wanted = self.paid;
            return Err(MarketError::NoLiquidity { wanted, free });
        }
        Ok(part)
    }
}

fn leave(
    storage: &mut dyn Storage,
    context: &mut Context,
    (address, lender): (&Addr, &mut Lender),
    quote: Quote,
) -> MarketResult<Response> {
    let totals = &mut context.totals;
    totals.shares = totals.shares.minus(quote.shares)?;
    totals.liquidity = totals.liquidity.minus(quote.paid)?;
    lender.shares = lender.shares.minus(quote.shares)?;
    let leaver = (address, &mut *lender);
    season::hold(storage, totals, leaver, quote.shares, quote.held)?;
    lenders::save(storage, address, lender)?;
    context.save(storage)?;
    let event = MarketEvent::Left {
        lender: address.to_string(),
        shares: quote.shares,
        paid: quote.paid,
        held: quote.held,
    };
    let payment = push(address, &context.config.denom, quote.paid)?;
    Ok(context
        .response()
        .add_submessages(payment)
        .add_event(event.record(storage)?))
}
