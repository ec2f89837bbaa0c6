//! Everything that can be paused is: repair goes on (INV-10).

use seawall_fixtures::deploy::{GUARDIAN, OWNER};
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg, Outcome, Scope};
use seawall_wire::Code;

use crate::common::{
    alice, at_rest, buy_at_market, claim, claims, crank_now, dec, error, exactly, open_lots,
    outcome, refused, relay_clean, sums, unsafe_alice, world, MILLION,
};

/// The guardian stops all there is to stop, for an hour.
fn pause_everything(world: &mut World) {
    let seconds = 3_600;
    for scope in [
        Scope::Open,
        Scope::Borrow,
        Scope::Withdraw,
        Scope::Liquidate,
    ] {
        world
            .hub_execute(GUARDIAN, &ExecuteMsg::Pause { scope, seconds })
            .unwrap();
    }
    for chain in [COLL, DEBT] {
        let site = world.site(chain).unwrap().clone();
        let msg = api::outpost::ExecuteMsg::Pause { seconds };
        world
            .execute(chain, GUARDIAN, &site.outpost, &msg, &[])
            .unwrap();
        let msg = api::vault::ExecuteMsg::Pause { seconds };
        world
            .execute(chain, GUARDIAN, &site.vault, &msg, &[])
            .unwrap();
    }
    let (chain, market) = world.market(USD).unwrap();
    let msg = api::market::ExecuteMsg::Pause { seconds };
    world.execute(chain, GUARDIAN, &market, &msg, &[]).unwrap();
}

#[test]
fn a_liquidation_under_way_ends_although_everything_is_paused() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    pause_everything(&mut world);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
    at_rest(&world);
}

#[test]
fn repayment_returns_and_claims_go_on() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world
        .ask_to_deposit("bob", seawall_wire::ids::AccountId(99), ATOM, 5 * MILLION)
        .unwrap();
    pause_everything(&mut world);
    // The answer to a command that was on its way is obeyed, and the claim is paid.
    relay_clean(&mut world);
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(
        claims(&world, COLL, &vault, "bob"),
        claim("uatom", 5 * MILLION)
    );
    let msg = api::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: None,
    };
    world.execute(COLL, "bob", &vault, &msg, &[]).unwrap();
    // Repayment.
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    world.repay("alice", alice, USD, owed).unwrap();
    relay_clean(&mut world);
    assert!(world.owed(alice, USD).unwrap().shares.is_zero());
    assert!(world.account(alice).unwrap().debts[0]
        .worst_shares
        .is_zero());
    // Unsold collateral returns.
    world.wait(200).unwrap();
    world.close(COLL, lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
}

#[test]
fn what_adds_risk_stops_and_starts_again_by_itself() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    for scope in [
        Scope::Open,
        Scope::Borrow,
        Scope::Withdraw,
        Scope::Liquidate,
    ] {
        let msg = ExecuteMsg::Pause {
            scope,
            seconds: 600,
        };
        assert!(error(world.hub_execute("mallory", &msg)).contains("nauthorized"));
        world.hub_execute(GUARDIAN, &msg).unwrap();
    }
    world.ask_to_open(COLL, "bob").unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::PAUSED);
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 10 * MILLION)
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::PAUSED);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(MILLION))
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::PAUSED);
    world.feed(ATOM, dec("8.5")).unwrap();
    assert!(error(world.liquidate(alice, COLL)).contains("paused"));
    world.wait(620).unwrap();
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(MILLION))
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
    // A grace in which owners act comes before the first liquidation: DEC-16.
    assert!(error(world.liquidate(alice, COLL)).contains("paused"));
    world.deposit("alice", alice, ATOM, 1).unwrap();
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_001_000_000
    );
    world.wait_with_fresh_prices(3_600).unwrap();
    world.liquidate(alice, COLL).unwrap();
}

#[test]
fn a_guardian_cannot_pause_for_ever_and_the_owner_can_end_a_pause() {
    let (mut world, _) = world(Spec::simple());
    let forever = ExecuteMsg::Pause {
        scope: Scope::Borrow,
        seconds: 365 * 86_400,
    };
    world.hub_execute(GUARDIAN, &forever).unwrap_err();
    let short = ExecuteMsg::Pause {
        scope: Scope::Borrow,
        seconds: 60,
    };
    world.hub_execute(GUARDIAN, &short).unwrap();
    world.wait(70).unwrap();
    assert!(
        world.hub_execute(GUARDIAN, &short).is_err(),
        "not again so soon"
    );
    world.hub_execute(OWNER, &short).unwrap();
    world
        .hub_execute(
            GUARDIAN,
            &ExecuteMsg::Unpause {
                scope: Scope::Borrow,
            },
        )
        .unwrap_err();
    world
        .hub_execute(
            OWNER,
            &ExecuteMsg::Unpause {
                scope: Scope::Borrow,
            },
        )
        .unwrap();
    alice(&mut world);
}
