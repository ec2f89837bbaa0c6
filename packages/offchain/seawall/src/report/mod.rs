//! A run as one HTML file: charts as inline SVG, no other resource, light and dark.
//!
//! What must always hold: every text from outside is escaped, so that a file name or an asset's
//! name cannot become markup; the file opens without a network.
#![allow(
    // Coordinates on paper are real numbers; nothing here decides about money.
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects
)]

mod bars;
mod lines;
mod page;
mod scale;

pub use page::html;

/// Width of a chart's drawing in its own units; the page scales it.
pub(crate) const WIDTH: f64 = 560.0;
/// Height of a chart's drawing.
pub(crate) const HEIGHT: f64 = 250.0;
/// Space for the labels on the left and below, and air on the right and above.
pub(crate) const LEFT: f64 = 48.0;
pub(crate) const BOTTOM: f64 = 34.0;
pub(crate) const RIGHT: f64 = 14.0;
pub(crate) const TOP: f64 = 12.0;

/// Text as HTML shows it.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}

/// An SVG drawing with a description for who cannot see it.
pub(crate) fn svg(label: &str, height: f64, body: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        escaped(label)
    )
}
