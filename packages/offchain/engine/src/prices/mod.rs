//! Market prices: bars and trades from files, aligned and walked block by block.
//!
//! Inside a bar the price walks from the open over both extremes to the close; where bars are
//! missing the last close stands. An extreme more than ten times away from both open and close
//! did not happen in the market: it is a single print that one feeder shows in one block.

mod error;
mod market;
mod read;
mod series;
mod walk;

pub use error::PriceError;
pub use market::{AssetMarket, Feed, Market, DAY};
pub use read::{asset_of, read_file, read_text};
pub use series::{Bar, Print, Series, PRINT_FACTOR};
pub use walk::{PriceWalk, Steps};
