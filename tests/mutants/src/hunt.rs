//! Hunting one mistake: runs of the fault simulator, one seed after the other, until one objects.
//!
//! What must always hold: without a mistake the same runs find nothing, else being caught would mean
//! nothing. Called by `main`.

use std::panic::{catch_unwind, AssertUnwindSafe};

use seawall_money::planted::{reached, switch, Mistake};
use seawall_sim::{run, Settings};

/// What is run for each mistake.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The first seed; each run takes the next.
    pub seed: u64,
    /// Steps of one run; after them the network is healed and everything must end.
    pub run: u64,
    /// Steps of all runs.
    pub all: u64,
}

/// What came of one hunt.
#[derive(Debug, Clone)]
pub struct Catch {
    /// The mistake; none: the right code.
    pub mistake: Option<Mistake>,
    /// Steps played until it was caught, or all.
    pub steps: u64,
    /// The seed of the run that caught it.
    pub seed: u64,
    /// What objected; nothing: not caught.
    pub by: Option<Objection>,
    /// How often the wrong code ran.
    pub reached: u64,
}

/// What objected to a mistake.
#[derive(Debug, Clone)]
pub struct Objection {
    /// The invariant.
    pub invariant: String,
    /// In words.
    pub what: String,
}

impl Objection {
    fn of(invariant: &str, what: impl Into<String>) -> Self {
        let (invariant, what) = (invariant.to_owned(), what.into());
        Self { invariant, what }
    }
}

/// Runs until the mistake is caught, or all steps are played.
pub fn hunt(mistake: Option<Mistake>, bounds: Bounds) -> Catch {
    let mut caught = Catch {
        mistake,
        steps: 0,
        seed: bounds.seed,
        by: None,
        reached: 0,
    };
    while caught.steps < bounds.all && caught.by.is_none() {
        switch(mistake);
        let settings = Settings {
            check_all_every: 50,
            ..Settings::new(caught.seed, bounds.run)
        };
        let (steps, by) = match catch_unwind(AssertUnwindSafe(|| run(&settings))) {
            Ok(Ok(ran)) => (ran.figures.steps, ran.violations.first().map(objection)),
            Ok(Err(error)) => (
                0,
                Some(Objection::of("INV-8", format!("no stage: {error:#}"))),
            ),
            Err(panic) => (0, Some(Objection::of("INV-11", said(panic.as_ref())))),
        };
        caught.reached = caught.reached.saturating_add(reached());
        switch(None);
        caught.steps = caught.steps.saturating_add(steps);
        caught.by = by;
        if caught.by.is_none() {
            caught.seed = caught.seed.saturating_add(1);
        }
    }
    caught
}

fn objection(violation: &seawall_sim::Violation) -> Objection {
    Objection::of(&violation.invariant, violation.what.clone())
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    format!("panic: {}", text.unwrap_or_default())
}
