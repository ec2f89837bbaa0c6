//! Answers to questions.

use std::collections::BTreeSet;

use cosmwasm_std::{to_json_binary, Binary, Deps, Env, Order, StdResult, Storage};
use cw_storage_plus::Bound;
use seawall_auction::Mode;
use seawall_interfaces::auction_house::{
    ConfigResponse, LotLife, LotResponse, QueryMsg, ReportedLot, RouteResponse, TakeResponse,
};
use seawall_interfaces::common::DenomAmount;
use seawall_kit::page_limit;
use seawall_kit::paging::MAX_PAGE;
use seawall_money::{planted, CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::{LiquidationId, LotId, RouteId};
use seawall_wire::{LotLine, REPORT_LINES_MAX};

use crate::error::AuctionHouseResult;
use crate::sale::ANY_PRICE;
use crate::state::{
    clock, lot, routes, Lot, BOOKED, CLAIMS, CONFIG, FLASH, HELD, LOTS, NEIGHBOURS, OPEN, OWNERSHIP,
};
use crate::take::takeable;

/// Routes a question.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> AuctionHouseResult<Binary> {
    let storage = deps.storage;
    Ok(match msg {
        QueryMsg::Config {} => to_json_binary(&config(storage)?),
        QueryMsg::Lot { lot: id } => to_json_binary(&show(storage, env, lot(storage, id)?)?),
        QueryMsg::OpenLots { start_after, limit } => {
            to_json_binary(&open_lots(storage, env, start_after, limit)?)
        }
        QueryMsg::SimulateTake { lot, want } => to_json_binary(&simulate(storage, env, lot, want)?),
        QueryMsg::Lines { lots } => to_json_binary(&lines(storage, &lots)?),
        QueryMsg::Routes {} => to_json_binary(&all_routes(storage)?),
        QueryMsg::Owed {} => to_json_binary(&owed(storage)?),
        QueryMsg::Claims { owner } => to_json_binary(&claims(deps, &owner)?),
        QueryMsg::HeldFees { liquidation } => to_json_binary(&held(storage, liquidation)?),
    }?)
}

fn config(storage: &dyn Storage) -> AuctionHouseResult<ConfigResponse> {
    let config = CONFIG.load(storage)?;
    let neighbours = NEIGHBOURS.may_load(storage)?;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(storage)?.owner.into(),
        vault: neighbours.as_ref().map(|n| n.vault.to_string()),
        outpost: neighbours.map(|n| n.outpost.to_string()),
        block_seconds: config.block_seconds,
        halt_slack_secs: config.halt_slack_secs,
        fee_hold_secs: config.fee_hold_secs,
    })
}

fn open_lots(
    storage: &dyn Storage,
    env: &Env,
    start_after: Option<LotId>,
    limit: Option<u32>,
) -> AuctionHouseResult<Vec<LotResponse>> {
    let start = start_after.map(|lot| Bound::exclusive(lot.0));
    let ids = OPEN.keys(storage, start, None, Order::Ascending);
    ids.take(page_limit(limit))
        .map(|id| show(storage, env, lot(storage, LotId(id?))?))
        .collect()
}

fn show(storage: &dyn Storage, env: &Env, lot: Lot) -> AuctionHouseResult<LotResponse> {
    let now = clock(env);
    let free = takeable(storage, lot.terms.lot).is_ok();
    let top = match &lot.sale.mode {
        Mode::Dutch(dutch) => dutch.top,
        _ => PairPrice::ZERO,
    };
    Ok(LotResponse {
        liquidation: lot.liquidation,
        account: lot.account,
        life: lot.closed.map_or(LotLife::Open, LotLife::Closed),
        takeable: free && lot.sale.ended(now)?.is_none(),
        price: lot.sale.price(now)?,
        top,
        elapsed_secs: lot.sale.elapsed(now)?,
        opened_at: lot.sale.opened.seconds,
        opened_height: lot.sale.opened.height,
        sold: lot.sale.sold,
        returned: lot.returned,
        proceeds: lot.sale.shares.debt_money,
        fee: lot.sale.shares.fee,
        terms: lot.terms,
        collateral_denom: lot.collateral_denom,
        payment_denom: lot.payment_denom,
    })
}

