//! What people do wrong, on purpose or not.

use anyhow::Result;
use cosmwasm_std::{coin, BankMsg};
use seawall_interfaces as api;
use simnet::ChainIx;

use crate::act::{account, person, units};
use crate::stage::{chosen, Relief, Stage, MALLORY};
use crate::violation::{of, Done, Outcome};

/// A feeder tells another price than it sees.
pub(super) fn lie(stage: &mut Stage, feeder: u64, permille: u64, secs: u64) -> Done {
    // One liar at a time: a median of three bears no more.
    if !stage.feeders.is_empty() {
        return Ok(Outcome::Idle);
    }
    let at = usize::try_from(feeder).unwrap_or(0) % stage.world.spec.feeders.max(1);
    stage.feeders.insert(at, permille.max(1));
    stage.last(secs, Relief::Feeder(at));
    Ok(Outcome::Done)
}

/// A feeder tells nothing.
pub(super) fn silence(stage: &mut Stage, feeder: u64, secs: u64) -> Done {
    // Mostly alone; now and then there are too few left for a price.
    if !stage.feeders.is_empty() && secs % 4 > 0 {
        return Ok(Outcome::Idle);
    }
    let at = usize::try_from(feeder).unwrap_or(0) % stage.world.spec.feeders.max(1);
    stage.feeders.insert(at, 0);
    stage.last(secs, Relief::Feeder(at));
    Ok(Outcome::Done)
}

/// Nothing can be paid to somebody on a chain.
pub(super) fn block(stage: &mut Stage, who: u64, chain: u64, secs: u64) -> Done {
    let Some(chain) = stage.chain(chain) else {
        return Ok(Outcome::Idle);
    };
    let found = || -> Result<_> {
        Ok((
            stage.world.ix(chain)?,
            stage.world.addr(chain, person(who))?,
        ))
    };
    match found() {
        Ok((ix, addr)) => {
            stage.world.net.set_blocked(ix, &addr, true);
            stage.last(secs, Relief::Unblock(ix, addr));
            Ok(Outcome::Done)
        }
        Err(error) => of::<()>(Err(error)),
    }
}

/// Nobody cranks.
pub(super) fn kill_keeper(stage: &mut Stage, secs: u64) -> Done {
    stage.keeper_dead = true;
    stage.last(secs, Relief::Keeper);
    Ok(Outcome::Done)
}

/// Dust: deposits for others, coins for contracts, accounts that nobody needs.
pub(super) fn dust(stage: &mut Stage, who: u64, kind: u64, at: u64) -> Done {
    match kind % 3 {
        0 => {
            let Some(found) = account(stage, at) else {
                return Ok(Outcome::Idle);
            };
            of(spam(stage, found.id, who, at))
        }
        1 => of(gift(stage, who, at)),
        _ => {
            // Accounts of a stranger; few, for every one of them is looked at.
            if stage.accounts.len() > 24 {
                return Ok(Outcome::Idle);
            }
            let Some(home) = stage.chain(at) else {
                return Ok(Outcome::Idle);
            };
            of(stage.world.ask_to_open(home, MALLORY))
        }
    }
}

/// The least that a vault takes, for an account of somebody else.
fn spam(stage: &mut Stage, account: seawall_wire::ids::AccountId, who: u64, at: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.collaterals, at / 5) else {
        return Ok(());
    };
    let vault = stage.world.site(spec.chain)?.vault.clone();
    let msg = api::vault::ExecuteMsg::Deposit { account };
    // Around the least deposit and around what strangers may bring.
    let milli = [1, 2, 999, 1_000].get(usize::try_from(who % 4).unwrap_or(0));
    let amount = units(milli.copied().unwrap_or(1), spec.decimals);
    let money = [coin(amount, spec.denom)];
    stage
        .world
        .execute(spec.chain, MALLORY, &vault, &msg, &money)
        .map(drop)
}

/// Coins sent to a contract that did not ask for them: its books must not notice.
fn gift(stage: &mut Stage, who: u64, at: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.collaterals, at) else {
        return Ok(());
    };
    let site = stage.world.site(spec.chain)?;
    let to = match who % 3 {
        0 => site.vault.clone(),
        1 => site.auction_house.clone(),
        _ => site.outpost.clone(),
    };
    let ix: ChainIx = site.ix;
    let amount = u128::from(1 + who % 1_000);
    let from = stage.world.addr(spec.chain, MALLORY)?;
    let send = BankMsg::Send {
        to_address: to.to_string(),
        amount: vec![coin(amount, spec.denom)],
    };
    stage.world.net.tx_msgs(ix, &from, vec![send.into()])?;
    let key = (ix, to, spec.denom.to_string());
    *stage.gifts.entry(key).or_insert(0) += amount;
    Ok(())
}
