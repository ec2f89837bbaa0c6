//! Stories on real nodes, one after another: brings the localnets up that they need, runs them, prints
//! what was checked and measured, ends everything, also after a failure.

mod acts;
mod ballot;
mod books;
mod bot;
mod crowd;
mod daemon;
mod figures;
mod glutton;
mod ground;
mod history;
mod journey;
mod mirror;
mod relay;
mod report;
mod runbook;
mod signing;
mod stage;
mod stories;
mod terms;

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{bail, Context, Result};
use clap::Parser;

use ground::{Ground, Site};
use report::{Outcome, Report};
use stage::Stage;

/// One story.
pub struct Story {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// The localnet that it needs.
    pub ground: Ground,
    /// Tells it; an error says what was expected and what came.
    pub run: fn(&mut Stage) -> Result<()>,
}

/// Stories on real nodes.
#[derive(Parser, Debug)]
#[command(name = "seawall-e2e")]
pub struct Cli {
    /// Only these stories
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Only those of a lane, 1 to 3: lanes can be told beside each other
    #[arg(long, value_name = "N", conflicts_with = "only", value_parser = lane)]
    lane: Option<u8>,
    /// Lists the stories
    #[arg(long)]
    list: bool,
    /// Writes what was checked and measured
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Leaves the last localnet running
    #[arg(long)]
    keep: bool,
    /// The seawall binary
    #[arg(long, value_name = "FILE")]
    seawall: PathBuf,
    /// Folder of the compiled contracts [default: where scripts/build-wasm leaves them]
    #[arg(long, value_name = "FOLDER")]
    artifacts: Option<PathBuf>,
    /// Folder for localnets and logs
    #[arg(long, value_name = "FOLDER", default_value = "target/e2e")]
    folder: PathBuf,
    /// Tells the stories on a localnet that runs already, and leaves it running
    #[arg(long, value_name = "HOME", conflicts_with = "keep")]
    attach: Option<PathBuf>,
    /// One-minute prices of the collateral for a whole liquidation [default: $SEAWALL_E2E_PRICES,
    /// or a made-up crash]
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Writes what was measured into schema/nodes.json and schema/nodes.md
    #[arg(long)]
    bless: bool,
    /// Ports are counted from here; below those that systems give to connections
    #[arg(long, default_value_t = 28_600)]
    port_base: u16,
}

fn lane(text: &str) -> Result<u8, String> {
    let number = text.parse().ok().filter(|n| (1..=3).contains(n));
    number.ok_or_else(|| "right would be 1, 2 or 3".into())
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("e2e: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<bool> {
    let all = match cli.lane {
        Some(lane) => {
            let before = usize::from(lane.saturating_sub(1));
            let mut lanes = stories::lanes().into_iter();
            lanes.nth(before).unwrap_or_default()
        }
        None => stories::all(),
    };
    if cli.list {
        for story in &all {
            println!("{:<14} {}", story.name, story.about);
        }
        return Ok(true);
    }
    for name in &cli.only {
        if !all.iter().any(|story| story.name == name) {
            bail!("there is no story {name:?}; --list names them");
        }
    }
    let wanted = |story: &&Story| cli.only.is_empty() || cli.only.iter().any(|n| n == story.name);
    let mut chosen: Vec<&Story> = all.iter().filter(wanted).collect();
    chosen.sort_by_key(|story| story.ground);
    let report = tell(cli, &chosen)?;
    println!("{}", report.table());
    eprint!("{}", report.failures());
    if let Some(path) = &cli.json {
        report.write(path)?;
    }
    Ok(report.all_well())
}

/// Runs the stories; those on the same ground share a localnet unless one of them failed.
fn tell(cli: &Cli, stories: &[&Story]) -> Result<Report> {
    let mut report = Report::default();
    let mut site: Option<Site> = None;
    for story in stories {
        eprintln!("\n== {}: {}", story.name, story.about);
        if site
            .as_ref()
            .is_some_and(|site| site.ground != story.ground)
        {
            site = None;
        }
        let begun = Instant::now();
        let here = match site.take() {
            Some(here) => Ok(here),
            None => ground(cli, story.ground),
        };
        let (outcome, left) = match here {
            Ok(here) => one(story, here, begun),
            Err(error) => (Outcome::failed(story, begun, &error), None),
        };
        outcome.say();
        site = left;
        report.stories.push(outcome);
    }
    if let Some(site) = site.filter(|_| cli.keep) {
        eprintln!("the localnet stays up in {}", site.home.display());
        site.keep();
    }
    Ok(report)
}

fn ground(cli: &Cli, ground: Ground) -> Result<Site> {
    match &cli.attach {
        Some(home) => Site::attach(cli, ground, home),
        None => Site::up(cli, ground),
    }
}

/// One story; the site is given back if it can be used again.
fn one(story: &Story, site: Site, begun: Instant) -> (Outcome, Option<Site>) {
    let mut stage = Stage::new(&site);
    let told = catch_unwind(AssertUnwindSafe(|| (story.run)(&mut stage)));
    let told = told.unwrap_or_else(|_| Err(anyhow::anyhow!("the story panicked")));
    let (checked, measured) = stage.end();
    let mut outcome = match &told {
        Ok(()) => Outcome::told(story, begun),
        Err(error) => Outcome::failed(story, begun, error),
    };
    outcome.checked = checked;
    outcome.measured = measured;
    if told.is_err() {
        let kept = site.keep_logs(story.name).context("logs");
        outcome.logs = kept.ok();
        return (outcome, None);
    }
    (outcome, Some(site))
}
