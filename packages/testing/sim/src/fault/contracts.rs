//! What happens to contracts and what hostile ones do.

use anyhow::{Context, Result};
use cosmwasm_std::{Addr, Empty};
use seawall_interfaces as api;
use seawall_money::CollateralAmount;
use seawall_wire::ids::LotId;
use simnet::OutOfGas;

use crate::act::{markets, open_lots};
use crate::stage::{chosen, Relief, Stage, MALLORY};
use crate::violation::{of, Done, Outcome};

mod bidder;
mod other;

pub(crate) use other::Speech;

/// Every contract: chain, its name, where it is.
fn all(stage: &Stage) -> Vec<(u16, &'static str, Addr)> {
    let mut all = vec![
        (1, "price-oracle", stage.world.oracle.clone()),
        (1, "coordinator", stage.world.coordinator.clone()),
    ];
    for (chain, site) in &stage.world.sites {
        all.push((*chain, "outpost", site.outpost.clone()));
        all.push((*chain, "vault", site.vault.clone()));
        all.push((*chain, "auction-house", site.auction_house.clone()));
        all.extend(site.markets.values().map(|a| (*chain, "market", a.clone())));
        let pools = site.pools.values();
        all.extend(pools.map(|a| (*chain, "insurance-pool", a.clone())));
        for route in site.routes.values() {
            all.push((*chain, "insurance-pool", route.pool.clone()));
            all.push((*chain, "courier", route.sender.clone()));
        }
    }
    all
}

/// A contract is migrated as if it had run older code until now.
pub(super) fn migrate(stage: &mut Stage, contract: u64) -> Done {
    let Some((chain, name, addr)) = chosen(&all(stage), contract) else {
        return Ok(Outcome::Idle);
    };
    let migrated = migrate_to(stage, chain, name, &addr, Speech::Own);
    match of(migrated)? {
        Outcome::Refused(why) if !why.contains("halted") => Err(format!(
            "INV-8: {name} of chain {chain} cannot be migrated with open processes: {why}"
        )),
        other => Ok(other),
    }
}

/// Puts other code under a contract.
pub(crate) fn migrate_to(
    stage: &mut Stage,
    chain: u16,
    name: &'static str,
    addr: &Addr,
    speech: Speech,
) -> Result<()> {
    let ix = stage.world.ix(chain)?;
    let code = match stage.newer.get(&(chain, name, speech)) {
        Some(code) => *code,
        None => {
            let code = other::code(name, speech).with_context(|| format!("no contract {name}"))?;
            let code = stage.world.net.store_boxed(ix, code);
            stage.newer.insert((chain, name, speech), code);
            code
        }
    };
    let owner = stage.world.addr(chain, seawall_fixtures::deploy::OWNER)?;
    stage.world.net.migrate(ix, &owner, addr, code, &Empty {})?;
    Ok(())
}

/// One end of a link speaks a later version for a while, and says hello in it.
pub(super) fn speak(stage: &mut Stage, end: u64, too_new: bool, secs: u64) -> Done {
    let mut ends = vec![(1, "coordinator", stage.world.coordinator.clone())];
    let sites = stage.world.sites.iter().filter(|(chain, _)| **chain != 1);
    ends.extend(sites.map(|(chain, site)| (*chain, "outpost", site.outpost.clone())));
    let Some((chain, name, addr)) = chosen(&ends, end) else {
        return Ok(Outcome::Idle);
    };
    let speech = if too_new {
        Speech::TooNew
    } else {
        Speech::KnowsMore
    };
    let done = of(migrate_to(stage, chain, name, &addr, speech))?;
    if done == Outcome::Done {
        stage.last(secs, Relief::Speech(chain, name, addr.clone()));
        let hello = if chain == 1 {
            let (peer, ..) = ends.get(1).cloned().unwrap_or((2, name, addr.clone()));
            let msg = api::coordinator::ExecuteMsg::SayHello { chain: peer.into() };
            stage.world.hub_execute(MALLORY, &msg)
        } else {
            let msg = api::outpost::ExecuteMsg::SayHello {};
            stage.world.execute(chain, MALLORY, &addr, &msg, &[])
        };
        of(hello)?;
    }
    Ok(done)
}

/// The next call of a contract runs out of the gas set apart for it.
pub(super) fn out_of_gas(stage: &mut Stage, contract: u64) -> Done {
    let mut targets = vec![(1, stage.world.coordinator.clone())];
    for (chain, site) in &stage.world.sites {
        let own = [&site.outpost, &site.vault, &site.auction_house];
        targets.extend(own.into_iter().map(|addr| (*chain, addr.clone())));
    }
    targets.extend(markets(stage).into_iter().map(|(_, c, m)| (c, m)));
    let Some((chain, addr)) = chosen(&targets, contract / 4) else {
        return Ok(Outcome::Idle);
    };
    let how = match contract % 4 {
        0 => OutOfGas::Transaction,
        _ => OutOfGas::SubMessage,
    };
    match stage.world.ix(chain) {
        Ok(ix) => {
            stage.world.net.next_execute_out_of_gas(ix, &addr, how);
            Ok(Outcome::Done)
        }
        Err(error) => of::<()>(Err(error)),
    }
}

/// A buyer without honour takes from a lot.
pub(super) fn reenter(stage: &mut Stage, lot: u64, trick: u64) -> Done {
    let Some((chain, lot)) = chosen(&open_lots(stage), lot) else {
        return Ok(Outcome::Idle);
    };
    match attack(stage, chain, lot, trick) {
        Ok(tried) => tried,
        Err(error) => of::<()>(Err(error)),
    }
}

fn attack(stage: &mut Stage, chain: u16, lot: LotId, trick: u64) -> Result<Done> {
    let ix = stage.world.ix(chain)?;
    let bidder = match stage.bidders.get(&chain) {
        Some(bidder) => bidder.clone(),
        None => {
            let made =
                seawall_fixtures::deploy::install(&mut stage.world, ix, bidder::code(), &Empty {})?;
            stage.bidders.insert(chain, made.clone());
            made
        }
    };
    let now = stage.world.lot(chain, lot)?;
    let site = stage.world.site(chain)?;
    let msg = bidder::Msg::Go {
        house: site.auction_house.to_string(),
        vault: site.vault.to_string(),
        take: api::auction_house::ExecuteMsg::Take {
            lot,
            want: CollateralAmount::MAX,
            price_limit: now.price,
            receiver: None,
            callback: Some(trick.to_string().into_bytes().into()),
        },
        account: now.account.0,
        liquidation: now.liquidation.0,
        listing: now.terms.collateral.0,
    };
    let tried = stage.world.execute(chain, MALLORY, &bidder, &msg, &[]);
    let got = stage.world.net.balance(ix, &bidder, &now.collateral_denom);
    Ok(match of(tried) {
        Ok(_) if got > 0 => Err(format!(
            "INV-9: a buyer that paid nothing has {got} {} of lot {lot}",
            now.collateral_denom
        )),
        other => other,
    })
}
