//! What tokens are worth: from the hub's oracle, or from a file that another program keeps.
//!
//! What must always hold: a price that is old, missing or impossible is no price, and says why.

use std::collections::BTreeMap;
use std::path::Path;

use seawall_interfaces::oracle::{PriceState, PriceView, QueryMsg};
use seawall_wire::ids::AssetId;
use serde::Deserialize;

use crate::access::{ask, Chain};
use crate::config::PriceSettings;
use crate::places::Places;

/// Prices by name of the asset: USD per token, or why there is none.
pub type Prices = BTreeMap<String, Result<f64, String>>;

/// One price in a file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    usd: f64,
    time: u64,
}

/// All prices of a source. `now` is the hub's time.
pub async fn read(settings: &PriceSettings, hub: &dyn Chain, places: &Places, now: u64) -> Prices {
    match settings {
        PriceSettings::Oracle { max_age_secs } => oracle(hub, places, now, *max_age_secs).await,
        PriceSettings::File { file, max_age_secs } => from_file(file, places, now, *max_age_secs),
    }
}

fn names(places: &Places) -> BTreeMap<u32, String> {
    let listings = places.listings.values();
    listings.map(|l| (l.asset, l.name.clone())).collect()
}

async fn oracle(hub: &dyn Chain, places: &Places, now: u64, max_age: u64) -> Prices {
    let names = names(places);
    let assets: Vec<AssetId> = names.keys().map(|n| AssetId(*n)).collect();
    let mut prices = Prices::new();
    for part in assets.chunks(64) {
        let question = QueryMsg::Prices {
            assets: part.to_vec(),
        };
        let answer = ask::<Vec<PriceView>>(hub, &places.oracle, &question).await;
        let views = answer.map_err(|error| error.to_string());
        for asset in part {
            let name = names.get(&asset.0).cloned().unwrap_or_default();
            let of = |view: &&PriceView| view.asset == *asset;
            let price = match &views {
                Ok(views) => views.iter().find(of).map_or_else(
                    || Err("the oracle does not know it".into()),
                    |view| good(view, now, max_age),
                ),
                Err(error) => Err(error.clone()),
            };
            prices.insert(name, price);
        }
    }
    prices
}

fn good(view: &PriceView, now: u64, max_age: u64) -> Result<f64, String> {
    if view.state != PriceState::Good {
        return Err(format!("the oracle's price is {:?}", view.state));
    }
    let age = now.saturating_sub(view.observed_at);
    if age > max_age {
        return Err(format!(
            "the oracle's price is {age} s old, allowed are {max_age}"
        ));
    }
    usable(view.spot.to_string().parse().unwrap_or_default())
}

fn from_file(file: &Path, places: &Places, now: u64, max_age: u64) -> Prices {
    let text = std::fs::read_to_string(file).map_err(|e| e.to_string());
    let parsed = text.and_then(|text| {
        serde_json::from_str::<BTreeMap<String, Entry>>(&text).map_err(|e| e.to_string())
    });
    let price = |name: &String| {
        let all = parsed
            .as_ref()
            .map_err(|e| format!("{}: {e}", file.display()))?;
        let entry = all.get(name);
        let entry = entry.ok_or_else(|| format!("{} has no {name}", file.display()))?;
        let age = now.saturating_sub(entry.time);
        if age > max_age {
            return Err(format!("its price is {age} s old, allowed are {max_age}"));
        }
        usable(entry.usd)
    };
    let names = names(places);
    names
        .values()
        .map(|name| (name.clone(), price(name)))
        .collect()
}

fn usable(price: f64) -> Result<f64, String> {
    if price.is_finite() && price > 0.0 {
        return Ok(price);
    }
    Err(format!("{price} is no price"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use seawall_interfaces::oracle::PriceView;

    fn view(state: PriceState, observed_at: u64) -> PriceView {
        PriceView {
            asset: AssetId(1),
            round: 1,
            spot: "9.5".parse().unwrap_or_default(),
            ema: Default::default(),
            sigma: Default::default(),
            sigma_fast: Default::default(),
            observed_at,
            updated_at: observed_at,
            state,
        }
    }

    #[test]
    fn an_old_or_doubtful_price_is_none() {
        assert_eq!(good(&view(PriceState::Good, 100), 160, 60), Ok(9.5));
        assert!(good(&view(PriceState::Good, 100), 161, 60).is_err());
        assert!(good(&view(PriceState::Stale, 100), 100, 60).is_err());
        assert!(usable(f64::NAN).is_err() && usable(0.0).is_err() && usable(-1.0).is_err());
    }
}
