//! Setting up the one coordinator of a hub.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_interfaces::coordinator::InstantiateMsg;

use crate::admin::{params, time_lock};
use crate::error::ContractResult;
use crate::state::{Config, Counters, CONFIG, COUNTERS, OWNERSHIP, PARAMS, REBATE, TIMELOCK};

/// The contract's name, for `cw2`.
pub const NAME: &str = "seawall-coordinator";
/// The code's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Checks and stores everything.
pub fn instantiate(
    deps: DepsMut,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> ContractResult<Response> {
    seawall_kit::funds::no_funds(&info)?;
    seawall_kit::instance::set_version(deps.storage, NAME, VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    let guardian = deps.api.addr_validate(&msg.guardian)?;
    crate::pause::initialize(deps.storage, guardian.clone())?;
    params::validate(deps.as_ref(), &msg.params)?;
    TIMELOCK.set_config(deps.storage, time_lock(&msg.params))?;
    let oracle = deps.api.addr_validate(&msg.oracle)?;
    let config = Config {
        hub_id: msg.hub_id,
        chain: msg.chain,
        oracle,
        guardian,
    };
    CONFIG.save(deps.storage, &config)?;
    PARAMS.save(deps.storage, &msg.params)?;
    COUNTERS.save(deps.storage, &Counters::default())?;
    REBATE.save(deps.storage, &None)?;
    Ok(Response::new())
}
