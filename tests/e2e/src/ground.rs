//! The localnets that stories stand on: brought up by the binary, ended when dropped.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{bail, Context, Result};

use crate::Cli;

/// What a localnet must be like for a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ground {
    /// Are contracts deployed and have people moved in?
    pub contracts: bool,
    /// Options of `seawall localnet up` besides.
    pub options: &'static [&'static str],
}

impl Ground {
    /// Three chains and a relayer.
    pub const BARE: Self = Self {
        contracts: false,
        options: &[],
    };
    /// The same, where code is stored by vote only.
    pub const BY_VOTE: Self = Self {
        contracts: false,
        options: &["--upload", "nobody"],
    };
    /// With contracts, prices, a lender, insurers, borrowers.
    pub const CONTRACTS: Self = Self {
        contracts: true,
        options: &[],
    };
}

/// What stories are asked for besides being told.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Real one-minute prices of the collateral; without, a made-up series of the same depth.
    pub prices: Option<PathBuf>,
    /// Writes what was measured into `schema/`.
    pub bless: bool,
}

/// A localnet that was brought up for stories. Ended when dropped, unless it was there before.
#[derive(Debug)]
pub struct Site {
    /// What it is like.
    pub ground: Ground,
    /// The folder of the localnet.
    pub home: PathBuf,
    /// The folder for everything else.
    pub folder: PathBuf,
    /// The seawall binary.
    pub seawall: PathBuf,
    /// Folder of the compiled contracts, if it was named.
    pub artifacts: Option<PathBuf>,
    /// How long it took to bring it up, milliseconds.
    pub up_ms: u128,
    /// What stories are asked for besides.
    pub wishes: Wishes,
    kept: bool,
}

impl Site {
    fn new(cli: &Cli, ground: Ground) -> Result<Self> {
        let absolute = |path: &Path| std::path::absolute(path).context("folder");
        let folder = absolute(&cli.folder)?;
        let named = || std::env::var_os("SEAWALL_E2E_PRICES").map(PathBuf::from);
        let prices = cli.prices.clone().or_else(named);
        Ok(Self {
            ground,
            home: folder.join("localnet"),
            folder,
            seawall: absolute(&cli.seawall)?,
            artifacts: cli.artifacts.as_deref().map(absolute).transpose()?,
            up_ms: 0,
            wishes: Wishes {
                prices: prices.as_deref().map(absolute).transpose()?,
                bless: cli.bless,
            },
            kept: false,
        })
    }

    /// One that runs already, and goes on running.
    pub fn attach(cli: &Cli, ground: Ground, home: &Path) -> Result<Self> {
        let mut site = Self::new(cli, ground)?;
        site.home = std::path::absolute(home)?;
        site.kept = true;
        if ground != Ground::CONTRACTS || !site.home.join("deploy/moved-in").exists() {
            bail!(
                "{} cannot be used: only stories on a localnet with contracts and people can be told \
                 on one that runs",
                home.display()
            );
        }
        Ok(site)
    }

    /// Brings it up.
    pub fn up(cli: &Cli, ground: Ground) -> Result<Self> {
        let mut site = Self::new(cli, ground)?;
        let base = cli.port_base.to_string();
        let mut args = vec!["up", "--fresh", "--port-base", &base];
        args.extend(ground.options);
        let artifacts = site.artifacts.clone();
        match (ground.contracts, artifacts.as_deref().map(Path::to_str)) {
            (false, _) => args.push("--bare"),
            (true, Some(Some(folder))) => args.extend(["--artifacts", folder]),
            (true, _) => (),
        }
        let begun = std::time::Instant::now();
        let status = site.localnet(&args).stdout(Stdio::null()).status();
        let status = status.with_context(|| site.seawall.display().to_string())?;
        if !status.success() {
            bail!("`seawall localnet {}` ended with {status}", args.join(" "));
        }
        site.up_ms = begun.elapsed().as_millis();
        Ok(site)
    }

    fn localnet(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.seawall);
        command
            .args(["localnet", "--home"])
            .arg(&self.home)
            .args(args);
        command
    }

    /// Copies the logs to where they outlive the localnet.
    pub fn keep_logs(&self, story: &str) -> Result<PathBuf> {
        let to = self.folder.join("logs").join(story);
        std::fs::create_dir_all(&to)?;
        for entry in std::fs::read_dir(self.home.join("logs"))? {
            let from = entry?.path();
            if let Some(name) = from.file_name() {
                std::fs::copy(&from, to.join(name))?;
            }
        }
        Ok(to)
    }

    /// Leaves it running.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let ended = self
            .localnet(&["down", "--purge"])
            .stdout(Stdio::null())
            .status();
        if !ended.is_ok_and(|status| status.success()) {
            eprintln!(
                "`seawall localnet --home {} down` failed",
                self.home.display()
            );
        }
    }
}
