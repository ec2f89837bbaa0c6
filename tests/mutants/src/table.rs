//! The committed table: which run catches which mistake.
//!
//! What must always hold: every mistake has exactly one line; lines are found by a search over seeds in
//! order, never chosen by hand. Called by `main` and by tests.

use anyhow::{ensure, Context, Result};
use seawall_money::planted::Mistake;

use crate::hunt::{Catch, Track};

/// The file.
pub const FILE: &str = include_str!("../caught.txt");
/// Where it is.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/caught.txt");

const HEAD: &str = "\
# Which run of the fault simulator catches which planted mistake: name, seed, steps, connected chains, and
# what objected. Found by `scripts/mutants planted --search`; to be found again when what is drawn changes.
";

/// All lines, in the order of the list of mistakes.
///
/// # Errors
/// A line that cannot be read, a mistake without a line, a line without a mistake.
pub fn read(text: &str) -> Result<Vec<(Mistake, Track)>> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut found = vec![];
    for line in lines {
        found.push(entry(line).with_context(|| format!("cannot read {line:?}"))?);
    }
    let listed: Vec<&str> = found.iter().map(|(m, _)| m.name()).collect();
    let all: Vec<&str> = Mistake::ALL.iter().map(|m| m.name()).collect();
    ensure!(listed == all, "lines of {listed:?}, mistakes {all:?}");
    Ok(found)
}

fn entry(line: &str) -> Result<(Mistake, Track)> {
    let mut words = line.split_whitespace();
    let name = words.next().context("no name")?;
    let mistake = Mistake::ALL.iter().find(|m| m.name() == name);
    let mistake = mistake.context("no such mistake")?;
    let mut number = || -> Result<u64> { Ok(words.next().context("too short")?.parse()?) };
    let (seed, steps) = (number()?, number()?);
    let chains = u16::try_from(number()?)?;
    let track = Track {
        seed,
        steps,
        chains,
    };
    Ok((*mistake, track))
}

/// The file with these catches.
pub fn write(all: &[Catch]) -> String {
    let lines = all.iter().filter_map(|caught| {
        let (track, by) = (caught.track, caught.by.as_ref()?);
        Some(format!(
            "{} {} {} {} {}\n",
            caught.mistake?.name(),
            track.seed,
            track.steps,
            track.chains,
            by.invariant
        ))
    });
    HEAD.to_owned() + &lines.collect::<String>()
}
