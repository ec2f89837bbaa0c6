//! `apply --via multisig`: every message is written for the multisig to sign; read back from the
//! files and executed by somebody else, they deploy the whole; nothing is asked for twice.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::files::{files, text, File};
use common::{chains, hash, listed, set, with_run, Set, SimChain, ROLES};
use seawall_deploy::apply::{apply, Finished};
use seawall_deploy::artifacts::CONTRACTS;
use seawall_deploy::chain::Message;
use seawall_deploy::plan::Via;
use serde_json::Value;

/// Without the owner's key; channels are opened by a relayer, which needs no key of the multisig.
fn run(set: &Set) -> Finished {
    let (world, file, artifacts) = (&set.world, &set.file, &set.artifacts);
    with_run(
        world,
        file,
        artifacts,
        (&set.folder, Via::Multisig),
        |run| {
            run.chains = chains(world, false);
            apply(run).unwrap()
        },
    )
}

/// Signed and sent by whoever has to: one transaction per file.
fn execute(set: &Set, file: &File) {
    let messages = file.read(set);
    let signers: BTreeSet<&String> = messages.iter().map(|(sender, _)| sender).collect();
    assert_eq!(signers.len(), 1, "one file, one signer");
    let (multisig, owner) = (
        set.address(&file.chain, "deployer"),
        set.address(&file.chain, "owner"),
    );
    let who = match signers.first().unwrap().as_str() {
        signer if signer == multisig => "deployer",
        signer if signer == owner => "owner",
        other => panic!("{other} has nothing to sign"),
    };
    let chain = SimChain {
        name: file.chain.clone(),
        world: set.world.clone(),
        owner: true,
    };
    let all: Vec<Message> = messages.into_iter().map(|(_, message)| message).collect();
    chain.act(who, &all).unwrap();
}

#[test]
fn executed_in_their_order_the_files_deploy_the_whole() {
    let set = set("multisig-whole");
    let mut kinds: Vec<BTreeSet<String>> = vec![];
    let mut finished = run(&set);
    assert_eq!((finished.done, set.sent()), (0, 0));
    while !finished.left.is_done() {
        let files = files(&set);
        assert!(!files.is_empty(), "{:#?}", finished.left);
        // What the run says that it waits for is what lies there.
        for file in &files {
            let path = file.path.display().to_string();
            assert_eq!(
                finished
                    .waiting
                    .iter()
                    .filter(|w| w.contains(&path))
                    .count(),
                1
            );
            execute(&set, file);
        }
        let of = |m: &Value| text(m, "@type").rsplit_once('.').unwrap().1.to_string();
        let all = files.iter().flat_map(|file| file.messages());
        kinds.push(all.map(of).collect());
        let sent = set.sent();
        finished = run(&set);
        assert_eq!(set.sent(), sent, "the tool has no key and sends nothing");
    }
    let kinds: Vec<Vec<&str>> = kinds
        .iter()
        .map(|k| k.iter().map(String::as_str).collect())
        .collect();
    assert_eq!(
        kinds,
        [
            vec!["MsgStoreCode"],
            vec!["MsgExecuteContract", "MsgInstantiateContract2"],
            // Offered by the multisig, then accepted by the owner.
            vec!["MsgExecuteContract"],
            vec!["MsgExecuteContract"],
        ]
    );
    assert!(files(&set).is_empty(), "nothing is left to sign by mistake");
    assert_eq!(set.differences(), [""; 0]);
}

#[test]
fn no_file_takes_more_gas_than_the_file_allows_on_its_chain() {
    let mut set = set("multisig-gas");
    for spec in &mut set.file.chains {
        spec.max_gas = 3_000_000;
    }
    let mut finished = run(&set);
    let mut most = 0;
    while !finished.left.is_done() {
        let files = files(&set);
        assert!(!files.is_empty(), "{:#?}", finished.left);
        for file in &files {
            let gas = &file.value["auth_info"]["fee"]["gas_limit"];
            most = most.max(gas.as_str().unwrap().parse().unwrap());
            execute(&set, file);
        }
        finished = run(&set);
    }
    assert_eq!(most, 3_000_000);
    assert_eq!(set.differences(), [""; 0]);
}

