//! One chain: its home, its genesis, its process.

pub mod genesis;
pub mod settings;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::accounts::{self, AccountState, VALIDATOR};
use crate::error::{Error, InFile, Result};
use crate::plan::{ports, Home, Role, Settings};
use crate::process::{tail, Process};
use crate::rpc::Rpc;

/// How long a node may take to its first blocks.
pub const READY_WITHIN: Duration = Duration::from_secs(45);
const POLL: Duration = Duration::from_millis(100);

/// Everything that is needed to make and start one chain.
#[derive(Debug, Clone)]
pub struct Node {
    /// Which chain.
    pub role: Role,
    /// The localnet's folder.
    pub home: Home,
    /// Its `wasmd`, built for its prefix.
    pub binary: PathBuf,
    /// How the localnet is made.
    pub settings: Settings,
}

impl Node {
    /// Makes a home with a genesis in which every account has money and one validator signs.
    pub fn prepare(&self, funded: &[AccountState]) -> Result<()> {
        let spec = self.role.spec();
        let gas = spec.gas_denom();
        self.wasmd(
            &[
                "init",
                spec.id,
                "--chain-id",
                spec.id,
                "--default-denom",
                gas,
            ],
            None,
        )?;
        let config = self.dir().join("config");
        let path = config.join("genesis.json");
        let text = std::fs::read_to_string(&path).at(&path)?;
        let mut json: Value = serde_json::from_str(&text)
            .map_err(|e| Error::Unexpected(format!("{}: {e}", path.display())))?;
        let addresses = funded.iter().filter_map(|a| a.addresses.get(&self.role));
        let addresses: Vec<_> = addresses.map(String::as_str).collect();
        genesis::edit(&mut json, spec, &self.settings, &addresses)?;
        std::fs::write(&path, json.to_string()).at(&path)?;
        self.edit_settings(&config)?;
        self.sign_genesis()
    }

    fn edit_settings(&self, config: &Path) -> Result<()> {
        let ports = ports(self.settings.port_base, self.role);
        for (file, edits) in [
            ("config.toml", settings::node(ports, self.settings.block_ms)),
            ("app.toml", settings::app(self.role.spec())),
        ] {
            let path = config.join(file);
            let text = std::fs::read_to_string(&path).at(&path)?;
            let text = settings::apply(&text, &edits)
                .map_err(|why| Error::Unexpected(format!("{}: {why}", path.display())))?;
            std::fs::write(&path, text).at(&path)?;
        }
        Ok(())
    }

    fn sign_genesis(&self) -> Result<()> {
        let validator = accounts::find(VALIDATOR).map_or("", |a| a.mnemonic);
        let spec = self.role.spec();
        let test = ["--keyring-backend", "test"];
        let add = [&["keys", "add", VALIDATOR, "--recover"], &test[..]].concat();
        self.wasmd(&add, Some(validator))?;
        let stake = genesis::self_stake(spec)?;
        let signed = ["genesis", "gentx", VALIDATOR, &stake, "--chain-id", spec.id];
        self.wasmd(&[&signed[..], &test[..]].concat(), None)?;
        self.wasmd(&["genesis", "collect-gentxs"], None)?;
        Ok(())
    }

    /// Runs `wasmd` with this chain's home; the answer is what it prints.
    pub fn wasmd(&self, args: &[&str], input: Option<&str>) -> Result<String> {
        let home = self.dir();
        let mut command = Command::new(&self.binary);
        command.args(args).arg("--home").arg(&home);
        run(&mut command, input)
    }

    /// Starts the node's process; it is not ready yet.
    pub fn start(&self) -> Result<Process> {
        let home = self.dir();
        let ports = ports(self.settings.port_base, self.role);
        let mut command = Command::new(&self.binary);
        command
            .args(["start", "--log_level", "warn", "--log_no_color"])
            .args(["--api.enable=false", "--grpc-web.enable=false"])
            .arg("--grpc.address")
            .arg(format!("127.0.0.1:{}", ports.grpc))
            .arg("--home")
            .arg(&home);
        Process::start(&mut command, &self.log(), &home.to_string_lossy())
    }

    /// Waits until the node has made blocks since this call.
    pub fn wait_until_ready(&self, process: &Process) -> Result<u64> {
        let start = Instant::now();
        let rpc = self.rpc();
        let mut first = None;
        let mut why = String::from("it does not answer");
        while start.elapsed() < READY_WITHIN {
            if !process.alive() {
                return Err(self.dead());
            }
            match rpc.status() {
                Ok(status) if status.height == 0 => why = "it has no block yet".into(),
                Ok(status) => {
                    let from = *first.get_or_insert(status.height);
                    if status.height > from {
                        return Ok(status.height);
                    }
                    why = format!("it stays at block {from}");
                }
                Err(error) => why = error.to_string(),
            }
            std::thread::sleep(POLL);
        }
        Err(Error::NotReady {
            name: self.role.name().into(),
            secs: READY_WITHIN.as_secs(),
            why,
            log: self.log(),
        })
    }

    /// The error for a node that has ended by itself.
    pub fn dead(&self) -> Error {
        dead(self.role.name(), &self.log())
    }

    /// The node's own folder.
    pub fn dir(&self) -> PathBuf {
        self.home.node(self.role)
    }

    /// Its log.
    pub fn log(&self) -> PathBuf {
        self.home.log(self.role.name())
    }

    /// Its RPC.
    pub fn rpc(&self) -> Rpc {
        Rpc::new(&format!(
            "http://127.0.0.1:{}",
            ports(self.settings.port_base, self.role).rpc
        ))
    }
}

/// The error for a process that has ended by itself.
pub fn dead(name: &str, log: &Path) -> Error {
    Error::Dead {
        name: name.into(),
        last: tail(log, 3).join(" | "),
        log: log.to_path_buf(),
    }
}

/// Runs a command to its end and gives what it printed on stdout.
pub fn run(command: &mut Command, input: Option<&str>) -> Result<String> {
    let shown = format!("{command:?}").replace('"', "");
    let failed = |why: String| Error::Command {
        command: shown.clone(),
        why,
    };
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| failed(e.to_string()))?;
    if let (Some(mut stdin), Some(text)) = (child.stdin.take(), input) {
        writeln!(stdin, "{text}").map_err(|e| failed(e.to_string()))?;
    }
    let output = child
        .wait_with_output()
        .map_err(|e| failed(e.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stderr, output.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<_> = said.lines().filter(|l| !l.trim().is_empty()).collect();
    // wasmd prints its whole usage, before or after the reason.
    let usage = lines.iter().position(|l| l.starts_with("Usage:"));
    let reason: Vec<_> = match usage {
        Some(0) => lines.iter().rev().take(1).copied().collect(),
        usage => lines
            .iter()
            .take(usage.unwrap_or(8).min(8))
            .copied()
            .collect(),
    };
    Err(failed(format!(
        "{} ({})",
        reason.join(" | "),
        output.status
    )))
}
