//! Tables for the terminal.

use seawall_engine::outcome::ClosingTable;

/// The closing table as text: labels on the left, values on the right of their column, notes.
pub fn closing(table: &ClosingTable) -> String {
    let rows: Vec<[&str; 3]> = table
        .rows
        .iter()
        .map(|row| [row.label.as_str(), row.value.as_str(), row.note.as_str()])
        .collect();
    let width = |texts: &mut dyn Iterator<Item = &str>| {
        let widths = texts.map(|text| text.chars().count());
        widths.max().unwrap_or(0)
    };
    let labels = width(&mut rows.iter().map(|[label, _, _]| *label));
    let values = width(&mut rows.iter().map(|[_, value, _]| *value));
    let mut out = String::new();
    for [label, value, note] in &rows {
        let line = format!("  {label:<labels$}  {value:>values$}  {note}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_a_column_and_notes_after_them() {
        let mut table = ClosingTable::default();
        table
            .row("accounts unsafe", "41", "")
            .row("debt repaid", "1,204.50 USD", "from 12 lots");
        let expected = "  accounts unsafe            41\n  \
                        debt repaid      1,204.50 USD  from 12 lots\n";
        assert_eq!(closing(&table), expected);
        assert_eq!(closing(&ClosingTable::default()), "");
    }
}
