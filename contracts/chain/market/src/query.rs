//! Questions. Answers have interest up to now; nothing is written.

use cosmwasm_std::{to_json_binary, Binary, Deps, Env};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::market::{
    ConfigResponse, DebtResponse, ExitResponse, LenderResponse, QueryMsg, RouteMoneyResponse,
    SettlementResponse, StatusResponse,
};
use seawall_money::{DebtAmount, RatioExt};
use seawall_wire::ids::{AccountId, LotId, RouteId};
use seawall_wire::{AccountLine, CreditLine, MarketLine};

use crate::accrual::borrow_rate;
use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::lenders;
use crate::state::{
    account, Account, Scope, CLAIMS, CONFIG, EXITS, LINES_MAX, OWNERSHIP, PAUSES, ROUTES,
    SETTLEMENTS,
};

/// Answers a question.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> MarketResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps, env)?),
        QueryMsg::Status {} => to_json_binary(&status(deps, env)?),
        QueryMsg::Debt { account } => to_json_binary(&debt(deps, env, account)?),
        QueryMsg::Lender { address } => to_json_binary(&lender(deps, env, &address)?),
        QueryMsg::Exit { exit } => to_json_binary(&exit_of(deps, exit)?),
        QueryMsg::Line { accounts, lots } => to_json_binary(&line(deps, env, accounts, lots)?),
        QueryMsg::Settlement { lot } => to_json_binary(&settlement(deps, lot)?),
        QueryMsg::RouteMoney { route } => to_json_binary(&route_money(deps, route)?),
        QueryMsg::Owed {} => to_json_binary(&owed(deps, env)?),
        QueryMsg::Claims { owner } => to_json_binary(&claims(deps, &owner)?),
    };
    Ok(answer?)
}

fn config(deps: Deps, env: &Env) -> MarketResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let now = env.block.time.seconds();
    let pause = PAUSES.status(deps.storage, now, Scope::Lending)?;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into_string(),
        guardian: config.guardian.into_string(),
        listing: config.listing,
        denom: config.denom,
        outpost: config.outpost.map(|outpost| outpost.into_string()),
        pool: config.pool.map(|pool| pool.into_string()),
        terms: config.terms,
        paused_until: pause.paused.then_some(pause.until),
    })
}

fn status(deps: Deps, env: &Env) -> MarketResult<StatusResponse> {
    let Context { config, totals, .. } = Context::read(deps.storage, env)?;
    let utilisation = totals.utilisation()?;
    // The share of the rate that the bound of the index lets through.
    let most = config.terms.rates.max.over(totals.index.ratio())?;
    Ok(StatusResponse {
        liquidity: totals.liquidity,
        reserved: totals.reserved,
        debt: totals.debt()?,
        debt_shares: totals.debt_shares,
        index: totals.index,
        borrow_rate: borrow_rate(&config.terms.rates, utilisation)?.min(most),
        utilisation,
        lenders: totals.lenders()?,
        lender_shares: totals.shares,
        reserve: totals.reserve,
        premium_due: totals.premium,
        deficit: totals.deficit.total,
        provisions: totals.provisions,
        surplus: totals.surplus,
    })
}

fn debt(deps: Deps, env: &Env, id: AccountId) -> MarketResult<DebtResponse> {
    let context = Context::read(deps.storage, env)?;
    let record = account(deps.storage, id)?;
    Ok(DebtResponse {
        shares: record.shares,
        debt: context.totals.index.debt(record.shares)?,
        surplus: record.surplus,
        line: account_line(id, &record),
    })
}

fn lender(deps: Deps, env: &Env, address: &str) -> MarketResult<LenderResponse> {
    let address = deps.api.addr_validate(address)?;
    let context = Context::read(deps.storage, env)?;
    let lender = lenders::preview(deps.storage, &context.totals, &address)?;
    Ok(LenderResponse {
        shares: lender.shares,
        worth: context.totals.worth_net(lender.shares)?,
        deficit: lender.bearer.lost()?,
        claimable: lender.bearer.owed,
        exits: lender.exits,
    })
}

