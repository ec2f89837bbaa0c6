//! In which leaves two values differ, in words.

use serde_json::Value;

use super::Difference;
use crate::desired::Setting;

/// Which fields of a setting change, and how.
pub(super) fn changes(setting: &Setting, actual: &Value) -> String {
    let mut leaves = vec![];
    compare("", actual, &setting.expected, &mut leaves);
    let part = |(at, is, should): &Leaf| {
        let change = format!("{} → {}", short(is), short(should));
        match at.as_str() {
            "" => change,
            at => format!("{at} {change}"),
        }
    };
    let parts: Vec<String> = leaves.iter().map(part).collect();
    let (what, on) = (&setting.what, &setting.contract);
    format!("change {what} of {on}: {}", parts.join(", "))
}

/// The same, each by itself.
pub(super) fn differences(what: &str, actual: &Value, expected: &Value) -> Vec<Difference> {
    let mut leaves = vec![];
    compare("", actual, expected, &mut leaves);
    let one = |(at, actual, expected): Leaf| Difference {
        what: match at.as_str() {
            "" => what.into(),
            at => format!("{what}, {at}"),
        },
        expected: whole(&expected),
        actual: whole(&actual),
    };
    leaves.into_iter().map(one).collect()
}

/// Where two values differ, what is there, what should be.
type Leaf = (String, Value, Value);

fn compare(at: &str, actual: &Value, expected: &Value, leaves: &mut Vec<Leaf>) {
    match (actual, expected) {
        (Value::Object(a), Value::Object(e)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(e.keys()).collect();
            for key in keys {
                let null = Value::Null;
                let (a, e) = (a.get(key).unwrap_or(&null), e.get(key).unwrap_or(&null));
                let at = if at.is_empty() {
                    key.clone()
                } else {
                    format!("{at}.{key}")
                };
                compare(&at, a, e, leaves);
            }
        }
        (a, e) if a == e => {}
        (a, e) => leaves.push((at.into(), a.clone(), e.clone())),
    }
}

/// A value for people.
pub(super) fn whole(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        value => value.to_string(),
    }
}

/// The same in a line that says more.
pub(super) fn short(value: &Value) -> String {
    let text = whole(value);
    if text.chars().count() <= 160 {
        return text;
    }
    let head: String = text.chars().take(157).collect();
    format!("{head}…")
}
