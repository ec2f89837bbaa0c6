//! `verify`: the state file is thrown away, settings are changed behind the tool's back.

use std::process::Command;

use anyhow::Result;
use seawall_deploy::desired::{names, ownership_key};
use seawall_interfaces as api;
use seawall_localnet::plan::Role;
use seawall_wire::ids::ListingId;
use serde_json::Value;

use super::{number_before, Desk};
use crate::stage::Stage;

pub(super) fn run(stage: &mut Stage, desk: &Desk) -> Result<()> {
    rebuilt(stage, desk)?;
    owners(stage)?;
    codes(stage, desk)?;
    changed(stage, desk)?;
    checked(stage, desk)?;
    relayer(stage, desk)
}

fn rebuilt(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let before = std::fs::read_to_string(&desk.state)?;
    std::fs::remove_file(&desk.state)?;
    let ran = desk.deploy(stage, &["verify"])?.well("verify")?;
    let after = std::fs::read_to_string(&desk.state)?;
    stage.measure_ms("verify", ran.ms);
    stage.holds(
        "a state file that was lost is rebuilt from the chains",
        before == after,
        || format!("{before}\nbecame\n{after}"),
    )
}

/// Who owns each contract, and who is offered it.
fn owners(stage: &mut Stage) -> Result<()> {
    let (places, owner) = (stage.places()?, stage.person("owner")?);
    let mut wrong = vec![];
    for name in names(&places.file) {
        let role = Role::ALL.into_iter().find(|role| role.name() == name.chain);
        let role = role.unwrap_or(Role::Hub);
        let contract = places.contract(role, &name.name)?;
        let key = ownership_key(name.code);
        let bytes = owner.with(role, |c| async move { c.raw(&contract, key).await })?;
        let view: Value = serde_json::from_slice(&bytes.unwrap_or_default())?;
        let owns = view.get("owner").and_then(Value::as_str) == Some(owner.address(role)?);
        if !owns
            || view
                .get("pending")
                .is_some_and(|pending| !pending.is_null())
        {
            wrong.push(format!("{} {}: {view}", name.chain, name.name));
        }
    }
    stage.holds(
        "every contract was offered to its owner, who accepted",
        wrong.is_empty(),
        || wrong.join("; "),
    )
}

fn codes(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let ran = desk
        .deploy(stage, &["verify", "--code-id"])?
        .well("verify --code-id")?;
    let count = names(&stage.places()?.file).len();
    let tied = ran
        .out
        .lines()
        .filter(|l| l.contains(" code ") && l.contains(" sha256 "));
    let tied = tied.count();
    stage.holds(
        "each address is tied to code id, hash and origin",
        tied == count,
        || ran.out,
    )
}

/// The owner changes three settings by hand: each is named, and put right by `apply`.
fn changed(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let (places, owner) = (stage.places()?, stage.person("owner")?);
    let on = Role::Collateral;
    let terms = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: 400,
        receive_gas: 4_000_000,
        rebate: None,
    };
    owner.execute(on, &places.outpost(on)?, &terms, &[])?;
    let listing = api::vault::ExecuteMsg::SetListing {
        listing: ListingId(1),
        denom: "uatom".into(),
        min_deposit: 2_000u128.into(),
    };
    owner.execute(on, &places.vault(on)?, &listing, &[])?;
    let ran = desk.deploy(stage, &["verify"])?;
    let words = [
        "2 differences",
        "collateral",
        "outpost",
        "400",
        "300",
        "vault",
        "2000",
        "1000",
    ];
    let named = words.iter().all(|word| ran.err.contains(word));
    stage.holds(
        "verify names every difference",
        ran.code == Some(1) && named,
        || format!("{:?}: {}", ran.code, ran.err),
    )?;
    let fixed = desk.apply(stage, &[])?.well("apply")?;
    let steps = number_before(&fixed.out, "steps done")?;
    desk.deploy(stage, &["verify"])?
        .well("verify after apply")?;
    stage.holds("apply puts them right, and only them", steps == 2, || {
        fixed.out
    })
}

fn checked(stage: &mut Stage, desk: &Desk) -> Result<()> {
    for role in Role::ALL {
        let ran = desk.deploy(stage, &["check", role.name()])?;
        let lines = ran
            .out
            .lines()
            .filter(|line| line.starts_with("ok "))
            .count();
        let what = format!("check finds that {role} can carry Seawall");
        stage.holds(&what, ran.code == Some(0) && lines >= 9, || {
            ran.out + &ran.err
        })?;
    }
    Ok(())
}

/// The relayer itself takes the configuration.
fn relayer(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let ran = desk
        .deploy(stage, &["hermes-config"])?
        .well("hermes-config")?;
    let path = stage.file("hermes.toml")?;
    std::fs::write(&path, &ran.out)?;
    let net = stage.net()?;
    let mut hermes = Command::new(&net.state().hermes.binary);
    let output = hermes
        .arg("--config")
        .arg(&path)
        .args(["config", "validate"])
        .output()?;
    let places = stage.places()?;
    let ports = [
        places.coordinator()?,
        places.outpost(Role::Collateral)?,
        places.outpost(Role::Debt)?,
    ];
    let named = ports.iter().all(|port| ran.out.contains(port));
    let what = "the relayer takes hermes-config, which names every link";
    stage.holds(what, output.status.success() && named, || {
        String::from_utf8_lossy(&output.stdout).into_owned() + &ran.out
    })
}
