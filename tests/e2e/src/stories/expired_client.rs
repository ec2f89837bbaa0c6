//! Nobody relays for longer than the light clients live, so that they expire while an account is
//! unsafe. The keeper warns ahead of time; a trigger costs nothing but its fee; `packets --stuck`
//! says what stands still and why; a vote puts new clients in the place of the old, and the
//! liquidation ends. All by the runbook's entry "A client has expired", as it is printed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{CommandResponse, QueryMsg as AskOutpost};
use seawall_interfaces::vault;
use seawall_localnet::clients::{self, ClientHealth};
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, CommandId};
use serde_json::Value;

use crate::acts::{Scene, HIGH, LOW, PATIENCE};
use crate::books;
use crate::bot::Bot;
use crate::daemon::Daemon;
use crate::ground::Ground;
use crate::runbook::Runbook;
use crate::stage::Stage;
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "expired_client",
    about: "Light clients expire: warned of, survived, shown, replaced by a vote",
    ground: Ground {
        contracts: true,
        options: &["--trusting-period", "90s"],
    },
    run,
};

/// The keeper warns when a client expires within this, seconds. A running relayer renews a client
/// after a third of its life.
const WARNING: u64 = 45;
/// Deposited while nobody relays, base units.
const LATE: u128 = 5_000_000;
/// Longer than clients live.
const LIFE: Duration = Duration::from_secs(150);

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, "borrower-2")?;
    let before = (scene.collateral(account)?, scene.debt(account)?);
    let bot = keeper(stage)?;
    let mut keeper = bot.start(stage, "keeper", &["keeper"])?;
    let left = expiries(&bot)?;
    let calm = left.len() == 6 && left.values().all(|left| *left > 0.0);
    stage.holds("a metric says when each light client expires", calm, || {
        format!("{left:?}")
    })?;
    stage.net()?.stop_relayer()?;
    let deposit = deposit(stage, &scene, account)?;
    expire(stage, &scene, &bot, &mut keeper)?;
    scene.price(LOW)?;
    survived(stage, &scene, account, before.0)?;
    let book = Runbook::open(stage)?;
    stuck(stage, &book)?;
    let held = keeper.said().matches("liquidate account").count();
    stage.holds(
        "the keeper pays for no trigger that cannot arrive",
        held == 0,
        || keeper.said(),
    )?;
    recovered(stage, &scene, &book)?;
    let begun = Instant::now();
    stage.net()?.start_relayer()?;
    let lot = scene.open_lot(account)?;
    stage.measure_ms(
        "from the relayer's start to an open lot",
        begun.elapsed().as_millis(),
    );
    let liquidation = lot.liquidation;
    scene.take(&lot)?;
    let outcome = scene.push(liquidation)?;
    let owed = scene.debt(account)?;
    let well = outcome == Outcome::Cured && owed < before.1 && scene.safe(account)?;
    stage.holds("the keeper liquidates, the debt is repaid", well, || {
        format!("{outcome:?}: {} became {owed}", before.1)
    })?;
    let word = until("the deposit's outcome", PATIENCE, || {
        match scene.outpost(Role::Collateral, &AskOutpost::Command { id: deposit })? {
            CommandResponse::InFlight {} => Ok(None),
            word => Ok(Some(word)),
        }
    })?;
    let admitted = matches!(word, CommandResponse::Admitted(_));
    stage.holds("the deposit that waited counts", admitted, || {
        format!("{word:?}")
    })?;
    let ended = keeper.stop(Duration::from_secs(60))?;
    stage.holds("the keeper ends gracefully", ended.success(), || {
        keeper.said()
    })?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// A keeper that looks often and warns early.
fn keeper(stage: &Stage) -> Result<Bot> {
    let bot = Bot::new(stage, "insurer", "")?;
    let text = std::fs::read_to_string(&bot.file)?;
    let settings =
        format!("reconcile_secs = 3\nclient_warning_secs = {WARNING}\nstuck_secs = 30\n");
    let text = text.replace("reconcile_secs = 10\n", &settings);
    std::fs::write(&bot.file, text)?;
    Ok(bot)
}

/// What the metric says of each client, by its labels.
fn expiries(bot: &Bot) -> Result<BTreeMap<String, f64>> {
    let url = format!("http://{}/metrics", bot.listen);
    until("the metric of all chains", PATIENCE, || {
        let answer = minreq::get(&url).with_timeout(10).send()?;
        let lines = answer.as_str()?.lines();
        let ours = lines.filter_map(|line| line.strip_prefix("seawall_client_expiry_seconds"));
        let parts = ours.filter_map(|line| line.rsplit_once(' '));
        let parts = parts.filter_map(|(labels, left)| Some((labels.into(), left.parse().ok()?)));
        let found: BTreeMap<String, f64> = parts.collect();
        Ok((found.len() >= 6).then_some(found))
    })
}

/// A deposit on its way, which nobody carries.
fn deposit(stage: &Stage, scene: &Scene, account: AccountId) -> Result<CommandId> {
    let owner = stage.person("borrower-2")?;
    let vault = scene.places.vault(Role::Collateral)?;
    let msg = vault::ExecuteMsg::Deposit { account };
    owner.execute(Role::Collateral, &vault, &msg, &[(LATE, COLLATERAL.1)])?;
    let sent = scene.sent_by(Role::Collateral)?;
    let command = sent.iter().filter_map(|packet| packet.command).next_back();
    command.context("no command is on its way")
}

