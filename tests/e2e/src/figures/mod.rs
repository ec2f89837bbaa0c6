//! Figures of many liquidations: where the blocks go, what each step costs. For people a table, for
//! programs JSON; both are printed, and written to `schema/` on demand.
//!
//! What must always hold: every figure is computed from the chains' records of one stretch of time,
//! with the number of cases beside it.

// Figures for people; nothing is decided by them.
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

mod table;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use serde::Serialize;

use crate::history::{self, History, Tx};
use crate::journey::{blocks_between, journeys, median_and_worst, At, Journey};
use crate::stage::Stage;

const SECOND: u64 = 1_000_000_000;
const RECEIVE: &str = "/ibc.core.channel.v1.MsgRecvPacket";

/// A stretch of all chains.
pub struct Window {
    from: BTreeMap<Role, u64>,
    histories: BTreeMap<Role, History>,
}

impl Window {
    /// Begins with the next blocks.
    pub fn begin(net: &Localnet) -> Result<Self> {
        let mut from = BTreeMap::new();
        for role in Role::ALL {
            from.insert(role, net.height(role)?.saturating_add(1));
        }
        Ok(Self {
            from,
            histories: BTreeMap::new(),
        })
    }

    /// Ends with the last blocks.
    pub fn end(mut self, net: &Localnet) -> Result<Self> {
        for (role, from) in &self.from {
            // The index of transactions is a little behind the blocks.
            let to = net.height(*role)?.saturating_sub(1);
            self.histories
                .insert(*role, history::read(net, *role, *from, to)?);
        }
        Ok(self)
    }

    fn of(&self, role: Role) -> Result<&History> {
        self.histories.get(&role).context("a chain without history")
    }
}

/// One line: how often, its middle and its worst.
#[derive(Debug, Clone, Serialize)]
struct Line {
    what: String,
    cases: usize,
    median: f64,
    worst: f64,
    unit: &'static str,
}

#[derive(Debug, Serialize)]
struct Figures {
    way: Vec<Line>,
    gas: Vec<Line>,
    whole: Vec<Line>,
    block_seconds: BTreeMap<&'static str, f64>,
}

/// Computes, prints, and writes where that is wanted. Fails if there were fewer liquidations than
/// `least`: triggered by the keeper, and in the transaction of the price.
pub fn tell(stage: &mut Stage, window: &Window, least: (usize, usize)) -> Result<()> {
    let all = journeys(&window.histories);
    let (in_one, seen): (Vec<Journey>, Vec<Journey>) =
        all.iter().cloned().partition(Journey::in_one);
    let enough = seen.len() >= least.0 && in_one.len() >= least.1;
    stage.holds("all liquidations sold and repaid debt", enough, || {
        format!("{} and {} of {least:?}", seen.len(), in_one.len())
    })?;
    let mut way = lines(window, "", &seen)?;
    way.extend(lines(
        window,
        "price and trigger in one transaction: ",
        &in_one,
    )?);
    let figures = Figures {
        way,
        gas: gas(window)?,
        whole: whole(window, all.len())?,
        block_seconds: block_seconds(window)?,
    };
    for line in figures.way.iter().chain(&figures.gas).chain(&figures.whole) {
        let figure = format!("{} (worst {}, of {})", line.median, line.worst, line.cases);
        stage.measure(&line.what, figure, line.unit);
    }
    for (chain, seconds) in &figures.block_seconds {
        stage.measure(&format!("a block of {chain}"), seconds, "s");
    }
    let json = serde_json::to_string_pretty(&figures)? + "\n";
    std::fs::write(stage.file("nodes.json")?, &json)?;
    std::fs::write(stage.file("nodes.md")?, table::table(&figures))?;
    if stage.site.wishes.bless {
        let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
        std::fs::write(schema.join("nodes.json"), json)?;
        std::fs::write(schema.join("nodes.md"), table::table(&figures))?;
    }
    Ok(())
}

