//! Orders take effect once or not at all, and the ack says which.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::*;
use cosmwasm_std::{from_json, Binary, Uint128};
use proptest::prelude::*;
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{LiquidationId, ListingId, LotId, OrderId, RouteId};
use seawall_wire::{
    encode, Ack, Code, OpenLots, Order, OrderAck, RemoteAddr, ToChain, ToChainAck, WireRange,
    WIRE_MAX,
};
use serde_json::json;

fn release() -> Order {
    Order::Release {
        account: ACCOUNT,
        listing: LISTING,
        amount: CollateralAmount::new(12),
        receiver: remote("debt1receiver"),
    }
}

fn disburse(listing: ListingId) -> Order {
    Order::Disburse {
        account: ACCOUNT,
        listing,
        amount: DebtAmount::new(50),
        shares_max: DebtShares::new(60),
        receiver: remote("debt1receiver"),
    }
}

fn open_lots(not_after: u64) -> Order {
    Order::OpenLots(OpenLots {
        liquidation: LiquidationId(5),
        round: 1,
        account: ACCOUNT,
        lots: vec![],
        priced_at: 1,
        not_after,
        keeper: None,
    })
}

fn cover(route: RouteId) -> Order {
    Order::PayCover {
        liquidation: LiquidationId(5),
        lot: LotId(42),
        route,
        amount: DebtAmount::new(100),
    }
}

fn code(ack: Ack<ToChainAck>) -> Code {
    match ack {
        Ack::Error(error) => error.code,
        Ack::Result(result) => panic!("{result:?}"),
    }
}

fn ok(ack: OrderAck) -> Ack<ToChainAck> {
    Ack::Result(ToChainAck::Order(ack))
}

#[test]
fn a_release_is_done_by_the_vault() {
    let mut w = world();
    assert_eq!(w.order(3, release()), ok(OrderAck::Released {}));
    let seen = w.seen(&w.vault);
    assert_eq!(seen[0]["release"]["order"], json!(3));
    assert_eq!(seen[0]["release"]["amount"], json!("12"));
}

#[test]
fn what_the_market_answers_is_the_ack() {
    let (liquidation, lot, route) = (LiquidationId(5), LotId(6), ROUTE);
    let (account, listing) = (ACCOUNT, LISTING);
    let amount = DebtAmount::new(8);
    let receiver = remote("debt1receiver");
    let cases = [
        (
            "disburse",
            disburse(LISTING),
            OrderAck::Disbursed {
                shares: DebtShares::new(55),
            },
        ),
        (
            "release_surplus",
            Order::ReleaseSurplus {
                account,
                listing,
                receiver,
            },
            OrderAck::SurplusReleased { amount },
        ),
        (
            "settle",
            Order::Settle {
                account,
                listing,
                route,
                lot,
                proceeds: amount,
            },
            OrderAck::Settled { credited: amount },
        ),
        (
            "provision",
            Order::Provision {
                liquidation,
                account,
                listing,
                amount,
                ends_at: 9,
            },
            OrderAck::Provisioned {},
        ),
        (
            "cover_deficit",
            Order::CoverDeficit {
                liquidation,
                account,
                listing,
                keep: amount,
            },
            OrderAck::DeficitCovered {
                from_pool: amount,
                from_reserve: amount,
                from_lenders: amount,
            },
        ),
    ];
    for (kind, order, answer) in cases {
        let mut w = world();
        w.answers(&w.market.clone(), kind, &answer);
        assert_eq!(w.order(3, order.clone()), ok(answer), "{kind}");
        assert_eq!(w.kinds(&w.market), [kind]);
        w.fails(&w.market.clone(), kind, "E28: not this much");
        assert_eq!(code(w.order(4, order)), Code::INSUFFICIENT, "{kind}");
    }
}

#[test]
fn an_order_by_the_hub_uses_no_reserve() {
    let mut w = world();
    w.answers(
        &w.market.clone(),
        "disburse",
        &OrderAck::Disbursed {
            shares: DebtShares::ZERO,
        },
    );
    w.order(3, disburse(LISTING));
    assert_eq!(w.seen(&w.market)[0]["disburse"]["reserved"], json!(null));
}

#[test]
fn a_neighbour_that_answers_something_else_undoes_the_order() {
    let mut w = world();
    let wrong = OrderAck::Settled {
        credited: DebtAmount::ZERO,
    };
    w.answers(&w.market.clone(), "disburse", &wrong);
    assert_eq!(code(w.order(3, disburse(LISTING))), Code::INTERNAL);
    assert!(w.seen(&w.market).is_empty(), "its work is rolled back");
}

#[test]
fn lots_are_opened_by_vault_and_auction_house_until_it_is_too_late() {
    let mut w = world();
    let now = w.app.block_info().time.seconds();
    let opened = OrderAck::LotsOpened {
        opened_at: now,
        opened_height: 5,
    };
    w.answers(&w.vault.clone(), "seize", &opened);
    assert_eq!(w.order(3, open_lots(now)), ok(opened));
    assert_eq!(code(w.order(4, open_lots(now - 1))), Code::EXPIRED);
    assert_eq!(w.kinds(&w.vault), ["seize"]);
}

