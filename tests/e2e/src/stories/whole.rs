//! A whole crash on real nodes: keeper and liquidator as two processes, prices of a real fall (or of the
//! bundled one) through the feeders; whatever becomes unsafe is cleared over three chains. Afterwards
//! the simulator does the same messages and packets again and must come to the same books.

#![allow(clippy::float_arithmetic)] // Prices of files are real numbers.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use seawall_engine::prices::{read_file, Bar};
use seawall_engine::synthetic;
use seawall_interfaces::coordinator::{LiquidationResponse, QueryMsg};
use seawall_testbed::people::BORROWERS;
use seawall_testbed::person::until;
use seawall_wire::ids::{AccountId, LiquidationId};

use crate::acts::{Scene, HIGH, PATIENCE};
use crate::bot::Bot;
use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::stories::mirror::mirrored;
use crate::{books, Story};

/// The story.
pub const STORY: Story = Story {
    name: "whole",
    about: "A crash with keeper and liquidator as processes; the simulator comes to the same books",
    ground: Ground::CONTRACTS,
    run,
};

/// Minutes of the fall that are played: the deepest of the file.
const MINUTES: usize = 10;
/// Seconds of the prices per second of the clock.
const SPEED: &str = "4";
/// The first price that is played, as the localnet's people expect it.
const START: f64 = 10.0;
/// Rounds of lots that nobody buys while their price is above the market take their time.
const TO_THE_END: Duration = Duration::from_secs(600);
/// The bundled crash, 26 hours from top to bottom, in about half an hour.
const SQUEEZE: f64 = 60.0;

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    scene.price(HIGH)?;
    let accounts: Vec<AccountId> = scene.hub(&QueryMsg::Accounts {
        start_after: None,
        limit: Some(100),
    })?;
    stage.holds(
        "people have moved in",
        accounts.len() >= BORROWERS.len(),
        || format!("{accounts:?}"),
    )?;
    let before = last_liquidation(&scene)?;
    let owed = debts(&scene, &accounts)?;
    let prices = bars(stage)?;
    let (keeper, buyer) = (
        Bot::new(stage, "keeper", "")?,
        Bot::new(stage, "liquidator", "")?,
    );
    let mut keeping = keeper.start(stage, "whole-keeper", &["keeper"])?;
    let mut buying = buyer.start(stage, "whole-liquidator", &["liquidator"])?;
    let begun = Instant::now();
    let feed = [
        "feed",
        "--prices",
        text(&prices)?,
        "--asset",
        "ATOM",
        "--speed",
        SPEED,
    ];
    keeper.ask(stage, &feed)?.well("feed")?;
    stage.measure_ms("the fall", begun.elapsed().as_millis());
    let begun = Instant::now();
    until("the end of all liquidations", TO_THE_END, || {
        calm(&scene, &accounts)
    })?;
    scene.quiet()?;
    stage.measure_ms(
        "from the last price until all is repaid",
        begun.elapsed().as_millis(),
    );
    let ended = keeping.stop(PATIENCE)?.success() && buying.stop(PATIENCE)?.success();
    stage.holds("keeper and liquidator end gracefully", ended, || {
        format!("{}\n{}", keeping.said(), buying.said())
    })?;
    outcome(stage, &scene, &accounts, before, owed)?;
    books::agree(stage, &scene, &accounts)?;
    mirrored(stage, &scene)?;
    scene.price(HIGH)
}

/// Something was liquidated, everybody is safe, and nobody was left with a deficit.
fn outcome(
    stage: &mut Stage,
    scene: &Scene,
    accounts: &[AccountId],
    before: u64,
    owed: u128,
) -> Result<()> {
    let after = last_liquidation(scene)?;
    let count = after.saturating_sub(before);
    stage.holds("the fall made accounts unsafe", count > 0, || {
        format!("no liquidation of {accounts:?}")
    })?;
    stage.measure("liquidations", count, "");
    let left = debts(scene, accounts)?;
    let repaid = owed.saturating_sub(left);
    stage.measure("debt repaid", repaid / 1_000_000, "USD");
    let mut outcomes = vec![];
    for id in before.saturating_add(1)..=after {
        let known = scene.ended(LiquidationId(id))?;
        outcomes.push(known.with_context(|| format!("liquidation {id} has not ended"))?);
    }
    stage.holds("debt was repaid", repaid > 0, || {
        format!("{owed} {left} {outcomes:?}")
    })?;
    for account in accounts {
        let safe = scene.safe(*account)?;
        if !safe {
            bail!("account {account} is not safe; liquidations ended as {outcomes:?}");
        }
    }
    stage.holds("every account is safe", true, String::new)
}

/// No liquidation is open and nobody is unsafe.
fn calm(scene: &Scene, accounts: &[AccountId]) -> Result<Option<()>> {
    for account in accounts {
        let known: seawall_interfaces::coordinator::AccountResponse =
            scene.hub(&QueryMsg::Account { account: *account })?;
        if !known.liquidations.is_empty() || !scene.safe(*account)? {
            return Ok(None);
        }
    }
    Ok(Some(()))
}

/// The number of the newest liquidation; zero if there was none.
fn last_liquidation(scene: &Scene) -> Result<u64> {
    let mut last = 0u64;
    loop {
        let next = LiquidationId(last.saturating_add(1));
        let known: Result<LiquidationResponse> = scene.liquidation(next);
        if known.is_err() {
            return Ok(last);
        }
        last = next.0;
    }
}

fn debts(scene: &Scene, accounts: &[AccountId]) -> Result<u128> {
    let mut all = 0u128;
    for account in accounts {
        all = all.saturating_add(scene.debt(*account)?);
    }
    Ok(all)
}

/// A file with the deepest ten minutes of the fall, moved to the localnet's first price.
fn bars(stage: &Stage) -> Result<PathBuf> {
    let bars: Vec<Bar> = match &stage.site.wishes.prices {
        Some(file) => read_file(file, "ATOM")?.bars().to_vec(),
        None => {
            let made = synthetic::black_thursday(1, SQUEEZE).pop();
            made.context("no bundled crash")?.bars().to_vec()
        }
    };
    let deepest = deepest(&bars).context("the file of prices is too short")?;
    let start = deepest.first().map_or(START, |bar| bar.open);
    let scale = |price: f64| price / start * START;
    let mut lines = "unix_seconds,open,high,low,close,volume\n".to_string();
    for bar in deepest {
        let [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(scale);
        writeln!(
            lines,
            "{},{open},{high},{low},{close},{}",
            bar.time, bar.volume
        )?;
    }
    let file = stage.file("ATOM_WHOLE_1m.csv")?;
    std::fs::write(&file, lines)?;
    Ok(file)
}

/// The stretch in which the price falls most.
fn deepest(bars: &[Bar]) -> Option<&[Bar]> {
    let fall = |stretch: &&[Bar]| match (stretch.first(), stretch.last()) {
        (Some(first), Some(last)) => last.close / first.open,
        _ => f64::MAX,
    };
    let stretches = bars.windows(MINUTES.min(bars.len()).max(1));
    stretches.min_by(|a, b| fall(a).total_cmp(&fall(b)))
}
