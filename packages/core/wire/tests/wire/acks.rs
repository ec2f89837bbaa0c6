//! The three classes of ack (IBC: what an ack may undo), and errors read back from text.

use seawall_wire::*;

use crate::golden_acks;

fn of(bytes: impl AsRef<[u8]>) -> AckClass<ToHubAck> {
    AckClass::of(bytes.as_ref())
}

fn error(code: Code, detail: &str) -> AckClass<ToHubAck> {
    AckClass::Error(WireError::new(code, detail))
}

#[test]
fn this_packets_ack_is_a_success() {
    let ack = Ack::Result(ToHubAck::Reported {}).to_bytes().unwrap();
    assert_eq!(of(ack), AckClass::Success(ToHubAck::Reported {}));
}

#[test]
fn a_typed_error_and_the_chains_own_envelope_are_errors() {
    let typed = Ack::<ToHubAck>::Error(golden_acks::refusal())
        .to_bytes()
        .unwrap();
    assert_eq!(of(typed), AckClass::Error(golden_acks::refusal()));
    let redacted = "ABCI code: 5: error handling packet: see events for details";
    assert_eq!(
        of(format!(r#"{{"error":"{redacted}"}}"#)),
        error(Code::INTERNAL, redacted)
    );
    assert_eq!(of(r#"{"error":""}"#), error(Code::INTERNAL, ""));
    let text = r#"{"error":"dispatch: E24: listing 9 is not enabled"}"#;
    assert_eq!(
        of(text),
        error(Code::NOT_ENABLED, "listing 9 is not enabled")
    );
    let text = r#"{"error":"out of gas in location: ReadFlat"}"#;
    assert_eq!(
        of(text),
        error(Code::OUT_OF_GAS, "out of gas in location: ReadFlat")
    );
}

#[test]
fn a_code_that_is_newer_than_this_program_is_still_an_error() {
    let ack = r#"{"error":{"code":40000,"detail":"of the future"}}"#;
    assert_eq!(of(ack), error(Code(40_000), "of the future"));
}

#[test]
fn anything_else_is_unknown_and_undoes_nothing() {
    let other = Ack::Result(ToChainAck::Order(OrderAck::Released {}))
        .to_bytes()
        .unwrap();
    let huge = format!(r#"{{"error":"{}"}}"#, "x".repeat(200_000));
    let deep = format!(r#"{{"error":{}0{}}}"#, "[".repeat(200), "]".repeat(200));
    let table: Vec<(&str, Vec<u8>)> = vec![
        ("empty", vec![]),
        ("no JSON", b"ok".to_vec()),
        ("no text", vec![0xff, 0xfe, 0x00]),
        ("null", b"null".to_vec()),
        ("a number", b"1".to_vec()),
        ("no fields", b"{}".to_vec()),
        ("the ack of another packet", other.to_vec()),
        ("the ack of a transfer", br#"{"result":"AQ=="}"#.to_vec()),
        (
            "an unknown variant",
            br#"{"result":{"command":{"stolen":{}}}}"#.to_vec(),
        ),
        (
            "an unknown field",
            br#"{"result":{"reported":{"x":1}}}"#.to_vec(),
        ),
        (
            "a missing field",
            br#"{"result":{"command":{"opened":{}}}}"#.to_vec(),
        ),
        (
            "both",
            br#"{"result":{"reported":{}},"error":"x"}"#.to_vec(),
        ),
        ("an error twice", br#"{"error":"x","error":"y"}"#.to_vec()),
        ("an error that is a number", br#"{"error":5}"#.to_vec()),
        (
            "an error without detail",
            br#"{"error":{"code":5}}"#.to_vec(),
        ),
        (
            "a code beyond 16 bits",
            br#"{"error":{"code":65536,"detail":""}}"#.to_vec(),
        ),
        ("longer than any ack", huge.into_bytes()),
        ("deep nesting", deep.into_bytes()),
        (
            "a timeout's tombstone of another protocol",
            b"\x01".to_vec(),
        ),
    ];
    for (what, bytes) in table {
        assert_eq!(of(&bytes), AckClass::Unknown, "{what}");
    }
}

#[test]
fn an_ack_may_be_32_kib_long_and_no_byte_longer() {
    let ack = String::from_utf8(
        Ack::Result(ToHubAck::Reported {})
            .to_bytes()
            .unwrap()
            .to_vec(),
    );
    let fits = format!("{:1$}", ack.unwrap(), MAX_PACKET_BYTES);
    assert_eq!(of(&fits), AckClass::Success(ToHubAck::Reported {}));
    assert_eq!(of(format!("{fits} ")), AckClass::Unknown);
}

#[test]
fn every_detail_is_cut_to_200_bytes_of_printable_text() {
    let cut = |text: &str| WireError::from_text(text).detail;
    assert_eq!(cut(&"x".repeat(200_000)), "x".repeat(200));
    assert_eq!(cut(&"x".repeat(200)), "x".repeat(200));
    // Two bytes each, the first character one: 200 would cut a character in half.
    assert_eq!(
        cut(&format!("x{}", "ä".repeat(100_000))),
        format!("x{}", "ä".repeat(99))
    );
    assert_eq!(cut("a\nb\u{0}c\u{1b}[31m\u{85}d"), "abc[31md");
    let typed = format!(
        r#"{{"error":{{"code":2,"detail":"{}\u0007"}}}}"#,
        "y".repeat(30_000)
    );
    assert_eq!(of(typed), error(Code::MALFORMED, &"y".repeat(200)));
    let chain = format!(r#"{{"error":"{}"}}"#, "z".repeat(30_000));
    assert_eq!(of(chain), error(Code::INTERNAL, &"z".repeat(200)));
}

#[test]
fn a_code_is_recovered_from_text() {
    let table = [
        ("E24: not enabled", Code::NOT_ENABLED, "not enabled"),
        ("execute: E5: E6: both", Code::BAD_ADDRESS, "E6: both"),
        ("ERROR in E1E26: cap", Code::CAP_EXCEEDED, "cap"),
        ("E35: ", Code::INCONSISTENT, ""),
        // Not ours: no such number, no such form.
        ("E999: other", Code::INTERNAL, "E999: other"),
        ("E70000: other", Code::INTERNAL, "E70000: other"),
        ("E+5: other", Code::INTERNAL, "E+5: other"),
        ("E5 : other", Code::INTERNAL, "E5 : other"),
        ("E5", Code::INTERNAL, "E5"),
        ("E: x", Code::INTERNAL, "E: x"),
        ("", Code::INTERNAL, ""),
        (
            "codespace: wasm, code: 5",
            Code::INTERNAL,
            "codespace: wasm, code: 5",
        ),
        (
            "out of gas in E5: x",
            Code::OUT_OF_GAS,
            "out of gas in E5: x",
        ),
    ];
    for (text, code, detail) in table {
        assert_eq!(
            WireError::from_text(text),
            WireError::new(code, detail),
            "{text}"
        );
    }
}

#[test]
fn an_error_survives_the_way_through_text() {
    for (number, name) in CODES {
        let error = WireError::new(Code(*number), format!("{name}, expected 1, actual 2"));
        assert_eq!(WireError::from_text(&error.to_string()), error);
        let wrapped = format!("dispatch: submessages: {error}");
        assert_eq!(WireError::from_text(&wrapped), error);
    }
}

#[test]
fn a_hostile_text_is_read_in_one_pass() {
    // Searched anew from each of its letters, this would be tens of billions of steps.
    for text in [
        "E".repeat(1_000_000),
        "E5".repeat(500_000),
        format!("E{}", "1".repeat(1_000_000)),
    ] {
        assert_eq!(WireError::from_text(&text).code, Code::INTERNAL);
    }
}
