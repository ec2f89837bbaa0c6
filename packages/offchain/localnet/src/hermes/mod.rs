//! The relayer: Hermes as anybody would run it, and its commands for relaying by hand.

pub mod config;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::accounts::{self, RELAYER};
use crate::error::{Error, InFile, Result};
use crate::node::dead;
use crate::plan::{rest_port, Home, Role, Settings};
use crate::process::Process;

/// The name of its log and in `status`.
pub const NAME: &str = "hermes";
/// How long it may take until it answers; it looks through all channels first.
pub const READY_WITHIN: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);

/// The keys that tie the pairs of chains at the start, in the order of [`Role::PAIRS`]: an own one
/// for each, so that the handshakes can run at the same time.
pub const PAIR_KEYS: [&str; 3] = ["relayer-2", "relayer-3", "relayer-4"];

/// The one of them that is on all chains, for commands by hand.
pub const HAND_KEY: &str = "relayer-2";

/// The relayer of one localnet.
#[derive(Debug, Clone)]
pub struct Hermes {
    /// The localnet's folder.
    pub home: Home,
    /// Its binary.
    pub binary: PathBuf,
    /// How the localnet is made.
    pub settings: Settings,
}

impl Hermes {
    /// Writes the configurations and the keys: one to relay, one per pair to tie it.
    pub fn prepare(&self) -> Result<()> {
        let folder = self.home.hermes();
        std::fs::create_dir_all(&folder).at(&folder)?;
        let rest = Some(rest_port(self.settings.port_base));
        self.write(&self.config(), &Role::ALL, RELAYER, rest)?;
        for (pair, key) in Role::PAIRS.into_iter().zip(PAIR_KEYS) {
            self.write(&self.pair_config(pair), &[pair.0, pair.1], key, None)?;
        }
        self.write(&self.hand_config(), &Role::ALL, HAND_KEY, None)?;
        for (pair, key) in Role::PAIRS.into_iter().zip(PAIR_KEYS) {
            let used = |role: &Role| key == HAND_KEY || *role == pair.0 || *role == pair.1;
            for role in Role::ALL.into_iter().filter(used) {
                self.add_key(role, key)?;
            }
        }
        Role::ALL
            .into_iter()
            .try_for_each(|role| self.add_key(role, RELAYER))
    }

    fn write(&self, path: &Path, roles: &[Role], key: &str, rest: Option<u16>) -> Result<()> {
        let keys = self.home.hermes().join("keys");
        let text = config::text(&config::Config {
            settings: &self.settings,
            roles,
            key,
            keys: &keys,
            rest,
        });
        std::fs::write(path, text).at(path)
    }

    fn add_key(&self, role: Role, key: &str) -> Result<()> {
        let known = accounts::find(key).map(|account| account.name);
        let name = known.ok_or_else(|| Error::BadInput(format!("there is no account {key}")))?;
        let file = self.home.keys().join(format!("{name}.mnemonic"));
        let file = file.to_string_lossy();
        let add = ["keys", "add", "--chain", role.spec().id, "--key-name", key];
        self.run(&[&add[..], &["--mnemonic-file", &file, "--overwrite"]].concat())?;
        Ok(())
    }

    /// Runs a command of Hermes with the relayer's configuration, the answer as JSON.
    /// Fails with what Hermes says.
    pub fn run(&self, args: &[&str]) -> Result<Value> {
        self.run_with(&self.config(), args)
    }

    /// The same with another configuration.
    pub fn run_with(&self, config: &Path, args: &[&str]) -> Result<Value> {
        let shown = format!(
            "hermes --config {} --json {}",
            config.display(),
            args.join(" ")
        );
        let failed = |why: String| Error::Command {
            command: shown.clone(),
            why,
        };
        let output = Command::new(&self.binary)
            .args(["--config", &config.to_string_lossy(), "--json"])
            .args(args)
            .stdin(Stdio::null())
            .output()
            .map_err(|e| failed(e.to_string()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        answer(&said).map_err(|why| failed(format!("{why} {}", errors.trim())))
    }

    /// Starts the relayer's process.
    pub fn start(&self) -> Result<Process> {
        let config = self.config();
        let mut command = Command::new(&self.binary);
        command
            .arg("--config")
            .arg(&config)
            .arg("start")
            .env("NO_COLOR", "1");
        Process::start(&mut command, &self.log(), &config.to_string_lossy())
    }

    /// Waits until its REST server answers.
    pub fn wait_until_ready(&self, process: &Process) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < READY_WITHIN {
            if !process.alive() {
                return Err(dead(NAME, &self.log()));
            }
            if self.answers() {
                return Ok(());
            }
            std::thread::sleep(POLL);
        }
        Err(Error::NotReady {
            name: NAME.into(),
            secs: READY_WITHIN.as_secs(),
            why: format!("{} does not answer", self.rest()),
            log: self.log(),
        })
    }

    /// Whether its REST server answers.
    pub fn answers(&self) -> bool {
        let request = minreq::get(format!("{}/version", self.rest())).with_timeout(2);
        request
            .send()
            .is_ok_and(|response| response.status_code == 200)
    }

    /// Its REST server.
    pub fn rest(&self) -> String {
        format!("http://127.0.0.1:{}", rest_port(self.settings.port_base))
    }

    /// Its configuration.
    pub fn config(&self) -> PathBuf {
        self.home.hermes().join("config.toml")
    }

    /// The configuration that ties a pair, with a key that the running relayer does not use.
    pub fn pair_config(&self, pair: (Role, Role)) -> PathBuf {
        self.home
            .hermes()
            .join(format!("pair-{}-{}.toml", pair.0, pair.1))
    }

    /// The configuration of all chains with a key that the running relayer does not use.
    pub fn hand_config(&self) -> PathBuf {
        self.home.hermes().join("hand.toml")
    }

    /// Its log.
    pub fn log(&self) -> PathBuf {
        self.home.log(NAME)
    }
}

/// The result among the lines of `hermes --json`: log lines come before it. An error is its text.
pub fn answer(said: &str) -> std::result::Result<Value, String> {
    let lines = said.lines().rev();
    let mut answers = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let Some(last) = answers.find(|value| value.get("status").is_some()) else {
        return Err("it gave no result".into());
    };
    let result = last.get("result").cloned().unwrap_or_default();
    match last.get("status").and_then(Value::as_str) {
        Some("success") => Ok(result),
        _ => Err(result
            .as_str()
            .map_or_else(|| result.to_string(), str::to_owned)),
    }
}
