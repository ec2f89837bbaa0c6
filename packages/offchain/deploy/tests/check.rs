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
fn a_refusal_says_what_was_expected_and_what_is_there() {
    let code = artifacts(900_000, "cosmwasm_3_0");
    let facts = Facts {
        wasmvm: Some("v2.2.4".into()),
        upload: UploadAccess::AnyOf(vec!["coast1other".into()]),
        block_gas: Some(6_000_000),
        block_bytes: 200_000,
        transfer: Some((true, false)),
        rate_limits: vec![("ibc/X".into(), "channel-1".into())],
        ..facts()
    };
    let lines: Vec<String> = findings(&facts, &code)
        .iter()
        .map(ToString::to_string)
        .collect();
    let table = [
        [
            "virtual machine",
            "expected wasmvm 3.0 or newer, got v2.2.4",
        ],
        ["capabilities", "vault needs cosmwasm_3_0"],
        ["code size", "expected at most 819200 bytes, largest is"],
        [
            "upload",
            "expected coast1deployer among those who may store code, got coast1other",
        ],
        [
            "block gas",
            "expected at least 6500000 gas per block, got 6000000",
        ],
        [
            "block bytes",
            "expected at least 900000 per block, got 200000",
        ],
        [
            "ICS-20",
            "expected send and receive, got send true, receive false",
        ],
        [
            "ICS-20 quotas",
            "the chain limits ibc/X over channel-1: expected a quota on every route",
        ],
    ];
    for words in table {
        let fits = |line: &&String| {
            line.starts_with("refused") && words.iter().all(|word| line.contains(word))
        };
        assert_eq!(
            lines.iter().filter(fits).count(),
            1,
            "{words:?}: {lines:#?}"
        );
    }
    let only_by_vote = Facts {
        upload: UploadAccess::Nobody,
        ..facts
    };
    let lines = findings(&only_by_vote, &code);
    assert!(lines
        .iter()
        .any(|f| f.what == "upload" && f.detail.contains("--via gov")));
}

#[test]
fn quotas_of_the_chain_are_no_obstacle_where_every_route_has_its_own() {
    let code = artifacts(500_000, "cosmwasm_2_2");
    let limited = Facts {
        rate_limits: vec![("ibc/X".into(), "channel-1".into())],
        ..facts()
    };
    let mut file = file(&text(&world()));
    file.routes[0].quota = Some(seawall_interfaces::courier::Quota {
        amount: 1_000u128.into(),
        window_secs: 3_600,
    });
    let all = check(&file, &file.chains[1], &code, &limited, "coast1deployer");
    let quotas = all.iter().find(|f| f.what == "ICS-20 quotas").unwrap();
    assert_eq!(quotas.verdict, Verdict::Mind);
    // Without transfers from or to it, a chain needs no ICS-20.
    let none = Facts {
        transfer: None,
        ..facts()
    };
    let all = check(&file, &file.chains[0], &code, &none, "sea1deployer");
    assert!(
        all.iter().all(|f| f.verdict != Verdict::Refused),
        "{all:#?}"
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
