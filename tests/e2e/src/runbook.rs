//! The operators' runbook, as it is printed: its blocks are run by a story.
//!
//! What must always hold: what runs is the text that people read, with nothing but the values of its
//! variables added.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{bail, Context, Result};
use seawall_chain_client::TxOutcome;
use seawall_localnet::plan::Role;
use serde_json::Value;

use crate::stage::{text, Ran, Stage};

/// Where it is.
const BOOK: &str = "scripts/README.md";
/// The block that comes before all others.
const SHELL: &str = "shell";

/// The clone that these stories were built from.
pub fn clone() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The runbook, and a folder in which `seawall` is the binary of the stories.
pub struct Runbook {
    text: String,
    programs: PathBuf,
    home: String,
    used: RefCell<BTreeSet<String>>,
}

impl Runbook {
    /// Reads it; puts the accounts' keys where its first block puts them.
    pub fn open(stage: &Stage) -> Result<Self> {
        let path = clone().join(BOOK);
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let programs = stage.file("bin")?;
        std::fs::create_dir_all(&programs)?;
        let seawall = programs.join("seawall");
        if seawall.symlink_metadata().is_err() {
            symlink(&stage.site.seawall, &seawall)?;
        }
        let home = self::text(&stage.site.home)?.to_string();
        let book = Self {
            text,
            programs,
            home,
            used: RefCell::default(),
        };
        book.bash(&book.block(SHELL)?)?.well("the first block")?;
        Ok(book)
    }

    /// The text of a block.
    pub fn block(&self, name: &str) -> Result<String> {
        let head = format!("```sh {name}");
        let mut lines = self.text.lines().skip_while(|line| *line != head);
        lines
            .next()
            .with_context(|| format!("{BOOK} has no block {name}"))?;
        let lines: Vec<_> = lines.take_while(|line| *line != "```").collect();
        self.used.borrow_mut().insert(name.into());
        Ok(lines.join("\n"))
    }

    /// Blocks that have not been run.
    pub fn left(&self) -> Vec<String> {
        let heads = self
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("```sh "));
        let used = self.used.borrow();
        heads
            .filter(|name| !used.contains(*name))
            .map(str::to_owned)
            .collect()
    }

    /// Runs a block with these variables.
    pub fn run(&self, name: &str, variables: &[(&str, &str)]) -> Result<Ran> {
        self.shell(&self.block(name)?, variables)
    }

    /// Runs any words in a shell that knows the deployment.
    pub fn shell(&self, words: &str, variables: &[(&str, &str)]) -> Result<Ran> {
        let shell = self.block(SHELL)?;
        let mut script = shell.lines().next().unwrap_or_default().to_string();
        for (name, value) in variables {
            script += &format!("\nexport {name}='{value}'");
        }
        self.bash(&format!("{script}\n{words}"))
    }

    /// Runs a block that sends a transaction, and waits for it.
    pub fn sent(
        &self,
        stage: &Stage,
        (role, name): (Role, &str),
        variables: &[(&str, &str)],
    ) -> Result<TxOutcome> {
        let said = self.run(name, variables)?.well(name)?.out;
        let sent = said.lines().rev().find_map(|line| {
            let value: Value = serde_json::from_str(line).ok()?;
            value.get("txhash").is_some().then_some(value)
        });
        let sent = sent.with_context(|| format!("{name} sent nothing: {said}"))?;
        stage
            .included(role, &sent)
            .with_context(|| name.to_string())
    }

    /// Runs a block that must be refused; what it said.
    pub fn refused(&self, name: &str, variables: &[(&str, &str)]) -> Result<String> {
        let ran = self.run(name, variables)?;
        if ran.code == Some(0) {
            bail!("{name} was not refused: {}", ran.out);
        }
        Ok(ran.err)
    }

    fn bash(&self, script: &str) -> Result<Ran> {
        let begun = Instant::now();
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", self.programs.display());
        let mut command = Command::new("bash");
        command
            .args(["-euo", "pipefail", "-c", script])
            .current_dir(clone());
        let output = command
            .env("PATH", path)
            .env("LOCALNET", &self.home)
            .output()?;
        Ok(Ran {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            ms: begun.elapsed().as_millis(),
        })
    }
}
