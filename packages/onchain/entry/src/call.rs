//! One call: reads what came, does it, and writes the answer.

use cosmwasm_schema::{from_json, FromJson, Write};
use cosmwasm_std::{
    Binary, ContractResult, Deps, DepsMut, Env, MessageInfo, QuerierWrapper, Response, StdResult,
};

use crate::api::ChainApi;
use crate::querier::ChainQuerier;
use crate::region::{give, take};
use crate::storage::ChainStorage;

fn taken(place: u32) -> Vec<u8> {
    take(place).unwrap_or_default()
}

fn got<T: FromJson>(place: u32) -> StdResult<T> {
    from_json(taken(place))
}

#[inline(never)]
fn answer(result: &dyn Write) -> u32 {
    let mut out = vec![];
    let written = result.write(&mut out);
    assert!(written.is_ok(), "the answer cannot be written");
    give(out)
}

fn answered<T: Write, E: ToString>(result: Result<T, E>) -> u32 {
    let result = match result {
        Ok(value) => ContractResult::Ok(value),
        Err(error) => ContractResult::Err(error.to_string()),
    };
    answer(&result)
}

fn changing<T>(call: impl FnOnce(DepsMut<'_>) -> T) -> T {
    call(DepsMut {
        storage: &mut ChainStorage,
        api: &ChainApi,
        querier: QuerierWrapper::new(&ChainQuerier),
    })
}

/// A call with a sender.
pub fn call<M: FromJson, E: ToString + From<cosmwasm_std::StdError>>(
    run: &dyn Fn(DepsMut<'_>, Env, MessageInfo, M) -> Result<Response, E>,
    env: u32,
    info: u32,
    msg: u32,
) -> u32 {
    let run = || {
        let (env, info, msg) = (got(env)?, got(info)?, got(msg)?);
        changing(|deps| run(deps, env, info, msg))
    };
    answered(run())
}

/// A question.
pub fn ask<M: FromJson, E: ToString + From<cosmwasm_std::StdError>>(
    run: &dyn Fn(Deps<'_>, Env, M) -> Result<Binary, E>,
    env: u32,
    msg: u32,
) -> u32 {
    let run = || {
        let (env, msg) = (got(env)?, got(msg)?);
        changing(|deps| run(deps.as_ref(), env, msg))
    };
    answered(run())
}

/// A call by the chain itself.
pub fn tell<M: FromJson, T: Write, E: ToString + From<cosmwasm_std::StdError>>(
    run: &dyn Fn(DepsMut<'_>, Env, M) -> Result<T, E>,
    env: u32,
    msg: u32,
) -> u32 {
    let run = || {
        let (env, msg) = (got(env)?, got(msg)?);
        changing(|deps| run(deps, env, msg))
    };
    answered(run())
}
