//! Opening an account: its home is the asking chain, the hub numbers it (DEC-1).

use cosmwasm_std::{DepsMut, Env};
use seawall_interfaces::coordinator::{Controller, Role, Scope};
use seawall_wire::ids::AccountId;
use seawall_wire::{CommandAck, Recovery, RemoteAddr};

use super::settings::recovery_controller;
use super::{assert_active, Answered, From};
use crate::accounts;
use crate::error::ContractResult;
use crate::hub_events::HubEvent;
use crate::orders::count;
use crate::state::{Account, STATE_VERSION};

pub(super) fn open_account(
    deps: DepsMut,
    env: &Env,
    from: From,
    caller: RemoteAddr,
    recovery: Option<Recovery>,
) -> ContractResult<Answered> {
    crate::pause::assert_not_paused(deps.storage, env, Scope::Open)?;
    assert_active(deps.as_ref(), from.chain)?;
    let owner = Controller {
        chain: from.chain,
        address: caller,
        role: Role::Owner,
    };
    let mut controllers = vec![owner];
    if let Some(recovery) = recovery {
        controllers.push(recovery_controller(deps.as_ref(), recovery)?);
    }
    let counters = count(deps.storage, |c| c.account = c.account.saturating_add(1))?;
    let account = Account {
        state_version: STATE_VERSION,
        id: AccountId(counters.account),
        home: from.chain,
        controllers,
        nonce: 0,
        enabled: vec![],
        collaterals: vec![],
        debts: vec![],
        liquidations: vec![],
        certificate: None,
        unsafe_since: None,
    };
    accounts::save(deps.storage, &account)?;
    let event = HubEvent::AccountOpened {
        account: account.id,
        home: from.chain,
    };
    Answered::with(
        deps,
        CommandAck::Opened {
            account: account.id,
        },
        &event,
    )
}
