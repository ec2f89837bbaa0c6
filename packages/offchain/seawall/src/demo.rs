//! `seawall demo`: a crash, three chains, one command.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use seawall_engine::prices::Market;
use seawall_engine::scenario::Scenario;
use seawall_engine::synthetic::{black_thursday, FIRST_ASSET};
use seawall_engine::world::World;

use crate::fail::Failure;
use crate::progress::Bar;
use crate::replay::write_report;
use crate::sim::Simulated;
use crate::{report, table, timeline};

/// The bundled path runs this many times faster than the real day did.
const SQUEEZE: f64 = 6.0;
/// Borrowers of the demo.
const BORROWERS: u32 = 200;
/// Nobody owes less, USD.
const SMALLEST_DEBT: f64 = 2_000.0;

/// What `--help` says below the options.
pub const HELP: &str = "\
Hub, collateral chain and debt chain in one process, with the real code of every contract: lenders, insurers,
200 borrowers, feeders, two competing keepers and three liquidators with limited money go through a synthetic
path along published waypoints of 12 March 2020 (ETH -51 %). Prints one liquidation as a timeline across the
chains and a closing table, and writes an HTML report with charts.";

/// The options of `seawall demo`.
#[derive(Args, Debug)]
pub struct Demo {
    /// Where all chance comes from
    #[arg(long, default_value_t = 7, value_name = "N")]
    seed: u64,
    /// Where the report goes
    #[arg(
        long,
        default_value = "target/seawall-demo.html",
        value_name = "FILE.html"
    )]
    out: PathBuf,
    /// Print the figures as JSON instead
    #[arg(long)]
    json: bool,
}

impl Demo {
    /// Runs it and gives what is to be printed.
    pub fn run(&self) -> Result<String, Failure> {
        let began = Instant::now();
        let mut scenario = Scenario {
            seed: self.seed,
            ..Scenario::default()
        };
        scenario.accounts.count = BORROWERS;
        scenario.accounts.debt_min = SMALLEST_DEBT;
        let series = black_thursday(self.seed, SQUEEZE);
        let market = Market::align(&series, scenario.chains.block_seconds)
            .and_then(|m| m.led_by(FIRST_ASSET))
            .map_err(|e| Failure::Broken(e.to_string()))?;
        let mut bar = Bar::new();
        let outcome = Simulated.run(&scenario, &market, &mut bar);
        bar.finish();
        let mut outcome = outcome.map_err(|e| Failure::Broken(e.to_string()))?;
        outcome.report.title = "Seawall demo".into();
        outcome.report.subtitle = format!(
            "A synthetic path along waypoints of 12 March 2020, {SQUEEZE} times as fast; seed {}",
            self.seed
        );
        write_report(&self.out, &report::html(&outcome.report))?;
        if self.json {
            return serde_json::to_string_pretty(&outcome.result)
                .map_err(|e| Failure::Broken(e.to_string()));
        }
        Ok(format!(
            "{}\n\n{}\n\nreport: {}\n{:.1} s",
            timeline::render(&outcome.timeline).trim_end(),
            table::closing(&outcome.report.closing).trim_end(),
            self.out.display(),
            began.elapsed().as_secs_f64(),
        ))
    }
}