/// The clients of all chains, as the chains see them.
fn health(scene: &Scene) -> Result<Vec<ClientHealth>> {
    let mut all = vec![];
    for (a, b) in Role::PAIRS {
        let link = scene.net.link(a, b)?;
        for (end, of) in [(&link.a, link.b.chain), (&link.b, link.a.chain)] {
            all.push(clients::health(&scene.net.rpc(end.chain)?, end, of)?);
        }
    }
    Ok(all)
}

fn expire(stage: &mut Stage, scene: &Scene, bot: &Bot, keeper: &mut Daemon) -> Result<()> {
    keeper.wait_for_line("light client expires soon", LIFE)?;
    let first = health(scene)?.iter().map(|c| c.expires_in_secs).min();
    let first = first.unwrap_or_default();
    stage.holds("the keeper warns while there is time", first > 0, || {
        keeper.said()
    })?;
    stage.measure("left when the keeper warns first", first, "s");
    let all = until("all clients to expire", LIFE, || {
        let all = health(scene)?;
        Ok(all.iter().all(|c| c.status == "Expired").then_some(all))
    })?;
    stage.measure("expired light clients", all.len(), "clients");
    keeper.wait_for_line("light client has expired", PATIENCE)?;
    until("the metric to fall below zero", PATIENCE, || {
        Ok(expiries(bot)?
            .values()
            .all(|left| *left <= 0.0)
            .then_some(()))
    })?;
    stage.holds("then it says that they have expired", true, String::new)
}

/// The chain refuses to send the order; the trigger is undone in its own transaction.
fn survived(
    stage: &mut Stage,
    scene: &Scene,
    account: AccountId,
    before: (i128, u128),
) -> Result<()> {
    let liquidation = scene.liquidate(account)?;
    let outcome = scene.ended(liquidation)?;
    stage.holds(
        "a trigger that cannot be sent is undone at once",
        outcome == Some(Outcome::NotOpened),
        || format!("{outcome:?}"),
    )?;
    let (locked, worst) = scene.collateral(account)?;
    let locked = locked.checked_sub(before.0).context("locked")?;
    // The deposit is locked, and the hub does not know of it.
    let none = worst == before.1 && u128::try_from(locked).is_ok_and(|more| more <= LATE);
    stage.holds("and takes nothing from the account", none, || {
        format!("{before:?}, now {locked} more locked and {worst}")
    })?;
    let orders = scene.sent_to(Role::Collateral)?;
    stage.holds("no order is on its way", orders.is_empty(), || {
        format!("{orders:?}")
    })
}

fn stuck(stage: &mut Stage, book: &Runbook) -> Result<()> {
    let said = book.run("expired", &[])?.well("expired")?;
    let named = said.out.contains("STUCK: collateral")
        && said.out.contains("is Expired\n")
        && said.out.contains("clear packets --chain collateral-1")
        && said.out.contains(": Expired, expired ");
    stage.holds(
        "packets --stuck names the packet, the expired client and the command",
        named,
        || said.out.clone(),
    )
}

/// A client's update is refused; a vote puts a new one in its place. All chains at the same time, by
/// the runbook.
fn recovered(stage: &mut Stage, scene: &Scene, book: &Runbook) -> Result<()> {
    let begun = Instant::now();
    let expired = health(scene)?;
    let first = expired.first().context("no clients")?;
    let old = [("HOST", first.chain.spec().id), ("OLD", &first.client)];
    let update = book.run("expired-update", &old)?;
    let words = update.out + &update.err;
    let refused = update.code != Some(0) && words.contains("expired");
    stage.holds("an update of an expired client is refused", refused, || {
        words
    })?;
    let mut open = vec![];
    for old in &expired {
        let (host, of) = (old.chain.spec().id, old.follows.spec().id);
        let made = book.run("expired-substitute", &[("HOST", host), ("OF", of)])?;
        let made = made.well("expired-substitute")?.out;
        let new = client_id(&made).with_context(|| format!("no client in {made}"))?;
        open.push((old.chain, proposed(stage, book, old, new)?));
    }
    for (role, id) in &open {
        until("the vote", PATIENCE, || {
            let found = scene.net.wasmd(*role, &["query", "gov", "proposal", id])?;
            let status = found.pointer("/proposal/status").and_then(Value::as_str);
            Ok((status == Some("PROPOSAL_STATUS_PASSED")).then_some(()))
        })?;
    }
    let now = health(scene)?;
    let active = now.iter().all(|client| client.status == "Active");
    stage.holds("a vote makes each client active again", active, || {
        format!("{now:?}")
    })?;
    stage.measure_ms(
        "six new clients and the votes for them",
        begun.elapsed().as_millis(),
    );
    Ok(())
}

/// Proposes that a new client takes the place of an old one, and votes for it.
fn proposed(stage: &Stage, book: &Runbook, old: &ClientHealth, new: &str) -> Result<String> {
    let role = old.chain;
    let reader = stage.person("stranger")?;
    let deposit = reader.with(
        role,
        |client| async move { client.proposal_deposit().await },
    )?;
    let chain = role.name().to_uppercase();
    let names = [
        ("CHAIN", chain.as_str()),
        ("OLD", &old.client),
        ("NEW", new),
        ("DEPOSIT", &deposit),
    ];
    let sent = book.sent(stage, (role, "expired-recover"), &names)?;
    let id = sent.attribute("submit_proposal", "proposal_id");
    let id = id.context("proposal id")?.to_string();
    let vote = [("CHAIN", chain.as_str()), ("PROPOSAL", &id)];
    book.sent(stage, (role, "expired-vote"), &vote)?;
    Ok(id)
}

/// The client that the relayer says it has made.
fn client_id(answer: &str) -> Option<&str> {
    let mut words = answer.split('"');
    words.find(|word| word.starts_with("07-tendermint-"))
}
