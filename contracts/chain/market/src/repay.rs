//! Repayment by anyone, at any time (DEC-15, INV-10), and the report that follows every burn.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, SubMsg};
use seawall_interfaces::outpost::{self, MarketKeys};
use seawall_kit::call::{guarded_on_error, wasm_exec};
use seawall_kit::funds::one_coin;
use seawall_money::{DebtAmount, DebtShares, MathResult};
use seawall_wire::ids::{AccountId, LotId};

use crate::books::Totals;
use crate::context::Context;
use crate::contract::{NEIGHBOUR_GAS, REPLY_IGNORED};
use crate::error::MarketResult;
use crate::events::MarketEvent;
use crate::push::push;
use crate::state::{account, Account, Config, ACCOUNTS};

/// Anyone, with exactly the market's coin: burns an account's debt; what is too much goes back.
pub fn repay(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    id: AccountId,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let paid = DebtAmount::from(one_coin(info, &context.config.denom)?);
    let mut record = account(deps.storage, id)?;
    let burn = Burn::of(&context.totals, &record, paid)?;
    burn.book(&mut context.totals, &mut record)?;
    let totals = &mut context.totals;
    totals.liquidity = totals.liquidity.plus(burn.amount)?;
    let refund = paid.minus(burn.amount)?;
    if !burn.amount.is_zero() {
        ACCOUNTS.save(deps.storage, id.0, &record)?;
    }
    context.save(deps.storage)?;
    let event = MarketEvent::Repaid {
        account: id,
        payer: info.sender.to_string(),
        amount: burn.amount,
        shares: burn.shares,
        refund,
    };
    let mut response = context
        .response()
        .add_submessages(push(&info.sender, &context.config.denom, refund)?)
        .add_event(event.record(deps.storage)?);
    if !burn.shares.is_zero() {
        response = response.add_submessages(report(&context.config, id, vec![])?);
    }
    Ok(response)
}

/// What a payment does to an account's debt.
pub struct Burn {
    /// Taken of the payment, base units.
    pub amount: DebtAmount,
    /// Shares burned: rounded down, all of them when the debt is paid whole.
    pub shares: DebtShares,
}

impl Burn {
    /// Of an account, with up to `paid` base units.
    pub fn of(totals: &Totals, record: &Account, paid: DebtAmount) -> MathResult<Self> {
        let debt = totals.index.debt(record.shares)?;
        if paid >= debt {
            let (amount, shares) = (debt, record.shares);
            return Ok(Self { amount, shares });
        }
        let (amount, shares) = (paid, totals.index.shares_burned(paid)?);
        Ok(Self { amount, shares })
    }

    /// Takes the shares off the books.
    pub fn book(&self, totals: &mut Totals, record: &mut Account) -> MathResult<()> {
        record.burn(self.shares)?;
        totals.debt_shares = totals.debt_shares.minus(self.shares)?;
        Ok(())
    }
}

/// Asks the outpost to tell the hub; what becomes of that never undoes the burn. None before the
/// outpost is known.
pub fn report(
    config: &Config,
    account: AccountId,
    lots: Vec<LotId>,
) -> MarketResult<Option<SubMsg>> {
    let Some(outpost) = &config.outpost else {
        return Ok(None);
    };
    let keys = MarketKeys {
        listing: config.listing,
        accounts: vec![account],
        lots,
    };
    let msg = outpost::ExecuteMsg::Report {
        vault: vec![],
        markets: vec![keys],
        lots: vec![],
    };
    let call = wasm_exec(outpost, &msg, vec![])?;
    Ok(Some(guarded_on_error(call, REPLY_IGNORED, NEIGHBOUR_GAS)))
}
