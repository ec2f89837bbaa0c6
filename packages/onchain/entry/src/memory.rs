//! Memory: the next free piece is handed out, and nothing is taken back.
//!
//! What must always hold: pieces that are in use do not overlap. An instance lives for one call and ends with
//! its memory, of which it has 32 MiB; so nothing is won by looking for room that was given back, and the
//! code that would do it is ten times as long.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout};
use std::arch::wasm32::{memory_grow, memory_size};
use std::cell::Cell;
use std::ptr::{copy_nonoverlapping, null_mut};

const PAGE_BYTES: usize = 65_536;

struct Memory {
    /// What begins here is free …
    free: Cell<usize>,
    /// … up to here; both zero at first.
    end: Cell<usize>,
}

// SAFETY: a contract has one thread.
unsafe impl Sync for Memory {}

#[global_allocator]
static MEMORY: Memory = Memory {
    free: Cell::new(0),
    end: Cell::new(0),
};

impl Memory {
    /// Hands out what is free up to `end`. False where the chain gives no more memory.
    fn reach(&self, end: usize) -> bool {
        let missing = end.saturating_sub(self.end.get());
        if missing > 0 {
            let pages = missing.div_ceil(PAGE_BYTES);
            if memory_grow::<0>(pages) == usize::MAX {
                return false;
            }
            self.end.set(memory_size::<0>().saturating_mul(PAGE_BYTES));
        }
        self.free.set(end);
        true
    }
}

// SAFETY: every piece begins at or after the end of all others and is aligned as asked.
unsafe impl GlobalAlloc for Memory {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if self.end.get() == 0 {
            self.end.set(memory_size::<0>().saturating_mul(PAGE_BYTES));
            self.free.set(self.end.get());
        }
        let last = layout.align().saturating_sub(1);
        let start = self.free.get().saturating_add(last) & !last;
        if self.reach(start.saturating_add(layout.size())) {
            start as *mut u8
        } else {
            null_mut()
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}

    #[inline(never)]
    unsafe fn realloc(&self, from: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (start, old) = (from as usize, layout.size());
        let is_last = start.saturating_add(old) == self.free.get();
        if size <= old || (is_last && self.reach(start.saturating_add(size))) {
            return from;
        }
        // SAFETY: the caller's layout is a valid one for the new size too; both pieces are there and apart.
        unsafe {
            let to = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !to.is_null() {
                copy_nonoverlapping(from, to, old);
            }
            to
        }
    }
}
