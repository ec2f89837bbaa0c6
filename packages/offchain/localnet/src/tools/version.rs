//! Asking a program what it is.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{HERMES, WASMD};

/// Twenty bytes, to see with which prefix a `wasmd` writes them.
const SOME_ADDRESS: &str = "000102030405060708090a0b0c0d0e0f10111213";

/// Whether this is a usable `wasmd` for the prefix.
pub fn is_wasmd(path: &Path, prefix: &str) -> bool {
    let fits = said(path, &["version"]).is_some_and(|version| usable(&version, WASMD));
    fits && said(path, &["keys", "parse", SOME_ADDRESS])
        .is_some_and(|said| said.contains(&format!("{prefix}1qqqsyqcyq5rqwzqf")))
}

/// Whether this is a usable Hermes.
pub fn is_hermes(path: &Path) -> bool {
    said(path, &["--version"]).is_some_and(|version| usable(&version, HERMES))
}

fn said(path: &Path, args: &[&str]) -> Option<String> {
    let mut command = Command::new(path);
    let output = command.args(args).stdin(Stdio::null()).output().ok()?;
    let both = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&both).into_owned();
    output.status.success().then_some(text)
}

/// Whether what a program said names a version like the wanted one: the same release line, at least
/// the same patch.
pub fn usable(said: &str, wanted: &str) -> bool {
    let Some(wanted) = numbers(wanted) else {
        return false;
    };
    let words = said.split_whitespace();
    let mut found = words.filter_map(|word| numbers(word.trim_start_matches('v')));
    found.any(|(major, minor, patch)| (major, minor) == (wanted.0, wanted.1) && patch >= wanted.2)
}

fn numbers(word: &str) -> Option<(u32, u32, u32)> {
    // What stands behind a plus names the commit; a pre-release is not taken.
    let word = word.split('+').next()?;
    let mut parts = word.split('.').map(|part| part.parse().ok());
    let all = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_fits_in_its_release_line_from_the_wanted_patch_on() {
        for (said, wanted, fits) in [
            ("0.61.14", "0.61.14", true),
            ("v0.61.15\n", "0.61.14", true),
            ("0.61.13", "0.61.14", false),
            ("0.70.3", "0.61.14", false),
            ("0.61.14-rc1", "0.61.14", false),
            ("hermes 1.10.5", "1.10.5", true),
            ("hermes 1.10.5+ab12", "1.10.5", true),
            ("hermes 1.13.2", "1.10.5", false),
            ("", "1.10.5", false),
        ] {
            assert_eq!(usable(said, wanted), fits, "{said:?} for {wanted}");
        }
    }
}
