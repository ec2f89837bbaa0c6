//! The bank of a chain: one entry per (account, denom) and the supply of each denom, so that any
//! number of denoms costs nothing. The sum of balances always equals the supply. Like the SDK it
//! merges repeated coins, drops zeros, refuses an empty send, and refuses a send to a blocked
//! address.

use crate::ctx::Ctx;
use cosmwasm_std::{
    to_json_binary, Addr, Api, BalanceResponse, BankMsg, BankQuery, Binary, BlockInfo, Coin,
    CustomMsg, CustomQuery, Event, Order, Querier, StdResult, Storage, SupplyResponse, Uint256,
};
use cw_multi_test::{AppResponse, BankSudo, CosmosRouter, Module};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::rc::Rc;
use thiserror::Error;

const BALANCE: &[u8] = b"\x00\x08simbank/b/";
const SUPPLY: &[u8] = b"\x00\x08simbank/s/";
const BLOCKED: &[u8] = b"\x00\x08simbank/x/";

/// The bank module of every simulated chain.
pub struct Bank {
    pub(crate) ctx: Rc<Ctx>,
}

#[derive(Debug, Error)]
enum BankError {
    #[error("invalid coins: nothing to send")]
    Empty,
    #[error("spendable balance {has}{denom} is smaller than {wants}{denom}: insufficient funds")]
    Insufficient {
        has: Uint256,
        wants: Uint256,
        denom: String,
    },
    #[error("supply of {denom} overflows")]
    Overflow { denom: String },
    #[error("{0} is not allowed to receive funds: unauthorized")]
    Blocked(String),
}

fn balance_prefix(addr: &str) -> Vec<u8> {
    [BALANCE, addr.as_bytes(), b"\x00"].concat()
}

fn read(storage: &dyn Storage, key: &[u8]) -> Uint256 {
    let raw = storage.get(key).and_then(|v| <[u8; 32]>::try_from(v).ok());
    raw.map_or(Uint256::zero(), Uint256::from_be_bytes)
}

fn write(storage: &mut dyn Storage, key: &[u8], amount: Uint256) {
    if amount.is_zero() {
        storage.remove(key);
    } else {
        storage.set(key, &amount.to_be_bytes());
    }
}

/// Balance of one account in one denom.
pub(crate) fn balance(storage: &dyn Storage, addr: &str, denom: &str) -> Uint256 {
    read(
        storage,
        &[balance_prefix(addr).as_slice(), denom.as_bytes()].concat(),
    )
}

/// All coins of an account, by denom.
pub(crate) fn balances(storage: &dyn Storage, addr: &str) -> Vec<Coin> {
    let start = balance_prefix(addr);
    let mut end = start.clone();
    end.pop();
    end.push(1);
    storage
        .range(Some(&start), Some(&end), Order::Ascending)
        .filter_map(|(key, value)| {
            let denom = String::from_utf8(key.get(start.len()..)?.to_vec()).ok()?;
            let amount = Uint256::from_be_bytes(<[u8; 32]>::try_from(value).ok()?);
            Some(Coin { denom, amount })
        })
        .collect()
}

/// Sum of all balances in one denom.
pub(crate) fn supply(storage: &dyn Storage, denom: &str) -> Uint256 {
    read(storage, &[SUPPLY, denom.as_bytes()].concat())
}

/// Whether an address may not receive.
pub(crate) fn is_blocked(storage: &dyn Storage, addr: &str) -> bool {
    storage.get(&[BLOCKED, addr.as_bytes()].concat()).is_some()
}

/// Forbids or allows an address to receive.
pub(crate) fn set_blocked(storage: &mut dyn Storage, addr: &str, blocked: bool) {
    let key = [BLOCKED, addr.as_bytes()].concat();
    if blocked {
        storage.set(&key, b"1");
    } else {
        storage.remove(&key);
    }
}

fn normal(amount: Vec<Coin>) -> Result<BTreeMap<String, Uint256>, BankError> {
    let mut coins = BTreeMap::new();
    for Coin { denom, amount } in amount.into_iter().filter(|c| !c.amount.is_zero()) {
        let sum: &mut Uint256 = coins.entry(denom.clone()).or_default();
        *sum = sum
            .checked_add(amount)
            .map_err(|_| BankError::Overflow { denom })?;
    }
    (!coins.is_empty()).then_some(coins).ok_or(BankError::Empty)
}

