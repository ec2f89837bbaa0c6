//! The steps that anyone may take to keep things moving. None needs a privilege; none may be stopped by a
//! pause (INV-10), but for those that begin a liquidation.

use anyhow::Result;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg as Hub, LiquidationResponse};
use seawall_interfaces::outpost::ExecuteMsg as Outpost;
use seawall_wire::ids::{AccountId, CommandId, LiquidationId, ListingId};
use seawall_wire::RemoteAddr;

use super::chores::{apply, ask, hello, market, recertify};
use super::reports::{report_account, report_liquidation};
use super::{open_lots, routes};
use crate::stage::{chosen, Stage};
use crate::violation::{of, of_repair, Done, Outcome};

/// How many kinds there are.
pub(crate) const CRANKS: u64 = 19;
/// The label of whoever cranks.
pub(super) const KEEPER: &str = "keeper";

/// Takes one; `kind` counts modulo [`CRANKS`].
pub(crate) fn crank(stage: &mut Stage, kind: u64, at: u64) -> Done {
    if stage.keeper_dead {
        return Ok(Outcome::Idle);
    }
    match kind % CRANKS {
        0 => of(sweep(stage, at)),
        1 => of(hub(stage, &Hub::SweepExpired { limit: 20 })),
        2 => liquidate(stage, at),
        3 => advance(stage, at),
        4 => forward(stage, at),
        5 => collect(stage, at),
        6 => credit(stage, at),
        7 => close(stage, at),
        8 => report_liquidation(stage, at),
        9 => report_account(stage, at),
        10..=12 => market(stage, kind % CRANKS, at),
        13 => retry(stage, at),
        14 => release_fees(stage, at),
        15 => of(recertify(stage, at)),
        16 => of_repair(hello(stage, at)),
        17 => of_repair(ask(stage, at)),
        _ => apply(stage, at),
    }
}

pub(super) fn hub(stage: &mut Stage, msg: &Hub) -> Result<()> {
    stage.world.hub_execute(KEEPER, msg).map(drop)
}

pub(super) fn outpost(stage: &mut Stage, chain: u16, msg: &Outpost) -> Result<()> {
    let outpost = stage.world.site(chain)?.outpost.clone();
    stage
        .world
        .execute(chain, KEEPER, &outpost, msg, &[])
        .map(drop)
}

fn sweep(stage: &mut Stage, at: u64) -> Result<()> {
    let spec = &stage.world.spec;
    let collaterals = spec.collaterals.iter().map(|c| c.number);
    let all: Vec<u32> = collaterals
        .chain(spec.debts.iter().map(|d| d.number))
        .collect();
    let listing = ListingId(chosen(&all, at).unwrap_or(1));
    hub(stage, &Hub::Sweep { listing, limit: 20 })
}

/// One that a sweep found unsafe, or any.
fn liquidate(stage: &mut Stage, at: u64) -> Done {
    let unsafe_accounts: Vec<u64> = stage
        .seen
        .borrow()
        .unsafe_accounts
        .iter()
        .copied()
        .collect();
    let known = stage.accounts.iter().map(|a| a.id.0);
    let any: Vec<u64> = known.collect();
    let account = match at % 4 {
        0 => chosen(&any, at / 4),
        _ => chosen(&unsafe_accounts, at / 4),
    };
    let Some(account) = account else {
        return Ok(Outcome::Idle);
    };
    of(stage.begin_liquidation(AccountId(account), at / 16))
}

impl Stage {
    /// Begins a liquidation where the coordinator would, or on a chain chosen by a number.
    pub(crate) fn begin_liquidation(&mut self, account: AccountId, at: u64) -> Result<()> {
        let chain = match at % 3 {
            0 => self.chain(at / 3),
            _ => None,
        };
        let pay_to = match chain {
            Some(chain) => Some(RemoteAddr::new(
                self.world.addr(chain, KEEPER)?.to_string(),
            )?),
            None => None,
        };
        let chain = chain.map(Into::into);
        hub(
            self,
            &Hub::Liquidate {
                account,
                chain,
                pay_to,
            },
        )
    }
}

