//! Settling: telling a market what a lot has brought.
//!
//! What must always hold: a settlement is cumulative, so it may be sent any number of times; one is
//! sent by itself for each new fact (a budget that the facts bound), and again by anyone's call; one
//! that cannot be sent is due still.

use cosmwasm_std::{DepsMut, Env};
use seawall_mirror::Lot;
use seawall_wire::{planted, Order};

use super::Effects;
use crate::error::ContractResult;
use crate::orders::send_order;
use crate::state::{Liquidation, PendingOrder, LISTINGS};

/// Sends a settlement for every lot that brought more than any settlement said so far.
pub(super) fn send_new(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    send(deps, env, liquidation, Lot::has_more_to_settle)
}

/// Sends a settlement again for every lot whose money is not all credited.
pub(super) fn send_again(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    send(deps, env, liquidation, |lot| !lot.on_its_way().is_zero())
}

fn send(
    mut deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    due: impl Fn(&Lot) -> bool,
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let (id, account, origin) = (liquidation.id, liquidation.account, liquidation.origin);
    for lot in liquidation.lots.iter_mut().filter(|lot| due(lot)) {
        let chain = LISTINGS.load(deps.storage, lot.debt.0)?.chain;
        let order = Order::Settle {
            account,
            listing: lot.debt,
            route: lot.route,
            lot: lot.id,
            proceeds: planted!(lot.proceeds; SettlementNotCumulative => lot.on_its_way()),
        };
        let pending = PendingOrder::Settle {
            liquidation: id,
            lot: lot.id,
        };
        // Over a link that sends nothing now it waits, and holds up no other debt (INV-11).
        if let Ok(sent) = send_order(deps.branch(), env, chain, origin, order, pending) {
            lot.settled = lot.proceeds;
            effects.messages.push(sent);
        }
    }
    Ok(effects)
}
