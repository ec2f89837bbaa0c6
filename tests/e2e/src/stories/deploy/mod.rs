//! A deployment from nothing, killed on the way, looked at, changed behind its back, repaired.

mod crashes;
mod differences;
mod endpoints;
mod extras;
mod refusals;

use std::path::PathBuf;

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use seawall_testbed::artifacts::Found;
use seawall_testbed::{contracts, Places};

use crate::ground::Ground;
use crate::stage::{text, Ran, Stage};
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "deploy",
    about: "plan, refusals, apply killed and resumed, verify, changes named, bad endpoints",
    ground: Ground::BARE,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let desk = Desk::new(stage)?;
    refusals::run(stage, &desk)?;
    crashes::run(stage, &desk)?;
    differences::run(stage, &desk)?;
    endpoints::run(stage, &desk)?;
    extras::run(stage, &desk)
}

/// The deployment file and how the tool is called with it.
pub struct Desk {
    /// The file.
    pub file: PathBuf,
    /// The state file.
    pub state: PathBuf,
    /// The relayer, as an argument.
    pub relayer: String,
    /// The compiled contracts.
    pub found: Found,
}

impl Desk {
    /// Writes the file.
    pub fn new(stage: &Stage) -> Result<Self> {
        let net = stage.net()?;
        let found = Found::find(stage.site.artifacts.as_deref())?;
        contracts::write(&net, &found)?;
        let relayer = net.relayer();
        let (program, config) = (relayer.binary.display(), relayer.hand_config());
        Ok(Self {
            file: Places::file(&net),
            state: Places::state(&net),
            relayer: format!("hermes:{program}:{}", config.display()),
            found,
        })
    }

    /// `seawall deploy -f FILE …`
    pub fn deploy(&self, stage: &Stage, args: &[&str]) -> Result<Ran> {
        let all = [&["deploy", "-f", text(&self.file)?], args].concat();
        stage.seawall(&all, &[])
    }

    /// `apply`, with the relayer.
    pub fn apply(&self, stage: &Stage, more: &[&str]) -> Result<Ran> {
        let all = [&["apply", "--relayer", &self.relayer], more].concat();
        self.deploy(stage, &all)
    }
}

/// How many transactions deployer and owner have sent on each chain.
pub fn sequences(stage: &Stage) -> Result<Vec<u64>> {
    let mut all = vec![];
    for name in ["deployer", "owner"] {
        let person = stage.person(name)?;
        for role in Role::ALL {
            let address = person.address(role)?.to_string();
            let (_, sequence) =
                person.with(role, |client| async move { client.account(&address).await })?;
            all.push(sequence);
        }
    }
    Ok(all)
}

/// The number before a word, like 96 in "96 steps".
pub fn number_before(text: &str, word: &str) -> Result<u64> {
    let before = text.rsplit_once(word).map(|(before, _)| before.trim_end());
    let number = before.and_then(|before| before.split_whitespace().last());
    let number = number.with_context(|| format!("no number before {word:?} in: {text}"))?;
    number
        .parse()
        .with_context(|| format!("{number:?} in: {text}"))
}
