//! Two-step ownership: a wrong address can be proposed, but never become owner.
//!
//! What must always hold: there is exactly one owner; only the proposed address itself can make
//! itself owner; proposing again replaces the earlier proposal. Contracts pass [`OwnershipAction`]
//! through.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Api, Storage};
use cw_storage_plus::Item;

use crate::{KitError, KitResult};

/// What a message may ask for.
#[cw_serde]
pub enum OwnershipAction {
    /// Owner only: offer ownership to an address of this chain.
    Propose {
        /// The next owner, once it accepts.
        to: String,
    },
    /// Proposed address only: take ownership.
    Accept {},
    /// Owner only: take the offer back.
    Cancel {},
}

/// Who owns, and who may become owner.
#[cw_serde]
pub struct OwnershipView {
    /// The owner.
    pub owner: Addr,
    /// Who may accept ownership.
    pub pending: Option<Addr>,
}

/// Where ownership is stored.
pub struct Ownership {
    state: Item<OwnershipView>,
}

impl Ownership {
    /// Ownership under this storage key.
    pub const fn new(key: &'static str) -> Self {
        Self {
            state: Item::new(key),
        }
    }

    /// Sets the first owner; for `instantiate`.
    pub fn initialize(&self, storage: &mut dyn Storage, owner: Addr) -> KitResult<()> {
        let pending = None;
        Ok(self
            .state
            .save(storage, &OwnershipView { owner, pending })?)
    }

    /// The owner and the pending proposal.
    pub fn get(&self, storage: &dyn Storage) -> KitResult<OwnershipView> {
        Ok(self.state.load(storage)?)
    }

    /// Fails with [`KitError::Unauthorized`] unless `sender` owns the contract.
    pub fn assert_owner(&self, storage: &dyn Storage, sender: &Addr) -> KitResult<()> {
        let owner = self.get(storage)?.owner;
        if owner != *sender {
            return Err(KitError::unauthorized(owner, sender));
        }
        Ok(())
    }

    /// Is `sender` the owner?
    pub fn is_owner(&self, storage: &dyn Storage, sender: &Addr) -> KitResult<bool> {
        Ok(self.get(storage)?.owner == *sender)
    }

    /// Does what the message asks for and returns the new state.
    pub fn update(
        &self,
        storage: &mut dyn Storage,
        api: &dyn Api,
        sender: &Addr,
        action: OwnershipAction,
    ) -> KitResult<OwnershipView> {
        match action {
            OwnershipAction::Propose { to } => {
                let to = api.addr_validate(&to)?;
                self.propose(storage, sender, to)
            }
            OwnershipAction::Accept {} => self.accept(storage, sender),
            OwnershipAction::Cancel {} => self.cancel(storage, sender),
        }
    }

    /// Owner only: offers ownership; an earlier offer is replaced.
    pub fn propose(
        &self,
        storage: &mut dyn Storage,
        sender: &Addr,
        to: Addr,
    ) -> KitResult<OwnershipView> {
        self.assert_owner(storage, sender)?;
        self.write(storage, sender.clone(), Some(to))
    }

    /// Proposed address only: becomes owner.
    pub fn accept(&self, storage: &mut dyn Storage, sender: &Addr) -> KitResult<OwnershipView> {
        let pending = self.get(storage)?.pending.ok_or(KitError::NoPendingOwner)?;
        if pending != *sender {
            return Err(KitError::unauthorized(pending, sender));
        }
        self.write(storage, pending, None)
    }

    /// Owner only: takes the offer back.
    pub fn cancel(&self, storage: &mut dyn Storage, sender: &Addr) -> KitResult<OwnershipView> {
        self.assert_owner(storage, sender)?;
        if self.get(storage)?.pending.is_none() {
            return Err(KitError::NoPendingOwner);
        }
        self.write(storage, sender.clone(), None)
    }

    fn write(
        &self,
        storage: &mut dyn Storage,
        owner: Addr,
        pending: Option<Addr>,
    ) -> KitResult<OwnershipView> {
        let view = OwnershipView { owner, pending };
        self.state.save(storage, &view)?;
        Ok(view)
    }
}
