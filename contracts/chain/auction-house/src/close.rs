//! Close: unsold collateral goes back, and the hub is told.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response, Storage, SubMsg};
use seawall_auction::CloseReason;
use seawall_interfaces::{outpost, vault};
use seawall_kit::call::{guarded_on_error, wasm_exec, with_context};
use seawall_kit::funds;
use seawall_money::planted;
use seawall_wire::ids::LotId;

use crate::contract::REPLY_REPORT;
use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::event::AuctionHouseEvent;
use crate::state::{clock, neighbours, unbook, Lot, LOTS, OPEN};
use crate::take::takeable;
use crate::{crank, sale};

/// Gas for the report of a closed lot. On the hub's own chain it may order the next round at once,
/// which is why it is generous; what fails by it can be reported again by anyone.
const REPORT_GAS: u64 = 5_000_000;

/// Anyone: closes a lot that its clock, floor or a halt has ended; not before. Earns a part of the
/// fees that the liquidation has brought, by what is left of the lot.
pub fn close(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    id: LotId,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    let mut lot = takeable(deps.storage, id)?;
    let ended = lot.sale.ended(clock(env))?;
    let reason = ended.ok_or(AuctionHouseError::StillOpen { lot: id })?;
    lot.sale.close(reason)?;
    let (liquidation, route, sale) = (lot.liquidation, lot.terms.route, lot.sale);
    let (messages, event) = finish(deps.storage, lot, reason)?;
    let step = crank::Step::Closed(&sale);
    let paid = crank::credit(deps.storage, liquidation, route, &info.sender, &step)?;
    Ok(Response::new()
        .add_submessages(messages)
        .add_event(event)
        .add_events(paid))
}

/// Books the end of a lot; returns what to send: the rest to the vault, then the report. A report
/// that fails never fails the close (INV-11).
pub fn finish(
    storage: &mut dyn Storage,
    mut lot: Lot,
    reason: CloseReason,
) -> AuctionHouseResult<(Vec<SubMsg>, Event)> {
    let id = lot.terms.lot;
    let rest = lot.sale.rest();
    lot.returned = rest;
    let reason = sale::reason(reason);
    lot.closed = Some(reason);
    OPEN.remove(storage, id.0);
    LOTS.save(storage, id.0, &lot)?;
    unbook(storage, &lot.collateral_denom, rest.uint())?;
    let neighbours = neighbours(storage)?;
    let mut messages = Vec::new();
    if planted!(!rest.is_zero(); RestKept => false) {
        let back = vault::ExecuteMsg::Return {
            liquidation: lot.liquidation,
            account: lot.account,
            listing: lot.terms.collateral,
        };
        let coins = vec![rest.coin(&lot.collateral_denom)];
        messages.push(SubMsg::new(wasm_exec(neighbours.vault, &back, coins)?));
    }
    let report = outpost::ExecuteMsg::Report {
        vault: vec![],
        markets: vec![],
        lots: vec![id],
    };
    let report = wasm_exec(neighbours.outpost, &report, vec![])?;
    let report = guarded_on_error(report, REPLY_REPORT, REPORT_GAS);
    messages.push(with_context(report, &id)?);
    let event = AuctionHouseEvent::closed(&lot, reason);
    Ok((messages, event.record(storage)?))
}

/// The outpost could not report: noted, and anyone may report again.
pub fn report_failed(deps: DepsMut, payload: &[u8], error: String) -> AuctionHouseResult<Response> {
    let lot: LotId = cosmwasm_std::from_json(payload)?;
    let event = AuctionHouseEvent::ReportFailed { lot, error };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
