//! Limits: what is too long, too many or too deep is refused; what may be sent at all, fits.

use seawall_money::*;
use seawall_wire::ids::*;
use seawall_wire::*;

use crate::bad_input::{code, command, each_is, hello, packet};
use crate::golden::text;
use crate::samples;

#[test]
fn a_packet_may_be_32_kib_long_and_no_byte_longer() {
    let fits = format!("{:1$}", hello(), MAX_PACKET_BYTES);
    assert_eq!(fits.len(), MAX_PACKET_BYTES);
    assert_eq!(code(&fits), None);
    assert_eq!(code(format!("{fits} ")), Some(Code::TOO_LONG));
    assert_eq!(code(vec![b'x'; 1_000_000]), Some(Code::TOO_LONG));
}

#[test]
fn no_order_opens_more_than_eight_lots() {
    let of = |lots: usize| {
        let order = samples::open_lots(vec![samples::lot(None); lots], None);
        let body = ToChain::Order {
            id: 600.into(),
            order,
        };
        let bytes = encode(&samples::envelope(body)).unwrap();
        decode::<ToChain>(&bytes, samples::HUB).err()
    };
    assert_eq!(of(8), None);
    let error = of(9).unwrap();
    assert_eq!(
        error,
        WireError::new(Code::TOO_LONG, "lots: 9 entries, at most 8")
    );
}

#[test]
fn no_question_is_about_more_than_eight_packets() {
    let of = |packets: usize| {
        let body = ToHub::Resolve(samples::resolve(&vec![3; packets]));
        let bytes = encode(&samples::envelope(body)).unwrap();
        decode::<ToHub>(&bytes, samples::HUB).err().map(|e| e.code)
    };
    assert_eq!((of(8), of(9)), (None, Some(Code::TOO_LONG)));
}

/// Gives a report so many lines of one kind.
type Change = fn(&mut Report, usize);

#[test]
fn no_report_has_more_than_sixteen_lines_of_a_kind() {
    let refused = |report: &Report| {
        let bytes = encode(&samples::envelope(ToHub::Report(report.clone()))).unwrap();
        decode::<ToHub>(&bytes, samples::HUB)
            .err()
            .map(|e| (e.code, e.detail))
    };
    let with = |change: Change, lines: usize| {
        let mut report = Report {
            markets: vec![samples::market_line()],
            ..Default::default()
        };
        change(&mut report, lines);
        report
    };
    let kinds: [(&str, Change); 5] = [
        ("vault", |r, n| r.vault = vec![samples::vault_line(); n]),
        ("market", |r, n| r.markets = vec![samples::market_line(); n]),
        ("lot", |r, n| r.lots = vec![samples::lot_line(None); n]),
        ("account", |r, n| {
            r.markets[0].accounts = vec![samples::account_line(); n]
        }),
        ("credit", |r, n| {
            r.markets[0].credits = vec![samples::credit_line(); n]
        }),
    ];
    for (kind, change) in kinds {
        assert_eq!(refused(&with(change, 16)), None, "{kind}");
        let detail = format!("{kind} lines: 17 entries, at most 16");
        assert_eq!(refused(&with(change, 17)), Some((Code::TOO_LONG, detail)));
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_abort() {
    for levels in [200, 16_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let levels = levels.min(30_000 / (open.len() + close.len()));
            let deep = format!("{}0{}", open.repeat(levels), close.repeat(levels));
            each_is(
                Some(Code::MALFORMED),
                &[
                    ("as body", packet(&deep)),
                    ("as command", command(&deep)),
                    (
                        "as unknown field",
                        hello().replace("\"wire\"", &format!("\"x\":{deep},\"wire\"")),
                    ),
                    ("unclosed", packet(&open.repeat(levels))),
                    ("alone", deep),
                ],
            );
        }
    }
}

#[test]
fn the_largest_order_takes_less_than_a_quarter_of_a_packet() {
    let mut lot = samples::lot(Some(DebtAmount::MAX));
    lot.put_up = CollateralAmount::MAX;
    let keeper = samples::addr(&"a".repeat(ADDR_BYTES_MAX));
    let order = samples::open_lots(vec![lot; LOTS_PER_ORDER_MAX], Some(keeper));
    let bytes = text(&ToChain::Order {
        id: OrderId(u64::MAX),
        order,
    });
    assert!(bytes.len() < MAX_PACKET_BYTES / 4, "{} bytes", bytes.len());
}

/// As many lines as there may be, of the longest numbers there are.
fn full_report(markets: usize) -> Report {
    let (account, lot) = (AccountId(u64::MAX), LotId(u64::MAX));
    let max = DebtShares::MAX;
    let line = AccountLine {
        account,
        decided: max,
        minted: max,
        burned: max,
    };
    let mut market = samples::market_line();
    market.accounts = vec![line; REPORT_LINES_MAX];
    market.credits = vec![
        CreditLine {
            lot,
            credited: DebtAmount::MAX
        };
        REPORT_LINES_MAX
    ];
    Report {
        vault: vec![samples::vault_line(); REPORT_LINES_MAX],
        markets: vec![market; markets],
        lots: vec![samples::lot_line(None); REPORT_LINES_MAX],
    }
}

#[test]
fn a_report_whose_lists_are_all_full_is_not_sent() {
    let some = encode(&samples::envelope(ToHub::Report(full_report(4)))).unwrap();
    assert!(decode::<ToHub>(&some, samples::HUB).is_ok());
    let all = full_report(REPORT_LINES_MAX);
    assert_eq!(
        all.check_bounds(),
        Ok(()),
        "each list is within its own limit"
    );
    let error = encode(&samples::envelope(ToHub::Report(all)))
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("bytes, at most 32768"),
        "{error}"
    );
}
