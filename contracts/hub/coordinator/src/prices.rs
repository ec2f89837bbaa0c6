//! Prices of listings, from the hub's oracle, with one query for all.
//!
//! What must always hold: a listing whose price is not good never decides on new debt or on a new
//! sale; borrowing sees the worse of spot and moving average. Called by health, plans and sweeps.

use cosmwasm_std::{Decimal, Deps, Env};
use seawall_interfaces::oracle::{per_sqrt_year, PriceState, PriceView, QueryMsg};
use seawall_kit::call::ask;
use seawall_money::{planted, Price};
use seawall_wire::ids::{AssetId, ListingId};

use crate::error::{ContractError, ContractResult};
use crate::state::{CONFIG, LISTINGS, PARAMS};
use seawall_interfaces::coordinator::ListingSetup;

/// The price of one listing now.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The listing's set-up.
    pub setup: ListingSetup,
    /// Quote units per base unit; zero when there is none, or only one older than the grace.
    pub spot: Price,
    /// The worse for collateral: the smaller of spot and moving average.
    pub low: Price,
    /// The worse for debt: the larger of spot and moving average.
    pub high: Price,
    /// The oracle's round.
    pub round: u64,
    /// When it was observed, seconds.
    pub observed_at: u64,
    /// Slow volatility, per square root of a year.
    pub sigma: Decimal,
    /// Fast volatility, per square root of a year.
    pub sigma_fast: Decimal,
    /// May it decide on new debt and new sales?
    pub good: bool,
}

/// The quotes of `listings`, in their order. Errors: unknown listing, oracle unreachable.
pub fn quotes(deps: Deps, env: &Env, listings: &[ListingId]) -> ContractResult<Vec<Quote>> {
    let setups = listings
        .iter()
        .map(|listing| setup(deps, *listing))
        .collect::<ContractResult<Vec<_>>>()?;
    if setups.is_empty() {
        return Ok(vec![]);
    }
    let mut assets: Vec<AssetId> = setups.iter().map(|setup| setup.asset).collect();
    assets.sort_unstable();
    assets.dedup();
    let oracle = CONFIG.load(deps.storage)?.oracle;
    let question = QueryMsg::Prices { assets };
    let views: Vec<PriceView> = ask(&*deps.querier, oracle, &question)?;
    let grace = PARAMS.load(deps.storage)?.price_grace_secs;
    setups
        .into_iter()
        .map(|setup| quote(env, setup, &views, grace))
        .collect()
}

/// The set-up of a listing. Errors: `UnknownListing`.
pub fn setup(deps: Deps, listing: ListingId) -> ContractResult<ListingSetup> {
    LISTINGS
        .may_load(deps.storage, listing.0)?
        .ok_or_else(|| ContractError::UnknownListing { listing }.into())
}

fn quote(env: &Env, setup: ListingSetup, views: &[PriceView], grace: u64) -> ContractResult<Quote> {
    let asset = setup.asset;
    let found = views.iter().find(|view| view.asset == asset);
    let view = planted!(found; PriceOfWrongAsset => views.first());
    let view = view.ok_or(ContractError::NoAnswer { asset })?;
    let good = view.state == PriceState::Good;
    // Without a price the last one counts for a while, then nothing does (DEC-15).
    let age = env.block.time.seconds().saturating_sub(view.updated_at);
    let usable = good || (!view.spot.is_zero() && age <= grace);
    let price = |per_token: Decimal| -> ContractResult<Price> {
        if usable {
            Ok(Price::per_token(per_token, setup.decimals)?)
        } else {
            Ok(Price::ZERO)
        }
    };
    let ema = if view.ema.is_zero() {
        view.spot
    } else {
        view.ema
    };
    Ok(Quote {
        spot: price(view.spot)?,
        low: price(view.spot.min(ema))?,
        high: price(view.spot.max(ema))?,
        round: view.round,
        observed_at: view.observed_at,
        sigma: per_sqrt_year(view.sigma)?,
        sigma_fast: per_sqrt_year(view.sigma_fast)?,
        good,
        setup,
    })
}
