//! The bundled crash: a seeded path along the published waypoints of 12 March 2020.
//!
//! ETH/USD by hours from the start: 0 h 194.97, 7 h 171, 12 h 136, 26 h 95.87, then a rebound to
//! 130. Between two waypoints the logarithm of the price wanders (a Brownian bridge) and meets
//! each exactly. The second asset follows its moves, a little harder, with noise of its own.
//! No file of real prices is part of this project.

use crate::prices::{Bar, Series};
use crate::seeded::{Chance, Purpose};

/// Hours from the start and quote units per token.
pub const WAYPOINTS: [(f64, f64); 5] = [
    (0.0, 194.97),
    (7.0, 171.0),
    (12.0, 136.0),
    (26.0, 95.87),
    (34.0, 130.0),
];
/// The main collateral of the bundled crash.
pub const FIRST_ASSET: &str = "ETH";
/// The second collateral, correlated with the first.
pub const SECOND_ASSET: &str = "ATOM";
/// Unix seconds at which it begins: 12 March 2020, 00:00 UTC.
pub const START: u64 = 1_583_971_200;

const BAR_SECONDS: u64 = 60;
const POINTS_PER_BAR: usize = 10;
/// Noise between the waypoints, per square root of an hour.
const NOISE: f64 = 0.012;
/// How much harder the second asset falls, in powers of the first one's move.
const SECOND_BETA: f64 = 1.15;
const SECOND_START: f64 = 3.07;
/// Tokens traded per minute in calm times.
const FIRST_VOLUME: f64 = 900.0;
const SECOND_VOLUME: f64 = 40_000.0;

/// Bars of one minute for both assets.
///
/// `squeeze` runs the same fall in a fraction of the time: 1 takes 34 hours, 10 takes 3.4. The
/// noise shrinks with it, so that the shape stays.
pub fn black_thursday(seed: u64, squeeze: f64) -> Vec<Series> {
    let squeeze = if squeeze.is_finite() {
        squeeze.max(1.0)
    } else {
        1.0
    };
    let mut chance = Chance::new(seed, Purpose::Prices);
    let first = path(&mut chance, squeeze);
    let origin = WAYPOINTS[0].1;
    let own = bridge(
        &mut chance,
        first.len(),
        NOISE * 1.5 * span(first.len(), squeeze),
    );
    let second: Vec<f64> = first
        .iter()
        .zip(own)
        .map(|(price, own)| SECOND_START * (price / origin).powf(SECOND_BETA) * own.exp())
        .collect();
    vec![
        series(FIRST_ASSET, &first, FIRST_VOLUME),
        series(SECOND_ASSET, &second, SECOND_VOLUME),
    ]
}

/// Square root of the hours of the unsqueezed path that these points span.
fn span(points: usize, squeeze: f64) -> f64 {
    let hours = (points * BAR_SECONDS as usize / POINTS_PER_BAR) as f64 / 3600.0;
    (hours * squeeze).sqrt()
}

fn path(chance: &mut Chance, squeeze: f64) -> Vec<f64> {
    let per_hour = 3600.0 / BAR_SECONDS as f64 * POINTS_PER_BAR as f64;
    let mut prices = Vec::new();
    for ((from_hour, from), (to_hour, to)) in WAYPOINTS.iter().zip(WAYPOINTS.iter().skip(1)) {
        let points = ((to_hour - from_hour) / squeeze * per_hour)
            .round()
            .max(1.0) as usize;
        let noise = bridge(chance, points, NOISE * span(points, squeeze));
        prices.extend(noise.into_iter().enumerate().map(|(point, noise)| {
            let part = point as f64 / points as f64;
            (from.ln() + (to.ln() - from.ln()) * part + noise).exp()
        }));
    }
    // The last waypoint itself, and a whole last bar.
    let missing = POINTS_PER_BAR - prices.len() % POINTS_PER_BAR;
    let last = WAYPOINTS.last().map(|(_, price)| *price);
    prices.extend(
        last.into_iter()
            .flat_map(|last| std::iter::repeat_n(last, missing)),
    );
    prices
}

/// A Brownian bridge: begins and ends at zero, `spread` is the walk's deviation at its end.
fn bridge(chance: &mut Chance, points: usize, spread: f64) -> Vec<f64> {
    let step = spread / (points.max(1) as f64).sqrt();
    let mut walk = Vec::with_capacity(points + 1);
    let mut at = 0.0;
    for _ in 0..points {
        walk.push(at);
        at += step * chance.normal();
    }
    let end = at;
    walk.iter()
        .enumerate()
        .map(|(point, value)| value - end * point as f64 / points as f64)
        .collect()
}

fn series(asset: &str, prices: &[f64], volume: f64) -> Series {
    let bars = prices
        .chunks(POINTS_PER_BAR)
        .enumerate()
        .filter_map(|(number, points)| bar(START + number as u64 * BAR_SECONDS, points, volume))
        .collect();
    Series::new(asset, "the bundled crash", bars)
}

fn bar(time: u64, points: &[f64], volume: f64) -> Option<Bar> {
    let (open, close) = (*points.first()?, *points.last()?);
    // Trading swells with the size of the move, as it did that day.
    let swell = 1.0 + 60.0 * (close / open).ln().abs();
    Some(Bar {
        time,
        open,
        high: points.iter().copied().fold(open, f64::max),
        low: points.iter().copied().fold(open, f64::min),
        close,
        volume: volume * swell,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use crate::prices::Market;

    fn market(seed: u64, squeeze: f64) -> Market {
        Market::align(&black_thursday(seed, squeeze), 6).expect("one window")
    }

    #[test]
    fn the_path_meets_every_published_waypoint() {
        let market = market(1, 1.0);
        for (hour, price) in WAYPOINTS {
            let block = (hour * 600.0) as u64;
            let found = market.price(0, block).expect("an asset");
            assert!((found / price - 1.0).abs() < 0.003, "{hour} h: {found}");
        }
    }

    #[test]
    fn a_squeezed_path_falls_as_deep_in_less_time() {
        let market = market(1, 10.0);
        assert!((2_040..2_060).contains(&market.blocks), "{}", market.blocks);
        let bottom = (0..market.blocks)
            .filter_map(|block| market.price(0, block))
            .fold(f64::MAX, f64::min);
        assert!((80.0..97.0).contains(&bottom), "{bottom}");
    }

    #[test]
    fn the_second_asset_falls_harder_with_the_first() {
        let market = market(5, 1.0);
        let fall = |asset| {
            let at = |block| market.price(asset, block).expect("an asset");
            at(26 * 600) / at(0)
        };
        assert!(fall(1) < fall(0) + 0.06, "{} {}", fall(1), fall(0));
        assert!(fall(1) < 0.6, "{}", fall(1));
    }

    #[test]
    fn the_same_seed_gives_the_same_crash() {
        assert_eq!(black_thursday(4, 5.0), black_thursday(4, 5.0));
        assert_ne!(black_thursday(4, 5.0), black_thursday(5, 5.0));
    }
}
