//! The table of the messages that people pay for, beside what the leading CosmWasm lender takes.

use crate::gas::{Row, ALL};

/// What: contract, message, in words, and what it is measured against.
const PAID: [(&str, &str, &str, Option<Against>); 14] = [
    ("vault", "deposit", "deposit", Some(DEPOSIT)),
    (
        "coordinator",
        "receive command/deposit",
        "deposit, at the hub",
        Some(DEPOSIT),
    ),
    ("outpost", "borrow", "borrow", Some(BORROW)),
    (
        "coordinator",
        "receive command/borrow",
        "borrow, at the hub",
        Some(BORROW),
    ),
    ("market", "repay", "repay", None),
    ("price-oracle", "submit", "price update", None),
    ("coordinator", "sweep", "sweep", None),
    ("coordinator", "liquidate", "trigger", Some(LIQUIDATE)),
    (
        "outpost",
        "receive order/open_lots",
        "open lots (receive)",
        Some(LIQUIDATE),
    ),
    ("auction-house", "take", "take", Some(LIQUIDATE)),
    ("auction-house", "close", "close", Some(LIQUIDATE)),
    ("courier", "forward", "forward", None),
    ("courier", "collect", "collect", None),
    (
        "outpost",
        "receive order/settle",
        "settle (receive)",
        Some(LIQUIDATE),
    ),
];

/// Mars red-bank, commit 20370ebc, in the same machine with the same tariff.
#[derive(Clone, Copy)]
struct Against {
    total: u64,
    pinned: u64,
}

const LIQUIDATE: Against = Against {
    total: 547_914,
    pinned: 163_914,
};
const DEPOSIT: Against = Against {
    total: 313_232,
    pinned: 65_232,
};
const BORROW: Against = Against {
    total: 457_349,
    pinned: 89_349,
};

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The table, with what it means.
pub fn markdown(rows: &[Row]) -> String {
    let mut out = String::from(include_str!("gas-head.md"));
    for (contract, message, words, against) in PAID {
        let found = rows
            .iter()
            .find(|r| r.contract == contract && r.message == message && r.scenario == ALL);
        let Some(row) = found else {
            out += &format!("| {words} | `{contract}` `{message}` | 0 | | | | | |\n");
            continue;
        };
        let counts = row.calls_reads_writes.map(thousands).join(" / ");
        let against = against.map_or(String::new(), |a| {
            let verdict =
                |ours: u64, theirs: u64| if ours < theirs { "below" } else { "**above**" };
            format!(
                "{} ({}) / {} ({})",
                thousands(a.total),
                verdict(row.median, a.total),
                thousands(a.pinned),
                verdict(row.median_pinned, a.pinned)
            )
        });
        out += &format!(
            "| {words} | `{contract}` `{message}` | {} | {} | {} | {} | {counts} | {against} |\n",
            row.count,
            thousands(row.median),
            thousands(row.max),
            thousands(row.median_pinned),
        );
    }
    out + include_str!("gas-tail.md")
}
