//! What is deployed where is found from the coordinator alone.

use std::collections::BTreeMap;
use std::time::Duration;

use seawall_bots::health::Health;
use seawall_bots::places::{Chains, Places};
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{ATOM, COLL, DEBT, EUR, HUB, USD};
use seawall_fixtures::Spec;

use super::scene::{chains, hub, run};
use super::shared::Shared;

#[test]
fn contracts_routes_and_listings_are_found() {
    let shared = Shared::new(deploy(Spec::default()).unwrap());
    let here = hub(&shared.borrow().world);
    let all = chains(&shared, "");
    let places = run(Places::find(&all, HUB, &here.coordinator, &here.names)).unwrap();
    let shared = shared.borrow();
    let world = &shared.world;
    assert_eq!(places.oracle, world.oracle.as_str());
    for (number, site) in &world.sites {
        let found = &places.sites[number];
        assert_eq!(found.outpost, site.outpost.as_str());
        assert_eq!(found.house, site.auction_house.as_str());
        assert_eq!(found.vault, site.vault.as_str());
        for (debt, route) in &site.routes {
            let found = places.route_for(*number, *debt).unwrap();
            assert_eq!(found.sender, route.sender.as_str());
            assert_eq!(found.receiver, route.receiver.as_str());
            assert_eq!(found.payment, route.denom);
            assert_eq!((found.to, found.number), (route.to.0, route.route.0));
            assert_eq!(found.channel, route.channel.map(|c| c.id()));
        }
    }
    assert_eq!(places.listings[&ATOM].name, "ATOM");
    assert_eq!(
        places.listings[&EUR].name,
        EUR.to_string(),
        "nobody named it"
    );
    assert_eq!(places.listings[&USD].chain, DEBT);
    assert!(
        places.sites[&HUB].channel.is_none(),
        "the hub's own link is local"
    );
    assert!(places.sites[&COLL].channel.is_some());
}

#[test]
fn a_chain_that_the_deployment_does_not_have_is_named() {
    let shared = Shared::new(deploy(Spec::simple()).unwrap());
    let here = hub(&shared.borrow().world);
    let mut all: Chains = chains(&shared, "");
    all.remove(&DEBT);
    let error = run(Places::find(&all, HUB, &here.coordinator, &BTreeMap::new())).unwrap_err();
    assert!(error.to_string().contains("chain 3"), "{error}");
}

#[test]
fn a_bot_is_not_well_before_every_chain_of_its_deployment_was_read() {
    let health = Health::new(Duration::from_secs(60));
    assert!(
        !health.report().well,
        "it is not known yet which chains there are"
    );
    health.expect(["hub".to_string(), "debt".to_string()]);
    health.read("hub");
    let report = health.report();
    assert!(!report.well);
    assert_eq!(report.chains["hub"], Some(0));
    assert_eq!(report.chains["debt"], None);
    health.read("debt");
    // That a bot has begun forgets nothing.
    health.expect(["hub".to_string(), "debt".to_string()]);
    assert!(health.report().well);
    // An old reading is none.
    let strict = Health::new(Duration::ZERO);
    strict.read("hub");
    std::thread::sleep(Duration::from_millis(2));
    assert!(!strict.report().well);
}
