//! Answers to questions.

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{Binary, Decimal, Deps, Env};
use seawall_interfaces::courier::{ConfigResponse, QueryMsg, Role, StatusResponse};

use crate::error::CourierResult;
use crate::state::{balance, sendable, window, OWNERSHIP, PASSED, PURPOSE, ROLE};

/// Routes a question.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> CourierResult<Binary> {
    Ok(match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Status {} => to_json_binary(&status(deps, env)?),
    }?)
}

fn config(deps: Deps) -> CourierResult<ConfigResponse> {
    let purpose = PURPOSE.load(deps.storage)?;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into(),
        route: purpose.route,
        denom: purpose.denom,
        role: ROLE.may_load(deps.storage)?,
    })
}

/// At the receiving end all that is here can be handed over; without a role nothing can be moved.
fn status(deps: Deps, env: &Env) -> CourierResult<StatusResponse> {
    let now = env.block.time.seconds();
    let denom = PURPOSE.load(deps.storage)?.denom;
    let balance = balance(deps.querier, &env.contract.address, &denom)?;
    let mut quota_used = None;
    let sendable = match ROLE.may_load(deps.storage)? {
        None => Default::default(),
        Some(Role::Receiver { .. }) => balance,
        Some(Role::Sender { quota, .. }) => {
            if let Some(quota) = &quota {
                let used = window(deps.storage, now, quota)?.used;
                quota_used = Decimal::checked_from_ratio(used, quota.amount).ok();
            }
            sendable(deps.storage, now, balance, quota.as_ref())?
        }
    };
    Ok(StatusResponse {
        balance,
        sendable,
        passed: PASSED.may_load(deps.storage)?.unwrap_or_default(),
        quota_used,
    })
}
