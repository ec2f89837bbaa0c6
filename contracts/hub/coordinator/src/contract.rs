//! Entry points: routing only.

use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Reply, Response};
use seawall_interfaces::coordinator::{ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_link::Life;

use crate::admin::{self, Change};
use crate::error::{ContractError, ContractResult};
use crate::{instantiate as setup, liquidation, local, migrate as upgrade, orders};
use crate::{outcomes, packets, pause, queries, rebates, sweep};

/// Sets the contract up.
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    setup::instantiate(deps, info, msg)
}

/// Takes the contract to newer code.
pub fn migrate(deps: DepsMut, _env: Env, _msg: Empty) -> ContractResult<Response> {
    upgrade::migrate(deps)
}

/// Does what is asked. Only `FundRebates` takes coins.
pub fn execute(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> ContractResult<Response> {
    use ExecuteMsg as E;
    // A coin that nothing asks for would be nobody's.
    if !matches!(msg, E::FundRebates { .. }) {
        seawall_kit::funds::no_funds(&info)?;
    }
    match msg {
        E::Sweep { listing, limit } => sweep::sweep(deps, env, listing, limit),
        E::SweepExpired { limit } => sweep::sweep_expired(deps, env, limit),
        E::Recertify { account } => sweep::recertify(deps, env, account),
        E::Liquidate {
            account,
            chain,
            pay_to,
        } => liquidation::liquidate(deps, env, info, account, chain, pay_to),
        E::Advance {
            liquidation: id,
            pay_to,
        } => liquidation::advance(deps, env, id, pay_to),
        E::SayHello { chain } => orders::say_hello(deps, env, chain),
        E::ResolveInFlight {
            chain,
            epoch,
            sequences,
        } => orders::resolve_in_flight(deps, env, chain, epoch, sequences),
        E::DrainLink { chain } => admin::live(deps, info, chain, Life::Drained),
        E::RetireLink { chain } => admin::live(deps, info, chain, Life::Retired),
        E::LocalPacket { sequence, data } => local::local_packet(deps, env, info, sequence, data),
        E::HandlePacket {
            chain,
            sequence,
            data,
            ..
        } => packets::handle(deps, env, info, chain, sequence, data),
        E::FundRebates { chain } => rebates::fund(deps, info, chain),
        E::ClaimRebates {} => rebates::claim(deps, info),
        E::SetRebate { rebate } => rebates::set(deps, info, rebate),
        E::SetChain(chain) => admin::change(deps, env, info, Change::Chain(chain)),
        E::SetAsset(asset) => admin::change(deps, env, info, Change::Asset(asset)),
        E::SetListing(listing) => admin::change(deps, env, info, Change::Listing(listing)),
        E::SetParams(params) => admin::change(deps, env, info, Change::Params(Box::new(params))),
        E::SetRoute(route) => admin::set_route(deps, info, route),
        E::ApplyChange { id } => admin::apply_change(deps, env, id),
        E::CancelChange { id } => admin::cancel_change(deps, info, id),
        E::Pause { scope, seconds } => pause::pause(deps, env, info, scope, seconds),
        E::Unpause { scope } => pause::unpause(deps, env, info, scope),
        E::Ownership(action) => admin::ownership(deps, info, action),
    }
}

/// Answers a question.
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> ContractResult<Binary> {
    queries::query(deps, env, msg)
}

/// What became of a call of ours.
pub fn reply(deps: DepsMut, env: Env, reply: Reply) -> ContractResult<Response> {
    match reply.id {
        orders::SEND_REPLY => {
            let effects = outcomes::on_send_reply(deps, &env, &reply)?;
            let response = Response::new().add_submessages(effects.messages);
            Ok(response.add_events(effects.events))
        }
        packets::RECEIVE_REPLY => Ok(Response::new().set_data(packets::on_reply(deps, &reply)?)),
        _ => Err(ContractError::Inconsistent {
            what: "a reply that nobody asked for",
        }
        .into()),
    }
}
