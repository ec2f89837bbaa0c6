//! Small things: files a person reads in one go, functions that fit a screen, thin entry points.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use seawall_tidy::{rust, sources};

const FILE_CODE_LINES_MAX: usize = 300;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 110;
const ENTRY_LINES_MAX: usize = 120;

#[test]
fn no_file_is_too_long_to_read_in_one_go() {
    let mut wrong = vec![];
    for source in rust().unwrap() {
        // Messages of one contract belong together, however many there are.
        let messages = source.path.starts_with("packages/onchain/interfaces/src/");
        let lines = source.code_lines();
        if lines > FILE_CODE_LINES_MAX && !messages {
            wrong.push(format!("{}: {lines} code lines", source.path));
        }
    }
    assert!(
        wrong.is_empty(),
        "more than {FILE_CODE_LINES_MAX} code lines: {wrong:#?}"
    );
}

#[test]
fn no_function_is_longer_than_a_screen() {
    let mut wrong = vec![];
    for source in rust().unwrap() {
        for function in source.functions().unwrap() {
            if function.lines > FUNCTION_LINES_MAX {
                let place = format!("{}:{}", source.path, function.line);
                wrong.push(format!(
                    "{place} {} ({} lines)",
                    function.name, function.lines
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "more than {FUNCTION_LINES_MAX} lines: {wrong:#?}"
    );
}

#[test]
fn no_line_of_code_runs_off_the_page() {
    let mut wrong = vec![];
    for source in rust().unwrap() {
        for (at, line) in source.text.lines().enumerate() {
            if line.chars().count() > COLUMNS_MAX {
                wrong.push(format!("{}:{}", source.path, at + 1));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "lines over {COLUMNS_MAX} columns: {wrong:#?}"
    );
}

#[test]
fn entry_points_only_route() {
    let mut seen = 0;
    for source in sources().unwrap() {
        if source.path.starts_with("contracts/") && source.path.ends_with("/src/contract.rs") {
            seen += 1;
            let lines = source.code_lines();
            assert!(lines <= ENTRY_LINES_MAX, "{}: {lines} lines", source.path);
            assert!(
                !source.text.contains(".save("),
                "{} writes state itself",
                source.path
            );
        }
    }
    assert!(seen >= 8, "only {seen} contracts have a contract.rs");
}
