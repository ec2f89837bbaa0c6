//! One liquidation across the chains, as text: a lane for each chain, arrows for packets.
//!
//! `●` is something on a chain, `───►` a packet that arrives, `═══►` money, `───✕` a packet that
//! timed out.

use seawall_engine::outcome::{Place, Step, Timeline};

/// Columns of a lane.
const LANE: usize = 14;
/// Columns before the first lane.
const MARGIN: usize = 10;

/// The timeline with its title, one line for each step.
pub fn render(timeline: &Timeline) -> String {
    let mut out = format!("{}\n\n", timeline.title);
    let names: String = timeline
        .lanes
        .iter()
        .map(|name| format!("{:<LANE$}", cut(name, LANE - 2)))
        .collect();
    out.push_str(format!("{:>8}  {names}", "time").trim_end());
    out.push('\n');
    for step in &timeline.steps {
        out.push_str(&line(step, timeline.lanes.len()));
        out.push('\n');
    }
    out
}

fn line(step: &Step, lanes: usize) -> String {
    let mut cells = vec![' '; lanes.saturating_mul(LANE)];
    for lane in 0..lanes {
        put(&mut cells, lane.saturating_mul(LANE), '│');
    }
    match step.place {
        Place::On { lane } => put(&mut cells, lane.saturating_mul(LANE), '●'),
        Place::Packet { from, to } => arrow(&mut cells, from, to, '─', None),
        Place::Money { from, to } => arrow(&mut cells, from, to, '═', None),
        Place::Lost { from, to } => arrow(&mut cells, from, to, '─', Some('✕')),
    }
    let cells: String = cells.into_iter().collect();
    let time = clock(step.seconds);
    format!("{time:>8}  {cells}{}", step.text)
}

fn arrow(cells: &mut [char], from: usize, to: usize, dash: char, end: Option<char>) {
    let (from_at, to_at) = (from.saturating_mul(LANE), to.saturating_mul(LANE));
    let (low, high) = (from_at.min(to_at), from_at.max(to_at));
    for at in low..high {
        put(cells, at, dash);
    }
    put(cells, from_at, '●');
    // The head stands just before the lane it points at.
    if to_at > from_at {
        put(cells, to_at.saturating_sub(1), end.unwrap_or('►'));
    } else if to_at < from_at {
        put(cells, to_at.saturating_add(1), end.unwrap_or('◄'));
    }
    put(cells, to_at, if end.is_some() { '│' } else { '●' });
}

fn put(cells: &mut [char], at: usize, mark: char) {
    if let Some(cell) = cells.get_mut(at) {
        *cell = mark;
    }
}

fn clock(seconds: u64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{minutes}:{seconds:02}")
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Columns that a line takes before its text.
pub const fn text_column(lanes: usize) -> usize {
    MARGIN.saturating_add(lanes.saturating_mul(LANE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(seconds: u64, place: Place, text: &str) -> Step {
        Step {
            seconds,
            place,
            text: text.into(),
        }
    }

    #[test]
    fn packets_and_money_run_between_the_lanes() {
        let timeline = Timeline {
            title: "Liquidation 7 of account 42".into(),
            lanes: vec!["hub".into(), "collateral".into(), "debt".into()],
            steps: vec![
                step(0, Place::On { lane: 0 }, "unsafe at 0.981"),
                step(12, Place::Packet { from: 0, to: 1 }, "OpenLots"),
                step(72, Place::Money { from: 1, to: 2 }, "1,204 USDC"),
                step(84, Place::Packet { from: 1, to: 0 }, "LotClosed"),
                step(96, Place::Lost { from: 0, to: 2 }, "Settle timed out"),
            ],
        };
        let expected = "\
Liquidation 7 of account 42

    time  hub           collateral    debt
    0:00  ●             │             │             unsafe at 0.981
    0:12  ●────────────►●             │             OpenLots
    1:12  │             ●════════════►●             1,204 USDC
    1:24  ●◄────────────●             │             LotClosed
    1:36  ●──────────────────────────✕│             Settle timed out
";
        assert_eq!(render(&timeline), expected);
    }

    #[test]
    fn a_lane_that_does_not_exist_draws_nothing() {
        let timeline = Timeline {
            title: "t".into(),
            lanes: vec!["hub".into()],
            steps: vec![step(5, Place::Packet { from: 0, to: 9 }, "lost")],
        };
        assert!(render(&timeline).contains("lost"));
        assert_eq!(text_column(1), 24);
    }
}
