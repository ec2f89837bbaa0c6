//! Draws a report of made-up numbers, to look at: `cargo run -p seawall --example report FILE`.
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use seawall_engine::outcome::{ClosingTable, Line, LotLine, PacketCount, ReportData};
use seawall_engine::prices::Market;
use seawall_engine::scenario::{draw, Scenario};
use seawall_engine::synthetic::black_thursday;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a file to write")?;
    let scenario = Scenario::default();
    let market = Market::align(&black_thursday(scenario.seed, 10.0), 6)?;
    let data = ReportData {
        title: "Made-up numbers".into(),
        subtitle: "Every chart of a report, to look at its drawing; nothing here was run.".into(),
        headline: vec![
            ("Liquidated".into(), "41 of 200 accounts".into()),
            ("Debt repaid".into(), "1,204,500 USD".into()),
            ("Median time to clear".into(), "84 s".into()),
            ("Bad debt".into(), "0.12 %".into()),
        ],
        prices: prices(&market),
        health_before: draw(&scenario, &[195.0]).iter().map(|b| b.health).collect(),
        health_after: draw(&scenario, &[195.0])
            .iter()
            .map(|b| 1.05_f64.max(b.health * 0.7))
            .collect(),
        lots: lots(),
        pools: pools(),
        packets: packets(),
        closing: closing(),
    };
    std::fs::write(file, seawall::report::html(&data))?;
    Ok(())
}

fn prices(market: &Market) -> Vec<Line> {
    let line = |place: usize, name: &str| Line {
        name: name.into(),
        points: (0..market.blocks)
            .filter_map(|b| Some((b as f64 * 6.0, market.price(place, b)?)))
            .collect(),
    };
    vec![line(0, "ETH"), line(1, "ATOM")]
}

fn lots() -> Vec<LotLine> {
    let lot = |number: u64| {
        let start = 2400.0 + 170.0 * number as f64;
        let price = |t: f64| 1.06 * 0.99_f64.powf(t / 6.0);
        let end = 54.0 + (number % 7) as f64 * 12.0;
        let asked = (0..=(end / 6.0) as u32).map(|n| f64::from(n) * 6.0);
        LotLine {
            lot: number,
            asked: asked.map(|t| (start + t, price(t))).collect(),
            takes: vec![(
                start + end,
                price(end),
                300.0 * (1 + number % 11).pow(2) as f64,
            )],
        }
    };
    (0..41).map(lot).collect()
}

fn pools() -> Vec<Line> {
    let pool = |name: &str, start: f64, loss: f64| Line {
        name: name.into(),
        points: (0..204)
            .map(|n| f64::from(n) * 60.0)
            .map(|t| (t, start - if t > 8_000.0 { loss } else { 0.0 }))
            .collect(),
    };
    vec![
        pool("collateral side", 42_000.0, 9_100.0),
        pool("debt side", 84_000.0, 1_200.0),
    ]
}

fn packets() -> Vec<PacketCount> {
    let kind = |kind: &str, sent, acked, timed_out| PacketCount {
        kind: kind.into(),
        sent,
        acked,
        timed_out,
    };
    vec![
        kind("Deposit", 250, 250, 0),
        kind("Borrow", 200, 200, 0),
        kind("OpenLots", 43, 41, 2),
        kind("LotClosed", 41, 40, 0),
        kind("Settle", 41, 39, 0),
    ]
}

fn closing() -> ClosingTable {
    let mut table = ClosingTable::default();
    table
        .row("Became unsafe", "43 accounts", "at the market's price")
        .row("Sold", "1,263,000 USD", "of collateral, in 41 lots")
        .row("Repaid", "1,204,500 USD", "")
        .row(
            "Paid by insurance",
            "10,300 USD",
            "9,100 on the collateral side",
        )
        .row("Left as deficit", "0 USD", "")
        .row("Invariants checked", "18,204 times", "none was violated");
    table
}
