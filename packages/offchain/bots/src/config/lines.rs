//! Finding the line of an entry, for messages.

/// The line of `key` in `[table]` (empty for the top level); of the table's head, or of its entry
/// in the table around it, if the key is not there; 1 if nothing is.
pub(super) fn line_of(text: &str, table: &str, key: &str) -> usize {
    let mut inside = String::new();
    let mut nearest = 1usize;
    for (number, line) in (1usize..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            inside = line
                .trim_matches(|c| c == '[' || c == ']')
                .trim()
                .to_string();
            if inside == table {
                nearest = number;
            }
            continue;
        }
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let dot = if inside.is_empty() { "" } else { "." };
        let full = format!("{inside}{dot}{}", name.trim());
        if (inside == table && name.trim() == key) || full == format!("{table}.{key}") {
            return number;
        }
        if full == table {
            nearest = number;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_in_tables_and_in_inline_tables() {
        let text =
            "deployment = 'd'\n[sending]\nbatch = 0\n[chains]\nhub = { spend_per_hour = 0 }\n\
                    [chains.debt]\ngas_usd = -1\n[liquidator]\nprice.source = 'x'\n";
        let table = [
            ("", "deployment", 1),
            ("sending", "batch", 3),
            ("sending", "backoff_secs", 2),
            ("chains.hub", "spend_per_hour", 5),
            ("chains.debt", "gas_usd", 7),
            ("liquidator.price", "source", 9),
            ("nowhere", "nothing", 1),
        ];
        for (table, key, line) in table {
            assert_eq!(line_of(text, table, key), line, "{table} {key}");
        }
    }
}
