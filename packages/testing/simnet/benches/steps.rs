//! How fast steps are: `cargo bench -p simnet`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(clippy::panic, dead_code)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::pair;
use common::ping::{ExecuteMsg, Play};
use criterion::{criterion_group, criterion_main, Criterion};

fn steps(c: &mut Criterion) {
    let mut p = pair();
    let (a, _) = p.open();
    p.net.set_logging(false);
    let count = ExecuteMsg::Count { name: "n".into() };
    c.bench_function("execute", |b| b.iter(|| p.execute_a(&count).unwrap()));
    c.bench_function("send, receive and acknowledge a packet", |b| {
        b.iter(|| {
            let packet = p.send(a, Play::Ping);
            p.net.recv(packet).unwrap();
            p.net.ack(packet).unwrap();
        });
    });
    c.bench_function("an hour passes", |b| {
        b.iter(|| p.net.advance_all(3_600).unwrap());
    });
}

criterion_group!(benches, steps);
criterion_main!(benches);