/// A liquidation that is not over, or one of the last.
pub(super) fn some_liquidation(stage: &Stage, at: u64) -> Option<LiquidationId> {
    let seen = stage.seen.borrow();
    let open = seen.liquidations.iter().filter(|(_, over)| !**over);
    let open: Vec<u64> = open.map(|(id, _)| *id).collect();
    let last = seen.liquidations.keys().rev().take(8);
    let last: Vec<u64> = last.copied().collect();
    match at % 5 {
        0 => chosen(&last, at / 5),
        _ => chosen(&open, at / 5),
    }
    .map(LiquidationId)
}

fn advance(stage: &mut Stage, at: u64) -> Done {
    let Some(liquidation) = some_liquidation(stage, at) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.advance_for_pay(liquidation, at / 32 % 2 == 0))
}

impl Stage {
    /// Moves a liquidation on; who cranks wants to be paid for it, or not.
    fn advance_for_pay(&mut self, liquidation: LiquidationId, paid: bool) -> Result<()> {
        let chain = self.world.liquidation(liquidation)?.chain.0;
        let address = self.world.addr(chain, KEEPER)?.to_string();
        let pay_to = paid.then(|| RemoteAddr::new(address)).transpose()?;
        hub(
            self,
            &Hub::Advance {
                liquidation,
                pay_to,
            },
        )
    }
}

fn forward(stage: &mut Stage, at: u64) -> Done {
    let Some((from, debt)) = chosen(&routes(stage), at) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.world.forward(from, debt))
}

fn collect(stage: &mut Stage, at: u64) -> Done {
    let Some((from, debt)) = chosen(&routes(stage), at) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.world.collect(from, debt))
}

/// A lot of a liquidation, open or not.
fn some_lot(stage: &Stage, at: u64) -> Option<(LiquidationResponse, usize)> {
    let liquidation = some_liquidation(stage, at)?;
    let found = stage.world.liquidation(liquidation).ok()?;
    let place = chosen(&(0..found.lots.len()).collect::<Vec<_>>(), at / 7)?;
    Some((found, place))
}

fn credit(stage: &mut Stage, at: u64) -> Done {
    let Some((found, place)) = some_lot(stage, at) else {
        return Ok(Outcome::Idle);
    };
    let Some(lot) = found.lots.get(place) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.world.credit(lot.debt.0, lot.lot))
}

fn close(stage: &mut Stage, at: u64) -> Done {
    let Some((chain, lot)) = chosen(&open_lots(stage), at) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.world.close(chain, lot))
}

fn retry(stage: &mut Stage, at: u64) -> Done {
    let failed: Vec<_> = stage.seen.borrow().failed_calls.iter().copied().collect();
    let Some((ix, command)) = chosen(&failed, at) else {
        return Ok(Outcome::Idle);
    };
    let Some(chain) = stage.number(ix) else {
        return Ok(Outcome::Idle);
    };
    let command = CommandId(command);
    let done = outpost(stage, chain, &Outpost::Retry { command });
    if done.is_ok() {
        stage
            .seen
            .borrow_mut()
            .failed_calls
            .remove(&(ix, command.0));
    }
    of_repair(done)
}

fn release_fees(stage: &mut Stage, at: u64) -> Done {
    let Some(liquidation) = some_liquidation(stage, at) else {
        return Ok(Outcome::Idle);
    };
    of_repair(stage.release_fees(liquidation))
}

impl Stage {
    /// Lets go of what is held back of a liquidation's fees.
    pub(crate) fn release_fees(&mut self, liquidation: LiquidationId) -> Result<()> {
        let chain = self.world.liquidation(liquidation)?.chain.0;
        let house = self.world.site(chain)?.auction_house.clone();
        let routes: Vec<_> = self.world.site(chain)?.routes.values().cloned().collect();
        let mut last = Ok(());
        for end in routes {
            let route = end.route;
            let msg = api::auction_house::ExecuteMsg::ReleaseFees { liquidation, route };
            // A route without fees refuses; another may have some.
            let done = self.world.execute(chain, KEEPER, &house, &msg, &[]);
            last = last.and(done.map(drop));
        }
        last
    }
}
