//! A thousand accounts of dust, a bidder and a receiver that always fail, a chain that never answers:
//! what the others go through takes not one block and not one step more (INV-11).

use std::collections::BTreeSet;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    to_json_binary, wasm_execute, Addr, Binary, Decimal, Deps, DepsMut, Empty, Env, MessageInfo,
    Response, StdError, StdResult,
};
use seawall_fixtures::deploy::{deploy, install};
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::ExecuteMsg as House;
use seawall_interfaces::coordinator::{CrossedResponse, Outcome, Phase, QueryMsg, QueuedResponse};
use seawall_money::{CollateralAmount, PairPrice};
use seawall_wire::ids::{AccountId, LiquidationId, LotId};
use simnet::{IbcContract, Net};

use crate::common::{claim, claims, dec, exactly, outcome, MILLION};

const DUST: usize = 1_000;
/// Of them, liquidated by somebody to whom they are worth it.
const DUST_LIQUIDATED: usize = 50;
pub const SILENT: u16 = 4;
pub const NTRN: u32 = 4;

/// A third chain with collateral.
pub fn with_a_silent_chain() -> Spec {
    let mut spec = Spec::simple();
    spec.chains.push((SILENT, "silent-1", "silent"));
    let mut far = spec.collaterals[0].clone();
    (far.number, far.chain, far.denom) = (NTRN, SILENT, "untrn");
    spec.collaterals.push(far);
    spec
}

/// How it went for one account, in blocks since the crash, and in calls made for it.
#[derive(Debug, Default, Clone, PartialEq)]
struct Course {
    opened: u64,
    sold: u64,
    paid: u64,
    ended: u64,
    calls: u32,
}

/// A buyer's contract whose own part always fails.
#[cw_serde]
enum Bidder {
    Go {
        house: String,
        lot: LotId,
        price_limit: PairPrice,
    },
    SeawallTake {},
}

fn bid(_: DepsMut, _: Env, _: MessageInfo, msg: Bidder) -> StdResult<Response> {
    let Bidder::Go {
        house,
        lot,
        price_limit,
    } = msg
    else {
        return Err(StdError::msg("it always fails"));
    };
    let take = House::Take {
        lot,
        want: CollateralAmount::MAX,
        price_limit,
        receiver: None,
        callback: Some(Binary::default()),
    };
    Ok(Response::new().add_message(wasm_execute(house, &take, vec![])?))
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&())
}

/// Each has 1.5 ATOM, owes 10.3 dollars, and becomes unsafe before those who are watched.
fn dust(world: &mut World, many: usize) {
    for _ in 0..many {
        world.ask_to_open(COLL, "dusty").unwrap();
    }
    world.relay().unwrap();
    let accounts = world.accounts().unwrap();
    let ours: Vec<AccountId> = accounts[accounts.len() - many..].to_vec();
    for account in &ours {
        let units = 3 * MILLION / 2;
        world
            .ask_to_deposit("dusty", *account, ATOM, units)
            .unwrap();
    }
    world.relay().unwrap();
    for account in &ours {
        let units = 103 * MILLION / 10;
        world
            .ask_to_borrow(COLL, "dusty", *account, USD, units)
            .unwrap();
    }
    world.relay().unwrap();
    let last = world.owed(*ours.last().unwrap(), USD).unwrap();
    assert!(!last.debt.is_zero());
}

/// Everything that goes wrong beside those who are watched.
struct Noise {
    bidder: Addr,
    carol: AccountId,
    order: Option<LiquidationId>,
}

