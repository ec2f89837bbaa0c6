//! Strict checks of the coins that came with a message: a stray coin is refused, never swallowed.

use cosmwasm_std::{Coin, MessageInfo, Uint128};

use crate::{KitError, KitResult};

/// Exactly one coin of `denom`, more than zero, and nothing else; returns its amount in base units.
///
/// Fails with [`KitError::Funds`] or [`KitError::AmountTooLarge`].
pub fn one_coin(info: &MessageInfo, denom: &str) -> KitResult<Uint128> {
    let (found, amount) = any_coin(info).map_err(|error| match error {
        KitError::Funds { actual, .. } => wrong(format!("one coin of {denom}"), actual),
        other => other,
    })?;
    if found != denom {
        return Err(wrong(format!("one coin of {denom}"), show(&info.funds)));
    }
    Ok(amount)
}

/// Exactly one coin of any denom, more than zero; returns denom and amount in base units.
///
/// Fails with [`KitError::Funds`] or [`KitError::AmountTooLarge`].
pub fn any_coin(info: &MessageInfo) -> KitResult<(String, Uint128)> {
    match info.funds.as_slice() {
        [coin] if !coin.amount.is_zero() => {
            let amount = Uint128::try_from(coin.amount).map_err(|_| KitError::AmountTooLarge {
                what: "funds",
                actual: coin.amount,
            })?;
            Ok((coin.denom.clone(), amount))
        }
        other => Err(wrong("one coin".into(), show(other))),
    }
}

/// No coins at all; fails with [`KitError::Funds`].
pub fn no_funds(info: &MessageInfo) -> KitResult<()> {
    if info.funds.is_empty() {
        return Ok(());
    }
    Err(wrong("no coins".into(), show(&info.funds)))
}

fn wrong(expected: String, actual: String) -> KitError {
    KitError::Funds { expected, actual }
}

fn show(coins: &[Coin]) -> String {
    if coins.is_empty() {
        return "no coins".into();
    }
    let all: Vec<String> = coins.iter().map(ToString::to_string).collect();
    all.join(",")
}
