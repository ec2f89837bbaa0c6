//! Chains where only a vote stores code: proposals are written, voted on, and the deployment goes on;
//! the owner's half of the handover is signed elsewhere.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use seawall_localnet::accounts;
use seawall_localnet::plan::Role;
use seawall_testbed::person::until;
use serde_json::Value;

use super::deploy::{number_before, sequences, Desk};
use crate::ground::Ground;
use crate::stage::{text, Stage};
use crate::Story;

/// The story.
pub const STORY: Story = Story {
    name: "vote",
    about: "apply --via gov where only a vote stores code; the owner signs elsewhere",
    ground: Ground::BY_VOTE,
    run,
};

fn run(stage: &mut Stage) -> Result<()> {
    let desk = Desk::new(stage)?;
    let whole = std::fs::read_to_string(&desk.file)?;
    let without = |line: &&str| !line.starts_with("owner_key");
    let text: Vec<&str> = whole.lines().filter(without).collect();
    std::fs::write(&desk.file, text.join("\n"))?;
    refused(stage, &desk)?;
    voted(stage, &desk)?;
    goes_on(stage, &desk)
}

fn refused(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let before = sequences(stage)?;
    let check = desk.deploy(stage, &["check", "hub"])?;
    let named = check.err.contains("only governance may store code");
    stage.holds(
        "check says that only governance may store code",
        named && check.code == Some(1),
        || check.out + &check.err,
    )?;
    let apply = desk.apply(stage, &[])?;
    let named = apply.err.contains("--via gov") && apply.err.contains("chain ");
    let nothing = sequences(stage)? == before;
    stage.holds(
        "apply without a vote is refused before anything is sent",
        named && nothing,
        || apply.err,
    )
}

/// Proposals are written for each chain, submitted by a stranger, voted on by the validator.
fn voted(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let begun = std::time::Instant::now();
    let first = desk
        .apply(stage, &["--via", "gov"])?
        .well("apply --via gov")?;
    let steps = number_before(&first.out, "steps done")?;
    let proposals = written(desk, "-proposal-")?;
    let codes: usize = proposals.iter().map(|(_, value)| messages(value)).sum();
    stage.holds(
        "proposals for all code are written, nothing is sent",
        steps == 0 && codes == 16,
        || format!("{codes} codes in {proposals:?}: {}", first.out),
    )?;
    let mut open = vec![];
    for (path, _) in &proposals {
        let role = role_of(path)?;
        let file = text(path)?;
        import(stage, role, "stranger")?;
        let submit = ["gov", "submit-proposal", file];
        let sent = stage.wasmd_tx(role, "stranger", 60_000_000, &submit)?;
        let id = sent.attribute("submit_proposal", "proposal_id");
        let id = id.context("proposal id")?.to_string();
        let vote = ["gov", "vote", &id, "yes"];
        stage.wasmd_tx(role, accounts::VALIDATOR, 200_000, &vote)?;
        open.push((role, id));
    }
    for (role, id) in &open {
        let net = stage.net()?;
        until("the vote", Duration::from_secs(90), || {
            let found = net.wasmd(*role, &["query", "gov", "proposal", id])?;
            let status = found.pointer("/proposal/status").and_then(Value::as_str);
            Ok((status == Some("PROPOSAL_STATUS_PASSED")).then_some(()))
        })?;
    }
    stage.measure("proposals", open.len(), "proposals");
    stage.measure_ms(
        "from apply --via gov to the last vote",
        begun.elapsed().as_millis(),
    );
    Ok(())
}

/// The same command does the rest, up to what only the owner may sign; then nothing is left.
fn goes_on(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let second = desk
        .apply(stage, &["--via", "gov"])?
        .well("apply after the vote")?;
    let steps = number_before(&second.out, "steps done")?;
    stage.measure_ms("apply after the vote", second.ms);
    let left = second.out.contains("steps left");
    stage.holds(
        "after the vote the same command goes on",
        steps > 60 && left,
        || second.out,
    )?;
    let unsigned = written(desk, "-tx-")?;
    let offers: usize = unsigned.iter().map(|(_, value)| messages(value)).sum();
    stage.holds(
        "the owner gets its half of the handover to sign",
        offers == 16,
        || format!("{unsigned:?}"),
    )?;
    for (path, _) in &unsigned {
        let role = role_of(path)?;
        import(stage, role, "owner")?;
        let net = stage.net()?;
        let id = net.chain(role)?.chain_id.clone();
        let args = [
            "tx",
            "sign",
            text(path)?,
            "--from",
            "owner",
            "--chain-id",
            &id,
        ];
        let signed = net.wasmd(role, &[&args[..], &["--keyring-backend", "test"]].concat())?;
        let file = stage.file(&format!("{role}-signed.json"))?;
        std::fs::write(&file, signed.to_string())?;
        let sent = net.wasmd(role, &["tx", "broadcast", text(&file)?])?;
        stage.included(role, &sent)?;
        let what = format!("what was written for the owner is signed and accepted on {role}");
        stage.holds(&what, true, String::new)?;
    }
    desk.deploy(stage, &["verify"])?.well("verify").map(drop)?;
    stage.holds("then nothing is left", true, String::new)
}

fn messages(value: &Value) -> usize {
    let all = value
        .get("messages")
        .or_else(|| value.pointer("/body/messages"));
    all.and_then(Value::as_array).map_or(0, Vec::len)
}

/// The files for others to sign whose names contain this.
fn written(desk: &Desk, kind: &str) -> Result<Vec<(PathBuf, Value)>> {
    let mut all = vec![];
    for entry in std::fs::read_dir(desk.state.with_extension("unsigned"))? {
        let path = entry?.path();
        if text(&path)?.contains(kind) {
            let value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
            all.push((path, value));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

fn role_of(path: &Path) -> Result<Role> {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let role = Role::ALL
        .into_iter()
        .find(|role| name.starts_with(role.name()));
    role.with_context(|| format!("{name} names no chain"))
}

/// Puts an account's key where `wasmd` finds it, unless it is there.
pub fn import(stage: &Stage, role: Role, name: &str) -> Result<()> {
    let net = stage.net()?;
    let node = net.node(role)?;
    let test = ["--keyring-backend", "test"];
    if node
        .wasmd(&[&["keys", "show", name][..], &test].concat(), None)
        .is_ok()
    {
        return Ok(());
    }
    let account = accounts::find(name).context("account")?;
    let add = [&["keys", "add", name, "--recover"][..], &test].concat();
    node.wasmd(&add, Some(&format!("{}\n", account.mnemonic)))?;
    Ok(())
}
