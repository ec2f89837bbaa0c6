//! Return: unsold collateral comes back from the auction house.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_kit::{funds, KitError};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, LiquidationId, ListingId};

use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::state::{holding, listing, neighbours, save_books};

/// Auction house, with exactly the listing's coin: locked again for the account. Never paused
/// (INV-10); no more can come back than is out (INV-4).
pub fn give_back(
    deps: DepsMut,
    info: &MessageInfo,
    liquidation: LiquidationId,
    account: AccountId,
    number: ListingId,
) -> VaultResult<Response> {
    let auction_house = neighbours(deps.storage)?.auction_house;
    if info.sender != auction_house {
        return Err(KitError::unauthorized(auction_house, &info.sender).into());
    }
    let mut of = listing(deps.storage, number)?;
    let amount = CollateralAmount::from(funds::one_coin(info, &of.denom)?);
    let mut books = holding(deps.storage, account, number)?;
    let max = books.out();
    if amount > max {
        return Err(VaultError::ReturnedTooMuch {
            account,
            listing: number,
            max,
            actual: amount,
        });
    }
    books.give_back(amount)?;
    of.total = of.total.plus(amount)?;
    save_books(deps.storage, account, number, &books, &of)?;
    let event = VaultEvent::Returned {
        liquidation,
        account,
        listing: number,
        amount,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
