//! Sending: batches, what spoils them, urgency, rests, the bound on fees, trouble.

use std::rc::Rc;
use std::sync::Arc;

use seawall_bots::access::{Call, Chain};
use seawall_bots::config::Sending;
use seawall_bots::desk::{Desk, Job};
use seawall_bots::metrics::Metrics;
use seawall_chain_client::ClientError;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::HUB;
use seawall_fixtures::Spec;
use serde_json::{json, Value};

use super::chain::SimChain;
use super::scene::run;
use super::shared::{Shared, FEE, ME};

struct Counter {
    shared: Rc<std::cell::RefCell<Shared>>,
    desk: Desk,
    metrics: Arc<Metrics>,
}

fn counter(bound: Option<u64>) -> Counter {
    let shared = Shared::new(deploy(Spec::simple()).unwrap());
    let chain: Rc<dyn Chain> = Rc::new(SimChain::new(&shared, HUB, ME));
    let metrics = Arc::new(Metrics::default());
    let sending = Sending {
        batch: 4,
        ..Sending::default()
    };
    let desk = Desk::new("hub", chain, &sending, bound, false, metrics.clone());
    Counter {
        shared,
        desk,
        metrics,
    }
}

impl Counter {
    /// A step at the coordinator that works (`sweep_expired`), or one that is refused.
    fn job(&self, key: &str, works: bool, urgent: bool) -> Job {
        let coordinator = self.shared.borrow().world.coordinator.to_string();
        let msg: Value = match works {
            true => json!({"sweep_expired": {"limit": 1}}),
            false => json!({"advance": {"liquidation": 77}}),
        };
        Job {
            key: key.into(),
            urgent,
            kind: "test",
            what: key.into(),
            calls: vec![Call::new(&coordinator, &msg)],
        }
    }

    fn good(&self, keys: &[&str]) -> Vec<Job> {
        keys.iter().map(|k| self.job(k, true, false)).collect()
    }

    fn work(&self, jobs: Vec<Job>, now: u64) {
        run(self.desk.work(jobs, now));
    }

    /// How many messages each transaction had.
    fn sizes(&self) -> Vec<usize> {
        let shared = self.shared.borrow();
        shared.sent.iter().map(|(_, calls)| calls.len()).collect()
    }

    fn outcome(&self, outcome: &str) -> f64 {
        let labels = [("chain", "hub"), ("outcome", outcome)];
        self.metrics
            .get("seawall_transactions_total", &labels)
            .unwrap_or(0.0)
    }
}

#[test]
fn steps_go_in_batches_and_a_bad_one_spoils_no_other() {
    let counter = counter(None);
    let mut jobs = counter.good(&["a", "b", "c", "d", "e", "f"]);
    counter.work(jobs.clone(), 0);
    assert_eq!(counter.sizes(), [4, 2]);
    run(counter.desk.settle(1));
    jobs.insert(1, counter.job("bad", false, false));
    counter.work(jobs, 10);
    // a+bad+b+c fails: a+bad, then a alone and bad alone; b+c; then the rest.
    assert_eq!(counter.sizes(), [4, 2, 1, 2, 3]);
}

