//! The whole state that matters, for comparing two runs (INV-7).

use cosmwasm_std::{Coin, Decimal};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{
    AccountResponse, LiquidationResponse, ListingResponse, QueryMsg,
};
use seawall_wire::ids::{AccountId, LiquidationId};

/// Books and balances of every contract.
#[derive(Debug, PartialEq)]
pub struct State {
    accounts: Vec<AccountResponse>,
    listings: Vec<ListingResponse>,
    liquidations: Vec<LiquidationResponse>,
    holdings: Vec<api::vault::HoldingResponse>,
    vaults: Vec<Vec<api::vault::ListingResponse>>,
    debts: Vec<api::market::DebtResponse>,
    markets: Vec<api::market::StatusResponse>,
    routes: Vec<api::market::RouteMoneyResponse>,
    balances: Vec<(String, Vec<Coin>)>,
}

impl State {
    /// Reads everything. Certificates are left out: they are a filter, renewed when needed.
    pub fn of(world: &World) -> Self {
        let accounts = world.accounts().unwrap();
        Self {
            accounts: accounts.iter().map(|a| account(world, *a)).collect(),
            listings: world
                .hub_query(&QueryMsg::Listings {
                    start_after: None,
                    limit: Some(100),
                })
                .unwrap(),
            liquidations: liquidations(world),
            holdings: each(world, &accounts, &world.spec.collaterals, |w, a, c| {
                w.holding(a, c.number).unwrap()
            }),
            vaults: vaults(world),
            debts: each(world, &accounts, &world.spec.debts, |w, a, d| {
                w.owed(a, d.number).unwrap()
            }),
            markets: world
                .spec
                .debts
                .iter()
                .map(|d| world.market_status(d.number).unwrap())
                .collect(),
            routes: routes(world),
            balances: balances(world),
        }
    }
}

/// The lines in which two states differ by more than so many base units; empty if there are none.
pub fn difference(one: &State, other: &State, units: u128) -> String {
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let pairs = one.lines().zip(other.lines()).enumerate();
    let differing = pairs.filter(|(_, (a, b))| a != b && !near(a, b, units));
    let lines: Vec<String> = differing
        .map(|(at, (a, b))| format!("{at}: {} | {}", a.trim(), b.trim()))
        .collect();
    let longer = one.lines().count() != other.lines().count();
    let more = if longer {
        "(and the number of lines)"
    } else {
        ""
    };
    lines.join("\n") + more
}

/// The same words, with numbers that differ by a few units; ratios of such numbers in their tenth
/// decimal at most.
fn near(one: &str, other: &str, units: u128) -> bool {
    let ratio = |line: &str| -> Option<Decimal> {
        let (_, rest) = line.split_once("Decimal(")?;
        rest.split_once(')')?.0.parse().ok()
    };
    if let (true, Some(a), Some(b)) = (units > 0, ratio(one), ratio(other)) {
        return a.abs_diff(b) < Decimal::new(100_000_000u128.into());
    }
    let same = |(a, b): (&str, &str)| match (a.parse::<u128>(), b.parse::<u128>()) {
        (Ok(a), Ok(b)) => a.abs_diff(b) <= units,
        _ => a == b,
    };
    let (ones, others) = (tokens(one), tokens(other));
    ones.len() == others.len() && ones.into_iter().zip(others).all(same)
}

fn tokens(line: &str) -> Vec<&str> {
    line.split(|c: char| !c.is_ascii_alphanumeric()).collect()
}

fn account(world: &World, account: AccountId) -> AccountResponse {
    let mut found = world.account(account).unwrap();
    found.certificate = None;
    found
}

fn liquidations(world: &World) -> Vec<LiquidationResponse> {
    let numbers = 1..;
    let ask = |number| world.liquidation(LiquidationId(number)).ok();
    numbers.map_while(ask).collect()
}

fn each<T, L>(
    world: &World,
    accounts: &[AccountId],
    listings: &[L],
    read: impl Fn(&World, AccountId, &L) -> T,
) -> Vec<T> {
    let pairs = accounts
        .iter()
        .flat_map(|a| listings.iter().map(move |l| (*a, l)));
    pairs.map(|(a, l)| read(world, a, l)).collect()
}

fn vaults(world: &World) -> Vec<Vec<api::vault::ListingResponse>> {
    let ask = api::vault::QueryMsg::Listings {};
    let sites = world.sites.iter();
    sites
        .map(|(chain, site)| world.query(*chain, &site.vault, &ask).unwrap())
        .collect()
}

fn routes(world: &World) -> Vec<api::market::RouteMoneyResponse> {
    let mut all = vec![];
    for route in world.sites.values().flat_map(|site| site.routes.values()) {
        let (chain, market) = world.market(route.debt.0).unwrap();
        let ask = api::market::QueryMsg::RouteMoney { route: route.route };
        all.push(world.query(chain, &market, &ask).unwrap());
    }
    all
}

fn balances(world: &World) -> Vec<(String, Vec<Coin>)> {
    let mut all = vec![];
    for site in world.sites.values() {
        let mut held = vec![
            site.outpost.clone(),
            site.vault.clone(),
            site.auction_house.clone(),
        ];
        held.extend(site.markets.values().cloned());
        held.extend(site.pools.values().cloned());
        for route in site.routes.values() {
            held.extend([route.sender.clone(), route.pool.clone()]);
        }
        for address in held {
            all.push((address.to_string(), world.net.balances(site.ix, &address)));
        }
    }
    all
}
