//! Reports: what chains state about their vaults, markets and auction houses.
//!
//! What must always hold: facts are merged by maximum, field by field, so losing, repeating or
//! reordering reports changes nothing (INV-7); a chain speaks only of its own listings (IBC rule
//! 14); what the hub does not know is ignored and counted, and what cannot follow from a fact is
//! told, and neither blocks the other lines (INV-11); a lying chain cannot make an index grow
//! faster than its market's fastest interest.

use cosmwasm_std::{Deps, DepsMut, Env, Event, Storage};
use seawall_interfaces::coordinator::ListingSetup;
use seawall_money::Index;
use seawall_wire::ids::{AccountId, ChainNo, ListingId, LotId};
use seawall_wire::{AccountLine, Code, CreditLine, LotLine, MarketLine, Report, VaultLine};

use crate::accounts;
use crate::certificate::renew;
use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::{on_facts, Effects};
use crate::state::{
    Account, ListingTotals, ACCOUNTS, CHAINS, LIQUIDATIONS, LISTINGS, LOT_OF, PARAMS, TOTALS,
};
use crate::totals::{self, change_collateral, change_debt};

/// What a report says about one account.
#[derive(Default)]
struct Facts {
    vault: Vec<VaultLine>,
    debts: Vec<(ListingId, AccountLine)>,
}

/// Merges a report of `from` and moves on what depends on it. Errors: `NOT_YOUR_CHAIN` when any
/// line is about a listing or lot of another chain; then nothing is merged.
pub fn merge(
    mut deps: DepsMut,
    env: &Env,
    from: ChainNo,
    report: Report,
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let mut ignored = 0u32;
    let (facts, credits, markets) = sort_out(deps.as_ref(), from, report.vault, report.markets)?;
    let (lots, unknown) = known_lots(deps.as_ref(), from, report.lots)?;
    ignored = ignored.saturating_add(unknown);
    for (setup, index) in &markets {
        effects
            .events
            .extend(merge_index(deps.storage, env, setup, *index)?);
    }
    let mut changed = vec![];
    for (account, facts) in facts {
        let account = AccountId(account);
        let Some(mut record) = ACCOUNTS.may_load(deps.storage, account.0)? else {
            ignored = ignored.saturating_add(facts.lines());
            continue;
        };
        let (news, unknown) = merge_account(deps.storage, &mut record, facts)?;
        ignored = ignored.saturating_add(unknown);
        if news {
            accounts::save(deps.storage, &record)?;
            changed.push(account);
        }
    }
    let event = HubEvent::Reported {
        chain: from,
        changed: changed.clone(),
        ignored,
    };
    effects.events.push(emit(deps.storage, &event)?);
    follow_lots(deps.branch(), env, from, &lots, &credits, &mut effects)?;
    for account in changed {
        follow_account(deps.branch(), env, account, &mut effects)?;
    }
    Ok(effects)
}

type SortedOut = (
    Vec<(u64, Facts)>,
    Vec<CreditLine>,
    Vec<(ListingSetup, Index)>,
);

/// By account, so that each record is read and written once. Checks whose listings they are.
fn sort_out(
    deps: Deps,
    from: ChainNo,
    vault: Vec<VaultLine>,
    lines: Vec<MarketLine>,
) -> ContractResult<SortedOut> {
    let mut facts = vec![];
    let (mut credits, mut markets) = (vec![], vec![]);
    for line in vault {
        own(deps, from, line.listing)?;
        facts_of(&mut facts, line.account).vault.push(line);
    }
    for market in lines {
        if let Some(setup) = own(deps, from, market.listing)? {
            markets.push((setup, market.index));
        }
        for line in market.accounts {
            let of = facts_of(&mut facts, line.account);
            of.debts.push((market.listing, line));
        }
        credits.extend(market.credits);
    }
    Ok((facts, credits, markets))
}

/// The place of an account's facts, which are in the order of the accounts' numbers.
fn facts_of(all: &mut Vec<(u64, Facts)>, account: AccountId) -> &mut Facts {
    let at = all.partition_point(|(number, _)| *number < account.0);
    if all.get(at).is_none_or(|(number, _)| *number != account.0) {
        all.insert(at, (account.0, Facts::default()));
    }
    // The entry was found or put there above.
    #[allow(clippy::indexing_slicing)]
    &mut all[at].1
}

impl Facts {
    fn lines(&self) -> u32 {
        u32::try_from(self.vault.len().saturating_add(self.debts.len())).unwrap_or(u32::MAX)
    }
}

/// The set-up of a listing of the reporting chain; `None` if the hub does not know it.
fn own(deps: Deps, from: ChainNo, listing: ListingId) -> ContractResult<Option<ListingSetup>> {
    let setup = LISTINGS.may_load(deps.storage, listing.0)?;
    if let Some(setup) = &setup {
        if setup.chain != from {
            return Err(foreign(
                from,
                format!("listing {listing} is of chain {}", setup.chain),
            ));
        }
    }
    Ok(setup)
}

fn foreign(from: ChainNo, what: String) -> Box<ContractError> {
    ContractError::wire(
        Code::NOT_YOUR_CHAIN,
        format!("{what}, told by chain {from}"),
    )
}

