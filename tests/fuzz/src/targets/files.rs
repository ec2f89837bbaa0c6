//! What people give to a replay: price files and settings.
//!
//! What must always hold: a file is refused with words, or everything computed from it is a finite
//! price above zero within what the file says.
#![allow(clippy::float_arithmetic)] // Replays reckon in real numbers; nothing on a chain does.

use seawall_engine::prices::{read_text, Market};
use seawall_engine::scenario::Scenario;

/// So many blocks of a walk are looked at.
const BLOCKS_MAX: u64 = 300;

/// One price file; its bytes are the text.
pub fn prices(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let series = match read_text("prices.csv", "ATOM", &text) {
        Ok(series) => series,
        Err(error) => {
            assert!(error.to_string().contains("prices.csv"), "{error}");
            return;
        }
    };
    let bars = series.bars();
    let lowest = bars.iter().map(|bar| bar.low).fold(f64::MAX, f64::min);
    let highest = bars.iter().map(|bar| bar.high).fold(0.0, f64::max);
    assert!(series.start() < series.end());
    let Ok(market) = Market::align(std::slice::from_ref(&series), 6) else {
        return;
    };
    let last = market.blocks.saturating_sub(1);
    let blocks = (0..market.blocks.min(BLOCKS_MAX)).chain(last..=last);
    for block in blocks {
        let price = market.price(0, block).expect("there is one asset");
        // A step between two prices is computed in floats: its last digits may pass them.
        let within = price >= lowest * 0.999_999 && price <= highest * 1.000_001;
        assert!(within, "block {block}: {price}, but {lowest} to {highest}");
    }
    let _ = market.assets[0]
        .walk
        .next_beyond(0, BLOCKS_MAX, lowest, 0.01);
    for time in [series.start(), series.end()] {
        let sigma = market.assets[0].sigma_day(time);
        assert!(sigma >= 0.0, "sigma {sigma}");
        assert!(market.assets[0].daily_volume(time) >= 0.0);
    }
}

/// The TOML file that changes the reference scenario.
pub fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Scenario::from_toml("scenario.toml", &text) {
        Ok(scenario) => scenario.check().expect("what was accepted stays accepted"),
        Err(error) => assert!(error.to_string().contains("scenario.toml"), "{error}"),
    }
}
