//! Connecting chains. The way a chain is linked never changes; its limits may.

use cosmwasm_std::{Deps, Order, Storage};
use seawall_interfaces::coordinator::ChainSetup;
use seawall_interfaces::outpost::LinkSetup;
use seawall_link::{check_timeout, LinkConfig, Side};

use super::{check_name, fixed, require};
use crate::error::ContractResult;
use crate::state::{CHAINS, CHAINS_MAX, LINKS};

pub(super) fn validate(deps: Deps, setup: &ChainSetup) -> ContractResult<()> {
    check_name(&setup.name)?;
    check_timeout(setup.timeout_secs)?;
    let (delay, timeout) = (setup.delay_secs, setup.timeout_secs);
    require(
        delay <= timeout,
        "delay seconds",
        format!("at most {timeout}"),
        delay,
    )?;
    if let LinkSetup::Local {
        coordinator: outpost,
    } = &setup.link
    {
        deps.api.addr_validate(outpost)?;
    }
    match CHAINS.may_load(deps.storage, setup.chain.0)? {
        Some(old) => fixed("link of a chain", &old.link, &setup.link),
        None => {
            let keys = CHAINS.keys(deps.storage, None, None, Order::Ascending);
            let count = keys.take(CHAINS_MAX).count();
            require(
                count < CHAINS_MAX,
                "number of chains",
                CHAINS_MAX,
                "one more",
            )
        }
    }
}

/// A new chain, or a greater trust in one. A shorter timeout shortens what reports may have aged,
/// so it waits as well: packets with the longer one must be through.
pub(super) fn loosens(storage: &dyn Storage, setup: &ChainSetup) -> ContractResult<bool> {
    let Some(old) = CHAINS.may_load(storage, setup.chain.0)? else {
        return Ok(true);
    };
    let more = setup.exposure_max > old.exposure_max;
    Ok(more || setup.timeout_secs < old.timeout_secs)
}

pub(super) fn apply(
    storage: &mut dyn Storage,
    hub_id: u32,
    setup: &ChainSetup,
) -> ContractResult<()> {
    let config = LinkConfig {
        hub_id,
        setup: setup.link.clone(),
        side: Side::Answers,
        timeout_secs: setup.timeout_secs,
    };
    LINKS.set_up(storage, setup.chain, config)?;
    Ok(CHAINS.save(storage, setup.chain.0, setup)?)
}
