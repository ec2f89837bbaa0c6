//! Charts of counts: how healthy accounts were, and what became of packets.

use std::fmt::Write;

use seawall_engine::outcome::PacketCount;

use super::lines::nothing;
use super::scale::{value_label, Scale};
use super::{escaped, svg, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};

/// Bins of the health histogram: a tenth wide, from below 0.5 to above 3.
const BINS: usize = 26;
const FIRST: f64 = 0.5;
const BIN: f64 = 0.1;

/// How many accounts had which health factor, before and after.
pub fn health(label: &str, before: &[f64], after: &[f64]) -> String {
    if before.is_empty() && after.is_empty() {
        return nothing();
    }
    let (before, after) = (counts(before), counts(after));
    let most = before.iter().chain(&after).copied().max().unwrap_or(1);
    let y = Scale::round(0.0, f64::from(most), HEIGHT - BOTTOM, TOP);
    let end = FIRST + BIN * BINS as f64;
    let x = Scale::new(FIRST, end, LEFT, WIDTH - RIGHT);
    let mut body = frame(&x, &y);
    let width = (x.at(FIRST + BIN) - x.at(FIRST)) * 0.42;
    let base = y.at(0.0);
    for (bin, (before, after)) in before.iter().zip(&after).enumerate() {
        let left = x.at(FIRST + BIN * bin as f64) + width * 0.15;
        for (colour, count, left) in [(0, *before, left), (1, *after, left + width)] {
            let top = y.at(f64::from(count));
            let _ = write!(
                body,
                "<rect class=\"f{colour}\" x=\"{left:.1}\" y=\"{top:.1}\" \
                 width=\"{width:.1}\" height=\"{:.1}\"/>",
                base - top
            );
        }
    }
    let one = x.at(1.0);
    let _ = write!(
        body,
        "<line class=\"mark\" x1=\"{one:.1}\" x2=\"{one:.1}\" y1=\"{TOP}\" y2=\"{base}\"/>\
         <text class=\"unit\" x=\"{:.1}\" y=\"{}\">unsafe below 1</text>",
        one + 5.0,
        TOP + 10.0
    );
    let legend = "<p class=\"legend\"><span><i class=\"b0\"></i>before the crash</span>\
                  <span><i class=\"b1\"></i>after it</span></p>";
    format!("{legend}{}", svg(label, HEIGHT, &body))
}

fn frame(x: &Scale, y: &Scale) -> String {
    let mut out = String::new();
    let (left, right, bottom) = (LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
    for tick in y.ticks(5.0) {
        let (at, label) = (y.at(tick), value_label(tick));
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text class=\"end\" x=\"{}\" y=\"{:.1}\">{label}</text>",
            left - 8.0,
            at + 4.0
        );
    }
    for tick in x.ticks(6.0) {
        let (at, label) = (x.at(tick), value_label(tick));
        let _ = write!(
            out,
            "<text class=\"middle\" x=\"{at:.1}\" y=\"{}\">{label}</text>",
            bottom + 20.0
        );
    }
    let _ = write!(
        out,
        "<line class=\"axis\" x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>"
    );
    out
}

/// The first and the last bin also hold what lies beyond them.
fn counts(values: &[f64]) -> Vec<u32> {
    let mut bins = vec![0_u32; BINS];
    for value in values.iter().filter(|value| !value.is_nan()) {
        let bin = ((value - FIRST) / BIN + 1e-9).floor().max(0.0) as usize;
        if let Some(count) = bins.get_mut(bin.min(BINS - 1)) {
            *count += 1;
        }
    }
    bins
}

/// What became of the packets, kind by kind.
pub fn packets(label: &str, kinds: &[PacketCount]) -> String {
    if kinds.is_empty() {
        return nothing();
    }
    let row = 26.0;
    let names = 120.0;
    let most = kinds.iter().map(|kind| kind.sent).max().unwrap_or(1);
    let x = Scale::new(0.0, most as f64, names, WIDTH - 60.0);
    let mut body = String::new();
    for (number, kind) in kinds.iter().enumerate() {
        let y = 6.0 + row * number as f64;
        let (acked, lost) = (kind.acked as f64, kind.timed_out as f64);
        let parts = [("f0", 0.0, acked), ("f3", acked, acked + lost)];
        let flying = ("f4", acked + lost, kind.sent as f64);
        let _ = write!(
            body,
            "<text class=\"end\" x=\"{}\" y=\"{:.1}\">{}</text>",
            names - 8.0,
            y + 14.0,
            escaped(&kind.kind)
        );
        for (class, from, to) in parts.into_iter().chain([flying]).filter(|p| p.2 > p.1) {
            let (from, to) = (x.at(from), x.at(to));
            let _ = write!(
                body,
                "<rect class=\"{class}\" x=\"{from:.1}\" y=\"{y:.1}\" width=\"{:.1}\" \
                 height=\"18\"/>",
                (to - from).max(1.0)
            );
        }
        let _ = write!(
            body,
            "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            x.at(kind.sent as f64) + 8.0,
            y + 14.0,
            kind.sent
        );
    }
    let legend = "<p class=\"legend\"><span><i class=\"b0\"></i>acknowledged</span>\
                  <span><i class=\"b3\"></i>timed out</span>\
                  <span><i class=\"b4\"></i>on their way at the end</span></p>";
    let height = 12.0 + row * kinds.len() as f64;
    format!("{legend}{}", svg(label, height, &body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_in_exactly_one_bin() {
        let found = counts(&[
            0.1,
            0.5,
            0.99,
            1.0,
            1.05,
            2.0,
            99.0,
            f64::INFINITY,
            f64::NAN,
        ]);
        assert_eq!(found.iter().sum::<u32>(), 8);
        assert_eq!((found[0], found[4], found[5]), (2, 1, 2));
        assert_eq!(found[BINS - 1], 2);
    }
}
