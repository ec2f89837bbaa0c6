//! Bad configuration is refused with file and line before any chain is asked; the examples are good.

use cosmwasm_std::testing::MockApi;
use seawall_bots::Config;
use seawall_deploy::{localnet, DeploymentFile};
use serde_json::json;

fn refusal(lines: &str) -> String {
    let text = format!("deployment = \"deployment.toml\"\n{lines}");
    Config::parse("bots.toml", &text).unwrap_err().to_string()
}

/// Lines, the line that is refused, the entry, what would do.
const IMPOSSIBLE: &[(&str, usize, &str, &str)] = &[
    ("listen = \"here\"", 2, "listen", "address:port"),
    ("[log]\nlevel = \"loud\"", 3, "log.level", "error, warn"),
    ("[sending]\n\nbatch = 0", 4, "sending.batch", "1 to 50"),
    (
        "[sending]\nbackoff_secs = 400",
        3,
        "sending.backoff_secs",
        "backoff_max_secs",
    ),
    (
        "[sending]\nconfirm_secs = 1",
        3,
        "sending.confirm_secs",
        "5 to 600",
    ),
    (
        "[sending]\ntimeout_millis = 1",
        3,
        "sending.timeout_millis",
        "100",
    ),
    (
        "[chains.hub]\nspend_per_hour = 0",
        3,
        "chains.hub.spend_per_hour",
        "more than zero",
    ),
    (
        "[chains.hub]\ngas_usd = -1.0",
        3,
        "chains.hub.gas_usd",
        "zero or more",
    ),
    (
        "[chains.hub]\nrpc = [\"tcp://x\"]",
        3,
        "chains.hub.rpc",
        "http(s)://",
    ),
    (
        "[keeper]\nsweep_limit = 0",
        3,
        "keeper.sweep_limit",
        "1 to 50",
    ),
    (
        "[keeper]\nreconcile_secs = 0",
        3,
        "keeper.reconcile_secs",
        "at least 1",
    ),
    (
        "[keeper]\nstale_secs = 0",
        3,
        "keeper.stale_secs",
        "at least 1",
    ),
    (
        "[liquidator]\nmargin = -1.0",
        3,
        "liquidator.margin",
        "more than -1",
    ),
    (
        "[liquidator]\ninventory_usd = -5.0",
        3,
        "liquidator.inventory_usd",
        "zero or more",
    ),
    (
        "[liquidator]\nmin_profit_usd = nan",
        3,
        "liquidator.min_profit_usd",
        "a number",
    ),
    (
        "[feed]\ndeviation = 0.0",
        3,
        "feed.deviation",
        "between 0 and 1",
    ),
    (
        "[feed]\nheartbeat_secs = 0",
        3,
        "feed.heartbeat_secs",
        "at least 1",
    ),
];

#[test]
fn every_impossible_entry_is_refused_with_its_line() {
    for (lines, line, field, expected) in IMPOSSIBLE {
        let error = refusal(lines);
        let place = format!("bots.toml:{line}: {field}: expected ");
        assert!(
            error.starts_with(&place) && error.contains(expected),
            "{lines}: {error}"
        );
    }
}

#[test]
fn unknown_and_missing_keys_are_refused_with_their_line() {
    let table = [
        ("[keeper]\nreconsile_secs = 5", "line 3", "reconsile_secs"),
        ("[sending]\nbatch = \"many\"", "line 3", "invalid type"),
        ("mnemonic = \"words\"", "line 2", "mnemonic"),
        (
            "[liquidator]\nprice = { source = \"tarot\" }",
            "line 3",
            "tarot",
        ),
        (
            "[[liquidator.venues]]\nkind = \"casino\"",
            "line 3",
            "casino",
        ),
        ("key = { words = \"a b c\" }", "line 2", "key"),
    ];
    for (lines, line, what) in table {
        let error = refusal(lines);
        assert!(
            error.contains("bots.toml") && error.contains(line),
            "{lines}: {error}"
        );
        assert!(error.contains(what), "{lines}: {error}");
    }
    let error = Config::parse("bots.toml", "").unwrap_err().to_string();
    assert!(error.contains("deployment"), "{error}");
}

