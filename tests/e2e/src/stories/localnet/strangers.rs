//! Programs that a localnet must leave alone, and finding those that it has left behind.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use seawall_localnet::process::Process;
use seawall_localnet::Localnet;

/// Somebody else's program whose command line looks like a node's. Ended when dropped.
pub(super) struct Stranger {
    child: Child,
    process: Process,
}

impl Stranger {
    /// `… start --home HOME`, as the debt chain's node has it.
    pub(super) fn like_a_node(net: &Localnet) -> Result<Self> {
        let home = net.chain(Role::Debt)?.home.display().to_string();
        let child = Command::new("sh")
            .args([
                "-c",
                "while :; do sleep 1; done",
                "wasmd",
                "start",
                "--home",
                &home,
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("a stranger's program")?;
        let process = Process {
            pid: child.id(),
            started: started(child.id())?,
            mark: home,
        };
        Ok(Self { child, process })
    }

    /// Does it still run?
    pub(super) fn lives(&self) -> bool {
        self.process.alive()
    }

    /// The same number, as of a process that was started at another time.
    pub(super) fn as_if_recorded_before(&self) -> Result<Process> {
        let mut process = self.process.clone();
        process.started = process.started.checked_sub(1).context("start time")?;
        Ok(process)
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// When a process was started, clock ticks since the machine's start: field 22 of its `stat`.
fn started(pid: u32) -> Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat.rsplit_once(") ").context("stat")?;
    let field = rest.split(' ').nth(19).context("start time")?;
    Ok(field.parse()?)
}

/// Command lines of all programs that name this folder, without the stranger's.
pub(super) fn programs_in(folder: &Path, stranger: &Stranger) -> Result<Vec<String>> {
    let folder = folder.display().to_string();
    let mut found = vec![];
    for entry in std::fs::read_dir("/proc")? {
        let entry = entry?;
        let pid = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok());
        let Some(pid) = pid.filter(|pid: &u32| *pid != stranger.process.pid) else {
            continue;
        };
        // It may have ended meanwhile. A process that waits for its parent has no command line.
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        // The program that tells this story names the folder above it.
        if pid != std::process::id() && line.contains(&folder) {
            found.push(line);
        }
    }
    Ok(found)
}
