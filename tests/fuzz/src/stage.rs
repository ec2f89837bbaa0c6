//! A deployed world in the middle of everything, to which every input comes afresh.
//!
//! What must always hold: [`on`] hands out the same state every time; three borrowers, one of them
//! being liquidated, lots half sold, packets of most kinds in flight both ways. Made once for each
//! thread, since deploying takes a thousand times as long as an input.

use std::cell::RefCell;
use std::rc::Rc;

use anyhow::Result;
use cosmwasm_schema::schemars::JsonSchema;
use cosmwasm_std::{Addr, Decimal};
use seawall_fixtures::deploy::{deploy, GUARDIAN, INSURER, LENDER, OWNER};
use seawall_fixtures::invariants::Checker;
use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ARK, ATOM, COLL, DEBT, EUR, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_money::CollateralAmount;
use seawall_wire::{Envelope, ToChain, ToHub, Wanted};
use simnet::{port_of, ChainIx, Snapshot, Stats};

use crate::shape::{Shape, Words};

/// Who acts besides contracts.
pub const PEOPLE: [&str; 8] = [
    "stranger", "alice", "dora", "lucy", KEEPER, LENDER, INSURER, OWNER,
];

/// One contract.
#[derive(Clone)]
pub struct Place {
    /// Its chain in the net.
    pub ix: ChainIx,
    /// Its address.
    pub addr: Addr,
    /// What it can be told, what it can be asked, what it begins with.
    pub shapes: [Rc<Shape>; 3],
}

/// The world and what is in it.
pub struct Stage {
    /// The world.
    pub world: World,
    /// All contracts.
    pub places: Vec<Place>,
    /// What stands in messages on each chain.
    pub words: Vec<Words>,
    /// Reads the invariants.
    pub checker: Checker,
    start: Snapshot,
    /// Steps taken by then: without another one nothing has changed.
    steps: Stats,
}

thread_local! {
    static STAGE: RefCell<Option<Stage>> = const { RefCell::new(None) };
}

/// Does something on the stage as it is in the beginning.
pub fn on(act: impl FnOnce(&mut Stage)) {
    // Taken out: an input that panics leaves none behind, and the next one gets a new one.
    let mut stage = STAGE.take().unwrap_or_else(|| Stage::new().unwrap());
    act(&mut stage);
    if stage.world.net.stats() != stage.steps {
        stage.world.net.restore(&stage.start);
    }
    STAGE.set(Some(stage));
}

impl Stage {
    fn new() -> Result<Self> {
        let world = in_the_middle()?;
        let (places, words) = (places(&world), words(&world));
        let checker = Checker::of(&world);
        let (start, steps) = (world.net.snapshot(), world.net.stats());
        checker.all(&world.net)?;
        Ok(Self {
            world,
            places,
            words,
            checker,
            start,
            steps,
        })
    }

    /// What must hold even where a peer, an owner or a neighbour lies: coins are conserved (INV-1),
    /// contracts hold what they owe (INV-2), nothing is burned that did not arrive (INV-5).
    pub fn check(&self) {
        if let Err(error) = self.checker.money(&self.world.net) {
            panic!("{error:#}");
        }
    }

    /// The words of a chain.
    pub fn words(&self, chain: ChainIx) -> Words {
        let at = self.world.net.chains().position(|ix| ix == chain);
        at.map(|at| self.words[at].clone()).unwrap_or_default()
    }
}

/// Two accounts that borrow, one of them unsafe and being sold, and everything in flight.
fn in_the_middle() -> Result<World> {
    let mut world = deploy(Spec::default())?;
    world.net.set_logging(false);
    let alice = world.borrower("alice", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)])?;
    let dora = world.borrower("dora", DEBT, &[(ARK, 2_000)], &[(EUR, 300), (USD, 100)])?;
    let third = world.borrower("lucy", COLL, &[(ATOM, 900)], &[(USD, 5_900)])?;
    world.feed(ATOM, Decimal::percent(800))?;
    world.sweep(ATOM)?;
    world.liquidate(alice, COLL)?;
    world.relay()?;
    world.wait(60)?;
    for lot in world.lots(COLL)? {
        let some = CollateralAmount::new(100_000_000);
        world.take(COLL, "lucy", lot.terms.lot, some)?;
    }
    // Everything from here on stays on its way.
    world.forward(COLL, USD)?;
    world.liquidate(third, COLL)?;
    world.ask_to_deposit("alice", alice, ATOM, 5_000_000)?;
    world.ask_to_open(COLL, "stranger")?;
    let some = Wanted::Exactly(CollateralAmount::new(1_000_000_000_000_000_000));
    world.ask_to_withdraw(DEBT, "dora", dora, ARK, some)?;
    world.ask_to_borrow(DEBT, "dora", dora, USD, 10_000_000)?;
    world.repay("dora", dora, EUR, 1_000_000_000_000_000_000)?;
    world.report_debt(EUR, dora, vec![])?;
    let hello = |chain| api::coordinator::ExecuteMsg::SayHello { chain };
    for chain in [COLL, DEBT] {
        world.hub_execute(OWNER, &hello(seawall_wire::ids::ChainNo(chain)))?;
    }
    Ok(world)
}

