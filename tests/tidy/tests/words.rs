//! Every crate explains itself, every invariant is cited by a test, and nothing is left undone.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use cargo_metadata::MetadataCommand;
use seawall_tidy::{root, rust, sources};

const INVARIANTS: u32 = 12;

#[test]
fn every_crate_has_a_readme_and_a_description() {
    let metadata = MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .unwrap();
    for package in metadata.workspace_packages() {
        let readme = package.manifest_path.parent().unwrap().join("README.md");
        assert!(readme.exists(), "{} has no README.md", package.name);
        assert!(
            package.description.is_some(),
            "{} has no description",
            package.name
        );
    }
}

#[test]
fn every_source_file_says_what_it_is() {
    let mut wrong = vec![];
    for source in rust().unwrap() {
        let begins = source.text.trim_start();
        if !begins.starts_with("//!") && !begins.starts_with("#![") {
            wrong.push(source.path);
        }
    }
    assert!(wrong.is_empty(), "without a module header: {wrong:#?}");
}

#[test]
fn every_invariant_is_cited_by_a_test() {
    let mut cited = BTreeSet::new();
    for source in rust().unwrap() {
        let inline = source
            .text
            .split("#[cfg(test)]")
            .nth(1)
            .unwrap_or_default()
            .to_string();
        let tests = if source.is_test() {
            source.text.clone()
        } else {
            inline
        };
        if source.path.starts_with("tests/tidy") {
            continue;
        }
        for n in 1..=INVARIANTS {
            let tag = format!("INV-{n}");
            let exact = tests.match_indices(&tag).any(|(at, _)| {
                let next = tests
                    .get(at + tag.len()..)
                    .and_then(|rest| rest.chars().next());
                !next.is_some_and(|c| c.is_ascii_digit())
            });
            if exact {
                cited.insert(n);
            }
        }
    }
    let missing: Vec<_> = (1..=INVARIANTS).filter(|n| !cited.contains(n)).collect();
    assert!(missing.is_empty(), "no test cites INV-{missing:?}");
}

#[test]
fn every_invariant_and_decision_that_code_cites_is_explained() {
    let explained = std::fs::read_to_string(root().join("tests/README.md")).unwrap()
        + &std::fs::read_to_string(root().join("schema/protocol.md")).unwrap();
    let mut missing = BTreeSet::new();
    for source in sources().unwrap() {
        if source.path.starts_with("tests/tidy") {
            continue;
        }
        for prefix in ["INV-", "DEC-"] {
            for (at, _) in source.text.match_indices(prefix) {
                let rest = source.text.get(at + prefix.len()..).unwrap_or_default();
                let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let tag = format!("{prefix}{number}");
                let known = explained.contains(&format!("**{tag}**"));
                if !number.is_empty() && !known {
                    missing.insert(format!("{tag} ({})", source.path));
                }
            }
        }
    }
    assert!(missing.is_empty(), "cited but not explained: {missing:#?}");
}

#[test]
fn nothing_is_left_undone_and_no_foreign_paths_stand_in_texts() {
    // Put together here, so that this file does not contain them.
    let banned = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
        ["unimplemented", "!("].concat(),
        ["/wo", "rk/"].concat(),
        ["BLUE", "PRINT"].concat(),
        ["blue", "print"].concat(),
    ];
    let mut wrong = vec![];
    for source in sources().unwrap() {
        for (at, line) in source.text.lines().enumerate() {
            if let Some(word) = banned.iter().find(|word| line.contains(word.as_str())) {
                wrong.push(format!("{}:{}: {word}", source.path, at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_top_level_holds_only_what_it_is_meant_to() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "README.md",
        "contracts",
        "packages",
        "schema",
        "scripts",
        "tests",
    ];
    let mut strangers = BTreeSet::new();
    for source in sources().unwrap() {
        let top = source
            .path
            .split('/')
            .next()
            .unwrap_or_default()
            .to_string();
        if !top.starts_with('.') && !allowed.contains(&top.as_str()) {
            strangers.insert(top);
        }
    }
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn what_goes_on_a_chain_traps_on_overflow() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let release = manifest.split("[profile.release]").nth(1).unwrap();
    let release = release.split("\n[").next().unwrap();
    assert!(release.contains("overflow-checks = true"));
    let contract = manifest.split("[profile.contract]").nth(1).unwrap();
    assert!(contract.contains("inherits = \"release\""));
    assert!(!contract.contains("overflow-checks = false"));
}
