//! Connecting chains. Whom a chain is linked with never changes; its limits may, and the connection,
//! when a link is replaced. What is set on a drained link takes the drain back.

use cosmwasm_std::{Deps, Order, Storage};
use seawall_interfaces::coordinator::ChainSetup;
use seawall_interfaces::outpost::LinkSetup;
use seawall_link::{check_timeout, Life, LinkConfig, LinkStatus, Side};

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
        Some(old) => fixed("peer of a chain", &peer(&old.link), &peer(&setup.link)),
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

/// Whom a chain is linked with: an outpost of our own chain, or a port behind a connection.
fn peer(link: &LinkSetup) -> (bool, &String) {
    match link {
        LinkSetup::Local { coordinator: peer } => (true, peer),
        LinkSetup::Ibc {
            counterparty_port, ..
        } => (false, counterparty_port),
    }
}

/// A new chain, a new connection, a drain taken back, or a greater trust in a chain. A shorter
/// timeout shortens what reports may have aged, so it waits as well: packets with the longer one
/// must be through.
pub(super) fn loosens(storage: &dyn Storage, setup: &ChainSetup) -> ContractResult<bool> {
    let Some(old) = CHAINS.may_load(storage, setup.chain.0)? else {
        return Ok(true);
    };
    let more = setup.exposure_max > old.exposure_max;
    let back = is_draining(storage, setup)? || setup.link != old.link;
    Ok(more || back || setup.timeout_secs < old.timeout_secs)
}

fn is_draining(storage: &dyn Storage, setup: &ChainSetup) -> ContractResult<bool> {
    let link = LINKS.state(storage, setup.chain)?;
    Ok(link.end.status == LinkStatus::Draining)
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
    if is_draining(storage, setup)? {
        LINKS.live(storage, setup.chain, Life::Resumed)?;
    }
    Ok(CHAINS.save(storage, setup.chain.0, setup)?)
}
