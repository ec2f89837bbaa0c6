//! Everything, everywhere: what hub, chains and couriers know and hold, and what is under way between
//! them. What must always hold: a liquidation reaches what it shares with others by [`One`] alone.

use seawall_coordinator::state::Covered;
use seawall_interfaces::coordinator::{CoverStage, Outcome, Phase};
use seawall_market::state::{Account, Route, Settlement};
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_vault::books::Holding;

use super::Shared;
use crate::packet::Packet;
use crate::record::Rec;

/// Where a liquidation stands: the contract's phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Not triggered yet.
    Planned,
    /// Waits for the order to open.
    Opening,
    /// Lots are for sale.
    Auctioning,
    /// Money is on its way.
    Settling,
    /// The collateral side is asked.
    CollateralSide,
    /// The debt side is asked.
    DebtSide,
    /// Over.
    Done,
}

impl Stage {
    /// As the contract knows it.
    pub fn phase(self) -> Phase {
        match self {
            Self::Planned => Phase::Planned {},
            Self::Opening => Phase::Opening {},
            Self::Auctioning => Phase::Auctioning {},
            Self::Settling => Phase::Settling {},
            Self::CollateralSide => Phase::Covering(CoverStage::CollateralSide),
            Self::DebtSide => Phase::Covering(CoverStage::DebtSide),
            Self::Done => Phase::Done(Outcome::Cured),
        }
    }
}

/// One lot at the auction house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sale {
    /// Its round.
    pub round: u16,
    /// Not closed yet.
    pub open: bool,
    /// Sold, base units.
    pub sold: u128,
    /// Given back, base units.
    pub returned: u128,
}

/// What the hub knows of one liquidation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hub {
    /// The collateral that it sells.
    pub held: Rec<CollateralMirror>,
    /// Where it stands.
    pub stage: Stage,
    /// The round, from 1.
    pub round: u16,
    /// Lots and payments of insurance, numbered from 1 in the order in which they were made.
    pub lots: Rec<Vec<Lot>>,
    /// Who paid for a deficit.
    pub covered: Rec<Vec<Covered>>,
}

impl Hub {
    /// Is it begun and not over?
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Planned | Stage::Done)
    }
}

/// An order to cover a deficit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cover {
    /// Its packet.
    pub packet: Packet,
    /// What is to be left standing.
    pub keep: u128,
}

/// The collateral chain's facts in a report.
pub type VaultFacts = (Rec<Holding>, Vec<Option<Sale>>);
/// The debt chain's: the account, and what was credited by lot.
pub type MarketFacts = (Rec<Account>, Vec<u128>);

/// One liquidation, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// At the hub.
    pub hub: Hub,
    /// Orders to open, by round.
    pub opens: Vec<Packet>,
    /// The last order to settle of each lot, unless it was lost.
    pub settles: Vec<Option<u128>>,
    /// The order to the collateral side, and what it paid.
    pub pay: (Packet, u128),
    /// Orders to the debt side that may still matter.
    pub covers: Vec<Cover>,
    /// On the collateral chain.
    pub vault: Rec<Holding>,
    /// Lots at the auction house, by number less one; none for one that is not open there.
    pub sales: Vec<Option<Sale>>,
    /// Settlements by lot.
    pub settlements: Vec<Option<Rec<Settlement>>>,
    /// Written off, once.
    pub written_off: Option<u128>,
    /// The collateral chain's reports on their way; one that is written over was lost.
    pub from_vault: Vec<Option<VaultFacts>>,
    /// The debt chain's.
    pub from_market: Vec<Option<MarketFacts>>,
}

/// One account's debt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Debt {
    /// At the hub.
    pub owed: Rec<DebtMirror>,
    /// On the debt chain.
    pub market: Rec<Account>,
}

/// One route's money, base units.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Money {
    /// At the sending courier.
    pub sender: u128,
    /// Between the chains.
    pub transit: u128,
    /// At the receiving courier.
    pub receiver: u128,
    /// What a mistake has lost.
    pub lost: u128,
    /// At the market.
    pub route: Rec<Route>,
}

impl Money {
    /// What has not arrived yet.
    pub fn moving(&self) -> u128 {
        self.sender + self.transit + self.receiver
    }
}

/// Everything, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The liquidations.
    pub cases: Vec<Case>,
    /// The accounts' debts: one for all, or one for each.
    pub debts: Vec<Debt>,
    /// The routes: one for each, or one for all.
    pub routes: Vec<Money>,
    /// Do the collateral chains stand still?
    pub halted: bool,
    /// A transition that may not fail has failed.
    pub failed: Option<&'static str>,
}

/// One liquidation and what it shares with others.
pub(super) struct One<'a> {
    pub case: &'a mut Case,
    pub debt: &'a mut Debt,
    pub money: &'a mut Money,
    /// Is another liquidation of the account open?
    pub others: bool,
    /// May the account have collateral on another chain?
    pub elsewhere: bool,
}

impl Shared {
    /// The number of a liquidation's debt.
    pub(super) fn debt(self, at: usize) -> usize {
        match self {
            Self::Route => at,
            Self::Debt => 0,
        }
    }

    /// The number of a liquidation's route.
    pub(super) fn route(self, at: usize, at_once: usize) -> usize {
        match self {
            Self::Route => 0,
            // One that comes after them all is on the first chain again.
            Self::Debt => at % at_once,
        }
    }
}

impl State {
    /// A liquidation with all that it can reach.
    pub(super) fn one(&mut self, shared: Shared, at: usize) -> Option<One<'_>> {
        let same = |other: &usize| *other != at && shared.debt(*other) == shared.debt(at);
        let numbers = (0..self.cases.len()).filter(same);
        let (mut others, mut elsewhere) = (false, false);
        for other in numbers.filter_map(|other| self.cases.get(other)) {
            others |= other.hub.is_open();
            let best = other.hub.held.best();
            elsewhere |= best.map_or(true, |best| !best.is_zero());
        }
        let route = shared.route(at, self.routes.len());
        Some(One {
            case: self.cases.get_mut(at)?,
            debt: self.debts.get_mut(shared.debt(at))?,
            money: self.routes.get_mut(route)?,
            others,
            elsewhere,
        })
    }
}
