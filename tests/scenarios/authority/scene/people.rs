//! What users have: accounts in every state, shares, stakes, claims, an exit under way.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use cosmwasm_std::Addr;
use seawall_fixtures::spec::{ATOM, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::ExecuteMsg as Hub;
use seawall_interfaces::insurance_pool::ExecuteMsg as Pool;
use seawall_interfaces::market::ExecuteMsg as Market;
use seawall_interfaces::outpost::ExecuteMsg as Outpost;
use seawall_wire::ids::{AccountId, ChainNo, CommandId, LiquidationId, LotId, RouteId};
use seawall_wire::{Recovery, RemoteAddr, SettingsChange, Wanted};
use simnet::OutOfGas;

use super::{pay, run, usd, Known};

type At = BTreeMap<&'static str, Addr>;
const TOKEN: u128 = 1_000_000;

/// An account of this owner with whole ATOM and dollars of debt.
pub fn open_account(world: &mut World, who: &str, atom: u128, debt: u128) -> Result<AccountId> {
    let debts: &[(u32, u128)] = if debt > 0 { &[(USD, debt)] } else { &[] };
    world.borrower(who, HUB, &[(ATOM, atom)], debts)
}

/// The heir may take an account over after a day.
pub fn recovery(world: &World) -> Result<Recovery> {
    Ok(Recovery {
        chain: ChainNo(HUB),
        address: RemoteAddr::new(world.addr(HUB, "heir")?.to_string())?,
        delay_secs: 86_400,
    })
}

/// An account that nobody paid for: its debt was written off, and a part of the loss came back. The
/// user, who lent before, has something to take out.
pub fn deficit(world: &mut World, at: &At) -> Result<()> {
    let market = &at["market"];
    pay(world, "user", market, &Market::Lend {}, usd(5_000_000))?;
    let account = open_account(world, "poor", 100, 500)?;
    let cover = Market::CoverDeficit {
        liquidation: LiquidationId(900),
        account,
        keep: 0u128.into(),
    };
    let hub = world.hub;
    world
        .net
        .execute(hub, &at["outpost"], market, &cover, &[])?;
    pay(world, "poor", market, &Market::Recover {}, usd(100))
}

/// The user's stake, and an exit of the user that waits; its number.
pub fn capital(world: &mut World, at: &At) -> Result<u64> {
    let pool = &at["insurance-pool"];
    pay(world, "user", pool, &Pool::Stake {}, usd(1_000))?;
    pay(world, "poor", pool, &Pool::Premium {}, usd(10))?;
    let user = world.addr(HUB, "user")?.to_string();
    let ask = api::market::QueryMsg::Lender { address: user };
    let lender: api::market::LenderResponse = world.query(HUB, &at["market"], &ask)?;
    let half = lender.shares.uint().u128() / 2;
    let leave = Market::RequestExit {
        shares: half.into(),
    };
    run(world, "user", &at["market"], &leave, &[])?;
    let lender: api::market::LenderResponse = world.query(HUB, &at["market"], &ask)?;
    lender.exits.first().copied().context("an exit that waits")
}

/// An account whose recovery has begun.
pub fn recovering(world: &mut World) -> Result<AccountId> {
    let account = with_recovery(world)?;
    let outpost = world.site(HUB)?.outpost.clone();
    let start = Outpost::Settings {
        account,
        nonce: 0,
        change: SettingsChange::StartRecovery {},
    };
    run(world, "heir", &outpost, &start, &[])?;
    Ok(account)
}

fn with_recovery(world: &mut World) -> Result<AccountId> {
    let outpost = world.site(HUB)?.outpost.clone();
    let recovery = Some(recovery(world)?);
    run(
        world,
        "user",
        &outpost,
        &Outpost::OpenAccount { recovery },
        &[],
    )?;
    world.accounts()?.last().copied().context("an account")
}

/// A day later: shares that have begun to leave the pool.
pub fn leaving(world: &mut World, at: &At) -> Result<()> {
    world.wait(86_500)?;
    let start = Pool::StartUnstake {
        shares: TOKEN.into(),
    };
    run(world, "user", &at["insurance-pool"], &start, &[])
}

/// The user's accounts, claims, a command that a neighbour failed to finish, and an open lot.
pub fn accounts(world: &mut World, at: &At) -> Result<Known> {
    let safe = with_recovery(world)?;
    world.deposit("user", safe, ATOM, 1_000)?;
    let sold = open_account(world, "user", 1_000, 6_500)?;
    let unsafe_ = open_account(world, "user", 1_000, 6_500)?;
    claims(world, safe)?;
    let failed = failed(world, at, safe)?;
    world.feed(ATOM, cosmwasm_std::Decimal::percent(850))?;
    let pay_to = Some(RemoteAddr::new(world.addr(HUB, "user")?.to_string())?);
    let chain = Some(ChainNo(HUB));
    let liquidate = Hub::Liquidate {
        account: sold,
        chain,
        pay_to,
    };
    run(world, "user", &at["coordinator"], &liquidate, &[])?;
    let liquidation = world.account(sold)?.liquidations[0];
    let lot = world
        .lots(HUB)?
        .first()
        .context("an open lot")?
        .terms
        .clone();
    world.take(HUB, "lucy", lot.lot, (100 * TOKEN).into())?;
    arrived(world, at, safe)?;
    Ok(Known {
        safe,
        unsafe_,
        recovering: safe,
        sold,
        liquidation,
        lot,
        failed,
        exit: 0,
    })
}

/// Payments that the bank refused wait for the user in vault and market.
fn claims(world: &mut World, safe: AccountId) -> Result<()> {
    let user = world.addr(HUB, "user")?;
    let hub = world.hub;
    world.net.set_blocked(hub, &user, true);
    withdraw(world, safe)?;
    world.ask_to_borrow(HUB, "user", safe, USD, 100 * TOKEN)?;
    world.net.set_blocked(hub, &user, false);
    Ok(())
}

fn withdraw(world: &mut World, safe: AccountId) -> Result<()> {
    let one = Wanted::Exactly(TOKEN.into());
    world.ask_to_withdraw(HUB, "user", safe, ATOM, one)
}

/// The vault runs out of gas while it does what the hub has approved.
fn failed(world: &mut World, at: &At, safe: AccountId) -> Result<CommandId> {
    let hub = world.hub;
    let vault = &at["vault"];
    world
        .net
        .next_execute_out_of_gas(hub, vault, OutOfGas::SubMessage);
    withdraw(world, safe)?;
    let ask = api::outpost::QueryMsg::FailedCalls {
        start_after: None,
        limit: None,
    };
    let failed: Vec<api::outpost::FailedCallResponse> = world.query(HUB, &at["outpost"], &ask)?;
    Ok(failed.first().context("a failed call")?.command)
}

/// A lot was settled before its money came; now the money is there.
fn arrived(world: &mut World, at: &At, account: AccountId) -> Result<()> {
    let settle = Market::Settle {
        account,
        route: world.route(HUB, USD)?.route,
        lot: EARLY,
        proceeds: (1_000 * TOKEN).into(),
    };
    let hub = world.hub;
    world
        .net
        .execute(hub, &at["outpost"], &at["market"], &settle, &[])?;
    world.collect(HUB, USD)
}

/// The lot that was settled before its money came.
pub const EARLY: LotId = LotId(777);
/// A route that no contract knows.
pub const NEW_ROUTE: RouteId = RouteId(88);
