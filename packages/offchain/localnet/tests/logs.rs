//! Logs: the right one, the last lines, and the end of a dead process in its error.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::Folder;
use seawall_localnet::logs::last;
use seawall_localnet::node::dead;

#[test]
fn the_last_lines_of_each_log_carry_its_name() {
    let folder = Folder::new("logs");
    let (hub, debt) = (
        folder.path().join("hub.log"),
        folder.path().join("debt.log"),
    );
    std::fs::write(&hub, "one\ntwo\n\nthree\n").unwrap();
    let logs = [("hub".to_owned(), hub), ("debt".to_owned(), debt)];
    let mut out = vec![];
    last(&logs, 2, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(
        text, "hub        | two\nhub        | three\n",
        "a log that is not there is empty"
    );
}

#[test]
fn a_dead_process_is_named_with_its_last_words_and_its_log() {
    let folder = Folder::new("dead");
    let log = folder.path().join("debt.log");
    std::fs::write(&log, "start\npanic: disk full\ngoroutine 1\n").unwrap();
    let error = dead("debt", &log).to_string();
    let expected = format!(
        "debt is dead: start | panic: disk full | goroutine 1; the whole log is {}",
        log.display()
    );
    assert_eq!(error, expected);
}
