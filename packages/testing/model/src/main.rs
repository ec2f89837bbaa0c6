//! `cargo run --release -p seawall-model` checks the small worlds, with `-- large` the large ones too, with
//! `-- NAME` those whose name contains it. Prints one line per world; fails when one does not hold.
#![allow(clippy::arithmetic_side_effects)]

use seawall_model::suite::{large, small};

fn main() -> std::process::ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let everything = wanted == "large";
    let mut worlds = small();
    if !wanted.is_empty() {
        worlds.extend(large());
    }
    let (mut states, mut holds) = (0, true);
    for world in worlds {
        if !everything && !world.name.contains(&wanted) {
            continue;
        }
        let verdict = (world.run)(world.name);
        println!("{}", verdict.line());
        states += verdict.graph.states;
        holds &= verdict.holds();
        for (property, way) in &verdict.broken {
            println!("  broken: {property}\n    {}", way.join("\n    "));
        }
        if verdict.graph.stuck > 0 {
            let way = verdict.graph.way.join("\n    ");
            println!(
                "  {} states without an end:\n    {way}",
                verdict.graph.stuck
            );
        }
    }
    println!("{states} states in all");
    if holds {
        std::process::ExitCode::SUCCESS
    } else {
        std::process::ExitCode::FAILURE
    }
}
