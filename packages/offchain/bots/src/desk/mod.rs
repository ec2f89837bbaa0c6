//! One account on one chain, and everything that is sent from it.
//!
//! What must always hold: nothing is sent that fails in simulation; what is urgent goes first and is
//! never behind what is not; a step is not sent again while it is under way; a step that was refused
//! rests, twice as long each time; fees stay below the bound per hour; in a dry run nothing leaves.

mod budget;
mod settle;
mod verdict;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use seawall_chain_client::{ClientError, Fees, TxOutcome};

use crate::access::{Call, Chain};
use crate::config::Sending;
use crate::metrics::Metrics;

pub use budget::Budget;
pub use verdict::{verdict, Verdict};

/// What was done in a dry run is said again after this, seconds.
const DRY_RUN_REST_SECS: u64 = 60;

/// One step: messages that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The same step has the same key.
    pub key: String,
    /// Does it go before others, and may it use the last of the bound?
    pub urgent: bool,
    /// Its kind in one word, for metrics.
    pub kind: &'static str,
    /// What it is, for people.
    pub what: String,
    /// Its messages.
    pub calls: Vec<Call>,
}

/// What became of a step that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// The steps of the transaction.
    pub jobs: Vec<Job>,
    /// The transaction, if it is in a block and succeeded.
    pub outcome: Option<TxOutcome>,
    /// What it paid, base units of the gas coin.
    pub fee: u128,
}

#[derive(Debug, Clone)]
struct Pending {
    hash: String,
    jobs: Vec<Job>,
    sent_at: u64,
    fee: u128,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<Pending>,
    /// Refusals in a row and the second until which a step rests.
    rests: BTreeMap<String, (u32, u64)>,
    budget: Budget,
    /// Nothing at all is sent before this second.
    closed_until: u64,
    failures: u32,
}

/// One account on one chain.
pub struct Desk {
    name: String,
    chain: Rc<dyn Chain>,
    sending: Sending,
    dry_run: bool,
    metrics: Arc<Metrics>,
    state: RefCell<State>,
}

type Later<'a> = Pin<Box<dyn Future<Output = Result<(), ClientError>> + 'a>>;

impl Desk {
    /// A desk; `spend_per_hour` in base units of the gas coin.
    pub fn new(
        name: &str,
        chain: Rc<dyn Chain>,
        sending: &Sending,
        spend_per_hour: Option<u64>,
        dry_run: bool,
        metrics: Arc<Metrics>,
    ) -> Self {
        let budget = Budget::new(spend_per_hour.map(u128::from));
        Self {
            name: name.into(),
            chain,
            sending: sending.clone(),
            dry_run,
            metrics,
            state: RefCell::new(State {
                budget,
                ..State::default()
            }),
        }
    }

    /// The chain.
    pub fn chain(&self) -> &dyn Chain {
        &*self.chain
    }

    /// The chain's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many transactions are under way.
    pub fn under_way(&self) -> usize {
        self.state.borrow().pending.len()
    }

    /// Coins of a denom that transactions under way take along.
    pub fn reserved(&self, denom: &str) -> u128 {
        let state = self.state.borrow();
        let jobs = state.pending.iter().flat_map(|p| &p.jobs);
        let funds = jobs.flat_map(|j| &j.calls).flat_map(|c| &c.funds);
        let ours = funds.filter(|(_, d)| d == denom).map(|(n, _)| *n);
        ours.fold(0, u128::saturating_add)
    }

    /// Sends what may be sent now, the urgent first. `now` is the chain's time.
    pub async fn work(&self, jobs: Vec<Job>, now: u64) {
        let (urgent, others): (Vec<Job>, Vec<Job>) = {
            let state = self.state.borrow();
            if now < state.closed_until {
                return;
            }
            let busy = |job: &Job| {
                let mut under_way = state.pending.iter().flat_map(|p| &p.jobs);
                let rests = state.rests.get(&job.key).is_some_and(|(_, at)| now < *at);
                rests || under_way.any(|j| j.key == job.key)
            };
            let free = jobs.into_iter().filter(|job| !busy(job));
            free.partition(|job| job.urgent)
        };
        for lane in [&urgent, &others] {
            for batch in lane.chunks(self.sending.batch) {
                if let Err(error) = self.send(batch, now).await {
                    self.trouble(&error, now);
                    return;
                }
            }
        }
        self.state.borrow_mut().failures = 0;
    }

