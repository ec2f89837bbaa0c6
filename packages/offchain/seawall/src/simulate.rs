//! `seawall sim`: what people do and what goes wrong, drawn from one seed, with every invariant judged
//! after every step.
#![allow(
    // Deadlines and seconds of the machine that runs it.
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Args;
use seawall_sim::{corpus, settings, Ran, Script, Settings};

use crate::fail::Failure;
use crate::progress::Steps;

/// What `--help` says below the options.
pub const HELP: &str = "\
  seawall sim --seed 7 --steps 10000                 # one run
  seawall sim --seed 7 --steps 10000 --faults none   # only what people do
  seawall sim --corpus                               # the committed runs
  seawall sim --for 5m                               # fresh seeds, each printed, for five minutes
  seawall sim --replay target/seawall-sim-7.json     # a failing run's few steps again

A run that fails ends with exit code 1, names what was violated, and writes the fewest steps that still
show it to a file for --replay. --json prints one object per run.";

/// The options of `seawall sim`.
#[derive(Args, Debug)]
pub struct Simulate {
    /// Where all chance comes from; a fresh one if not given
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Actions and faults of a run
    #[arg(long, value_name = "M", default_value_t = 10_000)]
    steps: u64,
    /// Connected chains beside the hub
    #[arg(long, value_name = "K", default_value_t = 2)]
    chains: u16,
    /// What may go wrong: all, none, or names between commas
    #[arg(long, value_name = "LIST", default_value = "all")]
    faults: String,
    /// Everything is checked after so many steps; what a step touched, after each
    #[arg(long, value_name = "N", default_value_t = 500)]
    check_all_every: u64,
    /// Print the figures as JSON, one line per run
    #[arg(long)]
    json: bool,
    /// Play the steps of a file again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed", "corpus", "fresh_for"])]
    replay: Option<PathBuf>,
    /// Play the committed runs
    #[arg(long, conflicts_with_all = ["seed", "fresh_for"])]
    corpus: bool,
    /// Play fresh seeds for so long, such as 30s, 5m or 2h
    #[arg(long = "for", value_name = "TIME", conflicts_with = "seed")]
    fresh_for: Option<String>,
    /// With --replay: what the chains told in so many steps before a violation
    #[arg(long, value_name = "N", default_value_t = 3)]
    tell: usize,
    /// Where the steps of a failing run are written; target/seawall-sim-SEED.json if not given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Seconds spent on finding the fewest steps of a failing run
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    shrink_secs: u64,
}

fn bad(error: impl ToString) -> Failure {
    Failure::BadInput(error.to_string())
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::Broken(format!("{error:#}"))
}

/// What several runs came to.
#[derive(Default)]
struct Total {
    runs: u64,
    steps: u64,
    contract_steps: u64,
    checks: u64,
    /// Seconds of playing and checking.
    seconds: f64,
}

impl Simulate {
    /// Runs it and gives what is to be printed.
    pub fn run(&self) -> Result<String, Failure> {
        if let Some(file) = &self.replay {
            return self.replayed(file);
        }
        if self.corpus {
            let all = corpus::read(corpus::FILE).map_err(bad)?;
            return self.several(all.into_iter());
        }
        if let Some(time) = &self.fresh_for {
            let until = Instant::now() + duration(time)?;
            let fresh = std::iter::from_fn(|| (Instant::now() < until).then(fresh_seed));
            let settings = self.settings(0)?;
            return self.several(fresh.map(|seed| Settings {
                seed,
                ..settings.clone()
            }));
        }
        let seed = self.seed.unwrap_or_else(fresh_seed);
        self.several(std::iter::once(self.settings(seed)?))
    }

    fn settings(&self, seed: u64) -> Result<Settings, Failure> {
        Ok(Settings {
            chains: settings::chains(self.chains).map_err(bad)?,
            faults: settings::faults(&self.faults).map_err(bad)?,
            check_all_every: self.check_all_every,
            ..Settings::new(seed, self.steps)
        })
    }

