//! What is counted and measured, in the words of Prometheus.
//!
//! What must always hold: every metric is in [`ALL`] with its help; a name that is not is a mistake
//! of the program and is counted as `seawall_unknown_metric`, never lost.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a metric behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Grows only.
    Counter,
    /// Goes up and down.
    Gauge,
}

/// Every metric: name, kind, help. Sorted by the operator's questions.
pub const ALL: &[(&str, Kind, &str)] = &[
    // Is it alive and current?
    ("seawall_up", Kind::Gauge, "1 for each role that runs"),
    (
        "seawall_block_height",
        Kind::Gauge,
        "Last block that was looked at",
    ),
    (
        "seawall_block_time_seconds",
        Kind::Gauge,
        "Time of that block, unix seconds",
    ),
    (
        "seawall_endpoint_up",
        Kind::Gauge,
        "1 if the endpoint answered last, by chain and endpoint",
    ),
    (
        "seawall_read_failures_total",
        Kind::Counter,
        "Questions that got no usable answer",
    ),
    (
        "seawall_gaps_total",
        Kind::Counter,
        "Times the picture was read anew, by chain and why",
    ),
    // Is anything unsafe and not handled?
    (
        "seawall_unsafe_accounts",
        Kind::Gauge,
        "Accounts in the hub's queue of the unsafe",
    ),
    (
        "seawall_crossed_listings",
        Kind::Gauge,
        "Listings with triggers that nobody has swept",
    ),
    (
        "seawall_open_liquidations",
        Kind::Gauge,
        "Liquidations that are not over",
    ),
    (
        "seawall_oldest_unsafe_seconds",
        Kind::Gauge,
        "How long the oldest unsafe account waits",
    ),
    (
        "seawall_oldest_liquidation_seconds",
        Kind::Gauge,
        "Since the most overdue liquidation moved last",
    ),
    (
        "seawall_oldest_order_seconds",
        Kind::Gauge,
        "Age of the oldest order without outcome, by chain",
    ),
    ("seawall_open_lots", Kind::Gauge, "Open lots, by chain"),
    // Where do packets stand?
    (
        "seawall_packets_without_outcome",
        Kind::Gauge,
        "Packets under way, by channel",
    ),
    (
        "seawall_packet_oldest_seconds",
        Kind::Gauge,
        "Age of the oldest contract packet, by channel",
    ),
    (
        "seawall_client_expiry_seconds",
        Kind::Gauge,
        "Seconds until the light client expires; below 0: it has",
    ),
    // Do transactions work?
    (
        "seawall_steps_total",
        Kind::Counter,
        "Steps taken, by chain, kind and outcome",
    ),
    (
        "seawall_transactions_total",
        Kind::Counter,
        "Transactions, by chain and outcome",
    ),
    (
        "seawall_fees_total",
        Kind::Counter,
        "Fees paid, base units of the gas coin, by chain",
    ),
    (
        "seawall_gas_used_total",
        Kind::Counter,
        "Gas used, by chain",
    ),
    (
        "seawall_inclusion_seconds",
        Kind::Gauge,
        "From sending to the block, last transaction",
    ),
    (
        "seawall_spending_bound_reached_total",
        Kind::Counter,
        "Transactions held back by the bound per hour",
    ),
    // Can it go on?
    (
        "seawall_wallet_balance",
        Kind::Gauge,
        "Gas coins of the account, base units",
    ),
    // Does it pay?
    (
        "seawall_skips_total",
        Kind::Counter,
        "Lots left alone, by reason; one per lot and change of reason",
    ),
    (
        "seawall_profit_expected_usd",
        Kind::Gauge,
        "Sum over lots of what was expected when bidding",
    ),
    (
        "seawall_profit_realised_usd",
        Kind::Gauge,
        "Sum over lots of what it was when in a block",
    ),
    (
        "seawall_unknown_metric",
        Kind::Counter,
        "A metric that is not in the list: report it",
    ),
];

type Series = BTreeMap<String, f64>;

/// All metrics of one process.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<BTreeMap<&'static str, Series>>);

impl Metrics {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Series>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds to a counter, or to a gauge that is a sum.
    #[allow(clippy::float_arithmetic)] // Metrics are real numbers; nothing is decided by them.
    pub fn add(&self, name: &str, labels: &[(&str, &str)], by: f64) {
        let mut all = self.lock();
        *all.entry(known(name))
            .or_default()
            .entry(text(labels))
            .or_default() += by;
    }

    /// Counts one.
    pub fn count(&self, name: &str, labels: &[(&str, &str)]) {
        self.add(name, labels, 1.0);
    }

    /// Sets a gauge.
    pub fn set(&self, name: &str, labels: &[(&str, &str)], value: f64) {
        let mut all = self.lock();
        all.entry(known(name))
            .or_default()
            .insert(text(labels), value);
    }

    /// The value of one series.
    pub fn get(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        self.lock().get(name)?.get(&text(labels)).copied()
    }

    /// The sum of all series of a name.
    pub fn sum(&self, name: &str) -> f64 {
        self.lock()
            .get(name)
            .map(|s| s.values().sum())
            .unwrap_or_default()
    }

    /// All of it in Prometheus' text format.
    pub fn render(&self) -> String {
        let all = self.lock();
        let mut out = String::new();
        for (name, kind, help) in ALL {
            let Some(series) = all.get(name) else {
                continue;
            };
            let kind = match kind {
                Kind::Counter => "counter",
                Kind::Gauge => "gauge",
            };
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in series {
                let _ = writeln!(out, "{name}{labels} {value}");
            }
        }
        out
    }
}

fn known(name: &str) -> &'static str {
    let found = ALL.iter().find(|(known, ..)| *known == name);
    found.map_or("seawall_unknown_metric", |(name, ..)| name)
}

fn text(labels: &[(&str, &str)]) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let one = |(key, value): &(&str, &str)| {
        let value = value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', " ");
        format!("{key}=\"{value}\"")
    };
    let all: Vec<String> = labels.iter().map(one).collect();
    format!("{{{}}}", all.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_reads_as_prometheus_expects_it() {
        let metrics = Metrics::default();
        metrics.count(
            "seawall_transactions_total",
            &[("chain", "hub"), ("outcome", "a \"b\"")],
        );
        metrics.count(
            "seawall_transactions_total",
            &[("chain", "hub"), ("outcome", "a \"b\"")],
        );
        metrics.set("seawall_up", &[("role", "keeper")], 1.0);
        metrics.count("seawall_never_heard_of", &[]);
        let text = metrics.render();
        let line = r#"seawall_transactions_total{chain="hub",outcome="a \"b\""} 2"#;
        assert!(text.contains(line), "{text}");
        assert!(text.contains("# TYPE seawall_up gauge\nseawall_up{role=\"keeper\"} 1\n"));
        assert!(text.contains("seawall_unknown_metric 1\n"));
    }

    #[test]
    fn every_metric_has_a_name_of_its_own_and_a_help() {
        let mut names: Vec<_> = ALL.iter().map(|(name, ..)| name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL
            .iter()
            .all(|(name, _, help)| name.starts_with("seawall_") && help.len() > 10));
    }
}
