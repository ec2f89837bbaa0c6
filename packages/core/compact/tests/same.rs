//! The compact reader accepts what serde's derive accepts, with the same value, and refuses the rest;
//! the compact writer writes the same bytes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

// Derived code calls it so, as everything in the workspace does.
extern crate cw_compact as cosmwasm_schema;

mod shapes;

use proptest::prelude::*;
use serde_json::{from_slice, to_string};
use shapes::{compact, plain, GOOD};

fn same(text: &[u8]) -> bool {
    let one = from_slice::<plain::All>(text);
    let other = from_slice::<compact::All>(text);
    let shown = String::from_utf8_lossy(text);
    // As on a chain: without serde_json even for what is no JSON.
    let alone = cw_compact::read::<compact::All>(text);
    assert_eq!(other.as_ref().ok(), alone.as_ref().ok(), "{shown}");
    match (&one, &other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{shown}");
            assert_eq!(to_string(one).unwrap(), to_string(other).unwrap());
            true
        }
        (Err(_), Err(_)) => false,
        _ => panic!("{shown}\n serde: {one:?}\n compact: {other:?}"),
    }
}

fn changed(from: &str, to: &str) -> String {
    let text = GOOD.replacen(from, to, 1);
    assert_ne!(text, GOOD, "{from}");
    text
}

#[test]
fn a_value_of_every_shape_reads_and_writes_the_same() {
    assert!(same(GOOD.as_bytes()));
}

