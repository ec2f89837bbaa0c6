//! Every committed input again, on the ordinary compiler: what was found once stays fixed.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use seawall_fuzz::{replay, target, TARGETS};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut all: Vec<_> = listed.map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn passes(name: &str) {
    let target = target(name).unwrap();
    let all = files(&corpus().join(name));
    assert!(!all.is_empty(), "no corpus for {name}");
    for path in all {
        let data = std::fs::read(&path).unwrap();
        if let Err(why) = replay(target.run, &data) {
            panic!("{}: {why}", path.display());
        }
    }
}

macro_rules! corpora {
    ($($test:ident $name:literal;)*) => {
        $(#[test]
        fn $test() {
            passes($name);
        })*

        const TESTED: &[&str] = &[$($name),*];
    };
}

corpora! {
    compact_and_serde_read_the_same "compact";
    packets_and_acks_are_read_or_refused "wire";
    the_coordinator_bears_every_packet "hub-packets";
    outposts_bear_every_packet "outpost-packets";
    contracts_bear_every_message "execute";
    contracts_bear_every_question "query";
    contracts_bear_every_set_up "instantiate";
    price_files_are_read_or_refused "prices";
    settings_are_read_or_refused "settings";
    sales_keep_their_books "auction";
    plans_keep_within_the_account "plan";
    certificates_hold_in_their_worst_corner "certificate";
    averages_stay_between_what_they_average "volatility";
    money_is_exact "money";
}

#[test]
fn every_target_has_a_corpus_and_a_test_and_nothing_else_has() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names.len(), TARGETS.len(), "a name is there twice");
    assert_eq!(names, TESTED.iter().copied().collect());
    let folders = files(&corpus());
    let folders = folders
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap());
    assert_eq!(names, folders.collect());
}

/// A replay that could not fail would be none: also a panic that a simulated chain has caught counts.
#[test]
fn a_panic_is_noticed_even_where_something_catches_it() {
    assert_eq!(replay(|_| (), b"x"), Ok(()));
    assert!(replay(|data| assert!(data.is_empty()), b"x").is_err());
    let caught = replay(
        |_| drop(std::panic::catch_unwind(|| panic!("inside"))),
        b"x",
    );
    assert_eq!(caught, Err("something inside panicked".to_string()));
}
