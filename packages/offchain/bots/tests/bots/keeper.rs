//! The keeper: whole liquidations, gaps, silence, restarts.

use seawall_fixtures::spec::{ATOM, COLL, DEBT, HUB, USD};
use seawall_interfaces::coordinator::Phase;

use super::scene::{Scene, BOTH, KEEPER};

/// A fall by a tenth: health 0.978.
const FALL: u64 = 900;

#[test]
fn keeper_and_liquidator_clear_a_real_liquidation_from_price_to_repaid_debt() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    assert!(
        scene.shared.borrow().sent.is_empty(),
        "nothing is to be done"
    );
    let owed = scene.world(|w| w.owed(account, USD)).unwrap().debt;
    scene.price(ATOM, FALL);
    scene.until_quiet(60);
    let health = scene.world(|w| w.health(account)).unwrap();
    assert!(!health.liquidatable, "{health:?}");
    let left = scene.world(|w| w.owed(account, USD)).unwrap().debt;
    assert!(left < owed, "{left} of {owed}");
    assert_eq!(scene.sent(COLL, "take"), 1);
    assert_eq!(scene.sent(COLL, "forward"), 1);
    assert_eq!(scene.sent(DEBT, "collect"), 1);
    let (expected, realised) = (
        scene.metric("seawall_profit_expected_usd"),
        scene.metric("seawall_profit_realised_usd"),
    );
    assert!(expected > 0.0 && (expected - realised).abs() < 1e-6);
    // Nothing is left to do, and nothing is done.
    let sent = scene.shared.borrow().sent.len();
    scene.block();
    scene.block();
    assert_eq!(scene.shared.borrow().sent.len(), sent);
}

#[test]
fn sweep_and_trigger_go_in_one_transaction_in_the_block_that_shows_the_price() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.borrower("ann");
    scene.block();
    scene.price(ATOM, FALL);
    scene.block();
    let shared = scene.shared.borrow();
    let (chain, calls) = shared.sent.last().unwrap();
    let verbs: Vec<_> = calls
        .iter()
        .map(|c| c.msg.as_object().unwrap().keys().next().unwrap())
        .collect();
    assert_eq!(
        (*chain, verbs),
        (HUB, vec![&"sweep".to_string(), &"liquidate".to_string()])
    );
    let pay_to = &calls[1].msg["liquidate"]["pay_to"];
    let me = shared.world.addr(COLL, super::shared::ME).unwrap();
    assert_eq!(
        pay_to,
        me.as_str(),
        "it is paid where the collateral is sold"
    );
}

#[test]
fn a_lot_that_nobody_buys_is_closed_and_goes_into_the_next_round() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.borrower("ann");
    scene.block();
    scene.price(ATOM, FALL);
    for _ in 0..50 {
        scene.block();
        scene.relay();
    }
    assert!(scene.sent(COLL, "close") >= 1);
    let open = scene.open();
    assert_eq!(open.len(), 1);
    assert!(open[0].round > 1, "{open:#?}");
}

#[test]
fn without_any_event_the_picture_is_read_again_in_time() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.shared.borrow_mut().no_events = true;
    scene.price(ATOM, FALL);
    // Reconciled every minute; a block takes six seconds.
    for _ in 0..12 {
        scene.block();
        scene.relay();
    }
    scene.until_quiet(80);
    assert!(!scene.world(|w| w.health(account)).unwrap().liquidatable);
}

#[test]
fn a_gap_in_the_events_or_in_the_heights_makes_everything_be_read_again() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.borrower("ann");
    scene.block();
    let gaps = |scene: &Scene, why| {
        let labels = [("chain", "chain 1"), ("why", why)];
        scene
            .bot
            .metrics()
            .get("seawall_gaps_total", &labels)
            .unwrap_or(0.0)
    };
    let hub = scene.bot.places().name(HUB);
    let gap = |scene: &Scene, why: &str| {
        let labels = [("chain", hub.as_str()), ("why", why)];
        scene
            .bot
            .metrics()
            .get("seawall_gaps_total", &labels)
            .unwrap_or(0.0)
    };
    assert_eq!(gaps(&scene, "first_look"), 0.0, "chains go by their names");
    assert_eq!(gap(&scene, "first_look"), 1.0);
    scene.price(ATOM, 990);
    scene.block();
    assert_eq!(gap(&scene, "event_missed"), 0.0);
    // Two rounds of prices; the first one's events are lost.
    scene.price(ATOM, 980);
    let ix = scene.world(|w| w.hub);
    let lost = scene.world(|w| w.net.block(ix).height + 1);
    scene
        .shared
        .borrow()
        .told
        .borrow_mut()
        .remove(&(ix.0, lost));
    scene.block();
    scene.price(ATOM, 970);
    scene.block();
    assert_eq!(gap(&scene, "event_missed"), 1.0);
    // More heights than are read one by one.
    scene.world(|w| w.wait(600)).unwrap();
    scene.block();
    assert_eq!(gap(&scene, "blocks_missed"), 1.0);
}

