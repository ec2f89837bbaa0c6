//! The relayer's configuration is the committed one, and its answers are read for what they say.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use std::path::Path;

use seawall_localnet::hermes::answer;
use seawall_localnet::hermes::config::{text, Config};
use seawall_localnet::links::parse;
use seawall_localnet::plan::{rest_port, Role, Settings, PORT_BASE};

#[test]
fn the_relayers_configuration_is_the_committed_one() {
    let config = Config {
        settings: &Settings::default(),
        roles: &Role::ALL,
        key: "relayer",
        keys: Path::new("/home/hermes/keys"),
        rest: Some(rest_port(PORT_BASE)),
    };
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/hermes.toml");
    let expected = std::fs::read_to_string(&golden).unwrap();
    assert_eq!(text(&config), expected, "differs from {}", golden.display());
}

#[test]
fn a_configuration_for_single_commands_opens_no_port_and_follows_the_settings() {
    let settings = Settings {
        port_base: 40_000,
        trusting_period_secs: 120,
        ..Settings::default()
    };
    let config = Config {
        settings: &settings,
        roles: &[Role::Hub, Role::Debt],
        key: "relayer-3",
        keys: Path::new("/k"),
        rest: None,
    };
    let text = text(&config);
    assert!(text.contains("[rest]\nenabled = false"));
    assert_eq!(text.matches("[[chains]]").count(), 2);
    assert_eq!(text.matches("trusting_period = '120s'").count(), 2);
    assert!(text.contains("rpc_addr = 'http://127.0.0.1:40257'"));
    assert!(!text.contains("collateral-1"));
}

#[test]
fn a_success_of_hermes_is_its_result_and_an_error_its_message() {
    let said =
        "{\"timestamp\":\"x\",\"level\":\"INFO\"}\n{\"result\":{\"a\":1},\"status\":\"success\"}\n";
    assert_eq!(answer(said).unwrap(), serde_json::json!({"a": 1}));
    let said = "{\"result\":\"link is down\",\"status\":\"error\"}";
    assert_eq!(answer(said).unwrap_err(), "link is down");
    assert_eq!(answer("killed").unwrap_err(), "it gave no result");
}

#[test]
fn a_link_has_both_ends_or_is_refused() {
    let side = |n: u8| {
        serde_json::json!({
            "client_id": format!("07-tendermint-{n}"),
            "connection_id": format!("connection-{n}"), "channel_id": format!("channel-{n}"),
        })
    };
    let pair = (Role::Hub, Role::Debt);
    let mut result = serde_json::json!({"a_side": side(1), "b_side": side(0)});
    let link = parse(&result, pair).unwrap();
    assert_eq!(link.end(Role::Hub).unwrap().client, "07-tendermint-1");
    assert_eq!(link.end(Role::Debt).unwrap().transfer, "channel-0");
    assert!(link.end(Role::Collateral).is_none());
    result["b_side"]["channel_id"] = serde_json::Value::Null;
    let error = parse(&result, pair).unwrap_err().to_string();
    assert!(
        error.starts_with("Hermes names no b_side.channel_id"),
        "{error}"
    );
}
