//! A shorter list of steps that violates the same invariant: delta debugging over the list as data.
//!
//! What must always hold: what is returned was played and failed; the invariant is the same as at the
//! start. Called when a run fails.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::run::replay;
use crate::script::{Script, Step};

/// Makes a failing script smaller until nothing can be left out or the time is over.
///
/// # Errors
/// If a stage cannot be set.
pub fn shrink(script: &Script, within: Duration, watch: &mut dyn FnMut(usize)) -> Result<Script> {
    let Some(violation) = script.violation.clone() else {
        return Ok(script.clone());
    };
    let until = Instant::now() + within;
    let mut best = script.clone();
    // Nothing after the step that showed it matters.
    let upto = usize::try_from(violation.step).unwrap_or(usize::MAX);
    best.steps.truncate(upto.saturating_add(1));
    let steps = best.steps.clone();
    let mut fails = |less: &[Step]| {
        let less = Script {
            steps: less.to_vec(),
            ..best.clone()
        };
        let found = still_fails(&less, &violation.invariant)?;
        Ok(found.map(|found| {
            let steps = found.steps.clone();
            watch(steps.len());
            best = found;
            steps
        }))
    };
    fewest(steps, &mut fails, &|| Instant::now() < until)?;
    Ok(best)
}

/// Plays a list; gives what is left of it if it fails.
type Fails<'a, T> = &'a mut dyn FnMut(&[T]) -> Result<Option<Vec<T>>>;

/// Leaves out ever smaller parts of a list while the rest still fails. `fails` gives what is left of a
/// failing list, which may be shorter still.
fn fewest<T: Clone>(
    mut list: Vec<T>,
    fails: Fails<T>,
    time_left: &dyn Fn() -> bool,
) -> Result<Vec<T>> {
    let mut size = (list.len() / 2).max(1);
    loop {
        let before = list.len();
        let mut at = 0;
        while at < list.len() && time_left() {
            let end = (at + size).min(list.len());
            let mut less = list.clone();
            less.drain(at..end);
            match fails(&less)? {
                Some(found) => list = found,
                None => at = end,
            }
        }
        let again = size == 1 && list.len() < before;
        if !time_left() || (size == 1 && !again) {
            return Ok(list);
        }
        size = (size / 2).max(1);
    }
}

/// The script with what it violates and nothing behind that, if it still violates the invariant.
fn still_fails(script: &Script, invariant: &str) -> Result<Option<Script>> {
    let ran = replay(script, 0, &mut |_, _| {})?;
    let mut violations = ran.violations.into_iter();
    let found = violations.find(|v| v.invariant == invariant);
    Ok(found.map(|violation| {
        let upto = usize::try_from(violation.step).unwrap_or(usize::MAX);
        let played = ran.script.into_iter().take(upto.saturating_add(1));
        Script {
            steps: played.collect(),
            violation: Some(violation),
            ..script.clone()
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_steps_that_fail_are_found_in_any_order_of_what_does_not_matter() {
        // It fails if 7 comes before 70.
        let mut tries = 0;
        let mut fails = |list: &[u32]| {
            tries += 1;
            let seven = list.iter().position(|n| *n == 7);
            let seventy = list.iter().position(|n| *n == 70);
            let failed = matches!((seven, seventy), (Some(a), Some(b)) if a < b);
            Ok(failed.then(|| list.to_vec()))
        };
        let all: Vec<u32> = (0..1_000).collect();
        let left = fewest(all, &mut fails, &|| true).unwrap();
        assert_eq!(left, [7, 70]);
        assert!(tries < 200, "{tries}");
    }

    #[test]
    fn nothing_is_tried_when_the_time_is_over() {
        let mut fails = |_: &[u32]| -> Result<Option<Vec<u32>>> { panic!("tried") };
        let left = fewest(vec![1, 2, 3], &mut fails, &|| false).unwrap();
        assert_eq!(left, [1, 2, 3]);
    }
}