#[test]
fn signed_twice_or_not_at_all_the_files_stay_the_same() {
    let set = set("multisig-same");
    run(&set);
    let first: Vec<_> = files(&set).into_iter().map(|f| (f.path, f.text)).collect();
    run(&set);
    let second: Vec<_> = files(&set).into_iter().map(|f| (f.path, f.text)).collect();
    assert_eq!(first, second);
    assert_eq!(first.len(), 3);
    // What lies beside them is not theirs to remove.
    let own = set.folder.0.join("state.unsigned/hub-signed.json");
    std::fs::write(&own, "{}").unwrap();
    for file in files_but(&set, "hub-signed") {
        execute(&set, &file);
    }
    run(&set);
    assert!(own.exists());
}

fn files_but(set: &Set, name: &str) -> Vec<File> {
    let path = set.folder.0.join(format!("state.unsigned/{name}.json"));
    let text = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let all = files(set);
    std::fs::write(&path, text).unwrap();
    all
}

#[test]
fn what_somebody_else_has_done_is_not_asked_for_again() {
    let set = set("multisig-resume");
    run(&set);
    for file in files(&set) {
        execute(&set, &file);
    }
    run(&set);
    // Only one chain's signers were quick.
    let before = files(&set);
    assert_eq!(before.len(), 3);
    let quick = before.iter().find(|file| file.chain == "debt").unwrap();
    execute(&set, quick);
    run(&set);
    let after: BTreeMap<String, String> =
        files(&set).into_iter().map(|f| (f.chain, f.text)).collect();
    let rest: BTreeMap<String, String> = before
        .into_iter()
        .filter(|file| file.chain != "debt")
        .map(|f| (f.chain, f.text))
        .collect();
    assert_eq!(
        after, rest,
        "the others are asked for the same, the quick ones for nothing"
    );
    // One message was sent by hand, outside of any file: the rest of its file is still asked for.
    let (chain, mut messages) = {
        let file = files(&set).into_iter().find(|f| f.chain == "hub").unwrap();
        (file.chain.clone(), file.read(&set))
    };
    let (_, by_hand) = messages.remove(0);
    let hub = SimChain {
        name: chain,
        world: set.world.clone(),
        owner: true,
    };
    hub.act("deployer", &[by_hand]).unwrap();
    run(&set);
    let file = files(&set).into_iter().find(|f| f.chain == "hub").unwrap();
    assert_eq!(file.read(&set), messages);
}

#[test]
fn large_code_is_spread_over_files_that_a_node_takes() {
    let mut set = set("multisig-large");
    // Bytes that do not get smaller, as large as the largest contract of the real ones.
    let mut seed = 7u64;
    for (at, name) in CONTRACTS.iter().enumerate() {
        let mut byte = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 56) as u8
        };
        let bytes: Vec<u8> = (0..240_000 + at).map(|_| byte()).collect();
        std::fs::write(set.folder.0.join(format!("wasm-1/{name}.wasm")), &bytes).unwrap();
        let mut world = set.world.borrow_mut();
        for codes in world.codes.values_mut() {
            codes[at].hash = hash(&bytes);
        }
    }
    set.artifacts = listed(set.folder.0.join("wasm-1"));
    run(&set);
    for (chain, ..) in ROLES {
        let files: Vec<File> = files(&set)
            .into_iter()
            .filter(|f| f.chain == chain)
            .collect();
        assert!(files.len() > 2, "{} files", files.len());
        for file in &files {
            assert!(file.text.len() < 1_000_000, "{} bytes", file.text.len());
            let gas = &file.value["auth_info"]["fee"]["gas_limit"];
            let gas: u64 = gas.as_str().unwrap().parse().unwrap();
            assert!((1_000_000..60_000_000).contains(&gas), "{gas}");
            execute(&set, file);
        }
    }
    let next = run(&set);
    assert!(next
        .left
        .steps
        .iter()
        .all(|s| !s.what.contains("store code")));
    assert!(files(&set)
        .iter()
        .all(|f| f.path.to_str().unwrap().ends_with("-tx-0.json")));
}
