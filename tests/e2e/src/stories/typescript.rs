//! The TypeScript client as somebody else's program uses it: the example reads an account's health
//! and takes its lot on real chains; the books say that it was this transaction.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{anyhow, bail, Context, Result};
use cosmwasm_std::Decimal;
use seawall_interfaces::auction_house::{LotResponse, QueryMsg as AskHouse};
use seawall_interfaces::coordinator::{HealthResponse, Outcome, QueryMsg as AskHub};
use seawall_localnet::plan::Role;
use seawall_wire::ids::{AccountId, LotId};
use serde_json::{json, Value};

use crate::acts::{Scene, HIGH, LOW};
use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::{books, Story};

/// The story.
pub const STORY: Story = Story {
    name: "typescript",
    about:
        "The TypeScript client: it is what the schemas say, compiles, and its example takes a lot",
    ground: Ground::CONTRACTS,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let begun = Instant::now();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    program(Command::new(root.join("scripts/test-ts")).current_dir(&root))?;
    stage.measure_ms("client checked and compiled", begun.elapsed().as_millis());
    stage.holds(
        "the client is what the schemas say, and compiles",
        true,
        String::new,
    )?;

    let scene = Scene::new(stage)?;
    let account = scene.borrower(stage, "borrower-3")?;
    scene.price(LOW)?;
    let liquidation = scene.liquidate(account)?;
    let lot = scene.open_lot(account)?;
    // Until the hub has the answer to its order, the best case is another.
    scene.quiet()?;
    let before: HealthResponse = scene.hub(&AskHub::Health { account })?;
    let said = example(stage, &root, account)?;
    health(stage, account, &before, &said)?;
    taken(stage, &scene, &lot, &said)?;
    let outcome = scene.push(liquidation)?;
    let safe = scene.safe(account)?;
    stage.holds(
        "the liquidation ends and the account is safe",
        outcome == Outcome::Cured && safe,
        || format!("{outcome:?}, safe: {safe}"),
    )?;
    scene.price(HIGH)?;
    books::agree(stage, &scene, &[account])
}

/// Runs a program to its end; what it says.
fn program(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    bail!(
        "{command:?} ended with {}:\n{said}\n{errors}",
        output.status
    )
}

/// The example: a line with the health, a line with the take.
fn example(stage: &Stage, root: &Path, account: AccountId) -> Result<String> {
    let example = root.join("schema/ts/dist/examples/take.js");
    let mut node = Command::new("node");
    node.arg(example).arg(text(&stage.site.home)?);
    program(node.arg(account.to_string()))
}

/// What the example read is what the hub says, before the lot is sold.
fn health(
    stage: &mut Stage,
    account: AccountId,
    before: &HealthResponse,
    said: &str,
) -> Result<()> {
    let words = format!("account {account}: health ");
    let line = said.lines().find_map(|line| line.strip_prefix(&words));
    let best = line.and_then(|line| line.split(" to ").nth(1));
    let best = decimal(best.with_context(|| said.to_string())?)?;
    let expected = decimal(&before.best.to_string())?;
    // Interest goes on between the two questions.
    let near = expected.abs_diff(best) < Decimal::permille(1);
    stage.holds("the example reads the account's health", near, || {
        format!("{said}, expected {expected}")
    })
}

fn taken(stage: &mut Stage, scene: &Scene, lot: &LotResponse, said: &str) -> Result<()> {
    let id: LotId = lot.terms.lot;
    let words = format!("lot {id} taken in ");
    let line = said.lines().find_map(|line| line.strip_prefix(&words));
    let hash = line.and_then(|line| line.split(',').next());
    let hash = hash.with_context(|| said.to_string())?.to_string();
    let found = scene.reader.with(Role::Collateral, |client| async move {
        client.wait(&hash).await
    })?;
    let buyer = stage.person("liquidator")?;
    let me = buyer.address(Role::Collateral)?.to_string();
    let told = found.events.iter().filter_map(|event| event.get("data"));
    let told: Vec<Value> = told
        .filter_map(|data| serde_json::from_str(data).ok())
        .collect();
    let mine = |told: &Value| {
        let at = |key: &str| told.pointer(key).cloned().unwrap_or_default();
        at("/taken/lot") == json!(id) && at("/taken/receiver") == json!(me)
    };
    stage.holds(
        "that transaction is the take of this lot by the example's account",
        told.iter().any(mine),
        || format!("{told:?}"),
    )?;
    let after: LotResponse = scene.house(&AskHouse::Lot { lot: id })?;
    let rest = after.terms.put_up.minus_or_zero(after.sold);
    let sold = lot.sold.is_zero() && !after.sold.is_zero() && !after.takeable;
    stage.holds("by it the whole lot is sold", sold, || {
        format!("{rest} of it left: {after:?}")
    })
}

fn decimal(text: &str) -> Result<Decimal> {
    text.trim().parse().map_err(|e| anyhow!("{text}: {e}"))
}
