//! The operators' runbook (scripts/README.md): its blocks are run as they are printed, and do what
//! they are said to do.
//!
//! What must always hold: every block is run here. It is the last story on its ground: after a pause
//! nobody is liquidated for an hour, and the vault's code is another.

mod faults;
mod pause;
mod upgrade;

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use seawall_wire::ids::AccountId;

use crate::acts::{Scene, HIGH, LOW};
use crate::ground::Ground;
use crate::runbook::Runbook;
use crate::stage::Stage;
use crate::{books, Story};

/// The story.
pub const STORY: Story = Story {
    name: "runbook",
    about: "The operators' runbook: every block of it is run and does what it is said to do",
    ground: Ground::CONTRACTS,
    run,
};

/// What the parts of the story share.
struct Tale {
    scene: Scene,
    book: Runbook,
    /// Liquidated by hand, liquidated during a pause, not liquidated during a pause.
    accounts: [AccountId; 3],
}

/// How the names of blocks begin that the story `expired_client` runs.
const EXPIRED: &str = "expired";
/// Who owns the third account.
const OWNER: &str = "borrower-3";

fn run(stage: &mut Stage) -> Result<()> {
    let scene = Scene::new(stage)?;
    let book = Runbook::open(stage)?;
    let accounts = [
        scene.borrower(stage, "borrower-1")?,
        scene.borrower(stage, "borrower-2")?,
        scene.borrower(stage, OWNER)?,
    ];
    let tale = Tale {
        scene,
        book,
        accounts,
    };
    look(stage, &tale)?;
    faults::stuck(stage, &tale)?;
    faults::keeper(stage, &tale)?;
    feed(stage, &tale, LOW)?;
    faults::by_hand(stage, &tale)?;
    pause::new_debt(stage, &tale)?;
    pause::liquidations(stage, &tale)?;
    tale.scene.price(HIGH)?;
    books::agree(stage, &tale.scene, &accounts)?;
    upgrade::run(stage, &tale)?;
    every_block_is_run(stage, &tale)
}

/// A block that somebody adds must be run too, here or by the story of that entry.
fn every_block_is_run(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let mut left = tale.book.left();
    left.retain(|name| !name.starts_with(EXPIRED));
    stage.holds(
        "every block of the runbook was run",
        left.is_empty(),
        || format!("{left:?} were not"),
    )
}

fn look(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let said = tale.book.run("deploy", &[])?.well("deploy")?.out;
    let finished =
        said.contains("Nothing to do") && said.contains("The chains are as the file says");
    stage.holds(
        "check, plan and verify of a finished deployment",
        finished,
        || said,
    )?;
    let said = tale.book.run("watch", &[])?.well("watch")?.out;
    let words = [
        "collateral",
        "unsafe",
        "No lot is open.",
        "Active, expires in",
    ];
    let told = words.iter().all(|word| said.contains(word));
    stage.holds(
        "watching shows chains, packets, accounts, lots",
        told,
        || said,
    )
}

/// Two feeders say a price by hand.
fn feed(stage: &mut Stage, tale: &Tale, price: &str) -> Result<()> {
    tale.book.run("feed", &[("PRICE", price)])?.well("feed")?;
    let wanted = format!("\"spot\":\"{price}\"");
    let mut said = String::new();
    let fed = seawall_testbed::person::until("the price", crate::acts::PATIENCE, || {
        said = tale.book.run("price", &[])?.well("price")?.out;
        Ok((said.contains(&wanted) && said.contains("\"good\"")).then_some(()))
    });
    fed.with_context(|| said.clone())?;
    stage.holds("two feeders say a price by hand", true, String::new)
}

impl Tale {
    /// A block of the keeper by hand, and its variables: account, lot, liquidation.
    fn sent(
        &self,
        stage: &Stage,
        role: Role,
        block: &str,
        variable: (&str, u64),
    ) -> Result<seawall_chain_client::TxOutcome> {
        let value = variable.1.to_string();
        self.book
            .sent(stage, (role, block), &[(variable.0, &value)])
    }
}
