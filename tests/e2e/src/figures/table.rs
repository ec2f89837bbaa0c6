//! The figures as the tables that people read.

use std::fmt::Write;

use super::Figures;

/// The table of the README.
pub(super) fn table(figures: &Figures) -> String {
    let head = "| from … to | blocks: median, worst | seconds: median, worst | cases |";
    let mut text = format!("{head}\n|---|---|---|---|\n");
    for blocks in figures.way.iter().filter(|l| l.unit == "blocks") {
        let mut same = figures.way.iter().filter(|l| l.unit == "s");
        if let Some(secs) = same.find(|l| l.what == blocks.what) {
            let _ = writeln!(
                text,
                "| {} | {}, {} | {:.1}, {:.1} | {} |",
                blocks.what, blocks.median, blocks.worst, secs.median, secs.worst, blocks.cases
            );
        }
    }
    text.push_str("\n| transaction | gas: median, worst | cases |\n|---|---|---|\n");
    for line in &figures.gas {
        let (median, worst) = (grouped(line.median), grouped(line.worst));
        let _ = writeln!(
            text,
            "| {} | {median}, {worst} | {} |",
            line.what, line.cases
        );
    }
    text.push_str("\n| in all | |\n|---|---|\n");
    for line in &figures.whole {
        let value = match line.unit {
            "gas" => grouped(line.median),
            _ => line.median.to_string(),
        };
        let _ = writeln!(text, "| {} | {value} {} |", line.what, line.unit);
    }
    let blocks = figures.block_seconds.iter();
    let blocks: Vec<String> = blocks
        .map(|(chain, s)| format!("{chain} {s:.2} s"))
        .collect();
    let _ = writeln!(text, "| a block | {} |", blocks.join(", "));
    text
}

/// With a comma after each three digits.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        for (value, text) in [(0.0, "0"), (999.0, "999"), (1_000.0, "1,000")] {
            assert_eq!(grouped(value), text);
        }
        assert_eq!(grouped(1_234_567.0), "1,234,567");
    }
}
