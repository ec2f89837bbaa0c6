//! Random lots, buyers and times: what must hold after every step.

use proptest::prelude::*;
use seawall_interfaces::auction_house::{ExecuteMsg, LotLife};
use seawall_wire::ids::LotId;
use seawall_wire::{LotOrder, RemoteAddr};

use crate::stubs::Step;
use crate::world::*;

#[derive(Debug, Clone)]
enum Action {
    Take { lot: u64, want: u128, pay: u128 },
    Flash { lot: u64, want: u128, pays: bool },
    Close { lot: u64 },
    Blocks(u64),
    Halt(u64),
    TakeFees(u128),
    ReleaseFees,
    PayKeeper,
    Claim,
}

fn action() -> impl Strategy<Value = Action> {
    let lot = 1..=3u64;
    let want = prop_oneof![1..2_000u128, 1..1_200_000u128];
    prop_oneof![
        6 => (lot.clone(), want.clone(), 1..3_000_000u128)
            .prop_map(|(lot, want, pay)| Action::Take { lot, want, pay }),
        3 => (lot.clone(), want, any::<bool>())
            .prop_map(|(lot, want, pays)| Action::Flash { lot, want, pays }),
        2 => lot.prop_map(|lot| Action::Close { lot }),
        4 => (1..8u64).prop_map(Action::Blocks),
        1 => (1..200u64).prop_map(Action::Halt),
        1 => (1..20_000u128).prop_map(Action::TakeFees),
        1 => Just(Action::ReleaseFees),
        1 => Just(Action::PayKeeper),
        1 => Just(Action::Claim),
    ]
}

/// Does it; whether it succeeds is not the question.
fn act(world: &mut World, action: &Action) {
    let (bob, outpost, keeper) = (
        world.bob.clone(),
        world.outpost.clone(),
        world.keeper.clone(),
    );
    let alice = world.alice.clone();
    let _ = match *action {
        Action::Take { lot, want, pay } => world.take(&alice, LotId(lot), want, pay),
        Action::Flash { lot, want, pays } => {
            let exchange = world.exchange.to_string();
            let mut steps = vec![Step::Swap { exchange }];
            steps.extend(pays.then_some(Step::PayDue));
            world.flash(LotId(lot), want, &steps)
        }
        Action::Close { lot } => world.close(LotId(lot)),
        Action::Blocks(blocks) => return world.blocks(blocks),
        Action::Halt(secs) => return world.pass(1, secs),
        Action::TakeFees(units) => {
            let msg = ExecuteMsg::TakeFees {
                liquidation: LIQUIDATION,
                route: ROUTE,
                amount: usdc(units),
            };
            world.run(&outpost, &msg, &[])
        }
        Action::ReleaseFees => {
            world.pass(1, FEE_HOLD);
            let msg = ExecuteMsg::ReleaseFees {
                liquidation: LIQUIDATION,
                route: ROUTE,
            };
            world.run(&bob, &msg, &[])
        }
        Action::PayKeeper => {
            let msg = ExecuteMsg::PayKeeper {
                liquidation: LIQUIDATION,
                keeper: RemoteAddr::new(bob.to_string()).unwrap(),
            };
            world.run(&outpost, &msg, &[])
        }
        Action::Claim => {
            let denom = "uusdc".into();
            let receiver = None;
            world.run(&keeper, &ExecuteMsg::Claim { denom, receiver }, &[])
        }
    };
}

/// All debt money and fees that lots say they brought: `(debt money, fee, sold)`.
fn brought(world: &World) -> (u128, u128, u128) {
    (1..=3).fold((0, 0, 0), |sum, id| {
        let line = world.line(LotId(id)).line;
        (
            sum.0 + line.proceeds.u128(),
            sum.1 + line.fee.u128(),
            sum.2 + line.sold.u128(),
        )
    })
}

fn check(world: &World, before: (u128, u128, u128)) {
    // INV-2
    world.assert_covered();
    let mut on_sale = 0;
    for id in 1..=3 {
        let lot = world.show(LotId(id));
        let put_up = lot.terms.put_up.u128();
        let out = lot.sold.u128() + lot.returned.u128();
        // INV-4: in exactly one of lot, sold, returned.
        match lot.life {
            LotLife::Closed(_) => assert_eq!(out, put_up),
            _ => on_sale += put_up - out,
        }
        if let Some(close_at) = lot.terms.close_at {
            // The last base unit is sold at its price even if a little less is needed.
            let most = close_at.u128() + lot.top.payment_for(atom(1)).unwrap().u128();
            assert!(lot.proceeds.u128() + lot.fee.u128() < most);
            assert!(lot.proceeds <= lot.terms.repay);
        }
    }
    assert_eq!(world.balance(&world.house, "uatom"), on_sale);
    // What was sold now was not sold below the floor, rounding against the taker (INV-12).
    let now = brought(world);
    let paid = now.0 + now.1 - before.0 - before.1;
    let least = price("1.7").payment_for(atom(now.2 - before.2)).unwrap();
    assert!(paid >= least.u128());
    // The keeper is never paid above the fees, and every payment is accounted for.
    let keeper = world.claim_of(&world.keeper) + world.balance(&world.keeper, "uusdc");
    // Nor is whoever closes lots and moves on; that is a quarter at most.
    let closer = world.claim_of(&world.bob);
    assert!(keeper + closer <= now.1 && 4 * closer <= now.1);
    let courier = world.balance(&world.courier, "uusdc");
    let pool = world.balance(&world.pool, "uusdc");
    assert_eq!(
        courier + pool + world.held() + keeper + closer,
        now.0 + now.1
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn whatever_buyers_and_time_do_the_books_hold(
        actions in prop::collection::vec(action(), 1..40),
        min_rest in 0..200_000u128,
        put_up in 1_000..2_000_000u128,
        toxic in any::<bool>(),
    ) {
        let mut world = world();
        let odd = LotOrder { min_rest: atom(min_rest), put_up: atom(put_up), ..lot(2) };
        let whole = LotOrder { close_at: toxic.then_some(usdc(1_616_000)), ..lot(3) };
        world.open(world.order(vec![lot(1), odd, whole])).unwrap();
        for action in &actions {
            let before = brought(&world);
            act(&mut world, action);
            check(&world, before);
        }
        // INV-8: time ends every lot, and anyone can close it.
        world.blocks(100);
        for id in 1..=3 {
            let _ = world.close(LotId(id));
            prop_assert!(matches!(world.show(LotId(id)).life, LotLife::Closed(_)));
        }
        check(&world, brought(&world));
    }
}
