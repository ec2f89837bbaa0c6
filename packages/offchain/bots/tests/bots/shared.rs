//! What the simulated chains of a test share, and ways to make them misbehave.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use seawall_bots::access::Call;
use seawall_chain_client::{ClientError, ContractEvent, TxOutcome};
use seawall_fixtures::World;
use simnet::{Net, Step, StepObserver};

/// Who the bots are, on every chain.
pub const ME: &str = "bot";
/// Gas of every transaction, and its price.
pub const GAS: u64 = 100_000;
pub const FEE: u128 = 1_000;

type Told = Rc<RefCell<BTreeMap<(usize, u64), Vec<ContractEvent>>>>;

/// Everything that the chains of a test share.
pub struct Shared {
    pub world: World,
    pub told: Told,
    pub outcomes: BTreeMap<String, TxOutcome>,
    /// Transactions that were sent, by chain: messages.
    pub sent: Vec<(u16, Vec<Call>)>,
    /// Chains that do not answer.
    pub silent: BTreeSet<u16>,
    /// Questions asked so far, and which of them (every n-th) gets no answer.
    pub asked: u64,
    pub deaf_every: Option<u64>,
    /// Blocks whose events are kept back.
    pub no_events: bool,
    /// Transactions never get into a block.
    pub never_included: bool,
    /// What submitting is answered with instead.
    pub refusal: Option<ClientError>,
    /// Seconds until light clients expire.
    pub client_left: u64,
    pub client_status: String,
}

struct Listener(Told);

impl StepObserver for Listener {
    fn after(&mut self, _net: &Net, step: &Step) -> anyhow::Result<()> {
        let mut told = self.0.borrow_mut();
        // What is sent while a block is the latest gets into the next one.
        let at = (step.chain.0, step.height + 1);
        told.entry(at).or_default().extend(events(&step.events));
        Ok(())
    }
}

pub fn events(events: &[cosmwasm_std::Event]) -> Vec<ContractEvent> {
    let one = |event: &cosmwasm_std::Event| {
        let rest = event.ty.strip_prefix("wasm")?;
        let kind = rest.strip_prefix('-').unwrap_or(rest).to_string();
        let all = event.attributes.iter();
        let all: Vec<_> = all.map(|a| (a.key.clone(), a.value.clone())).collect();
        let contract = all
            .iter()
            .find(|(k, _)| k == "_contract_address")?
            .1
            .clone();
        Some(ContractEvent {
            contract,
            kind,
            attributes: all,
        })
    };
    events.iter().filter_map(one).collect()
}

impl Shared {
    pub fn new(mut world: World) -> Rc<RefCell<Self>> {
        let told = Told::default();
        world.net.on_step(Box::new(Listener(told.clone())));
        Rc::new(RefCell::new(Self {
            world,
            told,
            outcomes: BTreeMap::new(),
            sent: vec![],
            silent: BTreeSet::new(),
            asked: 0,
            deaf_every: None,
            no_events: false,
            never_included: false,
            refusal: None,
            client_left: 1_000_000,
            client_status: "Active".into(),
        }))
    }
}
