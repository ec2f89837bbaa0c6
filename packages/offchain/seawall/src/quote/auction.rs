//! The price of a lot after some seconds.

use cosmwasm_std::{Decimal, Decimal256};
use seawall_auction::{stairstep, Curve};
use serde::Serialize;

use super::fields::{Fields, QuoteError};
use super::number::{self, PRICE, SHARE};

const FIELDS: [&str; 6] = [
    "top",
    "cut",
    "step_seconds",
    "tail_seconds",
    "cusp",
    "elapsed_seconds",
];

/// An auction and a moment of it.
pub struct Request {
    top: Decimal256,
    cut: Decimal,
    step_seconds: u64,
    tail_seconds: u64,
    cusp: Decimal,
    elapsed_seconds: u64,
}

/// What it asks for then.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    price: String,
    ended: bool,
}

impl Request {
    /// Reads and checks the input.
    pub fn read(input: &str) -> Result<Self, QuoteError> {
        let mut fields = Fields::parse(input, &FIELDS)?;
        let request = Self {
            top: fields.number("top", PRICE, number::top)?,
            cut: fields.number("cut", SHARE, number::share)?,
            step_seconds: fields.seconds("step_seconds")?,
            tail_seconds: fields.seconds("tail_seconds")?,
            cusp: fields.number("cusp", SHARE, number::share)?,
            elapsed_seconds: fields.seconds("elapsed_seconds")?,
        };
        request.check()?;
        Ok(request)
    }

    fn check(&self) -> Result<(), QuoteError> {
        if self.step_seconds == 0 {
            return Err(QuoteError::wrong("step_seconds", 0, "1 or more"));
        }
        let curve = Curve::StairstepExponential {
            cut: self.cut,
            step_seconds: self.step_seconds,
        };
        curve.validate().map_err(|_| {
            let cut = format!("\"{}\"", self.cut);
            QuoteError::wrong("cut", cut, "above 0 and at most \"0.999999999\"")
        })
    }

    /// Computes the price.
    pub fn quote(&self) -> Result<Answer, QuoteError> {
        let steps = self.elapsed_seconds.checked_div(self.step_seconds);
        let price = stairstep(self.top, self.cut, steps.unwrap_or_default())?;
        // price / top < cusp without a division: nothing is lost to rounding.
        let one = Decimal256::one().atomics();
        let left = price.atomics().full_mul(one);
        let least = self.top.atomics().full_mul(self.cusp.atomics());
        Ok(Answer {
            price: price.to_string(),
            ended: self.elapsed_seconds > self.tail_seconds || left < least,
        })
    }
}
