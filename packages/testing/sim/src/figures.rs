//! What a run came to, as figures for programs and words for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::Violation;

/// What became of packets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Packets {
    /// Sent, transfers included.
    pub sent: u64,
    /// Acknowledged with success.
    pub acked: u64,
    /// Acknowledged with an error.
    pub errored: u64,
    /// Timed out.
    pub timed_out: u64,
    /// Brought a second time: packets, acks or timeouts.
    pub duplicated: u64,
}

/// What became of liquidations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Liquidations {
    /// Begun.
    pub started: u64,
    /// Over.
    pub done: u64,
}

/// The figures of a run, in the form that programs read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Of the run.
    pub seed: u64,
    /// Actions and faults played.
    pub steps: u64,
    /// Packets.
    pub packets: Packets,
    /// Liquidations.
    pub liquidations: Liquidations,
    /// How often each kind of fault struck.
    pub faults: BTreeMap<&'static str, u64>,
    /// Single comparisons.
    pub invariant_checks: u64,
    /// Invariants that did not hold.
    pub violations: u64,
    /// Duration of the run, healing and checks included.
    pub wall_seconds: f64,
}

/// What more there is to say of a run.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// The figures.
    pub figures: Figures,
    /// What did not hold; a run ends with the first.
    pub violations: Vec<Violation>,
    /// Everything that was played: it replays the run.
    pub script: Vec<crate::Step>,
    /// Transactions and relay steps on the chains while steps were played, refused ones included.
    pub contract_steps: u64,
    /// Steps that a contract or a chain refused.
    pub refused: u64,
    /// Steps for which there was nothing to do.
    pub idle: u64,
    /// Rounds of healing until everything had ended.
    pub healing_rounds: u64,
    /// What the chains told in the last steps, if that was asked for.
    pub told: Vec<String>,
    /// Where the time went, seconds: setting up, playing, checking, healing.
    pub seconds: [f64; 4],
}

impl Ran {
    /// Whether everything held.
    pub fn clean(&self) -> bool {
        self.violations.is_empty()
    }

    /// Drawn steps a second, checks after each included, setting up and healing not.
    pub fn steps_per_second(&self) -> u64 {
        let [_, playing, checking, _] = self.seconds;
        rate(self.figures.steps, playing + checking)
    }

    /// Transactions and relay steps a second, by the same clock.
    pub fn contract_steps_per_second(&self) -> u64 {
        let [_, playing, checking, _] = self.seconds;
        rate(self.contract_steps, playing + checking)
    }

    /// The figures in words.
    pub fn summary(&self) -> String {
        let f = &self.figures;
        let mut out = String::new();
        let _ = writeln!(
            out,
            "seed {}: {} steps ({} refused, {} with nothing to do), {} on the chains",
            f.seed, f.steps, self.refused, self.idle, self.contract_steps
        );
        let p = &f.packets;
        let _ = writeln!(
            out,
            "packets: {} sent, {} acked, {} errored, {} timed out, {} brought again",
            p.sent, p.acked, p.errored, p.timed_out, p.duplicated
        );
        let _ = writeln!(
            out,
            "liquidations: {} started, {} done; healed in {} rounds",
            f.liquidations.started, f.liquidations.done, self.healing_rounds
        );
        let faults: Vec<_> = f.faults.iter().map(|(k, n)| format!("{k} {n}")).collect();
        let _ = writeln!(out, "faults: {}", faults.join(", "));
        let [set_up, playing, checking, healing] = self.seconds;
        let _ = writeln!(
            out,
            "{} checks, {} violations; {} steps and {} chain steps a second; setting up \
             {set_up:.1} s, playing {playing:.1} s, checking {checking:.1} s, healing {healing:.1} s",
            f.invariant_checks,
            f.violations,
            self.steps_per_second(),
            self.contract_steps_per_second(),
        );
        for violation in &self.violations {
            let _ = writeln!(
                out,
                "VIOLATED {} after step {}: {}",
                violation.invariant, violation.step, violation.what
            );
        }
        out
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
#[allow(clippy::cast_sign_loss)]
fn rate(count: u64, seconds: f64) -> u64 {
    if seconds > 0.0 {
        (count as f64 / seconds) as u64
    } else {
        0
    }
}
