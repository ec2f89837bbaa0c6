//! Whether a chain can carry Seawall: each refusal.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;

use common::{facts, file, text, world};
use seawall_chain_client::UploadAccess;
use seawall_deploy::artifacts::{Artifact, Artifacts, CONTRACTS};
use seawall_deploy::chain::Facts;
use seawall_deploy::check::{check, Finding, Verdict};

fn artifacts(size: u64, capability: &str) -> Artifacts {
    let artifact = Artifact {
        sha256: "00".into(),
        size,
        capabilities: vec!["iterator".into(), capability.into()],
    };
    let all: BTreeMap<_, _> = CONTRACTS
        .map(|name| (name.to_string(), artifact.clone()))
        .into();
    Artifacts::new("target/wasm".into(), all).unwrap()
}

fn findings(facts: &Facts, artifacts: &Artifacts) -> Vec<Finding> {
    let file = file(&text(&world()));
    check(&file, &file.chains[1], artifacts, facts, "coast1deployer")
}

fn refused(facts: &Facts, artifacts: &Artifacts) -> Vec<&'static str> {
    let all = findings(facts, artifacts);
    all.iter()
        .filter(|f| f.verdict == Verdict::Refused)
        .map(|f| f.what)
        .collect()
}

#[test]
fn a_chain_that_can_carry_seawall_is_not_refused() {
    let all = findings(&facts(), &artifacts(500_000, "cosmwasm_2_2"));
    assert!(all.iter().all(|f| f.verdict == Verdict::Fine), "{all:#?}");
}

#[test]
fn each_thing_that_cannot_work_is_refused() {
    let code = artifacts(500_000, "cosmwasm_2_2");
    let mut table: Vec<(&str, Facts)> = vec![];
    let mut add = |what: &'static str, change: &dyn Fn(&mut Facts)| {
        let mut facts = facts();
        change(&mut facts);
        table.push((what, facts));
    };
    add("virtual machine", &|f| f.wasmvm = Some("v2.2.4".into()));
    add("upload", &|f| f.upload = UploadAccess::Nobody);
    add("upload", &|f| {
        f.upload = UploadAccess::AnyOf(vec!["coast1other".into()])
    });
    add("block gas", &|f| f.block_gas = Some(6_000_000));
    add("block bytes", &|f| f.block_bytes = 200_000);
    add("ICS-20", &|f| f.transfer = None);
    add("ICS-20", &|f| f.transfer = Some((true, false)));
    add("ICS-20 quotas", &|f| {
        f.rate_limits = vec![("ibc/X".into(), "channel-1".into())]
    });
    for (what, facts) in &table {
        assert_eq!(refused(facts, &code), [*what], "{facts:?}");
    }
    assert_eq!(
        refused(&facts(), &artifacts(900_000, "cosmwasm_2_2")),
        ["code size"]
    );
    assert_eq!(
        refused(&facts(), &artifacts(1, "cosmwasm_3_0")),
        ["capabilities"]
    );
}

#[test]
fn what_is_allowed_or_unknown_is_not_refused() {
    let code = artifacts(500_000, "cosmwasm_2_2");
    let mut facts = facts();
    facts.upload = UploadAccess::AnyOf(vec!["coast1deployer".into()]);
    facts.block_gas = None;
    facts.wasmvm = None;
    facts.rate_limits = vec![("uatom".into(), "channel-99".into())];
    facts.block_seconds = cosmwasm_std::Decimal::from_ratio(1u8, 1u8);
    assert!(refused(&facts, &code).is_empty());
    let minded: Vec<_> = findings(&facts, &code)
        .into_iter()
        .filter(|f| f.verdict == Verdict::Mind)
        .map(|f| f.what)
        .collect();
    assert_eq!(minded, ["virtual machine", "block time"]);
}
