//! Bytes that are no packet: each is refused with one exact code.

use seawall_wire::*;

use crate::files::rows;
use crate::samples;

pub fn packet(body: &str) -> String {
    let head = r#""wire":1,"hub_id":7,"link_epoch":2,"acked_below":41"#;
    format!(r#"{{{head},"origin":{{"chain":3,"number":99}},"body":{body}}}"#)
}

pub fn command(command: &str) -> String {
    packet(&format!(r#"{{"command":{{"id":8,"command":{command}}}}}"#))
}

fn open_account(caller: &str) -> String {
    command(&format!(
        r#"{{"open_account":{{"caller":{caller},"recovery":null}}}}"#
    ))
}

fn deposit(amount: &str) -> String {
    let fields = r#""account":12,"listing":1001,"depositor":"cosmos1dave""#;
    command(&format!(r#"{{"deposit":{{{fields},"amount":{amount}}}}}"#))
}

pub fn hello() -> String {
    packet(r#"{"hello":{"min":1,"max":1}}"#)
}

pub fn code(bytes: impl AsRef<[u8]>) -> Option<Code> {
    decode::<ToHub>(bytes.as_ref(), samples::HUB)
        .err()
        .map(|e| e.code)
}

pub fn each_is(expected: Option<Code>, table: &[(&str, String)]) {
    for (what, bytes) in table {
        assert_eq!(code(bytes), expected, "{what}");
    }
}

#[test]
fn packets_that_are_written_otherwise_but_say_the_same_are_read() {
    let spaced = hello().replace(',', " ,\n ");
    let order = r#"{"body":{"hello":{"max":1,"min":1}},"origin":{"number":99,"chain":3},
        "acked_below":41,"link_epoch":2,"hub_id":7,"wire":1}"#;
    for bytes in [hello(), spaced, order.to_string()] {
        let read = decode::<ToHub>(bytes.as_bytes(), samples::HUB).unwrap();
        assert_eq!(read, samples::envelope(ToHub::Hello(WireRange::OURS)));
    }
    let escaped = open_account(r#""\u0063osmos1alice""#);
    let plain = open_account(r#""cosmos1alice""#);
    assert_eq!(
        decode::<ToHub>(escaped.as_bytes(), samples::HUB),
        decode::<ToHub>(plain.as_bytes(), samples::HUB)
    );
    assert_eq!(code(plain), None);
}

#[test]
fn what_is_no_json_is_malformed() {
    let cut = hello();
    each_is(
        Some(Code::MALFORMED),
        &[
            ("nothing", String::new()),
            ("blank", " ".into()),
            ("a word", "hello".into()),
            ("null", "null".into()),
            ("a list", "[]".into()),
            ("no fields", "{}".into()),
            ("cut off", cut[..cut.len() - 1].into()),
            ("something after it", format!("{cut}x")),
            ("two packets", format!("{cut}{cut}")),
            ("a byte order mark", format!("\u{feff}{cut}")),
            ("a comma too many", cut.replace("}}}", "},}}")),
        ],
    );
    let mut bytes = open_account("\"x\"").into_bytes();
    let at = bytes.iter().rposition(|b| *b == b'x').unwrap();
    bytes[at] = 0xff;
    assert_eq!(code(&bytes), Some(Code::MALFORMED));
}

#[test]
fn what_is_not_known_is_malformed_and_never_skipped() {
    each_is(
        Some(Code::MALFORMED),
        &[
            (
                "a field of the envelope",
                hello().replace("\"wire\"", "\"memo\":1,\"wire\""),
            ),
            (
                "a field of the origin",
                hello().replace("\"chain\"", "\"x\":1,\"chain\""),
            ),
            (
                "a field of a body",
                packet(r#"{"hello":{"min":1,"max":1,"mid":1}}"#),
            ),
            (
                "a field of a command",
                deposit("\"1\"").replace("\"account\"", "\"memo\":1,\"account\""),
            ),
            (
                "a field of a report",
                packet(r#"{"report":{"vault":[],"markets":[],"lots":[],"x":1}}"#),
            ),
            (
                "a variant of the body",
                packet(r#"{"goodbye":{"min":1,"max":1}}"#),
            ),
            ("a variant of a command", command(r#"{"steal":{}}"#)),
            (
                "a body for the other direction",
                packet(r#"{"order":{"id":1,"order":{}}}"#),
            ),
            (
                "two variants",
                packet(r#"{"hello":{"min":1,"max":1},"report":{}}"#),
            ),
            ("a Rust name", packet(r#"{"Hello":{"min":1,"max":1}}"#)),
            ("a missing field", hello().replace("\"link_epoch\":2,", "")),
            (
                "a missing list",
                packet(r#"{"report":{"vault":[],"markets":[]}}"#),
            ),
        ],
    );
}

/// The bytes with one unknown field, once for each object in them.
fn with_an_unknown_field(bytes: &str) -> Vec<String> {
    let insert = |(at, _): (usize, &str)| {
        let (before, after) = bytes.split_at(at + 1);
        let comma = if after.starts_with('}') { "" } else { "," };
        format!("{before}\"zz\":0{comma}{after}")
    };
    bytes.match_indices('{').map(insert).collect()
}

#[test]
fn no_object_of_any_packet_or_ack_takes_an_unknown_field() {
    let mut tried = 0;
    for direction in ["to-hub", "to-chain"] {
        for (kind, bytes) in rows(&format!("wire/{direction}.json")) {
            for bytes in with_an_unknown_field(&bytes) {
                let hub = decode::<ToHub>(bytes.as_bytes(), samples::HUB).map(|_| ());
                let chain = decode::<ToChain>(bytes.as_bytes(), samples::HUB).map(|_| ());
                for read in [hub, chain] {
                    assert_eq!(
                        read.map_err(|e| e.code),
                        Err(Code::MALFORMED),
                        "{kind}: {bytes}"
                    );
                }
                tried += 1;
            }
        }
        for (kind, bytes) in rows(&format!("wire/{direction}-ack.json")) {
            for bytes in with_an_unknown_field(&bytes) {
                let bytes = bytes.as_bytes();
                assert_eq!(AckClass::<ToHubAck>::of(bytes), AckClass::Unknown, "{kind}");
                assert_eq!(
                    AckClass::<ToChainAck>::of(bytes),
                    AckClass::Unknown,
                    "{kind}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "only {tried} objects");
}

#[test]
fn a_key_that_comes_twice_is_malformed() {
    each_is(
        Some(Code::MALFORMED),
        &[
            (
                "wire",
                hello().replace("\"wire\":1", "\"wire\":1,\"wire\":1"),
            ),
            (
                "hub",
                hello().replace("\"hub_id\":7", "\"hub_id\":8,\"hub_id\":7"),
            ),
            (
                "body",
                hello().replace(
                    "\"body\"",
                    "\"body\":{\"hello\":{\"min\":1,\"max\":1}},\"body\"",
                ),
            ),
            (
                "escaped",
                hello().replace("\"hub_id\":7", "\"hub_id\":7,\"\\u0068ub_id\":8"),
            ),
            (
                "in the body",
                packet(r#"{"hello":{"min":1,"min":1,"max":1}}"#),
            ),
        ],
    );
}

#[test]
fn numbers_out_of_range_are_malformed() {
    assert_eq!(
        code(deposit("\"340282366920938463463374607431768211455\"")),
        None
    );
    each_is(
        Some(Code::MALFORMED),
        &[
            (
                "an amount of 2^128",
                deposit("\"340282366920938463463374607431768211456\""),
            ),
            ("a negative amount", deposit("\"-1\"")),
            ("an amount as a number", deposit("1")),
            ("a fraction", deposit("\"1.5\"")),
            ("no digits", deposit("\"\"")),
            (
                "a wire beyond 16 bits",
                hello().replace("\"wire\":1", "\"wire\":65536"),
            ),
            (
                "a wire as text",
                hello().replace("\"wire\":1", "\"wire\":\"1\""),
            ),
            (
                "a wire with a fraction",
                hello().replace("\"wire\":1", "\"wire\":1.0"),
            ),
            (
                "a negative hub",
                hello().replace("\"hub_id\":7", "\"hub_id\":-7"),
            ),
            (
                "an endless number",
                hello().replace("\"hub_id\":7", "\"hub_id\":1e999999999"),
            ),
            ("2^64", hello().replace("41", "18446744073709551616")),
        ],
    );
}

#[test]
fn an_address_is_one_to_128_printable_characters() {
    let most = "a".repeat(ADDR_BYTES_MAX);
    assert_eq!(code(open_account(&format!("\"{most}\""))), None);
    let bad = [
        "".to_string(),
        format!("{most}a"),
        "cosmos1 alice".into(),
        "cosmos1\\nalice".into(),
        "cosmos1\\u0000".into(),
        "cosmos1älice".into(),
        "cosmos1\\u00e4lice".into(),
        "\\ud83d\\ude00".into(),
        "\u{202e}1somsoc".into(),
    ];
    for text in bad {
        let error = decode::<ToHub>(
            open_account(&format!("\"{text}\"")).as_bytes(),
            samples::HUB,
        );
        let error = error.unwrap_err();
        assert_eq!(error.code, Code::MALFORMED, "{text}");
        let expected = "expected 1 to 128 printable characters";
        assert!(error.detail.contains(expected), "{text}: {error}");
    }
    // Before it is on the wire the refusal has its own code.
    let error = RemoteAddr::new("cosmos1 alice").unwrap_err();
    assert_eq!(error.code, Code::BAD_ADDRESS);
    assert_eq!(
        code(open_account("\"\\ud83d\"")),
        Some(Code::MALFORMED),
        "half a character"
    );
    assert_eq!(code(open_account("12")), Some(Code::MALFORMED), "a number");
}

#[test]
fn another_wire_version_is_named_whatever_else_the_packet_says() {
    for wire in [0, 2, 65535] {
        let bytes = hello().replace("\"wire\":1", &format!("\"wire\":{wire}"));
        let error = decode::<ToHub>(bytes.as_bytes(), samples::HUB).unwrap_err();
        assert_eq!(error.code, Code::WIRE_VERSION);
        assert_eq!(error.detail, format!("wire {wire}, accepted 1 to 1"));
    }
    assert_eq!(
        code(r#"{"wire":2,"form":"of the future"}"#),
        Some(Code::WIRE_VERSION)
    );
}

#[test]
fn a_packet_of_another_hub_is_refused() {
    let error = decode::<ToHub>(hello().as_bytes(), 8).unwrap_err();
    assert_eq!(error.code, Code::WRONG_HUB);
    assert_eq!(error.detail, "hub 7, expected 8");
}
