//! After any schedule: relayers, one buyer and a keeper without privileges are back, and
//! everything that was begun must end (INV-8).

use seawall_fixtures::spec::{ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{LiquidationResponse, Phase};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{LiquidationId, LotId};

/// A step that an invariant objected to; everything else that fails is refused and harmless.
pub fn tolerate<T>(result: anyhow::Result<T>) {
    if let Err(error) = result {
        let text = format!("{error:#}");
        assert!(!text.contains("observer after step"), "{text}");
    }
}

/// All liquidations there ever were.
pub fn liquidations(world: &World) -> Vec<LiquidationResponse> {
    let ask = |number| world.liquidation(LiquidationId(number)).ok();
    (1..).map_while(ask).collect()
}

fn over(world: &World) -> bool {
    let all = liquidations(world);
    let settled = |l: &LiquidationResponse| {
        let credited = l.lots.iter().all(|lot| lot.credited == lot.proceeds);
        matches!(l.phase, Phase::Done(_))
            && credited
            && l.lots.iter().all(|lot| lot.closed.is_some())
    };
    world.net.unsettled().is_empty() && all.iter().all(settled)
}

/// Everything that anyone may do, once.
fn crank(world: &mut World) {
    world.relay().unwrap();
    for lot in world.lots(COLL).unwrap() {
        let lot = lot.terms.lot;
        tolerate(world.take(COLL, "healer", lot, CollateralAmount::MAX));
        tolerate(world.close(COLL, lot));
    }
    for liquidation in liquidations(world) {
        let lots: Vec<LotId> = liquidation.lots.iter().map(|lot| lot.lot).collect();
        for some in lots.chunks(8) {
            tolerate(world.report_lots(COLL, some.to_vec()));
            tolerate(world.report_debt(USD, liquidation.account, some.to_vec()));
        }
        world.relay().unwrap();
        tolerate(world.advance(liquidation.liquidation));
        for lot in lots {
            tolerate(world.credit(USD, lot));
        }
    }
    world.crank().unwrap();
}

/// Lets everybody be back for as long as it takes, within bounds.
pub fn heal(world: &mut World) {
    for _ in 0..80 {
        crank(world);
        if over(world) {
            return;
        }
        world.wait(60).unwrap();
        world.refresh_prices().unwrap();
    }
    panic!(
        "INV-8: {:#?} {:?}",
        liquidations(world),
        world.net.unsettled()
    );
}

/// Nothing is uncertain any more: the hub's ranges have closed around what the chains say.
pub fn certain(world: &mut World) {
    for account in world.accounts().unwrap() {
        let vault = vec![(account, seawall_wire::ids::ListingId(ATOM))];
        let outpost = world.site(COLL).unwrap().outpost.clone();
        let msg = seawall_interfaces::outpost::ExecuteMsg::Report {
            vault,
            markets: vec![],
            lots: vec![],
        };
        world.execute(COLL, "healer", &outpost, &msg, &[]).unwrap();
        world.report_debt(USD, account, vec![]).unwrap();
        world.relay().unwrap();
        let seen = world.account(account).unwrap();
        let held = world.holding(account, ATOM).unwrap();
        assert!(held.pending.is_zero(), "{held:?}");
        for collateral in &seen.collaterals {
            assert_eq!(collateral.worst, collateral.best, "{collateral:?}");
            assert_eq!(collateral.worst.u128() as i128, held.locked.i128(), "INV-3");
        }
        let owed = world.owed(account, USD).unwrap();
        for debt in &seen.debts {
            assert_eq!(debt.worst_shares, debt.best_shares, "{debt:?}");
            assert_eq!(debt.worst_shares, owed.shares, "INV-3");
        }
    }
    assert!(world.market_status(USD).unwrap().reserved.is_zero());
}
