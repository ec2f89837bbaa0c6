//! What a report draws, collected while the run goes on; thinned, so that long runs stay small.

use std::collections::BTreeMap;

use anyhow::Result;
use seawall_engine::outcome::{Line, LotLine, PacketCount, ReportData};
use seawall_engine::prices::Market;
use seawall_engine::results::ReplayResult;
use seawall_fixtures::spec::{COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::insurance_pool::{QueryMsg, StatusResponse};

use super::accounts::Accounts;
use super::buyers::{usd, Bought};
use super::setup::whole;

/// Points per line at most.
const POINTS_MAX: u64 = 600;
/// Lots that are drawn at most; of more, every second, fourth, eighth and so on by number.
const LOTS_MAX: usize = 120;

/// The picture so far.
pub struct Picture {
    block_seconds: u64,
    every: u64,
    data: ReportData,
    lots: BTreeMap<u64, LotLine>,
    stride: u64,
    pool_at: Option<u64>,
}

impl Picture {
    /// A picture with the market's prices.
    pub fn new(market: &Market) -> Self {
        let every = (market.blocks / POINTS_MAX).max(1);
        let points = |asset: usize| -> Vec<(f64, f64)> {
            (0..market.blocks)
                .step_by(every as usize)
                .filter_map(|block| {
                    let seconds = (block * market.block_seconds) as f64;
                    Some((seconds, market.price(asset, block)?))
                })
                .collect()
        };
        let named = |(place, asset): (usize, &seawall_engine::prices::AssetMarket)| Line {
            name: asset.name.clone(),
            points: points(place),
        };
        let data = ReportData {
            prices: market.assets.iter().enumerate().map(named).collect(),
            pools: vec![
                Line {
                    name: "collateral side".into(),
                    points: vec![],
                },
                Line {
                    name: "debt side".into(),
                    points: vec![],
                },
            ],
            ..ReportData::default()
        };
        let block_seconds = market.block_seconds;
        Self {
            block_seconds,
            every,
            data,
            lots: BTreeMap::new(),
            stride: 1,
            pool_at: None,
        }
    }

    /// Health before anything happened.
    pub fn before(&mut self, accounts: &Accounts, prices: &[f64]) {
        self.data.health_before = accounts.healths(prices);
    }

    fn seconds(&self, block: u64) -> f64 {
        (block * self.block_seconds) as f64
    }

    fn line(&mut self, lot: u64) -> Option<&mut LotLine> {
        if !self.lots.contains_key(&lot) && self.lots.len() >= LOTS_MAX {
            self.stride = self.stride.saturating_mul(2);
            let stride = self.stride;
            self.lots.retain(|number, _| number % stride == 0);
        }
        if lot % self.stride != 0 {
            return None;
        }
        Some(self.lots.entry(lot).or_insert_with(|| LotLine {
            lot,
            ..LotLine::default()
        }))
    }

    /// What open lots ask for in a block.
    pub fn lots(&mut self, block: u64, lots: &[LotResponse], prices: &[f64]) {
        let seconds = self.seconds(block);
        for lot in lots {
            let asset = (lot.terms.collateral.0 as usize).saturating_sub(1);
            let Some(market) = prices.get(asset).copied() else {
                continue;
            };
            if let Some(line) = self.line(lot.terms.lot.0) {
                line.asked.push((seconds, usd(lot.price) / market));
            }
        }
    }

    /// A take.
    pub fn take(&mut self, block: u64, take: &Bought, prices: &[f64]) {
        let seconds = self.seconds(block);
        let Some(market) = prices.get(take.asset).copied() else {
            return;
        };
        if let Some(line) = self.line(take.lot.0) {
            line.takes
                .push((seconds, take.paid / take.tokens / market, take.paid));
        }
    }

    /// What the pools hold.
    pub fn pools(&mut self, block: u64, world: &World) -> Result<()> {
        if self.pool_at.is_some_and(|at| block < at + self.every) {
            return Ok(());
        }
        self.pool_at = Some(block);
        let seconds = self.seconds(block);
        let route = world.route(COLL, USD)?;
        let near: StatusResponse = world.query(COLL, &route.pool, &QueryMsg::Status {})?;
        let pool = world.site(DEBT)?.pools.get(&USD).cloned();
        let Some(pool) = pool else { return Ok(()) };
        let far: StatusResponse = world.query(DEBT, &pool, &QueryMsg::Status {})?;
        for (line, status) in self.data.pools.iter_mut().zip([near, far]) {
            let worth = status.capital.u128() + status.premiums_unclaimed.u128();
            line.points.push((seconds, whole(worth)));
        }
        Ok(())
    }

    /// The whole report.
    pub fn finish(
        mut self,
        accounts: &Accounts,
        prices: &[f64],
        result: &ReplayResult,
    ) -> ReportData {
        self.data.health_after = accounts.healths(prices);
        self.data.lots = self.lots.into_values().collect();
        self.data.packets = vec![PacketCount {
            kind: "all".into(),
            sent: result.packets.sent,
            acked: result.packets.acked,
            timed_out: result.packets.timed_out,
        }];
        headline(&mut self.data, result);
        closing(&mut self.data, result);
        self.data
    }
}

fn dollars(amount: f64) -> String {
    let whole = format!("{:.0}", amount.abs());
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let sign = if amount < -0.5 { "-" } else { "" };
    format!("{sign}${out}")
}

fn headline(data: &mut ReportData, result: &ReplayResult) {
    data.headline = vec![
        (
            "debt liquidated".into(),
            dollars(result.debt_liquidated_usd),
        ),
        (
            "loss before insurance".into(),
            format!("{:.3} %", result.bad_debt_ratio * 100.0),
        ),
        (
            "borrowers' cost".into(),
            format!("{:.2} %", result.borrower_cost_ratio * 100.0),
        ),
        (
            "unsafe to paid".into(),
            format!("{:.0} s (median)", result.clear_seconds.median),
        ),
    ];
}

fn closing(data: &mut ReportData, result: &ReplayResult) {
    let table = &mut data.closing;
    let accounts = format!("{} of {}", result.liquidated_accounts, result.accounts);
    table.row("accounts liquidated", accounts, "at least once");
    table.row(
        "liquidations",
        result.liquidations.to_string(),
        "each of one or more rounds",
    );
    let sold = "at the market's price when it was sold";
    table.row("collateral sold", dollars(result.collateral_sold_usd), sold);
    table.row(
        "paid by buyers",
        dollars(result.proceeds_usd),
        "debt money and fee",
    );
    let off = "repaid from sales, paid by insurance, or lost";
    table.row("debt taken off", dollars(result.debt_liquidated_usd), off);
    let cost = format!(
        "{:.2} % of the debt repaid",
        result.borrower_cost_ratio * 100.0
    );
    table.row("borrowers' cost", dollars(result.borrower_cost_usd), cost);
    table.row(
        "keepers earned",
        dollars(result.keeper_paid_usd),
        "from collected fees",
    );
    let near = dollars(result.insurance_paid_collateral_side_usd);
    table.row(
        "paid by the collateral side's pool",
        near,
        "fees of the liquidation first",
    );
    let far = dollars(result.insurance_paid_debt_side_usd);
    table.row(
        "paid by the debt side's pool",
        far,
        "and the market's reserve",
    );
    table.row(
        "deficit",
        dollars(result.deficit_usd),
        "borne by lenders, recorded",
    );
    let lost = format!("{:.3} %", result.bad_debt_ratio * 100.0);
    table.row(
        "loss before anybody covers it",
        lost,
        "of the debt taken off",
    );
    let open = &result.blocks_unsafe_to_open;
    let blocks = format!("{:.0} / {:.0} blocks", open.median, open.max);
    table.row("unsafe to lot open", blocks, "median / longest");
    let clear = &result.clear_seconds;
    let secs = format!(
        "{:.0} / {:.0} / {:.0} s",
        clear.median, clear.p95, clear.max
    );
    table.row("unsafe to debt paid", secs, "median / 95 % / longest");
    let packets = &result.packets;
    let counts = format!(
        "{} / {} / {}",
        packets.sent, packets.acked, packets.timed_out
    );
    table.row("packets", counts, "sent / acknowledged / timed out");
    let checks = result.invariant_checks.to_string();
    table.row("invariant checks", checks, "none failed");
}
