//! Runs of the simulator as a whole.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::collections::{BTreeMap, BTreeSet};

use seawall_sim::{corpus, FaultKind, Figures, Ran, Script, Settings};

fn run(settings: &Settings) -> Ran {
    let ran = seawall_sim::run(settings).unwrap();
    assert!(ran.clean(), "seed {}:\n{}", settings.seed, ran.summary());
    ran
}

/// All that does not depend on the machine.
fn same(ran: &Ran) -> Figures {
    Figures {
        wall_seconds: 0.0,
        ..ran.figures.clone()
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_its_steps_played_again_give_it_too() {
    let settings = Settings::new(11, 400);
    let first = run(&settings);
    let second = run(&settings);
    assert_eq!(same(&first), same(&second));
    assert_eq!(first.script, second.script);
    let script = Script {
        seed: 11,
        chains: settings.chains,
        check_all_every: settings.check_all_every,
        violation: None,
        steps: first.script.clone(),
    };
    // As it would be read from a file.
    let text = serde_json::to_string(&script).unwrap();
    let read: Script = serde_json::from_str(&text).unwrap();
    let again = seawall_sim::replay(&read, 0, &mut |_, _| {}).unwrap();
    assert_eq!(same(&first), same(&again));
    let other = run(&Settings::new(12, 400));
    assert_ne!(same(&first), same(&other));
}

#[test]
fn without_faults_none_strikes_and_everything_ends() {
    let settings = Settings {
        faults: BTreeSet::new(),
        ..Settings::new(5, 400)
    };
    let ran = run(&settings);
    assert!(ran.figures.faults.is_empty());
    assert_eq!(
        ran.figures.liquidations.started,
        ran.figures.liquidations.done
    );
}

/// Without the questions that healing asks, what was in flight would never end (INV-8).
#[test]
fn what_an_old_channel_carried_and_what_nobody_can_read_comes_to_its_end() {
    let kinds = [FaultKind::ChannelReplaced, FaultKind::AckUnparsable];
    let ran = run(&Settings {
        faults: kinds.into_iter().collect(),
        ..Settings::new(3, 400)
    });
    for kind in kinds {
        let struck = ran.figures.faults.get(kind.name());
        assert!(struck.is_some_and(|n| *n >= 2), "{kind:?}: {struck:?}");
    }
}

#[test]
fn the_first_runs_of_the_corpus_are_clean_and_every_fault_strikes_in_them() {
    let all = corpus::read(corpus::FILE).unwrap();
    let mut faults: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut started, mut done) = (0, 0);
    for settings in all.iter().take(3) {
        let ran = run(&Settings {
            steps: settings.steps.min(700),
            ..settings.clone()
        });
        for (kind, count) in &ran.figures.faults {
            *faults.entry(kind).or_default() += count;
        }
        started += ran.figures.liquidations.started;
        done += ran.figures.liquidations.done;
    }
    let missing: Vec<_> = FaultKind::ALL
        .iter()
        .filter(|kind| !faults.contains_key(kind.name()))
        .collect();
    assert!(missing.is_empty(), "never struck: {missing:?}");
    assert!(started > 0 && started == done, "{done} of {started}");
}
