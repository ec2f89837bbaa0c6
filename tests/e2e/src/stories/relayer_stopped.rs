//! The relayer is ended while liquidations are on their way, and started again when the packets' time
//! is over: once before the report of a sale and its money came, once before an order to open lots
//! came.

use std::time::Instant;

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{CommandResponse, InFlightResponse, QueryMsg as AskOutpost};
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_testbed::Person;
use seawall_wire::ids::{AccountId, CommandId};

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::books;
use crate::ground::Ground;
use crate::relay::{past, times_out_at};
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "relayer_stopped",
    about: "The relayer ends on the way and comes back after the packets' timeout: all ends well",
    ground: Ground::CONTRACTS,
    run,
};

/// Whose accounts are liquidated.
const OWNER: &str = "borrower-2";
/// Deposited while nobody relays, base units.
const LATE: u128 = 5_000_000;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.short_timeouts(stage)?;
    let sold = scene.borrower(stage, OWNER)?;
    let ordered = scene.borrower(stage, OWNER)?;
    scene.price(LOW)?;
    report_times_out(stage, &scene, sold)?;
    scene.after_the_time_lock()?;
    let before = scene.collateral(ordered)?;
    order_times_out(stage, &scene, ordered)?;
    let after = scene.collateral(ordered)?;
    stage.holds(
        "the order and the deposit are undone: the collateral is what it was",
        before == after,
        || format!("{before:?} {after:?}"),
    )?;
    let again = scene.liquidate(ordered)?;
    cured(stage, &scene, ordered, scene.push(again)?)?;
    scene.price(HIGH)?;
    scene.usual_timeouts(stage)?;
    books::agree(stage, &scene, &[sold, ordered])
}

/// A lot is sold, but nobody carries the news or the money.
fn report_times_out(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let debt = scene.debt(account)?;
    let liquidation = scene.liquidate(account)?;
    let lot = scene.open_lot(account)?;
    stage.net()?.stop_relayer()?;
    scene.take(&lot)?;
    let brought = scene.held(Role::Collateral)?;
    let transfer = times_out_at(&scene.forward()?)?;
    let report = scene.sent_by(Role::Collateral)?;
    let waits = report.len() == 1 && scene.held(Role::Collateral)? == 0;
    stage.holds("sold; report and money are on their way", waits, || {
        format!("{report:?}")
    })?;
    past(scene, Role::Hub, latest(&report)?)?;
    past(scene, Role::Debt, transfer)?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    until("the timeouts of report and money", PATIENCE, || {
        let over = scene.sent_by(Role::Collateral)?.is_empty();
        Ok((over && scene.held(Role::Collateral)? > 0).then_some(()))
    })?;
    stage.measure_ms(
        "relayer's start to report and money timed out",
        begun.elapsed().as_millis(),
    );
    let (known, back) = (
        scene.liquidation(liquidation)?,
        scene.held(Role::Collateral)?,
    );
    let unknown = known.lots.iter().all(|lot| lot.closed.is_none());
    stage.holds(
        "the hub does not know of the sale, all money is back, the debt is what it was",
        unknown && back == brought && scene.debt(account)? >= debt,
        || format!("{brought} became {back}: {known:?}"),
    )?;
    scene.report_lots(vec![lot.terms.lot])?;
    let outcome = scene.push(liquidation)?;
    stage.measure_ms(
        "relayer's start to the debt repaid",
        begun.elapsed().as_millis(),
    );
    let left = scene.debt(account)?;
    stage.holds("reported again, the debt is repaid", left < debt, || {
        format!("{debt} became {left}")
    })?;
    cured(stage, scene, account, outcome)
}

fn cured(stage: &mut Stage, scene: &Scene, account: AccountId, outcome: Outcome) -> Result<()> {
    let well = outcome == Outcome::Cured && scene.safe(account)?;
    stage.holds("the account is cured and safe", well, || {
        format!("{outcome:?}")
    })
}

/// Nobody carries the order to open lots, nor a deposit of the same account.
fn order_times_out(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let owner = stage.person(OWNER)?;
    stage.net()?.stop_relayer()?;
    let liquidation = scene.liquidate(account)?;
    let vault = scene.places.vault(Role::Collateral)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    let coins = [(LATE, COLLATERAL.1)];
    owner.execute(Role::Collateral, &vault, &msg, &coins)?;
    let command = newest_command(scene)?;
    let order = scene.sent_to(Role::Collateral)?;
    let deposit = scene.sent_by(Role::Collateral)?;
    let waits = order.len() == 1 && deposit.len() == 1;
    stage.holds("order and deposit are on their way", waits, || {
        format!("{order:?} {deposit:?}")
    })?;
    past(scene, Role::Collateral, latest(&order)?)?;
    past(scene, Role::Hub, latest(&deposit)?)?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    let outcome = until("the order's timeout", PATIENCE, || scene.ended(liquidation))?;
    stage.measure_ms(
        "relayer's start to the order undone",
        begun.elapsed().as_millis(),
    );
    stage.holds(
        "the liquidation ends as not opened",
        outcome == Outcome::NotOpened,
        || format!("{outcome:?}"),
    )?;
    let question = AskOutpost::Command { id: command };
    let word = until("the deposit's timeout", PATIENCE, || {
        match scene.outpost(Role::Collateral, &question)? {
            CommandResponse::InFlight {} => Ok(None),
            word => Ok(Some(word)),
        }
    })?;
    let timed_out = matches!(word, CommandResponse::TimedOut {});
    stage.holds("the deposit timed out", timed_out, || format!("{word:?}"))?;
    claim(stage, &owner, &vault)
}

/// The depositor takes the coins of the deposit that timed out back.
fn claim(stage: &mut Stage, owner: &Person, vault: &str) -> Result<()> {
    let had = owner.balance(Role::Collateral, COLLATERAL.1)?;
    let claim = vault::ExecuteMsg::Claim {
        denom: COLLATERAL.1.into(),
        receiver: None,
    };
    owner.execute(Role::Collateral, vault, &claim, &[])?;
    let has = owner.balance(Role::Collateral, COLLATERAL.1)?;
    stage.holds(
        "and its coins are taken back",
        has == had.saturating_add(LATE),
        || format!("{had} {has}"),
    )
}

/// When the last of these packets can only time out.
fn latest(packets: &[InFlightResponse]) -> Result<u64> {
    let latest = packets.iter().filter_map(|p| p.timeout_at).max();
    latest.context("no packet with a timeout")
}

fn newest_command(scene: &Scene) -> Result<CommandId> {
    let sent = scene.sent_by(Role::Collateral)?;
    let newest = sent.iter().rev().find_map(|packet| packet.command);
    newest.context("no command is on its way")
}
