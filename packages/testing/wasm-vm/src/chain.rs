//! Storage and queries of the chain as the virtual machine wants them, with the chain's gas.

use std::rc::Rc;

use cosmwasm_std::{Binary, ContractResult, Order, Record, SystemResult};
use cosmwasm_vm::{BackendError, BackendResult, GasInfo, Querier, Storage};
use simnet::{Gas, GAS_MULTIPLIER};

use crate::lend::Loan;
use crate::tariff;

/// Both, for one call.
pub struct Chain {
    loan: Loan,
    gas: Rc<Gas>,
    walks: Vec<Walk>,
}

/// An iterator: the element it stands on is looked up anew at each step.
struct Walk {
    start: Option<Vec<u8>>,
    end: Option<Vec<u8>>,
    order: Order,
}

impl Chain {
    /// For a call that was lent this.
    pub fn new(loan: Loan, gas: Rc<Gas>) -> Self {
        Self {
            loan,
            gas,
            walks: vec![],
        }
    }

    fn pay(&self, chain_gas: u64) -> GasInfo {
        let gas = chain_gas.saturating_mul(GAS_MULTIPLIER);
        self.gas.spend(gas);
        GasInfo::with_externally_used(gas)
    }

    fn current(&self, walk: &Walk) -> Result<Option<Record>, BackendError> {
        let (start, end) = (walk.start.as_deref(), walk.end.as_deref());
        self.loan.read(|s| s.range(start, end, walk.order).next())
    }
}

fn element(record: &Option<Record>) -> Option<(&[u8], &[u8])> {
    record.as_ref().map(|(k, v)| (k.as_slice(), v.as_slice()))
}

impl Storage for Chain {
    fn get(&self, key: &[u8]) -> BackendResult<Option<Vec<u8>>> {
        self.gas.read();
        match self.loan.read(|s| s.get(key)) {
            Ok(value) => {
                let cost = tariff::read(key, value.as_deref().unwrap_or_default());
                (Ok(value), self.pay(cost))
            }
            Err(e) => (Err(e), GasInfo::free()),
        }
    }

    fn scan(
        &mut self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> BackendResult<u32> {
        let walk = Walk {
            start: start.map(<[u8]>::to_vec),
            end: end.map(<[u8]>::to_vec),
            order,
        };
        let first = match self.current(&walk) {
            Ok(first) => first,
            Err(e) => return (Err(e), GasInfo::free()),
        };
        self.gas.read();
        self.walks.push(walk);
        let id = u32::try_from(self.walks.len()).unwrap_or(u32::MAX);
        (Ok(id), self.pay(tariff::step(element(&first))))
    }

    fn next(&mut self, id: u32) -> BackendResult<Option<Record>> {
        let at = usize::try_from(id).ok().and_then(|id| id.checked_sub(1));
        let Some(walk) = at.and_then(|at| self.walks.get(at)) else {
            return (
                Err(BackendError::iterator_does_not_exist(id)),
                GasInfo::free(),
            );
        };
        let found = match self.current(walk) {
            Ok(Some(found)) => found,
            Ok(None) => return (Ok(None), GasInfo::free()),
            Err(e) => return (Err(e), GasInfo::free()),
        };
        if let Some(walk) = at.and_then(|at| self.walks.get_mut(at)) {
            match walk.order {
                // The next key there can be is this one and a zero.
                Order::Ascending => walk.start = Some([found.0.as_slice(), &[0]].concat()),
                Order::Descending => walk.end = Some(found.0.clone()),
            }
        }
        self.gas.read();
        let cost = tariff::step(Some((&found.0, &found.1)));
        (Ok(Some(found)), self.pay(cost))
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> BackendResult<()> {
        self.gas.write();
        let done = self.loan.write(|s| s.set(key, value));
        (done, self.pay(tariff::write(key, value)))
    }

    fn remove(&mut self, key: &[u8]) -> BackendResult<()> {
        self.gas.write();
        let done = self.loan.write(|s| s.remove(key));
        (done, self.pay(tariff::REMOVE))
    }
}

impl Querier for Chain {
    fn query_raw(
        &self,
        request: &[u8],
        gas_limit: u64,
    ) -> BackendResult<SystemResult<ContractResult<Binary>>> {
        let before = self.gas.used();
        let limit = self.gas.limit(gas_limit);
        let answer = self.loan.ask(|querier| querier.raw_query(request));
        let out_of_gas = self.gas.left() == 0;
        drop(limit);
        let used = self.gas.used().saturating_sub(before);
        if out_of_gas {
            return (
                Err(BackendError::out_of_gas()),
                GasInfo::with_externally_used(used),
            );
        }
        (answer, GasInfo::with_externally_used(used))
    }
}
