//! Entry points: routing only.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response};
use seawall_interfaces::outpost::{ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg};
use seawall_kit::{funds, instance};
use seawall_link::Life;

use crate::error::ContractResult;
use crate::{admin, command, hello, links, packet, pause, query as show, rebate};
use crate::{replies, report, retry};

pub(crate) const NAME: &str = "seawall-outpost";
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Sets owner, terms and the link's set-up.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    funds::no_funds(&info)?;
    admin::instantiate(deps, msg)
}

/// Does what it is told by who may tell it. Only `FundRebates` takes coins.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> ContractResult<Response> {
    if let ExecuteMsg::FundRebates {} = msg {
        return rebate::fund(deps, &info);
    }
    funds::no_funds(&info)?;
    match msg {
        ExecuteMsg::OpenAccount { .. }
        | ExecuteMsg::Withdraw { .. }
        | ExecuteMsg::Borrow { .. }
        | ExecuteMsg::Settings { .. }
        | ExecuteMsg::ClaimSurplus { .. }
        | ExecuteMsg::SubmitDeposit { .. } => command::route(deps, &env, &info, msg),
        ExecuteMsg::Report {
            vault,
            markets,
            lots,
        } => report::report(deps, &env, vault, markets, &lots),
        ExecuteMsg::SayHello {} => hello::say(deps, &env),
        ExecuteMsg::ResolveInFlight { epoch, sequences } => {
            links::resolve_in_flight(deps, &env, epoch, sequences)
        }
        ExecuteMsg::ReplaceLink { connection } => links::announce(deps, &env, &info, connection),
        ExecuteMsg::ApplyReplacement {} => links::apply(deps, &env),
        ExecuteMsg::CancelReplacement {} => links::cancel(deps, &info),
        ExecuteMsg::DrainLink {} => links::live(deps, &info, Life::Drained),
        ExecuteMsg::ResumeLink {} => links::live(deps, &info, Life::Resumed),
        ExecuteMsg::RetireLink {} => links::live(deps, &info, Life::Retired),
        ExecuteMsg::LocalPacket { sequence, data } => {
            packet::local(deps, &env, &info, sequence, data)
        }
        ExecuteMsg::HandlePacket { sequence, data, .. } => {
            packet::handle(deps, &env, &info, sequence, &data)
        }
        ExecuteMsg::Retry { command } => retry::retry(deps, command),
        ExecuteMsg::FundRebates {} => rebate::fund(deps, &info),
        ExecuteMsg::ClaimRebates {} => rebate::claim(deps, &info),
        ExecuteMsg::Pause { seconds } => pause::pause(deps, &env, &info, seconds),
        ExecuteMsg::Unpause {} => pause::unpause(deps, &env, &info),
        ExecuteMsg::SetNeighbours { .. }
        | ExecuteMsg::SetMarket { .. }
        | ExecuteMsg::SetPool { .. }
        | ExecuteMsg::SetTerms { .. }
        | ExecuteMsg::Ownership(_) => admin::route(deps, &info, msg),
    }
}

/// Hears what became of packets and of neighbours' work.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    replies::route(deps, &env, reply)
}

/// Answers.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    show::query(deps, &env, msg)
}

/// Accepts newer code of this contract, with packets in flight.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn migrate(deps: DepsMut, _env: Env, _msg: MigrateMsg) -> ContractResult<Response> {
    instance::assert_newer(deps.storage, NAME, VERSION)?;
    Ok(Response::new())
}
