//! Error codes: numbers that keep their meaning for ever.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::from_json;
use seawall_wire::{Code, CODES};

use crate::files::{committed, same_as_committed};

const FILE: &str = "error-codes.json";

fn text() -> String {
    let lines: Vec<String> = CODES
        .iter()
        .map(|(n, name)| format!("  \"{n}\": \"{name}\""))
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

#[test]
fn numbers_ascend_and_names_are_unique() {
    assert!(
        CODES.windows(2).all(|pair| pair[0].0 < pair[1].0),
        "{CODES:?}"
    );
    let names: BTreeSet<&str> = CODES.iter().map(|(_, name)| *name).collect();
    assert_eq!(names.len(), CODES.len());
}

/// Even a blessing does not get past this: it looks at the committed file before it is rewritten.
#[test]
fn no_committed_code_changes_its_meaning_and_the_list_is_as_committed() {
    let before = committed(FILE);
    if !before.is_empty() {
        let before: BTreeMap<String, String> = from_json(&before).unwrap();
        for (number, name) in before {
            let now = Code(number.parse().unwrap()).name();
            assert_eq!(now, name, "code {number} meant {name}");
        }
    }
    same_as_committed(FILE, &text());
}

#[test]
fn a_number_from_the_future_has_no_name_yet() {
    assert_eq!(Code(40_000).name(), "UNKNOWN");
    assert_eq!(Code(0).name(), "UNKNOWN");
    assert_eq!(Code::OUT_OF_GAS.name(), "OUT_OF_GAS");
}
