//! Keeper, liquidator, feed and packets as a user runs them: what is refused before anything is sent, a
//! dry run that sends nothing, an endpoint that is dead, a lot that is looked at and explained, then
//! one process with both roles that clears the liquidation; what it tells; a graceful end.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use seawall_testbed::person::until;
use seawall_wire::ids::AccountId;

use crate::acts::{Scene, HIGH, PATIENCE};
use crate::bot::Bot;
use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::{books, Story};

/// The story.
pub const STORY: Story = Story {
    name: "bots",
    about: "Keeper, liquidator, feed, packets: refusals, dry run, a lot explained, a liquidation",
    ground: Ground::CONTRACTS,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, "borrower-2")?;
    refusals(stage, &scene)?;
    let bot = Bot::new(stage, "liquidator", &dead_first(&scene)?)?;
    let said = bot.ask(stage, &["liquidator", "lots"])?.well("lots")?.out;
    stage.holds("no lot is open", said.contains("No lot is open"), || {
        said.clone()
    })?;
    let said = bot
        .ask(stage, &["packets", "--stuck"])?
        .well("packets")?
        .out;
    let calm = said.contains("No packet waits") && said.contains(": Active, expires in");
    stage.holds(
        "no packet is stuck, clients are listed with their expiry",
        calm,
        || said,
    )?;
    dry_run(stage, &bot)?;
    liquidation(stage, &scene, &bot, account)?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// The hub has two endpoints, and nobody answers at the first.
fn dead_first(scene: &Scene) -> Result<String> {
    // A port that was free a moment ago.
    let dead = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let alive = &scene.net.chain(Role::Hub)?.rpc;
    Ok(format!(
        "[chains.hub]\nrpc = [\"http://{dead}\", \"{alive}\"]"
    ))
}

fn refusals(stage: &mut Stage, scene: &Scene) -> Result<()> {
    // A phrase of the BIP-39 test vectors: nobody gave it coins.
    let nobody = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let debt = &scene.net.chain(Role::Debt)?.rpc;
    let elsewhere = format!("[chains.hub]\nrpc = [\"{debt}\"]");
    let unknown = Bot::new(stage, "keeper", "mnemonics = \"none\"")?;
    let table = [
        (unknown, None, "mnemonics"),
        (
            Bot::new(stage, "keeper", "")?.without_key(),
            None,
            "$E2E_BOT",
        ),
        (
            Bot::new(stage, "stranger", "")?,
            Some(nobody),
            "never received coins",
        ),
        (Bot::new(stage, "deployer", &elsewhere)?, None, "debt-1"),
    ];
    for (bot, phrase, why) in table {
        let bot = match phrase {
            Some(phrase) => bot.with_phrase(phrase),
            None => bot,
        };
        let ran = bot.ask(stage, &["keeper"])?;
        let refused = ran.code == Some(2) && ran.err.contains(why);
        stage.holds(&format!("refused: {why}"), refused, || {
            format!("{:?} {}", ran.code, ran.err)
        })?;
    }
    Ok(())
}

fn dry_run(stage: &mut Stage, bot: &Bot) -> Result<()> {
    let before = sequence(stage)?;
    let roles = ["run", "--roles", "keeper,liquidator", "--dry-run"];
    let mut running = bot.start(stage, "bots-dry", &roles)?;
    std::thread::sleep(Duration::from_secs(5));
    let ended = running.stop(Duration::from_secs(30))?;
    stage.holds("a dry run ends gracefully", ended.success(), || {
        running.said()
    })?;
    let after = sequence(stage)?;
    stage.holds("and has sent nothing", before == after, || {
        format!("{before} {after}")
    })
}

fn sequence(stage: &Stage) -> Result<u64> {
    let person = stage.person("liquidator")?;
    let address = person.address(Role::Hub)?.to_string();
    let found = person.with(
        Role::Hub,
        |client| async move { client.account(&address).await },
    )?;
    Ok(found.1)
}

/// Four minutes in which the price falls from 10 to 8.7, in steps that need no confirmation.
fn bars(stage: &Stage) -> Result<String> {
    let mut lines = "unix_seconds,open,high,low,close,volume\n".to_string();
    let closes = ["9.7", "9.3", "9.0", "8.7", "8.7"];
    let mut open = "10.0";
    for (minute, close) in closes.into_iter().enumerate() {
        let time = minute.saturating_mul(60).saturating_add(1_600_000_020);
        lines += &format!("{time},{open},{open},{close},{close},5000\n");
        open = close;
    }
    let file = stage.file("ATOM_FALL_1m.csv")?;
    std::fs::write(&file, lines)?;
    Ok(text(&file)?.to_string())
}

fn liquidation(stage: &mut Stage, scene: &Scene, bot: &Bot, account: AccountId) -> Result<()> {
    let before = scene.debt(account)?;
    let keeper = Bot::new(stage, "keeper", "")?;
    let mut keeping = keeper.start(stage, "bots-keeper", &["keeper"])?;
    let prices = bars(stage)?;
    let begun = Instant::now();
    let feed = ["feed", "--prices", &prices, "--speed", "20"];
    let said = bot.ask(stage, &feed)?.well("feed")?;
    stage.holds("prices were said", said.out.contains("prices said"), || {
        said.out.clone()
    })?;
    let lot = scene.open_lot(account)?.terms.lot;
    let ended = keeping.stop(Duration::from_secs(60))?;
    stage.holds("the keeper ends gracefully", ended.success(), || {
        keeping.said()
    })?;
    looked_at(stage, bot, lot.0)?;
    let roles = ["run", "--roles", "keeper,liquidator"];
    let mut running = bot.start(stage, "bots", &roles)?;
    running.wait_for_line("taken", PATIENCE)?;
    until("the repaid debt", PATIENCE, || {
        let repaid = scene.debt(account)? < before && scene.safe(account)?;
        Ok(repaid.then_some(()))
    })
    .with_context(|| running.said())?;
    stage.measure_ms(
        "from the first price to the repaid debt, with the look at the lot",
        begun.elapsed().as_millis(),
    );
    told(stage, bot)?;
    let ended = running.stop(Duration::from_secs(60))?;
    stage.holds("it ends gracefully", ended.success(), || running.said())
}

/// What people are told of an open lot.
fn looked_at(stage: &mut Stage, bot: &Bot, lot: u64) -> Result<()> {
    let said = bot.ask(stage, &["liquidator", "lots"])?.well("lots")?.out;
    let known = ["left at", "; in ", "all of it costs"];
    let listed = said.contains(&format!("lot {lot} on collateral"));
    stage.holds(
        "an open lot is listed with price, next step and cost",
        listed && known.iter().all(|part| said.contains(part)),
        || said.clone(),
    )?;
    let greedy = Bot::new(stage, "liquidator", "")?.with_margin("0.5")?;
    let number = lot.to_string();
    let said = greedy.ask(stage, &["liquidator", "explain", &number])?;
    let said = said.well("explain")?.out;
    let one = said.matches("left alone").count() == 1 && said.contains("at most");
    stage.holds("one reason why it is left alone", one, || said)
}

/// What programs are told while it runs.
fn told(stage: &mut Stage, bot: &Bot) -> Result<()> {
    let metrics = http(&bot.listen, "/metrics")?;
    let realised = "seawall_profit_realised_usd{way=\"inventory\"}";
    stage.holds("profit is booked", metrics.contains(realised), || {
        metrics.clone()
    })?;
    let health = http(&bot.listen, "/healthz")?;
    stage.holds("it is well", health.contains("\"well\":true"), || {
        health.clone()
    })
}

fn http(address: &str, path: &str) -> Result<String> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