#[test]
fn both_refuse_the_same_faults() {
    for (from, to) in [
        (r#""number":1,"#, ""),
        (r#""number":1,"#, r#""number":1,"number":1,"#),
        (r#""number":1,"#, r#""number":1,"other":1,"#),
        (r#""number":1,"#, r#""number":-1,"#),
        (r#""number":1,"#, r#""number":1.0,"#),
        (r#""number":1,"#, r#""number":18446744073709551616,"#),
        (r#""number":1,"#, r#""number":null,"#),
        (r#""x":-3"#, r#""x":"-3""#),
        (r#""x":-3"#, r#""x":-03"#),
        (r#""nothing""#, r#""something""#),
        (r#""nothing""#, r#""empty""#),
        (r#""nothing""#, r#""boxed""#),
        (r#""nothing""#, r#""maybe""#),
        (r#""nothing""#, r#"{"nothing":1}"#),
        (r#""nothing""#, r#"{"nothing":{}}"#),
        (r#""nothing""#, r#"["nothing"]"#),
        (r#"{"empty":{}}"#, r#"{"empty":1}"#),
        (r#"{"empty":{}}"#, r#"{"empty":null}"#),
        (r#"{"empty":{}}"#, r#"{"empty":[1]}"#),
        (r#"{"empty":{}}"#, r#"{"empty":{},"nothing":null}"#),
        (r#"{"empty":{}}"#, r#"{"empty":{},"empty":{}}"#),
        (r#"{"empty":{}}"#, "{}"),
        (r#"[1,{"number":2}]"#, "[1]"),
        (r#"[1,{"number":2}]"#, r#"[1,{"number":2},3]"#),
        (r#"[1,{"number":2}]"#, r#"{"0":1}"#),
        (r#"{"number":2}"#, "[2]"),
        (r#"{"number":2}"#, "[2,null,3]"),
        (r#""pair":"#, r#""pears":"#),
        (r#""amount":7"#, r#""amount":[7]"#),
        (r#""amount":7"#, r#""amount":{"0":7}"#),
        (r#""short":"ab""#, r#""short":"abcdefghi""#),
        (r#""short":"ab""#, r#""short":"\ud800""#),
        (r#""text":"a"#, r#""text":"\u0000\x"#),
        ("}]", "}"),
    ] {
        let text = changed(from, to);
        assert!(!same(text.as_bytes()), "{from} -> {to} was accepted");
    }
}

#[test]
fn both_accept_the_same_liberties() {
    let deep = format!(
        r#""unknown":{}{},"choice":"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    for (from, to) in [
        (r#""nothing""#, r#"{"nothing":null}"#),
        (r#""nothing""#, r#"{"n\u006fthing" : null }"#),
        (r#""nothing""#, r#""n\u006fthing""#),
        (r#""nothing""#, r#"{"maybe":null}"#),
        (r#"{"empty":{}}"#, r#"{"empty":{"unknown":[1]}}"#),
        (r#"{"empty":{}}"#, r#"{"empty":[]}"#),
        (r#""choice":"#, r#""unknown":{"a":[1,"}"]},"choice":"#),
        (r#""choice":"#, r#""unknown":1,"unknown":2,"choice":"#),
        (r#""choice":"#, r#""unknown":"\ud800","choice":"#),
        (r#""choice":"#, &deep),
        (r#""last":{"number":5}"#, r#""last":null"#),
        (r#","last":{"number":5}"#, ""),
        (r#""type":9"#, r#""type":null"#),
        (r#","type":9"#, ""),
        (r#""number":1,"#, r#" "n\u0075mber" : 1 , "#),
        (r#"{"number":2}"#, r#"[2,null]"#),
        (r#"{"number":2}"#, r#"[2,"x"]"#),
        (r#"{"x":-3,"type":9}"#, "[-3,9]"),
        ("{", " \n\t{"),
    ] {
        let text = changed(from, to);
        assert!(same(text.as_bytes()), "{from} -> {to} was refused");
    }
}

#[test]
fn both_refuse_what_follows_the_end() {
    for (after, accepted) in [("", true), (" \n", true), ("}", false), ("1", false)] {
        let text = format!("{GOOD}{after}");
        assert_eq!(same(text.as_bytes()), accepted, "{after}");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_judged_the_same() {
    let mut accepted = 0;
    for at in 0..GOOD.len() {
        accepted += usize::from(same(&GOOD.as_bytes()[..at]));
        for byte in [b'"', b'{', b'}', b'[', b',', b'0', b' ', b'a', b'\\'] {
            let mut bytes = GOOD.as_bytes().to_vec();
            bytes[at] = byte;
            accepted += usize::from(same(&bytes));
        }
    }
    assert!(accepted > 200, "{accepted}");
}

#[test]
fn bytes_that_are_no_text_are_refused_even_where_serde_would_pass_over_them() {
    let mut text = changed(r#""choice":"#, r#""unknown":"?","choice":"#).into_bytes();
    let at = text.iter().position(|b| *b == b'?').unwrap();
    text[at] = 0xff;
    assert!(from_slice::<plain::All>(&text).is_ok());
    assert!(from_slice::<compact::All>(&text).is_err());
}

/// JSON that is near enough to the type to be accepted now and then.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_string()),
        Just("true".to_string()),
        any::<i16>().prop_map(|n| n.to_string()),
        (0u8..9).prop_map(|n| n.to_string()),
        "\"[a-c\\PC]{0,3}\"".prop_filter("text", |t| serde_json::from_str::<String>(t).is_ok()),
        Just(r#""nothing""#.to_string()),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let name = prop::sample::select(shapes::NAMES);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4)
                .prop_map(|all| format!("[{}]", all.join(","))),
            prop::collection::vec((name, inner), 0..5).prop_map(|all| {
                let all: Vec<_> = all.iter().map(|(n, v)| format!("\"{n}\":{v}")).collect();
                format!("{{{}}}", all.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_part_may_be_any_json(part in json(), which in 0..shapes::PARTS.len()) {
        let from = shapes::PARTS[which];
        same(GOOD.replacen(from, &part, 1).as_bytes());
        same(part.as_bytes());
    }

    #[test]
    fn any_edit_is_judged_the_same(
        edits in prop::collection::vec((0..GOOD.len(), any::<u8>(), 0u8..3), 1..4)
    ) {
        let mut text = GOOD.as_bytes().to_vec();
        for (at, byte, kind) in edits {
            let at = at.min(text.len() - 1);
            let byte = byte & 0x7f;
            match kind {
                0 => text[at] = byte,
                1 => text.insert(at, byte),
                _ => { text.remove(at); }
            }
        }
        same(&text);
    }

    #[test]
    fn any_value_is_written_and_read_back_the_same(
        number: u64, text in prop::option::of(".*"), x: i64, amount in prop::option::of(any::<u64>()),
        short in "[a-z\\PC]{0,2}", count in 0usize..4,
    ) {
        let make = shapes::value(number, &text, x, amount, &short, count);
        let (one, other) = make;
        let bytes = to_string(&one).unwrap();
        prop_assert_eq!(&bytes, &to_string(&other).unwrap());
        prop_assert!(same(bytes.as_bytes()));
        prop_assert_eq!(from_slice::<compact::All>(bytes.as_bytes()).unwrap(), other);
    }
}
