//! Reads price files: bars, or the single trades of one venue. Strict, and says what is wrong.

use std::path::Path;

use super::error::PriceError;
use super::series::{Bar, Print, Series};
use crate::utc::utc;

const BAR_FIELDS: [&str; 6] = ["unix_seconds", "open", "high", "low", "close", "volume"];
const TRADE_FIELDS: [&str; 3] = ["unix_seconds", "price", "quantity"];
/// Columns of a line of trades: time, price, quantity and the venue's own number.
const TRADE_COLUMNS: usize = 4;
/// The latest time accepted: the year 4147. Later ones are milliseconds by mistake.
const LAST_TIME: f64 = 68_719_476_736.0;
/// A venue's prints tell what it showed, not what the market did before and after: as much calm
/// is put on either side of them, in seconds.
const CALM_SECONDS: u64 = 900;
/// How finely trades are told apart, in seconds: one block of the chains they are shown to.
const TRADE_SECONDS: u64 = 6;

enum Shape {
    Bars,
    Trades,
}

struct Reader<'a> {
    file: &'a str,
}

/// The asset a file name speaks of: what comes before its first `_`.
///
/// `ETH` for `prices/ETH_MAY2021_1m.csv`; `None` where the name has no such part in capitals.
pub fn asset_of(path: &Path) -> Option<String> {
    let (asset, _) = path.file_stem()?.to_str()?.split_once('_')?;
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    (!asset.is_empty() && asset.chars().all(capital)).then(|| asset.to_owned())
}

/// Reads the prices of `asset` from a file.
/// Errors: the first thing that is wrong with it, by file, line and field.
pub fn read_file(path: &Path, asset: &str) -> Result<Series, PriceError> {
    let file = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => read_text(&file, asset, &text),
        Err(error) => Err(PriceError::Unreadable {
            file,
            why: error.to_string(),
        }),
    }
}

/// Reads prices from text; `file` is the name that errors speak of.
///
/// Lines of `unix_seconds,open,high,low,close,volume` are bars. Lines of
/// `unix_seconds,price,quantity,id` are trades of one venue: the market stands at the first
/// price, and in each block the most distant print is shown for that block alone.
pub fn read_text(file: &str, asset: &str, text: &str) -> Result<Series, PriceError> {
    let reader = Reader { file };
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .trim_end()
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()))
        .peekable();
    let Some((number, first)) = lines.peek().copied().filter(|(_, line)| !line.is_empty()) else {
        return Err(reader.empty());
    };
    let shape = reader.shape(number, first)?;
    if is_header(first) {
        lines.next();
    }
    match shape {
        Shape::Bars => reader.bars(asset, lines),
        Shape::Trades => reader.trades(asset, lines),
    }
}

fn is_header(line: &str) -> bool {
    line.split(',')
        .next()
        .is_some_and(|field| field.trim().parse::<f64>().is_err())
}

