//! INV-1, INV-3, INV-4, INV-5, INV-7, INV-8, INV-9 in every state of the small worlds, and the number of
//! their states as the README says it: a world that shrinks unnoticed proves nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use seawall_model::suite::{small, usual};

const README: &str = include_str!("../README.md");

/// `| name | states | …` of the README.
fn written(name: &str) -> Option<usize> {
    let line = README
        .lines()
        .find(|line| line.starts_with(&format!("| {name} |")))?;
    let states = line.split('|').nth(2)?;
    states.trim().replace(',', "").parse().ok()
}

#[test]
fn every_small_world_holds_and_has_as_many_states_as_the_readme_says() {
    let mut wrong = vec![];
    for world in small() {
        let verdict = (world.run)(world.name);
        println!("{}", verdict.line());
        if !verdict.holds() || written(world.name) != Some(verdict.graph.states) {
            wrong.push(verdict);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_usual_world_has_a_number_in_the_readme() {
    let unknown: Vec<_> = usual()
        .into_iter()
        .map(|world| world.name)
        .filter(|name| written(name).is_none_or(|states| states < 100_000))
        .collect();
    assert!(unknown.is_empty(), "not visited whole: {unknown:#?}");
}
