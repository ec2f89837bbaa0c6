//! Two keepers race: the second is refused or changes nothing (INV-9).

use seawall_fixtures::spec::{Spec, COLL, USD};
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg, Outcome};
use seawall_wire::ids::ChainNo;

use crate::common::{
    buy_at_market, commands, crank_now, error, lots_of, open_lots, outcome, relay_clean, sole,
    sums, unsafe_alice, world,
};
use crate::state::State;

#[test]
fn in_one_block_only_the_first_opens_a_liquidation() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let before = State::of(&world);
    for chain in [Some(ChainNo(COLL)), None] {
        let msg = ExecuteMsg::Liquidate {
            account: alice,
            chain,
            pay_to: None,
        };
        let late = error(world.hub_execute("rival", &msg));
        assert!(
            late.contains("already") || late.contains("healthy"),
            "{late}"
        );
    }
    assert_eq!(State::of(&world), before);
    relay_clean(&mut world);
    assert_eq!(lots_of(&world, COLL, liquidation).len(), 1);
    assert_eq!(world.account(alice).unwrap().liquidations, [liquidation]);
}

#[test]
fn every_crank_done_twice_is_refused_or_changes_nothing() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    assert!(
        error(world.close(COLL, lots[0])).contains("open"),
        "its life is not over"
    );
    assert!(error(world.advance(liquidation)).contains("nothing is due"));
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    assert!(
        world.close(COLL, lots[0]).is_err(),
        "closed by its last take"
    );
    world
        .net
        .relay_packet(sole(commands(&world, COLL)))
        .unwrap();
    relay_clean(&mut world);
    world.forward(COLL, USD).unwrap();
    let in_transit = State::of(&world);
    let _ = world.forward(COLL, USD);
    assert_eq!(
        State::of(&world),
        in_transit,
        "there is nothing more to send"
    );
    relay_clean(&mut world);
    world.collect(COLL, USD).unwrap();
    relay_clean(&mut world);
    let collected = State::of(&world);
    let _ = world.collect(COLL, USD);
    assert_eq!(State::of(&world), collected);
    let _ = world.credit(USD, lots[0]);
    relay_clean(&mut world);
    let credited = State::of(&world);
    let _ = world.credit(USD, lots[0]);
    relay_clean(&mut world);
    assert_eq!(State::of(&world), credited);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert!(error(world.advance(liquidation)).contains("nothing is due"));
    let ended = State::of(&world);
    for lot in &lots {
        world.report_lots(COLL, vec![*lot]).unwrap();
        world.report_debt(USD, alice, vec![*lot]).unwrap();
    }
    relay_clean(&mut world);
    assert_eq!(State::of(&world), ended);
    let (.., proceeds, credited) = sums(&world.liquidation(liquidation).unwrap());
    assert_eq!(proceeds, credited);
}

#[test]
fn two_relayers_deliver_the_same_packets_and_the_second_is_a_no_op() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = sole(crate::common::orders(&world, COLL));
    world.net.recv(order).unwrap();
    let again = world.net.recv(order).unwrap();
    assert_eq!(again, simnet::RecvOutcome::Redundant);
    assert!(world.net.ack(order).unwrap());
    let before = State::of(&world);
    assert!(!world.net.ack(order).unwrap());
    assert!(!world.net.timeout(order).unwrap_or(false));
    assert_eq!(State::of(&world), before);
    assert_eq!(lots_of(&world, COLL, liquidation).len(), 1);
}

#[test]
fn two_buyers_of_the_last_piece_do_not_both_get_it() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    world
        .wait_for_price(COLL, lots[0], crate::common::dec("1"))
        .unwrap();
    let lot = world.lot(COLL, lots[0]).unwrap();
    let house = world.site(COLL).unwrap().auction_house.clone();
    let msg = api::auction_house::ExecuteMsg::Take {
        lot: lots[0],
        want: seawall_money::CollateralAmount::MAX,
        price_limit: lot.price,
        receiver: None,
        callback: None,
    };
    let money = 2_000 * crate::common::MILLION;
    for who in ["lucy", "mary"] {
        world.give_payment_coin(COLL, USD, who, money).unwrap();
    }
    let coins = [cosmwasm_std::coin(money, &lot.payment_denom)];
    world.execute(COLL, "lucy", &house, &msg, &coins).unwrap();
    world
        .execute(COLL, "mary", &house, &msg, &coins)
        .unwrap_err();
    assert_eq!(
        world.balance(COLL, "mary", &lot.payment_denom).unwrap(),
        money
    );
    assert_eq!(world.balance(COLL, "mary", "uatom").unwrap(), 0);
    // What was too much came back exactly.
    let paid = money - world.balance(COLL, "lucy", &lot.payment_denom).unwrap();
    assert!(
        paid.abs_diff(lot.terms.close_at.unwrap().u128()) < 5,
        "{paid}"
    );
}
