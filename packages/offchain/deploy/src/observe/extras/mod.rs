//! What is on the chains and not in the file, and what message takes it away, if there is one.
//!
//! What must always hold: everything that a contract of the deployment knows beyond the file is
//! named, also what nothing takes away again; a remedy only tightens: it never frees money or loosens
//! a limit.

mod hub;
mod site;

use serde_json::Value;

use super::{chain, is_there, Chains, Observed};
use crate::chain::Chain;
use crate::desired::{COORDINATOR, ORACLE};
use crate::error::DeployResult;
use crate::file::DeploymentFile;

/// Something on a chain that the file does not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Extra {
    /// The contract's chain.
    pub chain: String,
    /// The contract that knows of it.
    pub contract: String,
    /// What it is, for people.
    pub what: String,
    /// How it is.
    pub actual: Value,
    /// What takes it away.
    pub remedy: Remedy,
}

/// What takes something away.
#[derive(Debug, Clone, PartialEq)]
pub enum Remedy {
    /// The contract's owner sends this.
    Owner {
        /// What it does, for people.
        what: String,
        /// The message.
        msg: Value,
        /// Not before this second of the chain's time; zero: at once.
        not_before: u64,
    },
    /// Nothing does, for this reason.
    None(&'static str),
}

/// A contract that is asked.
struct Asked<'a> {
    on: &'a dyn Chain,
    chain: &'a str,
    contract: String,
    address: String,
}

impl Asked<'_> {
    fn smart(&self, question: &Value) -> DeployResult<Value> {
        let answer = self.on.smart(&self.address, question)?;
        answer.map_err(|log| {
            let reason = format!("{} does not answer {question}: {log}", self.contract);
            crate::error::DeployError::chain(self.chain, reason)
        })
    }

    fn list(&self, question: &Value) -> DeployResult<Vec<Value>> {
        let answer = self.smart(question)?;
        Ok(answer.as_array().cloned().unwrap_or_default())
    }

    /// All pages of a list whose questions take `start_after`.
    fn pages(&self, question: &str, number: &str) -> DeployResult<Vec<Value>> {
        let mut all: Vec<Value> = vec![];
        loop {
            let last = all.last().and_then(|last| last.pointer(number)).cloned();
            let page = serde_json::json!({ question: {"start_after": last, "limit": 100} });
            let page = self.list(&page)?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    fn extra(&self, what: impl Into<String>, actual: Value, remedy: Remedy) -> Extra {
        Extra {
            chain: self.chain.into(),
            contract: self.contract.clone(),
            what: what.into(),
            actual,
            remedy,
        }
    }
}

/// Everything that the file does not have.
pub(super) fn extras(
    file: &DeploymentFile,
    chains: &Chains,
    observed: &Observed,
) -> DeployResult<Vec<Extra>> {
    let mut all = vec![];
    if let Some(oracle) = asked(chains, observed, &file.hub, ORACLE)? {
        hub::oracle(file, observed, &oracle, &mut all)?;
    }
    if let Some(coordinator) = asked(chains, observed, &file.hub, COORDINATOR)? {
        hub::coordinator(file, &coordinator, &mut all)?;
    }
    for spec in &file.chains {
        site::site(file, chains, observed, &spec.name, &mut all)?;
    }
    Ok(all)
}

fn asked<'a>(
    chains: &'a Chains,
    observed: &Observed,
    name: &'a str,
    contract: &str,
) -> DeployResult<Option<Asked<'a>>> {
    let on = chain(chains, name)?;
    let address = is_there(&observed.directory, name, contract);
    Ok(address.map(|address| Asked {
        on,
        chain: name,
        contract: contract.into(),
        address,
    }))
}

/// A whole number in an answer.
fn number(value: &Value, pointer: &str) -> u64 {
    let found = value.pointer(pointer).and_then(Value::as_u64);
    found.unwrap_or_default()
}