#[test]
fn a_question_without_an_answer_never_makes_an_account_look_safe() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.price(ATOM, FALL);
    scene.shared.borrow_mut().deaf_every = Some(23);
    scene.until_quiet(200);
    assert!(!scene.world(|w| w.health(account)).unwrap().liquidatable);
    assert!(scene.metric("seawall_read_failures_total") > 0.0);
}

#[test]
fn a_silent_chain_holds_up_no_other_and_is_caught_up_with() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.shared.borrow_mut().silent.insert(DEBT);
    scene.price(ATOM, FALL);
    for _ in 0..10 {
        scene.block();
        scene.relay();
    }
    assert_eq!(scene.sent(HUB, "liquidate"), 1);
    assert_eq!(
        scene.sent(COLL, "take"),
        1,
        "hub and collateral chain go on"
    );
    assert_eq!(scene.sent(DEBT, "collect"), 0);
    scene.shared.borrow_mut().silent.clear();
    scene.until_quiet(60);
    assert!(!scene.world(|w| w.health(account)).unwrap().liquidatable);
}

#[test]
fn whoever_is_started_anew_at_any_block_goes_on_from_the_chains() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.price(ATOM, FALL);
    for _ in 0..60 {
        // Every block another process, which knows nothing.
        let shared = scene.shared.clone();
        scene = Scene::of(shared, "", BOTH, false);
        scene.block();
        scene.relay();
    }
    assert!(scene.open().is_empty(), "{:#?}", scene.open());
    assert!(!scene.world(|w| w.health(account)).unwrap().liquidatable);
    assert_eq!(scene.sent(COLL, "take"), 1, "nothing was done twice");
}

#[test]
fn two_keepers_in_the_same_block_do_everything_once() {
    let mut first = Scene::new("", KEEPER, false);
    let account = first.borrower("ann");
    let mut second = Scene::of(first.shared.clone(), "", KEEPER, false);
    first.block();
    second.tell();
    first.price(ATOM, FALL);
    for _ in 0..5 {
        first.block();
        second.tell();
        first.relay();
    }
    assert_eq!(first.open().len(), 1);
    assert_eq!(first.sent(HUB, "liquidate"), 1);
    let open = first.open();
    assert_eq!(open[0].account, account);
}

#[test]
fn a_report_that_was_lost_is_sent_again() {
    let mut scene = Scene::new("", BOTH, false);
    scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.price(ATOM, FALL);
    // Triggered, opened, taken; the report of the closed lot never arrives.
    for _ in 0..30 {
        scene.block();
        if scene.sent(COLL, "take") > 0 {
            break;
        }
        scene.relay();
    }
    assert_eq!(scene.sent(COLL, "take"), 1);
    let wait = scene.world(|w| w.spec.timeout_secs + 60);
    scene.world(|w| w.wait(wait)).unwrap();
    scene.relay();
    let believed = scene.open();
    assert!(believed
        .iter()
        .any(|l| matches!(l.phase, Phase::Auctioning {})));
    scene.world(|w| w.refresh_prices()).unwrap();
    scene.until_quiet(60);
    assert!(scene.sent(COLL, "report") >= 1);
}

#[test]
fn certificates_that_are_over_are_swept() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.borrower("ann");
    scene.block();
    let life = scene.world(|w| w.spec.params.certificate_life_secs);
    scene
        .world(|w| w.wait_with_fresh_prices(life + 60))
        .unwrap();
    scene.block();
    assert_eq!(scene.sent(HUB, "sweep_expired"), 1);
    scene.block();
    scene.block();
    assert_eq!(scene.sent(HUB, "sweep_expired"), 1);
}

#[test]
fn a_dry_run_tells_and_sends_nothing() {
    let mut scene = Scene::new("", BOTH, true);
    scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.price(ATOM, FALL);
    for _ in 0..5 {
        scene.block();
        scene.relay();
    }
    assert!(scene.shared.borrow().sent.is_empty());
    let hub = scene.bot.places().name(HUB);
    let labels = [
        ("chain", hub.as_str()),
        ("kind", "liquidate"),
        ("outcome", "dry_run"),
    ];
    let told = scene.bot.metrics().get("seawall_steps_total", &labels);
    assert_eq!(told, Some(1.0), "said once, not every block");
}

#[test]
fn nothing_is_triggered_over_an_expired_light_client_and_all_of_it_once_that_works_again() {
    let mut scene = Scene::new("", BOTH, false);
    let account = scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.shared.borrow_mut().client_status = "Expired".into();
    scene.price(ATOM, FALL);
    for _ in 0..5 {
        scene.block();
    }
    assert_eq!(scene.sent(HUB, "liquidate"), 0, "it could not be sent on");
    assert!(scene.metric("seawall_unsafe_accounts") > 0.0);
    scene.shared.borrow_mut().client_status = "Active".into();
    scene.until_quiet(60);
    assert_eq!(scene.sent(HUB, "liquidate"), 1);
    let health = scene.world(|w| w.health(account)).unwrap();
    assert!(!health.liquidatable, "{health:?}");
}