fn noise(world: &mut World) -> Noise {
    dust(world, DUST);
    let coll = world.ix(COLL).unwrap();
    // The keeper's own address and another cannot be paid.
    for who in [KEEPER, "bob"] {
        let address = world.addr(COLL, who).unwrap();
        world.net.set_blocked(coll, &address, true);
    }
    let bob = world.borrower("bob", COLL, &[(ATOM, 10)], &[]).unwrap();
    world
        .ask_to_withdraw(COLL, "bob", bob, ATOM, exactly(MILLION))
        .unwrap();
    world.relay().unwrap();
    let carol = world
        .borrower("carol", SILENT, &[(NTRN, 1_000)], &[(USD, 6_500)])
        .unwrap();
    let code = IbcContract::new(nothing, bid, no_query);
    let bidder = install(world, coll, code, &Empty {}).unwrap();
    let silent = world.ix(SILENT).unwrap();
    world.net.halt(silent).unwrap();
    Noise {
        bidder,
        carol,
        order: None,
    }
}

struct Watch {
    account: AccountId,
    liquidation: Option<LiquidationId>,
    course: Course,
}

/// Sweeps all that is crossed, as keepers and feeders do together in one block.
fn sweep_all(world: &mut World) {
    let crossed = |world: &World| {
        let ask = QueryMsg::Crossed { limit: None };
        let found: Vec<CrossedResponse> = world.hub_query(&ask).unwrap();
        found.iter().any(|c| c.listing.0 == ATOM)
    };
    while crossed(world) {
        world.sweep(ATOM).unwrap();
    }
}

/// The whole queue of the unsafe.
fn queue(world: &World) -> Vec<AccountId> {
    let mut all: Vec<QueuedResponse> = vec![];
    loop {
        let ask = QueryMsg::Unsafe {
            start_after: all.last().map(|q| (q.since, q.account)),
            limit: Some(100),
        };
        let page: Vec<QueuedResponse> = world.hub_query(&ask).unwrap();
        if page.is_empty() {
            return all.into_iter().map(|q| q.account).collect();
        }
        all.extend(page);
    }
}

/// A keeper that takes on what is worth it; somebody else takes on a part of the dust.
fn trigger(world: &mut World, watched: &mut [Watch], dismissed: &mut BTreeSet<u64>) {
    sweep_all(world);
    for account in queue(world) {
        if let Some(watch) = watched.iter_mut().find(|w| w.account == account) {
            if watch.liquidation.is_none() {
                watch.liquidation = Some(world.liquidate(account, COLL).unwrap());
                watch.course.calls += 1;
            }
        } else if dismissed.insert(account.0) && dismissed.len() <= DUST_LIQUIDATED {
            world.liquidate(account, COLL).unwrap();
        }
    }
}

/// One block for one of those who are watched.
fn attend(world: &mut World, watch: &mut Watch, block: u64, noise: Option<&Noise>) {
    let Some(id) = watch.liquidation.filter(|_| watch.course.ended == 0) else {
        return;
    };
    let house = world.site(COLL).unwrap().auction_house.clone();
    let told = world.liquidation(id).unwrap();
    for lot in told.lots.iter().filter(|lot| lot.closed.is_none()) {
        let Ok(seen) = world.lot(COLL, lot.lot) else {
            continue;
        };
        mark(&mut watch.course.opened, true, block);
        if let Some(noise) = noise {
            let msg = Bidder::Go {
                house: house.to_string(),
                lot: lot.lot,
                price_limit: seen.price,
            };
            let failed = world.execute(COLL, "mallory", &noise.bidder, &msg, &[]);
            failed.unwrap_err();
        }
        let seawall_wire::SaleTerms::Dutch(terms) = &seen.terms.terms;
        if seen.takeable && seen.price <= terms.pair_price.scaled_floor(Decimal::one()).unwrap() {
            world
                .take(COLL, "lucy", lot.lot, CollateralAmount::MAX)
                .unwrap();
            watch.course.calls += 1;
        }
    }
    let sold = told.lots.iter().all(|lot| lot.closed.is_some());
    mark(&mut watch.course.sold, sold && !told.lots.is_empty(), block);
    for lot in told.lots.iter().filter(|lot| lot.proceeds > lot.credited) {
        let _ = world.credit(USD, lot.lot);
    }
    if told.due && world.advance(id).is_ok() {
        watch.course.calls += 1;
    }
    let paid = told.lots.iter().all(|lot| lot.credited >= lot.proceeds);
    mark(&mut watch.course.paid, watch.course.sold > 0 && paid, block);
    let ended = matches!(told.phase, Phase::Done(_));
    mark(&mut watch.course.ended, ended, block);
}

