//! Processes that outlive the command that started them, and how to end exactly those.
//!
//! What must always hold: a signal reaches a process only if its pid, its start time and a mark in
//! its command line are those that were recorded; it is sent through a handle of the process that was
//! taken before the check, so that a pid which is given away meanwhile is never hit.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{pidfd_open, pidfd_send_signal, Pid, PidfdFlags, Signal};
use serde::{Deserialize, Serialize};

use crate::error::{Error, InFile, Result};

/// How long a process may take to end politely.
pub const GRACE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(25);

/// A process as it was when it was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// When it was started, clock ticks since the machine's start.
    pub started: u64,
    /// A part of its command line that only it has: its home or its configuration.
    pub mark: String,
}

/// What the kernel says of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    state: char,
    threads: u64,
    started: u64,
}

impl Process {
    /// This very process, as a mark of who is at work.
    pub fn me() -> Result<Self> {
        Self::of(std::process::id(), String::new())
    }

    fn of(pid: u32, mark: String) -> Result<Self> {
        let seen = look(pid).ok_or_else(|| Error::Unexpected(format!("no process {pid}")))?;
        Ok(Self {
            pid,
            started: seen.started,
            mark,
        })
    }

    /// Starts a command that goes on when the caller ends; its output is added to the log.
    /// `mark` must be one of its arguments.
    pub fn start(command: &mut Command, log: &Path, mark: &str) -> Result<Self> {
        let mut out = open_log(log)?;
        writeln!(out, "== started by seawall localnet: {command:?}").at(log)?;
        let errors = out.try_clone().at(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            // Out of the terminal's group: ^C in the terminal is not meant for it.
            .process_group(0)
            .spawn()
            .map_err(|e| Error::Command {
                command: format!("{command:?}"),
                why: e.to_string(),
            })?;
        let process = Self::of(child.id(), mark.into())?;
        process.wait_for_mark();
        Ok(process)
    }

    /// Just after its start a process has no command line yet, which must not look like death.
    fn wait_for_mark(&self) {
        let start = Instant::now();
        let unmarked = || look(self.pid).is_some_and(|seen| self.is(&seen)) && !self.marked();
        while start.elapsed() < GRACE && unmarked() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether it still runs (stopped counts, a zombie does not).
    pub fn alive(&self) -> bool {
        look(self.pid).is_some_and(|seen| self.is(&seen)) && self.marked()
    }

    /// Whether it is stopped by a signal.
    pub fn frozen(&self) -> bool {
        look(self.pid).is_some_and(|seen| self.is(&seen) && seen.state == 'T')
    }

    fn is(&self, seen: &Seen) -> bool {
        // A zombie with threads is still on its way out: it may hold ports and files.
        let gone = matches!(seen.state, 'Z' | 'X') && seen.threads <= 1;
        seen.started == self.started && !gone
    }

    /// A zombie has lost its command line; its number cannot be another's while it is there.
    fn marked(&self) -> bool {
        if look(self.pid).is_some_and(|seen| seen.state == 'Z') {
            return true;
        }
        let Ok(line) = std::fs::read(format!("/proc/{}/cmdline", self.pid)) else {
            return false;
        };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        line.contains(&self.mark)
    }

    /// Sends a signal if it is still the process that was started; says whether it was.
    pub fn signal(&self, signal: Signal) -> Result<bool> {
        let raw = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        let Some(pid) = raw else { return Ok(false) };
        let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) else {
            return Ok(false);
        };
        if !self.alive() {
            return Ok(false);
        }
        match pidfd_send_signal(handle, signal) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::SRCH) => Ok(false),
            Err(error) => Err(Error::Unexpected(format!(
                "process {} cannot be signalled: {error}",
                self.pid
            ))),
        }
    }

    /// Ends it: politely, after [`GRACE`] by force. Says whether it was still running.
    pub fn end(&self) -> Result<bool> {
        // A stopped process handles no signal but these two.
        if !self.signal(Signal::TERM)? {
            return Ok(false);
        }
        self.signal(Signal::CONT)?;
        if !self.gone_within(GRACE) {
            self.kill()?;
        }
        Ok(true)
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&self) -> Result<bool> {
        let was = self.signal(Signal::KILL)?;
        if was && !self.gone_within(GRACE) {
            return Err(Error::Unexpected(format!(
                "process {} survives being killed",
                self.pid
            )));
        }
        Ok(was)
    }

    fn gone_within(&self, time: Duration) -> bool {
        let start = Instant::now();
        while start.elapsed() < time {
            if !self.alive() {
                return true;
            }
            std::thread::sleep(POLL);
        }
        !self.alive()
    }
}