/// A localnet's deployment.
fn deployment() -> DeploymentFile {
    let chain = |id: &str, prefix: &str| {
        json!({"chain_id": id, "prefix": prefix, "rpc": "http://127.0.0.1:1",
            "grpc": "http://127.0.0.1:2", "gas_denom": format!("u{prefix}"), "gas_price": "0.025"})
    };
    let prefixes = [("hub", "sea"), ("collateral", "coast"), ("debt", "debt")];
    let account = |who: &str| {
        let on = |prefix| MockApi::default().with_prefix(prefix).addr_make(who);
        let all = prefixes.map(|(chain, prefix)| (chain.to_string(), json!(on(prefix))));
        json!({"name": who, "addresses": serde_json::Map::from_iter(all)})
    };
    let end = |chain: &str, n: u64| {
        json!({"chain": chain, "connection": format!("connection-{n}"),
            "transfer": format!("channel-{n}")})
    };
    let state = json!({
        "settings": {"block_ms": 600},
        "chains": serde_json::Map::from_iter(
            prefixes.map(|(name, prefix)| (name.to_string(), chain(&format!("{name}-1"), prefix)))),
        "links": [
            {"a": end("hub", 0), "b": end("collateral", 0)},
            {"a": end("hub", 1), "b": end("debt", 0)},
            {"a": end("collateral", 1), "b": end("debt", 1)},
        ],
        "accounts": [account("owner"), account("feeder-1"), account("feeder-2"),
            account("feeder-3")],
    });
    DeploymentFile::parse("d.toml", &localnet::deployment(&state).unwrap()).unwrap()
}

#[test]
fn what_the_deployment_does_not_have_is_refused_with_its_line() {
    let file = deployment();
    let venue = |chain: &str, at: &str| {
        format!(
            "[[liquidator.venues]]\nkind = \"constant_product\"\nchain = \"{chain}\"\n\
             contract = \"{at}\""
        )
    };
    let table = [
        (
            "[chains.moon]\ngas_usd = 1.0".into(),
            2,
            "hub, collateral, debt",
        ),
        ("[liquidator]\nassets = [\"ATM\"]".into(), 3, "ATOM, USD"),
        (
            "[liquidator.depth.ATM]\nsigma_day = 0.1\ndaily_volume = 1.0".into(),
            2,
            "ATOM, USD",
        ),
        (venue("moon", "moon1x"), 4, "hub, collateral, debt"),
        (venue("collateral", "sea1x"), 5, "coast1"),
        ("[feed]\nassets = { ATOM = 7 }".into(), 3, "[1, 10]"),
    ];
    for (lines, line, expected) in table {
        let lines: String = lines;
        let text = format!("deployment = \"d.toml\"\n{lines}");
        let config = Config::parse("bots.toml", &text).unwrap();
        let error = config.fits(&file).unwrap_err().to_string();
        let place = format!("bots.toml:{line}: ");
        assert!(error.starts_with(&place), "{lines}: {error}");
        assert!(error.contains(expected), "{lines}: {error}");
    }
    let good = format!(
        "deployment = \"d.toml\"\n[liquidator]\nassets = [\"ATOM\"]\n{}",
        venue("collateral", "coast1x")
    );
    Config::parse("bots.toml", &good)
        .unwrap()
        .fits(&file)
        .unwrap();
}

#[test]
fn the_examples_are_good_and_name_every_key() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["localnet.toml", "mainnet.toml"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        Config::parse(name, &text).unwrap();
    }
    let text = std::fs::read_to_string(folder.join("mainnet.toml")).unwrap();
    let keys = [
        "deployment",
        "state",
        "key",
        "listen",
        "relayer",
        "level",
        "json",
        "batch",
        "backoff_secs",
        "backoff_max_secs",
        "confirm_secs",
        "timeout_millis",
        "rpc",
        "spend_per_hour",
        "gas_usd",
        "reconcile_secs",
        "sweep_limit",
        "client_warning_secs",
        "stuck_secs",
        "stale_secs",
        "margin",
        "min_profit_usd",
        "inventory_usd",
        "assets",
        "price",
        "flash",
        "sigma_day",
        "daily_volume",
        "venues",
        "keys",
        "quote",
        "deviation",
        "heartbeat_secs",
        "sweep",
    ];
    for key in keys {
        assert!(text.contains(key), "{key} is not in the example");
    }
}
