//! Liquidations: plan, rounds, lots, proceeds, settlement, cover, over a hub, collateral chains and a debt
//! chain, with money and words travelling apart. Several at once share a route (accounts on one chain) or a
//! debt (chains of one account), each with any number of lots a round. The transitions are the contracts'
//! own: `seawall_mirror` (mirrors, lots), the coordinator's `liquidation::due`, the vault's `Holding`, the
//! market's `Account`, `Settlement` and `Route`, the link layer's `outcome`; prices and health are free
//! choices.
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
mod state;
mod step;

pub use state::{Case, Cover, Debt, Hub, Money, Sale, Stage, State};
pub use step::{Choice, Part, Step};

use stateright::{Model, Property};

use crate::explore::Ends;

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
    /// What was not sold stays on the books of the auction house.
    ReturnForgotten,
    /// What a lot gives back counts as soon as the auction house says so, and once more with the vault.
    ReturnCountedTwice,
    /// What was written off is nobody's loss.
    LossNotBooked,
    /// A credit can be told without what it burned.
    CreditToldAlone,
    /// An order to open that comes again opens again.
    OpensAgain,
    /// The debt side is asked once, whatever becomes of the order.
    CoverOnce,
}

/// What liquidations that run at once have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {
    /// The route: they are of two accounts with collateral on one chain.
    Route,
    /// The debt: they are of one account with collateral on two chains.
    Debt,
}

/// One small world.
#[derive(Debug, Clone)]
pub struct Liquidations {
    /// Liquidations at once.
    pub at_once: usize,
    /// What they share.
    pub shared: Shared,
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
    /// May acks be unreadable?
    pub garbles: bool,
    /// So many reports of a chain may be under way at once; with none, what is told is heard at once.
    pub reports: usize,
    /// Can half of a report be told?
    pub halves: bool,
    /// Does money take its time, and can it be refunded? Otherwise it arrives when it is sent on.
    pub travels: bool,
    /// With a shared debt, once nothing is left to sell and nothing open: is it liquidated once more?
    pub again: bool,
    /// What is done wrong.
    pub mistake: Option<Mistake>,
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
        let still = state.routes.iter().all(|money| money.moving() == 0);
        let mut numbers = 0..state.cases.len();
        let over = numbers.all(|at| state.is_over(self.shared, at));
        still && over && !state.halted && !self.may_go_again(state)
    }

    fn helps(&self, _: &State, step: &Step) -> Option<Step> {
        step.helps()
    }
}

impl Liquidations {
    fn wrong(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }
}