#[test]
fn the_urgent_goes_first_however_much_else_waits() {
    let counter = counter(None);
    let names: Vec<String> = (0..20).map(|n| format!("crank {n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut jobs = counter.good(&names);
    jobs.push(counter.job("liquidate", true, true));
    counter.work(jobs, 0);
    assert_eq!(
        counter.sizes()[0],
        1,
        "a transaction of its own, before all others"
    );
    assert_eq!(counter.sizes().len(), 6);
}

#[test]
fn what_is_under_way_is_not_sent_again_and_what_is_done_may_be() {
    let counter = counter(None);
    counter.shared.borrow_mut().never_included = true;
    counter.work(counter.good(&["a"]), 0);
    run(counter.desk.settle(5));
    counter.work(counter.good(&["a"]), 5);
    assert_eq!(counter.sizes(), [1]);
    assert_eq!(counter.desk.under_way(), 1);
    // After half a minute it is given up; the step rests, then goes again.
    let finished = run(counter.desk.settle(31));
    assert!(finished[0].outcome.is_none());
    assert_eq!(counter.outcome("lost"), 1.0);
    counter.work(counter.good(&["a"]), 32);
    assert_eq!(counter.sizes(), [1]);
    counter.shared.borrow_mut().never_included = false;
    counter.work(counter.good(&["a"]), 36);
    assert_eq!(counter.sizes(), [1, 1]);
    let finished = run(counter.desk.settle(37));
    assert!(finished[0].outcome.is_some());
    counter.work(counter.good(&["a"]), 38);
    assert_eq!(counter.sizes(), [1, 1, 1]);
}

#[test]
fn a_refused_step_rests_twice_as_long_each_time() {
    let counter = counter(None);
    let refused = || {
        let labels = [("chain", "hub"), ("kind", "test"), ("outcome", "refused")];
        counter
            .metrics
            .get("seawall_steps_total", &labels)
            .unwrap_or(0.0)
    };
    let mut tries = vec![];
    for now in 0..200 {
        let before = refused();
        counter.work(vec![counter.job("bad", false, false)], now);
        if refused() > before {
            tries.push(now);
        }
    }
    assert_eq!(tries, [0, 5, 15, 35, 75, 155]);
    assert!(
        counter.sizes().is_empty(),
        "what fails in simulation is never sent"
    );
}

#[test]
fn the_bound_on_fees_per_hour_is_never_passed_and_keeps_a_fifth_for_the_urgent() {
    let bound = u64::try_from(FEE * 5).unwrap();
    let counter = counter(Some(bound));
    for now in 0..100 {
        run(counter.desk.settle(now));
        let key = format!("crank {now}");
        counter.work(counter.good(&[&key]), now);
    }
    assert_eq!(counter.sizes().len(), 4);
    counter.work(vec![counter.job("urgent", true, true)], 100);
    assert_eq!(counter.sizes().len(), 5);
    counter.work(vec![counter.job("urgent too", true, true)], 101);
    assert_eq!(counter.sizes().len(), 5);
    assert!(counter.metrics.sum("seawall_spending_bound_reached_total") > 0.0);
    run(counter.desk.settle(3_700));
    counter.work(counter.good(&["an hour later"]), 3_700);
    assert_eq!(counter.sizes().len(), 6);
}

#[test]
fn an_account_in_trouble_stops_all_sending_for_a_while() {
    let counter = counter(None);
    counter.shared.borrow_mut().refusal = Some(ClientError::NotAccepted {
        chain: "hub-1".into(),
        hash: "00".into(),
        codespace: "sdk".into(),
        code: 5,
        log: "insufficient funds".into(),
    });
    counter.work(counter.good(&["a", "b", "c", "d", "e"]), 0);
    assert_eq!(
        counter.outcome("account_trouble"),
        1.0,
        "one try, not one per step"
    );
    counter.work(counter.good(&["a"]), 4);
    assert_eq!(counter.outcome("account_trouble"), 1.0);
    counter.work(counter.good(&["a"]), 5);
    assert_eq!(counter.outcome("account_trouble"), 2.0);
    counter.shared.borrow_mut().refusal = None;
    counter.work(counter.good(&["a"]), 15);
    assert_eq!(counter.sizes(), [1]);
}

#[test]
fn a_chain_that_does_not_answer_costs_no_step_its_turn() {
    let counter = counter(None);
    counter.shared.borrow_mut().silent.insert(HUB);
    counter.work(counter.good(&["a"]), 0);
    assert_eq!(counter.outcome("unreachable"), 1.0);
    counter.shared.borrow_mut().silent.clear();
    counter.work(counter.good(&["a"]), 5);
    assert_eq!(counter.sizes(), [1]);
}
