//! Prices as the feeders say them.

use anyhow::{Context, Result};
use cosmwasm_std::Decimal;
use seawall_interfaces::oracle::{self, PriceState, PriceView, Submission};
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use seawall_wire::ids::AssetId;

use crate::people::PATIENCE;
use crate::person::{until, Person};
use crate::places::Places;

/// What each token costs at first: asset, US dollars.
pub const PRICES: [(u32, &str); 2] = [(1, "10"), (10, "1")];
/// The accounts that feed prices.
pub const FEEDERS: [&str; 3] = ["feeder-1", "feeder-2", "feeder-3"];

/// Feeds each price that is not good: the last one again, or the first one.
///
/// # Errors
/// The oracle does not take them.
pub fn feed(net: &Localnet, places: &Places) -> Result<()> {
    let reader = Person::new(net, "stranger")?;
    let oracle = places.oracle()?;
    let mut wanted = vec![];
    for (asset, first) in PRICES {
        let view = price(&reader, &oracle, asset)?;
        if view.state == PriceState::Good {
            continue;
        }
        let first = first.parse::<Decimal>();
        let first = first.map_err(|e| anyhow::anyhow!("price of asset {asset}: {e}"))?;
        let last = Some(view.spot).filter(|price| !price.is_zero());
        wanted.push((asset, last.unwrap_or(first)));
    }
    feed_prices(net, places, &wanted)
}

/// All feeders say these prices, until the oracle has confirmed each.
///
/// # Errors
/// The oracle does not take them.
pub fn feed_prices(net: &Localnet, places: &Places, prices: &[(u32, Decimal)]) -> Result<()> {
    if prices.is_empty() {
        return Ok(());
    }
    let oracle = places.oracle()?;
    let feeders: Vec<Person> = FEEDERS
        .iter()
        .map(|name| Person::new(net, name))
        .collect::<Result<_>>()?;
    let reader = Person::new(net, "stranger")?;
    let mut refused = None;
    let said = until("prices", PATIENCE, || {
        let observed_at = reader.tip(Role::Hub)?.time;
        let item = |(asset, price): &(u32, Decimal)| Submission {
            asset: AssetId(*asset),
            price: *price,
            observed_at,
        };
        let prices_now: Vec<_> = prices.iter().map(item).collect();
        let msg = oracle::ExecuteMsg::Submit { prices: prices_now };
        let say = |feeder: &Person| feeder.execute(Role::Hub, &oracle, &msg, &[]).map(drop);
        let ended = std::thread::scope(|scope| {
            let threads: Vec<_> = feeders
                .iter()
                .map(|feeder| scope.spawn(|| say(feeder)))
                .collect();
            let ended = threads.into_iter().map(|t| t.join().ok().context("panic"));
            ended.collect::<Result<Vec<_>>>()
        })?;
        // One who has spoken in the same second, as another story's price may have had it, is heard
        // in the next.
        if let Some(error) = ended.into_iter().find_map(Result::err) {
            refused = Some(error);
            return Ok(None);
        }
        for (asset, wanted) in prices {
            let view = price(&reader, &oracle, *asset)?;
            if view.state != PriceState::Good || view.spot != *wanted {
                return Ok(None);
            }
        }
        Ok(Some(()))
    });
    match (said, refused) {
        (Err(error), Some(refused)) => Err(error.context(refused)),
        (said, _) => said,
    }
}

/// What the oracle says of an asset.
///
/// # Errors
/// It does not answer.
pub fn price(person: &Person, oracle: &str, asset: u32) -> Result<PriceView> {
    let asset = AssetId(asset);
    person.ask(Role::Hub, oracle, &oracle::QueryMsg::Price { asset })
}
