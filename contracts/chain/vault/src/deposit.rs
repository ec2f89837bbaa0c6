//! Deposit: lock coins as pending and ask the hub to admit them.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::outpost;
use seawall_kit::call::wasm_exec;
use seawall_kit::{funds, Process};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, ListingId};

use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::state::{
    holding, listing, neighbours, save_books, PendingDeposit, Scope, DENOMS, DEPOSITS,
    DEPOSIT_AGES, DEPOSIT_LIFE_SECS, LAST_DEPOSIT, PAUSES,
};

/// Anyone: the one coin that came is locked as pending for `account`. If the outpost cannot send
/// the command, the deposit fails with it.
pub fn deposit(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    account: AccountId,
) -> VaultResult<Response> {
    let now = env.block.time.seconds();
    let outpost = neighbours(deps.storage)?.outpost;
    PAUSES.assert_open(deps.storage, now, Scope::Deposits)?;
    let (denom, amount) = funds::any_coin(info)?;
    let amount = CollateralAmount::from(amount);
    let number = DENOMS.may_load(deps.storage, &denom)?;
    let number = ListingId(number.ok_or(VaultError::UnknownDenom { denom })?);
    let mut listing = listing(deps.storage, number)?;
    if amount < listing.min_deposit {
        let min = listing.min_deposit;
        return Err(VaultError::DepositTooSmall {
            min,
            actual: amount,
        });
    }
    let mut books = holding(deps.storage, account, number)?;
    books.add_pending(amount)?;
    listing.total = listing.total.plus(amount)?;
    save_books(deps.storage, account, number, &books, &listing)?;

    let id = LAST_DEPOSIT.may_load(deps.storage)?.unwrap_or_default();
    let id = id.saturating_add(1);
    let age = Process::open(now, DEPOSIT_LIFE_SECS);
    let depositor = info.sender.clone();
    let record = PendingDeposit {
        account,
        listing: number,
        amount,
        depositor,
        age,
    };
    LAST_DEPOSIT.save(deps.storage, &id)?;
    DEPOSITS.save(deps.storage, id, &record)?;
    DEPOSIT_AGES.insert(deps.storage, age.deadline, id)?;

    let depositor = info.sender.to_string();
    let submit = outpost::ExecuteMsg::SubmitDeposit {
        deposit: id,
        account,
        listing: number,
        amount,
        depositor: depositor.clone(),
    };
    let event = VaultEvent::Deposited {
        deposit: id,
        account,
        listing: number,
        amount,
        depositor,
    };
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_message(wasm_exec(outpost, &submit, vec![])?))
}
