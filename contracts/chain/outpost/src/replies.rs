//! Who hears which reply.

use cosmwasm_std::{DepsMut, Env, Reply, Response, SubMsgResult};
use seawall_link::SendOutcome;

use crate::error::{ContractError, ContractResult};
use crate::event::OutpostEvent;
use crate::state::{Sending, LINKS};
use crate::{neighbour, order, outcome, packet};

/// A packet was sent, or not.
pub const REPLY_SEND: u64 = 1;
/// The work of a received packet is done, or failed.
pub const REPLY_RECEIVE: u64 = 2;
/// A neighbour finished or undid a command, or failed to.
pub const REPLY_CALL: u64 = 3;
/// A report that should have followed failed.
pub const REPLY_REPORT: u64 = 4;
/// A neighbour did what an order says.
pub const REPLY_ORDER: u64 = 5;

/// Replies by number.
pub fn route(deps: DepsMut, env: &Env, reply: Reply) -> ContractResult<Response> {
    match reply.id {
        REPLY_SEND => sent(deps, env, &reply),
        REPLY_RECEIVE => packet::worked(deps, &reply),
        REPLY_CALL => neighbour::called(deps, env, &reply),
        REPLY_REPORT => report_failed(deps, reply.result),
        REPLY_ORDER => order::done(deps, env, &reply),
        id => Err(ContractError::UnknownReply { id }),
    }
}

/// A report that the chain does not take may be made again by anyone, so it fails nobody.
/// Everything else fails its transaction, and with it all that was done before the packet.
fn sent(deps: DepsMut, env: &Env, reply: &Reply) -> ContractResult<Response> {
    match LINKS.on_send_reply(deps.storage, reply)? {
        SendOutcome::InFlight(..) => Ok(Response::new()),
        SendOutcome::Failed(_, flight, error) if flight.what == (Sending::Report {}) => {
            let event = OutpostEvent::NotSent { error }.record(deps.storage)?;
            Ok(Response::new().add_event(event))
        }
        SendOutcome::Failed(_, _, error) => Err(ContractError::NotSent(error)),
        SendOutcome::Settled(settlement) => {
            let effects = outcome::settle(deps.storage, env, settlement);
            Ok(Response::new()
                .add_submessages(effects.messages)
                .add_events(effects.events))
        }
    }
}

fn report_failed(deps: DepsMut, result: SubMsgResult) -> ContractResult<Response> {
    let error = match result {
        SubMsgResult::Err(text) => neighbour::bounded(&text),
        SubMsgResult::Ok(_) => return Ok(Response::new()),
    };
    let event = OutpostEvent::ReportFailed { error }.record(deps.storage)?;
    Ok(Response::new().add_event(event))
}
