//! The keepers: what they see of the chains, and their decisions carried out.

use anyhow::Result;
use cosmwasm_std::Decimal;
use seawall_engine::agents::{
    Keeper, KeeperAction, KeeperSnapshot, KeeperView, LotSeen, Queued, RouteSeen, Stuck,
};
use seawall_engine::scenario::Scenario;
use seawall_fixtures::spec::{COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::LotResponse;
use seawall_interfaces::coordinator::{
    CrossedResponse, ExecuteMsg, HealthResponse, LiquidationResponse, Phase, QueryMsg,
    QueuedResponse,
};
use seawall_interfaces::{courier, market, oracle};
use seawall_wire::ids::{AccountId, AssetId, ChainNo, LiquidationId, ListingId, LotId};
use seawall_wire::RemoteAddr;

use super::setup::keeper;

/// The keepers of a scenario.
pub struct Keepers {
    keepers: Vec<Keeper>,
    /// What they saw after the block before.
    seen: KeeperSnapshot,
    /// Prices at which nothing was crossed, while nothing but prices has changed since.
    calm: Option<Calm>,
}

/// A box of prices within which the hub said that no trigger is crossed: from the lowest seen
/// upwards for collateral. Triggers stand still while no account changes, so a keeper that follows
/// the oracle need not ask again within it. What is lent here is a dollar, and costs no interest: no
/// debt crosses a trigger by itself.
struct Calm {
    floors: Vec<Decimal>,
    until_block: u64,
}

/// The hub is asked again after so many blocks, whatever the prices did.
const CALM_BLOCKS: u64 = 600;

impl Keepers {
    /// Keepers that have seen nothing.
    pub fn new(scenario: &Scenario) -> Self {
        let number = |n: u32| Keeper::new(u64::from(n), scenario.seed, &scenario.keepers);
        let keepers = (0..scenario.keepers.count).map(number).collect();
        Self {
            keepers,
            seen: KeeperSnapshot::default(),
            calm: None,
        }
    }

    /// Is there anything that one of them would do?
    pub fn is_idle(&self) -> bool {
        let seen = &self.seen;
        seen.crossed.is_empty() && seen.unsafe_accounts.is_empty() && seen.stuck.is_empty()
    }

    /// Acts on what was seen after the block before. Two that compete for one thing: the second is
    /// refused and pays its gas.
    pub fn act(&mut self, world: &mut World, block: u64) -> Result<()> {
        let snapshot = KeeperSnapshot {
            block,
            ..self.seen.clone()
        };
        for (at, agent) in self.keepers.iter().enumerate() {
            for action in agent.decide(&snapshot) {
                carry_out(world, &keeper(at as u32), &action)?;
            }
        }
        Ok(())
    }

    /// Looks at the prices for the block to come, where nothing else has changed since the last
    /// look. Says whether that was enough; otherwise a whole look is due.
    pub fn glance(&mut self, world: &World, block: u64) -> Result<bool> {
        let spots = collateral_prices(world)?;
        let Some(calm) = self.calm.as_ref().filter(|c| block < c.until_block) else {
            return Ok(false);
        };
        let inside = spots.iter().zip(&calm.floors).all(|(now, low)| now >= low);
        Ok(inside && spots.len() == calm.floors.len() && self.is_idle())
    }

    /// Looks at the chains for the block to come.
    pub fn look(
        &mut self,
        world: &World,
        block: u64,
        open: &[LiquidationResponse],
        lots: &[LotResponse],
    ) -> Result<()> {
        let crossed: Vec<CrossedResponse> =
            world.hub_query(&QueryMsg::Crossed { limit: Some(100) })?;
        let ask = QueryMsg::Unsafe {
            start_after: None,
            limit: Some(100),
        };
        let queued: Vec<QueuedResponse> = world.hub_query(&ask)?;
        let busy = |account: AccountId| {
            let mut open = open.iter();
            open.any(|l| l.account == account && !matches!(l.phase, Phase::Done(_)))
        };
        let mut queue = vec![];
        for QueuedResponse { account, .. } in queued {
            if busy(account) {
                continue;
            }
            let health: HealthResponse = world.hub_query(&QueryMsg::Health { account })?;
            queue.push(Queued {
                account: account.0,
                busy: false,
                liquidatable: health.liquidatable,
                obstacle: health.obstacle.is_some(),
            });
        }
        let view = KeeperView {
            crossed: crossed.iter().map(|c| c.listing.0).collect(),
            queue,
            lots: lots.iter().map(lot_seen).collect(),
            routes: vec![route_seen(world, open)?],
            due: open
                .iter()
                .filter(|l| l.due)
                .map(|l| l.liquidation.0)
                .collect(),
            ..KeeperView::default()
        };
        self.seen = view.snapshot(0);
        self.calm = None;
        if self.is_idle() && open.is_empty() && lots.is_empty() {
            self.calm = Some(Calm {
                floors: collateral_prices(world)?,
                until_block: block.saturating_add(CALM_BLOCKS),
            });
        }
        Ok(())
    }
}

/// The oracle's prices of all collaterals; none that is not good.
fn collateral_prices(world: &World) -> Result<Vec<Decimal>> {
    let numbers = world.spec.collaterals.iter().map(|c| AssetId(c.number));
    let ask = oracle::QueryMsg::Prices {
        assets: numbers.collect(),
    };
    let views: Vec<oracle::PriceView> = world.query(HUB, &world.oracle, &ask)?;
    let good = views
        .into_iter()
        .filter(|v| v.state == oracle::PriceState::Good);
    Ok(good.map(|v| v.spot).collect())
}

fn lot_seen(lot: &LotResponse) -> LotSeen {
    LotSeen {
        chain: COLL,
        lot: lot.terms.lot.0,
        takeable: lot.takeable,
    }
}

fn route_seen(world: &World, open: &[LiquidationResponse]) -> Result<RouteSeen> {
    let route = world.route(COLL, USD)?;
    let (coll, debt) = (world.ix(COLL)?, world.ix(DEBT)?);
    let mut lots = open.iter().flat_map(|l| &l.lots);
    let ask = market::QueryMsg::RouteMoney { route: route.route };
    let (chain, at) = world.market(USD)?;
    let money: market::RouteMoneyResponse = world.query(chain, &at, &ask)?;
    Ok(RouteSeen {
        from: COLL,
        to: DEBT,
        route: route.route.0,
        to_send: world.net.balance(coll, &route.sender, &route.denom),
        to_collect: world.net.balance(debt, &route.receiver, "uusd"),
        free: money.arrived.saturating_sub(money.used).u128(),
        owed: lots.any(|lot| lot.proceeds > lot.credited),
    })
}

fn carry_out(world: &mut World, who: &str, action: &KeeperAction) -> Result<()> {
    // A step that another keeper took first, or that is not due after all, is refused: that is no
    // failure of the run.
    match action {
        KeeperAction::Sweep { listing } => {
            let sweep = ExecuteMsg::Sweep {
                listing: ListingId(*listing),
                limit: 50,
            };
            let _ = world.hub_execute(who, &sweep);
        }
        KeeperAction::Liquidate { account } => {
            let pay_to = RemoteAddr::new(world.addr(COLL, who)?.to_string())?;
            let liquidate = ExecuteMsg::Liquidate {
                account: AccountId(*account),
                chain: Some(ChainNo(COLL)),
                pay_to: Some(pay_to),
            };
            let _ = world.hub_execute(who, &liquidate);
        }
        KeeperAction::Crank(Stuck::CloseLot { lot, .. }) => {
            let house = world.site(COLL)?.auction_house.clone();
            let close = seawall_interfaces::auction_house::ExecuteMsg::Close { lot: LotId(*lot) };
            let _ = world.execute(COLL, who, &house, &close, &[]);
        }
        KeeperAction::Crank(Stuck::Forward { .. }) => {
            let route = world.route(COLL, USD)?;
            let forward = courier::ExecuteMsg::Forward {};
            let _ = world.execute(COLL, who, &route.sender, &forward, &[]);
        }
        KeeperAction::Crank(Stuck::Collect { .. }) => collect(world, who)?,
        KeeperAction::Crank(Stuck::Advance { liquidation }) => {
            let liquidation = LiquidationId(*liquidation);
            let pay_to = RemoteAddr::new(world.addr(COLL, who)?.to_string())?;
            let advance = ExecuteMsg::Advance {
                liquidation,
                pay_to: Some(pay_to),
            };
            let _ = world.hub_execute(who, &advance);
        }
        KeeperAction::Crank(Stuck::Recertify { account }) => {
            let account = AccountId(*account);
            let _ = world.hub_execute(who, &ExecuteMsg::Recertify { account });
        }
        // Nothing of these waits here: certificates outlive a run, no report is lost for good, and
        // every channel stays.
        KeeperAction::Crank(
            Stuck::SweepExpired | Stuck::Resend { .. } | Stuck::Retry { .. } | Stuck::Ask(_),
        ) => {}
    }
    Ok(())
}

/// Hands arrived money to the market and credits the lots that wait for it.
fn collect(world: &mut World, who: &str) -> Result<()> {
    let route = world.route(COLL, USD)?;
    let _ = world.execute(
        DEBT,
        who,
        &route.receiver,
        &courier::ExecuteMsg::Collect {},
        &[],
    );
    let (chain, at) = world.market(USD)?;
    for liquidation in world.open_liquidations()? {
        for lot in liquidation
            .lots
            .iter()
            .filter(|lot| lot.proceeds > lot.credited)
        {
            let credit = market::ExecuteMsg::Credit { lot: lot.lot };
            let _ = world.execute(chain, who, &at, &credit, &[]);
        }
    }
    Ok(())
}
