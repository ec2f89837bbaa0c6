//! Checks worlds, two at a time, and prints one line for each: the small and usual ones; with `--large` the
//! large ones too; with a name those whose name contains it. Called by `scripts/test-model`.
//! What must always hold: it fails when one world does not hold, and never counts a state of one that
//! was not visited whole.
#![allow(clippy::arithmetic_side_effects)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use seawall_model::check::Verdict;
use seawall_model::suite::{large, small, usual, World};

/// Worlds at a time; the largest takes some gigabytes.
const THREADS: usize = 2;

fn main() -> ExitCode {
    let wanted: Vec<_> = std::env::args().skip(1).collect();
    let (flags, names): (Vec<_>, Vec<_>) = wanted.iter().partition(|word| word.starts_with("--"));
    if let Some(flag) = flags.iter().find(|flag| **flag != "--large") {
        eprintln!("seawall-model: unknown option {flag}: --large, or parts of worlds' names");
        return ExitCode::FAILURE;
    }
    let mut worlds: Vec<_> = small().into_iter().chain(usual()).collect();
    if !flags.is_empty() {
        worlds.extend(large());
    }
    let named = |world: &World| names.iter().any(|name| world.name.contains(name.as_str()));
    worlds.retain(|world| names.is_empty() || named(world));
    if worlds.is_empty() {
        eprintln!("seawall-model: no world has such a name");
        return ExitCode::FAILURE;
    }
    let verdicts = check_all(&worlds);
    let states: usize = verdicts.iter().map(|verdict| verdict.graph.states).sum();
    println!("{states} states of {} worlds", verdicts.len());
    if verdicts.iter().all(Verdict::holds) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn check_all(worlds: &[World]) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = vec![];
        while let Some(world) = worlds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = (world.run)(world.name);
            print(&verdict);
            done.push(verdict);
        }
        done
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended
            .flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn print(verdict: &Verdict) {
    let mut text = verdict.line();
    for (property, way) in &verdict.broken {
        text += &format!("\n  broken: {property}\n    {}", way.join("\n    "));
    }
    if verdict.graph.stuck > 0 {
        let way = verdict.graph.way.join("\n    ");
        text += &format!(
            "\n  {} states without an end:\n    {way}",
            verdict.graph.stuck
        );
    }
    println!("{text}");
}
