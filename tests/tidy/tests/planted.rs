//! Mistakes can be planted in contracts and core for tests. Nothing that goes on a chain may have the
//! switch, and nothing but the tests that hunt them may turn it on.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use cargo_metadata::MetadataCommand;
use seawall_tidy::{rust, sources};

const FEATURE: &str = "planted";
/// Who defines the switch, and who turns it on.
const DEFINES: &str = "seawall-money";
const TURNS_ON: &str = "seawall-mutants";

#[test]
fn only_the_hunt_for_mistakes_turns_their_switch_on() {
    let metadata = MetadataCommand::new()
        .current_dir(seawall_tidy::root())
        .no_deps()
        .exec()
        .unwrap();
    let mut wrong = vec![];
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        let default = package.features.get("default");
        if default.is_some_and(|on| on.iter().any(|f| f.contains(FEATURE))) {
            wrong.push(format!("{name} has it by default"));
        }
        let turned_on = package.dependencies.iter();
        let turned_on = turned_on.filter(|d| d.features.iter().any(|f| f == FEATURE));
        wrong.extend(turned_on.map(|d| format!("{name} turns it on in {}", d.name)));
        let passed = |f: &&String| f.contains(&format!("/{FEATURE}"));
        let passes = package.features.values().flatten().find(passed);
        if passes.is_some() && name != TURNS_ON {
            wrong.push(format!("{name} passes it on"));
        }
        if package.features.contains_key(FEATURE) != (name == DEFINES || name == TURNS_ON) {
            wrong.push(format!(
                "{name}: defines it or not, and should be the other way"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_builds_for_chains_turns_no_feature_on() {
    for path in ["scripts/build-wasm", "Cargo.toml"] {
        let all = sources().unwrap();
        let source = all.iter().find(|s| s.path == path).expect(path);
        let words = ["--features", "--all-features", FEATURE];
        let found: Vec<_> = words.iter().filter(|w| source.text.contains(**w)).collect();
        // `cosmwasm_3_0` and the like are features of dependencies, written `features = […]`.
        assert!(found.is_empty(), "{path} says {found:?}");
    }
}

/// The names of the mistakes that a text plants.
fn planted(text: &str) -> BTreeSet<String> {
    let calls = text.split("planted!(").skip(1);
    let name = |said: &str| {
        let (before, _) = said.split_once("=>")?;
        let last = before
            .rsplit([';', '(', ' ', '\n'])
            .find(|word| !word.is_empty())?;
        Some(last.to_owned())
    };
    calls.filter_map(name).collect()
}

#[test]
fn every_mistake_is_planted_somewhere_and_every_planted_one_is_listed() {
    let all = rust().unwrap();
    let list = all
        .iter()
        .find(|s| s.path.ends_with("money/src/planted.rs"));
    let list = &list.expect("the list of mistakes").text;
    let (_, list) = list.split_once("mistakes! {\n").expect("a list");
    let (list, _) = list.split_once("\n    }\n").expect("an end");
    let names = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("///"));
    let listed: BTreeSet<String> = names
        .map(|name| name.trim_end_matches(',').to_owned())
        .collect();
    assert!(listed.len() >= 25, "only {} mistakes", listed.len());
    let code = all.iter().filter(|s| {
        let layers = ["contracts/", "packages/core/", "packages/onchain/"];
        layers.iter().any(|layer| s.path.starts_with(layer)) && !s.path.ends_with("planted.rs")
    });
    let found: BTreeSet<String> = code.flat_map(|s| planted(&s.text)).collect();
    assert_eq!(found, listed);
}
