//! The table, made by really sending every message, and what must hold of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use crate::document;
use crate::judge::{Judge, Verdict};
use crate::rows::{self, Row};
use crate::scene::{Scene, STRAY};

/// The contracts, by the names of their schemas.
pub const CONTRACTS: [&str; 8] = [
    "auction-house",
    "coordinator",
    "courier",
    "insurance-pool",
    "market",
    "outpost",
    "price-oracle",
    "vault",
];
/// The entry point that a chain opens to the contract's admin alone.
pub const MIGRATE: &str = "(migrate)";

/// One message with what comes of it for every caller.
pub struct Line {
    pub contract: &'static str,
    /// As the schema calls the message.
    pub message: String,
    /// With the variant, where there is one.
    pub name: String,
    /// Who may send it, in the words that its description begins with.
    pub sender: String,
    /// By caller; the contract's own address is `itself`.
    pub cells: BTreeMap<&'static str, Verdict>,
    /// Why nobody in the table gets it done.
    pub nobody: Option<&'static str>,
    may: Option<Vec<&'static str>>,
}

pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Every message of a contract with the words about its sender, from its committed schema.
fn messages(contract: &str) -> Vec<(String, String)> {
    let path = root().join(format!("schema/contracts/{contract}.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let all = schema["execute"]["oneOf"].as_array().unwrap();
    let one = |variant: &Value| {
        let description = variant["description"].as_str().unwrap();
        let sender = description.split([',', ':', '.']).next().unwrap();
        let name = variant["required"][0].as_str().unwrap();
        (name.to_string(), sender.to_string())
    };
    all.iter().map(one).collect()
}

fn lines() -> &'static [Line] {
    static LINES: OnceLock<Vec<Line>> = OnceLock::new();
    LINES.get_or_init(|| {
        let mut scene = Scene::build().unwrap();
        let judge = Judge::new(&mut scene);
        let mut all = tried(&mut scene, &judge, rows::running);
        all.extend(migrations(&mut scene, &judge));
        scene.lot_is_over().unwrap();
        all.extend(tried(&mut scene, &judge, rows::over));
        scene.lot_came_back().unwrap();
        all.extend(tried(&mut scene, &judge, rows::returned));
        scene.pause().unwrap();
        all.extend(tried(&mut scene, &judge, rows::paused));
        all.sort_by_key(|line| place(line.contract, &line.message));
        all
    })
}

/// The order of the schemas.
fn place(contract: &str, message: &str) -> (String, usize) {
    let found = messages(contract).iter().position(|(m, _)| m == message);
    (contract.to_string(), found.unwrap_or(usize::MAX))
}

fn tried(scene: &mut Scene, judge: &Judge, rows: fn(&Scene) -> Vec<Row>) -> Vec<Line> {
    let rows = rows(scene);
    rows.into_iter()
        .map(|row| line(scene, judge, row))
        .collect()
}

fn line(scene: &mut Scene, judge: &Judge, row: Row) -> Line {
    let callers = callers(scene, row.contract, &row.target);
    let mut cells = BTreeMap::new();
    for (name, addr) in callers {
        cells.insert(name, judge.try_out(scene, &row, &addr));
    }
    let known = messages(row.contract);
    let sender = known.iter().find(|(m, _)| m == row.message());
    Line {
        contract: row.contract,
        message: row.message().to_string(),
        sender: sender.expect("a message of the schema").1.clone(),
        name: row.name,
        cells,
        nobody: row.nobody,
        may: row.may,
    }
}

/// Everybody, seen from a contract: its own address is `itself`.
fn callers(
    scene: &Scene,
    contract: &str,
    target: &cosmwasm_std::Addr,
) -> Vec<(&'static str, cosmwasm_std::Addr)> {
    let others = scene.callers.iter().filter(|c| c.name != contract);
    let mut all: Vec<_> = others.map(|c| (c.name, c.addr.clone())).collect();
    all.push(("itself", target.clone()));
    all
}

fn migrations(scene: &mut Scene, judge: &Judge) -> Vec<Line> {
    let mut all = vec![];
    for contract in CONTRACTS {
        let target = scene.at[contract].clone();
        let mut cells = BTreeMap::new();
        for (name, addr) in callers(scene, contract, &target) {
            cells.insert(name, judge.migrate(scene, &target, &addr));
        }
        all.push(Line {
            contract,
            message: MIGRATE.into(),
            name: MIGRATE.into(),
            sender: "The contract's admin on its chain".into(),
            cells,
            nobody: Some(
                "only to newer code; `a_migration_goes_only_to_newer_code_of_the_same_contract`",
            ),
            may: Some(vec!["owner"]),
        });
    }
    all
}

/// Those of the table who may send what has this sender; `None`: anyone.
fn may(sender: &str) -> Option<Vec<&'static str>> {
    Some(match sender {
        "Anyone" | "A buyer's contract" | "A lender" | "A relayer" | "A staker" => return None,
        "A controller of the account" => vec!["user"],
        "A feeder of the assets" => vec!["feeder"],
        "A route's courier" => vec!["courier"],
        "An outpost on the same chain" | "Outpost" => vec!["outpost"],
        "Auction house" => vec!["auction-house"],
        "Coordinator on the same chain" => vec!["coordinator"],
        "Guardian or owner" | "Owner or guardian" => vec!["guardian", "owner"],
        "Itself" => vec!["itself"],
        "Owner" => vec!["owner"],
        "Payer" => vec!["market", "outpost"],
        "Vault" => vec!["vault"],
        other => panic!("who is `{other}`?"),
    })
}

