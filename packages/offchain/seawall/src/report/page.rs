//! The page around the charts.

use std::fmt::Write;

use seawall_engine::outcome::{ClosingTable, ReportData};

use super::{bars, escaped, lines};

const STYLE: &str = include_str!("style.css");

/// The whole report.
pub fn html(data: &ReportData) -> String {
    let title = escaped(&data.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n\
         <h1>{title}</h1>\n<p>{}</p>\n</header>\n",
        escaped(&data.subtitle)
    );
    out.push_str(&headline(&data.headline));
    out.push_str("<main>\n");
    let prices = lines::chart("Prices", "first = 100", &lines::indexed(&data.prices), None);
    let health = bars::health("Health", &data.health_before, &data.health_after);
    let sections = [
        (
            "Price",
            "What the market paid, each asset's first price = 100.",
            prices,
        ),
        (
            "Health of the accounts",
            "How many accounts had which health factor; an account without debt counts as the \
             healthiest.",
            health,
        ),
        (
            "Lots and their prices",
            "What each lot asked for as a share of the market's price in that block. A dot is a \
             take, its area the money paid.",
            lines::lots("Lots", &data.lots),
        ),
        (
            "Pools",
            "Money in the pools over time, in USD.",
            lines::chart("Pools", "USD", &data.pools, Some(0.0)),
        ),
        (
            "Packets",
            "What the chains told each other, by kind.",
            bars::packets("Packets", &data.packets),
        ),
    ];
    for (name, note, chart) in sections {
        let _ = write!(
            out,
            "<section>\n<h2>{name}</h2>\n<p class=\"note\">{note}</p>\n{chart}\n</section>\n"
        );
    }
    out.push_str(&closing(&data.closing));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn headline(figures: &[(String, String)]) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let mut out = String::from("<dl class=\"headline\">\n");
    for (label, value) in figures {
        let (label, value) = (escaped(label), escaped(value));
        let _ = writeln!(out, "<div><dt>{label}</dt><dd>{value}</dd></div>");
    }
    out.push_str("</dl>\n");
    out
}

fn closing(table: &ClosingTable) -> String {
    let mut out = String::from("<section>\n<h2>In the end</h2>\n<table>\n");
    for row in &table.rows {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"note\">{}</td></tr>",
            escaped(&row.label),
            escaped(&row.value),
            escaped(&row.note)
        );
    }
    out.push_str("</table>\n</section>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_cannot_become_markup() {
        let mut data = ReportData {
            title: "<script>alert(1)</script>".into(),
            headline: vec![("a & b".into(), "\"1\"".into())],
            ..ReportData::default()
        };
        data.closing.row("<b>", "1", "<i>");
        let page = html(&data);
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>"));
        assert!(page.contains("a &amp; b") && page.contains("&quot;1&quot;"));
    }

    #[test]
    fn the_page_needs_nothing_from_outside() {
        let page = html(&ReportData::default());
        for word in ["http:", "https:", "src=", "href=", "url(", "@import"] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("Nothing was recorded."));
    }
}
