//! `AddAsset`, `SetAsset`: the owner says how prices are made.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::oracle::{AssetParams, Change};
use seawall_interfaces::oracle_events::OracleEvent;
use seawall_wire::ids::AssetId;

use crate::error::{ContractError, ContractResult};
use crate::state::{Asset, ASSETS, OWNERSHIP};
use crate::{change, events, params};

/// Owner: a new asset. At once: nothing depends on it yet.
pub fn add(
    deps: DepsMut,
    info: &MessageInfo,
    id: AssetId,
    new: AssetParams,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    params::check(&new)?;
    if ASSETS.has(deps.storage, id.0) {
        return Err(ContractError::AssetExists { asset: id });
    }
    ASSETS.save(deps.storage, id.0, &Asset::new(new.clone()))?;
    let event = OracleEvent::AssetAdded {
        asset: id,
        params: new,
    };
    Ok(events::respond(deps.storage, &event)?)
}

/// Owner: other parameters. At once if nothing becomes looser, else after the time lock.
pub fn set(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    id: AssetId,
    new: AssetParams,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    params::check(&new)?;
    let asset = Asset::load(deps.storage, id)?;
    if params::loosens(&asset.params, &new) {
        let waiting = Change::Asset {
            asset: id,
            params: new,
        };
        return change::queue(deps.storage, env, waiting);
    }
    change::write_params(deps.storage, id, asset, new)
}
