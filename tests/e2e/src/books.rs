//! Whether the books of all contracts on all chains agree with the money and with each other, when
//! nothing is on its way.
//!
//! What must always hold afterwards: per denom, what the transfer channel holds in escrow is what
//! exists as vouchers (INV-1); every contract has what its books owe (INV-2); what the hub knows of
//! an account is what vault and market know (INV-3).

use anyhow::{bail, Context, Result};
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{AccountResponse, QueryMsg as AskHub};
use seawall_interfaces::{auction_house, insurance_pool, market, vault};
use seawall_localnet::plan::Role;
use seawall_testbed::people::{DEBT, ROUTE};
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, ListingId};
use serde::Serialize;
use serde_json::Value;

use crate::acts::{Scene, PATIENCE};
use crate::stage::Stage;

/// Waits until nothing is on its way, then compares everything. `accounts` are looked at one by
/// one.
pub fn agree(stage: &mut Stage, scene: &Scene, accounts: &[AccountId]) -> Result<()> {
    scene.quiet()?;
    escrow(scene)?;
    let wrong = custody(scene)?;
    stage.holds(
        "what the channel holds exists as vouchers; every contract has what it owes",
        wrong.is_empty(),
        || wrong.join("; "),
    )?;
    for account in accounts {
        let wrong = mirror(scene, *account)?;
        stage.holds(
            "the hub knows of the account what vault and market know",
            wrong.is_empty(),
            || format!("account {account}: {}", wrong.join("; ")),
        )?;
    }
    Ok(())
}

/// Waits until escrow and vouchers are the same: no transfer is on its way.
fn escrow(scene: &Scene) -> Result<()> {
    let voucher = scene.places.payment_denom()?;
    let amount = |role, args: &[&str]| -> Result<String> {
        let found = scene.net.wasmd(role, args)?;
        let amount = found.pointer("/amount/amount").and_then(Value::as_str);
        Ok(amount.with_context(|| format!("{found}"))?.to_string())
    };
    let mut seen = (String::new(), String::new());
    let equal = until("escrow and vouchers", PATIENCE, || {
        let escrow = ["query", "ibc-transfer", "total-escrow", DEBT.1];
        let supply = ["query", "bank", "total-supply-of", &voucher];
        seen = (
            amount(Role::Debt, &escrow)?,
            amount(Role::Collateral, &supply)?,
        );
        Ok((seen.0 == seen.1).then_some(()))
    });
    if equal.is_err() {
        bail!("{} in escrow, {} as vouchers", seen.0, seen.1);
    }
    Ok(())
}

/// What a contract's books say it owes.
struct Owing {
    role: Role,
    address: String,
    amounts: Vec<DenomAmount>,
}

fn owing<Q: Serialize>(scene: &Scene, role: Role, address: String, question: &Q) -> Result<Owing> {
    let amounts = scene.reader.ask(role, &address, question)?;
    Ok(Owing {
        role,
        address,
        amounts,
    })
}

/// Contracts that have less than their books owe.
fn custody(scene: &Scene) -> Result<Vec<String>> {
    let places = &scene.places;
    let (here, there) = (Role::Collateral, Role::Debt);
    let pool = insurance_pool::QueryMsg::Owed {};
    let mut market = owing(
        scene,
        there,
        places.market(DEBT.0)?,
        &market::QueryMsg::Owed {},
    )?;
    let status: market::StatusResponse = scene.market(&market::QueryMsg::Status {})?;
    for amount in &mut market.amounts {
        amount.amount = amount.amount.saturating_add(status.liquidity.uint());
    }
    let all = [
        owing(scene, here, places.vault(here)?, &vault::QueryMsg::Owed {})?,
        owing(
            scene,
            here,
            scene.auction_house()?,
            &auction_house::QueryMsg::Owed {},
        )?,
        owing(scene, here, places.route_pool(ROUTE)?, &pool)?,
        owing(scene, there, places.pool(DEBT.0)?, &pool)?,
        market,
    ];
    let mut wrong = vec![];
    for owing in all {
        for DenomAmount { denom, amount } in owing.amounts {
            let (at, of) = (owing.address.clone(), denom.clone());
            let has = scene.reader.with(owing.role, |client| async move {
                client.balance(&at, &of).await
            })?;
            if has < amount.u128() {
                let who = &owing.address;
                wrong.push(format!("{who} owes {amount} {denom} and has {has}"));
            }
        }
    }
    Ok(wrong)
}

/// Where hub and chains differ about an account.
fn mirror(scene: &Scene, account: AccountId) -> Result<Vec<String>> {
    let mut wrong = vec![];
    let (locked, worst) = scene.collateral(account)?;
    if u128::try_from(locked) != Ok(worst) {
        wrong.push(format!("{locked} locked, {worst} at the hub"));
    }
    let known: AccountResponse = scene.hub(&AskHub::Account { account })?;
    let owed: market::DebtResponse = scene.market(&market::QueryMsg::Debt { account })?;
    let listing = ListingId(DEBT.0);
    let debt = known.debts.iter().find(|debt| debt.listing == listing);
    let shares = debt.map(|d| (d.worst_shares, d.best_shares));
    let (worst, best) = shares.unwrap_or_default();
    if worst != owed.shares || best != owed.shares {
        let shares = owed.shares;
        wrong.push(format!(
            "{shares} shares owed, {best} to {worst} at the hub"
        ));
    }
    if !known.liquidations.is_empty() {
        wrong.push(format!("open liquidations {:?}", known.liquidations));
    }
    Ok(wrong)
}
