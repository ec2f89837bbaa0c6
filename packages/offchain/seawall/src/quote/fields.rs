//! Reads JSON objects field by field, and names the field that is wrong.

use seawall_auction::AuctionError;
use seawall_money::MathError;
use seawall_risk::RiskError;
use serde_json::{Map, Value};
use thiserror::Error;

/// Why there is no quote.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum QuoteError {
    /// The text is no JSON.
    #[error("stdin is no JSON ({why}); right would be one JSON object")]
    NotJson {
        /// What and where.
        why: String,
    },
    /// A field is not there.
    #[error("field `{field}` is missing; right would be {right}")]
    Missing {
        /// Its path.
        field: String,
        /// What it should be.
        right: String,
    },
    /// A field that does not exist is there.
    #[error("field `{field}` is unknown; right would be one of {known}")]
    Unknown {
        /// Its path.
        field: String,
        /// The fields there are.
        known: String,
    },
    /// A field has the wrong type or value.
    #[error("field `{field}` is {actual}; right would be {right}")]
    Wrong {
        /// Its path.
        field: String,
        /// What it is.
        actual: String,
        /// What it should be.
        right: String,
    },
    /// The numbers are too large to compute with.
    #[error("these numbers have no result ({why}); right would be smaller amounts and prices")]
    NoResult {
        /// Where it ended.
        why: String,
    },
}

impl QuoteError {
    /// A field with a wrong value.
    pub fn wrong(field: &str, actual: impl ToString, right: impl ToString) -> Self {
        Self::Wrong {
            field: field.to_owned(),
            actual: actual.to_string(),
            right: right.to_string(),
        }
    }
}

impl From<MathError> for QuoteError {
    fn from(error: MathError) -> Self {
        Self::NoResult {
            why: error.to_string(),
        }
    }
}

impl From<RiskError> for QuoteError {
    fn from(error: RiskError) -> Self {
        match error {
            RiskError::Parameter {
                field,
                expected,
                actual,
            } => Self::wrong(field, format!("\"{actual}\""), expected),
            other => Self::NoResult {
                why: other.to_string(),
            },
        }
    }
}

impl From<AuctionError> for QuoteError {
    fn from(error: AuctionError) -> Self {
        Self::NoResult {
            why: error.to_string(),
        }
    }
}

/// The fields of one JSON object.
pub struct Fields {
    path: String,
    map: Map<String, Value>,
}

impl Fields {
    /// The object that `text` is, with no other fields than these.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, QuoteError> {
        let value: Value = serde_json::from_str(text).map_err(|error| QuoteError::NotJson {
            why: error.to_string(),
        })?;
        Self::of(String::new(), value, known)
    }

    /// The object at `path`, with no other fields than these.
    fn of(path: String, value: Value, known: &[&str]) -> Result<Self, QuoteError> {
        let Value::Object(map) = value else {
            let name = if path.is_empty() { "input" } else { &path };
            return Err(QuoteError::wrong(name, shown(&value), "an object `{…}`"));
        };
        let fields = Self { path, map };
        let mut names = fields.map.keys();
        if let Some(unknown) = names.find(|name| !known.contains(&name.as_str())) {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            return Err(QuoteError::Unknown {
                field: fields.full(unknown),
                known: known.join(", "),
            });
        }
        Ok(fields)
    }

    /// A field's path, as messages name it.
    pub fn full(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn take(&mut self, name: &str, right: &str) -> Result<Value, QuoteError> {
        self.map.remove(name).ok_or_else(|| QuoteError::Missing {
            field: self.full(name),
            right: right.to_owned(),
        })
    }

    /// An object inside of this one.
    pub fn object(&mut self, name: &str, known: &[&str]) -> Result<Self, QuoteError> {
        let value = self.take(name, "an object `{…}`")?;
        Self::of(self.full(name), value, known)
    }

    /// A list of objects, at least one.
    pub fn objects(&mut self, name: &str, known: &[&str]) -> Result<Vec<Self>, QuoteError> {
        let right = "a list of at least one object `[{…}]`";
        match self.take(name, right)? {
            Value::Array(items) if !items.is_empty() => items
                .into_iter()
                .enumerate()
                .map(|(at, item)| Self::of(format!("{}[{at}]", self.full(name)), item, known))
                .collect(),
            other => Err(QuoteError::wrong(&self.full(name), shown(&other), right)),
        }
    }

    /// A string that is not empty.
    pub fn text(&mut self, name: &str, right: &str) -> Result<String, QuoteError> {
        match self.take(name, right)? {
            Value::String(text) if !text.is_empty() => Ok(text),
            other => Err(QuoteError::wrong(&self.full(name), shown(&other), right)),
        }
    }

    /// A whole number of seconds.
    pub fn seconds(&mut self, name: &str) -> Result<u64, QuoteError> {
        let right = "a whole number of seconds, not in quotes";
        let value = self.take(name, right)?;
        value
            .as_u64()
            .ok_or_else(|| QuoteError::wrong(&self.full(name), shown(&value), right))
    }

    /// A decimal string, read by `parse`; its error says what would be right.
    pub fn number<T>(
        &mut self,
        name: &str,
        right: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, QuoteError> {
        match self.take(name, right)? {
            Value::String(text) => parse(&text)
                .ok_or_else(|| QuoteError::wrong(&self.full(name), format!("\"{text}\""), right)),
            other => Err(QuoteError::wrong(&self.full(name), shown(&other), right)),
        }
    }

    /// A decimal string that may be left out or null.
    pub fn optional<T>(
        &mut self,
        name: &str,
        right: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, QuoteError> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.number(name, right, parse).map(Some),
        }
    }
}

/// A value as a message shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => format!("the truth value {value}"),
        Value::Number(_) => format!("the number {value}"),
        Value::String(text) => format!("the text \"{text}\""),
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
