//! The gas meter of one chain. Native code uses none, so all of this is at rest on native chains;
//! code that meters itself (a virtual machine) draws on it.
//!
//! What must always hold: a meter belongs to one transaction at a time; the limit of a sub-message
//! bounds all that comes of that message, not only its first call; queries outside a transaction
//! stand alone.

use cosmwasm_std::{
    from_json, to_json_binary, Addr, AnyMsg, Api, Binary, BlockInfo, CosmosMsg, CustomMsg,
    CustomQuery, StdResult, Storage, SubMsg,
};
use cw_multi_test::{AppResponse, CosmosRouter, Stargate};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::ctx::Ctx;

/// Gas of a virtual machine for one unit of the chain's gas (wasmd).
pub const GAS_MULTIPLIER: u64 = 140_000;
/// Most gas of one transaction, in units of the chain: what a block of a busy chain holds.
pub const TX_GAS: u64 = 100_000_000;

const LIMITED: &str = "/simnet.GasLimited";

/// What a transaction used, in units of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TxGas {
    /// The first call of a contract: contract and message.
    pub call: Option<(String, String)>,
    /// All gas.
    pub total: u64,
    /// The part that setting up code for its calls costs.
    pub set_up: u64,
    /// Calls of contracts, queries among them.
    pub calls: u64,
    /// Values read from storage, and steps of iterators.
    pub reads: u64,
    /// Values written to storage or removed.
    pub writes: u64,
}

/// The meter.
#[derive(Default)]
pub struct Gas {
    /// Used since the transaction began, in the machine's gas.
    used: Cell<u64>,
    /// Where the limits in force end, the innermost last.
    ends: RefCell<Vec<u64>>,
    in_tx: Cell<bool>,
    seen: RefCell<BTreeSet<Vec<u8>>>,
    counts: RefCell<TxGas>,
    last: RefCell<TxGas>,
}

/// A limit in force; it ends with this guard.
pub struct Limit {
    gas: Rc<Gas>,
    depth: usize,
}

impl Drop for Limit {
    fn drop(&mut self) {
        self.gas.ends.borrow_mut().truncate(self.depth);
    }
}

fn units(chain_gas: u64) -> u64 {
    chain_gas.saturating_mul(GAS_MULTIPLIER)
}

impl Gas {
    /// A transaction begins.
    pub(crate) fn begin(&self) {
        self.reset();
        self.in_tx.set(true);
    }

    /// It is over, well or not.
    pub(crate) fn end(&self) {
        self.in_tx.set(false);
        let mut done = self.counts.take();
        done.total = self.used.get().checked_div(GAS_MULTIPLIER).unwrap_or(0);
        self.last.replace(done);
        self.reset();
    }

    fn reset(&self) {
        self.used.set(0);
        self.ends.borrow_mut().clear();
        self.seen.borrow_mut().clear();
        self.counts.take();
    }

    /// A call of a contract begins; outside a transaction the first one starts afresh.
    pub fn enter(&self, contract: &str, message: impl FnOnce() -> String) {
        if !self.in_tx.get() && self.ends.borrow().is_empty() {
            self.reset();
        }
        let mut counts = self.counts.borrow_mut();
        counts.calls = counts.calls.saturating_add(1);
        if counts.call.is_none() {
            counts.call = Some((contract.to_string(), message()));
        }
    }

    /// Whether this code is used for the first time in this transaction.
    pub fn first_use(&self, code: &[u8]) -> bool {
        self.seen.borrow_mut().insert(code.to_vec())
    }

    /// Uses gas in units of the chain to set code up.
    pub fn set_up(&self, chain_gas: u64) {
        let mut counts = self.counts.borrow_mut();
        counts.set_up = counts.set_up.saturating_add(chain_gas);
        self.spend(units(chain_gas));
    }

    /// Counts a read.
    pub fn read(&self) {
        let mut counts = self.counts.borrow_mut();
        counts.reads = counts.reads.saturating_add(1);
    }

    /// Counts a write.
    pub fn write(&self) {
        let mut counts = self.counts.borrow_mut();
        counts.writes = counts.writes.saturating_add(1);
    }

    /// Uses gas of the machine.
    pub fn spend(&self, machine_gas: u64) {
        self.used.set(self.used.get().saturating_add(machine_gas));
    }

    /// Used so far, in the machine's gas.
    pub fn used(&self) -> u64 {
        self.used.get()
    }

    /// What is left under the innermost limit, in the machine's gas.
    pub fn left(&self) -> u64 {
        let end = self.ends.borrow().last().copied();
        end.unwrap_or(units(TX_GAS)).saturating_sub(self.used.get())
    }

    /// Everything under the innermost limit is used up.
    pub fn exhaust(&self) {
        self.spend(self.left());
    }

    /// Whether it was the transaction's own limit that was hit.
    pub(crate) fn tx_exhausted(&self) -> bool {
        self.in_tx.get() && self.used.get() >= units(TX_GAS)
    }

    /// From here on at most so much more may be used, in the machine's gas; never more than what was
    /// left.
    pub fn limit(self: &Rc<Self>, machine_gas: u64) -> Limit {
        let end = self.used.get().saturating_add(machine_gas.min(self.left()));
        let mut ends = self.ends.borrow_mut();
        let depth = ends.len();
        ends.push(end);
        Limit {
            gas: self.clone(),
            depth,
        }
    }

    /// What the latest transaction used.
    pub fn last(&self) -> TxGas {
        self.last.borrow().clone()
    }

    /// The same, once.
    pub fn take(&self) -> TxGas {
        self.last.take()
    }
}

#[derive(Serialize, Deserialize)]
struct Limited<M> {
    /// Units of the chain.
    limit: u64,
    msg: M,
}

/// Puts a sub-message with a gas limit in an envelope that the chain opens, since cw-multi-test does
/// not look at the limit. Others stay as they are.
///
/// # Errors
/// A message that cannot be written as JSON.
pub fn limited(mut sub: SubMsg) -> StdResult<SubMsg> {
    if let Some(limit) = sub.gas_limit.take() {
        let value = to_json_binary(&Limited {
            limit,
            msg: &sub.msg,
        })?;
        sub.msg = CosmosMsg::Any(AnyMsg {
            type_url: LIMITED.to_string(),
            value,
        });
    }
    Ok(sub)
}

/// Opens those envelopes.
pub struct GasLimits {
    pub(crate) ctx: Rc<Ctx>,
}

impl Stargate for GasLimits {
    fn execute_any<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: AnyMsg,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        if msg.type_url != LIMITED {
            let what = format!("unsupported: {}", msg.type_url);
            return Err(self.ctx.module_failure("sdk", 6, what));
        }
        let Limited { limit, msg }: Limited<CosmosMsg<ExecC>> = from_json(&msg.value)?;
        let _limit = self.ctx.gas.limit(units(limit));
        router.execute(api, storage, block, sender, msg)
    }

    fn execute_stargate<ExecC, QueryC>(
        &self,
        _api: &dyn Api,
        _storage: &mut dyn Storage,
        _router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        _block: &BlockInfo,
        _sender: Addr,
        type_url: String,
        _value: Binary,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + DeserializeOwned + 'static,
        QueryC: CustomQuery + DeserializeOwned + 'static,
    {
        let what = format!("unsupported: {type_url}");
        Err(self.ctx.module_failure("sdk", 6, what))
    }
}
