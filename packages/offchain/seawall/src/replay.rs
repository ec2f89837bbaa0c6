//! `seawall replay`: the real contracts through the prices of a real crash.

use std::path::PathBuf;

use clap::Args;
use seawall_engine::prices::{asset_of, read_file, Market, Series};
use seawall_engine::scenario::Scenario;
use seawall_engine::world::World;

use crate::fail::Failure;
use crate::progress::Bar;
use crate::sim::Simulated;
use crate::{report, table, timeline};

/// What `--help` says below the options.
pub const HELP: &str = "\
A price file has lines of `unix_seconds,open,high,low,close,volume` in rising order of time. The asset of a
file is what its name begins with (ETH_MAY2021_1m.csv: ETH); a file whose name says nothing takes --asset.

  seawall replay --prices ETH_MAY2021_1m.csv --asset ETH
  seawall replay --prices ATOM_MAY2021_1m.csv --prices ETH_MAY2021_1m.csv --asset ATOM --json

Without --scenario the reference scenario is used, the same for every file, so that results can be compared.
A TOML file changes any of its settings, for example:

  [liquidators]
  capital_share = 0.005   # of all debt";

/// The options of `seawall replay`.
#[derive(Args, Debug)]
pub struct Replay {
    /// A file of bars; give it again for further assets, which are aligned by time
    #[arg(long, required = true, value_name = "FILE")]
    prices: Vec<PathBuf>,
    /// The main collateral
    #[arg(long, value_name = "NAME")]
    asset: String,
    /// Settings that differ from the reference scenario
    #[arg(long, value_name = "FILE.toml")]
    scenario: Option<PathBuf>,
    /// Where all chance comes from
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Also write an HTML report here
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
}

fn bad(error: impl ToString) -> Failure {
    Failure::BadInput(error.to_string())
}

impl Replay {
    /// Runs it and gives what is to be printed.
    pub fn run(&self) -> Result<String, Failure> {
        let scenario = self.settings()?;
        let market = Market::align(&self.series()?, scenario.chains.block_seconds);
        let market = market.and_then(|m| m.led_by(&self.asset)).map_err(bad)?;
        let mut bar = Bar::new();
        let outcome = Simulated.run(&scenario, &market, &mut bar);
        bar.finish();
        let mut outcome = outcome.map_err(|e| Failure::Broken(e.to_string()))?;
        if let Some(out) = &self.out {
            outcome.report.title = format!("Seawall replay: {}", self.asset);
            let sources = market.assets.iter().map(|a| a.source.as_str());
            outcome.report.subtitle = sources.collect::<Vec<_>>().join(", ");
            write_report(out, &report::html(&outcome.report))?;
        }
        if self.json {
            return serde_json::to_string_pretty(&outcome.result)
                .map_err(|e| Failure::Broken(e.to_string()));
        }
        let story = timeline::render(&outcome.timeline);
        Ok(format!(
            "{}\n\n{}",
            story.trim_end(),
            table::closing(&outcome.report.closing)
        ))
    }

    fn settings(&self) -> Result<Scenario, Failure> {
        let mut scenario = match &self.scenario {
            Some(file) => Scenario::from_file(file).map_err(bad)?,
            None => Scenario::default(),
        };
        if let Some(seed) = self.seed {
            scenario.seed = seed;
        }
        Ok(scenario)
    }

    fn series(&self) -> Result<Vec<Series>, Failure> {
        let named = self.prices.iter().map(|file| {
            let asset = asset_of(file).unwrap_or_else(|| self.asset.clone());
            read_file(file, &asset).map_err(bad)
        });
        named.collect()
    }
}

/// Writes a report, with its folder if that is missing; nothing is left half-written.
pub fn write_report(path: &std::path::Path, html: &str) -> Result<(), Failure> {
    let broken = |e: std::io::Error| {
        Failure::Broken(format!(
            "the report {} cannot be written: {e}",
            path.display()
        ))
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(broken)?;
    }
    let half = path.with_extension("part");
    std::fs::write(&half, html).map_err(broken)?;
    std::fs::rename(&half, path).map_err(broken)
}
