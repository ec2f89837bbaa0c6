//! `seawall localnet logs`: the last lines of the logs, or all that come.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, InFile, Result};
use crate::hermes;
use crate::net::Localnet;
use crate::plan::Role;
use crate::process::tail;

const POLL: Duration = Duration::from_millis(200);

/// The logs to show: all, or the one of a chain or the relayer.
pub fn choose(net: &Localnet, name: Option<&str>) -> Result<Vec<(String, PathBuf)>> {
    let names = Role::ALL.map(Role::name).into_iter().chain([hermes::NAME]);
    let all: Vec<_> = names.map(|n| (n.to_owned(), net.home().log(n))).collect();
    let Some(wanted) = name else { return Ok(all) };
    let found = all.into_iter().find(|(name, _)| name == wanted);
    found.map(|log| vec![log]).ok_or_else(|| {
        Error::BadInput(format!(
            "there is no log {wanted:?}; right would be hub, collateral, debt or hermes"
        ))
    })
}

/// Writes the last lines of each log.
pub fn last(logs: &[(String, PathBuf)], lines: usize, out: &mut dyn Write) -> std::io::Result<()> {
    for (name, path) in logs {
        for line in tail(path, lines) {
            writeln!(out, "{name:<10} | {line}")?;
        }
    }
    Ok(())
}

/// Writes what is added to the logs, until the reader goes away or the process is interrupted.
pub fn follow(logs: &[(String, PathBuf)], out: &mut dyn Write) -> Result<()> {
    let mut places = vec![];
    for (name, path) in logs {
        let size = std::fs::metadata(path).map_or(0, |m| m.len());
        places.push((name, path, size));
    }
    loop {
        for (name, path, place) in &mut places {
            let new = read_from(path, place)?;
            for line in new.lines() {
                if writeln!(out, "{name:<10} | {line}").is_err() {
                    return Ok(());
                }
            }
        }
        if out.flush().is_err() {
            return Ok(());
        }
        std::thread::sleep(POLL);
    }
}

/// Whole lines from a place on; the place moves behind them.
fn read_from(path: &PathBuf, place: &mut u64) -> Result<String> {
    let Ok(mut file) = std::fs::File::open(path) else {
        return Ok(String::new());
    };
    let size = file.metadata().at(path)?.len();
    if size < *place {
        // It was begun anew.
        *place = 0;
    }
    file.seek(SeekFrom::Start(*place)).at(path)?;
    let mut bytes = vec![];
    file.read_to_end(&mut bytes).at(path)?;
    let end = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at.saturating_add(1));
    bytes.truncate(end);
    *place = place.saturating_add(u64::try_from(end).unwrap_or_default());
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
