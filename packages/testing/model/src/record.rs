//! The contracts' records as parts of a model's state: compared and hashed by their numbers.
//! What must always hold: whatever a transition reads is among the numbers.

use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use seawall_coordinator::state::Covered;
use seawall_market::state::{Account, Route, Settlement};
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_vault::books::Holding;

/// A record told by its numbers.
pub trait Numbers {
    /// Tells them, always in the same order.
    fn tell(&self, to: &mut dyn FnMut(u128));
}

/// A record in a state.
#[derive(Clone, Debug)]
pub struct Rec<T>(pub T);

impl<T> Deref for Rec<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Rec<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Numbers> Rec<T> {
    fn numbers(&self) -> Vec<u128> {
        let mut all = vec![];
        self.0.tell(&mut |number| all.push(number));
        all
    }
}

impl<T: Numbers> Hash for Rec<T> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.tell(&mut |number| hasher.write_u128(number));
    }
}

impl<T: Numbers> PartialEq for Rec<T> {
    fn eq(&self, other: &Self) -> bool {
        self.numbers() == other.numbers()
    }
}

impl<T: Numbers> Eq for Rec<T> {}

/// `fresh` aside: ramps of borrowing power are no part of the models.
impl Numbers for CollateralMirror {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        let inflow = [self.admitted, self.returned, self.announced];
        let outflow = [self.ordered, self.undone, self.undecided];
        let facts = [self.released, self.seized];
        for amount in inflow.into_iter().chain(outflow).chain(facts) {
            to(amount.u128());
        }
    }
}

impl Numbers for DebtMirror {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        let all = [self.approved, self.undone, self.decided];
        for shares in all.into_iter().chain([self.minted, self.burned]) {
            to(shares.u128());
        }
    }
}

impl Numbers for Holding {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(self.locked.i128() as u128);
        for amount in [self.pending, self.returned, self.released, self.seized] {
            to(amount.u128());
        }
    }
}

impl Numbers for Account {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        for shares in [self.shares, self.decided, self.minted, self.burned] {
            to(shares.u128());
        }
        let lost = [self.lost_lenders, self.lost_reserve, self.lost_pool];
        for amount in lost.into_iter().chain([self.surplus]) {
            to(amount.u128());
        }
    }
}

impl Numbers for Route {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(self.arrived.u128());
        to(self.used.u128());
    }
}

impl Numbers for Settlement {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(u128::from(self.account.0));
        to(self.proceeds.u128());
        to(self.credited.u128());
    }
}

impl Numbers for Lot {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(u128::from(self.id.0));
        to(u128::from(self.round));
        for amount in [self.put_up, self.sold, self.returned] {
            to(amount.u128());
        }
        let money = [self.repay, self.proceeds, self.credited, self.settled];
        for amount in money {
            to(amount.u128());
        }
        to(u128::from(self.cover));
        to(self.closed.map_or(0, |reason| 1 + reason as u128));
    }
}

impl Numbers for Covered {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(self.collateral_side.u128());
        to(u128::from(self.collateral_side_asked));
        to(u128::from(self.debt_side_sent));
        to(u128::from(self.debt_side_asked));
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(self.len() as u128);
        for one in self {
            one.tell(to);
        }
    }
}
