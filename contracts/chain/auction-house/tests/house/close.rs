//! `Close`: by anyone, when clock, floor or a halt has ended the lot; not before.

use seawall_interfaces::auction_house::{LotLife, LotResponse, QueryMsg};
use seawall_wire::ids::LotId;
use seawall_wire::CloseReason;

use crate::world::*;

const LOT: LotId = LotId(1);

fn error(result: cosmwasm_std::StdResult<cw_multi_test::AppResponse>) -> String {
    result.unwrap_err().to_string()
}

/// Closes and checks the reason; before the last block it could not be closed.
fn ends_after(lot: seawall_wire::LotOrder, blocks: u64, reason: CloseReason) -> World {
    let mut world = world();
    world.open_lot(lot);
    world.blocks(blocks - 1);
    assert!(world.show(LOT).takeable);
    assert!(error(world.close(LOT)).contains("still open"));
    world.blocks(1);
    let alice = world.alice.clone();
    assert!(!world.show(LOT).takeable);
    assert!(error(world.take(&alice, LOT, 1_000, 10_000)).contains("has ended"));
    world.close(LOT).unwrap();
    assert_eq!(world.show(LOT).life, LotLife::Closed(reason));
    world.assert_covered();
    world
}

#[test]
fn a_lot_ends_when_its_next_price_would_be_below_the_floor() {
    // 2.2 · 0.99^25 = 1.7112, · 0.99^26 = 1.6941: the floor of 1.7 is passed at the 26th step.
    ends_after(lot(1), 26, CloseReason::Floor);
}

#[test]
fn a_lot_ends_below_its_cusp() {
    // 0.99^10 = 0.9044, 0.99^11 = 0.8953.
    ends_after(
        with_terms(1, |t| t.cusp = dec("0.9")),
        11,
        CloseReason::Floor,
    );
}

#[test]
fn a_lot_ends_after_its_life() {
    // 100 s are 20 blocks; the life is over in the 21st.
    ends_after(with_terms(1, |t| t.tail_secs = 100), 21, CloseReason::Tail);
}

#[test]
fn unsold_collateral_goes_back_and_the_hub_is_told_in_this_order() {
    // INV-4
    let world = ends_after(lot(1), 26, CloseReason::Floor);
    let back = world.calls(&world.vault);
    assert_eq!(back.len(), 1);
    assert!(back[0].0.contains("Return"));
    assert!(back[0].0.contains("AccountId(5)") && back[0].0.contains("ListingId(1)"));
    assert_eq!(back[0].1, cosmwasm_std::coins(1_000_000, "uatom"));
    let told = world.calls(&world.outpost);
    assert_eq!(told.len(), 1);
    assert!(told[0].0.contains("Report") && told[0].0.contains("lots: [LotId(1)]"));
    let line = world.line(LOT).line;
    assert_eq!((line.sold, line.returned), (atom(0), atom(1_000_000)));
    assert_eq!(line.closed, Some(CloseReason::Floor));
}

#[test]
fn a_closed_lot_is_not_closed_again_and_keeps_its_line() {
    // INV-9
    let mut world = ends_after(lot(1), 26, CloseReason::Floor);
    assert!(error(world.close(LOT)).contains("is closed"));
    assert_eq!(world.calls(&world.vault).len(), 1);
    world.blocks(10_000);
    assert_eq!(world.line(LOT).line.returned, atom(1_000_000));
    let open: Vec<LotResponse> = world
        .ask(&QueryMsg::OpenLots {
            start_after: None,
            limit: None,
        })
        .unwrap();
    assert!(open.is_empty());
}

#[test]
fn a_chain_that_stood_still_closes_the_lot_unsold() {
    // DEC-7: nobody has to call; 60 s of slack.
    let mut world = world();
    world.open_lot(lot(1));
    world.blocks(2);
    world.pass(1, BLOCK + HALT_SLACK + 1);
    assert!(!world.show(LOT).takeable);
    let alice = world.alice.clone();
    assert!(error(world.take(&alice, LOT, 1_000, 10_000)).contains("Halted"));
    world.close(LOT).unwrap();
    assert_eq!(world.show(LOT).life, LotLife::Closed(CloseReason::Halted));
    assert_eq!(world.show(LOT).returned, atom(1_000_000));
    world.assert_covered();
}

#[test]
fn a_halt_within_the_slack_adds_no_decay() {
    // DEC-7
    let mut world = world();
    world.open_lot(lot(1));
    world.pass(1, BLOCK + HALT_SLACK);
    let shown = world.show(LOT);
    assert_eq!(shown.elapsed_secs, BLOCK);
    assert_eq!(shown.price, price("2.178"));
    assert!(shown.takeable);
}

#[test]
fn a_failing_report_fails_neither_close_nor_take() {
    // INV-11
    let mut world = world();
    world.open(world.order(vec![lot(1), lot(2)])).unwrap();
    let (outpost, alice) = (world.outpost.clone(), world.alice.clone());
    world.break_down(&outpost, true);
    let response = world.take(&alice, LotId(2), 1_000_000, 1_616_000).unwrap();
    let failed = |e: &cosmwasm_std::Event| {
        let kind = e.attributes.iter().find(|a| a.key == "kind");
        kind.is_some_and(|a| a.value == "report_failed")
    };
    assert!(response.events.iter().any(failed));
    world.blocks(26);
    world.close(LOT).unwrap();
    assert_eq!(world.line(LOT).line.closed, Some(CloseReason::Floor));
    assert_eq!(world.calls(&world.vault).len(), 2);
    assert!(world.calls(&world.outpost).is_empty());
    world.assert_covered();
}

#[test]
fn a_vault_that_cannot_take_back_keeps_the_lot_open_until_it_can() {
    let mut world = world();
    world.open_lot(lot(1));
    world.blocks(26);
    let vault = world.vault.clone();
    world.break_down(&vault, true);
    assert!(world.close(LOT).is_err());
    assert_eq!(world.show(LOT).life, LotLife::Open);
    world.assert_covered();
    world.break_down(&vault, false);
    world.close(LOT).unwrap();
    world.assert_covered();
}
