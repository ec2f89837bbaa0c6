//! Why a lot is left alone: one reason per lot.

use std::fmt;

/// Why a lot is left alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// It is closed, or was never here.
    NotOpen,
    /// Its clock, its floor or a halt has ended it; it waits to be closed.
    Ended,
    /// Its collateral is not among those that are bought.
    NotWanted {
        /// The collateral.
        asset: String,
    },
    /// There is no price to value it by.
    NoPrice {
        /// Of this asset.
        asset: String,
        /// Why not.
        why: String,
    },
    /// It costs more than the margin allows.
    TooDear {
        /// USD per token now.
        price: f64,
        /// The most that is paid.
        most: f64,
        /// Seconds until it costs that; none if its floor is above.
        in_secs: Option<u64>,
    },
    /// What is being sold already is all that the market bears at this price.
    MarketFull,
    /// There is not money enough for the least that may be taken, and no venue pays for it.
    TooLittleMoney {
        /// What there is, in USD.
        has: f64,
    },
    /// What the market bears is less than the least that may be taken or left.
    Dust,
    /// After gas too little is left.
    ProfitTooSmall {
        /// In USD.
        expected: f64,
        /// What is demanded.
        least: f64,
    },
    /// The house refused to quote it.
    NotQuoted {
        /// Its words.
        why: String,
    },
}

impl Reason {
    /// In one word, for metrics.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NotOpen => "not_open",
            Self::Ended => "ended",
            Self::NotWanted { .. } => "not_wanted",
            Self::NoPrice { .. } => "no_price",
            Self::TooDear { .. } => "too_dear",
            Self::MarketFull => "market_full",
            Self::TooLittleMoney { .. } => "too_little_money",
            Self::Dust => "dust",
            Self::ProfitTooSmall { .. } => "profit_too_small",
            Self::NotQuoted { .. } => "not_quoted",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOpen => write!(f, "it is not open"),
            Self::Ended => write!(f, "it has ended and waits to be closed"),
            Self::NotWanted { asset } => write!(f, "{asset} is not bought: see liquidator.assets"),
            Self::NoPrice { asset, why } => write!(f, "no price of {asset}: {why}"),
            Self::TooDear {
                price,
                most,
                in_secs,
            } => {
                write!(
                    f,
                    "it costs {price:.6} USD a token, at most {most:.6} is paid"
                )?;
                match in_secs {
                    Some(secs) => write!(f, "; so in {secs} s"),
                    None => write!(f, "; its floor is above"),
                }
            }
            Self::MarketFull => write!(f, "what is being sold already is all the market bears"),
            Self::TooLittleMoney { has } => {
                write!(
                    f,
                    "{has:.2} USD do not pay for the least piece, and no venue does"
                )
            }
            Self::Dust => write!(f, "what the market bears would take or leave dust"),
            Self::ProfitTooSmall { expected, least } => {
                write!(
                    f,
                    "{expected:.4} USD are expected after gas, {least:.4} demanded"
                )
            }
            Self::NotQuoted { why } => write!(f, "the auction house does not quote it: {why}"),
        }
    }
}
