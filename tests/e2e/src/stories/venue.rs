//! A liquidator without money: it lists lots, and takes one by selling the collateral to a pool in the
//! same transaction; what the pool would pay is demanded, so that a pool that pays less undoes it.

use std::time::Duration;

use anyhow::{Context, Result};
use seawall_chain_client::TxOutcome;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::coordinator::Outcome;
use seawall_localnet::plan::Role;
use seawall_testbed::artifacts::Found;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::person::until;
use seawall_testbed::{venue, Person};
use serde_json::{json, Value};

use crate::acts::{Scene, HIGH, LOW};
use crate::bot::Bot;
use crate::ground::Ground;
use crate::stage::Stage;
use crate::{books, Story};

/// The story.
pub const STORY: Story = Story {
    name: "venue",
    about: "A liquidator without money takes a lot at a pool, for no less than was decided by",
    ground: Ground::CONTRACTS,
    run,
};

/// It has coins for gas, and not one dollar on the collateral chain.
const PENNILESS: &str = "stranger";
/// ATOM that are sold to the pool so that it pays less than any lot costs, base units.
const FLOOD: u128 = 50_000_000_000;
const WAIT: Duration = Duration::from_secs(60);
const HERE: Role = Role::Collateral;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let pool = Pool::new(stage)?;
    let account = scene.borrower(stage, "borrower-4")?;
    // What a run before this one has earned.
    let earned = pool.reader.balance(HERE, &pool.dollar)?;
    if earned > 0 {
        pool.swap(&pool.reader, (earned, &pool.dollar))?;
    }
    let bot = configured(stage, &pool, "")?;
    scene.price(LOW)?;
    let liquidation = scene.liquidate(account)?;
    let lot = scene.open_lot(account)?;
    listed(stage, &bot, &lot)?;
    flooded(stage, &scene, &pool, &bot, &lot)?;
    bounded(stage, &pool)?;
    taken(stage, &scene, &pool, &bot)?;
    let outcome = scene.push(liquidation)?;
    let safe = scene.safe(account)?;
    stage.holds(
        "the liquidation ends and the account is safe",
        outcome == Outcome::Cured && safe,
        || format!("{outcome:?}, safe: {safe}"),
    )?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// The pool of the localnet.
struct Pool {
    address: String,
    dollar: String,
    reader: Person,
}

impl Pool {
    fn new(stage: &Stage) -> Result<Self> {
        let found = Found::find(stage.site.artifacts.as_deref())?;
        Ok(Self {
            address: venue::address(&stage.net()?, &found)?,
            dollar: stage.places()?.payment_denom()?,
            reader: stage.person(PENNILESS)?,
        })
    }

    /// ATOM and dollars that it has.
    fn reserves(&self) -> Result<(u128, u128)> {
        let has = |denom: &str| {
            let (at, denom) = (self.address.clone(), denom.to_string());
            let answer = |client: seawall_chain_client::ChainClient| async move {
                client.balance(&at, &denom).await
            };
            self.reader.with(HERE, answer)
        };
        Ok((has(COLLATERAL.1)?, has(&self.dollar)?))
    }

    fn swap(&self, person: &Person, coin: (u128, &str)) -> Result<TxOutcome> {
        let msg = json!({"swap": {"min_out": "1"}});
        person.execute(HERE, &self.address, &msg, &[coin])
    }
}

fn configured(stage: &Stage, pool: &Pool, more: &str) -> Result<Bot> {
    let bot = Bot::new(stage, PENNILESS, more)?;
    let lines = std::fs::read_to_string(&bot.file)?;
    let mut lines = lines.replace("[liquidator]\n", "[liquidator]\nflash = \"always\"\n");
    let address = &pool.address;
    lines += &format!(
        "[[liquidator.venues]]\nkind = \"constant_product\"\nchain = \"collateral\"\n\
         contract = \"{address}\"\n"
    );
    std::fs::write(&bot.file, lines)?;
    Ok(bot)
}

/// `lots` and `explain` say what would be done, and where.
fn listed(stage: &mut Stage, bot: &Bot, lot: &LotResponse) -> Result<()> {
    let id = lot.terms.lot;
    let said = bot.ask(stage, &["liquidator", "lots"])?.well("lots")?.out;
    let whole = [
        &format!("lot {id} on collateral: "),
        " ATOM left at ",
        " USD; in ",
        "all of it costs ",
        "at a venue for at least ",
    ];
    let named = whole.iter().all(|words| said.contains(*words));
    stage.holds(
        "lots: price now, next step, what all of it costs, and that a venue pays",
        named,
        || said,
    )
}

