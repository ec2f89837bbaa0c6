//! What is changed in a node's genesis and settings, and what is not.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use seawall_localnet::node::genesis::{edit, self_stake};
use seawall_localnet::node::settings::{app, apply, node};
use seawall_localnet::plan::{ports, Role, Settings, Upload, PORT_BASE};
use serde_json::{json, Value};

fn genesis() -> Value {
    json!({
        "consensus": {"params": {"block": {"max_bytes": "4194304", "max_gas": "-1"}}},
        "app_state": {
            "auth": {"accounts": []},
            "bank": {"balances": [], "supply": [{"denom": "x", "amount": "1"}], "denom_metadata": []},
            "staking": {"params": {"unbonding_time": "1s", "historical_entries": 0, "max_validators": 100}},
            "ibc": {"connection_genesis": {"params": {"max_expected_time_per_block": "30000000000"}}},
            "gov": {"params": {
                "voting_period": "172800s", "expedited_voting_period": "86400s",
                "max_deposit_period": "172800s", "quorum": "0.334",
            }},
            "mint": {
                "minter": {"inflation": "0.13"},
                "params": {"inflation_max": "0.2", "inflation_min": "0.07", "inflation_rate_change": "0.13"},
            },
            "wasm": {"params": {"code_upload_access": {"permission": "Everybody", "addresses": []}}},
        },
    })
}

#[test]
fn the_genesis_has_the_gas_cap_no_inflation_short_votes_and_quick_handshakes() {
    let mut made = genesis();
    edit(&mut made, Role::Hub.spec(), &Settings::default(), &[]).unwrap();
    let at = |pointer: &str| made.pointer(pointer).unwrap().clone();
    assert_eq!(at("/consensus/params/block/max_gas"), "100000000");
    assert_eq!(
        at("/app_state/mint/minter/inflation"),
        "0.000000000000000000"
    );
    assert_eq!(
        at("/app_state/mint/params/inflation_min"),
        "0.000000000000000000"
    );
    assert_eq!(at("/app_state/gov/params/voting_period"), "20s");
    assert_eq!(at("/app_state/staking/params/unbonding_time"), "1814400s");
    assert_eq!(at("/app_state/staking/params/historical_entries"), 10_000);
    let per_block = "/app_state/ibc/connection_genesis/params/max_expected_time_per_block";
    assert_eq!(at(per_block), "1000000000");
    // The rest is the node's own.
    assert_eq!(at("/consensus/params/block/max_bytes"), "4194304");
    assert_eq!(at("/app_state/gov/params/quorum"), "0.334");
    assert_eq!(
        at("/app_state/wasm/params/code_upload_access/permission"),
        "Everybody"
    );
}

#[test]
fn every_account_has_every_coin_in_base_units_and_the_coins_are_sorted() {
    let mut made = genesis();
    let people = ["debt1aaa", "debt1bbb"];
    edit(&mut made, Role::Debt.spec(), &Settings::default(), &people).unwrap();
    let bank = &made["app_state"]["bank"];
    assert_eq!(bank["supply"], json!([]), "the chain sums it up");
    let expected = json!([
        {"denom": "aark", "amount": "50000000000000000000000000"},
        {"denom": "aeur", "amount": "100000000000000000000000000"},
        {"denom": "udebt", "amount": "1000000000000"},
        {"denom": "uusd", "amount": "100000000000000"},
    ]);
    assert_eq!(
        bank["balances"][0],
        json!({"address": "debt1aaa", "coins": expected})
    );
    assert_eq!(bank["balances"][1]["coins"], expected);
    assert_eq!(
        made["app_state"]["auth"]["accounts"][1]["address"],
        "debt1bbb"
    );
    assert_eq!(bank["denom_metadata"][2]["denom_units"][1]["exponent"], 18);
    assert_eq!(self_stake(Role::Debt.spec()).unwrap(), "100000000000udebt");
    assert_eq!(
        self_stake(Role::Collateral.spec()).unwrap(),
        "100000000000000ncoast"
    );
}

#[test]
fn upload_can_be_left_to_governance() {
    let mut made = genesis();
    let settings = Settings {
        upload: Upload::Nobody,
        ..Settings::default()
    };
    edit(&mut made, Role::Hub.spec(), &settings, &[]).unwrap();
    let access = &made["app_state"]["wasm"]["params"]["code_upload_access"];
    assert_eq!(access["permission"], "Nobody");
}

#[test]
fn a_genesis_of_another_shape_is_refused_with_the_place() {
    let mut made = genesis();
    made["app_state"]["mint"] = json!({});
    let error = edit(&mut made, Role::Hub.spec(), &Settings::default(), &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the genesis has no /app_state/mint/minter/inflation"
    );
}

const CONFIG: &str = "\
# a comment
moniker = \"hub\"
[rpc]
laddr = \"tcp://127.0.0.1:26657\"
grpc_laddr = \"\"
pprof_laddr = \"localhost:6060\"
[p2p]
laddr = \"tcp://0.0.0.0:26656\"
[mempool]
recheck = false
[consensus]
timeout_propose = \"3s\"
timeout_propose_delta = \"500ms\"
timeout_prevote = \"1s\"
timeout_precommit = \"1s\"
timeout_commit = \"5s\"
create_empty_blocks = true
create_empty_blocks_interval = \"0s\"
[tx_index]
indexer = \"null\"
";

#[test]
fn settings_are_changed_in_their_section_and_everything_else_is_kept() {
    let edits = node(ports(PORT_BASE, Role::Collateral), 600);
    let expected = CONFIG
        .replace("127.0.0.1:26657", "127.0.0.1:26757")
        .replace("0.0.0.0:26656", "127.0.0.1:26756")
        .replace("localhost:6060", "localhost:26760")
        .replace("timeout_propose = \"3s\"", "timeout_propose = \"1s\"")
        .replace("delta = \"500ms\"", "delta = \"100ms\"")
        .replace("prevote = \"1s\"", "prevote = \"200ms\"")
        .replace("precommit = \"1s\"", "precommit = \"200ms\"")
        .replace("commit = \"5s\"", "commit = \"590ms\"")
        .replace("recheck = false", "recheck = true")
        .replace("\"null\"", "\"kv\"");
    assert_eq!(apply(CONFIG, &edits).unwrap(), expected);
}

#[test]
fn a_setting_that_is_not_there_is_named() {
    let edits = app(Role::Collateral.spec());
    let text = "minimum-gas-prices = \"\"\npruning = \"default\"\n[wasm]\n";
    let error = apply(text, &edits).unwrap_err();
    assert_eq!(error, "there is no query_gas_limit in [wasm]");
    // The same key in another section does not count.
    let text = format!("{text}[other]\nquery_gas_limit = 1\n");
    assert!(apply(&text, &edits).is_err());
    let text = "minimum-gas-prices = \"\"\npruning = \"default\"\n[wasm]\nquery_gas_limit = 3\n";
    let expected = "minimum-gas-prices = \"25ncoast\"\npruning = \"nothing\"\n[wasm]\n\
                    query_gas_limit = 50000000\n";
    assert_eq!(apply(text, &edits).unwrap(), expected);
}
