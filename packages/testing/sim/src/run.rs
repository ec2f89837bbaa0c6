//! A run: draw or read a step, play it, judge it; at the end heal and judge everything.
//!
//! What must always hold: the same settings give the same run, and the steps of a run played again give
//! the same run; the first violation ends it. Called by the `seawall` binary and by tests.

use std::time::Instant;

use anyhow::Result;

use crate::check::Checker;
use crate::draw::Drawing;
use crate::figures::Ran;
use crate::heal::heal;
use crate::home::go_home;
use crate::script::{Action, Script, Step};
use crate::settings::Settings;
use crate::stage::{Diary, Stage};
use crate::violation::{Done, Outcome, Violation};
use crate::{act, fault};

/// How often a relayer that brings everything looks for what was sent meanwhile.
const CARRIED_ROUNDS: usize = 4;

/// Told about a run while it lasts: steps played, of how many.
pub type Watch<'a> = &'a mut dyn FnMut(u64, u64);

/// Draws and plays a run.
///
/// # Errors
/// If the stage cannot be set; a violation is no error.
pub fn run(settings: &Settings) -> Result<Ran> {
    run_watched(settings, &mut |_, _| {})
}

/// The same, watched.
///
/// # Errors
/// As [`run`].
pub fn run_watched(settings: &Settings, watch: Watch) -> Result<Ran> {
    let mut drawing = Drawing::new(settings.seed);
    let mut source = |stage: &Stage, _at: u64| Some(drawing.next(settings, stage));
    play(settings, &mut source, watch)
}

/// Plays a script again, and keeps what the chains told in so many last steps.
///
/// # Errors
/// As [`run`].
pub fn replay(script: &Script, tell: usize, watch: Watch) -> Result<Ran> {
    let steps = script.steps.len() as u64;
    let settings = Settings {
        chains: script.chains,
        check_all_every: script.check_all_every,
        tell,
        ..Settings::new(script.seed, steps)
    };
    let mut source = |_: &Stage, at: u64| {
        let at = usize::try_from(at).ok()?;
        script.steps.get(at).cloned()
    };
    play(&settings, &mut source, watch)
}

struct Player {
    stage: Stage,
    checker: Checker,
    ran: Ran,
    /// Seconds spent on checks.
    checking: f64,
}

fn play(
    settings: &Settings,
    source: &mut dyn FnMut(&Stage, u64) -> Option<Step>,
    watch: Watch,
) -> Result<Ran> {
    let begun = Instant::now();
    let stage = Stage::set(settings.chains)?;
    let checker = Checker::new(&stage);
    let mut player = Player {
        stage,
        checker,
        ran: Ran::default(),
        checking: 0.0,
    };
    player.ran.figures.seed = settings.seed;
    player.stage.seen.borrow_mut().diary = Diary::of(settings.tell);
    player.checker.everything(&player.stage)?;
    let set = begun.elapsed().as_secs_f64();
    let before = player.stage.world.net.stats();
    let mut violation = None;
    for at in 0..settings.steps {
        let Some(step) = source(&player.stage, at) else {
            break;
        };
        player.ran.script.push(step.clone());
        player.stage.seen.borrow_mut().diary.turn(at);
        player.ran.figures.steps = at + 1;
        if let Err(text) = player.step(settings, at, &step) {
            violation = Some(Violation::new(at, &text));
            break;
        }
        if at % 64 == 0 {
            watch(at, settings.steps);
        }
    }
    let after = player.stage.world.net.stats();
    player.ran.contract_steps = after.steps + after.failed - before.steps - before.failed;
    let played = begun.elapsed().as_secs_f64();
    let checking = player.checking;
    if violation.is_none() {
        let healed = heal(&mut player.stage, &mut player.checker).and_then(|rounds| {
            go_home(&mut player.stage, &mut player.checker)?;
            Ok(rounds)
        });
        match healed {
            Ok(rounds) => player.ran.healing_rounds = rounds,
            Err(error) => {
                let text = format!("{error:#}");
                violation = Some(Violation::new(player.ran.figures.steps, &text));
            }
        }
    }
    let healed = begun.elapsed().as_secs_f64() - played;
    player.ran.seconds = [set, played - set - checking, checking, healed];
    player.ran.violations.extend(violation);
    Ok(player.finish(begun.elapsed().as_secs_f64()))
}

impl Player {
    /// Plays and judges one step.
    fn step(&mut self, settings: &Settings, at: u64, step: &Step) -> Result<(), String> {
        match self.play(step)? {
            Outcome::Done => {}
            Outcome::Refused(_) => self.ran.refused += 1,
            Outcome::Idle => self.ran.idle += 1,
        }
        self.judge()?;
        if (at + 1) % settings.check_all_every.max(1) == 0 {
            let checked = Instant::now();
            let judged = self.checker.everything(&self.stage);
            self.checking += checked.elapsed().as_secs_f64();
            return judged.map_err(|error| format!("{error:#}"));
        }
        Ok(())
    }

    fn play(&mut self, step: &Step) -> Done {
        match step {
            Step::Do(Action::CarryAll {}) => self.carry_all(),
            Step::Do(action) => act::play(&mut self.stage, action),
            Step::Break(fault) => {
                let done = fault::play(&mut self.stage, fault)?;
                if done != Outcome::Idle {
                    let faults = &mut self.ran.figures.faults;
                    *faults.entry(fault.kind().name()).or_insert(0) += 1;
                }
                Ok(done)
            }
        }
    }

    /// Every packet that waits and what is sent meanwhile, one after the other, each judged before the
    /// next moves.
    fn carry_all(&mut self) -> Done {
        let mut last = Outcome::Idle;
        for _ in 0..CARRIED_ROUNDS {
            let mut moved = false;
            for packet in act::waiting(&self.stage) {
                let done = act::whole(&mut self.stage, packet)?;
                self.judge()?;
                moved |= done == Outcome::Done;
                last = done;
            }
            if !moved {
                break;
            }
        }
        Ok(last)
    }

    /// Judges what was touched since the last time.
    fn judge(&mut self) -> Result<(), String> {
        let checked = Instant::now();
        let judged = self.judge_touched();
        self.checking += checked.elapsed().as_secs_f64();
        judged.map_err(|error| format!("{error:#}"))
    }

    fn judge_touched(&mut self) -> Result<()> {
        self.stage.meet()?;
        let touched = self.stage.seen.borrow_mut().take();
        self.checker.touched(&self.stage, &touched)
    }

    fn finish(mut self, seconds: f64) -> Ran {
        let seen = self.stage.seen.borrow();
        let figures = &mut self.ran.figures;
        figures.packets = seen.packets;
        figures.liquidations.started = seen.liquidations.len() as u64;
        figures.liquidations.done = seen.liquidations.values().filter(|over| **over).count() as u64;
        figures.invariant_checks = self.checker.checks();
        figures.violations = self.ran.violations.len() as u64;
        figures.wall_seconds = seconds;
        self.ran.told = seen.diary.lines();
        drop(seen);
        self.ran
    }
}
