//! Dependencies point one way: core ← onchain ← contracts; core, onchain ← offchain; testing may see
//! all; contracts never depend on contracts.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use seawall_tidy::root;

fn layer(package: &Package) -> String {
    let path = package
        .manifest_path
        .as_std_path()
        .strip_prefix(root())
        .unwrap()
        .to_path_buf();
    let parts: Vec<_> = path
        .iter()
        .map(|p| p.to_string_lossy().to_string())
        .collect();
    match parts.first().unwrap().as_str() {
        "contracts" => "contracts".into(),
        "packages" => parts.get(1).unwrap().clone(),
        other => other.into(),
    }
}

fn allowed(from: &str, name: &str, to: &str) -> bool {
    match from {
        "core" => to == "core",
        "onchain" => matches!(to, "core" | "onchain"),
        "contracts" => matches!(to, "core" | "onchain"),
        // The one binary carries the simulated chains for its demo and replays.
        "offchain" if name == "seawall" => true,
        "offchain" => matches!(to, "core" | "onchain" | "offchain"),
        "testing" | "tests" => true,
        _ => false,
    }
}

#[test]
fn dependencies_point_one_way() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    let ours = metadata.workspace_packages();
    assert!(
        ours.len() > 10,
        "the workspace has shrunk to {} crates",
        ours.len()
    );
    let mut wrong = vec![];
    for package in &ours {
        let from = layer(package);
        for dependency in &package.dependencies {
            let Some(target) = ours.iter().find(|p| p.name == dependency.name) else {
                continue;
            };
            let to = layer(target);
            let dev = dependency.kind == DependencyKind::Development;
            let fine = allowed(&from, &package.name, &to)
                || (dev && to == "testing" && target.name == "simnet")
                // Deployment and bots are tested against the real contracts on simulated chains.
                || (dev && package.name == "seawall-deploy" && target.name == "seawall-fixtures")
                || (dev && package.name == "seawall-bots" && to == "testing");
            if !fine {
                wrong.push(format!(
                    "{} ({from}) -> {} ({to})",
                    package.name, target.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that must not be: {wrong:#?}");
}

#[test]
fn wire_and_the_other_core_crates_stand_on_money_only() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    for package in metadata.workspace_packages() {
        if layer(package) != "core" {
            continue;
        }
        let ours = package
            .dependencies
            .iter()
            .filter(|d| d.name.starts_with("seawall-"));
        let normal = ours.filter(|d| d.kind == DependencyKind::Normal);
        // What reports say is merged by the mirror, so it knows them.
        let reads_reports = package.name == "seawall-mirror";
        let others: Vec<_> = normal
            .map(|d| &d.name)
            .filter(|n| *n != "seawall-money" && !(reads_reports && *n == "seawall-wire"))
            .collect();
        assert!(others.is_empty(), "{} depends on {others:?}", package.name);
    }
}

#[test]
fn simnet_knows_nothing_of_seawall() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    let packages = metadata.workspace_packages();
    let simnet = packages.iter().find(|p| p.name == "simnet").unwrap();
    let ours: Vec<_> = simnet
        .dependencies
        .iter()
        .filter(|d| d.name.starts_with("seawall"))
        .collect();
    assert!(ours.is_empty(), "simnet depends on {ours:?}");
}

#[test]
fn core_and_contracts_compile_with_what_chains_accept() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    for package in metadata.workspace_packages() {
        if matches!(layer(package).as_str(), "core" | "onchain" | "contracts") {
            let version = package.rust_version.clone().map(|v| v.to_string());
            assert_eq!(version.as_deref(), Some("1.86.0"), "{}", package.name);
        }
    }
}