fn simulate(
    storage: &dyn Storage,
    env: &Env,
    id: LotId,
    want: CollateralAmount,
) -> AuctionHouseResult<TakeResponse> {
    let lot = takeable(storage, id)?;
    let take = lot.sale.quote_take(clock(env), want, ANY_PRICE)?;
    Ok(TakeResponse {
        collateral: take.collateral,
        payment: take.payment,
        price: take.price,
        closes: take.closes.is_some(),
    })
}

/// Lines of the lots that exist; of more than [`REPORT_LINES_MAX`], the first.
fn lines(storage: &dyn Storage, lots: &[LotId]) -> AuctionHouseResult<Vec<ReportedLot>> {
    let mut lines = Vec::new();
    for id in lots.iter().take(REPORT_LINES_MAX) {
        if let Some(lot) = LOTS.may_load(storage, id.0)? {
            lines.push(line(&lot));
        }
    }
    Ok(lines)
}

fn line(lot: &Lot) -> ReportedLot {
    ReportedLot {
        line: LotLine {
            lot: lot.terms.lot,
            sold: lot.sale.sold,
            returned: lot.returned,
            proceeds: planted!(lot.sale.shares.debt_money; FeeTakenAsProceeds => lot.sale.proceeds),
            fee: lot.sale.shares.fee,
            closed: lot.closed,
        },
        account: lot.account,
        collateral: lot.terms.collateral,
    }
}

fn all_routes(storage: &dyn Storage) -> StdResult<Vec<RouteResponse>> {
    let routes = routes(storage)?.into_iter();
    Ok(routes
        .map(|(id, route)| RouteResponse {
            route: RouteId(id),
            denom: route.denom,
            courier: route.courier.into(),
            pool: route.pool.map(Into::into),
        })
        .collect())
}

/// Open lots, held fees and claims, per denom; what a flash take has paid so far as well.
fn owed(storage: &dyn Storage) -> AuctionHouseResult<Vec<DenomAmount>> {
    let mut denoms: BTreeSet<String> = BTreeSet::new();
    for denom in BOOKED
        .keys(storage, None, None, Order::Ascending)
        .take(MAX_DENOMS)
    {
        denoms.insert(denom?);
    }
    denoms.extend(routes(storage)?.into_iter().map(|(_, route)| route.denom));
    let flash = match FLASH.may_load(storage)? {
        Some(flash) => Some((lot(storage, flash.lot)?.payment_denom, flash.paid.uint())),
        None => None,
    };
    let mut owed = Vec::new();
    for denom in denoms {
        let mut amount = BOOKED.may_load(storage, &denom)?.unwrap_or_default();
        amount = amount.saturating_add(CLAIMS.total(storage, &denom)?);
        if let Some((_, paid)) = flash.as_ref().filter(|(of, _)| *of == denom) {
            amount = amount.saturating_add(*paid);
        }
        if !amount.is_zero() {
            owed.push(DenomAmount { denom, amount });
        }
    }
    Ok(owed)
}

/// Most denoms that are read together: a vault has at most 64 listings, an auction house 64 routes.
const MAX_DENOMS: usize = 128;

fn claims(deps: Deps, owner: &str) -> AuctionHouseResult<Vec<DenomAmount>> {
    let owner = deps.api.addr_validate(owner)?;
    let mut claims = Vec::new();
    for coin in CLAIMS.page(deps.storage, &owner, None, Some(MAX_PAGE))? {
        let amount = CLAIMS.owed(deps.storage, &owner, &coin.denom)?;
        let denom = coin.denom;
        claims.push(DenomAmount { denom, amount });
    }
    Ok(claims)
}

fn held(
    storage: &dyn Storage,
    liquidation: LiquidationId,
) -> StdResult<Vec<(RouteId, DebtAmount)>> {
    let range = HELD
        .prefix(liquidation.0)
        .range(storage, None, None, Order::Ascending);
    range
        .take(MAX_PAGE as usize)
        .map(|entry| entry.map(|(route, held)| (RouteId(route), held.amount)))
        .collect()
}
