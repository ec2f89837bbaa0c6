//! The runs that must always be clean: committed, the same everywhere.
//!
//! What must always hold: a line is `seed steps chains`, and why it is there; a seed that once showed a
//! mistake stays. Called by `seawall sim --corpus` and by this crate's own test.

use crate::settings::Settings;

/// The committed file.
pub const FILE: &str = include_str!("../corpus.txt");

/// Reads lines of seed, steps and chains; what follows `#` is for people.
///
/// # Errors
/// The line that cannot be read.
pub fn read(text: &str) -> Result<Vec<Settings>, String> {
    let lines = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(""));
    let lines = lines.map(str::trim).filter(|line| !line.is_empty());
    lines.map(one).collect()
}

fn one(line: &str) -> Result<Settings, String> {
    let numbers: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
    let bad = || format!("{line}: right would be seed, steps and chains, such as 7 1000 2");
    let numbers = numbers.map_err(|_| bad())?;
    let [seed, steps, chains] = numbers.as_slice() else {
        return Err(bad());
    };
    let chains = u16::try_from(*chains).map_err(|_| bad())?;
    let chains = crate::settings::chains(chains).map_err(|e| e.to_string())?;
    Ok(Settings {
        chains,
        ..Settings::new(*seed, *steps)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_file_can_be_read_and_a_bad_line_says_what_is_right() {
        let all = read(FILE).unwrap();
        assert!(all.len() >= 20, "{}", all.len());
        let error = read("7 1000").unwrap_err();
        assert!(error.contains("right would be"), "{error}");
        assert!(read("7 1000 99").is_err());
    }
}
