//! `schema/gas.json`: what every message costs, per contract and scenario, and in all of them.
//!
//! What must always hold: a median or maximum that grows by more than 3 % fails unless the file was
//! changed with it; so does a message that is gone or new.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{bail, Context, Result};
use serde::{Deserialize, Serialize};

use crate::records::{self, Sample};
use crate::table;

const GROWTH_MAX_PERCENT: u64 = 3;
/// The scenario that stands for all.
pub const ALL: &str = "all";

/// What one message of one contract costs in one scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The contract called.
    pub contract: String,
    /// Its message; `receive …` with what the packet carries.
    pub message: String,
    /// The file of stories, `deployment`, or `all`.
    pub scenario: String,
    /// How often.
    pub count: usize,
    /// Gas of the middle one.
    pub median: u64,
    /// Gas of the dearest one.
    pub max: u64,
    /// The middle one with all code pinned.
    pub median_pinned: u64,
    /// Its calls of contracts, reads and writes.
    pub calls_reads_writes: [u64; 3],
}

type Key = (String, String, String);

fn rows(folder: &Path) -> Result<Vec<Row>> {
    let mut all: BTreeMap<Key, Vec<Sample>> = BTreeMap::new();
    let mut add = |sample: &Sample, scenario: &str| {
        let (contract, message) = (sample.contract.clone(), sample.message.clone());
        let key = (contract, message, scenario.to_string());
        all.entry(key).or_default().push(sample.clone());
    };
    for (test, record) in records::read(folder)? {
        let scenario = test.split("::").next().unwrap_or(&test);
        if scenario == "schedule" || scenario == "orders" {
            continue;
        }
        for sample in &record.gas {
            add(sample, scenario);
            add(sample, ALL);
        }
        for sample in &record.deployment {
            add(sample, "deployment");
        }
    }
    all.into_iter()
        .map(|(key, samples)| row(key, samples))
        .collect()
}

fn row((contract, message, scenario): Key, mut samples: Vec<Sample>) -> Result<Row> {
    samples.sort_by_key(|s| (s.total, s.set_up));
    let count = samples.len();
    let middle = samples.get(count / 2).context("a sample")?;
    let mut pinned: Vec<u64> = samples.iter().map(Sample::pinned).collect();
    pinned.sort_unstable();
    Ok(Row {
        contract,
        message,
        scenario,
        count,
        median: middle.total,
        max: samples.last().context("a sample")?.total,
        median_pinned: pinned.get(count / 2).copied().context("a sample")?,
        calls_reads_writes: [middle.calls, middle.reads, middle.writes],
    })
}

fn text(rows: &[Row]) -> Result<String> {
    let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
    Ok(format!("[\n{}\n]\n", lines?.join(",\n")))
}

/// Writes `gas.json` and `gas.md` into a folder.
pub fn write(folder: &Path, schema: &Path) -> Result<()> {
    let rows = rows(folder)?;
    std::fs::write(schema.join("gas.json"), text(&rows)?)?;
    std::fs::write(schema.join("gas.md"), table::markdown(&rows))?;
    println!("{} rows of gas", rows.len());
    Ok(())
}

/// Fails when something costs more than the committed file says.
pub fn check(folder: &Path, schema: &Path) -> Result<()> {
    let path = schema.join("gas.json");
    let committed = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let committed: Vec<Row> = serde_json::from_str(&committed)?;
    let now = rows(folder)?;
    let key = |r: &Row| (r.contract.clone(), r.message.clone(), r.scenario.clone());
    let mut before: BTreeMap<Key, Row> = committed.into_iter().map(|r| (key(&r), r)).collect();
    let mut wrong = vec![];
    for row in &now {
        let name = format!("{} {} in {}", row.contract, row.message, row.scenario);
        let Some(was) = before.remove(&key(row)) else {
            wrong.push(format!("{name}: not in the file"));
            continue;
        };
        for (what, was, is) in [
            ("median", was.median, row.median),
            ("max", was.max, row.max),
        ] {
            if is * 100 > was * (100 + GROWTH_MAX_PERCENT) {
                wrong.push(format!("{name}: {what} {is}, committed {was}"));
            }
        }
    }
    wrong.extend(
        before
            .keys()
            .map(|(c, m, s)| format!("{c} {m} in {s}: gone")),
    );
    if !wrong.is_empty() {
        bail!(
            "gas differs from {}:\n{}\nwhen it is meant so: scripts/test-wasm --bless",
            path.display(),
            wrong.join("\n")
        );
    }
    println!(
        "{} rows of gas: none has grown by more than {GROWTH_MAX_PERCENT} %",
        now.len()
    );
    Ok(())
}
