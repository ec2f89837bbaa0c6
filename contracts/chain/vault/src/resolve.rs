//! ResolveDeposit: the hub's answer to a deposit.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_kit::{funds, KitError};
use seawall_money::planted;

use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::state::{
    count_redundant, holding, listing, neighbours, save_books, CLAIMS, DEPOSITS, DEPOSIT_AGES,
    LAST_DEPOSIT,
};

/// Outpost: admitted coins are locked, refused ones become the depositor's claim. A second answer
/// to the same deposit changes nothing, whatever it says (INV-9).
///
/// A refusal of a deposit on which an order has drawn fails: the order proves that the hub has
/// admitted it (DEC-4), and paying the coins out twice would break INV-2.
pub fn resolve(
    deps: DepsMut,
    info: &MessageInfo,
    id: u64,
    admitted: bool,
) -> VaultResult<Response> {
    let outpost = neighbours(deps.storage)?.outpost;
    if info.sender != outpost {
        return Err(KitError::unauthorized(outpost, &info.sender).into());
    }
    funds::no_funds(info)?;
    let Some(record) = DEPOSITS.may_load(deps.storage, id)? else {
        return answered_before(deps, id);
    };
    let account = record.account;
    let mut books = holding(deps.storage, account, record.listing)?;
    let mut of = listing(deps.storage, record.listing)?;
    let event = if admitted {
        books.admit(record.amount)?;
        VaultEvent::DepositAdmitted {
            deposit: id,
            account,
        }
    } else {
        let available = books.available()?;
        books
            .refuse(record.amount)
            .map_err(|_| VaultError::NotEnough {
                account,
                listing: record.listing,
                available,
                actual: record.amount,
            })?;
        of.total = of.total.minus(record.amount)?;
        let amount = record.amount.uint();
        let owner = planted!(&record.depositor; RefundToWrongSide => &info.sender);
        CLAIMS.credit(deps.storage, owner, &of.denom, amount)?;
        VaultEvent::DepositRefused {
            deposit: id,
            account,
        }
    };
    save_books(deps.storage, account, record.listing, &books, &of)?;
    DEPOSITS.remove(deps.storage, id);
    DEPOSIT_AGES.remove(deps.storage, record.age.deadline, id);
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn answered_before(deps: DepsMut, id: u64) -> VaultResult<Response> {
    let last = LAST_DEPOSIT.may_load(deps.storage)?.unwrap_or_default();
    if id == 0 || id > last {
        return Err(VaultError::UnknownDeposit { deposit: id });
    }
    let event = VaultEvent::Redundant {
        what: "deposit".into(),
        id,
        count: count_redundant(deps.storage)?,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
