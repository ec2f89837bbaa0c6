//! A run while it lasts: a bar on a terminal, nothing in a pipe.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seawall_engine::world::{Observer, Progress};

/// Shows a run on stderr, at most ten times a second.
pub struct Bar {
    bar: ProgressBar,
}

impl Default for Bar {
    fn default() -> Self {
        Self::new()
    }
}

impl Bar {
    /// An empty bar. Where stderr is no terminal it stays silent.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(10));
        let template = "{elapsed_precise} {bar:28.cyan/blue} {percent:>3} %  {msg}";
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// Removes the bar: what follows is the result.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Bar {
    fn stage(&mut self, name: &str) {
        self.bar.set_message(name.to_owned());
        self.bar.tick();
    }

    fn block(&mut self, progress: Progress) {
        self.bar.set_length(progress.blocks);
        self.bar.set_position(progress.block.saturating_add(1));
        self.bar.set_message(message(&progress));
    }
}

/// Steps of a simulation while it runs.
pub struct Steps {
    bar: ProgressBar,
}

impl Steps {
    /// For so many steps. Where stderr is no terminal it stays silent.
    pub fn new(steps: u64) -> Self {
        let bar =
            ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr_with_hz(10));
        let template = "{elapsed_precise} {bar:28.cyan/blue} {pos} of {len} steps  {per_sec}";
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// So many are played.
    pub fn at(&self, step: u64) {
        self.bar.set_position(step);
    }

    /// So many are left of a list that becomes shorter.
    pub fn left(&self, steps: u64) {
        self.bar.set_position(steps);
    }

    /// Removes the bar: what follows is the result.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn message(progress: &Progress) -> String {
    format!(
        "price {:.2}  unsafe {}  open lots {}  repaid {:.0} USD",
        progress.price, progress.unsafe_accounts, progress.open_lots, progress.repaid
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_price_unsafe_accounts_lots_and_what_is_repaid() {
        let progress = Progress {
            block: 1,
            blocks: 10,
            price: 136.254,
            unsafe_accounts: 3,
            open_lots: 2,
            repaid: 1204.4,
        };
        let expected = "price 136.25  unsafe 3  open lots 2  repaid 1204 USD";
        assert_eq!(message(&progress), expected);
        let mut bar = Bar::new();
        bar.stage("deploying");
        bar.block(progress);
        bar.finish();
    }
}
