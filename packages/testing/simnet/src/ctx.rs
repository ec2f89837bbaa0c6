//! What a chain's modules and contracts share outside its storage: injected faults, and the cause
//! of the latest failure, which cw-multi-test would only hand on as a debug print.

use crate::code::CodeFailure;
use crate::gas::Gas;
use cosmwasm_std::{Addr, StdError};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::rc::Rc;

/// How an injected out-of-gas shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutOfGas {
    /// The call hit the `gas_limit` of its sub-message: that sub-message fails and its reply sees
    /// the error.
    SubMessage,
    /// The gas of the transaction is used up: everything fails, no reply runs.
    Transaction,
}

/// Panic payload that passes through every contract up to the transaction.
pub(crate) struct TxOutOfGas;

/// Faults to inject and failures seen, of one chain.
#[derive(Default)]
pub struct Ctx {
    pub(crate) next_receive_out_of_gas: Cell<bool>,
    pub(crate) garble_next_ack: Cell<bool>,
    pub(crate) out_of_gas: RefCell<BTreeMap<Addr, OutOfGas>>,
    pub(crate) gas: Rc<Gas>,
    last: RefCell<Option<Failure>>,
    entry: RefCell<Option<CodeFailure>>,
}

#[derive(Clone)]
struct Failure {
    text: String,
    codespace: &'static str,
    code: u32,
    by_contract: bool,
}

impl Ctx {
    /// Forgets earlier failures: a transaction begins.
    pub(crate) fn begin(&self) {
        self.last.take();
        self.entry.take();
        self.gas.begin();
    }

    /// Notes a failure of a chain module with the SDK's codespace and code.
    pub(crate) fn module_failure(
        &self,
        codespace: &'static str,
        code: u32,
        error: impl Display,
    ) -> StdError {
        let text = error.to_string();
        let error = StdError::msg(&text);
        self.last.replace(Some(Failure {
            text,
            codespace,
            code,
            by_contract: false,
        }));
        error
    }

    /// Notes a failure of a contract's code.
    pub(crate) fn code_failure(&self, failure: &CodeFailure) -> StdError {
        let (text, codespace, code, by_contract) = match failure {
            CodeFailure::Error(text) => (text.clone(), "wasm", 5, true),
            CodeFailure::Abort(reason) => (format!("Aborted: {reason}"), "wasm", 5, false),
            CodeFailure::OutOfGas => ("out of gas".to_string(), "sdk", 11, false),
        };
        let error = StdError::msg(&text);
        self.last.replace(Some(Failure {
            text,
            codespace,
            code,
            by_contract,
        }));
        error
    }

    /// Notes that the entry point called by the relayer itself failed, not one of its sub-messages.
    pub(crate) fn entry_failure(&self, failure: CodeFailure) {
        self.entry.replace(Some(failure));
    }

    /// Takes that note.
    pub(crate) fn take_entry_failure(&self) -> Option<CodeFailure> {
        self.entry.take()
    }

    /// The text a reply sees for a failed sub-message: a contract's own error in full, everything
    /// else redacted to codespace and code, as wasmd 0.61 does.
    pub(crate) fn reply_text(&self, debug: &str) -> String {
        let Some(failure) = self.cause(debug) else {
            return "codespace: undefined, code: 1".to_string();
        };
        if failure.by_contract && debug.matches("Error executing WasmMsg").count() <= 1 {
            return failure.text;
        }
        format!("codespace: {}, code: {}", failure.codespace, failure.code)
    }

    /// ABCI code of the failure behind an error text.
    pub(crate) fn abci_code(&self, error: &StdError) -> u32 {
        self.cause(&format!("{error:?}"))
            .map_or(1, |failure| failure.code)
    }

    /// The root cause of an error in words.
    pub(crate) fn root(&self, error: &StdError) -> String {
        let full = error.to_string();
        let cause = self.last.borrow();
        match cause.as_ref() {
            Some(failure) if full.contains(&failure.text) => failure.text.clone(),
            _ => full,
        }
    }

    fn cause(&self, debug: &str) -> Option<Failure> {
        let last = self.last.borrow();
        let failure = last.as_ref()?;
        let escaped = format!("{:?}", failure.text);
        debug
            .contains(escaped.trim_matches('"'))
            .then(|| failure.clone())
    }
}
