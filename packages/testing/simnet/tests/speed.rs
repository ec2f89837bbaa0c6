//! How fast steps are: `cargo test -p simnet --test speed -- --ignored --nocapture`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects, clippy::panic)]

mod common;

use common::pair;
use common::ping::{ExecuteMsg, Play};
use std::time::Instant;

#[test]
#[ignore = "a measurement, not a check of behaviour"]
fn steps_per_second() {
    let mut p = pair();
    let (a, _) = p.open();
    p.net.set_logging(false);
    let count = ExecuteMsg::Count {
        name: "n".to_string(),
    };
    let begin = Instant::now();
    for _ in 0..20_000 {
        p.execute_a(&count).unwrap();
    }
    let executes = begin.elapsed();
    let begin = Instant::now();
    for _ in 0..2_000 {
        let packet = p.send(a, Play::Ping);
        p.net.recv(packet).unwrap();
        p.net.ack(packet).unwrap();
    }
    let trips = begin.elapsed();
    let begin = Instant::now();
    for _ in 0..100_000 {
        p.net.advance_all(3600).unwrap();
    }
    let jumps = begin.elapsed();
    println!("20000 executes {executes:?}, 2000 round trips {trips:?}, 100000 jumps {jumps:?}");
    assert_eq!((p.count_a("n"), p.count_a("acked")), (20_000, 2_000));
}
