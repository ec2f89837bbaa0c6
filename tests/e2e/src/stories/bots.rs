//! Keeper and liquidator as one process, prices by `feed`: a liquidation from the fall of the price
//! to the repaid debt, over real packets; what the commands say on the way; a graceful end.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::{AccountResponse, HealthResponse, QueryMsg};
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_testbed::Places;
use seawall_wire::ids::AccountId;

use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "bots",
    about: "Keeper, liquidator, feed, packets: refusals, dry run, one whole liquidation",
    ground: Ground::CONTRACTS,
    run,
};

const LISTEN: &str = "127.0.0.1:36690";
const PATIENCE: Duration = Duration::from_secs(240);

fn run(stage: &mut Stage) -> Result<()> {
    let config = write(stage, "bots.toml", "")?;
    let config = config.as_str();
    refusals(stage)?;
    let keys = keys();
    let env: Vec<(&str, &str)> = keys.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let lots = ["liquidator", "--config", config, "lots"];
    let said = stage.seawall(&lots, &env)?.well("lots")?.out;
    stage.holds("no lot is open", said.contains("No lot is open"), || {
        said.clone()
    })?;
    let packets = ["packets", "--stuck", "--config", config];
    let said = stage.seawall(&packets, &env)?.well("packets")?.out;
    let calm = said.contains("No packet waits") && said.contains(": Active, expires in");
    stage.holds(
        "no packet is stuck, clients are listed with their expiry",
        calm,
        || said,
    )?;
    dry_run(stage, config, &env)?;
    liquidation(stage, config, &env)
}

fn keys() -> Vec<(&'static str, String)> {
    let pairs = [
        ("E2E_BOT", "liquidator"),
        ("E2E_FEEDER_1", "feeder-1"),
        ("E2E_FEEDER_2", "feeder-2"),
        ("E2E_FEEDER_3", "feeder-3"),
    ];
    let phrase = |name| accounts::find(name).map(|a| a.mnemonic.to_string());
    let known = pairs.into_iter();
    known
        .filter_map(|(env, name)| Some((env, phrase(name)?)))
        .collect()
}

fn write(stage: &Stage, name: &str, more: &str) -> Result<String> {
    let deployment = Places::file(&stage.net()?);
    let state = Places::state(&stage.net()?);
    let lines = format!(
        "deployment = {deployment:?}\nstate = {state:?}\nkey = {{ env = \"E2E_BOT\" }}\n\
         listen = \"{LISTEN}\"\n{more}\n[log]\njson = true\n[keeper]\nreconcile_secs = 10\n\
         [liquidator]\nmargin = 0.002\nprice = {{ source = \"oracle\", max_age_secs = 3600 }}\n\
         [feed]\nkeys = [{{ env = \"E2E_FEEDER_1\" }}, {{ env = \"E2E_FEEDER_2\" }}, \
         {{ env = \"E2E_FEEDER_3\" }}]\ndeviation = 0.001\nheartbeat_secs = 3600\nsweep = [1]\n"
    );
    let file = stage.file(name)?;
    std::fs::write(&file, lines)?;
    Ok(text(&file)?.to_string())
}

fn refusals(stage: &mut Stage) -> Result<()> {
    let unknown = write(stage, "unknown.toml", "mnemonics = \"none\"")?;
    let good = write(stage, "refused.toml", "")?;
    // A phrase of the BIP-39 test vectors: nobody gave it coins.
    let nobody = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let table = [
        (&unknown, None, "mnemonics"),
        (&good, None, "$E2E_BOT"),
        (&good, Some(("E2E_BOT", nobody)), "never received coins"),
    ];
    for (file, env, why) in table {
        let ran = stage.seawall(&["keeper", "--config", file], env.as_slice())?;
        let refused = ran.code == Some(2) && ran.err.contains(why);
        stage.holds(&format!("refused: {why}"), refused, || {
            format!("{:?} {}", ran.code, ran.err)
        })?;
    }
    Ok(())
}

