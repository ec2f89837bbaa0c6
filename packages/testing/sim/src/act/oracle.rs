//! The market moves, feeders tell.

use anyhow::Result;
use cosmwasm_std::Decimal;
use seawall_fixtures::prices::feeder;
use seawall_interfaces::oracle::{ExecuteMsg, Submission};
use seawall_wire::ids::AssetId;

use crate::stage::{chosen, Stage};
use crate::violation::{of, Done, Outcome};

/// An asset comes to cost so many thousandths of its price, within a hundredth and a hundredfold of
/// the start.
pub(super) fn moves(stage: &mut Stage, asset: u64, permille: u64) -> Result<()> {
    let all: Vec<u32> = stage.truth.keys().copied().collect();
    let Some(asset) = chosen(&all, asset) else {
        return Ok(());
    };
    let start = stage.world.fed.get(&asset).copied().unwrap_or_default();
    let (low, high) = (start * Decimal::percent(20), start * Decimal::percent(400));
    if let Some(price) = stage.truth.get_mut(&asset) {
        let moved = *price * Decimal::permille(permille);
        *price = moved.clamp(low, high);
    }
    Ok(())
}

/// A feeder says what everything costs, true or not.
pub(crate) fn feed(stage: &mut Stage, at: u64) -> Result<()> {
    let at = usize::try_from(at).unwrap_or(0) % stage.world.spec.feeders.max(1);
    let permille = stage.feeders.get(&at).copied().unwrap_or(1_000);
    anyhow::ensure!(permille > 0, "the feeder is silent");
    let factor = Decimal::permille(permille);
    let observed_at = stage.world.net.block(stage.world.hub).time.seconds();
    let prices = stage.truth.iter();
    let prices = prices
        .map(|(asset, price)| Submission {
            asset: AssetId(*asset),
            price: *price * factor,
            observed_at,
        })
        .collect();
    let oracle = stage.world.oracle.clone();
    let msg = ExecuteMsg::Submit { prices };
    stage
        .world
        .execute(1, &feeder(at), &oracle, &msg, &[])
        .map(drop)
}

/// All feeders say what everything costs; some may be silent or wrong.
pub(super) fn feed_all(stage: &mut Stage) -> Done {
    let mut last = Outcome::Idle;
    for at in 0..stage.world.spec.feeders as u64 {
        last = of(feed(stage, at))?;
    }
    Ok(last)
}
