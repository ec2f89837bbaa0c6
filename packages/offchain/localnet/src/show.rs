//! What a command shows while it works: on a terminal a line that moves, in a pipe a line per step.

use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::process::tail;

/// Where progress goes: stderr, so that the answer on stdout stays clean.
#[derive(Debug, Clone)]
pub struct Show {
    quiet: bool,
}

/// A pipe gets a sign of life this often.
const REMINDER: Duration = Duration::from_secs(30);
const WIDTH: usize = 90;

impl Show {
    /// Shows what happens.
    pub const fn new() -> Self {
        Self { quiet: false }
    }

    /// Says nothing, for tests and other programs.
    pub const fn quiet() -> Self {
        Self { quiet: true }
    }

    /// Says one line.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// Begins something that takes a while.
    pub fn step(&self, what: &str) -> Step {
        let terminal = !self.quiet && std::io::stderr().is_terminal();
        let bar = terminal.then(|| {
            let bar = ProgressBar::new_spinner();
            let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar.set_message(what.to_owned());
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Step {
            what: what.into(),
            begun: Instant::now(),
            reminded: Instant::now(),
            bar,
            quiet: self.quiet,
        }
    }
}

impl Default for Show {
    fn default() -> Self {
        Self::new()
    }
}

/// Something that takes a while.
#[derive(Debug)]
pub struct Step {
    what: String,
    begun: Instant,
    reminded: Instant,
    bar: Option<ProgressBar>,
    quiet: bool,
}

impl Step {
    /// Shows the last line of a log beside the step.
    pub fn follow(&mut self, log: &Path) {
        let quiet_pipe = self.bar.is_none() && self.reminded.elapsed() < REMINDER;
        if self.quiet || quiet_pipe {
            return;
        }
        let last = tail(log, 1).pop().unwrap_or_default();
        let last: String = last.trim().chars().take(WIDTH).collect();
        match &self.bar {
            Some(bar) => bar.set_message(format!("{}: {last}", self.what)),
            None => eprintln!(
                "  {} ({} s): {last}",
                self.what,
                self.begun.elapsed().as_secs()
            ),
        }
        self.reminded = Instant::now();
    }

    /// It is done.
    pub fn done(self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if !self.quiet {
            eprintln!(
                "{} ({:.1} s)",
                self.what,
                self.begun.elapsed().as_secs_f32()
            );
        }
    }
}
