//! The state file, the folder and the ports: what is refused, and how it is said.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod common;

use std::net::TcpListener;
use std::process::Command;

use common::Folder;
use seawall_localnet::accounts;
use seawall_localnet::down::{down, purge};
use seawall_localnet::plan::{Home, Role, Settings};
use seawall_localnet::ports;
use seawall_localnet::process::Process;
use seawall_localnet::state::{ChainState, HermesState, Stage, State, VERSION};
use seawall_localnet::status::{health, Life};
use seawall_localnet::{Error, Localnet};

fn chain(home: &Home, role: Role, process: Option<Process>) -> ChainState {
    ChainState {
        chain_id: role.spec().id.into(),
        prefix: role.spec().prefix.into(),
        rpc: "http://127.0.0.1:9".into(),
        grpc: "http://127.0.0.1:9".into(),
        gas_denom: role.spec().gas_denom().into(),
        gas_price: role.spec().gas_price.into(),
        coins: vec![],
        binary: "wasmd".into(),
        home: home.node(role),
        log: home.log(role.name()),
        process,
    }
}

fn state(home: &Home, of: impl Fn(Role) -> Option<Process>) -> State {
    State {
        version: VERSION,
        stage: Stage::Ready,
        settings: Settings::default(),
        chains: Role::ALL
            .map(|role| (role, chain(home, role, of(role))))
            .into(),
        hermes: HermesState {
            binary: "hermes".into(),
            config: home.hermes().join("config.toml"),
            rest: "http://127.0.0.1:9".into(),
            log: home.log("hermes"),
            process: None,
        },
        links: vec![],
        accounts: accounts::write(home).unwrap(),
    }
}

fn sleeper(home: &Home, mark: &str) -> Process {
    Process::start(Command::new("sleep").arg(mark), &home.log("sleep"), mark).unwrap()
}

#[test]
fn what_is_written_is_read_again_and_every_key_is_in_its_file() {
    let folder = Folder::new("state");
    let home = Home::new(folder.path());
    let written = state(&home, |_| None);
    written.save(&home).unwrap();
    assert_eq!(State::load(&home).unwrap(), written);
    let net = Localnet::open(folder.path()).unwrap();
    let address = net.address("lender", Role::Debt).unwrap();
    assert!(address.starts_with("debt1"), "{address}");
    for account in &written.accounts {
        let words = std::fs::read_to_string(&account.mnemonic_file).unwrap();
        assert_eq!(words.split_whitespace().count(), 12, "{}", account.name);
    }
}

#[test]
fn no_state_and_a_bad_state_are_told_apart_and_name_the_file() {
    let folder = Folder::new("bad-state");
    let home = Home::new(folder.path());
    assert!(matches!(State::load(&home), Err(Error::Absent(_))));
    for (text, why) in [
        ("{", "EOF while parsing"),
        ("{\"version\": 0}", "its version is 0, expected 1"),
        ("{}", "its version is none, expected 1"),
        ("{\"version\": 1}", "missing field"),
    ] {
        std::fs::write(home.state(), text).unwrap();
        let error = State::load(&home).unwrap_err().to_string();
        assert!(
            error.contains("localnet.json") && error.contains(why),
            "{error}"
        );
        assert!(error.contains("--fresh"), "{error}");
    }
}

#[test]
fn down_ends_its_own_processes_and_no_other_that_has_their_number() {
    let folder = Folder::new("down");
    let home = Home::new(folder.path());
    let (own, foreign) = (sleeper(&home, "871"), sleeper(&home, "872"));
    // As if the machine had been started anew and the number been given away.
    let stale = Process {
        started: foreign.started + 1,
        ..foreign.clone()
    };
    let of = |role| match role {
        Role::Hub => Some(own.clone()),
        Role::Debt => Some(stale.clone()),
        Role::Collateral => None,
    };
    state(&home, of).save(&home).unwrap();
    let mut net = Localnet::open(folder.path()).unwrap();
    let lives: Vec<_> = health(&net)
        .unwrap()
        .chains
        .iter()
        .map(|c| c.life)
        .collect();
    assert_eq!(lives, [Life::Running, Life::Stopped, Life::Dead]);
    assert_eq!(down(&mut net).unwrap(), ["hub"]);
    assert!(!own.alive() && foreign.alive());
    assert_eq!(
        down(&mut net).unwrap(),
        [""; 0],
        "the second time there is nothing to end"
    );
    assert!(State::load(&home).unwrap().processes().is_empty());
    assert!(foreign.kill().unwrap());
}

#[test]
fn purging_leaves_what_is_not_ours() {
    let folder = Folder::new("purge");
    let home = Home::new(folder.path());
    state(&home, |_| None).save(&home).unwrap();
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "mine").unwrap();
    purge(&home).unwrap();
    assert!(other.exists() && !home.state().exists() && !home.keys().exists());
}

#[test]
fn a_busy_port_is_named_with_what_it_is_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let wanted = [(port, "gRPC of the debt chain".to_owned())];
    let error = ports::check_free(&wanted).unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("port {port} (gRPC of the debt chain) is busy")),
        "{error}"
    );
    assert!(error.contains("--port-base"), "{error}");
    drop(taken);
    ports::check_free(&wanted).unwrap();
}

#[test]
fn a_port_that_is_taken_for_a_moment_is_waited_for() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let wanted = [(
        taken.local_addr().unwrap().port(),
        "REST of Hermes".to_owned(),
    )];
    let soon = std::time::Duration::from_millis(300);
    let error = ports::wait_until_free(&wanted, soon).unwrap_err();
    assert!(error.to_string().contains("is busy"), "{error}");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(soon);
            drop(taken);
        });
        ports::wait_until_free(&wanted, soon * 100).unwrap();
    });
}

#[test]
fn a_port_base_without_room_is_refused() {
    for (base, fine) in [(80, false), (1024, true), (65_000, true), (65_001, false)] {
        assert_eq!(ports::check_base(base).is_ok(), fine, "{base}");
    }
}
