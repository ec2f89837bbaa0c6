//! Messages of the pool.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Decimal, Uint128};
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::LotId;

/// Sets up a pool.
#[cw_serde]
pub struct InstantiateMsg {
    /// Its two coins.
    pub denoms: (String, String),
    /// What stays in the pool of what is sold to it.
    pub fee: Decimal,
}

/// What the pool can be told.
#[cw_serde]
pub enum ExecuteMsg {
    /// Anyone, with exactly one of its coins: swap it for the other.
    Swap {
        /// Not for less, base units.
        min_out: Uint128,
    },
    /// Anyone: take from a lot with the pool's money and sell the collateral to the pool.
    TakeLot {
        /// The auction house.
        house: String,
        /// The lot.
        lot: LotId,
        /// At most so much collateral, base units.
        want: CollateralAmount,
        /// Not above this price.
        price_limit: PairPrice,
        /// The collateral must sell for at least so much, base units of the payment coin.
        min_out: Uint128,
        /// Who gets what it sells for above the price of the take.
        receiver: String,
    },
    /// The auction house, within a take that this pool began.
    SeawallTake {
        /// The lot.
        lot: LotId,
        /// What was delivered, base units.
        collateral: CollateralAmount,
        /// The coin it was delivered in.
        collateral_denom: String,
        /// What is due, base units.
        payment: DebtAmount,
        /// The coin it is due in.
        payment_denom: String,
        /// What was passed through.
        msg: Binary,
    },
}

/// What the pool can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Its coins and fee.
    #[returns(InstantiateMsg)]
    Config {},
    /// What so much of a coin brings now.
    #[returns(QuoteResponse)]
    Quote {
        /// The coin.
        denom: String,
        /// Base units.
        amount: Uint128,
    },
}

/// What a coin brings.
#[cw_serde]
pub struct QuoteResponse {
    /// The other coin.
    pub denom: String,
    /// Base units.
    pub amount: Uint128,
}
