//! From a scenario to deployed chains: listings, parameters, borrowers, buyers' money.

use anyhow::Result;
use cosmwasm_std::Decimal;
use seawall_engine::agents;
use seawall_engine::prices::Market;
use seawall_engine::scenario::{Borrower, Scenario};
use seawall_fixtures::deploy::{deploy, tokens};
use seawall_fixtures::spec::{params, terms, CollateralSpec, DebtSpec, COLL, DEBT, USD};
use seawall_fixtures::{Spec, World};
use seawall_wire::ids::AccountId;

/// Decimals of every simulated coin.
pub const DECIMALS: u8 = 6;
/// Collateral stands this much higher while accounts are opened, so that one may begin nearer to
/// liquidation than the maximum loan allows: as if its price had fallen since.
const OPENING_HEADROOM: f64 = 1.10;
/// The fall from there to the first bar lies this far back, seconds.
const SETTLING_SECS: u64 = 86_400;

/// A number as the chains write it; numbers of a market are above zero and finite.
pub fn decimal(number: f64) -> Decimal {
    let text = format!("{:.18}", number.max(0.0));
    text.parse().unwrap_or_default()
}

/// Tokens in base units, rounded down.
pub fn units(tokens: f64) -> u128 {
    agents::units(tokens, DECIMALS)
}

/// Base units in tokens.
pub fn whole(units: u128) -> f64 {
    agents::whole(units, DECIMALS)
}

/// The listing of the market's asset at this place.
pub fn listing(place: usize) -> u32 {
    place as u32 + 1
}

/// What is deployed for a scenario.
pub fn spec(scenario: &Scenario, market: &Market, all_debt: f64) -> Spec {
    let risk = &scenario.risk;
    let collaterals = market
        .assets
        .iter()
        .enumerate()
        .map(|(place, asset)| CollateralSpec {
            number: listing(place),
            chain: COLL,
            denom: Box::leak(format!("u{}", asset.name.to_lowercase()).into_boxed_str()),
            decimals: DECIMALS,
            lt: (risk.liquidation_threshold * 100.0).round() as u64,
            ltv: (risk.max_ltv * 100.0).round() as u64,
            price: decimal(market.price(place, 0).unwrap_or(1.0) * OPENING_HEADROOM),
        });
    let mut params = params();
    params.bonus.start = decimal(risk.bonus_start);
    params.bonus.slope = decimal(risk.bonus_slope);
    params.bonus.min = decimal(risk.bonus_min);
    params.bonus.max = decimal(risk.bonus_max);
    params.target_health = decimal(risk.target_health);
    params.fee_share = decimal(risk.fee_share);
    params.block_secs = decimal(scenario.chains.block_seconds as f64);
    let mut terms = terms();
    // Prices alone are compared: loans of a replay bear no interest.
    terms.rates.base = Decimal::zero();
    terms.rates.slope_low = Decimal::zero();
    terms.rates.slope_high = Decimal::zero();
    terms.rates.max = Decimal::percent(1);
    let insurance = &scenario.insurance;
    let lent = (all_debt * 1.2) as u128 + 1_000;
    Spec {
        block_secs: scenario.chains.block_seconds,
        collaterals: collaterals.collect(),
        debts: vec![DebtSpec {
            number: USD,
            chain: DEBT,
            denom: "uusd",
            decimals: DECIMALS,
            price: Decimal::one(),
            lent,
        }],
        params,
        terms,
        feeders: scenario.oracle.feeders as usize,
        price_life_secs: scenario.oracle.heartbeat_seconds * 2 + 60,
        staked_collateral_side: (all_debt * insurance.collateral_side_share) as u128,
        staked_debt_side: (all_debt * insurance.debt_side_share) as u128,
        ..Spec::default()
    }
}

/// Deploys, opens all accounts, gives the buyers their coins, and sets the first bar's prices.
pub fn world(
    scenario: &Scenario,
    market: &Market,
    borrowers: &[Borrower],
    mut stage: impl FnMut(&str),
) -> Result<(World, Vec<AccountId>)> {
    let all_debt: f64 = borrowers.iter().map(|b| b.debt).sum();
    stage("deploying the contracts on three chains");
    let mut world = deploy(spec(scenario, market, all_debt))?;
    world.net.set_logging(false);
    let first: Vec<f64> = (0..market.assets.len())
        .map(|a| market.price(a, 0).unwrap_or(1.0))
        .collect();
    stage("opening accounts, depositing, borrowing");
    let accounts = open(&mut world, borrowers)?;
    stage("giving liquidators their money over the bridge");
    for number in 0..scenario.liquidators.count {
        // How much of it they may have in use at once is the agent's to keep.
        let amount = tokens((all_debt * 4.0) as u128 + 1, DECIMALS);
        world.give_payment_coin(COLL, USD, &buyer(number), amount)?;
    }
    set_prices(&mut world, &first, 1.0)?;
    world.wait(SETTLING_SECS)?;
    set_prices(&mut world, &first, 1.0)?;
    Ok((world, accounts))
}

/// The label of a liquidator.
pub fn buyer(number: u32) -> String {
    format!("liquidator{number}")
}

/// The label of a keeper.
pub fn keeper(number: u32) -> String {
    format!("keeper{number}")
}

/// Feeds prices far from the ones before in steps that need no confirmation.
fn set_prices(world: &mut World, prices: &[f64], factor: f64) -> Result<()> {
    for (place, price) in prices.iter().enumerate() {
        world.feed(listing(place), decimal(price * factor))?;
    }
    world.feed(USD, Decimal::one())?;
    world.wait(world.spec.block_secs)?;
    for (place, price) in prices.iter().enumerate() {
        world.feed(listing(place), decimal(price * factor))?;
    }
    world.feed(USD, Decimal::one())
}

fn open(world: &mut World, borrowers: &[Borrower]) -> Result<Vec<AccountId>> {
    let label = |b: &Borrower| format!("borrower{}", b.number);
    for borrower in borrowers {
        world.ask_to_open(COLL, &label(borrower))?;
        world.relay()?;
    }
    let accounts = world.accounts()?;
    anyhow::ensure!(
        accounts.len() == borrowers.len(),
        "{} accounts opened",
        accounts.len()
    );
    for (borrower, account) in borrowers.iter().zip(&accounts) {
        for held in &borrower.collateral {
            let amount = units(held.tokens).max(1);
            world.ask_to_deposit(&label(borrower), *account, listing(held.asset), amount)?;
        }
        world.relay()?;
        world.ask_to_borrow(COLL, &label(borrower), *account, USD, units(borrower.debt))?;
        world.relay()?;
    }
    Ok(accounts)
}
