//! Whole sales, worked by hand.

use cosmwasm_std::coins;
use seawall_interfaces::auction_house::LotLife;
use seawall_wire::ids::LotId;
use seawall_wire::CloseReason;

use crate::world::*;

#[test]
fn three_buyers_share_a_lot_until_it_has_brought_what_it_was_to_bring() {
    let mut world = world();
    let id = world.open_lot(lot(1));
    let (alice, bob, buyer) = (world.alice.clone(), world.bob.clone(), world.buyer.clone());
    world.mint(&buyer, "uusdc", 1_000_000);

    // At 2.2.
    world.take(&alice, id, 200_000, 440_000).unwrap();
    world.blocks(1);
    // At 2.178.
    world.take(&bob, id, 300_000, 653_400).unwrap();
    world.blocks(1);
    // At 2.15622: 522,600 are still needed and buy 242,368.6.
    world.take(&buyer, id, 1_000_000, 1_000_000).unwrap();

    assert_eq!(world.balance(&alice, "uatom"), 200_000);
    assert_eq!(world.balance(&bob, "uatom"), 300_000);
    assert_eq!(world.balance(&buyer, "uatom"), 242_368);
    assert_eq!(world.balance(&buyer, "uusdc"), 477_400);
    let shown = world.show(id);
    assert_eq!(shown.life, LotLife::Closed(CloseReason::Reached));
    // INV-4: 742,368 + 257,632 = 1,000,000.
    assert_eq!((shown.sold, shown.returned), (atom(742_368), atom(257_632)));
    assert_eq!((shown.proceeds, shown.fee), (usdc(1_600_000), usdc(16_000)));
    assert_eq!(world.balance(&world.courier, "uusdc"), 1_600_000);
    assert_eq!(
        (world.claim_of(&world.keeper), world.held()),
        (5_000, 11_000)
    );
    assert_eq!(world.calls(&world.vault)[0].1, coins(257_632, "uatom"));
    assert_eq!(world.calls(&world.outpost).len(), 1);
    world.assert_covered();
}

#[test]
fn a_sale_at_the_floor_brings_what_was_needed_from_the_whole_lot() {
    // The floor of a fresh plan is pair price·(1 + φ)/(1 + LB): here 2·1.01/1.25 = 1.616.
    let mut world = world();
    let id = world.open_lot(with_terms(1, |t| {
        t.floor = price("1.616");
        t.buffer = dec("1");
        t.cut = dec("0.808");
    }));
    world.blocks(1);
    let alice = world.alice.clone();
    world.take(&alice, id, 1_000_000, 1_616_000).unwrap();
    assert_eq!(world.balance(&alice, "uatom"), 1_000_000);
    assert_eq!(world.line(id).line.proceeds, usdc(1_600_000));
    assert_eq!(world.line(id).line.returned, atom(0));
    world.assert_covered();
}

#[test]
fn a_lot_partly_sold_when_the_chain_halts_returns_the_rest() {
    let mut world = world();
    let id: LotId = world.open_lot(lot(1));
    let alice = world.alice.clone();
    world.take(&alice, id, 100_000, 220_000).unwrap();
    world.pass(1, 4 * 3600);
    world.close(id).unwrap();
    let line = world.line(id).line;
    assert_eq!((line.sold, line.returned), (atom(100_000), atom(900_000)));
    assert_eq!(line.closed, Some(CloseReason::Halted));
    world.assert_covered();
}
