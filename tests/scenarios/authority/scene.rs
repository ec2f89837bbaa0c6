//! One world in which every message has somebody who can really send it: hub, vault, auction house,
//! market, pools and couriers on one chain, so that every caller is there, and what a message needs
//! (an open lot, a claim, a change whose time has come) is there, too.

use std::collections::BTreeMap;

use anyhow::Result;
use cosmwasm_std::{coin, Addr, Coin};
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, DEBT, EUR, HUB, USD};
use seawall_fixtures::World;
use seawall_wire::ids::{AccountId, CommandId, LiquidationId};
use seawall_wire::{LotOrder, RemoteAddr};
use serde::Serialize;

mod hub;
mod people;
mod place;

pub use hub::LEAVING;
pub use people::{recovery, EARLY, NEW_ROUTE};
pub use place::{CONNECTION, DRAINED, MOVING};

/// The coin that relayers are paid with.
pub const REBATE: &str = "urebate";
/// A coin that no message asks for.
pub const STRAY: &str = "ustray";
/// Base units that every caller has of every coin.
const POCKET: u128 = 1_000_000_000_000;

/// Somebody who sends messages.
pub struct Caller {
    pub name: &'static str,
    pub addr: Addr,
}

/// The world with what is known of it.
pub struct Scene {
    pub world: World,
    /// The contracts of the hub's chain by the names of their schemas.
    pub at: BTreeMap<&'static str, Addr>,
    /// The sending end of a route that leaves the chain.
    pub sender: Addr,
    /// Contracts that nobody has set up yet.
    pub fresh: BTreeMap<&'static str, Addr>,
    pub callers: Vec<Caller>,
    pub known: Known,
}

/// What messages name.
pub struct Known {
    /// An account of the user that is safe.
    pub safe: AccountId,
    /// One that is unsafe.
    pub unsafe_: AccountId,
    /// One whose recovery owner has waited long enough.
    pub recovering: AccountId,
    /// One whose collateral is on sale.
    pub sold: AccountId,
    pub liquidation: LiquidationId,
    /// Its lot, which is open.
    pub lot: LotOrder,
    /// A command whose last step a neighbour failed to do.
    pub failed: CommandId,
    /// An exit that may be paid.
    pub exit: u64,
}

impl Scene {
    pub fn build() -> Result<Self> {
        let mut spec = Spec::default();
        spec.chains
            .retain(|(number, ..)| [HUB, DEBT].contains(number));
        spec.collaterals.retain(|c| c.number == ATOM);
        spec.collaterals[0].chain = HUB;
        for debt in &mut spec.debts {
            debt.chain = if debt.number == USD { HUB } else { DEBT };
        }
        // The debt side's pool is the user's alone; fees need not wait.
        (spec.staked_debt_side, spec.fee_hold_secs) = (0, 0);
        let mut world = deploy(spec)?;
        let at = contracts(&world)?;
        let sender = world.route(HUB, EUR)?.sender;
        let fresh = place::fresh(&mut world)?;
        hub::leaving(&mut world, &at, &fresh[DRAINED])?;
        place::feed(&mut world)?;
        let callers = callers(&mut world, &at)?;
        world.refresh_prices()?;
        people::deficit(&mut world, &at)?;
        let exit = people::capital(&mut world, &at)?;
        let recovering = people::recovering(&mut world)?;
        hub::changes(&mut world, &at)?;
        people::leaving(&mut world, &at)?;
        world.wait(86_500)?;
        world.refresh_prices()?;
        let mut known = people::accounts(&mut world, &at)?;
        (known.recovering, known.exit) = (recovering, exit);
        hub::rebates(&mut world, &at)?;
        place::pockets(&mut world, &sender)?;
        hub::heirs(&mut world, &at, &sender)?;
        world.wait(6)?;
        Ok(Self {
            world,
            at,
            sender,
            fresh,
            callers,
            known,
        })
    }

    pub fn addr(&self, label: &str) -> Addr {
        self.world.net.addr(self.world.hub, label)
    }

    /// An address as packets carry it.
    pub fn remote(&self, label: &str) -> RemoteAddr {
        RemoteAddr::new(self.addr(label).into_string()).unwrap()
    }

    /// The lot's life is over, and there is no fresh price.
    pub fn lot_is_over(&mut self) -> Result<()> {
        self.world.wait(2 * self.world.spec.price_life_secs)
    }

    /// The lot has come back, and its money was spent on another one: it may be asked for again.
    pub fn lot_came_back(&mut self) -> Result<()> {
        self.world.credit(USD, EARLY)?;
        self.world.close(HUB, self.known.lot.lot)?;
        self.world.wait(66)?;
        self.world.refresh_prices()
    }

    /// The guardian stops what it can.
    pub fn pause(&mut self) -> Result<()> {
        hub::pause(&mut self.world, &self.at)
    }
}

/// Executes on the hub's chain as the account of this label.
fn run(
    world: &mut World,
    who: &str,
    at: &Addr,
    msg: &impl Serialize,
    funds: &[Coin],
) -> Result<()> {
    world.execute(HUB, who, at, msg, funds)?;
    Ok(())
}

/// Gives coins and executes with them.
fn pay(world: &mut World, who: &str, at: &Addr, msg: &impl Serialize, funds: Coin) -> Result<()> {
    let funds = [funds];
    world.mint(HUB, who, &funds)?;
    run(world, who, at, msg, &funds)
}

fn usd(whole: u128) -> Coin {
    coin(whole * 1_000_000, "uusd")
}

fn contracts(world: &World) -> Result<BTreeMap<&'static str, Addr>> {
    let site = world.site(HUB)?.clone();
    Ok(BTreeMap::from([
        ("auction-house", site.auction_house),
        ("coordinator", world.coordinator.clone()),
        ("courier", world.route(HUB, USD)?.receiver),
        ("insurance-pool", site.pools[&USD].clone()),
        ("market", site.markets[&USD].clone()),
        ("outpost", site.outpost),
        ("price-oracle", world.oracle.clone()),
        ("vault", site.vault),
    ]))
}

/// Everybody, with coins of every kind.
fn callers(world: &mut World, at: &BTreeMap<&'static str, Addr>) -> Result<Vec<Caller>> {
    let people = [
        ("owner", "owner"),
        ("guardian", "guardian"),
        ("user", "user"),
        ("stranger", "mallory"),
        ("feeder", "feeder0"),
        ("heir", "heir"),
    ];
    let mut all: Vec<Caller> = vec![];
    for (name, label) in people {
        let addr = world.addr(HUB, label)?;
        all.push(Caller { name, addr });
    }
    for (name, addr) in at {
        let addr = addr.clone();
        all.push(Caller { name, addr });
    }
    Ok(all)
}