#[test]
fn the_auction_house_is_told_who_moved_a_liquidation_on() {
    let mut w = world();
    let order = Order::PayKeeper {
        liquidation: LiquidationId(5),
        keeper: RemoteAddr::new("keeper").unwrap(),
    };
    w.answers(&w.house.clone(), "pay_keeper", &());
    assert_eq!(w.order(3, order.clone()), ok(OrderAck::KeeperPaid {}));
    let said = json!({"liquidation": 5, "keeper": "keeper"});
    assert_eq!(w.seen(&w.house)[0]["pay_keeper"], said);
    w.fails(&w.house.clone(), "pay_keeper", "E28: not this much");
    assert_eq!(code(w.order(4, order)), Code::INSUFFICIENT);
}

#[test]
fn an_order_for_a_market_that_is_not_here_is_refused() {
    let mut w = world();
    assert_eq!(
        code(w.order(3, disburse(ListingId(99)))),
        Code::UNKNOWN_LISTING
    );
}

#[test]
fn a_deficit_is_covered_by_fees_first_then_by_the_pool() {
    // asked 100: (fees, pool) -> answered
    for (fees, pool) in [(30u128, 70u128), (30, 20), (0, 100), (0, 0), (100, 0)] {
        let mut w = world();
        w.answers(&w.house.clone(), "take_fees", &Uint128::new(fees));
        w.answers(&w.pool.clone(), "payout", &Uint128::new(pool));
        let paid = OrderAck::CoverPaid {
            from_fees: DebtAmount::new(fees),
            from_pool: DebtAmount::new(pool),
        };
        assert_eq!(w.order(3, cover(ROUTE)), ok(paid));
        let asked = w.seen(&w.pool);
        if fees == 100 {
            assert!(asked.is_empty(), "nothing is left to ask for");
        } else {
            let payout = &asked[0]["payout"];
            assert_eq!(payout["amount"], json!((100 - fees).to_string()));
            assert_eq!(payout["receiver"], json!(w.courier.to_string()));
            assert_eq!(payout["claim"], json!("cover-42"));
        }
    }
}

/// INV-9: another order for the same deficit pays nothing.
#[test]
fn a_deficit_is_covered_once() {
    let mut w = world();
    w.answers(&w.house.clone(), "take_fees", &Uint128::new(30));
    w.answers(&w.pool.clone(), "payout", &Uint128::new(70));
    let first = w.order(3, cover(ROUTE));
    assert_eq!(w.order(4, cover(ROUTE)), first);
    assert_eq!((w.seen(&w.house).len(), w.seen(&w.pool).len()), (1, 1));
}

#[test]
fn a_cover_without_pool_pays_the_fees() {
    let mut w = world();
    w.answers(&w.house.clone(), "take_fees", &Uint128::new(30));
    let paid = OrderAck::CoverPaid {
        from_fees: DebtAmount::new(30),
        from_pool: DebtAmount::ZERO,
    };
    assert_eq!(w.order(3, cover(RouteId(77))), ok(paid));
}

#[test]
fn a_cover_that_fails_half_way_pays_nothing_and_can_be_ordered_again() {
    let mut w = world();
    w.answers(&w.house.clone(), "take_fees", &Uint128::new(30));
    w.fails(&w.pool.clone(), "payout", "closed");
    assert_eq!(code(w.order(3, cover(ROUTE))), Code::INTERNAL);
    assert!(w.seen(&w.house).is_empty(), "the fees are back");
    w.behaves(&w.pool.clone(), "payout");
    w.answers(&w.pool.clone(), "payout", &Uint128::new(71));
    assert_eq!(
        code(w.order(4, cover(ROUTE))),
        Code::INTERNAL,
        "more than was asked for"
    );
    w.answers(&w.pool.clone(), "payout", &Uint128::new(70));
    assert!(matches!(w.order(5, cover(ROUTE)), Ack::Result(_)));
}

/// INV-9: the same packet again changes nothing and is answered as before, also when it was
/// refused.
#[test]
fn a_repeated_packet_is_answered_as_before() {
    let mut w = world();
    let body = |id| ToChain::Order {
        id: OrderId(id),
        order: release(),
    };
    let first = encode(&envelope(body(3))).unwrap();
    let ack = w.push_raw(1, first.clone());
    assert_eq!(w.push_raw(1, first), ack);
    w.fails(&w.vault.clone(), "release", "E28: not this much");
    let second = encode(&envelope(body(4))).unwrap();
    let refused = w.push_raw(2, second.clone());
    w.behaves(&w.vault.clone(), "release");
    assert_eq!(w.push_raw(2, second), refused);
    assert_eq!(w.kinds(&w.vault), ["release"]);
    assert_eq!((w.link().receipts, w.link().redundant), (2, 2));
}

#[test]
fn a_hello_is_answered_with_ours() {
    let mut w = world();
    let hello = ToChain::Hello(WireRange { min: 1, max: 9 });
    assert_eq!(
        w.push(hello),
        Ack::Result(ToChainAck::Hello(WireRange::OURS))
    );
    assert_eq!(w.link().wire, WIRE_MAX);
    let alien = ToChain::Hello(WireRange { min: 50, max: 60 });
    assert_eq!(code(w.push(alien)), Code::WIRE_VERSION);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn arbitrary_packets_are_refused_and_do_nothing(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut w = world();
        let ack = w.push_raw(1, Binary::from(bytes));
        prop_assert!(matches!(from_json(&ack), Ok(Ack::<ToChainAck>::Error(_))), "{ack}");
        for stub in [&w.vault, &w.market, &w.house, &w.pool] {
            prop_assert!(w.seen(stub).is_empty());
        }
    }
}
