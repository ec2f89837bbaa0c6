//! Relayers are paid for what they relay, out of what anyone put in (DEC-19).

use cosmwasm_std::{Addr, DepsMut, MessageInfo, Response, Storage};
use seawall_kit::funds;
use seawall_link::LinkStatus;
use seawall_wire::{Code, WireError};

use crate::error::{ContractError, ContractResult};
use crate::state::{CONFIG, LINKS, REBATES};

/// Anyone, with exactly one coin of the rebate's denom.
pub fn fund(deps: DepsMut, info: &MessageInfo) -> ContractResult<Response> {
    let config = CONFIG.load(deps.storage)?;
    // Nobody relays anything over it any more: what came in now would be nobody's.
    if LINKS.state(deps.storage, config.chain)?.end.status == LinkStatus::Retired {
        return Err(WireError::new(Code::LINK_LIMITED, "the link is retired").into());
    }
    let rebate = config.rebate.ok_or(ContractError::NotSet {
        what: "rebate".into(),
    })?;
    let amount = funds::one_coin(info, &rebate.denom)?;
    REBATES.fund(deps.storage, config.chain, &rebate.denom, amount)?;
    Ok(Response::new())
}

/// A relayer: its own rebates.
pub fn claim(deps: DepsMut, info: &MessageInfo) -> ContractResult<Response> {
    let payments = REBATES.claim(deps.storage, &info.sender)?;
    Ok(Response::new().add_messages(payments))
}

/// Credits one relayed message. Never fails: an empty budget or a missing relayer blocks nothing.
pub fn reward(storage: &mut dyn Storage, relayer: Option<&str>) {
    if let (Some(relayer), Ok(config)) = (relayer, CONFIG.load(storage)) {
        let relayer = Addr::unchecked(relayer);
        REBATES.reward(storage, config.chain, &relayer, config.rebate.as_ref());
    }
}
