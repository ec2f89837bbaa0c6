//! Contracts move to newer code: an artefact whose hash has changed is stored and migrated to, once,
//! also by a run that died between the two; code that is not newer is refused by the contract.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::{artifact, hash, Kind, Set};
use seawall_deploy::chain::Message;
use seawall_deploy::plan::{Action, Actor, Stage, Via};
use seawall_deploy::{verify, DeployError};

fn migrations(set: &Set) -> Vec<(String, String)> {
    let world = set.world.borrow();
    let done = world.done.iter();
    done.filter_map(|(chain, message)| match message {
        Message::Migrate { contract, .. } => Some((chain.clone(), contract.clone())),
        _ => None,
    })
    .collect()
}

#[test]
fn a_changed_artefact_is_stored_and_migrated_to_once() {
    let mut set = Set::done("migrate");
    let before = set.state();
    set.release(&["vault", "market"], Kind::Newer);
    let plan = set.plan();
    let of = |stage: Stage| plan.steps.iter().filter(move |step| step.stage == stage);
    // Vaults are on three chains, the market on one.
    let stores: Vec<String> = of(Stage::Code).map(ToString::to_string).collect();
    assert_eq!(stores.len(), 4, "{stores:#?}");
    let short: String = hash(&artifact("vault", 2)).chars().take(12).collect();
    assert!(
        stores.contains(&format!("hub: store code of vault ({short}…)")),
        "{stores:#?}"
    );
    let moves: Vec<_> = of(Stage::Contracts).collect();
    assert_eq!((moves.len(), plan.steps.len()), (4, 8), "{plan:#?}");
    for step in &moves {
        // Only the admin may, which is the owner, whose key the tool has.
        assert_eq!(step.actor, Actor::Owner);
        assert!(matches!(
            &step.action,
            Action::Send(Message::Migrate { .. })
        ));
    }
    let lines = set.differences();
    let old = hash(&artifact("vault", 1));
    let new = hash(&artifact("vault", 2));
    let expected = format!("hub: vault: code: expected sha256 {new}, actual sha256 {old}");
    assert!(
        lines.iter().any(|line| line.starts_with(&expected)),
        "{lines:#?}"
    );

    let finished = set.apply(Via::Key).unwrap();
    assert_eq!(finished.done, 8);
    assert!(finished.left.is_done(), "{:#?}", finished.left);
    assert_eq!(set.differences(), [""; 0]);
    let done = migrations(&set);
    assert_eq!(done.len(), 4);
    let sent = set.sent();
    assert_eq!((set.apply(Via::Key).unwrap().done, set.sent()), (0, sent));
    // The same addresses, other code; all that was set is still set.
    let after = set.state();
    for (chain, name) in [("hub", "vault"), ("debt", "market-10")] {
        assert_eq!(before.contract(chain, name), after.contract(chain, name));
    }
    assert_ne!(before.code("hub", "vault"), after.code("hub", "vault"));
    assert_eq!(before.code("hub", "outpost"), after.code("hub", "outpost"));
    // Without the state file they are found all the same, though their addresses come from old code.
    std::fs::remove_file(set.folder.0.join("state.json")).unwrap();
    assert_eq!(set.differences(), [""; 0]);
    set.apply(Via::Key).unwrap();
    assert_eq!((set.state(), set.sent()), (after, sent));
}

#[test]
fn a_migration_that_dies_at_any_transaction_is_finished_by_the_next_run() {
    let transactions = {
        let mut set = Set::done("migrate-count");
        let before = set.world.borrow().transactions;
        set.release(&["vault", "outpost"], Kind::Newer);
        set.apply(Via::Key).unwrap();
        let after = set.world.borrow().transactions;
        after - before
    };
    // Six codes are stored, then each chain migrates in one transaction.
    assert_eq!(transactions, 9);
    for at in 1..=transactions {
        for still_done in [false, true] {
            let mut set = Set::done(&format!("migrate-{at}-{still_done}"));
            set.release(&["vault", "outpost"], Kind::Newer);
            let begun = set.sent();
            {
                let mut world = set.world.borrow_mut();
                world.dies_at = Some((world.transactions + at, still_done));
            }
            assert!(set.apply(Via::Key).is_err());
            set.world.borrow_mut().dies_at = None;
            let finished = set.apply(Via::Key).unwrap();
            assert!(
                finished.left.is_done(),
                "died at {at}: {:#?}",
                finished.left
            );
            assert_eq!(set.sent() - begun, 12, "died at {at}");
            let mut moved = migrations(&set);
            moved.sort();
            moved.dedup();
            assert_eq!(moved.len(), 6, "died at {at}");
        }
    }
}

