//! Assets and the limits over all their listings (DEC-14).

use cosmwasm_std::Storage;
use seawall_interfaces::coordinator::AssetSetup;

use super::check_name;
use crate::error::ContractResult;
use crate::state::ASSETS;

pub(super) fn validate(setup: &AssetSetup) -> ContractResult<()> {
    check_name(&setup.name)
}

pub(super) fn loosens(storage: &dyn Storage, setup: &AssetSetup) -> ContractResult<bool> {
    let Some(old) = ASSETS.may_load(storage, setup.asset.0)? else {
        return Ok(false);
    };
    let more_collateral = setup.collateral_max > old.collateral_max;
    Ok(more_collateral || setup.in_flight_max > old.in_flight_max)
}

pub(super) fn apply(storage: &mut dyn Storage, setup: &AssetSetup) -> ContractResult<()> {
    Ok(ASSETS.save(storage, setup.asset.0, setup)?)
}
