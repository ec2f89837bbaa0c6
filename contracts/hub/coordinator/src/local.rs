//! The local link: an outpost on the hub's own chain hands its packets over by a call, whose data
//! is the ack. Same packets, same rules; the outpost numbers them itself and nothing times out.

use cosmwasm_std::{Binary, DepsMut, Env, MessageInfo, Response};
use seawall_link::{FlightKey, ReceiveSlot, Received};

use crate::error::{ContractError, ContractResult};
use crate::packets;
use crate::state::LINKS;

/// An outpost on this chain: a packet; the data is its ack.
pub fn local_packet(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    sequence: u64,
    data: Binary,
) -> ContractResult<Response> {
    let Some(link) = LINKS.local_link(deps.storage, &info.sender)? else {
        return Err(ContractError::Unauthorized {
            expected: "the outpost of a local link".into(),
            actual: info.sender.into(),
        }
        .into());
    };
    let epoch = LINKS.state(deps.storage, link)?.end.epoch;
    let slot = ReceiveSlot {
        key: FlightKey {
            link,
            epoch,
            sequence,
        },
        relayer: None,
    };
    Ok(match packets::receive(deps, &env, &slot, data)? {
        Received::Answered(ack) => Response::new().set_data(ack),
        Received::Work(sub) => Response::new().add_submessage(*sub),
    })
}
