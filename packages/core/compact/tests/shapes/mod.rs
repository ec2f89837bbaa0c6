//! The same types, with serde's derive and with the compact one.

macro_rules! types {
    ($name:ident, $($reader:path),*) => {
        pub mod $name {
            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            #[serde(deny_unknown_fields)]
            pub struct Inner {
                pub number: u64,
                pub text: Option<String>,
            }

            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            pub struct Amount(pub u64);

            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            #[serde(try_from = "String", into = "String")]
            pub struct Short(pub String);

            impl TryFrom<String> for Short {
                type Error = &'static str;
                fn try_from(text: String) -> Result<Self, &'static str> {
                    if text.len() > 8 { Err("too long") } else { Ok(Self(text)) }
                }
            }

            impl From<Short> for String {
                fn from(short: Short) -> String {
                    short.0
                }
            }

            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            #[serde(rename_all = "snake_case")]
            pub enum Choice {
                Nothing,
                Empty {},
                One(Amount),
                Maybe(Option<Amount>),
                Boxed(Box<Inner>),
                Some2Fields { x: i64, r#type: Option<Amount> },
            }

            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            #[serde(rename_all = "snake_case", deny_unknown_fields)]
            pub enum Strict<T> {
                Held(T),
                Fields { held: T },
            }

            #[derive(Debug, Clone, PartialEq, $($reader),*)]
            pub struct All {
                pub choice: Choice,
                pub choices: Vec<Choice>,
                pub pair: (u8, Inner),
                pub lists: Vec<Vec<u8>>,
                pub triple: Vec<(bool, Amount, String)>,
                pub amount: Amount,
                pub short: Short,
                pub strict: Strict<Inner>,
                pub last: Option<Box<Inner>>,
            }

            pub fn value(
                number: u64,
                text: &Option<String>,
                x: i64,
                amount: Option<u64>,
                short: &str,
                count: usize,
            ) -> All {
                let inner = Inner { number, text: text.clone() };
                let amount = amount.map(Amount);
                All {
                    choice: Choice::Some2Fields { x, r#type: amount.clone() },
                    choices: vec![Choice::Nothing, Choice::Empty {}, Choice::Maybe(amount.clone()),
                        Choice::Boxed(Box::new(inner.clone())), Choice::One(Amount(number))],
                    pair: (7, inner.clone()),
                    lists: vec![vec![1; count]; count],
                    triple: vec![(true, Amount(number), short.to_string()); count],
                    amount: Amount(number),
                    short: Short(short.to_string()),
                    strict: if count == 0 { Strict::Held(inner.clone()) }
                        else { Strict::Fields { held: inner.clone() } },
                    last: amount.map(|_| Box::new(inner)),
                }
            }
        }
    };
}

types!(plain, serde::Serialize, serde::Deserialize);
types!(compact, cosmwasm_schema::Compact);

/// The same value of both.
pub fn value(
    number: u64,
    text: &Option<String>,
    x: i64,
    amount: Option<u64>,
    short: &str,
    count: usize,
) -> (plain::All, compact::All) {
    (
        plain::value(number, text, x, amount, short, count),
        compact::value(number, text, x, amount, short, count),
    )
}

/// A value with every shape.
pub const GOOD: &str = r#"{"choice":{"some2_fields":{"x":-3,"type":9}},"choices":["nothing",{"empty":{}},
    {"one":18446744073709551615},{"maybe":4},{"boxed":{"number":1,"text":"a\"\\\u00e9\n"}}],
    "pair":[1,{"number":2}],"lists":[[],[1,2]],"triple":[[true,3,"t"]],"amount":7,"short":"ab",
    "strict":{"fields":{"held":{"number":6}}},"last":{"number":5}}"#;

/// Parts of it that anything may be put in place of.
pub const PARTS: [&str; 9] = [
    r#"{"some2_fields":{"x":-3,"type":9}}"#,
    r#""nothing""#,
    r#"{"number":2}"#,
    r#"[[],[1,2]]"#,
    r#"[true,3,"t"]"#,
    "7",
    r#""ab""#,
    r#"{"fields":{"held":{"number":6}}}"#,
    r#"{"number":5}"#,
];

/// Names that mean something somewhere in it.
pub const NAMES: &[&str] = &[
    "choice",
    "choices",
    "pair",
    "lists",
    "triple",
    "amount",
    "short",
    "strict",
    "last",
    "number",
    "text",
    "nothing",
    "empty",
    "one",
    "maybe",
    "boxed",
    "some2_fields",
    "x",
    "type",
    "held",
    "fields",
    "n\\u0075mber",
    "other",
];
