//! In which leaves two values differ, in words.

use serde_json::Value;

use crate::desired::Setting;

/// Which fields of a setting change, and how.
pub(super) fn changes(setting: &Setting, actual: &Value) -> String {
    let mut parts = vec![];
    compare("", actual, &setting.expected, &mut parts);
    format!(
        "change {} of {}: {}",
        setting.what,
        setting.contract,
        parts.join(", ")
    )
}

/// Every leaf in which two values differ.
pub fn compare(at: &str, actual: &Value, expected: &Value, parts: &mut Vec<String>) {
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
                compare(&at, a, e, parts);
            }
        }
        (a, e) if a == e => {}
        (a, e) if at.is_empty() => parts.push(format!("{} → {}", short(a), short(e))),
        (a, e) => parts.push(format!("{at} {} → {}", short(a), short(e))),
    }
}

pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    if value.is_null() {
        return "nothing".into();
    }
    if text.chars().count() <= 160 {
        return text;
    }
    let head: String = text.chars().take(157).collect();
    format!("{head}…")
}
