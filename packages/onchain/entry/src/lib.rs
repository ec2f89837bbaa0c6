//! Entry points of a contract on a chain, in a fraction of the code of `cosmwasm_std::entry_point`.
//!
//! What must always hold: a chain sees the same as with that macro: the same exports, the same bytes for
//! the same answer. What a chain hands over is read and what it takes is written by `cw-compact`, not by
//! serde. Called by contracts, once each, at the end of their `lib.rs`; off chain there is nothing here.

#[cfg(target_arch = "wasm32")]
mod api;
#[cfg(target_arch = "wasm32")]
mod call;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod querier;
#[cfg(target_arch = "wasm32")]
mod region;
#[cfg(target_arch = "wasm32")]
mod storage;

#[cfg(target_arch = "wasm32")]
pub use call::{ask, call, tell};

/// Exports entry points: `change` with a sender, `ask` for questions, `tell` for the rest.
#[macro_export]
macro_rules! entry_points {
    (
        $(change $change:path as $changed:ident;)*
        $(ask $ask:path as $asked:ident;)*
        $(tell $tell:path as $told:ident;)*
    ) => {
        #[cfg(all(target_arch = "wasm32", not(feature = "library")))]
        mod entry_points {
            use super::*;
            $(
                #[no_mangle]
                extern "C" fn $changed(env: u32, info: u32, msg: u32) -> u32 {
                    $crate::call(&|deps, env, info, msg| $change(deps, env, info, msg), env, info, msg)
                }
            )*
            $(
                #[no_mangle]
                extern "C" fn $asked(env: u32, msg: u32) -> u32 {
                    $crate::ask(&|deps, env, msg| $ask(deps, env, msg), env, msg)
                }
            )*
            $(
                #[no_mangle]
                extern "C" fn $told(env: u32, msg: u32) -> u32 {
                    $crate::tell(&|deps, env, msg| $tell(deps, env, msg), env, msg)
                }
            )*
        }
    };
}
