//! Every message begins by naming who may send it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;

use cosmwasm_schema::schema_for;
use cosmwasm_schema::schemars::schema::RootSchema;
use seawall_interfaces::*;

/// Who may send a message. `Two-step ownership` is the owner, or the proposed owner to accept.
const SENDERS: &[&str] = &[
    "A buyer's contract",
    "A controller of the account",
    "A feeder of the assets",
    "A lender",
    "A relayer",
    "A route's courier",
    "A staker",
    "An outpost on the same chain",
    "Anyone",
    "Auction house",
    "Coordinator on the same chain",
    "Guardian or owner",
    "Itself",
    "Outpost",
    "Owner",
    "Owner or guardian",
    "Payer",
    "Two-step ownership",
    "Vault",
];

/// The variants of `ExecuteMsg` in a source file, each with its doc comment in one line.
fn messages(source: &str) -> Vec<(String, String)> {
    let (_, body) = source
        .split_once("pub enum ExecuteMsg {\n")
        .expect("an ExecuteMsg");
    let (body, _) = body.split_once("\n}\n").expect("its end");
    let (mut doc, mut found) = (String::new(), vec![]);
    for line in body.lines() {
        // Deeper lines are fields.
        let Some(line) = line
            .strip_prefix("    ")
            .filter(|l| !l.starts_with([' ', '}']))
        else {
            continue;
        };
        match line.strip_prefix("/// ") {
            Some(text) => doc = format!("{doc} {text}").trim().to_string(),
            None if line.starts_with(|c: char| c.is_ascii_uppercase()) => {
                let name: String = line
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric())
                    .collect();
                found.push((name, std::mem::take(&mut doc)));
            }
            None => assert!(line.starts_with('#'), "what is `{line}`?"),
        }
    }
    found
}

fn names_its_sender(doc: &str) -> bool {
    SENDERS.iter().any(|sender| {
        let rest = doc.strip_prefix(sender);
        rest.is_some_and(|rest| rest.starts_with([',', ':', '.']))
    })
}

fn variants(schema: &RootSchema) -> usize {
    let subschemas = schema.schema.subschemas.as_ref().unwrap();
    subschemas.one_of.as_ref().unwrap().len()
}

#[test]
fn every_message_begins_by_naming_who_may_send_it() {
    let contracts = [
        ("auction_house", schema_for!(auction_house::ExecuteMsg)),
        ("coordinator", schema_for!(coordinator::ExecuteMsg)),
        ("courier", schema_for!(courier::ExecuteMsg)),
        ("insurance_pool", schema_for!(insurance_pool::ExecuteMsg)),
        ("market", schema_for!(market::ExecuteMsg)),
        ("oracle", schema_for!(oracle::ExecuteMsg)),
        ("outpost", schema_for!(outpost::ExecuteMsg)),
        ("vault", schema_for!(vault::ExecuteMsg)),
    ];
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = vec![];
    for (module, schema) in contracts {
        let source = std::fs::read_to_string(here.join(format!("{module}.rs"))).unwrap();
        let messages = messages(&source);
        assert_eq!(
            messages.len(),
            variants(&schema),
            "{module}: a message was overlooked"
        );
        for (name, doc) in messages {
            if !names_its_sender(&doc) {
                wrong.push(format!("{module}::{name}: {doc}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "messages that do not begin with their sender: {wrong:#?}"
    );
}

#[test]
fn a_message_without_sender_is_noticed() {
    let source = [
        "pub enum ExecuteMsg {",
        "    /// Opens it.",
        "    Open {",
        "        /// Anyone: not this.",
        "        lot: u64,",
        "    },",
        "    /// Owner: shuts",
        "    /// it.",
        "    Shut {},",
        "    #[x]",
        "    Bare,",
        "}",
        "",
    ];
    let source = source.join("\n");
    let found = messages(&source);
    let expected = [
        ("Open", "Opens it."),
        ("Shut", "Owner: shuts it."),
        ("Bare", ""),
    ];
    assert!(
        found
            .iter()
            .map(|(n, d)| (n.as_str(), d.as_str()))
            .eq(expected),
        "{found:?}"
    );
    let named: Vec<bool> = found.iter().map(|(_, doc)| names_its_sender(doc)).collect();
    assert_eq!(named, [false, true, false]);
    assert!(
        !names_its_sender("Ownership moves"),
        "a longer word that begins alike"
    );
}