#[test]
fn code_that_is_not_newer_or_of_another_contract_is_refused_and_nothing_moves() {
    let table = [
        (Kind::Same, "newer than"),
        (Kind::Foreign("market"), "market"),
    ];
    for (at, (kind, words)) in table.into_iter().enumerate() {
        let mut set = Set::done(&format!("migrate-refused-{at}"));
        set.release(&["vault"], kind);
        let error = set.apply(Via::Key).unwrap_err();
        let text = error.to_string();
        assert!(matches!(&error, DeployError::Chain { .. }), "{error:?}");
        assert!(text.starts_with("chain ") && text.contains(words), "{text}");
        assert!(migrations(&set).is_empty());
        // What is wrong is still named, and the old artefacts are still what runs.
        let lines = set.differences();
        assert!(!lines.is_empty());
        assert!(
            lines
                .iter()
                .all(|line| line.contains(": vault: code: expected")),
            "{lines:#?}"
        );
    }
}

#[test]
fn an_admin_elsewhere_gets_the_migration_to_sign() {
    let mut set = Set::done("migrate-elsewhere");
    set.release(&["courier"], Kind::Newer);
    let (world, file, artifacts) = (&set.world, &set.file, &set.artifacts);
    let finished = common::with_run(world, file, artifacts, (&set.folder, Via::Key), |run| {
        run.chains = common::chains(world, false);
        seawall_deploy::apply(run).unwrap()
    });
    // Two chains: code is stored, the rest is written.
    assert_eq!((finished.done, finished.left.steps.len()), (2, 2));
    let owner = set.address("debt", "owner");
    let by = format!("[to be signed by {owner}]");
    assert!(finished
        .left
        .steps
        .iter()
        .any(|s| s.to_string().contains(&by)));
    let path = finished.waiting[0].split(" for ").next().unwrap();
    let written = std::fs::read_to_string(path).unwrap();
    assert!(
        written.contains("/cosmwasm.wasm.v1.MsgMigrateContract"),
        "{written}"
    );
}

#[test]
fn every_address_is_tied_to_code_hash_and_commit_and_a_mismatch_is_said() {
    let mut set = Set::done("code-id");
    let ids = |set: &Set, commit: &dyn Fn(&str) -> Option<String>| {
        let (world, file, artifacts) = (&set.world, &set.file, &set.artifacts);
        common::with_run(world, file, artifacts, (&set.folder, Via::Key), |run| {
            verify::code_ids(file, artifacts, &run.observe().unwrap(), commit)
        })
    };
    let old = hash(&artifact("vault", 1));
    let lines = ids(&set, &|hash| (*hash == old).then(|| "c0ffee".to_string()));
    let vault = set.state().contract("debt", "vault").unwrap();
    let id = set.state().code("debt", "vault").unwrap();
    let expected = format!("debt vault {vault} code {id} sha256 {old} from commit c0ffee");
    assert!(lines.contains(&expected), "{lines:#?}");
    let uncommitted = lines
        .iter()
        .filter(|l| l.ends_with("not committed"))
        .count();
    assert_eq!((lines.len(), uncommitted), (16, 13), "{lines:#?}");
    // The list of artefacts says something else now: the chain runs what an earlier commit listed, or
    // what no commit ever did.
    set.release(&["vault"], Kind::Newer);
    let lines = ids(&set, &|hash| (*hash == old).then(|| "c0ffee".to_string()));
    let expected = format!("code {id} sha256 {old} from an earlier commit c0ffee");
    assert!(
        lines
            .iter()
            .any(|l| l.contains(&vault) && l.ends_with(&expected)),
        "{lines:#?}"
    );
    let lines = ids(&set, &|_| None);
    let expected = format!("sha256 {old} from unknown: this hash is in no commit");
    assert!(
        lines
            .iter()
            .any(|l| l.contains(&vault) && l.ends_with(&expected)),
        "{lines:#?}"
    );
    // Not there at all.
    let fresh = common::set("code-id-fresh");
    let lines = ids(&fresh, &|_| None);
    assert!(
        lines.iter().all(|l| l.ends_with("is not there")),
        "{lines:#?}"
    );
}

#[test]
fn the_commit_of_a_hash_is_the_one_that_brought_it_into_the_list() {
    let folder = common::Folder::new("commits");
    let git = |args: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.current_dir(&folder.0).args(args);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "someone");
            command.env(format!("GIT_{who}_EMAIL"), "someone@example.org");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_string()
    };
    git(&["init", "-q"]);
    let list = folder.0.join("artifacts.json");
    let mut commits = vec![];
    for hash in ["aaaa", "bbbb"] {
        std::fs::write(&list, format!("{{\"sha256\": \"{hash}\"}}")).unwrap();
        git(&["add", "artifacts.json"]);
        git(&["commit", "-q", "-m", hash]);
        commits.push(git(&["rev-parse", "HEAD"]));
    }
    assert_eq!(verify::commit_of(&list, "bbbb"), Some(commits[1].clone()));
    assert_eq!(verify::commit_of(&list, "aaaa"), Some(commits[0].clone()));
    assert_eq!(verify::commit_of(&list, "cccc"), None);
}
