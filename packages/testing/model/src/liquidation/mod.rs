//! Liquidations: plan, rounds, lots, proceeds, settlement, cover, over a hub, a collateral chain and a debt
//! chain, with money and words travelling apart. Any number of accounts share one route, each with any
//! number of lots a round. The transitions are the contracts' own: `seawall_mirror` (mirrors, lots), the
//! coordinator's `liquidation::due`, the vault's `Holding`, the market's `Account`, `Settlement` and
//! `Route`, the link layer's `outcome`; prices and health are free choices.
//!
//! What must always hold, in every state: INV-1, INV-3, INV-4, INV-5, INV-9; from every state an end can be
//! reached: everything sold or returned, all money credited, everybody told (INV-8).

mod act;
mod case;
mod chains;
mod cover;
mod facts;
mod hub;
mod properties;

use seawall_coordinator::state::Covered;
use seawall_interfaces::coordinator::{CoverStage, Outcome, Phase};
use seawall_market::state::{Account, Route, Settlement};
use seawall_mirror::{CollateralMirror, DebtMirror, Lot};
use seawall_vault::books::Holding;
use stateright::{Model, Property};

use crate::explore::Ends;
use crate::packet::{Answer, Packet};
use crate::record::{Numbers, Rec};

/// A plausible mistake, planted on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The debt is burned by what the hub says, whether the money has arrived or not.
    CreditBeforeMoney,
    /// A settlement is a sum to add, not a total.
    SettleAdds,
    /// The undo of a round that was not opened forgets a lot.
    UndoForgetsALot,
    /// A round that was not opened is undone at every timeout.
    UndoTwice,
    /// A settlement that was lost is not sent again.
    SettleOnce,
    /// A refunded transfer stays where nobody looks.
    RefundLost,
    /// Facts that come after the end are ignored.
    LateFactsIgnored,
}

/// One small world.
#[derive(Debug, Clone)]
pub struct Liquidations {
    /// Accounts that are liquidated at once; they share the route.
    pub accounts: usize,
    /// Lots of each round.
    pub lots: usize,
    /// What each lot puts up, base units; one unit brings one unit of debt.
    pub put_up: u128,
    /// At most so many rounds.
    pub rounds: u16,
    /// What each account owes, shares and base units.
    pub debt: u128,
    /// Can the collateral side's pool pay a unit for a deficit?
    pub pool: bool,
    /// May what waited too long be given up?
    pub stalls: bool,
    /// May the collateral chain stand still?
    pub halts: bool,
    /// What is done wrong.
    pub mistake: Option<Mistake>,
}

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

/// What the hub knows of one account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hub {
    /// Its collateral.
    pub held: Rec<CollateralMirror>,
    /// Its debt.
    pub owed: Rec<DebtMirror>,
    /// Its liquidation.
    pub stage: Stage,
    /// The round, from 1.
    pub round: u16,
    /// Lots and payments of insurance, numbered from 1 in the order in which they were made.
    pub lots: Rec<Vec<Lot>>,
    /// Who paid for a deficit.
    pub covered: Rec<Vec<Covered>>,
}

/// An order to cover a deficit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cover {
    /// Its packet.
    pub packet: Packet,
    /// What is to be left standing.
    pub keep: u128,
}

/// One account, everywhere.
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
    /// On the debt chain.
    pub market: Rec<Account>,
    /// Settlements by lot.
    pub settlements: Vec<Option<Rec<Settlement>>>,
    /// Written off, once.
    pub written_off: Option<u128>,
    /// The collateral chain's report on its way.
    pub from_vault: Option<(Rec<Holding>, Vec<Option<Sale>>)>,
    /// The debt chain's report on its way: the account, and what was credited by lot.
    pub from_market: Option<(Rec<Account>, Vec<u128>)>,
}

/// Everything, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The accounts.
    pub cases: Vec<Case>,
    /// Money at the sending courier.
    pub sender: u128,
    /// Money between the chains.
    pub transit: u128,
    /// Money at the receiving courier.
    pub receiver: u128,
    /// Money that a mistake has lost.
    pub lost: u128,
    /// The route at the market.
    pub route: Rec<Route>,
    /// Does the collateral chain stand still?
    pub halted: bool,
    /// A transition that may not fail has failed.
    pub failed: Option<&'static str>,
}

/// What the prices allow when a liquidation could go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Another round, if there is collateral for it.
    Another,
    /// No further round now.
    Stop,
}

/// What may happen next; the number is the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Anyone triggers.
    Trigger(usize),
    /// The order to open a round is received: opened, or refused.
    Open(usize, usize, bool),
    /// It will never be received.
    OpenExpires(usize, usize),
    /// Something reaches the hub about it.
    OpenAnswer(usize, usize, Answer, Choice),
    /// Someone buys a unit.
    Take(usize, usize),
    /// Anyone closes a lot whose time is over.
    Close(usize, usize),
    /// Anyone sends on what lies at the courier.
    Forward,
    /// A unit of the money arrives.
    Land,
    /// The transfer is refunded.
    Refund,
    /// Anyone hands over what arrived.
    Collect,
    /// A settlement is received; it may be again.
    Settle(usize, usize),
    /// It is lost.
    SettleLost(usize, usize),
    /// Anyone has a lot credited.
    Credit(usize, usize),
    /// Anyone has the collateral chain's facts sent.
    WriteVault(usize),
    /// They reach the hub; they may do so again.
    ReadVault(usize, Choice),
    /// Anyone has the market's facts sent.
    WriteMarket(usize),
    /// They reach the hub; they may do so again.
    ReadMarket(usize, Choice),
    /// Anyone moves the liquidation on; is it overdue?
    Advance(usize, bool, Choice),
    /// The collateral side is asked: it pays so much, or refuses.
    Pay(usize, Option<u128>),
    /// It will never be.
    PayExpires(usize),
    /// Something reaches the hub about it.
    PayAnswer(usize, Answer),
    /// The debt side writes off.
    Write(usize, usize),
    /// It will never be asked.
    WriteExpires(usize, usize),
    /// Something reaches the hub about it.
    WriteAnswer(usize, usize, Answer),
    /// The collateral chain stops making blocks.
    Halt,
    /// It goes on.
    Resume,
}

impl<T: Numbers> Numbers for Vec<T> {
    fn tell(&self, to: &mut dyn FnMut(u128)) {
        to(self.len() as u128);
        for one in self {
            one.tell(to);
        }
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

impl Model for Liquidations {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![self.begin()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        self.steps(state, actions);
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        self.act(&mut state, step)?;
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}

impl Ends for Liquidations {
    fn is_end(&self, state: &State) -> bool {
        let moving = state.sender + state.transit + state.receiver > 0;
        !moving && !state.halted && state.cases.iter().all(|case| case.is_over())
    }
}

impl Liquidations {
    fn wrong(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }
}