#[test]
fn the_table_of_authority_is_as_committed() {
    document::same_as_committed("authority.json", &document::json(lines()));
    document::same_as_committed("authority.md", &document::text(lines()));
}

#[test]
fn every_message_of_every_contract_has_a_row() {
    let has: BTreeSet<(&str, &str)> = lines()
        .iter()
        .map(|line| (line.contract, line.message.as_str()))
        .collect();
    let all: Vec<_> = CONTRACTS.map(|c| (c, messages(c))).into_iter().collect();
    let missing: Vec<String> = all
        .iter()
        .flat_map(|(c, messages)| messages.iter().map(move |(m, _)| (*c, m.as_str())))
        .filter(|row| !has.contains(row))
        .map(|(c, m)| format!("{c}: {m}"))
        .collect();
    assert!(missing.is_empty(), "nobody has tried to send {missing:#?}");
}

#[test]
fn what_a_message_says_of_its_sender_is_what_happens() {
    let mut wrong = vec![];
    for line in lines() {
        let allowed = line.may.clone().map_or_else(|| may(&line.sender), Some);
        for (caller, verdict) in &line.cells {
            let expected = allowed.as_ref().is_some_and(|a| !a.contains(caller));
            if verdict.is_refusal() != expected {
                let (contract, name, text) = (line.contract, &line.name, verdict.text());
                wrong.push(format!(
                    "{contract}: {name}, {}: {caller}: {text}",
                    line.sender
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_message_has_its_effect_for_somebody_so_that_no_refusal_hides_behind_another_error() {
    let mut wrong = vec![];
    for line in lines() {
        let done = line.cells.values().any(|v| *v == Verdict::Done);
        if done != line.nobody.is_none() {
            let idle = line
                .cells
                .iter()
                .find(|(_, v)| matches!(v, Verdict::Idle(_)));
            wrong.push(format!("{}: {}: {idle:?}", line.contract, line.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_message_keeps_a_coin_that_it_has_no_use_for() {
    let mut scene = Scene::build().unwrap();
    let judge = Judge::new(&mut scene);
    let (mut tried, mut kept) = (0, vec![]);
    for mut row in rows::running(&scene) {
        let callers = callers(&scene, row.contract, &row.target);
        let done = |scene: &mut Scene, row: &Row| {
            let all = callers.iter();
            all.filter(|(_, addr)| judge.try_out(scene, row, addr) == Verdict::Done)
                .count()
        };
        if done(&mut scene, &row) == 0 {
            continue;
        }
        tried += 1;
        row.funds.push(cosmwasm_std::coin(7, STRAY));
        row.funds.sort_by(|a, b| a.denom.cmp(&b.denom));
        if done(&mut scene, &row) > 0 {
            kept.push(format!("{}: {}", row.contract, row.name));
        }
    }
    assert!(tried > 100, "only {tried} messages");
    assert!(kept.is_empty(), "these keep a stray coin: {kept:#?}");
}

#[test]
fn no_contract_has_an_entry_for_its_chains_governance() {
    let mut scene = Scene::build().unwrap();
    let hub = scene.world.hub;
    for contract in CONTRACTS {
        let target = scene.at[contract].clone();
        let done = scene.world.net.sudo(hub, &target, &cosmwasm_std::Empty {});
        let text = done.unwrap_err().to_string();
        assert!(text.contains("sudo"), "{contract}: {text}");
    }
}
