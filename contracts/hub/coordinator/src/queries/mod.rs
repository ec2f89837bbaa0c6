//! Questions: routing only. Everything is paged or bounded.

mod accounts;
mod chains;
mod risk;

use cosmwasm_std::{to_json_binary, Binary, Deps, Env};
use seawall_interfaces::coordinator::QueryMsg;

use crate::error::ContractResult;

pub use chains::oldest_packets;

/// Answers a question.
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    use QueryMsg as Q;
    let answer = match msg {
        Q::Config {} => to_json_binary(&chains::config(deps, &env)?),
        Q::Account { account } => to_json_binary(&accounts::account(deps, &env, account)?),
        Q::Accounts { start_after, limit } => {
            to_json_binary(&accounts::accounts(deps, start_after, limit)?)
        }
        Q::Health { account } => to_json_binary(&risk::health(deps, &env, account)?),
        Q::Unsafe { start_after, limit } => to_json_binary(&risk::queue(deps, start_after, limit)?),
        Q::Crossed { limit } => to_json_binary(&risk::crossed(deps, &env, limit)?),
        Q::Plan { account, chain } => to_json_binary(&risk::plan(deps, &env, account, chain)?),
        Q::Liquidation { liquidation } => {
            to_json_binary(&risk::liquidation(deps, &env, liquidation)?)
        }
        Q::Liquidations { start_after, limit } => {
            to_json_binary(&risk::liquidations(deps, &env, start_after, limit)?)
        }
        Q::Chain { chain } => to_json_binary(&chains::chain(deps, &env, chain)?),
        Q::Chains {} => to_json_binary(&chains::chains(deps, &env)?),
        Q::Listing { listing } => to_json_binary(&chains::listing(deps, listing)?),
        Q::Listings { start_after, limit } => {
            to_json_binary(&chains::listings(deps, start_after, limit)?)
        }
        Q::Routes {} => to_json_binary(&chains::routes(deps)?),
        Q::InFlight {
            chain,
            epoch,
            start_after,
            limit,
        } => to_json_binary(&chains::in_flight(deps, chain, epoch, start_after, limit)?),
        Q::Oldest {} => to_json_binary(&risk::oldest(deps)?),
        Q::Rebates { relayer } => to_json_binary(&chains::rebates(deps, &relayer)?),
        Q::Changes {} => to_json_binary(&chains::changes(deps)?),
    };
    Ok(answer?)
}
