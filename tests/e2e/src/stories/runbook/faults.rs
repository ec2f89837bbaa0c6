//! What has stopped: a packet is stuck, the relayer is down, the keeper is down.

use std::time::Duration;

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::market::{QueryMsg as AskMarket, SettlementResponse};
use seawall_interfaces::vault;
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_testbed::tools::bots_file;

use super::Tale;
use crate::acts::PATIENCE;
use crate::stage::{text, Stage};

/// Deposited while nobody relays, base units.
const LATE: u128 = 3_000_000;
/// How old a packet must be for the story to call it stuck, seconds.
const STUCK_SECS: u64 = 5;

/// The bots' configuration of the localnet, for a story's patience.
fn impatient(stage: &Stage) -> Result<String> {
    let lines = std::fs::read_to_string(bots_file(&stage.net()?))?;
    let lines = lines.replace("stuck_secs = 60", &format!("stuck_secs = {STUCK_SECS}"));
    let file = stage.file("impatient.toml")?;
    std::fs::write(&file, lines)?;
    Ok(text(&file)?.to_string())
}

/// Nobody relays: the deposit is shown with everything that is needed, the command beside it brings
/// it to its end; then the relayer is brought back.
pub fn stuck(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let (scene, book) = (&tale.scene, &tale.book);
    let account = tale.accounts[0];
    let bots = impatient(stage)?;
    let calm = book.run("stuck", &[("BOTS", &bots)])?.well("stuck")?.out;
    stage.holds(
        "nothing is stuck",
        calm.starts_with("No packet waits."),
        || calm.clone(),
    )?;
    scene.quiet()?;
    stage.net()?.stop_relayer()?;
    let before = scene.collateral(account)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    let vault = scene.places.vault(Role::Collateral)?;
    let owner = stage.person("borrower-1")?;
    owner.execute(Role::Collateral, &vault, &msg, &[(LATE, COLLATERAL.1)])?;
    let sent = scene.sent_by(Role::Collateral)?;
    let sequence = sent.last().context("the deposit sent no packet")?.sequence;
    std::thread::sleep(Duration::from_secs(STUCK_SECS.saturating_add(2)));
    let command = shown(stage, tale, &bots, sequence)?;
    let mut runs = 0u32;
    while !scene.sent_by(Role::Collateral)?.is_empty() && runs < 3 {
        runs = runs.saturating_add(1);
        book.shell(&command, &[])?.well(&command)?;
    }
    let after = scene.collateral(account)?;
    let come = after.1 == before.1.saturating_add(LATE);
    let clear = scene.sent_by(Role::Collateral)?.is_empty();
    stage.holds(
        "that very command clears it: the deposit counts",
        come && clear,
        || format!("{before:?} became {after:?} after {runs} runs of {command}"),
    )?;
    stage.measure("runs of the command", runs, "runs");
    book.run("relayer", &[])?.well("relayer")?;
    let relays = stage
        .net()?
        .state()
        .hermes
        .process
        .as_ref()
        .is_some_and(|p| p.alive());
    stage.holds("`up` brings the relayer back", relays, || {
        "it does not run".into()
    })
}

/// What is shown of the stuck packet: the command.
fn shown(stage: &mut Stage, tale: &Tale, bots: &str, sequence: u64) -> Result<String> {
    let said = tale
        .book
        .run("stuck", &[("BOTS", bots)])?
        .well("stuck")?
        .out;
    let mut lines = said.lines().skip_while(|line| !line.starts_with("STUCK: "));
    let line = lines.next().unwrap_or_default().to_string();
    let command = lines.next().unwrap_or_default().trim().to_string();
    let state = tale.scene.places.state.chains.get("collateral");
    let channel = state.and_then(|s| s.channel.clone()).context("channel")?;
    let words = [
        format!("STUCK: collateral {channel} -> hub, packet {sequence} ("),
        " s old: not received".into(),
    ];
    let named = words.iter().all(|words| line.contains(words));
    let whole = command.contains(&format!(
        "clear packets --chain collateral-1 --port wasm.{} --channel {channel} \
         --packet-sequences {sequence}",
        tale.scene.places.outpost(Role::Collateral)?
    ));
    stage.holds(
        "a stuck packet is shown with channel, sequence, age, reason and the relayer's command",
        named && whole,
        || said,
    )?;
    Ok(command)
}

