//! The fuzzing engine around one target, whose name is in `SEAWALL_FUZZ_TARGET`.
//!
//! What must always hold: nothing of its own is judged here. `scripts/fuzz` builds and starts it.
#![no_main]
#![allow(missing_docs, unsafe_code, clippy::panic)]

use std::sync::OnceLock;

use seawall_fuzz::{target, Target, TARGETS};

fn chosen() -> &'static Target {
    static CHOSEN: OnceLock<&Target> = OnceLock::new();
    CHOSEN.get_or_init(|| {
        let name = std::env::var("SEAWALL_FUZZ_TARGET").unwrap_or_default();
        target(&name).unwrap_or_else(|| {
            let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            panic!(
                "SEAWALL_FUZZ_TARGET is `{name}`, one of: {}",
                names.join(" ")
            )
        })
    })
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| (chosen().run)(data));
