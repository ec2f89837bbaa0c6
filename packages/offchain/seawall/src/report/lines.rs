//! Charts over time: prices, pools, and lots with their takes.

use std::fmt::Write;

use seawall_engine::outcome::{Line, LotLine};

use super::scale::{time_label, value_label, Scale};
use super::{escaped, svg, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};

/// More points than this are thinned out: the drawing has no more columns.
const MOST_POINTS: usize = 1_200;
/// Colours there are before they repeat.
const COLOURS: usize = 6;

struct Frame {
    x: Scale,
    y: Scale,
}

/// Lines over time with their names above. `unit` is written at the value axis, which also shows
/// the value `with`: money is drawn from zero, so that a loss looks as large as it is.
pub fn chart(label: &str, unit: &str, lines: &[Line], with: Option<f64>) -> String {
    let all = lines.iter().flat_map(|line| line.points.iter().copied());
    let Some(frame) = Frame::around(all, with) else {
        return nothing();
    };
    let mut body = frame.axes(unit);
    for (number, line) in lines.iter().enumerate() {
        let colour = number % COLOURS;
        let points = frame.points(&thinned(&line.points));
        let _ = write!(
            body,
            "<polyline class=\"line c{colour}\" points=\"{points}\"/>"
        );
    }
    format!("{}{}", legend(lines), svg(label, HEIGHT, &body))
}

/// Each line as a percentage of its own first value, so that assets can share a chart.
pub fn indexed(lines: &[Line]) -> Vec<Line> {
    let index = |line: &Line| {
        let first = line.points.first().map_or(1.0, |(_, value)| *value);
        let first = if first > 0.0 { first } else { 1.0 };
        Line {
            name: line.name.clone(),
            points: line
                .points
                .iter()
                .map(|(t, v)| (*t, v / first * 100.0))
                .collect(),
        }
    };
    lines.iter().map(index).collect()
}

/// Asking prices of lots as shares of the market's price, and every take as a dot.
pub fn lots(label: &str, lots: &[LotLine]) -> String {
    let asked = lots.iter().flat_map(|lot| lot.asked.iter().copied());
    let taken = lots
        .iter()
        .flat_map(|lot| lot.takes.iter().map(|t| (t.0, t.1)));
    let percent = |(time, share): (f64, f64)| (time, share * 100.0);
    let Some(frame) = Frame::around(asked.chain(taken).map(percent), Some(100.0)) else {
        return nothing();
    };
    let mut body = frame.axes("% of market");
    let (left, right, at) = (LEFT, WIDTH - RIGHT, frame.y.at(100.0));
    let _ = write!(
        body,
        "<line class=\"mark\" x1=\"{left}\" x2=\"{right}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>"
    );
    for lot in lots {
        let asked: Vec<(f64, f64)> = lot.asked.iter().copied().map(percent).collect();
        let points = frame.points(&thinned(&asked));
        let _ = write!(body, "<polyline class=\"lot\" points=\"{points}\"/>");
    }
    let largest = lots.iter().flat_map(|lot| lot.takes.iter().map(|t| t.2));
    let largest = largest.fold(1.0, f64::max);
    for (time, share, paid) in lots.iter().flat_map(|lot| &lot.takes) {
        let (x, y) = (frame.x.at(*time), frame.y.at(share * 100.0));
        // The area of a dot is the money, so its radius is a root.
        let radius = 1.5 + 6.5 * (paid / largest).max(0.0).sqrt();
        let _ = write!(
            body,
            "<circle class=\"take\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"
        );
    }
    svg(label, HEIGHT, &body)
}

