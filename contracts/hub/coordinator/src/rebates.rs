//! Rebates: relayers are paid out of what anyone put in for a link (DEC-19).
//!
//! What must always hold: an empty budget pays nothing and blocks nothing; rebates are taken, never
//! pushed.

use cosmwasm_std::{Addr, DepsMut, MessageInfo, Response};
use seawall_interfaces::common::DenomAmount;
use seawall_link::LinkStatus;
use seawall_wire::ids::ChainNo;

use crate::error::{ContractError, ContractResult};
use crate::orders::limited;
use crate::state::{CHAINS, LINKS, OWNERSHIP, REBATE, REBATES};

/// Credits one relayed message. Never fails: a relayer that cannot be paid has done its work all
/// the same.
pub fn reward(deps: DepsMut, chain: ChainNo, relayer: Option<&str>) {
    let Some(relayer) = relayer else { return };
    let Ok(Some(rebate)) = REBATE.load(deps.storage) else {
        return;
    };
    let relayer = Addr::unchecked(relayer);
    let _paid = REBATES.reward(deps.storage, chain, &relayer, Some(&rebate));
}

/// Anyone, with coins of the rebate denom: adds to the budget of a link.
pub fn fund(deps: DepsMut, info: MessageInfo, chain: ChainNo) -> ContractResult<Response> {
    if !CHAINS.has(deps.storage, chain.0) {
        return Err(ContractError::UnknownChain { chain }.into());
    }
    // Nobody relays anything over it any more: what came in now would be nobody's.
    if LINKS.state(deps.storage, chain)?.end.status == LinkStatus::Retired {
        return Err(limited(chain, "is retired"));
    }
    let Some(rebate) = REBATE.load(deps.storage)? else {
        return Err(ContractError::parameter(
            "rebate",
            "one that is set",
            "none",
        ));
    };
    let amount = seawall_kit::funds::one_coin(&info, &rebate.denom)?;
    REBATES.fund(deps.storage, chain, &rebate.denom, amount)?;
    Ok(Response::new().add_attribute("funded", amount.to_string()))
}

/// A relayer: takes its rebates out.
pub fn claim(deps: DepsMut, info: MessageInfo) -> ContractResult<Response> {
    let payments = REBATES.claim(deps.storage, &info.sender)?;
    Ok(Response::new().add_messages(payments))
}

/// Owner: what one relayed message earns.
pub fn set(
    deps: DepsMut,
    info: MessageInfo,
    rebate: Option<DenomAmount>,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    REBATE.save(deps.storage, &rebate)?;
    Ok(Response::new())
}