/// Opens a log to add to it, making its folder.
pub fn open_log(log: &Path) -> Result<File> {
    if let Some(folder) = log.parent() {
        std::fs::create_dir_all(folder).at(folder)?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .at(log)
}

/// The last lines of a log, for an error message.
pub fn tail(log: &Path, lines: usize) -> Vec<String> {
    let bytes = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<_> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    let from = all.len().saturating_sub(lines);
    all.into_iter().skip(from).map(str::to_owned).collect()
}

/// State, threads, start time from `/proc/PID/stat`: fields 3, 20 and 22, counted after the name in brackets,
/// which may itself hold brackets and blanks.
fn look(pid: u32) -> Option<Seen> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    parse(&text)
}

fn parse(stat: &str) -> Option<Seen> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split(' ');
    let state = fields.next()?.chars().next()?;
    let threads = fields.nth(16)?.parse().ok()?;
    let started = fields.nth(1)?.trim().parse().ok()?;
    Some(Seen {
        state,
        threads,
        started,
    })
}

/// A folder that only one command works in at a time. Ends with the value, or with its process.
#[derive(Debug)]
pub struct Lock(std::path::PathBuf);

impl Lock {
    /// Takes the folder, making it. Refused while another living process holds it.
    pub fn take(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).at(folder)?;
        let path = folder.join(".lock");
        let me = Process::me()?;
        for _ in 0..2 {
            match OpenOptions::new().create_new(true).write(true).open(&path) {
                Ok(mut file) => {
                    write!(file, "{} {}", me.pid, me.started).at(&path)?;
                    return Ok(Self(path));
                }
                Err(_) => Self::clear(folder, &path)?,
            }
        }
        Err(Error::Unexpected(format!(
            "{} cannot be made",
            path.display()
        )))
    }

    /// Removes the mark of a process that is gone.
    fn clear(folder: &Path, path: &Path) -> Result<()> {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut numbers = text.split(' ').map(str::parse::<u64>);
        if let (Some(Ok(pid)), Some(Ok(started))) = (numbers.next(), numbers.next()) {
            let pid = u32::try_from(pid).unwrap_or_default();
            if look(pid).is_some_and(|seen| seen.started == started) {
                return Err(Error::Locked {
                    path: folder.to_path_buf(),
                    pid,
                });
            }
        }
        std::fs::remove_file(path).at(path)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper(folder: &Path) -> Process {
        let mut command = Command::new("sleep");
        command.arg("321");
        Process::start(&mut command, &folder.join("sleep.log"), "321").unwrap()
    }

    fn folder(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("seawall-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_process_is_known_by_more_than_its_number() {
        let folder = folder("identity");
        let mine = sleeper(&folder);
        assert!(mine.alive());
        let other_time = Process {
            started: mine.started + 1,
            ..mine.clone()
        };
        let other_line = Process {
            mark: "322".into(),
            ..mine.clone()
        };
        for stranger in [other_time, other_line] {
            assert!(!stranger.alive());
            assert!(!stranger.end().unwrap(), "a stranger was signalled");
            assert!(!stranger.kill().unwrap(), "a stranger was killed");
        }
        assert!(mine.alive(), "the process was hit by a signal for another");
        assert!(mine.end().unwrap());
        assert!(!mine.alive());
        assert!(!mine.end().unwrap(), "it cannot end twice");
    }

    #[test]
    fn a_frozen_process_is_alive_and_can_be_resumed_and_ended() {
        let folder = folder("freeze");
        let mine = sleeper(&folder);
        assert!(mine.alive());
        assert!(mine.signal(Signal::STOP).unwrap());
        while !mine.frozen() {
            std::thread::sleep(POLL);
        }
        assert!(mine.alive());
        assert!(mine.end().unwrap(), "even a frozen one ends");
        assert!(!mine.alive());
    }

    #[test]
    fn names_with_brackets_and_blanks_do_not_shift_the_fields() {
        let stat = "42 (a) (b c) S 1 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 987 1 1";
        let expected = Seen {
            state: 'S',
            threads: 1,
            started: 987,
        };
        assert_eq!(parse(stat), Some(expected));
        assert_eq!(parse("rubbish"), None);
    }

    #[test]
    fn a_folder_is_taken_once_and_the_mark_of_a_dead_process_is_no_obstacle() {
        let folder = folder("lock");
        let lock = Lock::take(&folder).unwrap();
        let refused = Lock::take(&folder).unwrap_err().to_string();
        assert!(refused.contains("is at work in"), "{refused}");
        drop(lock);
        std::fs::write(folder.join(".lock"), "4194304 1").unwrap();
        assert!(Lock::take(&folder).is_ok());
    }
}
