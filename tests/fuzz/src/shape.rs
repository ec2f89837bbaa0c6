//! Messages from their JSON schema: nearly right, so that they get past the reader and into the code.
//!
//! What must always hold: every value that the schema allows can come, with numbers at the limits of
//! their types; and now and then, anywhere, one that it does not allow. Nothing knows a message by
//! name, so that a new one is fuzzed from its first day.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use cosmwasm_schema::schemars::{schema_for, JsonSchema};
use cosmwasm_std::Binary;
use serde_json::{json, Map, Value};

use crate::draw::Draw;

/// Nothing of ours is nested deeper.
const DEPTH_MAX: usize = 14;
/// No list is made longer: just over the longest that is accepted.
const LIST_MAX: usize = 18;
/// Anywhere in a value, one in so many parts is something else.
const WRONG_EVERY: usize = 250;

/// What stands in messages and is not in their schema.
#[derive(Clone, Default)]
pub struct Words {
    /// Addresses, coins, channels: texts that mean something somewhere.
    pub texts: Vec<String>,
    /// What a text of bytes may hold, besides any bytes.
    pub inside: Option<Rc<Shape>>,
}

/// One type of message.
pub struct Shape {
    root: Value,
}

impl Shape {
    /// The shape of a type.
    pub fn of<T: JsonSchema>() -> Self {
        let root = schema_for!(T);
        Self {
            root: serde_json::to_value(root).unwrap(),
        }
    }

    /// The same, made once for each thread.
    pub fn shared<T: JsonSchema + 'static>() -> Rc<Self> {
        thread_local! {
            static ALL: RefCell<HashMap<std::any::TypeId, Rc<Shape>>> = RefCell::default();
        }
        ALL.with_borrow_mut(|all| {
            let shape = all.entry(std::any::TypeId::of::<T>());
            shape.or_insert_with(|| Rc::new(Self::of::<T>())).clone()
        })
    }

    /// A value of this shape.
    pub fn draw(&self, from: &mut Draw<'_>, words: &Words) -> Value {
        Maker {
            shape: self,
            words,
            from,
        }
        .value(&self.root, 0)
    }

    /// The same as text.
    pub fn text(&self, from: &mut Draw<'_>, words: &Words) -> Vec<u8> {
        self.draw(from, words).to_string().into_bytes()
    }
}

struct Maker<'a, 'b, 'c> {
    shape: &'a Shape,
    words: &'a Words,
    from: &'c mut Draw<'b>,
}

