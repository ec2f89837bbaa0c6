//! The relayer is ended while a liquidation is on its way, and started again when the packets' time
//! is over: once before the order to open lots came, once before the report of the sale came.

use std::time::Instant;

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{CommandResponse, InFlightResponse, QueryMsg as AskOutpost};
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, CommandId};

use crate::acts::{Scene, HIGH, LOW, PATIENCE, TIMEOUT_SECS};
use crate::books;
use crate::ground::Ground;
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "relayer_stopped",
    about: "The relayer ends on the way and comes back after the packets' timeout: all ends well",
    ground: Ground::CONTRACTS,
    run,
};

/// Deposited while nobody relays, base units.
const LATE: u128 = 5_000_000;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.short_timeouts(stage)?;
    let account = scene.borrower(stage, "borrower-2")?;
    let before = scene.collateral(account)?;
    scene.price(LOW)?;
    order_times_out(stage, &scene, account)?;
    let after = scene.collateral(account)?;
    stage.holds(
        "the order and the deposit are undone: the collateral is what it was",
        before == after,
        || format!("{before:?} {after:?}"),
    )?;
    report_times_out(stage, &scene, account)?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// Nobody carries the order to open lots, nor a deposit of the same account.
fn order_times_out(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let owner = stage.person("borrower-2")?;
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
    over(scene, Role::Collateral, &order)?;
    over(scene, Role::Hub, &deposit)?;
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
    let had = owner.balance(Role::Collateral, COLLATERAL.1)?;
    let claim = vault::ExecuteMsg::Claim {
        denom: COLLATERAL.1.into(),
        receiver: None,
    };
    owner.execute(Role::Collateral, &vault, &claim, &[])?;
    let has = owner.balance(Role::Collateral, COLLATERAL.1)?;
    stage.holds(
        "and its coins are taken back",
        has == had.saturating_add(LATE),
        || format!("{had} {has}"),
    )
}

/// The second liquidation is sold, but nobody carries the news or the money.
fn report_times_out(stage: &mut Stage, scene: &Scene, account: AccountId) -> Result<()> {
    let debt = scene.debt(account)?;
    let liquidation = scene.liquidate(account)?;
    let lot = scene.open_lot(account)?;
    stage.net()?.stop_relayer()?;
    scene.take(&lot)?;
    scene.forward()?;
    let report = scene.sent_by(Role::Collateral)?;
    stage.holds(
        "sold; report and money are on their way",
        report.len() == 1,
        || format!("{report:?}"),
    )?;
    over(scene, Role::Hub, &report)?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    until("the report's timeout", PATIENCE, || {
        Ok(scene.sent_by(Role::Collateral)?.is_empty().then_some(()))
    })?;
    let known = scene.liquidation(liquidation)?;
    let unknown = known.lots.iter().all(|lot| lot.closed.is_none());
    stage.holds(
        "the report timed out: the hub does not know of the sale",
        unknown,
        || format!("{known:?}"),
    )?;
    scene.report_lots(vec![lot.terms.lot])?;
    let outcome = scene.push(liquidation)?;
    stage.measure_ms(
        "relayer's start to the debt repaid",
        begun.elapsed().as_millis(),
    );
    let left = scene.debt(account)?;
    let well = outcome == Outcome::Cured && left < debt && scene.safe(account)?;
    stage.holds(
        "reported again, the debt is repaid and the account is safe",
        well,
        || format!("{outcome:?}: {debt} became {left}"),
    )
}

/// Waits until packets can only time out.
fn over(scene: &Scene, receiver: Role, packets: &[InFlightResponse]) -> Result<()> {
    let latest = packets.iter().filter_map(|p| p.timeout_at).max();
    let latest = latest.context("no packet with a timeout")?;
    until("the packets' time", PATIENCE, || {
        Ok((scene.time(receiver)? > latest).then_some(()))
    })
    .with_context(|| format!("of {TIMEOUT_SECS} s"))
}

fn newest_command(scene: &Scene) -> Result<CommandId> {
    let sent = scene.sent_by(Role::Collateral)?;
    let commands = sent.iter().filter_map(|packet| packet.command);
    commands.last().context("no command is on its way")
}
