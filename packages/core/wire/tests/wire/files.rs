//! Committed files under `schema/`: compared byte by byte, or written anew with `SEAWALL_BLESS=1`.

use std::path::PathBuf;

pub fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../schema")).join(name)
}

pub fn blessing() -> bool {
    std::env::var_os("SEAWALL_BLESS").is_some()
}

pub fn committed(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_default()
}

/// Fails if `text` is not what is committed under `name`.
pub fn same_as_committed(name: &str, text: &str) {
    if blessing() {
        std::fs::write(path(name), text).unwrap();
    }
    let committed = committed(name);
    for (line, (new, old)) in (1..).zip(text.lines().zip(committed.lines())) {
        assert_eq!(
            new, old,
            "schema/{name}, line {line}: now (left), as committed (right)"
        );
    }
    assert_eq!(text, committed, "schema/{name}");
}

/// A JSON object with one packet or ack per line. The bytes stand in it as they travel.
pub fn table(kinds: &[(&str, String)]) -> String {
    let lines: Vec<String> = kinds
        .iter()
        .map(|(k, bytes)| format!("\"{k}\": {bytes}"))
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

/// What [`table`] wrote.
pub fn rows(name: &str) -> Vec<(String, String)> {
    let text = committed(name);
    let row = |line: &str| {
        let (kind, bytes) = line.split_once(": ")?;
        let bytes = bytes.strip_suffix(',').unwrap_or(bytes);
        Some((kind.trim_matches('"').to_string(), bytes.to_string()))
    };
    text.lines().filter_map(row).collect()
}