    /// Sends a batch in one transaction; what spoils it is found by halves.
    fn send<'a>(&'a self, jobs: &'a [Job], now: u64) -> Later<'a> {
        Box::pin(async move {
            if jobs.is_empty() {
                return Ok(());
            }
            let calls: Vec<Call> = jobs.iter().flat_map(|j| j.calls.clone()).collect();
            let tried = self.try_to_send(jobs, &calls, now).await;
            let Err(error) = tried else {
                return Ok(());
            };
            if verdict(&error) != Verdict::Step {
                return Err(error);
            }
            if let [job] = jobs {
                // Most often somebody else was first; the next look at the chain tells.
                tracing::info!(chain = self.name, step = job.what, %error, "not sent");
                self.rest(jobs, now);
                self.steps(jobs, "refused");
                return Ok(());
            }
            let (first, second) = jobs.split_at(jobs.len().div_ceil(2));
            self.send(first, now).await?;
            self.send(second, now).await
        })
    }

    async fn try_to_send(&self, jobs: &[Job], calls: &[Call], now: u64) -> Result<(), ClientError> {
        let names: Vec<&str> = jobs.iter().map(|j| j.what.as_str()).collect();
        if self.dry_run && self.chain.me().is_empty() {
            self.would(jobs, None, now);
            return Ok(());
        }
        let fees = self.chain.estimate(calls).await?;
        if self.dry_run {
            self.would(jobs, Some(&fees), now);
            return Ok(());
        }
        let urgent = jobs.iter().any(|j| j.urgent);
        if !self.state.borrow().budget.allows(now, fees.amount, urgent) {
            let at = [("chain", self.name.as_str())];
            self.metrics
                .count("seawall_spending_bound_reached_total", &at);
            let (spent, bound) = self.state.borrow().budget.standing(now);
            tracing::warn!(chain = self.name, steps = ?names, spent, bound, fee = fees.amount,
                "held back: the bound on fees per hour is reached");
            self.hold(jobs, now.saturating_add(self.sending.backoff_secs));
            return Ok(());
        }
        let sent = self.chain.submit(calls).await?;
        let fee = sent.fees.amount;
        tracing::info!(chain = self.name, hash = sent.hash, steps = ?names, gas = sent.fees.gas,
            fee, "sent");
        self.count("sent");
        self.metrics
            .add("seawall_fees_total", &[("chain", &self.name)], fee as f64);
        let mut state = self.state.borrow_mut();
        state.budget.spend(now, fee);
        state.pending.push(Pending {
            hash: sent.hash,
            jobs: jobs.to_vec(),
            sent_at: now,
            fee,
        });
        Ok(())
    }

    fn would(&self, jobs: &[Job], fees: Option<&Fees>, now: u64) {
        for job in jobs {
            let gas = fees.map(|f| f.gas);
            tracing::info!(
                chain = self.name,
                step = job.what,
                gas,
                "dry run: would send"
            );
        }
        self.steps(jobs, "dry_run");
        self.hold(jobs, now.saturating_add(DRY_RUN_REST_SECS));
    }

    fn hold(&self, jobs: &[Job], until: u64) {
        let mut state = self.state.borrow_mut();
        for job in jobs {
            let failures = state.rests.get(&job.key).map_or(0, |(n, _)| *n);
            state.rests.insert(job.key.clone(), (failures, until));
        }
    }

    /// Not a step but the whole account or chain is in trouble.
    fn trouble(&self, error: &ClientError, now: u64) {
        tracing::warn!(chain = self.name, %error, "nothing can be sent now");
        self.count(match verdict(error) {
            Verdict::Account => "account_trouble",
            _ => "unreachable",
        });
        let mut state = self.state.borrow_mut();
        state.failures = state.failures.saturating_add(1);
        let wait = self.wait(state.failures);
        state.closed_until = now.saturating_add(wait);
    }

    fn rest(&self, jobs: &[Job], now: u64) {
        let mut state = self.state.borrow_mut();
        for job in jobs {
            let failures = state.rests.get(&job.key).map_or(0, |(n, _)| *n);
            let failures = failures.saturating_add(1);
            let until = now.saturating_add(self.wait(failures));
            state.rests.insert(job.key.clone(), (failures, until));
        }
        // What rested long ago is forgotten.
        let old = self.sending.backoff_max_secs.saturating_mul(2);
        let keep = |until: u64| until.saturating_add(old) > now;
        state.rests.retain(|_, (_, until)| keep(*until));
    }

    fn wait(&self, failures: u32) -> u64 {
        let doublings = failures.saturating_sub(1).min(16);
        let factor = 1u64.checked_shl(doublings).unwrap_or(u64::MAX);
        let wait = self.sending.backoff_secs.saturating_mul(factor);
        wait.min(self.sending.backoff_max_secs)
    }

    fn steps(&self, jobs: &[Job], outcome: &str) {
        for job in jobs {
            let labels = [
                ("chain", self.name.as_str()),
                ("kind", job.kind),
                ("outcome", outcome),
            ];
            self.metrics.count("seawall_steps_total", &labels);
        }
    }

    fn count(&self, outcome: &str) {
        let labels = [("chain", self.name.as_str()), ("outcome", outcome)];
        self.metrics.count("seawall_transactions_total", &labels);
    }
}
