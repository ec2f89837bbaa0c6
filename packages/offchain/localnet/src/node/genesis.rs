//! What differs from the genesis that `wasmd init` writes. Pure: JSON in, JSON out.
//!
//! * A realistic cap of gas per block, so that running out of gas means something.
//! * No inflation: the supply of every coin is constant, and can be checked.
//! * Votes of 20 seconds, so that chains with permissioned upload can be tried.
//! * One second as the longest expected block time: each step of a handshake waits for it.

use serde_json::{json, Value};

use crate::error::{Error, Result};
use crate::plan::{ChainSpec, Coin, Settings, Upload, UNBONDING};

/// Gas per block.
pub const MAX_GAS: u64 = 100_000_000;
/// Seconds of an ordinary vote.
pub const VOTING_SECS: u64 = 20;

/// Base units of so many whole tokens.
fn units(coin: &Coin) -> Result<u128> {
    let unit = 10u128.checked_pow(coin.decimals);
    unit.and_then(|unit| coin.funded.checked_mul(unit))
        .ok_or_else(|| Error::Unexpected(format!("{}: too many decimals", coin.denom)))
}

/// What the validator stakes of its own: a tenth of what it has.
pub fn self_stake(spec: &ChainSpec) -> Result<String> {
    let coin = spec.coins.first();
    let coin = coin.ok_or_else(|| Error::Unexpected(format!("{} has no coin", spec.id)))?;
    let stake = units(coin)?.checked_div(10).unwrap_or_default();
    Ok(format!("{stake}{}", coin.denom))
}

/// Applies everything to the genesis of `wasmd init`. Fails if a place is not where it should be.
pub fn edit(
    genesis: &mut Value,
    spec: &ChainSpec,
    settings: &Settings,
    funded: &[&str],
) -> Result<()> {
    set(
        genesis,
        "/consensus/params/block/max_gas",
        json!(MAX_GAS.to_string()),
    )?;
    let unbonding = format!("{}s", UNBONDING.as_secs());
    set(
        genesis,
        "/app_state/staking/params/unbonding_time",
        json!(unbonding),
    )?;
    set(
        genesis,
        "/app_state/staking/params/historical_entries",
        json!(10_000),
    )?;
    let per_block = "/app_state/ibc/connection_genesis/params/max_expected_time_per_block";
    set(genesis, per_block, json!("1000000000"))?;
    let gov = "/app_state/gov/params";
    set(
        genesis,
        &format!("{gov}/voting_period"),
        json!(format!("{VOTING_SECS}s")),
    )?;
    set(
        genesis,
        &format!("{gov}/expedited_voting_period"),
        json!("10s"),
    )?;
    set(genesis, &format!("{gov}/max_deposit_period"), json!("20s"))?;
    no_inflation(genesis)?;
    money(genesis, spec, funded)?;
    if settings.upload == Upload::Nobody {
        let access = json!({"permission": "Nobody", "addresses": []});
        set(genesis, "/app_state/wasm/params/code_upload_access", access)?;
    }
    Ok(())
}

fn no_inflation(genesis: &mut Value) -> Result<()> {
    let zero = json!("0.000000000000000000");
    set(genesis, "/app_state/mint/minter/inflation", zero.clone())?;
    for name in ["inflation_max", "inflation_min", "inflation_rate_change"] {
        set(
            genesis,
            &format!("/app_state/mint/params/{name}"),
            zero.clone(),
        )?;
    }
    Ok(())
}

fn money(genesis: &mut Value, spec: &ChainSpec, funded: &[&str]) -> Result<()> {
    let mut coins = vec![];
    for coin in spec.coins {
        coins.push((coin.denom, units(coin)?.to_string()));
    }
    // The chain refuses coins that are not sorted.
    coins.sort();
    let pairs = coins
        .iter()
        .map(|(denom, amount)| json!({"denom": denom, "amount": amount}));
    let coins: Vec<_> = pairs.collect();
    let balance = |address: &&str| json!({"address": address, "coins": coins});
    let balances: Vec<_> = funded.iter().map(balance).collect();
    let account = |address: &&str| {
        json!({
            "@type": "/cosmos.auth.v1beta1.BaseAccount",
            "address": address, "pub_key": null, "account_number": "0", "sequence": "0",
        })
    };
    let accounts: Vec<_> = funded.iter().map(account).collect();
    set(genesis, "/app_state/auth/accounts", json!(accounts))?;
    set(genesis, "/app_state/bank/balances", json!(balances))?;
    // The chain sums the balances up itself.
    set(genesis, "/app_state/bank/supply", json!([]))?;
    let metadata: Vec<_> = spec.coins.iter().map(metadata).collect();
    set(genesis, "/app_state/bank/denom_metadata", json!(metadata))
}

fn metadata(coin: &Coin) -> Value {
    json!({
        "description": format!("{} of the localnet", coin.symbol),
        "denom_units": [
            {"denom": coin.denom, "exponent": 0, "aliases": []},
            {"denom": coin.symbol, "exponent": coin.decimals, "aliases": []},
        ],
        "base": coin.denom, "display": coin.symbol, "name": coin.symbol, "symbol": coin.symbol,
        "uri": "", "uri_hash": "",
    })
}

fn set(genesis: &mut Value, pointer: &str, value: Value) -> Result<()> {
    let place = genesis.pointer_mut(pointer);
    let place = place.ok_or_else(|| Error::Unexpected(format!("the genesis has no {pointer}")))?;
    *place = value;
    Ok(())
}
