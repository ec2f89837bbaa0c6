//! A program that goes on running while a story is told. Killed when dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{bail, Context, Result};
use rustix::process::{kill_process, Pid, Signal};

const POLL: Duration = Duration::from_millis(20);

/// A program that goes on running; what it says is in its log.
#[derive(Debug)]
pub struct Daemon {
    name: String,
    child: Child,
    log: PathBuf,
    seen: usize,
}

impl Daemon {
    /// Starts it; output and errors go to the log, whose lines so far are forgotten.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        let file = std::fs::File::create(log).with_context(|| log.display().to_string())?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        Ok(Self {
            name: name.into(),
            child,
            log: log.into(),
            seen: 0,
        })
    }

    /// All that it has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Has it ended?
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits for a line with this text after those that were waited for before.
    #[allow(dead_code)] // For stories to come.
    pub fn wait_for_line(&mut self, text: &str, within: Duration) -> Result<String> {
        let found = self.wait_for_any(&[text], within)?.map(|(_, line)| line);
        let name = &self.name;
        found.with_context(|| format!("{name} ended and never said {text:?}:\n{}", self.said()))
    }

    /// The first line with one of these texts, and which; nothing if it ends well before.
    pub fn wait_for_any(
        &mut self,
        texts: &[&str],
        within: Duration,
    ) -> Result<Option<(usize, String)>> {
        let begun = Instant::now();
        loop {
            // Whether it has ended is asked first: its last words are read afterwards.
            let ended = self.ended()?;
            let file = std::fs::File::open(&self.log)?;
            let lines = BufReader::new(file).lines().map_while(|line| line.ok());
            for (at, line) in lines.enumerate().skip(self.seen) {
                if let Some(which) = texts.iter().position(|text| line.contains(text)) {
                    self.seen = at.saturating_add(1);
                    return Ok(Some((which, line)));
                }
            }
            match ended {
                Some(status) if status.success() => return Ok(None),
                Some(status) => bail!("{} ended ({status}):\n{}", self.name, self.said()),
                None => (),
            }
            if begun.elapsed() > within {
                bail!(
                    "{} did not say {texts:?} within {within:?}:\n{}",
                    self.name,
                    self.said()
                );
            }
            std::thread::sleep(POLL);
        }
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self, within: Duration) -> Result<ExitStatus> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.ended()? {
                return Ok(status);
            }
            if begun.elapsed() > within {
                bail!("{} did not end within {within:?}", self.name);
            }
            std::thread::sleep(POLL);
        }
    }

    /// SIGKILL.
    pub fn kill(&mut self) -> Result<()> {
        self.signal(Signal::KILL)?;
        self.wait(Duration::from_secs(10)).map(drop)
    }

    /// SIGKILL to it and to the programs that it runs, such as the relayer's commands.
    pub fn kill_all(&mut self) -> Result<()> {
        let id = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.unwrap_or_default();
        self.kill()?;
        for child in children.split_whitespace() {
            if let Some(pid) = child.parse().ok().and_then(Pid::from_raw) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        Ok(())
    }

    #[allow(dead_code)] // For stories to come.
    /// SIGTERM, and waits until it ends.
    pub fn stop(&mut self, within: Duration) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        self.wait(within)
    }

    /// Any signal.
    pub fn signal(&mut self, signal: Signal) -> Result<()> {
        if self.ended()?.is_some() {
            return Ok(());
        }
        // Not waited for yet, so the number is still this child's.
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.context("process number")?, signal)?;
        Ok(())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