/// Blocks and seconds of every step.
fn lines(window: &Window, head: &str, journeys: &[Journey]) -> Result<Vec<Line>> {
    type Step = (&'static str, fn(&Journey) -> (At, At));
    const STEPS: [Step; 7] = [
        ("price update to trigger", |j| (j.price, j.trigger)),
        ("trigger to open lot", |j| (j.trigger, j.open)),
        ("price update to open lot", |j| (j.price, j.open)),
        ("open lot to take", |j| (j.open, j.taken)),
        ("take to proceeds on their way", |j| (j.taken, j.forwarded)),
        ("proceeds on their way to repaid debt", |j| {
            (j.forwarded, j.credited)
        }),
        ("price update to repaid debt", |j| (j.price, j.credited)),
    ];
    let mut all = vec![];
    for (name, step) in STEPS {
        let mut blocks = vec![];
        let mut millis = vec![];
        for journey in journeys {
            let (from, to) = step(journey);
            blocks.push(slower(window, from.time, to.time)?);
            millis.push(to.time.saturating_sub(from.time) / (SECOND / 1000));
        }
        if blocks.iter().all(|b| *b == 0) {
            continue;
        }
        all.push(line(format!("{head}{name}"), blocks, 1, "blocks"));
        all.push(line(format!("{head}{name}"), millis, 1000, "s"));
    }
    Ok(all)
}

/// Blocks that the chains made between two moments: of the one that made more.
fn slower(window: &Window, from: u64, to: u64) -> Result<u64> {
    let mut most = 0;
    for role in Role::ALL {
        most = blocks_between(window.of(role)?, from, to).max(most);
    }
    Ok(most)
}

/// What the transactions of each step used, as the nodes metered it.
fn gas(window: &Window) -> Result<Vec<Line>> {
    type Kind = (
        &'static str,
        Role,
        &'static [&'static str],
        &'static [&'static str],
    );
    // What a transaction told, and what it did not.
    const KINDS: [Kind; 9] = [
        ("price update", Role::Hub, &["observed"], &["round"]),
        ("sweep and trigger", Role::Hub, &["round"], &["observed"]),
        (
            "price update, sweep and trigger",
            Role::Hub,
            &["round", "observed"],
            &[],
        ),
        (
            "open lots (receive)",
            Role::Collateral,
            &["lot_opened"],
            &[],
        ),
        ("take", Role::Collateral, &["taken"], &["lot_closed"]),
        (
            "take that ends the lot",
            Role::Collateral,
            &["taken", "lot_closed"],
            &[],
        ),
        ("close", Role::Collateral, &["lot_closed"], &["taken"]),
        (
            "forward",
            Role::Collateral,
            &["forwarded"],
            &["lot_closed", "taken"],
        ),
        ("collect and credit", Role::Debt, &["credited"], &[]),
    ];
    let mut all = vec![];
    for (name, role, with, without) in KINDS {
        let mut used = vec![];
        for tx in window.of(role)?.txs.iter().filter(|tx| tx.code == 0) {
            let told = tx.told();
            let has = |kind: &&str| told.iter().any(|(told, _)| told == *kind);
            if with.iter().all(has) && !without.iter().any(has) {
                used.push(tx.gas_used);
            }
        }
        if !used.is_empty() {
            all.push(line(name.into(), used, 1, "gas"));
        }
    }
    Ok(all)
}

/// What a liquidation took in all, but for the price updates: the sum of the stretch by their number.
fn whole(window: &Window, journeys: usize) -> Result<Vec<Line>> {
    let number = u64::try_from(journeys).unwrap_or(u64::MAX).max(1);
    let (mut gas, mut relaying, mut packets, mut fees) = (0u64, 0u64, 0u64, 0f64);
    for role in Role::ALL {
        for tx in &window.of(role)?.txs {
            let told = tx.told();
            let price = told.iter().any(|(kind, _)| kind == "observed");
            if price && !told.iter().any(|(kind, _)| kind == "round") {
                continue;
            }
            gas = gas.saturating_add(tx.gas_used);
            if is_relay(tx) {
                relaying = relaying.saturating_add(tx.gas_used);
            }
            let received = tx.messages.iter().filter(|m| m.type_url == RECEIVE);
            packets = packets.saturating_add(u64::try_from(received.count())?);
            fees += coins(role, tx.fee);
        }
    }
    let share = |what: &str, value: u64, unit| line(what.into(), vec![value / number], 1, unit);
    Ok(vec![
        share("a whole liquidation, all chains", gas, "gas"),
        share("of that, relaying", relaying, "gas"),
        Line {
            worst: tenths(packets, number),
            median: tenths(packets, number),
            ..share("a whole liquidation", packets, "packets")
        },
        Line {
            median: (fees / f64::from(u32::try_from(number)?) * 1e4).round() / 1e4,
            worst: (fees / f64::from(u32::try_from(number)?) * 1e4).round() / 1e4,
            ..share(
                "fees of a whole liquidation",
                0,
                "gas coins of all chains, whole",
            )
        },
    ])
}

fn tenths(value: u64, number: u64) -> f64 {
    decimal(value.saturating_mul(10) / number, 10)
}

fn decimal(value: u64, scale: u32) -> f64 {
    // Exact for figures of this size.
    value as f64 / f64::from(scale)
}

fn is_relay(tx: &Tx) -> bool {
    tx.messages
        .iter()
        .any(|m| m.type_url.starts_with("/ibc.core."))
}

/// Whole gas coins of a chain.
fn coins(role: Role, fee: u128) -> f64 {
    let decimals = role.spec().coins.first().map_or(0, |coin| coin.decimals);
    fee as f64 / 10f64.powi(i32::try_from(decimals).unwrap_or_default())
}

fn line(what: String, figures: Vec<u64>, scale: u32, unit: &'static str) -> Line {
    let cases = figures.len();
    let (median, worst) = median_and_worst(figures);
    Line {
        what,
        cases,
        median: decimal(median, scale),
        worst: decimal(worst, scale),
        unit,
    }
}

fn block_seconds(window: &Window) -> Result<BTreeMap<&'static str, f64>> {
    let mut all = BTreeMap::new();
    for role in Role::ALL {
        let blocks = &window.of(role)?.blocks;
        let first = blocks.first_key_value().context("no blocks")?;
        let last = blocks.last_key_value().context("no blocks")?;
        let millis = last.1.saturating_sub(*first.1) / (SECOND / 1000);
        let mean = millis / last.0.saturating_sub(*first.0).max(1);
        all.insert(role.name(), decimal(mean, 1000));
    }
    Ok(all)
}
