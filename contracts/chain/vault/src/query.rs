//! Answers to questions.

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{Binary, Coin, Deps, Env, Order, Uint128};
use cw_storage_plus::Bound;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::vault::{
    ConfigResponse, HoldingResponse, ListingResponse, PendingDepositResponse, QueryMsg,
};
use seawall_kit::page_limit;
use seawall_kit::paging::MAX_PAGE;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{VaultLine, REPORT_LINES_MAX};

use crate::error::{VaultError, VaultResult};
use crate::state::{
    holding, owed, Listing, PendingDeposit, Scope, CLAIMS, DEPOSITS, DEPOSIT_AGES, LISTINGS,
    MAX_LISTINGS, NEIGHBOURS, OWNERSHIP, PAUSES,
};

/// Routes a question.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> VaultResult<Binary> {
    let now = env.block.time.seconds();
    Ok(match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps, now)?),
        QueryMsg::Holding { account, listing } => {
            to_json_binary(&holding_of(deps, account, listing)?)
        }
        QueryMsg::Lines { pairs } => to_json_binary(&lines(deps, &pairs)?),
        QueryMsg::Listings {} => to_json_binary(&listings(deps)?),
        QueryMsg::Owed {} => to_json_binary(&owed_per_denom(deps)?),
        QueryMsg::Claims { owner } => to_json_binary(&claims(deps, &owner)?),
        QueryMsg::Pending { start_after, limit } => {
            to_json_binary(&pending(deps, start_after, limit)?)
        }
        QueryMsg::Overdue { limit } => to_json_binary(&overdue(deps, now, limit)?),
    }?)
}

fn config(deps: Deps, now: u64) -> VaultResult<ConfigResponse> {
    let neighbours = NEIGHBOURS.may_load(deps.storage)?;
    let pause = PAUSES.status(deps.storage, now, Scope::Deposits)?;
    let guardians = PAUSES.config(deps.storage)?.guardians;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into(),
        guardian: guardians.into_iter().map(String::from).collect(),
        outpost: neighbours.as_ref().map(|n| n.outpost.to_string()),
        auction_house: neighbours.map(|n| n.auction_house.to_string()),
        paused_until: pause.paused.then_some(pause.until),
    })
}

fn holding_of(deps: Deps, account: AccountId, listing: ListingId) -> VaultResult<HoldingResponse> {
    let books = holding(deps.storage, account, listing)?;
    Ok(HoldingResponse {
        locked: books.locked,
        pending: books.pending,
        returned: books.returned,
        released: books.released,
        seized: books.seized,
    })
}

fn lines(deps: Deps, pairs: &[(AccountId, ListingId)]) -> VaultResult<Vec<VaultLine>> {
    let (max, actual) = (REPORT_LINES_MAX, pairs.len());
    if actual > max {
        return Err(VaultError::TooManyPairs { max, actual });
    }
    let line = |&(account, listing): &(AccountId, ListingId)| {
        let books = holding(deps.storage, account, listing)?;
        Ok(VaultLine {
            account,
            listing,
            returned: books.returned,
            released: books.released,
            seized: books.seized,
        })
    };
    pairs.iter().map(line).collect()
}

fn all_listings(deps: Deps) -> VaultResult<Vec<(u32, Listing)>> {
    let range = LISTINGS.range(deps.storage, None, None, Order::Ascending);
    Ok(range
        .take(MAX_LISTINGS as usize)
        .collect::<Result<_, _>>()?)
}

fn listings(deps: Deps) -> VaultResult<Vec<ListingResponse>> {
    let response = |(number, listing): (u32, Listing)| ListingResponse {
        listing: ListingId(number),
        denom: listing.denom,
        min_deposit: listing.min_deposit,
        total: listing.total.uint(),
    };
    Ok(all_listings(deps)?.into_iter().map(response).collect())
}

fn owed_per_denom(deps: Deps) -> VaultResult<Vec<DenomAmount>> {
    let line = |(_, listing): (u32, Listing)| {
        let amount = owed(deps.storage, &listing)?;
        let denom = listing.denom;
        Ok(DenomAmount { denom, amount })
    };
    all_listings(deps)?.into_iter().map(line).collect()
}

fn claims(deps: Deps, owner: &str) -> VaultResult<Vec<DenomAmount>> {
    let owner = deps.api.addr_validate(owner)?;
    let coins = CLAIMS.page(deps.storage, &owner, None, Some(MAX_PAGE))?;
    let line = |coin: Coin| {
        let amount = Uint128::try_from(coin.amount).unwrap_or(Uint128::MAX);
        let denom = coin.denom;
        DenomAmount { denom, amount }
    };
    Ok(coins.into_iter().map(line).collect())
}

fn pending(
    deps: Deps,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> VaultResult<Vec<PendingDepositResponse>> {
    let start = start_after.map(Bound::exclusive);
    let range = DEPOSITS.range(deps.storage, start, None, Order::Ascending);
    range
        .take(page_limit(limit))
        .map(|entry| Ok(response(entry?)))
        .collect()
}

fn overdue(deps: Deps, now: u64, limit: Option<u32>) -> VaultResult<Vec<PendingDepositResponse>> {
    let ids = DEPOSIT_AGES.overdue(deps.storage, now, limit)?;
    let load = |id| Ok(response((id, DEPOSITS.load(deps.storage, id)?)));
    ids.into_iter().map(load).collect()
}

fn response((deposit, record): (u64, PendingDeposit)) -> PendingDepositResponse {
    PendingDepositResponse {
        deposit,
        account: record.account,
        listing: record.listing,
        amount: record.amount,
        depositor: record.depositor.into(),
        opened_at: record.age.opened_at,
    }
}
