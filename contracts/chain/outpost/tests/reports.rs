//! Reports say what the neighbours say, and their size is bounded.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::*;
use seawall_interfaces::auction_house::ReportedLot;
use seawall_interfaces::outpost::{ExecuteMsg, MarketKeys};
use seawall_money::{CollateralAmount, DebtAmount, Index};
use seawall_wire::ids::{AccountId, ListingId, LotId};
use seawall_wire::{CloseReason, LotLine, MarketLine, ToHub, VaultLine};

fn vault_line() -> VaultLine {
    VaultLine {
        account: ACCOUNT,
        listing: LISTING,
        returned: CollateralAmount::new(1),
        released: CollateralAmount::new(2),
        seized: CollateralAmount::new(3),
    }
}

fn lot() -> ReportedLot {
    ReportedLot {
        line: LotLine {
            lot: LotId(8),
            sold: CollateralAmount::new(4),
            returned: CollateralAmount::new(5),
            proceeds: DebtAmount::new(6),
            fee: DebtAmount::new(7),
            closed: Some(CloseReason::Tail),
        },
        account: ACCOUNT,
        collateral: LISTING,
    }
}

fn report(vault: usize, markets: usize, lots: usize) -> ExecuteMsg {
    let keys = |_| MarketKeys {
        listing: LISTING,
        accounts: vec![ACCOUNT],
        lots: vec![],
    };
    ExecuteMsg::Report {
        vault: (0..vault as u64)
            .map(|n| (AccountId(100 + n), LISTING))
            .collect(),
        markets: (0..markets).map(keys).collect(),
        lots: (0..lots as u64).map(LotId).collect(),
    }
}

fn answering() -> World {
    let mut w = world();
    w.answers(&w.vault.clone(), "lines", &vec![vault_line()]);
    w.answers(&w.house.clone(), "lines", &vec![lot()]);
    let line = MarketLine {
        listing: LISTING,
        index: Index::ONE,
        accounts: vec![],
        credits: vec![],
    };
    w.answers(&w.market.clone(), "line", &line);
    w
}

#[test]
fn a_lot_brings_its_own_holding_along() {
    let mut w = answering();
    w.run(&w.alice.clone(), &report(0, 0, 1)).unwrap();
    let ToHub::Report(report) = &w.packets()[0].body else {
        panic!("expected a report");
    };
    assert_eq!(report.vault, [vault_line()]);
    assert_eq!(report.lots, [lot().line]);
    assert!(report.markets.is_empty());
}

#[test]
fn a_report_is_made_by_anyone_any_number_of_times() {
    let mut w = answering();
    for sender in [
        w.alice.clone(),
        w.vault.clone(),
        w.house.clone(),
        w.owner.clone(),
    ] {
        w.run(&sender, &report(2, 2, 0)).unwrap();
    }
    assert_eq!(w.packets().len(), 4);
}

#[test]
fn a_report_is_bounded() {
    let mut w = answering();
    let alice = w.alice.clone();
    for (vault, markets, lots) in [(17, 0, 0), (0, 17, 0), (0, 0, 17), (16, 0, 1)] {
        assert!(
            w.run(&alice, &report(vault, markets, lots)).is_err(),
            "{vault} {markets} {lots}"
        );
    }
    let many = MarketKeys {
        listing: LISTING,
        accounts: (0..17).map(AccountId).collect(),
        lots: vec![],
    };
    let too_many = ExecuteMsg::Report {
        vault: vec![],
        markets: vec![many],
        lots: vec![],
    };
    assert!(w.run(&alice, &too_many).is_err());
    w.run(&alice, &report(16, 16, 0)).unwrap();
}

#[test]
fn a_report_about_nothing_or_about_strangers_is_refused() {
    let mut w = answering();
    let alice = w.alice.clone();
    assert!(w.run(&alice, &report(0, 0, 0)).is_err());
    let unknown = MarketKeys {
        listing: ListingId(99),
        accounts: vec![],
        lots: vec![],
    };
    let msg = ExecuteMsg::Report {
        vault: vec![],
        markets: vec![unknown],
        lots: vec![],
    };
    assert!(w.run(&alice, &msg).is_err());
    assert!(w.packets().is_empty());
}

#[test]
fn a_hub_that_refuses_a_report_fails_nobody() {
    let mut w = answering();
    w.fails(&w.hub.clone(), "local_packet", "E1: no");
    w.run(&w.alice.clone(), &report(1, 0, 0)).unwrap();
    assert_eq!(w.link().in_flight, 0);
}

#[test]
fn a_hello_tells_the_hub_what_is_accepted() {
    let mut w = world();
    w.run(&w.alice.clone(), &ExecuteMsg::SayHello {}).unwrap();
    assert!(matches!(w.packets()[0].body, ToHub::Hello(_)));
}
