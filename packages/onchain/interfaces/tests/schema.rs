//! The JSON schemas of all contracts are as committed, or are written anew with `SEAWALL_BLESS=1`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;

use cosmwasm_schema::schemars::schema::RootSchema;
use cosmwasm_schema::{generate_api, schema_for, Api};
use seawall_interfaces::*;

macro_rules! api {
    ($name:literal, $module:ident $(, $migrate:ident)?) => {
        ($name, {
            use seawall_interfaces::$module::{ExecuteMsg, InstantiateMsg, QueryMsg};
            $(use seawall_interfaces::$module::$migrate;)?
            generate_api! {
                name: $name,
                instantiate: InstantiateMsg,
                execute: ExecuteMsg,
                query: QueryMsg,
                $(migrate: $migrate,)?
            }
        })
    };
}

/// Every contract with its interface. The name is the file's name and the crate's without prefix.
fn contracts() -> Vec<(&'static str, Api)> {
    vec![
        api!("auction-house", auction_house),
        api!("coordinator", coordinator),
        api!("courier", courier),
        api!("insurance-pool", insurance_pool),
        api!("market", market),
        api!("outpost", outpost),
        api!("price-oracle", oracle, MigrateMsg),
        api!("vault", vault),
    ]
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

fn same_as_committed(file: &str, text: &str) {
    let path = root().join("schema/contracts").join(file);
    if std::env::var_os("SEAWALL_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
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

#[test]
fn schemas_are_as_committed() {
    for (name, api) in contracts() {
        let text = api.render().to_string().unwrap();
        same_as_committed(&format!("{name}.json"), &format!("{text}\n"));
    }
}

#[test]
fn what_contracts_of_others_are_sent_is_as_committed() {
    let line = |name: &str, schema: RootSchema| {
        format!(
            "\"{name}\": {}",
            cosmwasm_std::to_json_string(&schema).unwrap()
        )
    };
    let lines = [
        line("BuyerMsg", schema_for!(auction_house::BuyerMsg)),
        line("StandardQuery", schema_for!(oracle::StandardQuery)),
        line("StandardAnswer", schema_for!(oracle::StandardAnswer)),
    ];
    same_as_committed(
        "callbacks.json",
        &format!("{{\n{}\n}}\n", lines.join(",\n")),
    );
}

#[test]
fn every_contract_has_a_schema() {
    let named: Vec<&str> = contracts().into_iter().map(|(name, _)| name).collect();
    let mut found = 0;
    for place in ["contracts/hub", "contracts/chain"] {
        for entry in std::fs::read_dir(root().join(place)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if entry.path().join("Cargo.toml").exists() {
                assert!(named.contains(&name.as_str()), "{name} has no schema");
                found += 1;
            }
        }
    }
    assert_eq!(found, named.len());
}
