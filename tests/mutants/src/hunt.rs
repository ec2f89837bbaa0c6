//! Hunting one mistake: runs of the fault simulator, one seed after the other, until one objects.
//!
//! What must always hold: without a mistake the same runs find nothing, else being caught would mean
//! nothing; a mistake counts as caught only if its wrong code ran. Called by `main` and by tests.

use std::panic::{catch_unwind, AssertUnwindSafe};

use seawall_money::planted::{reached, switch, Mistake};
use seawall_sim::{run, Settings};

/// Everything is judged after so many steps, what a step touched after each.
const CHECK_ALL_EVERY: u64 = 50;

/// One run: what is drawn, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Track {
    /// The seed.
    pub seed: u64,
    /// Steps; after them the network is healed and everything must end.
    pub steps: u64,
    /// Connected chains.
    pub chains: u16,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Catch {
    /// The mistake; none: the right code.
    pub mistake: Option<Mistake>,
    /// The run, as far as it was played.
    pub track: Track,
    /// What objected; nothing: not caught.
    pub by: Option<Objection>,
    /// How often the wrong code ran.
    pub reached: u64,
}

impl Catch {
    /// As it must be: a mistake is caught, the right code is not.
    pub fn fits(&self) -> bool {
        match self.mistake {
            Some(_) => self.by.is_some() && self.reached > 0,
            None => self.by.is_none(),
        }
    }
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

/// One run with the mistake switched on.
pub fn play(mistake: Option<Mistake>, track: Track) -> Catch {
    switch(mistake);
    let settings = Settings {
        check_all_every: CHECK_ALL_EVERY,
        chains: track.chains,
        ..Settings::new(track.seed, track.steps)
    };
    let (steps, by) = match catch_unwind(AssertUnwindSafe(|| run(&settings))) {
        Ok(Ok(ran)) => (ran.figures.steps, ran.violations.first().map(objection)),
        Ok(Err(error)) => {
            let what = format!("no stage: {error:#}");
            (0, Some(Objection::of("INV-8", what)))
        }
        Err(panic) => {
            let what = said(panic.as_ref());
            (track.steps, Some(Objection::of("INV-11", what)))
        }
    };
    let reached = reached();
    switch(None);
    Catch {
        mistake,
        track: Track { steps, ..track },
        by,
        reached,
    }
}

/// Runs one seed after the other until the mistake is caught or `all` steps are played.
pub fn search(mistake: Mistake, first: Track, all: u64) -> Catch {
    let (mut track, mut played) = (first, 0u64);
    loop {
        let caught = play(Some(mistake), track);
        played = played.saturating_add(caught.track.steps.max(1));
        if caught.by.is_some() || played >= all {
            return caught;
        }
        track.seed = track.seed.saturating_add(1);
    }
}

fn objection(violation: &seawall_sim::Violation) -> Objection {
    Objection::of(&violation.invariant, violation.what.clone())
}

fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    format!("panic: {}", text.unwrap_or_default())
}
