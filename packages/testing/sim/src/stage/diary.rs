//! What the chains told in the last steps: for who looks into a violation.
//!
//! What must always hold: it is empty unless it was asked for, since runs play thousands of steps a
//! second. Filled by what follows the events.

use std::collections::VecDeque;

use simnet::ChainIx;

/// The last steps, each with what was told in it.
#[derive(Debug, Default)]
pub struct Diary {
    steps: usize,
    told: VecDeque<(u64, Vec<String>)>,
}

impl Diary {
    /// One of so many steps.
    pub fn of(steps: usize) -> Self {
        Self {
            steps,
            told: VecDeque::new(),
        }
    }

    /// A step begins.
    pub fn turn(&mut self, step: u64) {
        if self.steps == 0 {
            return;
        }
        if self.told.len() >= self.steps {
            self.told.pop_front();
        }
        self.told.push_back((step, vec![]));
    }

    /// A contract told something.
    pub fn note(&mut self, chain: ChainIx, kind: &str, data: &str) {
        if let Some((_, told)) = self.told.back_mut() {
            told.push(format!("chain {} {kind} {data}", chain.0));
        }
    }

    /// All of it, a line for each event.
    pub fn lines(&self) -> Vec<String> {
        let steps = self.told.iter();
        let lines = steps.flat_map(|(step, told)| told.iter().map(move |t| format!("{step}: {t}")));
        lines.collect()
    }
}
