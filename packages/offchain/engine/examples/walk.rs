//! Walks price files block by block and says how fast: `cargo run --example walk -- FILE…`.
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use seawall_engine::prices::{asset_of, read_file, Market, Series};

fn main() -> Result<(), Box<dyn Error>> {
    for file in std::env::args().skip(1) {
        let path = Path::new(&file);
        let asset = asset_of(path).unwrap_or_else(|| "ASSET".to_owned());
        let started = Instant::now();
        let series = read_file(path, &asset)?;
        let read = started.elapsed();
        report(&file, &series, read.as_secs_f64())?;
    }
    Ok(())
}

fn report(file: &str, series: &Series, read: f64) -> Result<(), Box<dyn Error>> {
    let market = Market::align(std::slice::from_ref(series), 6)?;
    let asset = market.assets.first().ok_or("no asset")?;
    let started = Instant::now();
    let (low, high) = asset
        .walk
        .steps(0)
        .take(market.blocks as usize)
        .fold((f64::MAX, 0.0_f64), |(low, high), p| {
            (low.min(p), high.max(p))
        });
    let walked = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let (mut block, mut moves) = (0, 0_u64);
    let mut price = asset.walk.price_at(0);
    while let Some(next) = asset.walk.next_beyond(block, market.blocks, price, 0.005) {
        (block, price, moves) = (next, asset.walk.price_at(next), moves + 1);
    }
    let searched = started.elapsed().as_secs_f64();
    println!(
        "{file}: {} bars of {} s, {} prints, {} blocks from {low} to {high}; σ_day {:.3}; \
         read in {read:.3} s, walked {:.1} M blocks/s, {moves} moves of 0.5 % at {:.1} M blocks/s",
        series.bars().len(),
        series.bar_seconds(),
        series.prints().len(),
        market.blocks,
        asset.sigma_day(market.time(market.blocks)),
        market.blocks as f64 / walked / 1e6,
        market.blocks as f64 / searched / 1e6,
    );
    Ok(())
}
