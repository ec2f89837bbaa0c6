//! Lending storage and querier of a running call to a virtual machine that wants to own them.
//!
//! What must always hold: a loan ends with the scope that made it, also when that scope unwinds;
//! whoever still holds the loan then finds nothing. All of this crate's `unsafe` is here.
#![allow(unsafe_code)]

use std::cell::Cell;
use std::mem::transmute;
use std::rc::Rc;

use cosmwasm_std::{Querier, Storage};
use cosmwasm_vm::{BackendApi, BackendError, Cache, CacheOptions, VmResult};

/// The storage of a call: a query must not write.
pub enum Store<'a> {
    /// May be written.
    Open(&'a mut dyn Storage),
    /// May be read.
    Shut(&'a dyn Storage),
}

#[derive(Clone, Copy)]
struct Pointers {
    read: *const (dyn Storage + 'static),
    write: Option<*mut (dyn Storage + 'static)>,
    querier: *const (dyn Querier + 'static),
}

/// What is lent; empty once the loan is over.
#[derive(Clone, Default)]
pub struct Loan(Rc<Cell<Option<Pointers>>>);

struct Ends(Loan);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0 .0.set(None);
    }
}

/// Runs `f` with a loan of both.
pub fn lend<R>(store: Store<'_>, querier: &dyn Querier, f: impl FnOnce(Loan) -> R) -> R {
    // SAFETY: only lifetimes are changed. The pointers are reachable through the `Loan` alone, which
    // is emptied by `Ends` before this function returns or unwinds, while the borrows it was made
    // from last until then.
    let pointers = unsafe {
        let querier =
            transmute::<*const (dyn Querier + '_), *const (dyn Querier + 'static)>(querier);
        match store {
            Store::Open(storage) => {
                let write = transmute::<*mut (dyn Storage + '_), *mut (dyn Storage + 'static)>(
                    storage as *mut (dyn Storage + '_),
                );
                Pointers {
                    read: write.cast_const(),
                    write: Some(write),
                    querier,
                }
            }
            Store::Shut(storage) => Pointers {
                read: transmute::<*const (dyn Storage + '_), *const (dyn Storage + 'static)>(
                    storage as *const (dyn Storage + '_),
                ),
                write: None,
                querier,
            },
        }
    };
    let loan = Loan(Rc::new(Cell::new(Some(pointers))));
    let _ends = Ends(loan.clone());
    f(loan)
}

impl Loan {
    fn pointers(&self) -> Result<Pointers, BackendError> {
        let lent = self.0.get();
        lent.ok_or_else(|| BackendError::unknown("the call that lent this is over"))
    }

    /// Reads.
    pub fn read<R>(&self, f: impl FnOnce(&dyn Storage) -> R) -> Result<R, BackendError> {
        let pointers = self.pointers()?;
        // SAFETY: the loan is not over, so the storage is alive; `f` is a plain read that calls
        // nothing of this crate, so no `&mut` to it exists meanwhile.
        Ok(f(unsafe { &*pointers.read }))
    }

    /// Writes.
    pub fn write<R>(&self, f: impl FnOnce(&mut dyn Storage) -> R) -> Result<R, BackendError> {
        let write = self.pointers()?.write;
        let write = write.ok_or_else(|| BackendError::unknown("a query must not write"))?;
        // SAFETY: as above, and a plain write: it is the only reference while `f` runs.
        Ok(f(unsafe { &mut *write }))
    }

    /// Asks the chain.
    pub fn ask<R>(&self, f: impl FnOnce(&dyn Querier) -> R) -> Result<R, BackendError> {
        let pointers = self.pointers()?;
        // SAFETY: the loan is not over. A querier is only ever shared, and contracts that it calls
        // get loans of their own.
        Ok(f(unsafe { &*pointers.querier }))
    }
}

/// Opens the machine's cache of compiled code.
///
/// # Errors
/// A folder that cannot be made.
pub fn cache<A, S, Q>(options: CacheOptions) -> VmResult<Cache<A, S, Q>>
where
    A: BackendApi + 'static,
    S: cosmwasm_vm::Storage + 'static,
    Q: cosmwasm_vm::Querier + 'static,
{
    // SAFETY: what is asked for is trust in the files of the folder: they are ours alone, written
    // by this very version, which keeps a folder per version.
    unsafe { Cache::new(options) }
}
