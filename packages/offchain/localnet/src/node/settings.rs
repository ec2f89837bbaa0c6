//! Edits of a node's `config.toml` and `app.toml` that keep everything else, comments too. Pure.

use crate::plan::{ChainSpec, Ports};

/// One setting: section (empty for the top), key, value as TOML text.
pub type Edit = (&'static str, &'static str, String);

/// Gas of a smart query; the default of 3 million is too little for pages of positions.
pub const QUERY_GAS: u64 = 50_000_000;

/// `config.toml`: own ports, fast blocks also when empty (timeouts of packets pass only while the
/// destination makes blocks), an index of transactions for relayer and bots.
pub fn node(ports: Ports, block_ms: u64) -> Vec<Edit> {
    let at = |port: u16| format!("\"tcp://127.0.0.1:{port}\"");
    // A block takes some 10 ms more than the pause between two.
    let pause = block_ms.saturating_sub(10);
    let text = |s: &str| format!("\"{s}\"");
    vec![
        ("rpc", "laddr", at(ports.rpc)),
        (
            "rpc",
            "pprof_laddr",
            format!("\"localhost:{}\"", ports.pprof),
        ),
        ("p2p", "laddr", at(ports.p2p)),
        ("consensus", "timeout_propose", text("1s")),
        ("consensus", "timeout_propose_delta", text("100ms")),
        ("consensus", "timeout_prevote", text("200ms")),
        ("consensus", "timeout_precommit", text("200ms")),
        ("consensus", "timeout_commit", format!("\"{pause}ms\"")),
        ("consensus", "create_empty_blocks", "true".into()),
        ("tx_index", "indexer", text("kv")),
        ("mempool", "recheck", "true".into()),
    ]
}

/// `app.toml`: the gas price, all history for proofs, gas for queries.
pub fn app(spec: &ChainSpec) -> Vec<Edit> {
    let price = format!("\"{}{}\"", spec.gas_price, spec.gas_denom());
    vec![
        ("", "minimum-gas-prices", price),
        ("", "pruning", "\"nothing\"".into()),
        ("wasm", "query_gas_limit", QUERY_GAS.to_string()),
    ]
}

/// Applies edits to the text of a TOML file. Fails with the name of a setting that is not there:
/// then the node is not the version these edits are for.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, String> {
    let mut section = String::new();
    let mut done = vec![false; edits.len()];
    let mut out = String::new();
    for line in text.lines() {
        if let Some(name) = line
            .trim()
            .strip_prefix('[')
            .and_then(|l| l.split(']').next())
        {
            section = name.to_string();
        }
        let key = line.split('=').next().unwrap_or_default().trim();
        let wanted = |(s, k, _): &Edit| *s == section && *k == key && line.contains('=');
        match edits.iter().zip(&mut done).find(|(edit, _)| wanted(edit)) {
            Some(((_, key, value), done)) => {
                *done = true;
                out.push_str(&format!("{key} = {value}\n"));
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    match edits.iter().zip(done).find(|(_, done)| !done) {
        Some(((section, key, _), _)) => Err(format!("there is no {key} in [{section}]")),
        None => Ok(out),
    }
}
