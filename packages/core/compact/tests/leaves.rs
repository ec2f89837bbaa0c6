//! Types without fields are read from the same texts to the same values as by serde, and written in the same
//! bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::fmt::Debug;

use cosmwasm_std::{Addr, Binary, Decimal, Empty, Int128, Timestamp, Uint128, Uint256, Uint64};
use cw_compact::{from_json, to_json_vec, Read, Write};
use proptest::prelude::*;
use serde::{de::DeserializeOwned, Serialize};

/// Both read the same value or neither reads any; says whether they do.
fn reads<T: Read + DeserializeOwned + PartialEq + Debug>(text: &str) -> bool {
    let one = serde_json::from_str::<T>(text);
    let other = cw_compact::read::<T>(text.as_bytes());
    assert_eq!(one.is_ok(), other.is_ok(), "{text}: {one:?} {other:?}");
    if let (Ok(one), Ok(other)) = (&one, &other) {
        assert_eq!(one, other, "{text}");
    }
    one.is_ok()
}

fn writes<T: Write + Serialize + Read + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let mut out = vec![];
    value.write(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text, serde_json::to_string(value).unwrap());
    assert!(reads::<T>(&text));
}

fn every_type_judges_the_same(text: &str) -> usize {
    let accepted = [
        reads::<bool>(text),
        reads::<()>(text),
        reads::<u8>(text),
        reads::<u16>(text),
        reads::<u32>(text),
        reads::<u64>(text),
        reads::<i8>(text),
        reads::<i16>(text),
        reads::<i32>(text),
        reads::<i64>(text),
        reads::<String>(text),
        reads::<Addr>(text),
        reads::<Binary>(text),
        reads::<Decimal>(text),
        reads::<Empty>(text),
        reads::<Int128>(text),
        reads::<Timestamp>(text),
        reads::<Uint64>(text),
        reads::<Uint128>(text),
        reads::<Uint256>(text),
        reads::<Option<u64>>(text),
        reads::<Vec<u64>>(text),
        reads::<(u64, String)>(text),
        reads::<Vec<(bool, u64, String)>>(text),
    ];
    accepted.into_iter().filter(|accepted| *accepted).count()
}

#[test]
fn numbers_texts_and_the_rest() {
    let mut accepted = 0;
    for bare in [
        "",
        "0",
        "-0",
        "00",
        "01",
        "1",
        "-1",
        "+1",
        " 1 ",
        "1.",
        "1.0",
        ".5",
        "1e2",
        "1E+2",
        "1e",
        "0x1",
        "127",
        "128",
        "-128",
        "-129",
        "255",
        "256",
        "65535",
        "65536",
        "4294967295",
        "4294967296",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999999999999999999999",
        "340282366920938463463374607431768211455",
        "340282366920938463463374607431768211456",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "0.000000000000000001",
        "0.0000000000000000001",
        "340282366920938463463.374607431768211455",
        "340282366920938463463.374607431768211456",
        "1.2.3",
        "-0.5",
        "1_0",
        "null",
        "true",
        "false",
        "nul",
        "truefalse",
        "{}",
        "[]",
        "[1]",
        "[1,2]",
        "[1,\"a\"]",
        "[1,\"a\",2]",
        "[[true,3,\"a\"]]",
        "[1,]",
        "[,1]",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":{\"b\":[]}}",
        "[}",
        "{]",
        "[[[]]",
        "\u{c}1",
        "\u{a0}1",
        "1\t\r\n",
        "\u{feff}1",
        "NaN",
        "Infinity",
        "a",
        "\u{e4}",
        "'1'",
    ] {
        accepted += every_type_judges_the_same(bare);
        accepted += every_type_judges_the_same(&format!("\"{bare}\""));
        accepted += every_type_judges_the_same(&format!("\"\\u003{bare}\""));
    }
    assert!(accepted > 400, "{accepted}");
}

