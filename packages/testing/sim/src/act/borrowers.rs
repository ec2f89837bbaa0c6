//! Owners of accounts and those who deposit or repay for them.

use anyhow::Result;
use cosmwasm_std::{coin, Addr, Uint128, Uint256};
use seawall_fixtures::DebtSpec;
use seawall_interfaces as api;
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Recovery, RemoteAddr, SettingsChange, Wanted};

use super::{account, markets, person, worth};
use crate::script::Action;
use crate::stage::{chosen, Account, Stage};
use crate::violation::{of, of_repair, Done, Outcome};

pub(super) fn play(stage: &mut Stage, action: &Action) -> Done {
    use Action as A;
    match action {
        A::Open { who } => of(open(stage, *who)),
        A::Deposit {
            who,
            account: at,
            listing,
            milli,
        } => match account(stage, *at) {
            // A stranger now and then; most deposit for themselves.
            Some(found) if who % 3 == 0 => {
                let depositor = person(*who);
                of(deposit(stage, depositor, found.id, *listing, *milli))
            }
            Some(found) => of(deposit(stage, found.owner, found.id, *listing, *milli)),
            None => Ok(Outcome::Idle),
        },
        A::Withdraw {
            account: at,
            listing,
            milli,
        } => with(stage, *at, |stage, found| {
            of(withdraw(stage, found, *listing, *milli))
        }),
        A::Borrow {
            account: at,
            listing,
            milli,
        } => with(stage, *at, |stage, found| {
            of(borrow(stage, found, *listing, *milli))
        }),
        A::Repay {
            who,
            account: at,
            listing,
            milli,
        } => {
            let who = person(*who);
            with(stage, *at, |stage, found| {
                of_repair(repay(stage, who, found.id, *listing, *milli))
            })
        }
        A::Settings { account: at, kind } => settings(stage, *at, *kind),
        A::ClaimSurplus {
            account: at,
            listing,
        } => with(stage, *at, |stage, found| {
            of(surplus(stage, found, *listing))
        }),
        A::Claim { who, place } => of_repair(claim(stage, person(*who), *place)),
        _ => Ok(Outcome::Idle),
    }
}

fn with(stage: &mut Stage, at: u64, act: impl FnOnce(&mut Stage, Account) -> Done) -> Done {
    match account(stage, at) {
        Some(found) => act(stage, found),
        None => Ok(Outcome::Idle),
    }
}

fn open(stage: &mut Stage, who: u64) -> Result<()> {
    let at = usize::try_from(who).unwrap_or(0) % crate::stage::PEOPLE.len();
    let home = stage.accounts.get(at).map_or(1, |account| account.home);
    stage.world.ask_to_open(home, person(who))
}

/// A deposit of thousandths of a token.
pub(super) fn deposit(
    stage: &mut Stage,
    who: &str,
    account: AccountId,
    listing: u64,
    milli: u64,
) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.collaterals, listing) else {
        return Ok(());
    };
    let vault = stage.world.site(spec.chain)?.vault.clone();
    let msg = api::vault::ExecuteMsg::Deposit { account };
    let amount = worth(stage, spec.number, spec.decimals, milli);
    let money = [coin(amount, spec.denom)];
    stage
        .world
        .execute(spec.chain, who, &vault, &msg, &money)
        .map(drop)
}

pub(super) fn withdraw(stage: &mut Stage, found: Account, listing: u64, milli: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.collaterals, listing) else {
        return Ok(());
    };
    let wanted = match milli {
        0 => Wanted::All {},
        _ => Wanted::Exactly(CollateralAmount::new(worth(
            stage,
            spec.number,
            spec.decimals,
            milli,
        ))),
    };
    stage
        .world
        .ask_to_withdraw(found.home, found.owner, found.id, spec.number, wanted)
}

/// Nearly as much as the account may still borrow.
fn room(stage: &Stage, account: AccountId, spec: &DebtSpec) -> Result<u128> {
    let health = stage.world.health(account)?;
    // 70 percent of what the collateral is worth may be borrowed at most, at the worse of two prices.
    let power = health.collateral * Uint256::from(67u8) / Uint256::from(100u8);
    let room = power.saturating_sub(health.debt) * Uint256::from(10u128.pow(spec.decimals.into()));
    let price = stage.truth.get(&spec.number).copied().unwrap_or(spec.price);
    let units = room / Uint256::from(price.atomics());
    Ok(Uint128::try_from(units)?.u128())
}

/// The same for one who asks only if something may be borrowed.
fn all_there_is(stage: &Stage, account: AccountId, spec: &DebtSpec) -> Result<u128> {
    let busy = !stage.world.account(account)?.liquidations.is_empty();
    anyhow::ensure!(!busy, "an account that is being liquidated borrows nothing");
    let room = room(stage, account, spec)?;
    anyhow::ensure!(room > 0, "nothing may be borrowed");
    Ok(room)
}

fn borrow(stage: &mut Stage, found: Account, listing: u64, milli: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.debts, listing) else {
        return Ok(());
    };
    let amount = match milli {
        0 => all_there_is(stage, found.id, &spec)?,
        _ => worth(stage, spec.number, spec.decimals, milli),
    };
    stage
        .world
        .ask_to_borrow(found.home, found.owner, found.id, spec.number, amount)
}

