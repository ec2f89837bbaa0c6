//! The mirror of one account: deposits, withdrawals, loans, repayments and reports between the hub and one
//! chain, any number of each under way at once, with every interleaving of delivery, loss, repetition,
//! refusal, unreadable ack, timeout and halt. The transitions are the contracts' own: the coordinator's
//! mirrors (`seawall_mirror`), the vault's `Holding`, the market's `Account`, the link layer's `outcome`.
//!
//! What must always hold, in every state: INV-2, INV-3, INV-9; at every end INV-7; from every state
//! an end can be reached (INV-8). Called by the tests, by the binary, and with a mistake planted to see
//! that the properties find it.

mod act;
mod properties;

use seawall_market::state::Account;
use seawall_mirror::{CollateralMirror, DebtMirror};
use seawall_vault::books::Holding;
use seawall_wire::ids::ListingId;
use stateright::{Model, Property};

use crate::explore::Ends;
use crate::packet::{Answer, Fate, Known, Packet};
use crate::record::Rec;

/// A plausible mistake, planted on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A repeated or late timeout undoes again.
    UndoTwice,
    /// A timeout of a withdrawal is not undone.
    TimeoutNotUndone,
    /// An ack that cannot be understood undoes what was sent.
    GarbledUndoes,
    /// A repeated order has effect again.
    OrderTwice,
    /// Reports are added instead of merged by maximum.
    ReportsAdd,
    /// What was executed is taken off although the order already counted it.
    CountedTwice,
    /// A loan is counted only once it was minted.
    BestForWorst,
    /// What the hub refused stays with the vault.
    RefusedNotClaimed,
    /// Facts that came once are taken for all there will be.
    ReportsOnce,
}

/// One small world: amounts of what is under way together.
#[derive(Debug, Clone, Default)]
pub struct Mirror {
    /// Deposits, base units.
    pub deposits: Vec<u128>,
    /// Withdrawals, ordered by the hub from the chain that holds the coins.
    pub withdrawals: Vec<u128>,
    /// Loans, in shares allowed; the market mints one less if it can.
    pub loans: Vec<u128>,
    /// Repayments by anyone, shares.
    pub repayments: Vec<u128>,
    /// So many reports may be on their way at once.
    pub reports: usize,
    /// May the chain stand still?
    pub halts: bool,
    /// What is done wrong.
    pub mistake: Option<Mistake>,
}

/// A kind of packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// From the chain to the hub.
    Deposit,
    /// From the hub to the chain.
    Withdrawal,
    /// From the hub to the chain.
    Loan,
}

/// What a report says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The vault's counters.
    pub vault: Rec<Holding>,
    /// The market's counters.
    pub market: Rec<Account>,
}

/// Everything, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The hub's record of the collateral.
    pub held: Rec<CollateralMirror>,
    /// The hub's record of the debt.
    pub owed: Rec<DebtMirror>,
    /// The chain's books.
    pub chain: Facts,
    /// Packets by kind and number.
    pub deposits: Vec<Packet>,
    /// Packets by kind and number.
    pub withdrawals: Vec<Packet>,
    /// Packets by kind and number.
    pub loans: Vec<Packet>,
    /// What was repaid already.
    pub repaid: Vec<bool>,
    /// Claims of depositors, base units.
    pub claims: u128,
    /// Paid out by the vault, base units.
    pub paid: u128,
    /// Reports on their way; a report that is written over was lost.
    pub reports: Vec<Option<Facts>>,
    /// Does the chain stand still?
    pub halted: bool,
    /// A transition that may not fail has failed.
    pub failed: Option<&'static str>,
}

/// What may happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// A user sends what was prepared.
    Send(Kind, usize),
    /// It is received; once more, if it was before.
    Receive(Kind, usize),
    /// It is received and refused.
    Refuse(Kind, usize),
    /// Its time is over before it was received.
    Expire(Kind, usize),
    /// Something reaches its sender.
    Answer(Kind, usize, Answer),
    /// Anyone repays.
    Repay(usize),
    /// Anyone has the chain's facts sent.
    Write(usize),
    /// A report reaches the hub; it may do so again.
    Read(usize),
    /// The chain stops making blocks.
    Halt,
    /// It goes on.
    Resume,
}

