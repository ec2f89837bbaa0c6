//! Feeding: bars become the oracle's prices, said by feeders that decide as in the simulator.

use std::cell::RefCell;
use std::rc::Rc;

use seawall_bots::feed::{market, Feed, Target, Voice};
use seawall_fixtures::prices::feeder;
use seawall_fixtures::spec::{ATOM, HUB, USD};
use seawall_interfaces::oracle::{PriceView, QueryMsg};
use seawall_wire::ids::AssetId;

use super::chain::SimChain;
use super::scene::{config, run, Scene, KEEPER};
use super::shared::Shared;

/// Ten minutes in which the price falls from 10 to 9.
fn bars() -> Feed {
    let mut text = "unix_seconds,open,high,low,close,volume\n".to_string();
    for minute in 0..10u64 {
        let open = 10.0 - 0.1 * minute as f64;
        let close = open - 0.1;
        let time = 1_600_000_020 + 60 * minute;
        text += &format!("{time},{open:.2},{open:.2},{close:.2},{close:.2},5000\n");
    }
    let name = format!("ATOM_{}_1m.csv", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, text).unwrap();
    Feed {
        prices: vec![file],
        asset: None,
        speed: 60,
        dry_run: false,
    }
}

fn spot(shared: &Rc<RefCell<Shared>>) -> f64 {
    let asset = AssetId(ATOM);
    let shared = shared.borrow();
    let oracle = shared.world.oracle.clone();
    let view: PriceView = shared
        .world
        .query(HUB, &oracle, &QueryMsg::Price { asset })
        .unwrap();
    view.spot.to_string().parse().unwrap()
}

#[test]
fn bars_become_the_oracles_prices_and_the_last_feeder_sweeps_in_its_own_transaction() {
    let mut scene = Scene::new("", KEEPER, false);
    let account = scene.borrower("ann");
    scene.block();
    let feed = bars();
    let market = market(&feed).unwrap();
    assert_eq!(
        (market.blocks, market.assets[0].name.as_str()),
        (10, "ATOM")
    );
    let target = Target {
        oracle: scene.world(|w| w.oracle.to_string()),
        coordinator: scene.world(|w| w.coordinator.to_string()),
        assets: vec![Some(ATOM), Some(USD)],
        sweep: vec![ATOM],
    };
    let settings = config("[feed]\ndeviation = 0.005").feed;
    let mut voices: Vec<Voice> = (0..3)
        .map(|n| {
            let chain = SimChain::new(&scene.shared, HUB, &feeder(n as usize));
            Voice::new(n, 3, &settings, Rc::new(chain))
        })
        .collect();
    for block in 0..market.blocks {
        scene.world(|w| w.wait(6)).unwrap();
        for voice in &mut voices {
            run(voice.speak(&market, block, &target)).unwrap();
            // Twice in one second nothing is said.
            assert_eq!(run(voice.speak(&market, block, &target)).unwrap(), 0);
        }
    }
    let last = market.price(0, market.blocks - 1).unwrap();
    assert!(
        (spot(&scene.shared) - last).abs() < 0.06,
        "{} {last}",
        spot(&scene.shared)
    );
    assert!(scene.sent(HUB, "sweep") > 0);
    assert!(scene.world(|w| w.health(account)).unwrap().liquidatable);
    let queued = scene.world(|w| {
        w.hub_query::<_, Vec<seawall_interfaces::coordinator::QueuedResponse>>(
            &seawall_interfaces::coordinator::QueryMsg::Unsafe {
                start_after: None,
                limit: None,
            },
        )
    });
    assert_eq!(
        queued.unwrap()[0].account,
        account,
        "swept without any keeper"
    );
}

#[test]
fn a_feeder_that_was_not_heard_says_it_again() {
    let scene = Scene::new("", KEEPER, false);
    let feed = bars();
    let market = market(&feed).unwrap();
    let target = Target {
        oracle: scene.world(|w| w.oracle.to_string()),
        coordinator: String::new(),
        assets: vec![Some(ATOM), None],
        sweep: vec![],
    };
    let settings = config("").feed;
    let chain = SimChain::new(&scene.shared, HUB, &feeder(0));
    let mut voice = Voice::new(0, 3, &settings, Rc::new(chain));
    scene.world(|w| w.wait(6)).unwrap();
    scene.shared.borrow_mut().silent.insert(HUB);
    assert!(run(voice.speak(&market, 0, &target)).is_err());
    scene.shared.borrow_mut().silent.clear();
    assert_eq!(run(voice.speak(&market, 0, &target)).unwrap(), 1);
}

#[test]
fn files_that_cannot_be_fed_are_refused() {
    let mut feed = bars();
    feed.prices = vec!["nowhere/ATOM_1m.csv".into()];
    let error = market(&feed).unwrap_err();
    assert!(
        error.is_input() && error.to_string().contains("nowhere"),
        "{error}"
    );
}