/// A keeper that is started while a chain stands still waits for it; then it is well.
pub fn keeper(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let file = bots_file(&stage.net()?);
    let words = accounts::find("keeper").context("keeper")?.mnemonic;
    stage.net()?.freeze(Role::Collateral)?;
    let args = ["keeper", "--config", text(&file)?];
    let begun = stage.start("runbook-keeper", &args, &[("SEAWALL_BOT", words)]);
    let waits = begun.and_then(|mut keeper| {
        keeper.wait_for_line("waits for the chain", PATIENCE)?;
        let ran = tale.book.run("health", &[])?;
        Ok((keeper, ran.out + &ran.err))
    });
    stage.net()?.resume(Role::Collateral)?;
    let (mut keeper, said) = waits?;
    let unwell = said.contains("503");
    stage.holds(
        "meanwhile /healthz says that it is not well",
        unwell,
        || said,
    )?;
    keeper.wait_for_line("running", PATIENCE)?;
    stage.holds(
        "a keeper that is started while a chain does not answer says so and waits",
        true,
        String::new,
    )?;
    let mut said = String::new();
    let well = until("a keeper that is well", PATIENCE, || {
        let ran = tale.book.run("health", &[])?;
        said = ran.out + &ran.err;
        let told = [
            "\"well\":true",
            "seawall_up",
            "seawall_client_expiry_seconds",
        ];
        Ok(told.iter().all(|word| said.contains(word)).then_some(()))
    });
    let ended = keeper.stop(PATIENCE)?;
    stage.holds(
        "then /healthz and /metrics say that it is well",
        well.is_ok(),
        || said,
    )?;
    stage.holds("and it ends gracefully", ended.success(), || keeper.said())
}

/// A whole liquidation, every step of the keeper by hand.
pub fn by_hand(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let (scene, book, account) = (&tale.scene, &tale.book, tale.accounts[0]);
    let id = account.to_string();
    book.sent(stage, (Role::Hub, "sweep"), &[])?;
    let said = book.run("unsafe", &[])?.well("unsafe")?.out;
    let listed = said.contains(&format!("\"account\":{id},"));
    stage.holds(
        "sweep finds the unsafe, `unsafe` lists them",
        listed,
        || said,
    )?;
    let said = book.run("plan", &[("ACCOUNT", &id)])?.well("plan")?.out;
    stage.holds(
        "`plan` says what would be sold",
        said.contains("\"put_up\""),
        || said,
    )?;
    let sent = tale.sent(stage, Role::Hub, "trigger", ("ACCOUNT", account.0))?;
    let liquidation: u64 = sent
        .attribute("wasm", "liquidation")
        .context("no number")?
        .parse()?;
    let lot = scene.open_lot(account)?;
    let number = lot.terms.lot.0;
    let why = book.refused("close", &[("LOT", &number.to_string())])?;
    stage.holds(
        "`close` is refused while a lot can be taken",
        !why.is_empty(),
        String::new,
    )?;
    scene.take(&lot)?;
    // The hub's order to settle comes first, so that the money must be credited by hand.
    until("the order to settle", PATIENCE, || {
        let question = AskMarket::Settlement { lot: lot.terms.lot };
        Ok(scene.market::<SettlementResponse>(&question).ok())
    })?;
    book.sent(stage, (Role::Collateral, "forward"), &[])?;
    until("money at the debt chain", PATIENCE, || {
        Ok((scene.held(Role::Debt)? > 0).then_some(()))
    })?;
    let before = scene.debt(account)?;
    book.sent(stage, (Role::Debt, "collect"), &[])?;
    tale.sent(stage, Role::Debt, "credit", ("LOT", number))?;
    let after = scene.debt(account)?;
    stage.holds(
        "forward, collect, credit: the debt is repaid",
        after < before,
        || format!("{before} became {after}"),
    )?;
    tale.sent(stage, Role::Collateral, "report", ("LOT", number))?;
    ends(stage, tale, liquidation)?;
    let safe = scene.safe(account)?;
    stage.holds("the account is safe, without any bot", safe, String::new)
}

/// The hub moves the liquidation on, by hand if it waits for it.
fn ends(stage: &mut Stage, tale: &Tale, liquidation: u64) -> Result<()> {
    let number = liquidation.to_string();
    let variables = [("LIQUIDATION", number.as_str())];
    let id = seawall_wire::ids::LiquidationId(liquidation);
    if !tale.scene.liquidation(id)?.due {
        let why = tale.book.refused("advance", &variables)?;
        let said = why.contains("nothing is due");
        stage.holds("`advance` is refused while nothing is due", said, || why)?;
    }
    let outcome = until("the end", PATIENCE, || {
        if tale.scene.liquidation(id)?.due {
            tale.sent(stage, Role::Hub, "advance", ("LIQUIDATION", liquidation))?;
        }
        tale.scene.ended(id)
    })?;
    let said = tale
        .book
        .run("liquidation", &variables)?
        .well("liquidation")?
        .out;
    let told = said.contains("\"done\"") && outcome == Outcome::Cured;
    stage.holds("`liquidation` says how it ended", told, || said)
}