/// Repays thousandths of a token; all that is owed if `milli` is zero.
pub(super) fn repay(
    stage: &mut Stage,
    who: &str,
    account: AccountId,
    listing: u64,
    milli: u64,
) -> Result<()> {
    let Some((number, chain, market)) = chosen(&markets(stage), listing) else {
        return Ok(());
    };
    let spec = stage.world.debt(number)?;
    let amount = match milli {
        0 => stage.world.owed(account, number)?.debt.u128().max(1),
        _ => worth(stage, spec.number, spec.decimals, milli),
    };
    let msg = api::market::ExecuteMsg::Repay { account };
    let money = [coin(amount, spec.denom)];
    stage
        .world
        .execute(chain, who, &market, &msg, &money)
        .map(drop)
}

fn settings(stage: &mut Stage, at: u64, kind: u64) -> Done {
    let Some(found) = account(stage, at) else {
        return Ok(Outcome::Idle);
    };
    let place = usize::try_from(at).unwrap_or(0) % stage.accounts.len();
    // An old nonce now and then: the last writer wins.
    let nonce = found.nonce + u64::from(kind % 7 != 6);
    if let Some(own) = stage.accounts.get_mut(place) {
        own.nonce = nonce;
    }
    let chain = found.home;
    let change = match kind % 6 {
        0..=2 => {
            let listings = &stage.world.spec.collaterals;
            let listing = chosen(listings, kind / 6).map_or(1, |c| c.number);
            let enabled = kind % 6 != 2;
            SettingsChange::EnableListing {
                listing: ListingId(listing),
                enabled,
            }
        }
        3 => SettingsChange::SetRecovery {
            recovery: recovery(stage, chain),
        },
        4 => SettingsChange::StartRecovery {},
        _ => SettingsChange::CancelRecovery {},
    };
    let msg = api::outpost::ExecuteMsg::Settings {
        account: found.id,
        nonce,
        change,
    };
    of(outpost(stage, found, &msg))
}

fn recovery(stage: &Stage, chain: u16) -> Option<Recovery> {
    let address = stage.world.addr(chain, "heir").ok()?.to_string();
    Some(Recovery {
        chain: chain.into(),
        address: RemoteAddr::new(address).ok()?,
        delay_secs: 7 * 86_400,
    })
}

fn surplus(stage: &mut Stage, found: Account, listing: u64) -> Result<()> {
    let Some(spec) = chosen(&stage.world.spec.debts, listing) else {
        return Ok(());
    };
    let receiver = stage.world.addr(spec.chain, found.owner)?.to_string();
    let msg = api::outpost::ExecuteMsg::ClaimSurplus {
        account: found.id,
        listing: ListingId(spec.number),
        receiver: RemoteAddr::new(receiver)?,
    };
    outpost(stage, found, &msg)
}

fn outpost(stage: &mut Stage, found: Account, msg: &api::outpost::ExecuteMsg) -> Result<()> {
    let outpost = stage.world.site(found.home)?.outpost.clone();
    stage
        .world
        .execute(found.home, found.owner, &outpost, msg, &[])
        .map(drop)
}

/// What a person may claim at one place.
pub(super) fn claim(stage: &mut Stage, who: &str, place: u64) -> Result<()> {
    let Some((chain, contract, kind)) = chosen(&claim_places(stage), place) else {
        return Ok(());
    };
    claim_at(stage, who, chain, &contract, kind)
}

/// How a place is asked for a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claims {
    /// Coin by coin: vault and auction house.
    ByCoin,
    /// A market's one coin.
    Market,
}

/// Every contract that keeps claims.
pub(crate) fn claim_places(stage: &Stage) -> Vec<(u16, Addr, Claims)> {
    let mut places = vec![];
    for (chain, site) in &stage.world.sites {
        places.push((*chain, site.vault.clone(), Claims::ByCoin));
        places.push((*chain, site.auction_house.clone(), Claims::ByCoin));
        let markets = site.markets.values();
        places.extend(markets.map(|m| (*chain, m.clone(), Claims::Market)));
    }
    places
}

/// Everything a contract owes a person.
pub(crate) fn claim_at(
    stage: &mut Stage,
    who: &str,
    chain: u16,
    contract: &Addr,
    kind: Claims,
) -> Result<()> {
    let owner = stage.world.addr(chain, who)?.to_string();
    let ask = api::vault::QueryMsg::Claims { owner };
    let owed: Vec<api::common::DenomAmount> = stage.world.query(chain, contract, &ask)?;
    anyhow::ensure!(!owed.is_empty(), "nothing is owed");
    for claim in owed {
        let (denom, receiver) = (claim.denom, None);
        if kind == Claims::Market {
            let msg = api::market::ExecuteMsg::Claim { receiver };
            stage.world.execute(chain, who, contract, &msg, &[])?;
        } else {
            let msg = api::vault::ExecuteMsg::Claim { denom, receiver };
            stage.world.execute(chain, who, contract, &msg, &[])?;
        }
    }
    Ok(())
}