fn exit_of(deps: Deps, exit: u64) -> MarketResult<ExitResponse> {
    let record = EXITS.may_load(deps.storage, exit)?;
    let record = record.ok_or(MarketError::UnknownExit { exit })?;
    Ok(ExitResponse {
        lender: record.lender.into_string(),
        shares: record.shares,
        worth_then: record.worth_then,
        payable_at: record.payable_at,
    })
}

/// A lot brings its account along: who knows that money was credited knows what it burned, or the hub
/// would have insurance pay, and more sold, for a debt that is repaid (INV-5).
fn line(
    deps: Deps,
    env: &Env,
    mut accounts: Vec<AccountId>,
    lots: Vec<LotId>,
) -> MarketResult<MarketLine> {
    bounded(lots.len())?;
    let context = Context::read(deps.storage, env)?;
    let mut credits = vec![];
    for lot in lots {
        let record = SETTLEMENTS.may_load(deps.storage, lot.0)?;
        let mut credited = DebtAmount::ZERO;
        if let Some(record) = record {
            credited = record.credited;
            if !accounts.contains(&record.account) {
                accounts.push(record.account);
            }
        }
        credits.push(CreditLine { lot, credited });
    }
    bounded(accounts.len())?;
    let accounts: MarketResult<Vec<_>> = accounts
        .into_iter()
        .map(|id| Ok(account_line(id, &account(deps.storage, id)?)))
        .collect();
    Ok(MarketLine {
        listing: context.config.listing,
        index: context.totals.index,
        accounts: accounts?,
        credits,
    })
}

fn bounded(lines: usize) -> MarketResult<()> {
    if lines > LINES_MAX {
        let (what, max) = ("lines of a report", LINES_MAX);
        return Err(MarketError::TooMany { what, max });
    }
    Ok(())
}

fn settlement(deps: Deps, lot: LotId) -> MarketResult<SettlementResponse> {
    let record = SETTLEMENTS.may_load(deps.storage, lot.0)?;
    let record = record.ok_or(MarketError::UnknownLot { lot })?;
    let credited = record.credited;
    Ok(SettlementResponse {
        account: record.account,
        route: record.route,
        proceeds: record.proceeds,
        credit: CreditLine { lot, credited },
    })
}

fn route_money(deps: Deps, route: RouteId) -> MarketResult<RouteMoneyResponse> {
    let record = ROUTES.may_load(deps.storage, route.0)?;
    let record = record.ok_or(MarketError::UnknownRoute { route })?;
    Ok(RouteMoneyResponse {
        arrived: record.arrived.uint(),
        used: record.used.uint(),
    })
}

/// Pot, unused route money, surplus and claims, in one sum.
fn owed(deps: Deps, env: &Env) -> MarketResult<Vec<DenomAmount>> {
    let context = Context::read(deps.storage, env)?;
    let denom = context.config.denom;
    let claims = CLAIMS.total(deps.storage, &denom)?;
    let sum = context.totals.set_aside()?.plus(claims.into())?;
    let amount = sum.uint();
    Ok(vec![DenomAmount { denom, amount }])
}

fn claims(deps: Deps, owner: &str) -> MarketResult<Vec<DenomAmount>> {
    let owner = deps.api.addr_validate(owner)?;
    let denom = CONFIG.load(deps.storage)?.denom;
    let amount = CLAIMS.owed(deps.storage, &owner, &denom)?;
    if amount.is_zero() {
        return Ok(vec![]);
    }
    Ok(vec![DenomAmount { denom, amount }])
}

fn account_line(account: AccountId, record: &Account) -> AccountLine {
    AccountLine {
        account,
        decided: record.decided,
        minted: record.minted,
        burned: record.burned,
    }
}