impl Reader<'_> {
    fn empty(&self) -> PriceError {
        PriceError::Empty {
            file: self.file.to_owned(),
        }
    }

    fn line(&self, line: usize, why: String, right: impl Into<String>) -> PriceError {
        PriceError::Line {
            file: self.file.to_owned(),
            line,
            why,
            right: format!("right would be {}", right.into()),
        }
    }

    fn field(&self, line: usize, field: &'static str, why: String, right: &str) -> PriceError {
        PriceError::Field {
            file: self.file.to_owned(),
            line,
            field,
            why,
            right: format!("right would be {right}"),
        }
    }

    fn shape(&self, number: usize, first: &str) -> Result<Shape, PriceError> {
        let fields: Vec<&str> = first.split(',').map(str::trim).collect();
        if is_header(first) {
            if fields == BAR_FIELDS {
                return Ok(Shape::Bars);
            }
            if fields.len() == TRADE_COLUMNS && fields.starts_with(&TRADE_FIELDS) {
                return Ok(Shape::Trades);
            }
        } else if fields.len() == BAR_FIELDS.len() {
            return Ok(Shape::Bars);
        } else if fields.len() == TRADE_COLUMNS {
            return Ok(Shape::Trades);
        }
        Err(self.line(
            number,
            format!("`{first}` is neither a known header nor a line of prices"),
            format!(
                "`{}` for bars or `unix_seconds,price,quantity,id` for trades",
                BAR_FIELDS.join(",")
            ),
        ))
    }

    /// The columns of one line, all there and none too many.
    fn columns<'t, const N: usize>(
        &self,
        number: usize,
        line: &'t str,
    ) -> Result<[&'t str; N], PriceError> {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        fields.try_into().map_err(|fields: Vec<&str>| {
            let why = format!("{} fields where {N} belong: `{line}`", fields.len());
            self.line(number, why, format!("{N} numbers separated by commas"))
        })
    }

    fn number(&self, line: usize, name: &'static str, text: &str) -> Result<f64, PriceError> {
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            Ok(_) => Err(self.field(
                line,
                name,
                format!("`{text}` is not a finite number"),
                "a plain number",
            )),
            Err(_) if text.is_empty() => {
                Err(self.field(line, name, "it is empty".into(), "a plain number"))
            }
            Err(_) => Err(self.field(
                line,
                name,
                format!("`{text}` is no number"),
                "a plain number such as 136.25",
            )),
        }
    }

    fn price(&self, line: usize, name: &'static str, text: &str) -> Result<f64, PriceError> {
        let price = self.number(line, name, text)?;
        if price > 0.0 {
            return Ok(price);
        }
        let why = format!("`{text}` is not above zero");
        Err(self.field(line, name, why, "a price above zero"))
    }

    fn amount(&self, line: usize, name: &'static str, text: &str) -> Result<f64, PriceError> {
        let amount = self.number(line, name, text)?;
        if amount >= 0.0 {
            return Ok(amount);
        }
        let why = format!("`{text}` is negative");
        Err(self.field(line, name, why, "zero or more"))
    }

    fn time(&self, line: usize, text: &str, whole: bool) -> Result<f64, PriceError> {
        let time = self.number(line, "unix_seconds", text)?;
        let right = "whole seconds since 1970, for example 1583971200";
        if !(0.0..LAST_TIME).contains(&time) {
            let why = format!("`{text}` is no time in seconds");
            return Err(self.field(line, "unix_seconds", why, right));
        }
        if whole && time.fract() != 0.0 {
            let why = format!("`{text}` is not whole");
            return Err(self.field(line, "unix_seconds", why, right));
        }
        Ok(time)
    }

    fn bars<'t>(
        &self,
        asset: &str,
        lines: impl Iterator<Item = (usize, &'t str)>,
    ) -> Result<Series, PriceError> {
        let mut bars: Vec<Bar> = Vec::new();
        for (number, line) in lines {
            let bar = self.bar(number, line)?;
            if let Some(before) = bars.last() {
                self.in_order(number, before.time, bar.time)?;
            }
            bars.push(bar);
        }
        if bars.is_empty() {
            return Err(self.empty());
        }
        Ok(Series::new(asset, self.file, bars))
    }

    fn in_order(&self, line: usize, before: u64, time: u64) -> Result<(), PriceError> {
        let name = "unix_seconds";
        if time == before {
            let why = format!("{time} ({}) is there twice", utc(time));
            return Err(self.field(line, name, why, "one line for each time"));
        }
        if time < before {
            let why = format!("{time} comes after {before}: the lines are not sorted");
            return Err(self.field(line, name, why, "lines in rising order of time"));
        }
        Ok(())
    }

    fn bar(&self, line: usize, text: &str) -> Result<Bar, PriceError> {
        let [time, open, high, low, close, volume] = self.columns(line, text)?;
        let bar = Bar {
            time: self.time(line, time, true)? as u64,
            open: self.price(line, "open", open)?,
            high: self.price(line, "high", high)?,
            low: self.price(line, "low", low)?,
            close: self.price(line, "close", close)?,
            volume: self.amount(line, "volume", volume)?,
        };
        if bar.high < bar.low {
            let why = format!("{high} is below the low of {low}");
            return Err(self.field(line, "high", why, "a high at or above the low"));
        }
        let range = bar.low..=bar.high;
        for (name, price, text) in [("open", bar.open, open), ("close", bar.close, close)] {
            if !range.contains(&price) {
                let why = format!("{text} is outside of {low} to {high}");
                let right = "a price between the low and the high";
                return Err(self.field(line, name, why, right));
            }
        }
        Ok(bar)
    }

    fn trades<'t>(
        &self,
        asset: &str,
        lines: impl Iterator<Item = (usize, &'t str)>,
    ) -> Result<Series, PriceError> {
        let mut trades: Vec<(f64, f64, f64)> = Vec::new();
        for (number, line) in lines {
            let [time, price, quantity, _id] = self.columns(number, line)?;
            let time = self.time(number, time, false)?;
            if let Some((before, ..)) = trades.last().filter(|(before, ..)| time < *before) {
                let why = format!("{time} comes after {before}: the lines are not sorted");
                let right = "lines in rising order of time";
                return Err(self.field(number, "unix_seconds", why, right));
            }
            let price = self.price(number, "price", price)?;
            trades.push((time, price, self.amount(number, "quantity", quantity)?));
        }
        self.series_of_trades(asset, &trades)
    }

    fn series_of_trades(
        &self,
        asset: &str,
        trades: &[(f64, f64, f64)],
    ) -> Result<Series, PriceError> {
        let (Some((first, standing, _)), Some((last, ..))) = (trades.first(), trades.last()) else {
            return Err(self.empty());
        };
        let start = (*first as u64).saturating_sub(CALM_SECONDS);
        let end = *last as u64 + CALM_SECONDS;
        let mut prints: Vec<Print> = Vec::new();
        for (time, price, _) in trades.iter().filter(|(_, price, _)| price != standing) {
            let time = *time as u64;
            let distance = |price: f64| (price / standing).ln().abs();
            match prints.last_mut() {
                Some(print) if time / TRADE_SECONDS == print.time / TRADE_SECONDS => {
                    if distance(*price) > distance(print.price) {
                        print.price = *price;
                    }
                }
                _ => prints.push(Print {
                    time,
                    price: *price,
                }),
            }
        }
        let bar = Bar {
            time: start,
            open: *standing,
            high: *standing,
            low: *standing,
            close: *standing,
            volume: trades.iter().map(|(_, _, quantity)| quantity).sum(),
        };
        let (asset, source) = (asset.to_owned(), self.file.to_owned());
        Ok(Series::of_parts(
            asset,
            source,
            vec![bar],
            prints,
            end - start,
        ))
    }
}
