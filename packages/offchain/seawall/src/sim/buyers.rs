//! The liquidators: lots as the engine sees them, and takes carried out.

use anyhow::Result;
use cosmwasm_std::coin;
use seawall_engine::agents::{
    pair_price, units_wanted, Depth, Liquidator, LiquidatorAction, LiquidatorSnapshot, LotFacts,
    LotView,
};
use seawall_engine::prices::Market;
use seawall_engine::scenario::Scenario;
use seawall_engine::seeded::{Chance, Purpose};
use seawall_fixtures::spec::COLL;
use seawall_fixtures::World;
use seawall_interfaces::auction_house::{ExecuteMsg, LotResponse, QueryMsg, TakeResponse};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::LotId;

use super::setup::{buyer, whole, DECIMALS};

/// A take that succeeded.
#[derive(Clone, Copy, Debug)]
pub struct Bought {
    /// The lot.
    pub lot: LotId,
    /// The collateral's place in the market.
    pub asset: usize,
    /// Tokens.
    pub tokens: f64,
    /// What was paid, in USD.
    pub paid: f64,
    /// What it was worth at the market's price, in USD.
    pub market: f64,
}

/// The liquidators of a scenario.
pub struct Buyers {
    buyers: Vec<Liquidator>,
    seed: u64,
}

/// A pair price as USD per token; both coins have six decimals.
pub fn usd(price: PairPrice) -> f64 {
    pair_price(&price.atomics().to_string())
}

impl Buyers {
    /// Liquidators with their share of the capital.
    pub fn new(scenario: &Scenario, all_debt: f64) -> Self {
        let settings = &scenario.liquidators;
        let buyers = (0..settings.count)
            .map(|_| Liquidator::new(settings, all_debt))
            .collect();
        Self {
            buyers,
            seed: scenario.seed,
        }
    }

    /// Lets every liquidator buy what pays. Who comes first in a block is chance.
    pub fn buy(
        &mut self,
        world: &mut World,
        market: &Market,
        block: u64,
        lots: &[LotResponse],
    ) -> Result<Vec<Bought>> {
        let mut bought = vec![];
        if lots.is_empty() || self.buyers.is_empty() {
            return Ok(bought);
        }
        let count = self.buyers.len() as u64;
        let first = Chance::numbered(self.seed, Purpose::Liquidators, block).below(count);
        let time = market.time(block);
        let mut changed = false;
        for turn in 0..count {
            let at = ((first + turn) % count) as usize;
            // After somebody's take the lots are looked at again.
            let fresh = if changed {
                world.lots(COLL)?
            } else {
                lots.to_vec()
            };
            changed = false;
            let views = fresh
                .iter()
                .filter_map(|lot| view(lot, market, block))
                .collect();
            let Some(agent) = self.buyers.get_mut(at) else {
                continue;
            };
            for action in agent.decide(&LiquidatorSnapshot { time, lots: views }) {
                let Some(done) = take(world, at, &fresh, market, block, action)? else {
                    continue;
                };
                let depth = depth(market, done.asset, block);
                agent.bought(time, done.asset, done.tokens, done.paid, depth);
                bought.push(done);
                changed = true;
            }
        }
        Ok(bought)
    }
}

fn place(lot: &LotResponse) -> usize {
    (lot.terms.collateral.0 as usize).saturating_sub(1)
}

fn depth(market: &Market, asset: usize, block: u64) -> Depth {
    let time = market.time(block);
    let found = market.assets.get(asset);
    Depth {
        market: market.price(asset, block).unwrap_or(0.0),
        sigma_day: found.map_or(0.0, |a| a.sigma_day(time)),
        daily_volume: found.map_or(0.0, |a| a.daily_volume(time)),
    }
}

fn view(lot: &LotResponse, market: &Market, block: u64) -> Option<LotView> {
    let asset = place(lot);
    let brought = lot.proceeds.plus_or_max(lot.fee);
    let close_left = |at: DebtAmount| at.minus_or_zero(brought).u128();
    let facts = LotFacts {
        chain: COLL,
        lot: lot.terms.lot.0,
        asset,
        takeable: lot.takeable,
        price: usd(lot.price),
        rest: lot.terms.put_up.minus_or_zero(lot.sold).u128(),
        close_left: lot.terms.close_at.map(close_left),
        min_rest: lot.terms.min_rest.u128(),
        collateral_decimals: DECIMALS,
        debt_decimals: DECIMALS,
        debt_usd: 1.0,
    };
    LotView::of(&facts, depth(market, asset, block))
}

fn take(
    world: &mut World,
    at: usize,
    lots: &[LotResponse],
    market: &Market,
    block: u64,
    action: LiquidatorAction,
) -> Result<Option<Bought>> {
    let LiquidatorAction::Take { lot, tokens, .. } = action;
    let Some(found) = lots.iter().find(|l| l.terms.lot.0 == lot) else {
        return Ok(None);
    };
    let house = world.site(COLL)?.auction_house.clone();
    let rest = found.terms.put_up.minus_or_zero(found.sold);
    let want = CollateralAmount::new(units_wanted(tokens, DECIMALS, rest.u128()));
    let lot = found.terms.lot;
    let ask = QueryMsg::SimulateTake { lot, want };
    let Ok(quote) = world.query::<_, TakeResponse>(COLL, &house, &ask) else {
        return Ok(None);
    };
    let msg = ExecuteMsg::Take {
        lot,
        want,
        price_limit: found.price,
        receiver: None,
        callback: None,
    };
    let coins = [coin(quote.payment.u128(), &found.payment_denom)];
    if world
        .execute(COLL, &buyer(at as u32), &house, &msg, &coins)
        .is_err()
    {
        return Ok(None);
    }
    let asset = place(found);
    let tokens = whole(quote.collateral.u128());
    Ok(Some(Bought {
        lot,
        asset,
        tokens,
        paid: whole(quote.payment.u128()),
        market: tokens * market.price(asset, block).unwrap_or(0.0),
    }))
}
