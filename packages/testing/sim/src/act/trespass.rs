//! A stranger tries what only others may do; whatever is let through is a violation.

use cosmwasm_std::{Addr, Binary};
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg as Hub, Scope};
use seawall_money::{CollateralAmount, DebtAmount, DebtShares};
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, ListingId, LotId, OrderId, RouteId};
use seawall_wire::RemoteAddr;
use serde_json::Value;

use super::{account, markets, pools, routes};
use crate::stage::{chosen, Stage, MALLORY};
use crate::violation::{of, Done, Outcome};

/// Tries one; none may succeed.
pub(super) fn try_it(stage: &mut Stage, kind: u64, at: u64) -> Done {
    let Some((chain, contract, msg)) = forbidden(stage, kind, at) else {
        return Ok(Outcome::Idle);
    };
    let tried = stage.world.execute(chain, MALLORY, &contract, &msg, &[]);
    match of(tried)? {
        Outcome::Done => Err(format!(
            "INV-9: a stranger was let through to {contract} of chain {chain} with {msg}"
        )),
        other => Ok(other),
    }
}

type Forbidden = (u16, Addr, Value);

fn forbidden(stage: &Stage, kind: u64, at: u64) -> Option<Forbidden> {
    let msg = |m: Result<Value, serde_json::Error>| m.ok();
    let site = stage.world.site(stage.chain(at)?).ok()?;
    let chain = site.no.0;
    let found = account(stage, at / 3)?;
    let me = stage.world.addr(chain, MALLORY).ok()?.to_string();
    Some(match kind % 7 {
        0 => (
            chain,
            site.vault.clone(),
            msg(vault(kind / 7, found.id, me))?,
        ),
        1 => {
            let (_, chain, market) = chosen(&markets(stage), at)?;
            let me = stage.world.addr(chain, MALLORY).ok()?.to_string();
            (chain, market, msg(market_msg(kind / 7, found.id, me))?)
        }
        2 => {
            let house = site.auction_house.clone();
            (chain, house, msg(house_msg(kind / 7, me))?)
        }
        3 => {
            let (chain, pool, ..) = chosen(&pools(stage), at)?;
            let receiver = stage.world.addr(chain, MALLORY).ok()?.to_string();
            let payout = api::insurance_pool::ExecuteMsg::Payout {
                claim: format!("{at}"),
                liquidation: LiquidationId(at),
                amount: DebtAmount::new(1_000),
                receiver,
            };
            (chain, pool, msg(serde_json::to_value(payout))?)
        }
        4 => (chain, site.outpost.clone(), msg(outpost(kind / 7))?),
        5 => {
            let (from, debt) = chosen(&routes(stage), at)?;
            let route = stage.world.route(from, debt).ok()?;
            let msg = serde_json::to_value(api::courier::ExecuteMsg::SetQuota { quota: None });
            (from, route.sender, msg.ok()?)
        }
        _ => (1, stage.world.coordinator.clone(), msg(hub(kind / 7, at))?),
    })
}

fn vault(kind: u64, account: AccountId, receiver: String) -> Result<Value, serde_json::Error> {
    use api::vault::ExecuteMsg as V;
    let listing = ListingId(1);
    let release = || -> Option<V> {
        Some(V::Release {
            order: OrderId(1_000_000 + kind),
            account,
            listing,
            amount: CollateralAmount::new(1_000),
            receiver: RemoteAddr::new(receiver.clone()).ok()?,
        })
    };
    let back = V::Return {
        liquidation: LiquidationId(1),
        account,
        listing,
    };
    serde_json::to_value(match kind % 3 {
        0 => release().unwrap_or(back),
        1 => V::ResolveDeposit {
            deposit: kind,
            admitted: false,
        },
        _ => back,
    })
}

fn market_msg(kind: u64, account: AccountId, receiver: String) -> Result<Value, serde_json::Error> {
    use api::market::ExecuteMsg as M;
    let arrive = M::Arrive { route: RouteId(1) };
    let disburse = || -> Option<M> {
        Some(M::Disburse {
            order: OrderId(1_000_000 + kind),
            account,
            amount: DebtAmount::new(1_000),
            shares_max: DebtShares::MAX,
            receiver: RemoteAddr::new(receiver.clone()).ok()?,
            reserved: None,
        })
    };
    serde_json::to_value(match kind % 5 {
        0 => disburse().unwrap_or(arrive),
        1 => M::Settle {
            account,
            route: RouteId(1),
            lot: LotId(1_000_000 + kind),
            proceeds: DebtAmount::new(1_000),
        },
        2 => arrive,
        3 => M::FreeReserve {
            command: CommandId(kind),
        },
        _ => M::CoverDeficit {
            liquidation: LiquidationId(kind),
            account,
            keep: DebtAmount::ZERO,
        },
    })
}

fn house_msg(kind: u64, receiver: String) -> Result<Value, serde_json::Error> {
    use api::auction_house::ExecuteMsg as H;
    serde_json::to_value(match kind % 2 {
        0 => H::TakeFees {
            liquidation: LiquidationId(kind),
            route: RouteId(1),
            amount: DebtAmount::new(1),
        },
        _ => H::SetRoute {
            route: RouteId(1),
            denom: "uatom".into(),
            courier: receiver,
            pool: None,
        },
    })
}

fn outpost(kind: u64) -> Result<Value, serde_json::Error> {
    use api::outpost::ExecuteMsg as O;
    let data = Binary::from(b"{}".as_slice());
    let connection = "connection-0".into();
    serde_json::to_value(match kind % 7 {
        0 => O::LocalPacket { sequence: 1, data },
        1 => O::HandlePacket {
            sequence: 1,
            data,
            relayer: None,
        },
        2 => O::ReplaceLink { connection },
        3 => O::DrainLink {},
        4 => O::ResumeLink {},
        5 => O::RetireLink {},
        _ => O::SubmitDeposit {
            deposit: 1,
            account: AccountId(1),
            listing: ListingId(1),
            amount: CollateralAmount::new(1_000_000),
            depositor: "somebody".into(),
        },
    })
}

fn hub(kind: u64, at: u64) -> Result<Value, serde_json::Error> {
    let data = Binary::from(b"{}".as_slice());
    let chain = u16::try_from(at % 3 + 1).unwrap_or(1).into();
    serde_json::to_value(match kind % 6 {
        0 => Hub::LocalPacket { sequence: 1, data },
        4 => Hub::DrainLink { chain },
        5 => Hub::RetireLink { chain },
        1 => Hub::HandlePacket {
            chain,
            sequence: 1,
            data,
            relayer: None,
        },
        2 => Hub::Pause {
            scope: Scope::Borrow,
            seconds: 60,
        },
        _ => Hub::SetRebate { rebate: None },
    })
}