/// Somebody sells so much to the pool that it pays less than the lot costs: the lot is left, with the
/// reason, and an order that demands what the pool paid before is undone as a whole.
fn flooded(
    stage: &mut Stage,
    scene: &Scene,
    pool: &Pool,
    bot: &Bot,
    lot: &LotResponse,
) -> Result<()> {
    let id = lot.terms.lot;
    let seller = stage.person("borrower-1")?;
    let before = pool.reserves()?;
    pool.swap(&seller, (FLOOD, COLLATERAL.1))?;
    let number = id.to_string();
    let said = bot
        .ask(stage, &["liquidator", "explain", &number])?
        .well("explain")?
        .out;
    let left = said.contains("left alone: ") && !said.contains("at a venue");
    stage.holds("a pool that pays too little is not used", left, || said)?;
    let receiver = pool.reader.address(HERE)?.to_string();
    let order = json!({"take_lot": {
        "house": scene.auction_house()?, "lot": id, "want": lot.terms.put_up,
        "price_limit": lot.top, "min_out": lot.terms.put_up.u128().saturating_mul(9).to_string(),
        "receiver": receiver,
    }});
    let why = pool.reader.refusal(HERE, &pool.address, &order, &[])?;
    let why = why.unwrap_or_default();
    stage.holds(
        "an order that demands more than the pool pays is undone",
        why.contains("expected at least"),
        || why.clone(),
    )?;
    // Dollars come back as they went, but for the pool's share.
    let now = pool.reserves()?;
    let got = before.1.saturating_sub(now.1);
    let buyer = stage.person("liquidator")?;
    pool.swap(&buyer, (got, &pool.dollar)).map(drop)
}

/// With next to nothing to spend on fees in an hour it decides, and sends nothing.
fn bounded(stage: &mut Stage, pool: &Pool) -> Result<()> {
    let bot = configured(stage, pool, "[chains.collateral]\nspend_per_hour = 1")?;
    let before = sequence(pool)?;
    let mut process = bot.start(stage, "venue-bounded", &["liquidator"])?;
    let url = format!("http://{}/metrics", bot.listen);
    let mut said = String::new();
    let reached = until("the bound on fees", WAIT, || {
        said = minreq::get(&url)
            .with_timeout(10)
            .send()?
            .as_str()?
            .to_string();
        let metric = "seawall_spending_bound_reached_total{chain=\"collateral\"}";
        Ok(said.contains(metric).then_some(()))
    });
    process.stop(WAIT)?;
    stage.holds(
        "the bound on fees per hour is reached, and counted",
        reached.is_ok(),
        || said,
    )?;
    let after = sequence(pool)?;
    stage.holds("and nothing is sent", before == after, || {
        format!("{before} {after}")
    })
}

/// How many transactions the liquidator has sent.
fn sequence(pool: &Pool) -> Result<u64> {
    let me = pool.reader.address(HERE)?.to_string();
    let found = pool
        .reader
        .with(HERE, |client| async move { client.account(&me).await })?;
    Ok(found.1)
}

/// The liquidator takes at the pool: it began with no dollar and has the profit; the pool has the
/// collateral and paid the house.
fn taken(stage: &mut Stage, scene: &Scene, pool: &Pool, bot: &Bot) -> Result<()> {
    let had = pool.reader.balance(HERE, &pool.dollar)?;
    let before = pool.reserves()?;
    let mut process = bot.start(stage, "venue-liquidator", &["liquidator"])?;
    let line = process.wait_for_line("\"taken\"", WAIT)?;
    let line: Value = serde_json::from_str(&line).context(line.clone())?;
    let number = |key: &str| {
        let found = line.pointer(&format!("/fields/{key}")).cloned();
        found.unwrap_or_default()
    };
    let ended = process.stop(WAIT)?;
    stage.holds("it ends gracefully", ended.success(), || process.said())?;
    let after = pool.reserves()?;
    let has = pool.reader.balance(HERE, &pool.dollar)?;
    let (collateral, payment) = (units(&number("collateral"))?, units(&number("payment"))?);
    stage.holds(
        "the pool has the collateral",
        after.0 == before.0.saturating_add(collateral),
        || format!("{before:?} became {after:?}, taken {collateral}"),
    )?;
    let paid = before.1.saturating_sub(after.1);
    let earned = has.saturating_sub(had);
    stage.holds(
        "the pool has paid the house, and the liquidator what the collateral was worth above that",
        had == 0 && earned > 0 && paid == payment.saturating_add(earned),
        || format!("the pool paid {paid}: {payment} for the lot, {earned} earned; had {had}"),
    )?;
    let (expected, realised) = (number("expected_usd"), number("realised_usd"));
    stage.holds(
        "expected and realised profit are booked",
        expected.is_f64() && realised.as_f64().is_some_and(|usd| usd > 0.0),
        || line.to_string(),
    )?;
    stage.measure("earned without money", earned, "uusd");
    let held = scene.held(HERE)?;
    stage.holds("the money for the debt is at the courier", held > 0, || {
        held.to_string()
    })
}

/// Base units in a log line, as a number or as text.
fn units(value: &Value) -> Result<u128> {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.parse().with_context(|| format!("{text} is no amount"))
}
