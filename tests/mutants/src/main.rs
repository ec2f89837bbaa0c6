//! Switches every planted mistake on, one at a time, and prints after how many steps of the fault
//! simulator which invariant caught it. Fails unless all are caught, and the right code by none.
#![allow(clippy::print_stdout)]

use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::sync::Mutex;

use clap::Parser;
use seawall_money::planted::Mistake;
use seawall_mutants::hunt::{hunt, Bounds, Catch};

/// Switches mistakes on that are planted in contracts and core, one at a time: the fault simulator
/// must find each within the stated number of steps.
#[derive(Parser)]
#[command(name = "seawall-mutants")]
struct Options {
    /// Only mistakes whose name contains this text.
    #[arg(long)]
    only: Option<String>,
    /// The first seed; each run takes the next.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Steps of one run; after them everything must come to its end.
    #[arg(long, default_value_t = 1_500)]
    run: u64,
    /// A mistake must be caught within so many steps.
    #[arg(long, default_value_t = 30_000)]
    steps: u64,
    /// Also the right code, which nothing may object to, for so many steps.
    #[arg(long, default_value_t = 30_000)]
    right: u64,
    /// So many at a time.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Lists the mistakes and runs nothing.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let only = options.only.as_deref().unwrap_or_default();
    let wanted = |m: &&Mistake| m.name().contains(only);
    let mistakes: Vec<Mistake> = Mistake::ALL.iter().filter(wanted).copied().collect();
    if options.list {
        for mistake in &mistakes {
            println!("{:26} {}", mistake.name(), mistake.says());
        }
        return ExitCode::SUCCESS;
    }
    let mut wrong = 0usize;
    println!("| mistake | steps | seed | caught by | wrong code ran |\n|---|---|---|---|---|");
    let mut tasks: Vec<Option<Mistake>> = mistakes.iter().rev().copied().map(Some).collect();
    if options.right > 0 {
        tasks.push(None);
    }
    each(&options, tasks, |caught| {
        let right = caught.mistake.is_none();
        if right != caught.by.is_none() {
            wrong = wrong.saturating_add(1);
        }
        println!("{}", row(caught));
    });
    if wrong == 0 {
        println!(
            "\nall {} mistakes are caught, nothing else is",
            mistakes.len()
        );
        return ExitCode::SUCCESS;
    }
    println!("\n{wrong} not as they must be");
    ExitCode::FAILURE
}

/// Hunts all, so many at a time; each is told when it is over.
fn each(options: &Options, tasks: Vec<Option<Mistake>>, mut tell: impl FnMut(&Catch)) {
    let (tasks, (done, results)) = (Mutex::new(tasks), channel());
    let next = || tasks.lock().ok().and_then(|mut tasks| tasks.pop());
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.max(1) {
            let done = done.clone();
            scope.spawn(move || {
                while let Some(mistake) = next() {
                    let all = mistake.map_or(options.right, |_| options.steps);
                    let (seed, run) = (options.seed, options.run);
                    let _ = done.send(hunt(mistake, Bounds { seed, run, all }));
                }
            });
        }
        drop(done);
        for caught in results {
            tell(&caught);
        }
    });
}

fn row(caught: &Catch) -> String {
    let name = caught.mistake.map_or("(none)", Mistake::name);
    let by = match &caught.by {
        Some(by) => format!("{}: {}", by.invariant, short(&by.what)),
        None => "nothing".into(),
    };
    let (steps, seed, reached) = (caught.steps, caught.seed, caught.reached);
    format!("| {name} | {steps} | {seed} | {by} | {reached} |")
}

/// Enough to see what objected.
fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('|', "/").chars().take(160).collect()
}
