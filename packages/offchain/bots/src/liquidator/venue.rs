//! Places where collateral can be sold in the transaction that takes it.
//!
//! What must always hold: a take at a venue says the least it must bring; if it brings less, the
//! whole transaction is undone. A venue is a contract that buys from a lot with its own reserves, so
//! a liquidator needs no money, and no contract, of its own.

use std::rc::Rc;

use seawall_money::{CollateralAmount, PairPrice};
use seawall_wire::ids::LotId;
use serde::{Deserialize, Serialize};

use crate::access::{ask, Answer, Call, Chain};

/// What is taken at a venue.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The auction house.
    pub house: String,
    /// The lot.
    pub lot: LotId,
    /// Collateral, base units.
    pub want: CollateralAmount,
    /// Not above this price.
    pub price_limit: PairPrice,
    /// The collateral sells for at least so much, base units of the payment coin.
    pub min_out: u128,
    /// Who gets what it sells for above the price.
    pub receiver: String,
}

/// A place where collateral can be sold at once.
pub trait Venue {
    /// Its chain's number.
    fn chain(&self) -> u16;
    /// What so much of one coin brings of another, base units; nothing where these coins are not
    /// traded.
    fn quote<'a>(&'a self, coin: &'a str, amount: u128, pays: &'a str) -> Answer<'a, Option<u128>>;
    /// The message that takes from a lot and sells at once.
    fn take(&self, order: &Order) -> Call;
}

/// A constant-product pool that takes from lots by itself.
pub struct ConstantProduct {
    number: u16,
    chain: Rc<dyn Chain>,
    contract: String,
}

/// What the pool can be asked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum PoolQuery<'a> {
    /// What so much of a coin brings.
    Quote {
        /// The coin.
        denom: &'a str,
        /// Base units.
        amount: String,
    },
}

/// What it answers.
#[derive(Debug, Deserialize)]
struct PoolQuote {
    denom: String,
    amount: cosmwasm_std::Uint128,
}

/// What it can be told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum PoolExecute<'a> {
    /// Take from a lot, keep the collateral, pay, and give the rest to the receiver.
    TakeLot {
        house: &'a str,
        lot: LotId,
        want: CollateralAmount,
        price_limit: PairPrice,
        min_out: String,
        receiver: &'a str,
    },
}

impl ConstantProduct {
    /// A pool of a chain.
    pub fn new(number: u16, chain: Rc<dyn Chain>, contract: &str) -> Self {
        Self {
            number,
            chain,
            contract: contract.into(),
        }
    }
}

impl Venue for ConstantProduct {
    fn chain(&self) -> u16 {
        self.number
    }

    fn quote<'a>(&'a self, coin: &'a str, amount: u128, pays: &'a str) -> Answer<'a, Option<u128>> {
        Box::pin(async move {
            let question = PoolQuery::Quote {
                denom: coin,
                amount: amount.to_string(),
            };
            match ask::<PoolQuote>(&*self.chain, &self.contract, &question).await {
                Ok(quote) if quote.denom == pays => Ok(Some(quote.amount.u128())),
                Ok(_) => Ok(None),
                // It does not trade this coin.
                Err(seawall_chain_client::ClientError::Query { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn take(&self, order: &Order) -> Call {
        let msg = PoolExecute::TakeLot {
            house: &order.house,
            lot: order.lot,
            want: order.want,
            price_limit: order.price_limit,
            min_out: order.min_out.to_string(),
            receiver: &order.receiver,
        };
        Call::new(&self.contract, &msg)
    }
}
