//! The net: chains under one clock, and the ground every step stands on (`tx`, `finish`).

use crate::bank::Bank;
use crate::code::{Adapter, ContractCode};
use crate::ctx::{Ctx, TxOutOfGas};
use crate::error::SimError;
use crate::gas::{GasLimits, TxGas};
use crate::ids::ChainIx;
use crate::module::{IbcModule, TxParts};
use crate::overlay::atomically;
use crate::steps::{Step, StepKind, StepObserver};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Addr, BlockInfo, Empty, Event, StdError, Storage, Timestamp};
use cw_multi_test::{
    no_init, App, AppBuilder, DistributionKeeper, FailingModule, GovFailingModule, MockApiBech32,
    StakeKeeper, WasmKeeper,
};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::rc::Rc;

/// The application behind each chain.
pub type SimApp = App<
    Bank,
    MockApiBech32,
    MockStorage,
    FailingModule<Empty, Empty, Empty>,
    WasmKeeper<Empty, Empty>,
    StakeKeeper,
    DistributionKeeper,
    IbcModule,
    GovFailingModule,
    GasLimits,
>;

/// How a chain begins.
#[derive(Clone, Debug)]
pub struct ChainConfig {
    /// Chain id, such as `hub-1`; a number after the last `-` is the IBC revision.
    pub name: String,
    /// Bech32 prefix of its addresses.
    pub prefix: &'static str,
    /// Seconds between blocks, at least 1.
    pub block_seconds: u64,
    /// First height.
    pub height: u64,
}

impl ChainConfig {
    /// A chain with a block every second, at height 1.
    pub fn new(name: impl Into<String>, prefix: &'static str) -> Self {
        Self {
            name: name.into(),
            prefix,
            block_seconds: 1,
            height: 1,
        }
    }

    /// Sets the seconds between blocks.
    pub fn block_seconds(mut self, seconds: u64) -> Self {
        self.block_seconds = seconds.max(1);
        self
    }

    /// Sets the first height.
    pub fn height(mut self, height: u64) -> Self {
        self.height = height;
        self
    }
}

pub(crate) struct Chain {
    pub config: ChainConfig,
    pub app: SimApp,
    pub ctx: Rc<Ctx>,
    pub halted: bool,
    /// Seconds its clock is ahead of the net's (negative: behind).
    pub skew: i64,
}

/// Counts of what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Successful transactions and relay steps.
    pub steps: u64,
    /// Failed ones.
    pub failed: u64,
    /// Relay steps that found their work done already.
    pub redundant: u64,
}

/// Several chains, their links, and the relayer's hands. Deterministic: the same calls give the
/// same states.
pub struct Net {
    pub(crate) chains: Vec<Chain>,
    pub(crate) now: Timestamp,
    pub(crate) relayer: String,
    pub(crate) stats: Stats,
    observers: Vec<Box<dyn StepObserver>>,
    log: Option<Vec<Step>>,
    next_step: u64,
}

/// Net time of a fresh net: 2026-01-01T00:00:00Z in seconds.
pub const GENESIS_SECONDS: u64 = 1_767_225_600;

impl Default for Net {
    fn default() -> Self {
        Self::new()
    }
}

impl Net {
    /// A net without chains at [`GENESIS_SECONDS`], with the step log on.
    pub fn new() -> Self {
        Self {
            chains: vec![],
            now: Timestamp::from_seconds(GENESIS_SECONDS),
            relayer: "relayer".to_string(),
            stats: Stats::default(),
            observers: vec![],
            log: Some(vec![]),
            next_step: 0,
        }
    }

    /// Adds a chain.
    pub fn add_chain(&mut self, config: ChainConfig) -> ChainIx {
        let ctx = Rc::new(Ctx::default());
        let block = BlockInfo {
            height: config.height,
            time: self.now,
            chain_id: config.name.clone(),
        };
        let app = AppBuilder::new()
            .with_api(MockApiBech32::new(config.prefix))
            .with_bank(Bank { ctx: ctx.clone() })
            .with_ibc(IbcModule { ctx: ctx.clone() })
            .with_stargate(GasLimits { ctx: ctx.clone() })
            .with_storage(MockStorage::new())
            .with_block(block)
            .build(no_init);
        self.chains.push(Chain {
            config,
            app,
            ctx,
            halted: false,
            skew: 0,
        });
        ChainIx(self.chains.len().saturating_sub(1))
    }

    /// All chains, in order of addition.
    pub fn chains(&self) -> impl Iterator<Item = ChainIx> {
        (0..self.chains.len()).map(ChainIx)
    }

    /// How a chain was set up.
    pub fn config(&self, chain: ChainIx) -> &ChainConfig {
        &self.chain(chain).config
    }

    /// The application of a chain, for reading what this crate has no word for.
    pub fn app(&self, chain: ChainIx) -> &SimApp {
        &self.chain(chain).app
    }

    /// The application of a chain, past all bookkeeping: no step is logged, no observer runs.
    pub fn app_mut(&mut self, chain: ChainIx) -> &mut SimApp {
        &mut self.chain_mut(chain).app
    }

    /// Counts so far.
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// What the latest transaction or relay step on a chain used; nothing where no code meters.
    pub fn last_gas(&self, chain: ChainIx) -> TxGas {
        self.chain(chain).ctx.gas.last()
    }

    /// The same, once: nothing before the next transaction.
    pub fn take_gas(&self, chain: ChainIx) -> TxGas {
        self.chain(chain).ctx.gas.take()
    }

