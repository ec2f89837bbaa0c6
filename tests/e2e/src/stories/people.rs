//! A localnet with contracts is what it says it is, and a second `up` changes nothing.

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;
use serde_json::Value;

use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "people",
    about: "A localnet with contracts: prices, accounts, health; a second `up` changes nothing",
    ground: Ground::CONTRACTS,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let ms = stage.site.up_ms;
    stage.measure_ms(
        "localnet up with contracts and people, everything built",
        ms,
    );
    let home = text(&stage.site.home)?.to_string();
    let status = ["localnet", "--home", &home, "status", "--json"];
    let before = deployment(&stage.seawall(&status, &[])?.well("status")?.out)?;
    let list = |key: &str| {
        before
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let good = |p: &Value| p.pointer("/price/state").and_then(Value::as_str) == Some("good");
    let prices = list("prices");
    stage.holds(
        "all prices are good",
        prices.len() == 2 && prices.iter().all(good),
        || format!("{prices:?}"),
    )?;
    let accounts = list("accounts");
    let safe = |a: &Value| a.pointer("/health/liquidatable") == Some(&Value::Bool(false));
    let owes = |a: &Value| a.pointer("/account/debts/0").is_some();
    let all = accounts.len() == 4 && accounts.iter().all(|a| safe(a) && owes(a));
    stage.holds("four borrowers owe and are safe", all, || {
        format!("{accounts:?}")
    })?;
    let height = sequences(stage)?;
    let mut up = vec!["localnet", "--home", &home, "up"];
    let artifacts = stage.site.artifacts.clone();
    if let Some(folder) = &artifacts {
        up.extend(["--artifacts", text(folder)?]);
    }
    let again = stage.seawall(&up, &[])?.well("a second up")?;
    stage.measure_ms("a second up", again.ms);
    let after = sequences(stage)?;
    stage.holds("a second `up` sends nothing", height == after, || {
        format!("{height:?} became {after:?}")
    })?;
    let printed = again.out.contains("Try next") && again.out.contains("coordinator");
    stage.holds(
        "`up` prints addresses and what to try next",
        printed,
        || again.out.clone(),
    )
}

fn deployment(status: &str) -> Result<Value> {
    let status: Value = serde_json::from_str(status)?;
    status
        .get("deployment")
        .cloned()
        .context("status has no deployment")
}

/// How many transactions everybody has sent.
fn sequences(stage: &Stage) -> Result<Vec<(String, Role, u64)>> {
    let mut all = vec![];
    for name in [
        "deployer",
        "owner",
        "feeder-1",
        "lender",
        "insurer",
        "liquidator",
        "borrower-1",
    ] {
        let person = stage.person(name)?;
        for role in Role::ALL {
            let address = person.address(role)?.to_string();
            let (_, sequence) =
                person.with(role, |client| async move { client.account(&address).await })?;
            all.push((name.to_string(), role, sequence));
        }
    }
    Ok(all)
}
