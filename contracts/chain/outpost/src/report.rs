//! Reports: the cumulative facts of this chain, asked from its contracts and sent to the hub.
//!
//! What must always hold: a report says only what vault, markets and auction house say at this
//! moment; anyone may make one, any number of times; its size is bounded. Losing, repeating or
//! reordering one is harmless.

use std::collections::BTreeSet;

use cosmwasm_std::{DepsMut, Env, QuerierWrapper, Response, Storage};
use seawall_interfaces::outpost::MarketKeys;
use seawall_interfaces::{auction_house, market, vault};
use seawall_wire::ids::{AccountId, ListingId, LotId};
use seawall_wire::{
    Code, LotLine, MarketLine, Report, ToHub, VaultLine, WireError, REPORT_LINES_MAX,
};

use crate::command::send;
use crate::error::{ContractError, ContractResult};
use crate::state::Sending;
use crate::state::{auction_house as the_auction_house, market as market_of, vault as the_vault};

type Pairs = BTreeSet<(AccountId, ListingId)>;
type LinesAndPairs = (Vec<LotLine>, Vec<(AccountId, ListingId)>);

/// Anyone: about these holdings, markets and lots; the lots' own holdings are added.
pub fn report(
    deps: DepsMut,
    env: &Env,
    vault: Vec<(AccountId, ListingId)>,
    markets: Vec<MarketKeys>,
    lots: &[LotId],
) -> ContractResult<Response> {
    check("vault pairs", vault.len())?;
    check("markets", markets.len())?;
    check("lots", lots.len())?;
    let (lots, sold) = lot_lines(deps.storage, &deps.querier, lots)?;
    let pairs: Pairs = vault.into_iter().chain(sold).collect();
    check("vault pairs with those of the lots", pairs.len())?;
    let report = Report {
        vault: vault_lines(deps.storage, &deps.querier, pairs)?,
        markets: market_lines(deps.storage, &deps.querier, markets)?,
        lots,
    };
    if report == Report::default() {
        return Err(ContractError::EmptyReport);
    }
    let body = ToHub::Report(report);
    let (sub, event) = send(deps.storage, env, 0, Sending::Report {}, body)?;
    Ok(Response::new().add_submessage(sub).add_event(event))
}

fn lot_lines(
    storage: &dyn Storage,
    querier: &QuerierWrapper,
    lots: &[LotId],
) -> ContractResult<LinesAndPairs> {
    if lots.is_empty() {
        return Ok((vec![], vec![]));
    }
    let lots = lots.to_vec();
    let lines: Vec<auction_house::ReportedLot> = querier.query_wasm_smart(
        the_auction_house(storage)?,
        &auction_house::QueryMsg::Lines { lots },
    )?;
    let pair = |lot: auction_house::ReportedLot| (lot.line, (lot.account, lot.collateral));
    Ok(lines.into_iter().map(pair).unzip())
}

fn vault_lines(
    storage: &dyn Storage,
    querier: &QuerierWrapper,
    pairs: Pairs,
) -> ContractResult<Vec<VaultLine>> {
    if pairs.is_empty() {
        return Ok(vec![]);
    }
    let pairs = pairs.into_iter().collect();
    let lines = vault::QueryMsg::Lines { pairs };
    Ok(querier.query_wasm_smart(the_vault(storage)?, &lines)?)
}

fn market_lines(
    storage: &dyn Storage,
    querier: &QuerierWrapper,
    markets: Vec<MarketKeys>,
) -> ContractResult<Vec<MarketLine>> {
    let line = |keys: MarketKeys| {
        check("accounts", keys.accounts.len())?;
        check("lots", keys.lots.len())?;
        let market = market_of(storage, keys.listing)?;
        let query = market::QueryMsg::Line {
            accounts: keys.accounts,
            lots: keys.lots,
        };
        Ok(querier.query_wasm_smart(market, &query)?)
    };
    markets.into_iter().map(line).collect()
}

fn check(what: &str, actual: usize) -> ContractResult<()> {
    if actual > REPORT_LINES_MAX {
        let detail = format!("{what}: expected at most {REPORT_LINES_MAX}, got {actual}");
        return Err(WireError::new(Code::TOO_LONG, detail).into());
    }
    Ok(())
}