/// The lots that the hub knows, and the number of those that it does not.
fn known_lots(
    deps: Deps,
    from: ChainNo,
    lines: Vec<LotLine>,
) -> ContractResult<(Vec<LotLine>, u32)> {
    let mut known = vec![];
    let mut unknown = 0u32;
    for line in lines {
        match chain_of(deps, line.lot)? {
            Some(chain) if chain == from => known.push(line),
            Some(chain) => {
                return Err(foreign(
                    from,
                    format!("lot {} is of chain {chain}", line.lot),
                ));
            }
            None => unknown = unknown.saturating_add(1),
        }
    }
    Ok((known, unknown))
}

fn chain_of(deps: Deps, lot: LotId) -> ContractResult<Option<ChainNo>> {
    let Some(id) = LOT_OF.may_load(deps.storage, lot.0)? else {
        return Ok(None);
    };
    Ok(LIQUIDATIONS
        .may_load(deps.storage, id.0)?
        .map(|liquidation| liquidation.chain))
}

/// Merges the lines about one account. Says whether anything was new, and how many lines were about
/// something that the account never had.
fn merge_account(
    storage: &mut dyn Storage,
    record: &mut Account,
    facts: Facts,
) -> ContractResult<(bool, u32)> {
    let (mut news, mut ignored) = (false, 0u32);
    for line in facts.vault {
        match record.collateral_mut(line.listing) {
            Some(mirror) => news |= change_collateral(storage, mirror, |m| Ok(m.merge(&line)))?,
            None => ignored = ignored.saturating_add(1),
        }
    }
    for (listing, line) in facts.debts {
        match record.debt_mut(listing) {
            Some(mirror) => news |= change_debt(storage, mirror, |m| Ok(m.merge(&line)))?,
            None => ignored = ignored.saturating_add(1),
        }
    }
    Ok((news, ignored))
}

/// Takes a market's index if it is not below the one known, and not above what interest allows.
fn merge_index(
    storage: &mut dyn Storage,
    env: &Env,
    setup: &ListingSetup,
    reported: Index,
) -> ContractResult<Option<Event>> {
    let Some(debt) = &setup.debt else {
        return Ok(None);
    };
    let mut totals: ListingTotals = totals::of(storage, setup.listing)?;
    if reported < totals.index {
        return Ok(None);
    }
    let now = env.block.time.seconds();
    let most = if totals.debt_shares.is_zero() {
        // Nobody owes anything by it.
        reported
    } else {
        totals::index_bounds(
            &totals,
            debt.rate_max,
            now,
            allowance(storage, setup.chain)?,
        )?
        .1
    };
    let taken = reported.min(most);
    totals.index = totals.index.max(taken);
    totals.index_at = now;
    TOTALS.save(storage, setup.listing.0, &totals)?;
    if taken == reported {
        return Ok(None);
    }
    let event = HubEvent::IndexClamped {
        listing: setup.listing,
        reported,
        taken,
    };
    Ok(Some(emit(storage, &event)?))
}

/// How old a report may be when it comes: clock skew and the longest travel, seconds.
pub fn allowance(storage: &dyn Storage, chain: ChainNo) -> ContractResult<u64> {
    let travel = CHAINS
        .may_load(storage, chain.0)?
        .map_or(0, |setup| setup.timeout_secs);
    Ok(PARAMS.load(storage)?.skew_secs.saturating_add(travel))
}

/// What follows from facts about lots. A follow-up that fails is told: the facts are kept, and
/// anyone may bring it about by `Advance`.
fn follow_lots(
    mut deps: DepsMut,
    env: &Env,
    from: ChainNo,
    lots: &[LotLine],
    credits: &[CreditLine],
    effects: &mut Effects,
) -> ContractResult<()> {
    if lots.is_empty() && credits.is_empty() {
        return Ok(());
    }
    match on_facts(deps.branch(), env, from, lots, credits) {
        Ok(more) => {
            effects.messages.extend(more.messages);
            effects.events.extend(more.events);
        }
        Err(error) => effects
            .events
            .push(failed(deps.storage, "facts of lots", None, &error)?),
    }
    Ok(())
}

/// A certificate after a change for the worse.
fn follow_account(
    mut deps: DepsMut,
    env: &Env,
    account: AccountId,
    effects: &mut Effects,
) -> ContractResult<()> {
    let mut record = accounts::load(deps.storage, account)?;
    match renew(deps.branch(), env, &mut record) {
        Ok(events) => effects.events.extend(events),
        Err(error) => {
            let event = failed(deps.storage, "facts of an account", Some(account), &error)?;
            effects.events.push(event);
            crate::certificate::postpone(deps.storage, env, &mut record)?;
        }
    }
    accounts::save(deps.storage, &record)
}

/// Tells that something did not follow from what was taken.
pub fn failed(
    storage: &mut dyn Storage,
    after: &str,
    account: Option<AccountId>,
    error: &ContractError,
) -> ContractResult<Event> {
    let error = error.to_string();
    emit(
        storage,
        &HubEvent::FollowUpFailed {
            after: after.into(),
            account,
            error,
        },
    )
}
