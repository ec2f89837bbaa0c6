//! `Open`: the vault's, all lots or none.

use cosmwasm_std::{coin, from_json};
use seawall_interfaces::auction_house::{LotLife, QueryMsg, ReportedLot};
use seawall_wire::ids::{ListingId, LotId, RouteId};
use seawall_wire::{Code, LotOrder, OrderAck, RemoteAddr};

use crate::world::*;

fn osmo(number: u64) -> LotOrder {
    LotOrder {
        collateral: ListingId(2),
        ..lot(number)
    }
}

#[test]
fn an_opened_lot_starts_at_pair_price_times_buffer() {
    let mut world = world();
    world.open_lot(lot(1));
    let shown = world.show(LotId(1));
    assert_eq!(shown.top, price("2.2"));
    assert_eq!(shown.price, price("2.2"));
    assert_eq!(shown.life, LotLife::Open);
    assert!(shown.takeable);
    assert_eq!((shown.opened_at, shown.opened_height), (START, 1000));
    assert_eq!(shown.collateral_denom, "uatom");
    assert_eq!(shown.payment_denom, "uusdc");
    world.assert_covered();
}

#[test]
fn an_old_price_starts_higher_by_drift_times_the_root_of_its_age() {
    // Hand-worked: 2 · (1.1 + 0.01·√age).
    for (age, top) in [(0u64, "2.2"), (4, "2.24"), (100, "2.4"), (2500, "3.2")] {
        let mut world = world();
        let mut open = world.order(vec![with_terms(1, |t| t.drift = dec("0.01"))]);
        open.priced_at = START - age;
        world.open(open).unwrap();
        assert_eq!(world.show(LotId(1)).top, price(top), "age {age}");
    }
}

#[test]
fn a_price_from_a_clock_that_runs_ahead_counts_as_fresh() {
    let mut world = world();
    let mut open = world.order(vec![with_terms(1, |t| t.drift = dec("0.01"))]);
    open.priced_at = START + 30;
    world.open(open).unwrap();
    assert_eq!(world.show(LotId(1)).top, price("2.2"));
}

#[test]
fn the_answer_says_when_and_at_which_height() {
    let mut world = world();
    let answer = world.open(world.order(vec![lot(1)])).unwrap().data.unwrap();
    let expected = OrderAck::LotsOpened {
        opened_at: START,
        opened_height: 1000,
    };
    assert_eq!(from_json::<OrderAck>(answer).unwrap(), expected);
}

#[test]
fn lots_of_two_coins_open_together() {
    let mut world = world();
    world
        .open(world.order(vec![lot(1), osmo(2), lot(3)]))
        .unwrap();
    assert_eq!(world.balance(&world.house, "uatom"), 2_000_000);
    assert_eq!(world.balance(&world.house, "uosmo"), 1_000_000);
    world.assert_covered();
}

#[test]
fn coins_that_are_not_exactly_the_sum_are_refused() {
    let sets = [
        vec![],
        vec![coin(1_999_999, "uatom")],
        vec![coin(2_000_001, "uatom")],
        vec![coin(2_000_000, "uosmo")],
        vec![coin(2_000_000, "uatom"), coin(1, "uosmo")],
    ];
    for coins in sets {
        let mut world = world();
        let open = world.order(vec![lot(1), lot(2)]);
        let refused = world.open_with(open, &coins);
        assert_eq!(code(refused), Code::INCONSISTENT, "{coins:?}");
        world.assert_covered();
    }
}

#[test]
fn one_bad_lot_keeps_all_closed() {
    let mut world = world();
    let bad = LotOrder {
        route: RouteId(8),
        ..lot(2)
    };
    let refused = world.open(world.order(vec![lot(1), bad]));
    assert_eq!(code(refused), Code::UNKNOWN_ROUTE);
    let lots = vec![LotId(1)];
    let lines: Vec<ReportedLot> = world.ask(&QueryMsg::Lines { lots }).unwrap();
    assert!(lines.is_empty());
    world.assert_covered();
}

#[test]
fn terms_that_make_no_sale_are_refused_under_one_code() {
    let bad = [
        with_terms(1, |t| t.cut = dec("0")),
        with_terms(1, |t| t.cut = dec("1")),
        with_terms(1, |t| t.step_secs = 0),
        with_terms(1, |t| t.tail_secs = 0),
        with_terms(1, |t| t.cusp = dec("1")),
        with_terms(1, |t| t.cusp = dec("0")),
        with_terms(1, |t| t.floor = price("0")),
        with_terms(1, |t| t.floor = price("2.3")),
        with_terms(1, |t| t.buffer = dec("0.99")),
        with_terms(1, |t| t.pair_price = ANY),
        with_terms(1, |t| t.drift = dec("300000000000000000000")),
        LotOrder {
            fee: dec("1.1"),
            ..lot(1)
        },
        LotOrder {
            close_at: Some(usdc(1_599_999)),
            ..lot(1)
        },
    ];
    for lot in bad {
        let mut world = world();
        let mut open = world.order(vec![lot.clone()]);
        open.priced_at = START - 100;
        assert_eq!(code(world.open(open)), Code::BAD_AMOUNT, "{lot:?}");
        world.assert_covered();
    }
}

#[test]
fn a_lot_number_is_used_once() {
    // INV-9
    let mut world = world();
    world.open_lot(lot(1));
    let again = world.open(world.order(vec![lot(1)]));
    assert_eq!(code(again), Code::DUPLICATE);
    let twice = world.open(world.order(vec![lot(2), lot(2)]));
    assert_eq!(code(twice), Code::DUPLICATE);
    world.assert_covered();
}

#[test]
fn an_order_is_not_opened_after_its_time() {
    let mut world = world();
    let open = world.order(vec![lot(1)]);
    world.pass(12, 60);
    world.open(open.clone()).unwrap();
    let late = seawall_wire::OpenLots {
        lots: vec![lot(2)],
        ..open
    };
    world.pass(1, 1);
    assert_eq!(code(world.open(late)), Code::EXPIRED);
}

#[test]
fn too_many_lots_or_none_are_refused() {
    let mut world = world();
    let nine = (1..=9).map(lot).collect();
    assert_eq!(code(world.open(world.order(nine))), Code::TOO_MANY);
    assert_eq!(code(world.open(world.order(vec![]))), Code::TOO_MANY);
    let eight = (1..=8).map(lot).collect();
    world.open(world.order(eight)).unwrap();
    world.assert_covered();
}

#[test]
fn a_keeper_that_no_address_fits_opens_the_lots_and_leaves_its_pay_as_fee() {
    let mut world = world();
    let mut open = world.order(vec![lot(1)]);
    open.keeper = Some(RemoteAddr::new("osmo1nobody").unwrap());
    world.open(open).unwrap();
    let alice = world.alice.clone();
    world.take(&alice, LotId(1), 1_000_000, 1_616_000).unwrap();
    assert_eq!(world.held(), 16_000);
    world.assert_covered();
}
