//! Neighbours finish or undo a command after the hub has answered it.
//!
//! What must always hold: a neighbour that fails, or uses up its gas, does not make the handling of
//! an ack or a timeout fail (IBC rule 3); the call is noted, and anyone may try it again.
//! Neighbours do each call once, whoever repeats it.

use cosmwasm_schema::{cw_serde, from_json};
use cosmwasm_std::{
    Addr, DepsMut, Env, Event, Reply, Response, StdResult, Storage, SubMsg, SubMsgResult, WasmMsg,
};
use seawall_interfaces::outpost::{ExecuteMsg, MarketKeys};
use seawall_interfaces::{market, vault};
use seawall_kit::call::{guarded, guarded_on_error, wasm_exec, with_context};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, CommandId, ListingId, OrderId};
use seawall_wire::{Code, RemoteAddr, WireError};

use crate::error::ContractResult;
use crate::event::OutpostEvent;
use crate::replies::{REPLY_CALL, REPLY_REPORT};
use crate::state::{market as market_of, vault as the_vault, FailedCall, FAILED, STATE_VERSION};

/// Gas of one call of a neighbour while an ack or timeout is handled.
pub const CALL_GAS: u64 = 2_000_000;
/// Gas of the report that follows an approval.
pub const REPORT_GAS: u64 = 3_000_000;

/// What a neighbour does to finish or undo a command.
#[cw_serde]
pub enum NeighbourCall {
    /// Vault: the hub answered a deposit.
    ResolveDeposit {
        /// Its number at the vault.
        deposit: u64,
        /// Did the hub admit it?
        admitted: bool,
    },
    /// Vault: pay collateral out.
    Release {
        /// The approval.
        order: OrderId,
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: CollateralAmount,
        /// To this address.
        receiver: RemoteAddr,
    },
    /// Market: pay a loan out.
    Disburse {
        /// The approval.
        order: OrderId,
        /// To this account's debt.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// Base units.
        amount: DebtAmount,
        /// No more shares than this.
        shares_max: DebtShares,
        /// To this address.
        receiver: RemoteAddr,
        /// The command whose reserve pays it.
        reserved: Option<CommandId>,
    },
    /// Market: the reserve is not needed.
    FreeReserve {
        /// Of this listing.
        listing: ListingId,
        /// The command it was held for.
        command: CommandId,
    },
    /// Market: pay a surplus out.
    ReleaseSurplus {
        /// The approval.
        order: OrderId,
        /// Of this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
        /// To this address.
        receiver: RemoteAddr,
    },
}

#[cw_serde]
struct CallSlot {
    command: CommandId,
    call: NeighbourCall,
}

impl NeighbourCall {
    /// Which call, in one word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ResolveDeposit { .. } => "resolve_deposit",
            Self::Release { .. } => "release",
            Self::Disburse { .. } => "disburse",
            Self::FreeReserve { .. } => "free_reserve",
            Self::ReleaseSurplus { .. } => "release_surplus",
        }
    }

    fn message(&self, storage: &dyn Storage) -> ContractResult<WasmMsg> {
        match self.clone() {
            Self::ResolveDeposit { deposit, admitted } => to_vault(
                storage,
                &vault::ExecuteMsg::ResolveDeposit { deposit, admitted },
            ),
            Self::Release {
                order,
                account,
                listing,
                amount,
                receiver,
            } => to_vault(
                storage,
                &vault::ExecuteMsg::Release {
                    order,
                    account,
                    listing,
                    amount,
                    receiver,
                },
            ),
            Self::Disburse {
                order,
                account,
                listing,
                amount,
                shares_max,
                receiver,
                reserved,
            } => {
                let msg = market::ExecuteMsg::Disburse {
                    order,
                    account,
                    amount,
                    shares_max,
                    receiver,
                    reserved,
                };
                to_market(storage, listing, &msg)
            }
            Self::FreeReserve { listing, command } => {
                let msg = market::ExecuteMsg::FreeReserve { command };
                to_market(storage, listing, &msg)
            }
            Self::ReleaseSurplus {
                order,
                account,
                listing,
                receiver,
            } => {
                let msg = market::ExecuteMsg::ReleaseSurplus {
                    order,
                    account,
                    receiver,
                };
                to_market(storage, listing, &msg)
            }
        }
    }

    /// What the hub must hear after the call: what was paid out here on its approval.
    fn report(&self) -> Option<ExecuteMsg> {
        let (vault, markets) = match self {
            Self::Release {
                account, listing, ..
            } => (vec![(*account, *listing)], vec![]),
            Self::Disburse {
                account, listing, ..
            }
            | Self::ReleaseSurplus {
                account, listing, ..
            } => {
                let keys = MarketKeys {
                    listing: *listing,
                    accounts: vec![*account],
                    lots: vec![],
                };
                (vec![], vec![keys])
            }
            Self::ResolveDeposit { .. } | Self::FreeReserve { .. } => return None,
        };
        Some(ExecuteMsg::Report {
            vault,
            markets,
            lots: vec![],
        })
    }
}

