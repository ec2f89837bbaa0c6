//! The table of faults in `tests/README.md`: every class has a line, and every test that it names is
//! there.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use seawall_tidy::{root, rust, Source};

/// How many classes of each kind there are.
const CLASSES: [(char, usize); 3] = [('A', 26), ('B', 17), ('C', 12)];
const CANNOT: &str = "Cannot occur:";

/// One line of the table.
struct Line {
    class: String,
    /// What stands in its last column.
    answer: String,
}

fn table(text: &str) -> Vec<Line> {
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.split(" | ").collect();
        let (class, answer) = (cells.first()?, cells.last()?);
        let (kind, number) = class.split_at_checked(1)?;
        let known = CLASSES.iter().any(|(k, _)| kind.starts_with(*k));
        (known && number.parse::<usize>().is_ok()).then(|| Line {
            class: (*class).to_string(),
            answer: answer.trim_end_matches(" |").to_string(),
        })
    });
    rows.collect()
}

/// What stands between backticks and has the form of a test's path.
fn named(answer: &str) -> Vec<&str> {
    let quoted = answer.split('`').skip(1).step_by(2);
    quoted.filter(|text| text.contains("::")).collect()
}

/// `file::test`: a test of this name in a file, or a folder, of that name.
fn exists(sources: &[Source], name: &str) -> bool {
    let Some((place, test)) = name.rsplit_once("::") else {
        return false;
    };
    if place == "e2e" {
        return told_on_nodes(sources, test);
    }
    sources.iter().any(|source| {
        let path = source.path.trim_end_matches(".rs");
        let here = path.rsplit('/').take(2).any(|part| part == place);
        here && is_test(&source.text, test)
    })
}

fn told_on_nodes(sources: &[Source], story: &str) -> bool {
    let lanes = sources
        .iter()
        .find(|s| s.path == "tests/e2e/src/stories/mod.rs");
    lanes.is_some_and(|s| s.text.contains(&format!("{story}::STORY")))
}

/// A function of this name below `#[test]`, with nothing but attributes and comments between.
fn is_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let starts = |line: &str| {
        let rest = line.strip_prefix("fn ").and_then(|l| l.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('('))
    };
    let found = lines.iter().position(|line| starts(line));
    found.is_some_and(|at| {
        let above = lines.iter().take(at).rev();
        let mut own = above.take_while(|l| l.starts_with("#[") || l.starts_with("//"));
        own.any(|line| *line == "#[test]")
    })
}

#[test]
fn every_class_of_faults_has_one_line() {
    let text = std::fs::read_to_string(root().join("tests/README.md")).unwrap();
    let found: Vec<String> = table(&text).into_iter().map(|line| line.class).collect();
    let numbers = |(kind, most): (char, usize)| (1..=most).map(move |n| format!("{kind}{n}"));
    let expected: Vec<String> = CLASSES.into_iter().flat_map(numbers).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_test_that_the_table_of_faults_names_exists() {
    let text = std::fs::read_to_string(root().join("tests/README.md")).unwrap();
    let sources = rust().unwrap();
    let mut wrong = vec![];
    for line in table(&text) {
        let named = named(&line.answer);
        if named.is_empty() && !line.answer.starts_with(CANNOT) {
            wrong.push(format!("{}: neither a test nor a reason", line.class));
        }
        let missing = named.into_iter().filter(|name| !exists(&sources, name));
        wrong.extend(missing.map(|name| format!("{}: there is no test {name}", line.class)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    let sources = rust().unwrap();
    assert!(exists(
        &sources,
        "classes::a_test_that_is_not_there_is_noticed"
    ));
    assert!(!exists(&sources, "classes::a_test_that_was_renamed"));
    assert!(!exists(
        &sources,
        "keys::a_test_that_is_not_there_is_noticed"
    ));
    assert!(
        !exists(&sources, "classes::is_test"),
        "a function, but no test"
    );
    assert!(!exists(&sources, "e2e::no_such_story"));
    let page = "| A1 | x | `a::b`, `c` |\n| B17 | y | Cannot occur: `d` |\n| Z1 | z | q |\n";
    let lines = table(page);
    let read: Vec<_> = lines
        .iter()
        .map(|l| (l.class.as_str(), named(&l.answer)))
        .collect();
    assert_eq!(read, [("A1", vec!["a::b"]), ("B17", vec![])]);
}
