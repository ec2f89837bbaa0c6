//! Quotes: what a liquidation or an auction would be. JSON in, JSON out.
//!
//! What must always hold: every figure comes from the crates the contracts plan with; amounts
//! round against the taker (INV-12); a field that is missing, unknown or wrong is named, with what
//! would be right.

mod auction;
mod fields;
mod liquidation;
mod number;

pub use fields::QuoteError;

/// What `seawall quote liquidation --help` teaches.
pub const LIQUIDATION_HELP: &str = r#"Amounts are base units, prices per base unit, all numbers
decimal strings.

Input:
  {"collateral": [
     {"asset": "ATOM", "amount": "120", "price": "1", "liquidation_threshold": "0.8"}],
   "debt": [{"asset": "USDC", "amount": "100", "price": "1"}],
   "sell": "ATOM", "repay": "USDC", "target_health": "1.05",
   "bonus": {"start": "0.01", "slope": "2", "min": "0.02", "max": "0.1"},
   "protocol_fee": "0.1",
   "offered": "50", "close_factor": "0.5"}
`offered` (debt units the liquidator brings; without it as many as are of use) and
`close_factor` (the most that may be repaid, as a share of the debt) may be left out.

Output: health, collateral_ratio, bonus, max_repay, repaid, refund, seized, protocol_fee,
to_liquidator, health_after.
`max_repay` restores the target health; it is null where no repayment can, or where the account
cannot pay the least bonus: then all may be repaid. `protocol_fee` is the share of the bonus that
the protocol keeps, in collateral. `health_after` is null when no debt is left."#;

/// What `seawall quote auction --help` teaches.
pub const AUCTION_HELP: &str = r#"The price is top · cut^(elapsed / step) in whole
steps, to the nearest 18th decimal.
Seconds are integers, all other numbers are decimal strings.

Input:
  {"top": "5", "cut": "0.99", "step_seconds": 1, "tail_seconds": 3600, "cusp": "0.4",
   "elapsed_seconds": 30}

Output:
  {"price": "3.698501866941402114", "ended": false}
The auction has ended when elapsed > tail, or price / top < cusp."#;

/// Answers a liquidation quote. Errors: what is wrong with the input.
pub fn liquidation(input: &str) -> Result<String, QuoteError> {
    let quote = liquidation::Request::read(input)?.quote()?;
    answer(&quote)
}

/// Answers an auction quote. Errors: what is wrong with the input.
pub fn auction(input: &str) -> Result<String, QuoteError> {
    let quote = auction::Request::read(input)?.quote()?;
    answer(&quote)
}

fn answer(quote: &impl serde::Serialize) -> Result<String, QuoteError> {
    serde_json::to_string(quote).map_err(|error| QuoteError::NoResult {
        why: error.to_string(),
    })
}
