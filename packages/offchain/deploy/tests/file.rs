//! The deployment file: what is wrong is named with file, line and field.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{text, world};
use seawall_deploy::file::voucher;
use seawall_deploy::state::State;
use seawall_deploy::{hermes, localnet, DeployError, DeploymentFile};
use serde_json::json;

fn wrong(text: &str) -> String {
    let error = DeploymentFile::parse("seawall.toml", text).unwrap_err();
    assert!(error.is_input());
    error.to_string()
}

#[test]
fn mistakes_are_named_with_file_line_and_field() {
    let good = text(&world());
    assert!(DeploymentFile::parse("seawall.toml", &good).is_ok());
    let table = [
        (
            "hub = \"hub\"",
            "hub = \"hubb\"",
            "seawall.toml:5: hub: expected one of the chains hub",
        ),
        (
            "chain = \"collateral\"\nconnection",
            "chain = \"x\"\nconnection",
            "links[1].chain",
        ),
        (
            "name = \"localnet\"",
            "name = \"Local Net\"",
            "seawall.toml:3: name: expected 1 to 24",
        ),
        (
            "gas_price = \"0.025usea\"",
            "gas_price = \"cheap\"",
            "chains[0].gas_price",
        ),
        (
            "number = 2\n",
            "number = 1\n",
            "chains[1].number: expected a number of its own",
        ),
        (
            "debt = 10\n",
            "debt = 11\n",
            "routes[0].debt: expected the listing of a debt",
        ),
        (
            "a = \"collateral\"",
            "a = \"hub\"",
            "expected a transfer channel from collateral to debt",
        ),
        ("asset = 10\n", "asset = 12\n", "debts[0].asset"),
    ];
    for (from, to, expected) in table {
        assert!(good.contains(from), "{from}");
        let error = wrong(&good.replacen(from, to, 1));
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_address_of_another_chain_is_refused_with_its_line() {
    let good = text(&world());
    let file = DeploymentFile::parse("seawall.toml", &good).unwrap();
    let (mine, other) = (&file.chains[1].owner, &file.chains[2].owner);
    let bad = good.replace(mine, other);
    let line = 1 + bad
        .lines()
        .position(|l| l.starts_with("owner") && l.contains(other))
        .unwrap();
    let error = wrong(&bad);
    let expected = format!("seawall.toml:{line}: chains[1].owner: expected an address with prefix");
    assert!(error.starts_with(&expected), "{error}");
}

#[test]
fn every_address_is_held_against_the_prefix_of_its_chain() {
    let good = text(&world());
    let file = DeploymentFile::parse("seawall.toml", &good).unwrap();
    let (mine, other) = (&file.chains[1], &file.chains[2].owner);
    let guardian = format!("guardian = \"{}\"", mine.guardian);
    let feeder = &file.assets[0].feeders[1];
    let with = |what: &str| good.replacen(&guardian, &format!("{guardian}\n{what}"), 1);
    let table = [
        (
            good.replacen(&mine.guardian, other, 1),
            "chains[1].guardian",
            "coast",
        ),
        (
            with(&format!("admin = {other:?}")),
            "chains[1].admin",
            "coast",
        ),
        (
            with(&format!("deployer = {other:?}")),
            "chains[1].deployer",
            "coast",
        ),
        (good.replacen(feeder, other, 1), "assets[0].feeders", "sea"),
    ];
    for (bad, field, prefix) in table {
        let key = field.rsplit('.').next().unwrap();
        let line = |l: &str| l.starts_with(key) && l.contains(other.as_str());
        let line = bad.lines().position(line).unwrap() + 1;
        let expected = format!(
            "seawall.toml:{line}: {field}: expected an address with prefix {prefix}, got \"{other}\""
        );
        assert_eq!(wrong(&bad), expected);
    }
}

#[test]
fn unknown_keys_are_refused_with_their_line() {
    let good = text(&world());
    let error = wrong(&good.replacen("number = 2\n", "number = 2\ncolour = 1\n", 1));
    assert!(error.contains("unknown field `colour`"), "{error}");
    let changed = good.replacen("number = 2\n", "number = 2\ncolour = 1\n", 1);
    let line = changed
        .lines()
        .position(|l| l.starts_with("colour"))
        .unwrap()
        + 1;
    assert!(
        error.starts_with(&format!("seawall.toml:{line}: ")),
        "{error}"
    );
    let error = wrong(&good.replacen("max_ltv = ", "max_ltw = ", 1));
    assert!(error.contains("max_ltw"), "{error}");
}

#[test]
fn what_buyers_pay_with_follows_from_the_channel() {
    let file = DeploymentFile::parse("seawall.toml", &text(&world())).unwrap();
    let expected = voucher("transfer/channel-1/uusd");
    assert_eq!(file.payment_denom(&file.routes[0]), Some(expected));
    // The name that every chain gives ATOM over Osmosis' channel to the Cosmos Hub.
    let atom = "ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2";
    assert_eq!(voucher("transfer/channel-0/uatom"), atom);
}

#[test]
fn the_relayers_configuration_pulls_blocks_and_relays_only_this_deployment() {
    let file = DeploymentFile::parse("seawall.toml", &text(&world())).unwrap();
    let config = hermes::config(&file, &State::default()).unwrap();
    let parsed: toml::Value = toml::from_str(&config).unwrap();
    let chains = parsed["chains"].as_array().unwrap();
    assert_eq!(chains.len(), 3);
    for chain in chains {
        assert_eq!(chain["event_source"]["mode"].as_str(), Some("pull"));
        assert!(chain["max_gas"].as_integer().unwrap() >= 10_000_000);
        let list = chain["packet_filter"]["list"].as_array().unwrap();
        assert!(
            list.iter()
                .any(|e| e[0].as_str().unwrap().starts_with("wasm.")),
            "{list:?}"
        );
    }
    let debt = chains
        .iter()
        .find(|c| c["id"].as_str() == Some("debt-1"))
        .unwrap();
    let list = debt["packet_filter"]["list"].to_string();
    assert!(
        list.contains("transfer") && list.contains("channel-1"),
        "{list}"
    );
    let mut without = file.clone();
    without.chains[0].grpc = None;
    let error = hermes::config(&without, &State::default()).unwrap_err();
    assert!(matches!(error, DeployError::Chain { .. }));
}

#[test]
fn a_localnets_state_gives_a_whole_file() {
    let chain = |id: &str, prefix: &str| {
        json!({"chain_id": id, "prefix": prefix, "rpc": "http://127.0.0.1:1",
            "grpc": "http://127.0.0.1:2", "gas_denom": format!("u{prefix}"), "gas_price": "0.025"})
    };
    let world = world();
    let world = world.borrow();
    let address = |who: &str, chain: &str| world.net.addr(world.ix[chain], who).to_string();
    let account = |who: &str| {
        json!({"name": who, "addresses": {"hub": address(who, "hub"),
            "collateral": address(who, "collateral"), "debt": address(who, "debt")}})
    };
    let end = |chain: &str, n: u64| {
        json!({"chain": chain, "client": "07-tendermint-0",
            "connection": format!("connection-{n}"), "transfer": format!("channel-{n}")})
    };
    let mut state = json!({
        "settings": {"block_ms": 600},
        "chains": {"hub": chain("hub-1", "sea"), "collateral": chain("collateral-1", "coast"),
            "debt": chain("debt-1", "debt")},
        "links": [
            {"a": end("hub", 0), "b": end("collateral", 0)},
            {"a": end("hub", 1), "b": end("debt", 0)},
            {"a": end("collateral", 1), "b": end("debt", 1)},
        ],
        "accounts": [account("owner"), account("feeder-1"), account("feeder-2"),
            account("feeder-3")],
    });
    let text = localnet::deployment(&state).unwrap();
    let file = DeploymentFile::parse("localnet.toml", &text).unwrap();
    assert_eq!(
        file.links[2].hub_connection.as_deref(),
        Some("connection-1")
    );
    assert_eq!(file.chains[0].gas_price, "0.025usea");
    state["links"] = json!([]);
    let error = localnet::deployment(&state).unwrap_err().to_string();
    assert!(error.contains("nothing is given for"), "{error}");
}
