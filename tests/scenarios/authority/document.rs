//! The table as data and as a page to read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{json, Map, Value};

use crate::judge::Verdict;
use crate::table::{root, Line, CONTRACTS};

/// Fails unless the file in `schema` has this text; writes it when it is to be blessed.
pub fn same_as_committed(file: &str, text: &str) {
    let path = root().join("schema").join(file);
    if std::env::var_os("SEAWALL_BLESS").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    for (line, (new, old)) in (1..).zip(text.lines().zip(committed.lines())) {
        assert_eq!(
            new, old,
            "{file}, line {line}: now (left), as committed (right)"
        );
    }
    assert!(
        text == committed,
        "{file} has another length than committed"
    );
}

/// Everything: contract, message, caller, what came of it.
pub fn json(lines: &[Line]) -> String {
    let mut contracts = Map::new();
    for contract in CONTRACTS {
        let ours = lines.iter().filter(|line| line.contract == contract);
        let messages: Map<String, Value> = ours.map(message).collect();
        contracts.insert(contract.into(), messages.into());
    }
    let mut text = serde_json::to_string_pretty(&contracts).unwrap();
    text.push('\n');
    text
}

fn message(line: &Line) -> (String, Value) {
    let cells: BTreeMap<&str, String> = line.cells.iter().map(|(c, v)| (*c, v.text())).collect();
    let mut value = json!({ "sender": line.sender, "callers": cells });
    if let Some(why) = line.nobody {
        value["nobody"] = why.into();
    }
    (line.name.clone(), value)
}

const HEAD: &str = include_str!("head.md");

const COLUMNS: [(&str, &str); 9] = [
    ("owner", "owner"),
    ("guardian", "guardian"),
    ("coordinator", "coordinator"),
    ("outpost", "outpost"),
    ("neighbours", ""),
    ("user", "user"),
    ("stranger", "stranger"),
    ("itself", "itself"),
    ("feeder, heir", ""),
];

const NEIGHBOURS: [&str; 6] = [
    "auction-house",
    "courier",
    "insurance-pool",
    "market",
    "price-oracle",
    "vault",
];

/// A page to read.
pub fn text(lines: &[Line]) -> String {
    let mut page = HEAD.to_string();
    for contract in CONTRACTS {
        let _ = write!(
            page,
            "\n## {contract}\n\n| message | sender, in its description |"
        );
        for (title, _) in COLUMNS {
            let _ = write!(page, " {title} |");
        }
        let _ = writeln!(page, "\n|---|---|{}", "---|".repeat(COLUMNS.len()));
        let mut notes = vec![];
        for line in lines.iter().filter(|line| line.contract == contract) {
            page.push_str(&row(line));
            if let Some(why) = line.nobody {
                notes.push(format!("* `{}`: {why}\n", line.name));
            }
        }
        page.push('\n');
        page.push_str(&notes.concat());
    }
    page
}

fn row(line: &Line) -> String {
    let mut row = format!("| `{}` | {} |", line.name, line.sender);
    for (title, caller) in COLUMNS {
        let cell = match title {
            "neighbours" => together(line, &NEIGHBOURS),
            "feeder, heir" => together(line, &["feeder", "heir"]),
            _ => line.cells.get(caller).map_or("–", short).to_string(),
        };
        let _ = write!(row, " {cell} |");
    }
    row.push('\n');
    row
}

/// One word for all, or who is told apart.
fn together(line: &Line, callers: &[&str]) -> String {
    let mut by_word: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for caller in callers {
        if let Some(verdict) = line.cells.get(caller) {
            by_word.entry(short(verdict)).or_default().push(caller);
        }
    }
    if by_word.len() == 1 {
        return by_word.into_keys().collect();
    }
    let apart = by_word
        .into_iter()
        .filter(|(word, _)| !word.starts_with("no"));
    let named = apart.map(|(word, who)| format!("{word}: {}", who.join(", ")));
    named.collect::<Vec<_>>().join("; ")
}

fn short(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Done => "yes",
        Verdict::Refused => "no",
        Verdict::RefusedByTheHub => "no, says the hub",
        Verdict::Idle(_) => "idle",
    }
}
