//! What a run leaves behind: the figures, the story of one liquidation, the lines of a report.

use serde::Serialize;

use crate::results::ReplayResult;

/// Everything a run gives to who asked for it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// The figures.
    pub result: ReplayResult,
    /// One liquidation, step by step.
    pub timeline: Timeline,
    /// What the report draws.
    pub report: ReportData,
}

/// One liquidation across the chains.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// What it is about, in one line.
    pub title: String,
    /// The chains, each a lane.
    pub lanes: Vec<String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Seconds from the first step.
    pub seconds: u64,
    /// Where.
    pub place: Place,
    /// What, in a few words.
    pub text: String,
}

/// Where a step happened. Lanes count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On one chain.
    On {
        /// Its lane.
        lane: usize,
    },
    /// A packet, seen when it arrives.
    Packet {
        /// The sender's lane.
        from: usize,
        /// The receiver's lane.
        to: usize,
    },
    /// Money over ICS-20, seen when it arrives.
    Money {
        /// The sender's lane.
        from: usize,
        /// The receiver's lane.
        to: usize,
    },
    /// A packet that timed out.
    Lost {
        /// The sender's lane.
        from: usize,
        /// The receiver's lane.
        to: usize,
    },
}

/// The lines, bars and rows of a report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReportData {
    /// The headline.
    pub title: String,
    /// One sentence below it.
    pub subtitle: String,
    /// The few figures that matter most: label and value.
    pub headline: Vec<(String, String)>,
    /// Market prices, one line per asset, with the oracle's where it is recorded.
    pub prices: Vec<Line>,
    /// Health factors of all accounts before the crash.
    pub health_before: Vec<f64>,
    /// And after it.
    pub health_after: Vec<f64>,
    /// The lots that were sold.
    pub lots: Vec<LotLine>,
    /// Balances of the pools in USD, one line each.
    pub pools: Vec<Line>,
    /// Packets by kind.
    pub packets: Vec<PacketCount>,
    /// The closing table.
    pub closing: ClosingTable,
}

/// A line of a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// Seconds from the start, and the value.
    pub points: Vec<(f64, f64)>,
}

/// One lot over its life.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LotLine {
    /// The lot.
    pub lot: u64,
    /// Its asking price over time, as a share of the market's price in that block.
    pub asked: Vec<(f64, f64)>,
    /// The takes: seconds from the start, price as a share of the market's, USD paid.
    pub takes: Vec<(f64, f64, f64)>,
}

/// How many packets of one kind there were.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PacketCount {
    /// The kind.
    pub kind: String,
    /// Sent.
    pub sent: u64,
    /// Acknowledged.
    pub acked: u64,
    /// Timed out.
    pub timed_out: u64,
}

/// The closing table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClosingTable {
    /// The rows, in order.
    pub rows: Vec<Row>,
}

/// A row of the closing table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// How much.
    pub value: String,
    /// What to know about it.
    pub note: String,
}

impl ClosingTable {
    /// Adds a row.
    pub fn row(
        &mut self,
        label: impl Into<String>,
        value: impl Into<String>,
        note: impl Into<String>,
    ) -> &mut Self {
        self.rows.push(Row {
            label: label.into(),
            value: value.into(),
            note: note.into(),
        });
        self
    }
}
