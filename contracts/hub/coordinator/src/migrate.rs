//! Taking the contract to newer code. Open processes go on: every record carries its version and is
//! upgraded when it is read.

use cosmwasm_std::{DepsMut, Response};

use crate::error::ContractResult;
use crate::instantiate::{NAME, VERSION};

/// Lets newer code of the same contract in.
pub fn migrate(deps: DepsMut) -> ContractResult<Response> {
    let old = seawall_kit::instance::assert_newer(deps.storage, NAME, VERSION)?;
    Ok(Response::new().add_attribute("migrated_from", old))
}
