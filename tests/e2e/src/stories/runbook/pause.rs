//! Pause and resume: what is refused meanwhile, what is not, what stays refused after it.

use anyhow::Result;
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::{market, outpost, vault};
use seawall_localnet::plan::Role;
use seawall_testbed::people::{command, COLLATERAL, DEBT};
use seawall_testbed::Person;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::RemoteAddr;

use super::{Tale, OWNER};
use crate::acts::HIGH;
use crate::stage::Stage;

/// Borrowed and repaid, base units.
const LITTLE: u128 = 1_000_000;

/// New debt is paused and resumed, at a price at which the account may borrow.
pub fn new_debt(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let (scene, book, account) = (&tale.scene, &tale.book, tale.accounts[2]);
    let owner = stage.person(OWNER)?;
    scene.price(HIGH)?;
    book.sent(stage, (Role::Hub, "pause"), &[])?;
    let said = book.run("paused", &[])?.well("paused")?.out;
    stage.holds(
        "`paused` shows what is paused",
        said.contains("[\"borrow\","),
        || said,
    )?;
    let refusal = borrow(tale, &owner, account)
        .err()
        .map(|e| format!("{e:#}"));
    let refused = refusal
        .as_deref()
        .is_some_and(|why| why.contains("refused"));
    stage.holds("a new loan is refused", refused, || format!("{refusal:?}"))?;
    repaid(stage, tale, &owner, account)?;
    book.sent(stage, (Role::Hub, "resume"), &[])?;
    borrow(tale, &owner, account)?;
    stage.holds("resumed, the loan is given", true, String::new)?;
    scene.quiet()
}

fn borrow(tale: &Tale, owner: &Person, account: AccountId) -> Result<()> {
    let msg = outpost::ExecuteMsg::Borrow {
        account,
        listing: ListingId(DEBT.0),
        amount: LITTLE.into(),
        receiver: RemoteAddr::new(owner.address(Role::Debt)?)?,
    };
    command(owner, &tale.scene.places, &msg).map(drop)
}

fn repaid(stage: &mut Stage, tale: &Tale, owner: &Person, account: AccountId) -> Result<()> {
    let market = tale.scene.places.market(DEBT.0)?;
    let before = tale.scene.debt(account)?;
    let msg = market::ExecuteMsg::Repay { account };
    owner.execute(Role::Debt, &market, &msg, &[(LITTLE, DEBT.1)])?;
    let after = tale.scene.debt(account)?;
    stage.holds("debt is repaid meanwhile", after < before, || {
        format!("{before} {after}")
    })
}

/// Liquidations are paused while one is open and another would be due.
pub fn liquidations(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let (scene, book) = (&tale.scene, &tale.book);
    let [_, open, waiting] = tale.accounts;
    let owner = stage.person(OWNER)?;
    super::feed(stage, tale, crate::acts::LOW)?;
    let liquidation = scene.liquidate(open)?;
    scene.open_lot(open)?;
    book.sent(stage, (Role::Hub, "pause-liquidations"), &[])?;
    trigger_refused(
        stage,
        tale,
        "a trigger is refused while liquidations are paused",
    )?;
    let outcome = scene.push(liquidation)?;
    stage.holds(
        "the open one is sold, settled and ended meanwhile",
        outcome == Outcome::Cured,
        || format!("{outcome:?}"),
    )?;
    repaid(stage, tale, &owner, waiting)?;
    let (before, after) = topped_up(tale, &owner, waiting)?;
    stage.holds(
        "a top-up of an account with debt is refused",
        before == after,
        || format!("{before:?} {after:?}"),
    )?;
    book.sent(stage, (Role::Hub, "resume-liquidations"), &[])?;
    let said = book.run("paused", &[])?.well("paused")?.out;
    stage.holds(
        "nothing is paused any more",
        said.contains("\"pauses\":[]"),
        || said,
    )?;
    trigger_refused(stage, tale, "triggers stay refused for the hour after")?;
    let (before, after) = topped_up(tale, &owner, waiting)?;
    let more = after.1 == before.1.saturating_add(LITTLE);
    stage.holds("in which accounts may be topped up", more, || {
        format!("{before:?} {after:?}")
    })
}

fn trigger_refused(stage: &mut Stage, tale: &Tale, what: &str) -> Result<()> {
    let account = tale.accounts[2].to_string();
    let why = tale.book.refused("trigger", &[("ACCOUNT", &account)])?;
    stage.holds(what, why.contains("`liquidate` is paused until"), || {
        why.clone()
    })
}

/// Deposits, and takes back what was refused; the account's collateral before and after.
fn topped_up(
    tale: &Tale,
    owner: &Person,
    account: AccountId,
) -> Result<((i128, u128), (i128, u128))> {
    let (scene, here) = (&tale.scene, Role::Collateral);
    scene.quiet()?;
    let before = scene.collateral(account)?;
    let vault = scene.places.vault(here)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    owner.execute(here, &vault, &msg, &[(LITTLE, COLLATERAL.1)])?;
    scene.quiet()?;
    let after = scene.collateral(account)?;
    if before == after {
        let denom = COLLATERAL.1.into();
        let receiver = None;
        let claim = vault::ExecuteMsg::Claim { denom, receiver };
        owner.execute(here, &vault, &claim, &[])?;
    }
    Ok((before, after))
}
