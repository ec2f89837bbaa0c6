//! Accounts: who may act for one, and where its mirrors are.
//!
//! What must always hold: the owner acts from the home chain only; a remote address is compared as
//! text, never interpreted; an account has at most 8 collaterals and 4 debts (DEC-1).

use cosmwasm_std::Storage;
use seawall_interfaces::coordinator::Role;
use seawall_mirror::{CollateralMirror, DebtMirror};
use seawall_wire::ids::{AccountId, ChainNo, ListingId};
use seawall_wire::{Code, RemoteAddr};

use crate::error::{ContractError, ContractResult};
use crate::state::{Account, ACCOUNTS, COLLATERALS_MAX, DEBTS_MAX, STATE_VERSION};

/// The account. Errors: `UnknownAccount`; `StateTooNew` if newer code wrote it.
pub fn load(storage: &dyn Storage, account: AccountId) -> ContractResult<Account> {
    let record = ACCOUNTS.may_load(storage, account.0)?;
    let record = record.ok_or(ContractError::UnknownAccount { account })?;
    // There is only one version yet; a newer one must not be touched.
    seawall_kit::instance::state_version(record.state_version, STATE_VERSION)?;
    Ok(record)
}

/// Saves the account.
pub fn save(storage: &mut dyn Storage, account: &Account) -> ContractResult<()> {
    Ok(ACCOUNTS.save(storage, account.id.0, account)?)
}

impl Account {
    /// Fails unless `caller` on `chain` owns the account: `NOT_YOUR_CHAIN`, `UNAUTHORIZED`.
    pub fn check_owner(&self, chain: ChainNo, caller: &RemoteAddr) -> ContractResult<()> {
        if self.home != chain {
            let detail = format!("the home is chain {}, asked by chain {chain}", self.home);
            return Err(ContractError::wire(Code::NOT_YOUR_CHAIN, detail));
        }
        let owner = self
            .controllers
            .iter()
            .any(|c| matches!(c.role, Role::Owner) && c.chain == chain && c.address == *caller);
        if !owner {
            let detail = format!("{caller} does not own account {}", self.id);
            return Err(ContractError::wire(Code::UNAUTHORIZED, detail));
        }
        Ok(())
    }

    /// Does `address` on `chain` control the account in any role?
    pub fn is_controller(&self, chain: ChainNo, address: &RemoteAddr) -> bool {
        self.controllers
            .iter()
            .any(|c| c.chain == chain && c.address == *address)
    }

    /// Might it owe anything?
    pub fn has_debt(&self) -> ContractResult<bool> {
        for debt in &self.debts {
            if !debt.worst()?.is_zero() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The place of a collateral, if the account ever had it.
    pub fn collateral_mut(&mut self, listing: ListingId) -> Option<&mut CollateralMirror> {
        self.collaterals.iter_mut().find(|c| c.listing == listing)
    }

    /// The place of a collateral, made if there is room. Errors: `TOO_MANY`.
    pub fn collateral_or_new(
        &mut self,
        listing: ListingId,
    ) -> ContractResult<&mut CollateralMirror> {
        if !self.collaterals.iter().any(|c| c.listing == listing) {
            if self.collaterals.len() >= COLLATERALS_MAX {
                let detail = format!("at most {COLLATERALS_MAX} collaterals");
                return Err(ContractError::wire(Code::TOO_MANY, detail));
            }
            self.collaterals.push(CollateralMirror::new(listing));
        }
        let missing = ContractError::Inconsistent {
            what: "a collateral that was just added",
        };
        self.collateral_mut(listing).ok_or_else(|| missing.into())
    }

    /// The place of a debt, if the account ever had it.
    pub fn debt_mut(&mut self, listing: ListingId) -> Option<&mut DebtMirror> {
        self.debts.iter_mut().find(|d| d.listing == listing)
    }

    /// The place of a debt, made if there is room. Errors: `TOO_MANY`.
    pub fn debt_or_new(&mut self, listing: ListingId) -> ContractResult<&mut DebtMirror> {
        if !self.debts.iter().any(|d| d.listing == listing) {
            if self.debts.len() >= DEBTS_MAX {
                let detail = format!("at most {DEBTS_MAX} debts");
                return Err(ContractError::wire(Code::TOO_MANY, detail));
            }
            self.debts.push(DebtMirror::new(listing));
        }
        let missing = ContractError::Inconsistent {
            what: "a debt that was just added",
        };
        self.debt_mut(listing).ok_or_else(|| missing.into())
    }
}