impl Maker<'_, '_, '_> {
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > DEPTH_MAX {
            return Value::Null;
        }
        if self.from.once_in(WRONG_EVERY) {
            return self.wrong();
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            return self.named(name, depth);
        }
        if let Some(all) = schema["allOf"].as_array() {
            return self.value(all.first().unwrap_or(&Value::Null), depth + 1);
        }
        for several in ["oneOf", "anyOf"] {
            if let Some(all) = schema[several].as_array() {
                let one = self.from.pick(all).cloned().unwrap_or_default();
                return self.value(&one, depth + 1);
            }
        }
        if let Some(names) = schema["enum"].as_array() {
            return self.from.pick(names).cloned().unwrap_or_default();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => self.from.pick(kinds).cloned().unwrap_or_default(),
            kind => kind.clone(),
        };
        match kind.as_str().unwrap_or_default() {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "integer" | "number" => self.integer(schema["format"].as_str().unwrap_or_default()),
            "boolean" => Value::Bool(self.from.once_in(2)),
            "string" => Value::String(self.string()),
            "null" => Value::Null,
            _ => self.wrong(),
        }
    }

    /// Types of the chain's library say `string` and mean more.
    fn named(&mut self, name: &str, depth: usize) -> Value {
        match name {
            "Uint64" | "Timestamp" => json!(self.small_or(u128::from(u64::MAX)).to_string()),
            "Uint128" => json!(self.small_or(u128::MAX).to_string()),
            "Uint256" => json!(self.from.wide().to_string()),
            "Int128" => {
                let sign = if self.from.once_in(2) { "-" } else { "" };
                json!(format!("{sign}{}", self.small_or(i128::MAX as u128)))
            }
            "Decimal" => json!(self.from.ratio().to_string()),
            "Decimal256" => json!(cosmwasm_std::Decimal256::new(self.from.wide()).to_string()),
            "Binary" => json!(self.binary()),
            _ => {
                let schema = self.shape.root["definitions"][name].clone();
                self.value(&schema, depth + 1)
            }
        }
    }

    fn small_or(&mut self, most: u128) -> u128 {
        match self.from.byte() % 3 {
            0 => u128::from(self.from.u64() % 10_000_000_000),
            _ => self.from.number().min(most),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut fields = Map::new();
        let required = schema["required"].as_array();
        let needs = |name: &str| required.is_some_and(|r| r.iter().any(|n| n == name));
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            let leave_out = if needs(name) { WRONG_EVERY } else { 2 };
            if !self.from.once_in(leave_out) {
                fields.insert(name.clone(), self.value(part, depth + 1));
            }
        }
        if self.from.once_in(WRONG_EVERY) {
            fields.insert(self.string(), Value::Null);
        }
        Value::Object(fields)
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(parts) = schema["items"].as_array() {
            return parts
                .iter()
                .map(|part| self.value(part, depth + 1))
                .collect();
        }
        let long = self.from.once_in(16);
        let count = self.from.below(if long { LIST_MAX } else { 4 });
        let each = schema["items"].clone();
        (0..count).map(|_| self.value(&each, depth + 1)).collect()
    }

    fn integer(&mut self, format: &str) -> Value {
        let most = match format {
            "uint8" => u64::from(u8::MAX),
            "uint16" => u64::from(u16::MAX),
            "uint32" => u64::from(u32::MAX),
            _ => u64::MAX,
        };
        match self.from.byte() % 8 {
            // Numbers of chains, listings, accounts, lots.
            0..=4 => json!(self.from.below(14)),
            5 => json!(self.from.below(100_000).min(most as usize)),
            _ => json!(u64::try_from(self.from.number()).unwrap_or(most).min(most)),
        }
    }

    fn string(&mut self) -> String {
        match self.from.byte() % 32 {
            0 => String::from_utf8_lossy(self.from.bytes(300)).into_owned(),
            1 => self.from.number().to_string(),
            2 => self.from.ratio().to_string(),
            3 => String::new(),
            _ => self
                .from
                .pick(&self.words.texts)
                .cloned()
                .unwrap_or_default(),
        }
    }

    fn binary(&mut self) -> String {
        let inside = self.words.inside.clone().filter(|_| !self.from.once_in(8));
        let bytes = match inside {
            Some(inside) => {
                let words = Words {
                    inside: None,
                    ..self.words.clone()
                };
                inside.text(self.from, &words)
            }
            None => self.from.bytes(200).to_vec(),
        };
        Binary::from(bytes).to_base64()
    }

    fn wrong(&mut self) -> Value {
        match self.from.byte() % 8 {
            0 => Value::Null,
            1 => json!(-1),
            2 => json!(1.5),
            3 => json!([]),
            4 => json!({}),
            5 => json!("x".repeat(self.from.below(5_000))),
            6 => json!(u64::MAX),
            _ => Value::String(self.string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cosmwasm_std::from_json;
    use seawall_interfaces as api;
    use seawall_wire::{Ack, Envelope, ToChain, ToHub, ToHubAck};
    use serde::de::DeserializeOwned;

    /// Of 400 values, how many are understood; and the reader refuses some, as it should.
    fn understood<T: JsonSchema + DeserializeOwned>() -> usize {
        let (shape, mut good) = (Shape::of::<T>(), 0);
        let words = Words {
            texts: vec!["hub1abc".into()],
            inside: Some(Rc::new(Shape::of::<Envelope<ToHub>>())),
        };
        for seed in 0..400u64 {
            let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .take(400)
            .collect();
            let text = shape.text(&mut Draw::new(&bytes), &words);
            good += usize::from(from_json::<T>(&text).is_ok());
        }
        good
    }

    /// A generator whose messages all stop at the reader would fuzz only the reader.
    #[test]
    fn most_messages_are_understood_and_not_all() {
        let counts = [
            ("coordinator", understood::<api::coordinator::ExecuteMsg>()),
            (
                "coordinator, questions",
                understood::<api::coordinator::QueryMsg>(),
            ),
            ("oracle", understood::<api::oracle::ExecuteMsg>()),
            ("outpost", understood::<api::outpost::ExecuteMsg>()),
            ("vault", understood::<api::vault::ExecuteMsg>()),
            ("market", understood::<api::market::ExecuteMsg>()),
            (
                "auction house",
                understood::<api::auction_house::ExecuteMsg>(),
            ),
            ("courier", understood::<api::courier::InstantiateMsg>()),
            ("pool", understood::<api::insurance_pool::ExecuteMsg>()),
            ("to the hub", understood::<Envelope<ToHub>>()),
            ("to a chain", understood::<Envelope<ToChain>>()),
            ("ack", understood::<Ack<ToHubAck>>()),
        ];
        for (what, good) in counts {
            assert!((200..400).contains(&good), "{what}: {good} of 400");
        }
    }
}