    /// Chooses who relays from now on: a label, turned into an address on each chain.
    pub fn set_relayer(&mut self, label: impl Into<String>) {
        self.relayer = label.into();
    }

    /// Runs `observer` after every successful step. A closure `FnMut(&Net) -> anyhow::Result<()>`
    /// will do.
    pub fn on_step(&mut self, observer: Box<dyn StepObserver>) {
        self.observers.push(observer);
    }

    /// Switches the step log on (empty) or off.
    pub fn set_logging(&mut self, on: bool) {
        self.log = on.then(Vec::new);
    }

    /// The steps logged so far.
    pub fn log(&self) -> &[Step] {
        self.log.as_deref().unwrap_or_default()
    }

    #[allow(clippy::panic)]
    pub(crate) fn chain(&self, chain: ChainIx) -> &Chain {
        let found = self.chains.get(chain.0);
        found.unwrap_or_else(|| panic!("{chain} is not of this net"))
    }

    #[allow(clippy::panic)]
    pub(crate) fn chain_mut(&mut self, chain: ChainIx) -> &mut Chain {
        let found = self.chains.get_mut(chain.0);
        found.unwrap_or_else(|| panic!("{chain} is not of this net"))
    }

    pub(crate) fn storage(&self, chain: ChainIx) -> &dyn Storage {
        self.chain(chain).app.storage()
    }

    pub(crate) fn storage_mut(&mut self, chain: ChainIx) -> &mut dyn Storage {
        self.chain_mut(chain).app.storage_mut()
    }

    /// Stores code on a chain and returns its id.
    pub fn store_code(&mut self, chain: ChainIx, code: impl ContractCode + 'static) -> u64 {
        self.store_boxed(chain, Box::new(code))
    }

    /// Stores code chosen at run time.
    pub fn store_boxed(&mut self, chain: ChainIx, mut code: Box<dyn ContractCode>) -> u64 {
        let ctx = self.chain(chain).ctx.clone();
        code.metered_by(ctx.gas.clone());
        self.chain_mut(chain)
            .app
            .store_code(Box::new(Adapter { code, ctx }))
    }

    /// One transaction: all of it or nothing. Panics inside end as errors.
    pub(crate) fn tx<R>(
        &mut self,
        chain: ChainIx,
        f: impl FnOnce(&TxParts<'_>, &Ctx, &mut dyn Storage) -> Result<R, SimError>,
    ) -> Result<R, SimError> {
        let Chain {
            app, ctx, halted, ..
        } = self.chain_mut(chain);
        if *halted {
            return Err(SimError::Halted { chain });
        }
        let ctx = ctx.clone();
        ctx.begin();
        let block = app.block_info();
        let caught = app.init_modules(|router, api, storage| {
            let env = TxParts {
                router,
                api,
                block: &block,
            };
            catch_unwind(AssertUnwindSafe(|| {
                atomically(storage, |s| f(&env, &ctx, s))
            }))
        });
        ctx.gas.end();
        caught.unwrap_or_else(|payload| {
            if payload.is::<TxOutOfGas>() {
                return Err(SimError::OutOfGas { chain });
            }
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_string()));
            Err(SimError::Aborted {
                chain,
                reason: text.unwrap_or_default(),
            })
        })
    }

    /// Logs a step and lets the observers look.
    pub(crate) fn finish<R>(
        &mut self,
        chain: ChainIx,
        result: Result<R, SimError>,
        describe: impl FnOnce(Option<&R>) -> (StepKind, Vec<Event>),
    ) -> Result<R, SimError> {
        match &result {
            Ok(_) => self.stats.steps = self.stats.steps.saturating_add(1),
            Err(_) => self.stats.failed = self.stats.failed.saturating_add(1),
        }
        let number = self.next_step;
        self.next_step = number.saturating_add(1);
        if self.log.is_none() && (self.observers.is_empty() || result.is_err()) {
            return result;
        }
        let (kind, events) = describe(result.as_ref().ok());
        let error = result.as_ref().err().map(ToString::to_string);
        let BlockInfo { height, time, .. } = self.chain(chain).app.block_info();
        let step = Step {
            number,
            chain,
            height,
            time,
            kind,
            events,
            error,
        };
        let mut objection = None;
        if result.is_ok() && !self.observers.is_empty() {
            let mut observers = std::mem::take(&mut self.observers);
            for observer in &mut observers {
                let verdict = observer.after(self, &step);
                objection = objection.or(verdict.err());
            }
            observers.append(&mut self.observers);
            self.observers = observers;
        }
        if let Some(log) = &mut self.log {
            log.push(step);
        }
        match objection {
            Some(e) => Err(SimError::Observer {
                step: number,
                reason: format!("{e:#}"),
            }),
            None => result,
        }
    }

    /// A failed message as an error of this crate.
    pub(crate) fn failed(chain: ChainIx, ctx: &Ctx, error: StdError) -> SimError {
        match error.as_ref().downcast_ref::<crate::error::IbcError>() {
            Some(ibc) => SimError::Ibc(ibc.clone()),
            None => SimError::Tx {
                chain,
                error: ctx.root(&error),
            },
        }
    }

    /// The address a label stands for on a chain.
    pub fn addr(&self, chain: ChainIx, label: &str) -> Addr {
        self.chain(chain).app.api().addr_make(label)
    }
}