fn mark(at: &mut u64, reached: bool, block: u64) {
    if reached && *at == 0 {
        *at = block;
    }
}

/// The courses of three accounts, with everything going wrong beside them or nothing.
fn courses(noisy: bool) -> Vec<Course> {
    let mut world = deploy(with_a_silent_chain()).unwrap();
    let watch = |account| Watch {
        account,
        liquidation: None,
        course: Course::default(),
    };
    let mut watched: Vec<Watch> = ["ann", "ben", "cyd"]
        .into_iter()
        .map(|who| world.borrower(who, COLL, &[(ATOM, 1_000)], &[(USD, 6_500)]))
        .map(|account| watch(account.unwrap()))
        .collect();
    let mut noise = noisy.then(|| noise(&mut world));
    let checker = Checker::of(&world);
    let watching = checker.clone();
    world
        .net
        .on_step(Box::new(move |net: &Net| watching.money(net)));
    world.feed(NTRN, dec("8.5")).unwrap();
    if let Some(noise) = &mut noise {
        noise.order = Some(world.liquidate(noise.carol, SILENT).unwrap());
    }
    world.feed(ATOM, dec("8.5")).unwrap();
    let mut dismissed = BTreeSet::new();
    for block in 1..200 {
        trigger(&mut world, &mut watched, &mut dismissed);
        world.relay().unwrap();
        for watch in &mut watched {
            attend(&mut world, watch, block, noise.as_ref());
        }
        world.forward(COLL, USD).unwrap();
        world.relay().unwrap();
        world.collect(COLL, USD).unwrap();
        world.relay().unwrap();
        if watched.iter().all(|w| w.course.ended > 0) {
            break;
        }
        world.wait(world.spec.block_secs).unwrap();
    }
    if let Some(noise) = noise {
        afterwards(&mut world, &noise, dismissed.len());
    }
    checker.all(&world.net).unwrap();
    watched.into_iter().map(|w| w.course).collect()
}

/// All of it was there until the end, and none of it is lost.
fn afterwards(world: &mut World, noise: &Noise, dust: usize) {
    assert_eq!(dust, DUST, "all were unsafe and in the queue");
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(claims(world, COLL, &vault, "bob"), claim("uatom", MILLION));
    let order = noise.order.unwrap();
    let told = world.liquidation(order).unwrap();
    assert_eq!(told.phase, Phase::Opening {}, "nobody has answered");
    let silent = world.ix(SILENT).unwrap();
    world.net.resume(silent).unwrap();
    world.wait(world.spec.timeout_secs).unwrap();
    world.relay().unwrap();
    assert_eq!(outcome(world, order), Outcome::NotOpened);
}

#[test]
fn whatever_fails_beside_them_others_take_the_same_blocks_and_steps() {
    let alone = courses(false);
    for course in &alone {
        assert!(
            course.opened > 0 && course.opened <= course.sold,
            "{course:?}"
        );
        assert!(
            course.sold <= course.paid && course.paid <= course.ended,
            "{course:?}"
        );
        assert_eq!(course.calls, 2, "a trigger and a take: {course:?}");
    }
    assert_eq!(courses(true), alone);
}

/// One sweep takes fifty; she comes after sixty others.
#[test]
fn nobody_waits_until_others_have_been_swept() {
    let mut world = deploy(Spec::simple()).unwrap();
    dust(&mut world, 60);
    let ann = world
        .borrower("ann", COLL, &[(ATOM, 1_000)], &[(USD, 6_849)])
        .unwrap();
    world.feed(ATOM, dec("8.5")).unwrap();
    world.sweep(ATOM).unwrap();
    let swept = queue(&world);
    assert!(swept.len() == 50 && !swept.contains(&ann), "{swept:?}");
    world.liquidate(ann, COLL).unwrap();
}