fn dry_run(stage: &mut Stage, config: &str, env: &[(&str, &str)]) -> Result<()> {
    let before = sequence(stage)?;
    let args = [
        "run",
        "--roles",
        "keeper,liquidator",
        "--config",
        config,
        "--dry-run",
    ];
    let mut bot = stage.start("bots-dry", &args, env)?;
    bot.wait_for_line("running", PATIENCE)?;
    std::thread::sleep(Duration::from_secs(5));
    let ended = bot.stop(Duration::from_secs(30))?;
    stage.holds("a dry run ends gracefully", ended.success(), || bot.said())?;
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

/// Five minutes in which the price falls from 10 to 8.5, in steps that need no confirmation.
fn bars(stage: &Stage) -> Result<String> {
    let mut lines = "unix_seconds,open,high,low,close,volume\n".to_string();
    let closes = ["9.7", "9.4", "9.1", "8.8", "8.5", "8.5"];
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

fn liquidation(stage: &mut Stage, config: &str, env: &[(&str, &str)]) -> Result<()> {
    let account = first_to_fall(stage)?;
    let before = owes(stage, account)?;
    let args = ["run", "--roles", "keeper,liquidator", "--config", config];
    let mut bot = stage.start("bots", &args, env)?;
    bot.wait_for_line("running", PATIENCE)?;
    let prices = bars(stage)?;
    let feed = [
        "feed", "--config", config, "--prices", &prices, "--speed", "20",
    ];
    let begun = Instant::now();
    let said = stage.seawall(&feed, env)?.well("feed")?;
    stage.holds("prices were said", said.out.contains("prices said"), || {
        said.out.clone()
    })?;
    bot.wait_for_line("taken", PATIENCE)?;
    stage.measure_ms(
        "from the first price to the first take",
        begun.elapsed().as_millis(),
    );
    let mut left = before;
    while begun.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(500));
        left = owes(stage, account)?;
        if left < before && !health(stage, account)?.liquidatable {
            break;
        }
    }
    stage.measure_ms(
        "from the first price to the repaid debt",
        begun.elapsed().as_millis(),
    );
    stage.holds("debt was repaid", left < before, || {
        format!("{before} {left}")
    })?;
    let safe = !health(stage, account)?.liquidatable;
    stage.holds("the account is safe", safe, || bot.said())?;
    let metrics = http(LISTEN, "/metrics")?;
    let realised = "seawall_profit_realised_usd{way=\"inventory\"}";
    stage.holds("profit is booked", metrics.contains(realised), || {
        metrics.clone()
    })?;
    let health = http(LISTEN, "/healthz")?;
    stage.holds("it is well", health.contains("\"well\":true"), || {
        health.clone()
    })?;
    let ended = bot.stop(Duration::from_secs(60))?;
    stage.holds("it ends gracefully", ended.success(), || bot.said())
}

/// The account of the borrower nearest to liquidation: the one with the lowest health.
fn first_to_fall(stage: &Stage) -> Result<AccountId> {
    let accounts: Vec<AccountId> = ask(
        stage,
        &QueryMsg::Accounts {
            start_after: None,
            limit: None,
        },
    )?;
    let mut found = vec![];
    for account in accounts {
        found.push((health(stage, account)?.best.to_string(), account));
    }
    found.sort();
    found
        .first()
        .map(|(_, account)| *account)
        .context("nobody has an account")
}

fn ask<R: serde::de::DeserializeOwned>(stage: &Stage, question: &QueryMsg) -> Result<R> {
    let coordinator = stage.places()?.coordinator()?;
    stage
        .person("stranger")?
        .ask(Role::Hub, &coordinator, question)
}

fn health(stage: &Stage, account: AccountId) -> Result<HealthResponse> {
    ask(stage, &QueryMsg::Health { account })
}

fn owes(stage: &Stage, account: AccountId) -> Result<u128> {
    let answer: AccountResponse = ask(stage, &QueryMsg::Account { account })?;
    let all = answer.debts.iter().map(|d| d.worst.u128());
    Ok(all.fold(0, u128::saturating_add))
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
