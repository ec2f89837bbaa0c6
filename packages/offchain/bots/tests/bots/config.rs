//! Bad configuration is refused with file and line before any chain is asked; the examples are good.

use seawall_bots::Config;

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
