//! What owners and guardians do while processes are open.

use anyhow::Result;
use cosmwasm_std::{coin, Decimal};
use seawall_fixtures::deploy::{GUARDIAN, OWNER};
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{ExecuteMsg as Hub, ListingResponse, QueryMsg, Scope};
use seawall_wire::ids::ListingId;

use super::{markets, routes};
use crate::stage::{chosen, Stage};
use crate::violation::{of, Done};

/// How many kinds there are.
pub(crate) const GOVERNING: u64 = 10;

/// One act of governance; `kind` counts modulo [`GOVERNING`].
pub(super) fn govern(stage: &mut Stage, kind: u64, at: u64, amount: u64) -> Done {
    of(match kind % GOVERNING {
        0 => pause(stage, at, amount),
        1 => unpause(stage, at),
        2 => pause_chain(stage, at, amount),
        3 => params(stage, at, amount),
        4 => listing(stage, at, amount),
        5 => terms(stage, at, amount),
        6 => rebate(stage, at, amount),
        7 => fund_rebates(stage, at, amount),
        8 => quota(stage, at, amount),
        _ => outpost_terms(stage, at, amount),
    })
}

fn scope(at: u64) -> Scope {
    let all = [
        Scope::Open,
        Scope::Borrow,
        Scope::Withdraw,
        Scope::Liquidate,
    ];
    chosen(&all, at).unwrap_or(Scope::Open)
}

fn governor(at: u64) -> &'static str {
    if at % 2 == 0 {
        OWNER
    } else {
        GUARDIAN
    }
}

fn pause(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let seconds = 30 + amount % 600;
    let scope = scope(at / 2);
    let msg = Hub::Pause { scope, seconds };
    stage.world.hub_execute(governor(at), &msg).map(drop)
}

fn unpause(stage: &mut Stage, at: u64) -> Result<()> {
    let scope = scope(at);
    stage
        .world
        .hub_execute(OWNER, &Hub::Unpause { scope })
        .map(drop)
}

fn pause_chain(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let seconds = 30 + amount % 600;
    let who = governor(at);
    if let (2, Some((_, chain, market))) = (at % 3, chosen(&markets(stage), at / 3)) {
        let msg = api::market::ExecuteMsg::Pause { seconds };
        return stage
            .world
            .execute(chain, who, &market, &msg, &[])
            .map(drop);
    }
    let Some(chain) = stage.chain(at / 3) else {
        return Ok(());
    };
    let site = stage.world.site(chain)?.clone();
    if at % 3 == 0 {
        let msg = api::outpost::ExecuteMsg::Pause { seconds };
        stage.world.execute(chain, who, &site.outpost, &msg, &[])?;
    } else {
        let msg = api::vault::ExecuteMsg::Pause { seconds };
        stage.world.execute(chain, who, &site.vault, &msg, &[])?;
    }
    Ok(())
}

/// Other parameters within what is valid; plans that are open keep theirs.
fn params(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let config: api::coordinator::ConfigResponse = stage.world.hub_query(&QueryMsg::Config {})?;
    let mut params = config.params;
    match at % 6 {
        0 => params.target_health = Decimal::percent(103 + amount % 5),
        1 => params.curve.buffer = Decimal::permille(1_005 + amount % 40),
        2 => params.bonus.slope = Decimal::percent(100 + amount % 300),
        3 => params.fee_share = Decimal::percent(8 + amount % 10),
        4 => params.rounds_max = 3 + u16::try_from(amount % 6).unwrap_or(0),
        _ => params.stall_secs = 1_200 + amount % 1_200,
    }
    stage
        .world
        .hub_execute(OWNER, &Hub::SetParams(params))
        .map(drop)
}

/// A listing's weights or limits.
fn listing(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.collaterals, at / 3) else {
        return Ok(());
    };
    let listing = ListingId(spec.number);
    let now: ListingResponse = stage.world.hub_query(&QueryMsg::Listing { listing })?;
    let mut setup = now.setup;
    let Some(collateral) = &mut setup.collateral else {
        return Ok(());
    };
    match at % 3 {
        0 => collateral.liquidation_threshold = Decimal::percent(72 + amount % 6),
        1 => collateral.max_ltv = Decimal::percent(60 + amount % 11),
        _ => collateral.ramp_secs = amount % 7_200,
    }
    stage
        .world
        .hub_execute(OWNER, &Hub::SetListing(setup))
        .map(drop)
}

/// A market's interest or limits.
fn terms(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let Some((_, chain, market)) = chosen(&markets(stage), at / 4) else {
        return Ok(());
    };
    let mut terms = stage.world.spec.terms.clone();
    match at % 4 {
        0 => terms.rates.slope_low = Decimal::percent(1 + amount % 30),
        1 => terms.instant_allowance = Decimal::percent(amount % 6),
        2 => terms.utilisation_max = Decimal::percent(80 + amount % 19),
        _ => terms.reserve_factor = Decimal::percent(5 + amount % 20),
    }
    let msg = api::market::ExecuteMsg::SetTerms { terms };
    stage
        .world
        .execute(chain, OWNER, &market, &msg, &[])
        .map(drop)
}

/// Relayers get a little of the hub's own coin, or nothing.
fn rebate(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let coins = hub_coin(stage);
    let rebate = coins.filter(|_| at % 3 > 0).map(|denom| DenomAmount {
        denom: denom.into(),
        amount: (1 + amount % 1_000).into(),
    });
    stage
        .world
        .hub_execute(OWNER, &Hub::SetRebate { rebate })
        .map(drop)
}

fn hub_coin(stage: &Stage) -> Option<&'static str> {
    let mut debts = stage.world.spec.debts.iter();
    debts.find(|d| d.chain == 1).map(|d| d.denom)
}

fn fund_rebates(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let (Some(chain), Some(denom)) = (stage.chain(at), hub_coin(stage)) else {
        return Ok(());
    };
    let coordinator = stage.world.coordinator.clone();
    let money = [coin(u128::from(1 + amount % 5_000), denom)];
    let chain = chain.into();
    let msg = Hub::FundRebates { chain };
    stage
        .world
        .execute(1, "ann", &coordinator, &msg, &money)
        .map(drop)
}

/// How much may leave over a route in a window.
fn quota(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let Some((from, debt)) = chosen(&routes(stage), at / 2) else {
        return Ok(());
    };
    let route = stage.world.route(from, debt)?;
    let decimals = stage.world.debt(debt)?.decimals;
    let quota = (at % 2 == 0).then(|| api::courier::Quota {
        amount: super::units(50_000 + amount % 400_000, decimals).into(),
        window_secs: 600 + amount % 3_000,
    });
    let msg = api::courier::ExecuteMsg::SetQuota { quota };
    stage
        .world
        .execute(from, OWNER, &route.sender, &msg, &[])
        .map(drop)
}

fn outpost_terms(stage: &mut Stage, at: u64, amount: u64) -> Result<()> {
    let Some(chain) = stage.chain(at) else {
        return Ok(());
    };
    let outpost = stage.world.site(chain)?.outpost.clone();
    let msg = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: 300 + amount % 600,
        receive_gas: 5_000_000,
        rebate: None,
    };
    stage
        .world
        .execute(chain, OWNER, &outpost, &msg, &[])
        .map(drop)
}