fn add(
    storage: &mut dyn Storage,
    key: &[u8],
    denom: &str,
    amount: Uint256,
) -> Result<(), BankError> {
    let sum = read(storage, key).checked_add(amount);
    let sum = sum.map_err(|_| BankError::Overflow {
        denom: denom.to_string(),
    })?;
    write(storage, key, sum);
    Ok(())
}

fn sub(
    storage: &mut dyn Storage,
    key: &[u8],
    denom: &str,
    wants: Uint256,
) -> Result<(), BankError> {
    let has = read(storage, key);
    let rest = has
        .checked_sub(wants)
        .map_err(|_| BankError::Insufficient {
            has,
            wants,
            denom: denom.to_string(),
        })?;
    write(storage, key, rest);
    Ok(())
}

fn change(
    storage: &mut dyn Storage,
    from: Option<&str>,
    to: Option<&str>,
    coins: &BTreeMap<String, Uint256>,
) -> Result<(), BankError> {
    for (denom, amount) in coins {
        let supply = [SUPPLY, denom.as_bytes()].concat();
        match from {
            Some(from) => {
                let key = [balance_prefix(from).as_slice(), denom.as_bytes()].concat();
                sub(storage, &key, denom, *amount)?;
            }
            None => add(storage, &supply, denom, *amount)?,
        }
        match to {
            Some(to) => {
                let key = [balance_prefix(to).as_slice(), denom.as_bytes()].concat();
                add(storage, &key, denom, *amount)?;
            }
            None => sub(storage, &supply, denom, *amount)?,
        }
    }
    Ok(())
}

fn show(coins: &BTreeMap<String, Uint256>) -> String {
    let parts: Vec<_> = coins
        .iter()
        .map(|(denom, amount)| format!("{amount}{denom}"))
        .collect();
    parts.join(",")
}

impl Bank {
    fn run(
        &self,
        storage: &mut dyn Storage,
        sender: &Addr,
        msg: BankMsg,
    ) -> Result<Event, BankError> {
        match msg {
            BankMsg::Send { to_address, amount } => {
                if is_blocked(storage, &to_address) {
                    return Err(BankError::Blocked(to_address));
                }
                let coins = normal(amount)?;
                change(storage, Some(sender.as_str()), Some(&to_address), &coins)?;
                Ok(Event::new("transfer")
                    .add_attribute("recipient", to_address)
                    .add_attribute("sender", sender)
                    .add_attribute("amount", show(&coins)))
            }
            BankMsg::Burn { amount } => {
                let coins = normal(amount)?;
                change(storage, Some(sender.as_str()), None, &coins)?;
                Ok(Event::new("burn")
                    .add_attribute("burner", sender)
                    .add_attribute("amount", show(&coins)))
            }
            _ => Err(BankError::Empty),
        }
    }
}

impl cw_multi_test::Bank for Bank {}

impl Module for Bank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        if let BankMsg::Send { to_address, .. } = &msg {
            let checked = api.addr_validate(to_address).map(drop);
            checked.map_err(|e| self.ctx.module_failure("sdk", 7, e))?;
        }
        let event = self.run(storage, &sender, msg).map_err(|e| {
            let code = if matches!(e, BankError::Blocked(_)) {
                4
            } else {
                5
            };
            self.ctx.module_failure("sdk", code, e)
        })?;
        Ok(AppResponse {
            events: vec![event],
            data: None,
        })
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        _querier: &dyn Querier,
        _block: &BlockInfo,
        request: BankQuery,
    ) -> StdResult<Binary> {
        match request {
            BankQuery::Balance { address, denom } => {
                let addr = api.addr_validate(&address)?;
                let amount = balance(storage, addr.as_str(), &denom);
                to_json_binary(&BalanceResponse::new(Coin { denom, amount }))
            }
            BankQuery::Supply { denom } => {
                let amount = supply(storage, &denom);
                to_json_binary(&SupplyResponse::new(Coin { denom, amount }))
            }
            other => Err(self
                .ctx
                .module_failure("sdk", 18, format!("bank query {other:?}"))),
        }
    }

    fn sudo<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        msg: BankSudo,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let BankSudo::Mint { to_address, amount } = msg;
        let minted = api
            .addr_validate(&to_address)
            .map_err(|e| self.ctx.module_failure("sdk", 7, e));
        let to = minted?;
        let coins = normal(amount).and_then(|c| change(storage, None, Some(to.as_str()), &c));
        coins.map_err(|e| self.ctx.module_failure("sdk", 5, e))?;
        Ok(AppResponse::default())
    }
}