impl Mirror {
    /// The amount of one packet.
    pub fn amount(&self, kind: Kind, at: usize) -> u128 {
        let all = match kind {
            Kind::Deposit => &self.deposits,
            Kind::Withdrawal => &self.withdrawals,
            Kind::Loan => &self.loans,
        };
        all.get(at).copied().unwrap_or_default()
    }

    fn wrong(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    fn begin(&self) -> State {
        State {
            held: Rec(CollateralMirror::new(ListingId(1))),
            owed: Rec(DebtMirror::new(ListingId(2))),
            chain: Facts {
                vault: Rec(Holding::default()),
                market: Rec(Account::default()),
            },
            deposits: vec![Packet::NEW; self.deposits.len()],
            withdrawals: vec![Packet::NEW; self.withdrawals.len()],
            loans: vec![Packet::NEW; self.loans.len()],
            repaid: vec![false; self.repayments.len()],
            claims: 0,
            paid: 0,
            reports: vec![None; self.reports],
            halted: false,
            failed: None,
        }
    }
}

impl State {
    /// The packets of a kind.
    pub fn packets(&self, kind: Kind) -> &[Packet] {
        match kind {
            Kind::Deposit => &self.deposits,
            Kind::Withdrawal => &self.withdrawals,
            Kind::Loan => &self.loans,
        }
    }

    fn packet(&mut self, kind: Kind, at: usize) -> Option<&mut Packet> {
        match kind {
            Kind::Deposit => self.deposits.get_mut(at),
            Kind::Withdrawal => self.withdrawals.get_mut(at),
            Kind::Loan => self.loans.get_mut(at),
        }
    }

    fn all_packets(&self) -> impl Iterator<Item = &Packet> {
        let orders = self.withdrawals.iter().chain(&self.loans);
        self.deposits.iter().chain(orders)
    }
}

impl Model for Mirror {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![self.begin()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        for kind in [Kind::Deposit, Kind::Withdrawal, Kind::Loan] {
            for (at, packet) in state.packets(kind).iter().enumerate() {
                self.packet_steps(state, kind, at, packet, actions);
            }
        }
        if !state.halted {
            actions.extend((0..state.repaid.len()).map(Step::Repay));
            actions.extend((0..state.reports.len()).map(Step::Write));
        }
        actions.extend((0..state.reports.len()).map(Step::Read));
        if self.halts {
            actions.push(if state.halted {
                Step::Resume
            } else {
                Step::Halt
            });
        }
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

impl Mirror {
    /// A chain that stands still receives nothing, sends nothing and proves nothing.
    fn packet_steps(
        &self,
        state: &State,
        kind: Kind,
        at: usize,
        packet: &Packet,
        actions: &mut Vec<Step>,
    ) {
        let moving = !state.halted;
        let to_hub = kind == Kind::Deposit;
        if packet.known == Known::Unsent && (moving || !to_hub) {
            actions.push(Step::Send(kind, at));
        }
        if packet.arrives() {
            actions.push(Step::Expire(kind, at));
            if moving || to_hub {
                actions.push(Step::Refuse(kind, at));
            }
        }
        let received = packet.fate == Fate::Done;
        if (packet.arrives() || received) && (moving || to_hub) {
            actions.push(Step::Receive(kind, at));
        }
        for answer in packet.answers() {
            let proves = answer == Answer::Timeout || to_hub;
            if moving || !proves {
                actions.push(Step::Answer(kind, at, answer));
            }
        }
    }
}

impl Ends for Mirror {
    /// Every packet has its outcome and the hub knows the chain's last facts.
    fn is_end(&self, state: &State) -> bool {
        let open = state.all_packets().any(|packet| packet.is_open());
        !open && !state.halted && act::knows(state)
    }

    fn helps(&self, _: &State, step: &Step) -> Option<Step> {
        match step {
            Step::Send(..) | Step::Repay(_) => None,
            Step::Refuse(..) | Step::Expire(..) | Step::Halt => None,
            Step::Answer(.., Answer::Garbled) => None,
            other => Some(*other),
        }
    }
}
