//! Pull payments: money that could not, or must not, be pushed waits here for its owner.
//!
//! What must always hold: the total owed per denom is the sum of all claims in it, so that a
//! contract can show that its balance covers them (INV-2); a claim is paid once (INV-9); taking one
//! never depends on anybody else's (INV-11) and has no pause (INV-10).

use cosmwasm_std::{Addr, BankMsg, Coin, Order, Storage, Uint128, Uint256};
use cw_storage_plus::{Bound, Map};

use crate::paging::page_limit;
use crate::{KitError, KitResult};

/// What the contract owes to whom.
pub struct Claims {
    claims: Map<(&'static Addr, &'static str), Uint128>,
    totals: Map<&'static str, Uint128>,
}

impl Claims {
    /// Claims under two storage keys: one for the claims, one for the totals.
    pub const fn new(claims_key: &'static str, totals_key: &'static str) -> Self {
        Self {
            claims: Map::new(claims_key),
            totals: Map::new(totals_key),
        }
    }

    /// Adds `amount` base units of `denom` to what `address` may take; zero is a no-op.
    ///
    /// Fails if a sum does not fit into 128 bits.
    pub fn credit(
        &self,
        storage: &mut dyn Storage,
        address: &Addr,
        denom: &str,
        amount: Uint128,
    ) -> KitResult<()> {
        if amount.is_zero() {
            return Ok(());
        }
        let claim = add(self.owed(storage, address, denom)?, amount)?;
        let total = add(self.total(storage, denom)?, amount)?;
        self.claims.save(storage, (address, denom), &claim)?;
        Ok(self.totals.save(storage, denom, &total)?)
    }

    /// Pays all that `address` may take in `denom`: removes the claim and returns the payment to
    /// send.
    ///
    /// Fails with [`KitError::NothingToClaim`].
    pub fn take(
        &self,
        storage: &mut dyn Storage,
        address: &Addr,
        denom: &str,
    ) -> KitResult<BankMsg> {
        let claim = self.owed(storage, address, denom)?;
        if claim.is_zero() {
            return Err(KitError::NothingToClaim {
                address: address.to_string(),
                denom: denom.into(),
            });
        }
        self.claims.remove(storage, (address, denom));
        match self.total(storage, denom)?.saturating_sub(claim) {
            rest if rest.is_zero() => self.totals.remove(storage, denom),
            rest => self.totals.save(storage, denom, &rest)?,
        }
        Ok(BankMsg::Send {
            to_address: address.to_string(),
            amount: vec![Coin::new(claim, denom)],
        })
    }

    /// What `address` may take in `denom`, in base units.
    pub fn owed(&self, storage: &dyn Storage, address: &Addr, denom: &str) -> KitResult<Uint128> {
        let claim = self.claims.may_load(storage, (address, denom))?;
        Ok(claim.unwrap_or_default())
    }

    /// What all claims in `denom` add up to, in base units.
    pub fn total(&self, storage: &dyn Storage, denom: &str) -> KitResult<Uint128> {
        Ok(self.totals.may_load(storage, denom)?.unwrap_or_default())
    }

    /// A page of the claims of one address, by denom; `limit` as in [`page_limit`].
    pub fn page(
        &self,
        storage: &dyn Storage,
        address: &Addr,
        start_after: Option<&str>,
        limit: Option<u32>,
    ) -> KitResult<Vec<Coin>> {
        let start = start_after.map(Bound::exclusive);
        let mut coins = Vec::new();
        let range = self
            .claims
            .prefix(address)
            .range(storage, start, None, Order::Ascending);
        for entry in range.take(page_limit(limit)) {
            let (denom, amount) = entry?;
            coins.push(Coin::new(amount, denom));
        }
        Ok(coins)
    }
}

fn add(left: Uint128, right: Uint128) -> KitResult<Uint128> {
    left.checked_add(right)
        .map_err(|_| KitError::AmountTooLarge {
            what: "claim",
            actual: Uint256::from(left).saturating_add(Uint256::from(right)),
        })
}
