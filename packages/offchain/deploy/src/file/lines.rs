//! Finding the line of an entry, for messages.

/// Where an entry is in the text: `[[table]]` number `at` (from 0; none for the top level or a
/// plain table) and the key in it. The line of the table's head if the key is not there.
pub(crate) fn line_of(text: &str, table: Option<(&str, usize)>, key: &str) -> usize {
    let key = key.split('.').next().unwrap_or(key);
    let mut seen = 0usize;
    let mut inside = table.is_none();
    let mut head = 1usize;
    for (number, line) in (1usize..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('[') {
            let Some((name, at)) = table else {
                break;
            };
            let title = line.trim_matches(|c| c == '[' || c == ']').trim();
            if line.starts_with("[[") && title == name {
                inside = seen == at;
                seen = seen.saturating_add(1);
                if inside {
                    head = number;
                }
            } else if inside && title == format!("{name}.{key}") {
                return number;
            } else if inside && !title.starts_with(&format!("{name}.")) {
                inside = false;
            }
        } else if inside && begins_with_key(line, key) {
            return number;
        }
    }
    head
}

fn begins_with_key(line: &str, key: &str) -> bool {
    let rest = line.strip_prefix(key);
    rest.is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_in_their_own_table() {
        let text = "name = 'a'\n\n[[chains]]\nname = 'x'\n[[chains]]\nname = 'y'\nowner = 'z'\n\
                    [chains.outpost]\ntimeout_secs = 1\n[[routes]]\nowner = 1\n";
        assert_eq!(line_of(text, None, "name"), 1);
        assert_eq!(line_of(text, Some(("chains", 0)), "name"), 4);
        assert_eq!(line_of(text, Some(("chains", 1)), "owner"), 7);
        assert_eq!(
            line_of(text, Some(("chains", 1)), "outpost.timeout_secs"),
            8
        );
        assert_eq!(line_of(text, Some(("chains", 0)), "owner"), 3);
    }
}
