//! What the outcome of a packet means for the command it carried.
//!
//! What must always hold: error and timeout take the same way back; an ack that cannot be
//! understood does nothing; nothing here fails. What has to be done is decided by [`follow`], a
//! pure function.

use cosmwasm_std::{to_json_binary, Env, Event, Storage, SubMsg};
use seawall_interfaces::outpost::CommandResponse;
use seawall_link::{InFlight, Sent, Settled, Settlement};
use seawall_wire::ids::CommandId;
use seawall_wire::{planted, CommandAck, ToHubAck};

use crate::error::ContractResult;
use crate::event::{Outcome, OutpostEvent};
use crate::neighbour::{guarded_call, note_failure, NeighbourCall};
use crate::state::{Sending, Wish, COMMANDS, CONFIG, LINKS};

/// What is to be sent and told after an outcome.
#[derive(Default)]
pub struct Effects {
    /// Guarded calls of neighbours.
    pub messages: Vec<SubMsg>,
    /// What happened.
    pub events: Vec<Event>,
}

/// Records the outcome and returns what follows. Never fails: what could not be written can only be
/// a fault of this program, and must not block the packet for ever.
pub fn settle(storage: &mut dyn Storage, env: &Env, settlement: Settlement<Sending>) -> Effects {
    try_settle(storage, env, settlement).unwrap_or_default()
}

fn try_settle(
    storage: &mut dyn Storage,
    env: &Env,
    settlement: Settlement<Sending>,
) -> ContractResult<Effects> {
    let (flight, ack, outcome) = match settlement.settled {
        Settled::Success(flight, ack) => (flight, Some(ack), Outcome::Success),
        Settled::Refused(flight, error) => (flight, None, Outcome::Refused(error)),
        Settled::TimedOut(flight) => (flight, None, Outcome::TimedOut),
        Settled::Unresolved(flight) => (flight, None, Outcome::Unresolved),
        Settled::Redundant => return Ok(Effects::default()),
    };
    let mut effects = Effects::default();
    effects
        .events
        .push(told(&flight, outcome.clone()).record(storage)?);
    match (flight.what, ack) {
        (Sending::Hello {}, Some(ToHubAck::Hello(range))) => {
            let chain = CONFIG.load(storage)?.chain;
            // A peer whose versions we do not share is spoken to as before.
            let _ = LINKS.hello(storage, chain, range);
        }
        (Sending::Resolve { epoch, sequences }, Some(ToHubAck::Resolved { acks })) => {
            let chain = CONFIG.load(storage)?.chain;
            let answers = sequences.into_iter().zip(acks);
            for settled in LINKS.on_answer(storage, chain, epoch, answers) {
                let more = settle(storage, env, settled);
                effects.messages.extend(more.messages);
                effects.events.extend(more.events);
            }
        }
        (Sending::Command { id, wish }, Some(ToHubAck::Command(ack))) => {
            COMMANDS.save(
                storage,
                id.0,
                &CommandResponse::Admitted(to_json_binary(&ack)?),
            )?;
            call(
                storage,
                env,
                id,
                follow(&wish, id, Some(&ack)),
                &mut effects,
            )?;
        }
        (Sending::Command { id, wish }, None) => {
            let Some(answer) = undone(&outcome) else {
                return Ok(effects);
            };
            COMMANDS.save(storage, id.0, &answer)?;
            call(storage, env, id, follow(&wish, id, None), &mut effects)?;
        }
        _ => {}
    }
    Ok(effects)
}

/// What a neighbour has to do when the hub has answered `ack`, or `None`: refused, or never saw it.
pub fn follow(wish: &Wish, id: CommandId, ack: Option<&CommandAck>) -> Option<NeighbourCall> {
    match (wish.clone(), ack.cloned()) {
        (Wish::Deposit { deposit }, ack) => Some(NeighbourCall::ResolveDeposit {
            deposit,
            admitted: planted!(ack.is_some(); RefusedDepositAdmitted => true),
        }),
        (
            Wish::Withdraw {
                account,
                listing,
                receiver,
            },
            Some(CommandAck::Withdrawn {
                release,
                amount,
                here: true,
            }),
        ) => Some(NeighbourCall::Release {
            order: release,
            account,
            listing,
            amount,
            receiver,
        }),
        (
            Wish::ClaimSurplus {
                account,
                listing,
                receiver,
            },
            Some(CommandAck::SurplusApproved {
                payment,
                here: true,
            }),
        ) => Some(NeighbourCall::ReleaseSurplus {
            order: payment,
            account,
            listing,
            receiver,
        }),
        (wish @ Wish::Borrow { .. }, ack) => follow_borrow(wish, id, ack),
        _ => None,
    }
}

fn follow_borrow(wish: Wish, id: CommandId, ack: Option<CommandAck>) -> Option<NeighbourCall> {
    let Wish::Borrow {
        account,
        listing,
        amount,
        receiver,
        reserved,
    } = wish
    else {
        return None;
    };
    match ack {
        Some(CommandAck::Borrowed {
            disbursement,
            shares_max,
            here: true,
        }) => Some(NeighbourCall::Disburse {
            order: disbursement,
            account,
            listing,
            amount,
            shares_max,
            receiver,
            reserved: reserved.then_some(id),
        }),
        _ if planted!(reserved; ReserveNotFreed => false) => Some(NeighbourCall::FreeReserve {
            listing,
            command: id,
        }),
        _ => None,
    }
}

/// `None`: an ack that cannot be understood undoes nothing.
fn undone(outcome: &Outcome) -> Option<CommandResponse> {
    match outcome {
        Outcome::Refused(error) => Some(CommandResponse::Refused(error.clone())),
        Outcome::TimedOut => {
            planted!(Some(CommandResponse::TimedOut {}); TimedOutCommandForgotten => None)
        }
        Outcome::Success | Outcome::Unresolved => None,
    }
}

fn call(
    storage: &mut dyn Storage,
    env: &Env,
    id: CommandId,
    call: Option<NeighbourCall>,
    effects: &mut Effects,
) -> ContractResult<()> {
    let Some(call) = call else {
        return Ok(());
    };
    match guarded_call(storage, id, call.clone()) {
        Ok(sub) => effects.messages.push(sub),
        Err(error) => {
            let event = note_failure(storage, env, id, call, &error.to_string())?;
            effects.events.push(event);
        }
    }
    Ok(())
}

fn told(flight: &InFlight<Sending>, outcome: Outcome) -> OutpostEvent {
    OutpostEvent::Settled {
        packet: flight.what.kind().into(),
        command: flight.what.command(),
        origin: flight.origin,
        outcome,
    }
}
