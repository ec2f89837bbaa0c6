//! The compiled contracts are what `schema/artifacts.json` says, and nodes take them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use seawall_wasm_vm::artifacts::{root, Artifacts};
use seawall_wasm_vm::machine::{Machine, CAPABILITIES};

/// Every contract has to fit with room to spare: a node refuses 819,200 bytes. The coordinator is
/// the one that needs more room than the others.
fn bytes_max(name: &str) -> u64 {
    match name {
        "seawall_coordinator" => 800_000,
        _ => 600_000,
    }
}

fn contracts() -> Vec<String> {
    let mut names = vec![];
    for layer in std::fs::read_dir(root().join("contracts")).unwrap() {
        for contract in std::fs::read_dir(layer.unwrap().path()).unwrap() {
            let name = contract.unwrap().file_name().into_string().unwrap();
            names.push(format!("seawall_{}", name.replace('-', "_")));
        }
    }
    names.sort();
    names
}

#[test]
fn every_contract_is_listed_and_nothing_else() {
    let committed = Artifacts::committed().unwrap();
    let listed: Vec<String> = committed.contracts.into_keys().collect();
    assert_eq!(listed, contracts());
}

#[test]
fn a_node_stores_every_contract_and_sees_what_is_committed() {
    let machine = Machine::get().unwrap();
    let committed = Artifacts::committed().unwrap();
    for (name, artifact) in &committed.contracts {
        let wasm = committed.load(name).unwrap();
        assert_eq!(wasm.len() as u64, artifact.size, "{name}");
        let checksum = machine.check(&wasm).expect(name);
        let report = machine.analyze(&checksum).unwrap();
        let mut seen: Vec<String> = report.entrypoints.iter().map(ToString::to_string).collect();
        seen.sort();
        assert_eq!(seen, artifact.entry_points, "{name}");
        let needed: Vec<String> = report.required_capabilities.into_iter().collect();
        assert_eq!(needed, artifact.capabilities, "{name}");
        for capability in &needed {
            let offered = CAPABILITIES.split(',').any(|offered| offered == capability);
            assert!(
                offered,
                "{name} needs {capability}, nodes offer {CAPABILITIES}"
            );
        }
    }
}

#[test]
fn every_contract_leaves_room_below_what_a_node_takes() {
    let committed = Artifacts::committed().unwrap();
    let big = committed.contracts.iter();
    let big: Vec<_> = big
        .filter(|(name, artifact)| artifact.size > bytes_max(name))
        .map(|(name, artifact)| format!("{name}: {} of {}", artifact.size, bytes_max(name)))
        .collect();
    assert!(big.is_empty(), "{big:#?}");
}

#[test]
fn only_what_speaks_ibc_has_its_entry_points() {
    let committed = Artifacts::committed().unwrap();
    for (name, artifact) in &committed.contracts {
        let speaks = artifact.entry_points.iter().any(|e| e.starts_with("ibc_"));
        let should = matches!(name.as_str(), "seawall_coordinator" | "seawall_outpost");
        assert_eq!(speaks, should, "{name}");
    }
}

#[test]
fn no_contract_carries_the_switch_of_planted_mistakes() {
    let committed = Artifacts::committed().unwrap();
    let switch = b"SEAWALL_PLANTED";
    for name in committed.contracts.keys() {
        let wasm = committed.load(name).unwrap();
        let found = wasm.windows(switch.len()).any(|part| part == switch);
        assert!(!found, "{name} was built for the hunt of mistakes");
    }
}

#[test]
fn code_that_is_no_contract_or_too_big_is_refused() {
    let machine = Machine::get().unwrap();
    assert!(
        machine.check(b"\0asm\x01\0\0\0").is_err(),
        "an empty module"
    );
    let big = machine.check(&[0; 900_000]).unwrap_err();
    assert!(big.to_string().contains("900000 bytes"), "{big}");
}