    fn several(&self, all: impl Iterator<Item = Settings>) -> Result<String, Failure> {
        let mut total = Total::default();
        let mut last = String::new();
        for settings in all {
            if total.runs > 0 || self.seed.is_none() {
                // Whoever reads the log of a machine finds the seed there.
                eprintln!("seed {} ({} chains)", settings.seed, settings.chains);
            }
            let bar = Steps::new(settings.steps);
            let ran = seawall_sim::run_watched(&settings, &mut |at, _| bar.at(at));
            bar.finish();
            let ran = ran.map_err(broken)?;
            if !ran.clean() {
                let file = self.keep(&settings, &ran)?;
                let text = self.text(&ran)?;
                println!("{text}");
                return Err(broken(format!(
                    "seed {} violates {}; play it again with: seawall sim --replay {}",
                    settings.seed,
                    ran.violations.first().map_or("", |v| &v.invariant),
                    file.display()
                )));
            }
            total.add(&ran);
            if self.json && !last.is_empty() {
                println!("{last}");
            }
            last = self.text(&ran)?;
        }
        if total.runs > 1 && !self.json {
            return Ok(total.text());
        }
        Ok(last.trim_end().to_string())
    }

    fn text(&self, ran: &Ran) -> Result<String, Failure> {
        if self.json {
            return serde_json::to_string(&ran.figures).map_err(broken);
        }
        Ok(ran.summary())
    }

    /// Finds the fewest steps and writes them down.
    fn keep(&self, settings: &Settings, ran: &Ran) -> Result<PathBuf, Failure> {
        let script = Script {
            seed: settings.seed,
            chains: settings.chains,
            check_all_every: settings.check_all_every,
            violation: ran.violations.first().cloned(),
            steps: ran.script.clone(),
        };
        let bar = Steps::new(script.steps.len() as u64);
        let within = Duration::from_secs(self.shrink_secs);
        let small = seawall_sim::shrink(&script, within, &mut |left| bar.left(left as u64));
        bar.finish();
        let small = small.map_err(broken)?;
        let file = self
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("target/seawall-sim-{}.json", settings.seed)));
        let text = serde_json::to_string_pretty(&small).map_err(broken)?;
        crate::replay::write_report(&file, &text)?;
        eprintln!(
            "{} of {} steps are enough:",
            small.steps.len(),
            ran.script.len()
        );
        for step in small.steps.iter().take(40) {
            eprintln!("  {}", serde_json::to_string(step).map_err(broken)?);
        }
        Ok(file)
    }

    fn replayed(&self, file: &Path) -> Result<String, Failure> {
        let text = std::fs::read_to_string(file)
            .map_err(|e| Failure::BadInput(format!("{} cannot be read: {e}", file.display())))?;
        let script: Script = serde_json::from_str(&text).map_err(|e| {
            Failure::BadInput(format!("{} is no list of steps: {e}", file.display()))
        })?;
        let bar = Steps::new(script.steps.len() as u64);
        let ran = seawall_sim::replay(&script, self.tell, &mut |at, _| bar.at(at));
        bar.finish();
        let ran = ran.map_err(broken)?;
        let text = self.text(&ran)?;
        match ran.violations.first() {
            Some(violation) => {
                println!("{text}");
                for line in &ran.told {
                    eprintln!("{line}");
                }
                Err(broken(format!("violated: {}", violation.what)))
            }
            None => Ok(text.trim_end().to_string()),
        }
    }
}

impl Total {
    fn add(&mut self, ran: &Ran) {
        let [_, playing, checking, _] = ran.seconds;
        self.runs = self.runs.saturating_add(1);
        self.steps = self.steps.saturating_add(ran.figures.steps);
        self.contract_steps = self.contract_steps.saturating_add(ran.contract_steps);
        self.checks = self.checks.saturating_add(ran.figures.invariant_checks);
        self.seconds += playing + checking;
    }

    fn text(&self) -> String {
        let mut out = String::new();
        let _ = write!(
            out,
            "{} runs, all clean: {} steps, {} on the chains ({:.0} a second), {} checks",
            self.runs,
            self.steps,
            self.contract_steps,
            self.contract_steps as f64 / self.seconds.max(0.001),
            self.checks
        );
        out
    }
}

fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |t| t.as_nanos() as u64 % 1_000_000_000_000)
}

fn duration(text: &str) -> Result<Duration, Failure> {
    let right = || bad(format!("--for {text}; right would be 30s, 5m or 2h"));
    let unit = text.chars().last().ok_or_else(right)?;
    let secs = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        _ => return Err(right()),
    };
    let count: u64 = text.trim_end_matches(unit).parse().map_err(|_| right())?;
    Ok(Duration::from_secs(count.saturating_mul(secs)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_its_unit() {
        assert_eq!(duration("5m").unwrap(), Duration::from_secs(300));
        assert_eq!(duration("2h").unwrap(), Duration::from_secs(7_200));
        for wrong in ["", "5", "m", "5d", "-1s"] {
            let error = duration(wrong).unwrap_err();
            assert_eq!(error.code(), 2, "{wrong}: {error}");
        }
    }
}
