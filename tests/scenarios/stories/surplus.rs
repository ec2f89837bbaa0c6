//! What sales bring above the debt is the borrower's, and goes where the home command says.

use seawall_fixtures::spec::{Spec, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_wire::ids::AccountId;
use seawall_wire::Code;

use crate::common::{
    admitted, ask_for_surplus, buy_at_market, crank_now, open_lots, refused, relay_clean, sums,
    unsafe_alice, world, MILLION,
};

/// Alice repays everything while her lot is open, and the lot sells all the same.
pub fn alice_with_a_surplus(world: &mut World) -> (AccountId, u128) {
    let alice = unsafe_alice(world, "8.5");
    let (liquidation, lots) = open_lots(world, alice);
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    world
        .repay("alice", alice, USD, owed + 5 * MILLION)
        .unwrap();
    // She had her loan of 6,500 and was given this; what was too much came back at once.
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        (6_500 + 5) * MILLION
    );
    buy_at_market(world, COLL, "lucy", lots[0]).unwrap();
    crank_now(world);
    let ended = world.liquidation(liquidation).unwrap();
    let (.., proceeds, credited) = sums(&ended);
    assert_eq!(proceeds, credited);
    (alice, proceeds)
}

#[test]
fn proceeds_above_the_debt_are_claimed_by_a_command_from_home() {
    let (mut world, _) = world(Spec::simple());
    let (alice, proceeds) = alice_with_a_surplus(&mut world);
    let owed = world.owed(alice, USD).unwrap();
    assert!(owed.debt.is_zero() && owed.shares.is_zero());
    assert_eq!(owed.surplus.u128(), proceeds, "nothing was owed any more");
    assert_eq!(world.market_status(USD).unwrap().surplus.u128(), proceeds);
    let before = world.balance(DEBT, "alice", "uusd").unwrap();

    ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    relay_clean(&mut world);
    admitted(&world, COLL);
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        before + proceeds
    );
    assert!(world.owed(alice, USD).unwrap().surplus.is_zero());

    // INV-9: a second claim finds nothing and harms nothing.
    ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    relay_clean(&mut world);
    assert_eq!(
        world.balance(DEBT, "alice", "uusd").unwrap(),
        before + proceeds
    );
}

#[test]
fn nobody_else_gets_the_surplus() {
    let (mut world, _) = world(Spec::simple());
    let (alice, proceeds) = alice_with_a_surplus(&mut world);
    ask_for_surplus(&mut world, COLL, "mallory", alice, USD);
    relay_clean(&mut world);
    refused(&world, COLL, Code::UNAUTHORIZED);
    // Not even alice's own name on another chain than home.
    ask_for_surplus(&mut world, DEBT, "alice", alice, USD);
    relay_clean(&mut world);
    refused(&world, DEBT, Code::NOT_YOUR_CHAIN);
    assert_eq!(world.owed(alice, USD).unwrap().surplus.u128(), proceeds);
}
