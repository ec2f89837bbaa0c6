//! The figures of a run, from hand-worked ledgers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use seawall_engine::results::{Happened as H, Ledger, Packet, Side};

fn booked(events: &[(u64, H)], last: u64) -> seawall_engine::results::ReplayResult {
    let mut ledger = Ledger::new(10, 6);
    for (block, happened) in events {
        ledger.book(*block, *happened);
    }
    ledger.result(last)
}

#[test]
fn the_output_has_exactly_these_fields() {
    let json = serde_json::to_value(booked(&[], 0)).unwrap();
    let mut names: Vec<&str> = json
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    let mut expected = [
        "accounts",
        "liquidated_accounts",
        "liquidations",
        "debt_liquidated_usd",
        "collateral_sold_usd",
        "proceeds_usd",
        "borrower_cost_usd",
        "keeper_paid_usd",
        "insurance_paid_collateral_side_usd",
        "insurance_paid_debt_side_usd",
        "deficit_usd",
        "bad_debt_ratio",
        "borrower_cost_ratio",
        "clear_seconds",
        "blocks_unsafe_to_open",
        "packets",
        "invariant_checks",
    ];
    expected.sort_unstable();
    assert_eq!(names, expected);
    for (group, fields) in [
        ("clear_seconds", &["max", "median", "p95"][..]),
        ("blocks_unsafe_to_open", &["max", "median"]),
        ("packets", &["acked", "sent", "timed_out"]),
    ] {
        let mut names: Vec<&String> = json[group].as_object().unwrap().keys().collect();
        names.sort_unstable();
        assert_eq!(names, fields);
    }
}

#[test]
fn ratios_are_loss_over_debt_liquidated_and_cost_over_debt_repaid() {
    let result = booked(
        &[
            (
                1,
                H::Sold {
                    market: 105.0,
                    proceeds: 101.0,
                },
            ),
            (2, H::Repaid { debt: 100.0 }),
            (
                3,
                H::Insured {
                    side: Side::Collateral,
                    money: 3.0,
                },
            ),
            (
                3,
                H::Insured {
                    side: Side::Debt,
                    money: 5.0,
                },
            ),
            (3, H::Deficit { money: 2.0 }),
            (4, H::KeeperPaid { money: 0.5 }),
        ],
        9,
    );
    assert_eq!(result.debt_liquidated_usd, 110.0);
    assert_eq!(result.bad_debt_ratio, 10.0 / 110.0);
    assert_eq!(result.borrower_cost_usd, 5.0);
    assert_eq!(result.borrower_cost_ratio, 0.05);
    assert_eq!(result.proceeds_usd, 101.0);
    assert_eq!(result.insurance_paid_collateral_side_usd, 3.0);
    assert_eq!(result.insurance_paid_debt_side_usd, 5.0);
    assert_eq!((result.deficit_usd, result.keeper_paid_usd), (2.0, 0.5));
}

#[test]
fn nothing_liquidated_is_no_loss_and_no_cost() {
    let result = booked(&[(0, H::InvariantsHeld)], 1);
    assert_eq!(
        (result.bad_debt_ratio, result.borrower_cost_ratio),
        (0.0, 0.0)
    );
    assert_eq!((result.invariant_checks, result.accounts), (1, 10));
}

#[test]
fn time_runs_from_the_first_unsafe_block_to_the_payment() {
    let result = booked(
        &[
            (10, H::BecameUnsafe { account: 1 }),
            (13, H::Liquidated { account: 1 }),
            (15, H::LotOpened { account: 1 }),
            (30, H::DebtPaid { account: 1 }),
            (20, H::BecameUnsafe { account: 2 }),
            (21, H::Liquidated { account: 2 }),
            (23, H::LotOpened { account: 2 }),
            // A further round of the same liquidation opens another lot: the first one counts.
            (33, H::LotOpened { account: 2 }),
            (60, H::DebtPaid { account: 2 }),
        ],
        100,
    );
    assert_eq!(
        (result.clear_seconds.median, result.clear_seconds.max),
        (120.0, 240.0)
    );
    assert_eq!(result.clear_seconds.p95, 240.0);
    let opening = result.blocks_unsafe_to_open;
    assert_eq!((opening.median, opening.max), (3.0, 5.0));
    assert_eq!((result.liquidated_accounts, result.liquidations), (2, 2));
}

#[test]
fn an_account_that_recovers_by_itself_was_not_cleared() {
    let result = booked(
        &[
            (10, H::BecameUnsafe { account: 1 }),
            (12, H::BecameSafe { account: 1 }),
        ],
        100,
    );
    assert_eq!(
        (result.clear_seconds.max, result.blocks_unsafe_to_open.max),
        (0.0, 0.0)
    );
}

#[test]
fn an_open_lot_is_not_forgotten_when_the_price_recovers() {
    let result = booked(
        &[
            (10, H::BecameUnsafe { account: 1 }),
            (12, H::LotOpened { account: 1 }),
            (13, H::BecameSafe { account: 1 }),
            (20, H::DebtPaid { account: 1 }),
        ],
        100,
    );
    assert_eq!(result.clear_seconds.max, 60.0);
}

#[test]
fn an_account_that_the_market_cures_after_its_rounds_ended_is_cleared_then() {
    let result = booked(
        &[
            (10, H::BecameUnsafe { account: 1 }),
            (12, H::LotOpened { account: 1 }),
            (20, H::EndedUnsafe { account: 1 }),
            (25, H::BecameSafe { account: 1 }),
        ],
        100,
    );
    assert_eq!(result.clear_seconds.max, 90.0);
}

#[test]
fn an_account_that_stays_unsafe_after_its_rounds_ended_waits_for_the_next() {
    let result = booked(
        &[
            (10, H::BecameUnsafe { account: 1 }),
            (12, H::LotOpened { account: 1 }),
            (20, H::EndedUnsafe { account: 1 }),
            (24, H::LotOpened { account: 1 }),
            (26, H::BecameSafe { account: 1 }),
            (30, H::DebtPaid { account: 1 }),
        ],
        100,
    );
    assert_eq!(result.clear_seconds.max, 120.0);
    assert_eq!(result.blocks_unsafe_to_open.max, 2.0);
}

#[test]
fn what_is_unpaid_at_the_end_counts_up_to_the_end() {
    let result = booked(&[(40, H::BecameUnsafe { account: 3 })], 100);
    assert_eq!(result.clear_seconds.max, 360.0);
    assert_eq!(result.blocks_unsafe_to_open.max, 60.0);
}

#[test]
fn packets_are_counted_by_what_became_of_them() {
    let packet = |p| (1, H::Packet(p));
    let result = booked(
        &[
            packet(Packet::Sent),
            packet(Packet::Sent),
            packet(Packet::Acked),
            packet(Packet::TimedOut),
        ],
        2,
    );
    let packets = result.packets;
    assert_eq!((packets.sent, packets.acked, packets.timed_out), (2, 1, 1));
}
