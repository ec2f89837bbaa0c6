//! Switches every planted mistake on, one at a time, plays the run that is known to catch it and prints
//! which invariant did. Fails unless all are caught, and the right code by none of the runs.
#![allow(clippy::print_stdout)]

use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::sync::Mutex;

use clap::Parser;
use seawall_money::planted::Mistake;
use seawall_mutants::hunt::{play, search, Catch, Track};
use seawall_mutants::table;

/// Switches mistakes on that are planted in contracts and core, one at a time: the fault simulator
/// must catch each in the run that tests/mutants/caught.txt names.
#[derive(Parser)]
#[command(name = "seawall-mutants")]
struct Options {
    /// Only mistakes whose name contains this text
    #[arg(long)]
    only: Option<String>,
    /// Looks for runs that catch, from seed 1 on, and writes them to tests/mutants/caught.txt
    #[arg(long)]
    search: bool,
    /// With --search: steps of one run; after them everything must come to its end
    #[arg(long, default_value_t = 1_500)]
    run: u64,
    /// With --search: a mistake must be caught within so many steps of all its runs
    #[arg(long, default_value_t = 20_000)]
    steps: u64,
    /// So many at a time
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Lists the mistakes and runs nothing
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match done(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn done(options: &Options) -> anyhow::Result<bool> {
    let only = options.only.as_deref().unwrap_or_default();
    let wanted = |m: &Mistake| m.name().contains(only);
    if options.list {
        for mistake in Mistake::ALL.iter().filter(|m| wanted(m)) {
            println!("{:26} {}", mistake.name(), mistake.says());
        }
        return Ok(true);
    }
    std::panic::set_hook(Box::new(|_| {}));
    println!("| mistake | seed | steps | caught by | wrong code ran |\n|---|---|---|---|---|");
    if options.search {
        return looked_for(options, &wanted);
    }
    let known = table::read(table::FILE)?;
    let known: Vec<_> = known.into_iter().filter(|(m, _)| wanted(m)).collect();
    let mut tasks: Vec<Task> = known.iter().map(|(m, t)| (Some(*m), *t)).collect();
    tasks.extend(right(&known));
    let all = each(options.jobs, tasks, |(mistake, track)| play(mistake, track));
    let wrong = all.iter().filter(|caught| !caught.fits()).count();
    if wrong == 0 {
        let count = known.len();
        println!("\nall {count} mistakes are caught, the right code by none of their runs");
    } else {
        println!("\n{wrong} not as they must be");
    }
    Ok(wrong == 0)
}

type Task = (Option<Mistake>, Track);

/// The same runs of the right code, each as long as the longest of its seed.
fn right(known: &[(Mistake, Track)]) -> Vec<Task> {
    let mut all: Vec<Track> = known.iter().map(|(_, track)| *track).collect();
    all.sort_by_key(|track| (track.chains, track.seed, std::cmp::Reverse(track.steps)));
    all.dedup_by_key(|track| (track.chains, track.seed));
    all.into_iter().map(|track| (None, track)).collect()
}

/// Looks for a run for each and writes the table; if only some are wanted it only prints.
fn looked_for(options: &Options, wanted: &dyn Fn(&Mistake) -> bool) -> anyhow::Result<bool> {
    let (seed, steps, chains) = (1, options.run, 2);
    let first = Track {
        seed,
        steps,
        chains,
    };
    let mistakes = Mistake::ALL.iter().filter(|m| wanted(m)).copied();
    let tasks: Vec<Task> = mistakes.map(|m| (Some(m), first)).collect();
    let all = each(options.jobs, tasks, |(mistake, first)| match mistake {
        Some(mistake) => search(mistake, first, options.steps),
        None => play(None, first),
    });
    let missed = all.iter().filter(|caught| !caught.fits()).count();
    println!("\n{missed} of {} were not caught", all.len());
    if missed == 0 && options.only.is_none() {
        std::fs::write(table::PATH, table::write(&all))?;
    }
    Ok(missed == 0)
}

/// Plays all, so many at a time; each is printed when it is over, and all come back in order.
fn each(jobs: usize, tasks: Vec<Task>, play: impl Fn(Task) -> Catch + Sync) -> Vec<Catch> {
    let (tasks, (done, results)) = (Mutex::new(tasks.into_iter().enumerate()), channel());
    let next = || tasks.lock().ok().and_then(|mut tasks| tasks.next());
    let mut all = vec![];
    std::thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (done, play) = (done.clone(), &play);
            scope.spawn(move || {
                while let Some((at, task)) = next() {
                    let _ = done.send((at, play(task)));
                }
            });
        }
        drop(done);
        for (at, caught) in results {
            println!("{}", row(&caught));
            all.push((at, caught));
        }
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, caught)| caught).collect()
}

fn row(caught: &Catch) -> String {
    let name = caught.mistake.map_or("(none)", Mistake::name);
    let by = match &caught.by {
        Some(by) => format!("{}: {}", by.invariant, short(&by.what)),
        None => "nothing".into(),
    };
    let (track, reached) = (caught.track, caught.reached);
    let (seed, steps) = (track.seed, track.steps);
    format!("| {name} | {seed} | {steps} | {by} | {reached} |")
}

/// Enough to see what objected.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "/").chars().take(160).collect()
}