fn to_vault(storage: &dyn Storage, msg: &vault::ExecuteMsg) -> ContractResult<WasmMsg> {
    Ok(wasm_exec(the_vault(storage)?, msg, vec![])?)
}

fn to_market(
    storage: &dyn Storage,
    listing: ListingId,
    msg: &market::ExecuteMsg,
) -> ContractResult<WasmMsg> {
    Ok(wasm_exec(market_of(storage, listing)?, msg, vec![])?)
}

/// The call with a limit on its gas and a reply in every case. `Err`: the neighbour is not set.
pub fn guarded_call(
    storage: &dyn Storage,
    command: CommandId,
    call: NeighbourCall,
) -> ContractResult<SubMsg> {
    let sub = guarded(call.message(storage)?, REPLY_CALL, CALL_GAS);
    Ok(with_context(sub, &CallSlot { command, call })?)
}

/// The call without limit; its failure is the caller's.
pub fn plain_call(
    storage: &dyn Storage,
    command: CommandId,
    call: NeighbourCall,
) -> ContractResult<SubMsg> {
    let sub = SubMsg::reply_on_success(call.message(storage)?, REPLY_CALL);
    Ok(with_context(sub, &CallSlot { command, call })?)
}

/// A neighbour did what it was called for, or did not.
pub fn called(deps: DepsMut, env: &Env, reply: &Reply) -> ContractResult<Response> {
    let CallSlot { command, call } = from_json(&reply.payload)?;
    if let SubMsgResult::Err(text) = &reply.result {
        let event = note_failure(deps.storage, env, command, call, text)?;
        return Ok(Response::new().add_event(event));
    }
    let done = OutpostEvent::CallDone {
        command,
        call: call.kind().into(),
    };
    let mut response = Response::new().add_event(done.record(deps.storage)?);
    if let Some(report) = call.report() {
        response = response.add_submessage(follow_up(&env.contract.address, &report)?);
    }
    Ok(response)
}

/// Notes a call that failed; anyone may try it again.
pub fn note_failure(
    storage: &mut dyn Storage,
    env: &Env,
    command: CommandId,
    call: NeighbourCall,
    error: &str,
) -> StdResult<Event> {
    let event = OutpostEvent::CallFailed {
        command,
        call: call.kind().into(),
        error: bounded(error),
    };
    let failed = FailedCall {
        state_version: STATE_VERSION,
        call,
        error: bounded(error),
        since: env.block.time.seconds(),
    };
    FAILED.save(storage, command.0, &failed)?;
    event.record(storage)
}

/// A report by ourselves that fails nobody.
pub fn follow_up(this: &Addr, report: &ExecuteMsg) -> StdResult<SubMsg> {
    let msg = wasm_exec(this, report, vec![])?;
    Ok(guarded_on_error(msg, REPLY_REPORT, REPORT_GAS))
}

/// An error text of others, cut to what may be stored.
pub fn bounded(text: &str) -> String {
    WireError::new(Code::INTERNAL, text).detail
}