fn shapes<E, Q, I>() -> [Rc<Shape>; 3]
where
    E: JsonSchema + 'static,
    Q: JsonSchema + 'static,
    I: JsonSchema + 'static,
{
    [
        Shape::shared::<E>(),
        Shape::shared::<Q>(),
        Shape::shared::<I>(),
    ]
}

macro_rules! shapes_of {
    ($module:ident) => {
        shapes::<api::$module::ExecuteMsg, api::$module::QueryMsg, api::$module::InstantiateMsg>()
    };
}

fn places(world: &World) -> Vec<Place> {
    let mut all = vec![];
    let mut add = |ix, addr: &Addr, shapes| {
        let addr = addr.clone();
        all.push(Place { ix, addr, shapes });
    };
    add(world.hub, &world.coordinator, shapes_of!(coordinator));
    add(world.hub, &world.oracle, shapes_of!(oracle));
    for site in world.sites.values() {
        add(site.ix, &site.outpost, shapes_of!(outpost));
        add(site.ix, &site.vault, shapes_of!(vault));
        add(site.ix, &site.auction_house, shapes_of!(auction_house));
        for market in site.markets.values() {
            add(site.ix, market, shapes_of!(market));
        }
        for pool in site.pools.values() {
            add(site.ix, pool, shapes_of!(insurance_pool));
        }
        for route in site.routes.values() {
            add(site.ix, &route.sender, shapes_of!(courier));
            add(site.ix, &route.pool, shapes_of!(insurance_pool));
            if let Some(end) = world.sites.get(&route.to.0) {
                add(end.ix, &route.receiver, shapes_of!(courier));
            }
        }
    }
    all
}

fn words(world: &World) -> Vec<Words> {
    let places = places(world);
    let all = world.net.chains().map(|ix| {
        let here = places.iter().filter(|place| place.ix == ix);
        let mut texts: Vec<String> = here.map(|place| place.addr.to_string()).collect();
        texts.extend(PEOPLE.map(|who| world.net.addr(ix, who).to_string()));
        texts.push(world.net.addr(ix, GUARDIAN).to_string());
        let collaterals = world.spec.collaterals.iter().map(|c| c.denom.to_string());
        texts.extend(collaterals.chain(world.spec.debts.iter().map(|d| d.denom.to_string())));
        for site in world.sites.values().filter(|site| site.ix == ix) {
            texts.extend(site.routes.values().map(|route| route.denom.clone()));
        }
        texts.extend((0..3).map(|n| format!("channel-{n}")));
        texts.extend(["connection-0".to_string(), port_of(&world.coordinator)]);
        texts.sort();
        texts.dedup();
        let inside = if ix == world.hub {
            Shape::shared::<Envelope<ToHub>>()
        } else {
            Shape::shared::<Envelope<ToChain>>()
        };
        Words {
            texts,
            inside: Some(inside),
        }
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_finds_the_stage_as_the_one_before_it_did() {
        let look = |stage: &Stage| {
            let net = &stage.world.net;
            (
                net.unsettled(),
                net.now(),
                net.balances(stage.world.hub, &stage.world.coordinator),
            )
        };
        let mut first = None;
        on(|stage| {
            first = Some(look(stage));
            stage.world.relay().unwrap();
            stage.world.wait(1_000).unwrap();
            stage
                .world
                .mint(COLL, "alice", &[cosmwasm_std::coin(5, "uatom")])
                .unwrap();
        });
        on(|stage| {
            assert_eq!(Some(look(stage)), first);
            assert!(
                stage.world.net.unsettled().len() >= 8,
                "{:?}",
                stage.world.net.unsettled()
            );
            stage.check();
        });
    }
}
