//! Keeper, liquidator and feed as processes of a story: a configuration file, and the keys in the
//! environment.
//!
//! What must always hold: two processes at the same time have different accounts and ports.

use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Context, Result};
use seawall_localnet::accounts;
use seawall_testbed::Places;

use crate::daemon::Daemon;
use crate::stage::{text, Ran, Stage};

/// Longer than a bot takes to find everything on a busy machine.
const STARTING: Duration = Duration::from_secs(120);
/// The variable with the phrase of the bot's own account.
const OWN: &str = "E2E_BOT";
const MARGIN: &str = "margin = 0.002";
const FEEDERS: [(&str, &str); 3] = [
    ("E2E_FEEDER_1", "feeder-1"),
    ("E2E_FEEDER_2", "feeder-2"),
    ("E2E_FEEDER_3", "feeder-3"),
];

/// A configuration that bots are started with.
#[derive(Debug, Clone)]
pub struct Bot {
    /// Its file.
    pub file: String,
    /// Where it answers `/metrics` and `/healthz`.
    pub listen: String,
    keys: Vec<(&'static str, String)>,
}

impl Bot {
    /// For one of the test accounts; `more` is put before the tables of the file. Sweeps are the
    /// keeper's, not the feeders'.
    pub fn new(stage: &Stage, account: &str, more: &str) -> Result<Self> {
        let (net, listen) = (stage.net()?, free_port()?);
        let known = accounts::find(account).context("there is no such account")?;
        let (deployment, state) = (Places::file(&net), Places::state(&net));
        let [first, second, third] = FEEDERS.map(|(variable, _)| variable);
        let lines = format!(
            "deployment = {deployment:?}\nstate = {state:?}\nkey = {{ env = \"{OWN}\" }}\n\
             listen = \"{listen}\"\n{more}\n[log]\njson = true\n[keeper]\nreconcile_secs = 10\n\
             [liquidator]\n{MARGIN}\nprice = {{ source = \"oracle\", max_age_secs = 3600 }}\n\
             [feed]\nkeys = [{{ env = \"{first}\" }}, {{ env = \"{second}\" }}, \
             {{ env = \"{third}\" }}]\ndeviation = 0.001\nheartbeat_secs = 3600\n"
        );
        // Every configuration has a port of its own, and so a name.
        let number = listen.rsplit(':').next().unwrap_or_default();
        let file = stage.file(&format!("{account}-{number}.toml"))?;
        std::fs::write(&file, lines)?;
        let mut keys = vec![(OWN, known.mnemonic.to_string())];
        for (variable, name) in FEEDERS {
            let feeder = accounts::find(name).context("there is no such feeder")?;
            keys.push((variable, feeder.mnemonic.to_string()));
        }
        Ok(Self {
            file: text(&file)?.to_string(),
            listen,
            keys,
        })
    }

    /// Its own key is not in the environment.
    pub fn without_key(mut self) -> Self {
        self.keys.retain(|(variable, _)| *variable != OWN);
        self
    }

    /// With somebody else's phrase.
    pub fn with_phrase(self, phrase: &str) -> Self {
        let mut other = self.without_key();
        other.keys.push((OWN, phrase.into()));
        other
    }

    /// A liquidator that wants to earn another margin.
    pub fn with_margin(self, margin: &str) -> Result<Self> {
        let lines = std::fs::read_to_string(&self.file)?;
        let lines = lines.replace(MARGIN, &format!("margin = {margin}"));
        std::fs::write(&self.file, lines)?;
        Ok(self)
    }

    fn env(&self) -> Vec<(&str, &str)> {
        self.keys.iter().map(|(k, v)| (*k, v.as_str())).collect()
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let (verb, rest) = args.split_first().unwrap_or((&"run", &[]));
        [&[*verb, "--config", &self.file], rest].concat()
    }

    /// Starts a bot (`["keeper"]`, `["run", "--roles", "keeper,liquidator"]` …) and waits until it
    /// follows the chains.
    pub fn start(&self, stage: &Stage, log: &str, args: &[&str]) -> Result<Daemon> {
        let mut bot = stage.start(log, &self.args(args), &self.env())?;
        bot.wait_for_line("running", STARTING)?;
        Ok(bot)
    }

    /// Runs a command of the bots to its end, such as `["feed", "--prices", FILE, "--speed", "60"]`.
    pub fn ask(&self, stage: &Stage, args: &[&str]) -> Result<Ran> {
        stage.seawall(&self.args(args), &self.env())
    }
}

fn free_port() -> Result<String> {
    let found = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(found.local_addr()?.to_string())
}
