//! The compact reader accepts what serde's derive accepts, with the same value, and refuses the rest.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use serde_json::{from_slice, to_string};

/// The same types, read by serde and by the compact reader.
macro_rules! types {
    ($name:ident, $reader:path) => {
        mod $name {
            use cosmwasm_schema::serde;

            #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, $reader)]
            #[serde(crate = "cosmwasm_schema::serde", deny_unknown_fields)]
            pub struct Inner {
                pub number: u64,
                pub text: Option<String>,
            }

            #[derive(Debug, Clone, PartialEq, serde::Serialize, $reader)]
            #[serde(crate = "cosmwasm_schema::serde")]
            pub struct Amount(u64);

            #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, $reader)]
            #[serde(crate = "cosmwasm_schema::serde", default)]
            pub struct Lenient {
                pub a: u8,
                pub list: Vec<Inner>,
            }

            #[derive(Debug, Clone, PartialEq, serde::Serialize, $reader)]
            #[serde(crate = "cosmwasm_schema::serde", rename_all = "snake_case")]
            pub enum Choice {
                Nothing,
                Empty {},
                One(Amount),
                Boxed(Box<Inner>),
                Some2Fields { x: i64, r#type: Option<Amount> },
            }

            #[derive(Debug, Clone, PartialEq, serde::Serialize, $reader)]
            #[serde(crate = "cosmwasm_schema::serde")]
            pub struct All {
                pub choice: Choice,
                pub choices: Vec<Choice>,
                pub pair: (u8, Inner),
                pub lenient: Lenient,
                #[serde(default)]
                pub last: Option<Box<Inner>>,
            }
        }
    };
}

types!(plain, cosmwasm_schema::serde::Deserialize);
types!(compact, cosmwasm_schema::CompactDeserialize);

const GOOD: &str = r#"{"choice":{"some2_fields":{"x":-3,"type":9}},"choices":["nothing",{"empty":{}},
    {"one":18446744073709551615},{"boxed":{"number":1,"text":"a\"\\\u00e9\n"}}],
    "pair":[1,{"number":2}],"lenient":{"list":[{"number":0,"text":null}]},"last":{"number":5}}"#;

fn same(text: &str) -> bool {
    let one = from_slice::<plain::All>(text.as_bytes());
    let other = from_slice::<compact::All>(text.as_bytes());
    match (&one, &other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(to_string(one).unwrap(), to_string(other).unwrap(), "{text}");
            assert_eq!(format!("{one:?}"), format!("{other:?}"), "{text}");
            true
        }
        (Err(_), Err(_)) => false,
        _ => panic!("{text}\n serde: {one:?}\n compact: {other:?}"),
    }
}

#[test]
fn a_value_of_every_shape_reads_the_same() {
    assert!(same(GOOD));
}

#[test]
fn both_refuse_the_same_faults() {
    for (from, to) in [
        (r#""number":1,"#, ""),
        (r#""number":1,"#, r#""number":1,"number":1,"#),
        (r#""number":1,"#, r#""number":1,"other":1,"#),
        (r#""number":1,"#, r#""number":-1,"#),
        (r#""x":-3"#, r#""x":"-3""#),
        (r#""nothing""#, r#""something""#),
        (r#""nothing""#, r#""empty""#),
        (r#""nothing""#, r#"{"nothing":1}"#),
        (r#"{"empty":{}}"#, r#"{"empty":1}"#),
        (r#"{"empty":{}}"#, r#"{"empty":{},"nothing":null}"#),
        (r#"{"empty":{}}"#, "{}"),
        (r#"[1,{"number":2}]"#, r#"[1]"#),
        (r#""pair":"#, r#""pears":"#),
        ("}]", "}"),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        assert!(!same(&text), "{from} -> {to} was accepted");
    }
}

#[test]
fn both_accept_the_same_liberties() {
    for (from, to) in [
        (r#""nothing""#, r#"{"nothing":null}"#),
        (r#"{"empty":{}}"#, r#"{"empty":{"unknown":[1]}}"#),
        (r#""choice":"#, r#""unknown":{"a":[1,"}"]},"choice":"#),
        (r#""last":{"number":5}"#, r#""last":null"#),
        (r#","last":{"number":5}"#, ""),
        (r#""type":9"#, r#""type":null"#),
        (r#","type":9"#, ""),
        (r#""number":1,"#, r#" "n\u0075mber" : 1 , "#),
    ] {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        assert!(same(&text), "{from} -> {to} was refused");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_judged_the_same() {
    let mut accepted = 0;
    for at in 0..GOOD.len() {
        if let Some(cut) = GOOD.get(..at) {
            accepted += usize::from(same(cut));
        }
        for byte in [b'"', b'{', b'}', b',', b'0', b' ', b'a'] {
            let mut bytes = GOOD.as_bytes().to_vec();
            *bytes.get_mut(at).unwrap() = byte;
            if let Ok(text) = String::from_utf8(bytes) {
                accepted += usize::from(same(&text));
            }
        }
    }
    assert!(accepted > 500, "{accepted}");
}
