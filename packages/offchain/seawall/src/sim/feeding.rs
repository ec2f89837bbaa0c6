//! The feeders: engine's decisions, carried to the oracle as one message per feeder and block.

use anyhow::Result;
use seawall_engine::agents::{Feeder, FeederAction};
use seawall_engine::prices::Market;
use seawall_engine::scenario::Scenario;
use seawall_fixtures::prices::feeder;
use seawall_fixtures::spec::USD;
use seawall_fixtures::World;
use seawall_interfaces::oracle::{ExecuteMsg, Submission};
use seawall_wire::ids::AssetId;

use super::setup::{decimal, listing};

/// All feeders of a scenario.
pub struct Feeders {
    feeders: Vec<Feeder>,
    late: u64,
}

impl Feeders {
    /// Feeders that have published nothing yet.
    pub fn new(scenario: &Scenario) -> Self {
        let oracle = &scenario.oracle;
        let feeders = (0..oracle.feeders).map(|number| Feeder::new(number, oracle));
        Self {
            feeders: feeders.collect(),
            late: oracle.late_seconds,
        }
    }

    /// Lets every feeder that has something to say say it. Says whether any did.
    pub fn publish(&mut self, world: &mut World, market: &Market, block: u64) -> Result<bool> {
        let observed_at = world
            .net
            .block(world.hub)
            .time
            .seconds()
            .saturating_sub(self.late);
        let dollar = market.assets.len();
        let mut spoke = false;
        for (at, feeder_) in self.feeders.iter_mut().enumerate() {
            let words = feeder_.words(market, block, self.late);
            let submission = |action| {
                let FeederAction::Publish { asset, price } = action;
                let number = if asset == dollar { USD } else { listing(asset) };
                Submission {
                    asset: AssetId(number),
                    price: decimal(price),
                    observed_at,
                }
            };
            let prices: Vec<Submission> = words.into_iter().map(submission).collect();
            if prices.is_empty() {
                continue;
            }
            spoke = true;
            let oracle = world.oracle.clone();
            let submit = ExecuteMsg::Submit { prices };
            // A feeder whose print nobody can use is refused; the others go on.
            let _ = world.execute(1, &feeder(at), &oracle, &submit, &[]);
        }
        Ok(spoke)
    }
}
