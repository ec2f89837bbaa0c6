//! Hostile input: one function per target, from bytes to a verdict.
//!
//! What must always hold: a target panics if and only if something is wrong, whatever the bytes; it
//! keeps nothing from one input to the next, so that an input alone reproduces what it found. The
//! fuzzing engine (`scripts/fuzz`) and the test that replays the corpus call [`TARGETS`].
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

pub mod draw;
pub mod shape;
pub mod stage;
mod targets;

use std::cell::Cell;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Once;

/// One thing that is given hostile input.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, and its folder in the corpus.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Judges one input.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = targets::ALL;

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

thread_local! {
    static PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Runs one input as the engine would: a panic counts even where a simulated chain catches it.
///
/// # Errors
/// What was wrong.
pub fn replay(run: fn(&[u8]), data: &[u8]) -> Result<(), String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            PANICKED.set(true);
            before(info);
        }));
    });
    PANICKED.set(false);
    let ended = catch_unwind(AssertUnwindSafe(|| run(data)));
    match (ended, PANICKED.get()) {
        (Ok(()), false) => Ok(()),
        (Ok(()), true) => Err("something inside panicked".to_string()),
        (Err(payload), _) => {
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_string()));
            Err(text.unwrap_or_else(|| "panic".to_string()))
        }
    }
}