impl Frame {
    /// A frame around points and, if given, one more value; `None` without points.
    fn around(points: impl Iterator<Item = (f64, f64)>, also: Option<f64>) -> Option<Self> {
        let mut bounds: Option<[f64; 4]> = None;
        for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
            let [left, right, low, high] = bounds.unwrap_or([x, x, y, y]);
            bounds = Some([left.min(x), right.max(x), low.min(y), high.max(y)]);
        }
        let [left, right, low, high] = bounds?;
        let (low, high) = (low.min(also.unwrap_or(low)), high.max(also.unwrap_or(high)));
        Some(Self {
            x: Scale::new(left, right, LEFT, WIDTH - RIGHT),
            y: Scale::round(low, high, HEIGHT - BOTTOM, TOP),
        })
    }

    fn axes(&self, unit: &str) -> String {
        let mut out = String::new();
        let (left, right, bottom) = (LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
        for tick in self.y.ticks(5.0) {
            let (y, label) = (self.y.at(tick), value_label(tick));
            let _ = write!(
                out,
                "<line class=\"grid\" x1=\"{left}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
                 <text class=\"end\" x=\"{}\" y=\"{:.1}\">{label}</text>",
                left - 8.0,
                y + 4.0
            );
        }
        for tick in self.x.times() {
            let (x, label) = (self.x.at(tick), time_label(tick));
            let _ = write!(
                out,
                "<line class=\"tick\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom}\" y2=\"{}\"/>\
                 <text class=\"middle\" x=\"{x:.1}\" y=\"{}\">{label}</text>",
                bottom + 5.0,
                bottom + 20.0
            );
        }
        let _ = write!(
            out,
            "<line class=\"axis\" x1=\"{left}\" x2=\"{right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>\
             <text class=\"unit\" x=\"{}\" y=\"{}\">{}</text>",
            left + 6.0,
            TOP + 10.0,
            escaped(unit)
        );
        out
    }

    fn points(&self, points: &[(f64, f64)]) -> String {
        let mut out = String::new();
        for (x, y) in points
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
        {
            let _ = write!(out, "{:.1},{:.1} ", self.x.at(*x), self.y.at(*y));
        }
        out.trim_end().to_owned()
    }
}

/// At most [`MOST_POINTS`] points; of each piece the lowest and the highest stay.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    if points.len() <= MOST_POINTS {
        return points.to_vec();
    }
    let piece = (points.len() * 2).div_ceil(MOST_POINTS);
    let mut kept = Vec::with_capacity(MOST_POINTS + 2);
    for piece in points.chunks(piece) {
        let by_value = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let (low, high) = (piece.iter().min_by(by_value), piece.iter().max_by(by_value));
        let mut both: Vec<(f64, f64)> = low.into_iter().chain(high).copied().collect();
        both.sort_by(|a, b| a.0.total_cmp(&b.0));
        kept.extend(both);
    }
    kept.extend(points.last());
    kept
}

fn legend(lines: &[Line]) -> String {
    let mut out = String::from("<p class=\"legend\">");
    for (number, line) in lines.iter().enumerate() {
        let (colour, name) = (number % COLOURS, escaped(&line.name));
        let _ = write!(out, "<span><i class=\"b{colour}\"></i>{name}</span>");
    }
    out.push_str("</p>");
    out
}

pub(super) fn nothing() -> String {
    "<p class=\"nothing\">Nothing was recorded.</p>".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_spike() {
        let mut points: Vec<(f64, f64)> = (0..50_000).map(|n| (f64::from(n), 1.0)).collect();
        if let Some(spike) = points.get_mut(31_337) {
            spike.1 = 99.0;
        }
        let kept = thinned(&points);
        assert!(kept.len() <= MOST_POINTS + 2, "{}", kept.len());
        assert!(kept.contains(&(31_337.0, 99.0)));
        assert!(kept.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }

    #[test]
    fn lines_are_indexed_to_their_first_value() {
        let line = Line {
            name: "ETH".into(),
            points: vec![(0.0, 200.0), (6.0, 150.0)],
        };
        let indexed = indexed(&[line]);
        assert_eq!(indexed[0].points, [(0.0, 100.0), (6.0, 75.0)]);
    }

    #[test]
    fn a_chart_without_points_says_so() {
        assert_eq!(chart("x", "USD", &[], None), nothing());
        assert_eq!(lots("x", &[]), nothing());
    }
}
