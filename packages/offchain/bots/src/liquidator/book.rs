//! Booking takes: what was expected, and what it was when in a block.

use seawall_chain_client::TxOutcome;
use seawall_engine::agents::whole;
use serde_json::Value;

use super::{Bid, Liquidator, Way};
use crate::desk::{Finished, Job};

/// What a take really was, base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    collateral: u128,
    payment: u128,
}

impl Liquidator {
    /// Books the takes of a transaction that is in a block, or given up.
    pub async fn book(&self, chain: u16, finished: &Finished) {
        let share = finished.jobs.len().max(1) as f64;
        for job in &finished.jobs {
            let Some(bid) = self.expected.borrow_mut().remove(&job.key) else {
                continue;
            };
            let Some(outcome) = &finished.outcome else {
                tracing::info!(chain, step = job.what, "the take came to nothing");
                continue;
            };
            let events = outcome
                .events
                .iter()
                .filter(|e| e.get("kind") == Some("taken"));
            let mut data = events.filter_map(|e| e.get("data"));
            let taken = data.find_map(|data| taken(data, job));
            let gas = self.gas_usd.get(&chain).copied().unwrap_or(0.0) * finished.fee as f64;
            let sold = sold(outcome, job);
            self.book_one(chain, job, &bid, (taken, sold), gas / share);
        }
    }

    fn book_one(
        &self,
        chain: u16,
        job: &Job,
        bid: &Bid,
        (taken, sold): (Option<Taken>, Option<u128>),
        gas_usd: f64,
    ) {
        let Some(taken) = taken else {
            tracing::warn!(chain, step = job.what, "in a block, but no take is told of");
            return;
        };
        let got = whole(taken.collateral, bid.decimals.0);
        let paid = whole(taken.payment, bid.decimals.1) * bid.debt_usd;
        let revenue = match bid.way {
            Way::Inventory => got * bid.worth,
            Way::Venue { min_out, .. } => {
                whole(sold.unwrap_or(min_out), bid.decimals.1) * bid.debt_usd
            }
        };
        let realised = revenue - paid - gas_usd;
        let way = [(
            "way",
            match bid.way {
                Way::Inventory => "inventory",
                Way::Venue { .. } => "venue",
            },
        )];
        self.metrics
            .add("seawall_profit_expected_usd", &way, bid.profit);
        self.metrics
            .add("seawall_profit_realised_usd", &way, realised);
        tracing::info!(
            chain,
            step = job.what,
            collateral = taken.collateral,
            payment = taken.payment,
            expected_usd = bid.profit,
            realised_usd = realised,
            "taken"
        );
    }
}

/// What a venue says the collateral of this step sold for.
fn sold(outcome: &TxOutcome, job: &Job) -> Option<u128> {
    let ours = |lot: &str| job.key == format!("take lot {lot}");
    let mut events = outcome.events.iter();
    let told = events.find(|e| e.get("venue_lot").is_some_and(ours))?;
    told.get("venue_out")?.parse().ok()
}

/// The take of this step's lot, if the event tells of it.
fn taken(data: &str, job: &Job) -> Option<Taken> {
    let data: Value = serde_json::from_str(data).ok()?;
    let taken = data.get("taken")?;
    let lot = taken.get("lot")?.as_u64()?;
    if job.key != format!("take lot {lot}") {
        return None;
    }
    let amount = |field: &str| taken.get(field)?.as_str()?.parse::<u128>().ok();
    Some(Taken {
        collateral: amount("collateral")?,
        payment: amount("payment")?,
    })
}