#[test]
fn escapes_in_texts() {
    for (inside, good) in [
        (r#"\"\\\/\b\f\n\r\t"#, true),
        (r"\u0041\u00e4\uFfFd\u0000", true),
        (r"\ud83d\ude00", true),
        (r"\ud83d", false),
        (r"\ud83dx", false),
        (r"\ud83d\n", false),
        (r"\ud83d\u0041", false),
        (r"\ud83d\ud83d", false),
        (r"\ude00", false),
        (r"\u00g0", false),
        (r"\u00", false),
        (r"\x41", false),
        (r"\", false),
        ("\n", false),
        ("\u{7f}\u{80}\u{2028}\u{10ffff}", true),
        ("\u{1f}", false),
    ] {
        let text = format!("\"{inside}\"");
        assert_eq!(reads::<String>(&text), good, "{text}");
        every_type_judges_the_same(&text);
    }
}

#[test]
fn base64_with_and_without_padding() {
    for (text, good) in [
        ("", true),
        ("YQ==", true),
        ("YQ=", true),
        ("YQ", true),
        ("YWI=", true),
        ("YWI", true),
        ("YWJj", true),
        ("YWJjZA==", true),
        ("YWJjZA", true),
        ("/+8=", true),
        ("Y", false),
        ("YWJjZ", false),
        ("YR==", false),
        ("YWJ=", false),
        ("Y===", false),
        ("====", false),
        ("=", false),
        ("YWJj=", false),
        ("YWJj====", false),
        ("YQ==YQ==", false),
        ("YQ===", false),
        ("Y=Q=", false),
        ("YWI=YQ==", false),
        ("YQ==\\n", false),
        ("Y-_8", false),
        ("YQ ==", false),
        ("\\u0059Q==", true),
    ] {
        assert_eq!(reads::<Binary>(&format!("\"{text}\"")), good, "{text}");
    }
}

#[test]
fn whole_values_are_read_and_written() {
    let bytes = to_json_vec(&vec![7u64]).unwrap();
    assert_eq!(from_json::<Vec<u64>>(&bytes).unwrap(), [7]);
    assert!(from_json::<Vec<u64>>(b"[7").is_err());
    writes(&());
    writes(&true);
    writes(&false);
    writes(&Empty {});
    writes(&None::<u64>);
    let refused = cw_compact::read::<u64>(b"\"7\"").unwrap_err();
    assert!(
        refused.to_string().contains("expected a whole number"),
        "{refused}"
    );
}

proptest! {
    #[test]
    fn any_value_is_written_and_read_back(
        small: u8, number: u64, signed: i64, wide: u128, below: i128, high: [u8; 32],
        text in prop_oneof![".*", "[\\x00-\\x7f]{0,8}"],
        bytes in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        writes(&small);
        writes(&number);
        writes(&signed);
        writes(&text);
        writes(&Addr::unchecked(text));
        writes(&Binary::new(bytes));
        writes(&Decimal::new(Uint128::new(wide)));
        writes(&Int128::new(below));
        writes(&Timestamp::from_nanos(number));
        writes(&Uint64::new(number));
        writes(&Uint128::new(wide));
        writes(&Uint256::from_be_bytes(high));
        writes(&vec![Some(number), None]);
        writes(&(number, signed));
        writes(&vec![(true, signed, Empty {})]);
    }

    #[test]
    fn any_bytes_and_any_near_json_are_judged_the_same(
        bytes in prop_oneof!["\\PC{0,12}", "[-+0-9.eE\"\\\\{}\\[\\]:, \\ntrufalsn]{0,12}"],
    ) {
        every_type_judges_the_same(&bytes);
        every_type_judges_the_same(&format!("\"{bytes}\""));
    }

    #[test]
    fn any_text_of_base64_letters_is_judged_the_same(text in "[A-Za-z0-9+/=]{0,9}") {
        reads::<Binary>(&format!("\"{text}\""));
    }
}
