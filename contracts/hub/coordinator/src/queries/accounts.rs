//! Accounts, as ranges.

use cosmwasm_std::{Decimal, Deps, Env, Order, StdResult};
use cw_storage_plus::Bound;
use seawall_interfaces::coordinator::{
    AccountResponse, CertificateResponse, CollateralResponse, DebtResponse,
};
use seawall_kit::page_limit;
use seawall_mirror::{CollateralMirror, DebtMirror};
use seawall_money::DebtAmount;
use seawall_wire::ids::AccountId;

use crate::accounts;
use crate::error::ContractResult;
use crate::health::open_liquidations;
use crate::reports::allowance;
use crate::state::{Account, Liquidation, StoredCertificate, ACCOUNTS, LISTINGS, PARAMS};
use crate::totals;

pub(super) fn account(deps: Deps, env: &Env, id: AccountId) -> ContractResult<AccountResponse> {
    let record = accounts::load(deps.storage, id)?;
    let open = open_liquidations(deps, &record)?;
    let collaterals = record.collaterals.iter().map(collateral);
    let debts = record
        .debts
        .iter()
        .map(|mirror| debt(deps, env, &open, mirror));
    let margin_call = PARAMS.load(deps.storage)?.margin_call;
    let Account {
        home,
        controllers,
        enabled,
        liquidations,
        nonce,
        ..
    } = record.clone();
    Ok(AccountResponse {
        account: id,
        home,
        controllers,
        enabled,
        collaterals: collaterals.collect::<ContractResult<_>>()?,
        debts: debts.collect::<ContractResult<_>>()?,
        liquidations,
        certificate: record.certificate.map(|c| certificate(c, margin_call)),
        nonce,
    })
}

fn collateral(mirror: &CollateralMirror) -> ContractResult<CollateralResponse> {
    Ok(CollateralResponse {
        listing: mirror.listing,
        worst: mirror.worst()?,
        best: mirror.best()?,
        admitted: mirror.admitted,
        returned: mirror.returned,
        ordered: mirror.ordered.minus_or_zero(mirror.undone),
        executed: mirror.released.plus(mirror.seized)?,
    })
}

fn debt(
    deps: Deps,
    env: &Env,
    open: &[Liquidation],
    mirror: &DebtMirror,
) -> ContractResult<DebtResponse> {
    let now = env.block.time.seconds();
    let totals = totals::of(deps.storage, mirror.listing)?;
    let setup = LISTINGS.load(deps.storage, mirror.listing.0)?;
    let rate_max = setup.debt.map_or(Decimal::zero(), |debt| debt.rate_max);
    let allowance = allowance(deps.storage, setup.chain)?;
    let (low, high) = totals::index_bounds(&totals, rate_max, now, allowance)?;
    let lots = open
        .iter()
        .flat_map(|l| &l.lots)
        .filter(|lot| lot.debt == mirror.listing);
    let promised = lots.fold(DebtAmount::ZERO, |sum, lot| {
        sum.plus_or_max(lot.promise_at(now))
    });
    let (worst_shares, best_shares) = (mirror.worst()?, mirror.best());
    Ok(DebtResponse {
        listing: mirror.listing,
        worst_shares,
        best_shares,
        worst: high.debt(worst_shares)?,
        best: low.debt(best_shares)?.minus_or_zero(promised),
        promised,
    })
}

fn certificate(stored: StoredCertificate, margin_call: Decimal) -> CertificateResponse {
    let level = if stored.margin_call {
        margin_call
    } else {
        Decimal::one()
    };
    let triggers = stored.triggers.into_iter();
    CertificateResponse {
        level,
        valid_until: stored.valid_until,
        triggers: triggers
            .map(|t| (t.listing, t.debt, t.level.atomics()))
            .collect(),
    }
}

pub(super) fn accounts(
    deps: Deps,
    start_after: Option<AccountId>,
    limit: Option<u32>,
) -> ContractResult<Vec<AccountId>> {
    let start = start_after.map(|account| Bound::exclusive(account.0));
    let keys = ACCOUNTS.keys(deps.storage, start, None, Order::Ascending);
    let ids = keys.take(page_limit(limit)).map(|key| key.map(AccountId));
    Ok(ids.collect::<StdResult<_>>()?)
}
