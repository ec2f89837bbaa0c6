//! What a story acts with: the binary, the localnet, people; and where it says what it found.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{bail, Context, Result};
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use seawall_testbed::{Person, Places, KEYS};

use crate::daemon::Daemon;
use crate::ground::Site;
use crate::report::Measured;

/// What a story acts with.
pub struct Stage<'a> {
    /// The localnet's folder, and what was used to bring it up.
    pub site: &'a Site,
    checked: Vec<String>,
    measured: Vec<Measured>,
}

/// A command that has ended.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Its exit code; none after a signal.
    pub code: Option<i32>,
    /// What it said on standard output.
    pub out: String,
    /// What it said on standard error.
    pub err: String,
    /// How long it took, milliseconds.
    pub ms: u128,
}

impl Ran {
    /// Fails unless it went well.
    pub fn well(self, what: &str) -> Result<Self> {
        if self.code == Some(0) {
            return Ok(self);
        }
        bail!(
            "{what} ended with {:?}:\n{}\n{}",
            self.code,
            self.out,
            self.err
        )
    }
}

impl<'a> Stage<'a> {
    /// For one story.
    pub fn new(site: &'a Site) -> Self {
        Self {
            site,
            checked: vec![],
            measured: vec![],
        }
    }

    /// What was checked and measured.
    pub fn end(self) -> (Vec<String>, Vec<Measured>) {
        (self.checked, self.measured)
    }

    /// The localnet's handle.
    pub fn net(&self) -> Result<Localnet> {
        Ok(Localnet::open(&self.site.home)?)
    }

    /// Where the contracts are.
    pub fn places(&self) -> Result<Places> {
        Places::read(&self.net()?)
    }

    /// One of the test accounts.
    pub fn person(&self, name: &str) -> Result<Person> {
        Person::new(&self.net()?, name)
    }

    /// A place for a file of the story.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let folder = self.site.folder.join("files");
        std::fs::create_dir_all(&folder)?;
        Ok(folder.join(name))
    }

    /// Runs the binary to its end, with the phrases of deployer and owner in the environment.
    pub fn seawall(&self, args: &[&str], env: &[(&str, &str)]) -> Result<Ran> {
        let begun = Instant::now();
        let output = self.command(args, env).output()?;
        Ok(Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            ms: begun.elapsed().as_millis(),
        })
    }

    /// Starts the binary; what it says is in `logs/NAME.log` of the localnet.
    pub fn start(&self, name: &str, args: &[&str], env: &[(&str, &str)]) -> Result<Daemon> {
        let log = self.site.home.join("logs").join(format!("{name}.log"));
        Daemon::start(name, &mut self.command(args, env), &log)
    }

    fn command(&self, args: &[&str], env: &[(&str, &str)]) -> Command {
        let mut command = Command::new(&self.site.seawall);
        command.args(args);
        for (variable, name) in KEYS {
            if let Some(account) = accounts::find(name) {
                command.env(variable, account.mnemonic);
            }
        }
        command.envs(env.iter().copied());
        command
    }

    /// Runs `wasmd tx` of a chain as one of the accounts, with so much gas, and waits for the block.
    pub fn wasmd_tx(
        &self,
        role: Role,
        from: &str,
        gas: u64,
        args: &[&str],
    ) -> Result<seawall_chain_client::TxOutcome> {
        let net = self.net()?;
        let chain = net.chain(role)?;
        let price = format!("{}{}", chain.gas_price, chain.gas_denom);
        let gas = gas.to_string();
        let more = ["--from", from, "--chain-id", &chain.chain_id, "--gas", &gas];
        let paid = ["--gas-prices", &price, "--keyring-backend", "test", "--yes"];
        let sent = net.wasmd(role, &[&["tx"], args, &more, &paid].concat())?;
        self.included(role, &sent)
    }

    /// Waits for the block of what `wasmd` has sent.
    pub fn included(
        &self,
        role: Role,
        sent: &serde_json::Value,
    ) -> Result<seawall_chain_client::TxOutcome> {
        let code = sent.get("code").and_then(serde_json::Value::as_u64);
        let hash = sent.get("txhash").and_then(|hash| hash.as_str());
        let hash = hash.filter(|_| code == Some(0));
        let hash = hash.with_context(|| format!("{sent}"))?.to_string();
        let reader = self.person("stranger")?;
        reader.with(role, |client| async move { client.wait(&hash).await })
    }

    /// Says what was found; fails the story if it does not hold.
    pub fn holds(&mut self, what: &str, holds: bool, seen: impl FnOnce() -> String) -> Result<()> {
        if !holds {
            bail!("{what}: does not hold: {}", seen());
        }
        eprintln!("   ok  {what}");
        self.checked.push(what.into());
        Ok(())
    }

    /// Says what was measured.
    pub fn measure(&mut self, what: &str, value: impl ToString, unit: &'static str) {
        let value = value.to_string();
        eprintln!("   =   {what}: {value} {unit}");
        self.measured.push(Measured {
            what: what.into(),
            value,
            unit,
        });
    }

    /// Milliseconds as seconds.
    pub fn measure_ms(&mut self, what: &str, ms: u128) {
        let tenths = ms.saturating_add(50) / 100;
        self.measure(what, format!("{}.{}", tenths / 10, tenths % 10), "s");
    }
}

/// Path as text, for arguments.
pub fn text(path: &Path) -> Result<&str> {
    path.to_str()
        .with_context(|| format!("{} is not UTF-8", path.display()))
}
