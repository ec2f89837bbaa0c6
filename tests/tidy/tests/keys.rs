//! Storage of the contracts: no two records under one key, and nothing that two nodes could see
//! differently.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use seawall_tidy::{rust, Source};
use syn::visit::Visit;

/// Keys that libraries of others write into every contract.
const FOREIGN: &[&str] = &["contract_info"];

/// Collects the texts that constructors are given: `Map::new("accounts")`, `TimeLock::new("a", "b")`.
struct Keys(Vec<String>);

impl<'a> Visit<'a> for Keys {
    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        let is_new = matches!(&*call.func, syn::Expr::Path(p)
            if p.path.segments.last().is_some_and(|s| s.ident == "new"));
        let text = |arg: &syn::Expr| match arg {
            syn::Expr::Lit(lit) => match &lit.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        };
        let texts: Option<Vec<String>> = call.args.iter().map(text).collect();
        if let (true, Some(texts)) = (is_new, texts) {
            self.0.extend(texts);
        }
        syn::visit::visit_expr_call(self, call);
    }
}

fn keys(sources: &[Source], folder: &str) -> Vec<String> {
    let mut keys = Keys(vec![]);
    for source in sources.iter().filter(|s| s.path.starts_with(folder)) {
        keys.visit_file(&syn::parse_file(&source.text).unwrap());
    }
    keys.0
}

fn contracts(sources: &[Source]) -> Vec<String> {
    let mut all: Vec<String> = sources
        .iter()
        .filter(|s| s.path.starts_with("contracts/") && s.path.ends_with("/src/lib.rs"))
        .map(|s| s.path.trim_end_matches("lib.rs").to_string())
        .collect();
    all.sort();
    all
}

#[test]
fn no_two_records_of_a_contract_share_a_key() {
    let sources = rust().unwrap();
    let mut shared = keys(&sources, "packages/onchain/kit/src/");
    assert!(shared.contains(&"event_sequence".to_string()), "{shared:?}");
    shared.extend(FOREIGN.iter().map(ToString::to_string));
    let link = keys(&sources, "packages/onchain/link/src/");
    assert!(link.len() > 5, "{link:?}");
    let all = contracts(&sources);
    assert!(all.len() >= 8, "{all:?}");
    let mut wrong = vec![];
    for contract in all {
        let own = keys(&sources, &contract);
        assert!(own.len() > 3, "{contract}: {own:?}");
        let speaks = sources
            .iter()
            .any(|s| s.path.starts_with(&contract) && s.text.contains("seawall_link"));
        let links: &[String] = if speaks { &link } else { &[] };
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for key in own.iter().chain(&shared).chain(links) {
            *times.entry(key).or_default() += 1;
        }
        let twice = times.into_iter().filter(|(_, n)| *n > 1);
        wrong.extend(twice.map(|(key, n)| format!("{contract}: `{key}` {n} times")));
        // Records of a map begin with two bytes of length, single ones with their name: as long as
        // names are words, none begins as another kind does.
        for key in own {
            let word = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if !word || key.len() < 4 {
                wrong.push(format!("{contract}: `{key}` says nothing"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_on_a_chain_has_a_random_order_or_a_floating_point() {
    let on_chain = ["contracts/", "packages/core/", "packages/onchain/"];
    let banned = ["HashMap", "HashSet", "f32", "f64", "SystemTime", "Instant"];
    let (mut looked_at, mut wrong) = (0, vec![]);
    for source in rust().unwrap() {
        let ours = on_chain
            .iter()
            .any(|folder| source.path.starts_with(folder));
        if !ours || !source.path.contains("/src/") {
            continue;
        }
        looked_at += 1;
        for (at, line) in source.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let mut words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            if let Some(word) = words.find(|word| banned.contains(word)) {
                wrong.push(format!("{}:{}: {word}", source.path, at + 1));
            }
        }
    }
    assert!(looked_at > 100, "only {looked_at} files");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
