//! The liquidator: partial takes, flash takes, and one reason for every lot that is left.

use cosmwasm_std::{coin, Addr, Decimal};
use seawall_bots::answers;
use seawall_fixtures::spec::{ATOM, COLL, USD};
use seawall_venue::contract::{execute, instantiate, query};
use seawall_venue::msg::InstantiateMsg;
use serde_json::{json, Value};
use simnet::IbcContract;

use super::scene::{run, Scene, BOTH, KEEPER};
use super::shared::{Shared, ME};

/// A scene with one open lot, which the bots have seen.
fn with_a_lot(lines: &str, dollars: u128) -> Scene {
    let mut scene = Scene::new(lines, KEEPER, false);
    scene.borrower("ann");
    if dollars > 0 {
        scene.money(dollars);
    }
    open_a_lot(&mut scene);
    scene
}

fn open_a_lot(scene: &mut Scene) {
    scene.block();
    scene.price(ATOM, 900);
    scene.block();
    scene.relay();
    scene.block();
    assert_eq!(scene.world(|w| w.lots(COLL)).unwrap().len(), 1);
}

fn lot_of(scene: &Scene) -> u64 {
    scene.world(|w| w.lots(COLL)).unwrap()[0].terms.lot.0
}

fn explained(scene: &Scene) -> String {
    run(answers::explain(&scene.bot, lot_of(scene))).text
}

fn assert_left(scene: &Scene, why: &str) {
    let text = explained(scene);
    assert!(text.contains("left alone") && text.contains(why), "{text}");
}

/// The buyer waits until the price has fallen far enough: the start price is 2 % above the pair's.
#[test]
fn a_lot_that_costs_more_than_the_margin_allows_says_when_it_will_not() {
    let scene = with_a_lot("[liquidator]\nmargin = 0.01", 10_000);
    assert_left(&scene, "so in");
    let scene = with_a_lot("[liquidator]\nmargin = 0.5", 10_000);
    assert_left(&scene, "its floor is above");
}

#[test]
fn a_negative_margin_buys_at_a_loss_at_once() {
    let scene = with_a_lot("[liquidator]\nmargin = -0.1", 10_000);
    let text = explained(&scene);
    assert!(
        text.contains("would take") && text.contains("expected -"),
        "{text}"
    );
}

#[test]
fn without_money_or_a_venue_it_says_so() {
    let scene = with_a_lot("[liquidator]\nmargin = -0.1", 0);
    assert_left(&scene, "0.00 USD do not pay");
    let scene = with_a_lot("[liquidator]\nmargin = -0.1\ninventory_usd = 0.001", 10_000);
    assert_left(&scene, "0.00 USD do not pay");
}

#[test]
fn a_collateral_that_is_not_wanted_is_left() {
    let scene = with_a_lot("[liquidator]\nassets = [\"OSMO\"]", 10_000);
    assert_left(&scene, "ATOM is not bought");
}

#[test]
fn an_old_price_is_no_price() {
    let scene = with_a_lot(
        "[liquidator]\nprice = { source = \"oracle\", max_age_secs = 5 }",
        10_000,
    );
    assert_left(&scene, "no price of ATOM");
    let file = std::env::temp_dir().join(format!("seawall-prices-{}.json", std::process::id()));
    let lines = format!(
        "[liquidator]\nmargin = 0.0\nprice = {{ source = \"file\", file = {file:?}, \
         max_age_secs = 100000000 }}"
    );
    let scene = with_a_lot(&lines, 10_000);
    assert_left(&scene, "no price of ATOM");
    let now = scene.world(|w| w.now());
    let prices = |atom: f64| {
        format!(
            "{{\"ATOM\": {{\"usd\": {atom}, \"time\": {now}}}, \
             \"USD\": {{\"usd\": 1, \"time\": {now}}}}}"
        )
    };
    std::fs::write(&file, prices(12.0)).unwrap();
    assert!(explained(&scene).contains("would take"));
    std::fs::write(&file, prices(-1.0)).unwrap();
    assert_left(&scene, "-1 is no price");
    std::fs::write(&file, "{").unwrap();
    assert_left(&scene, "no price of ATOM");
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn too_little_profit_after_gas_is_left() {
    let scene = with_a_lot("[liquidator]\nmargin = 0.0\nmin_profit_usd = 1000", 10_000);
    let mut scene = scene;
    for _ in 0..8 {
        scene.block();
    }
    assert_left(&scene, "are expected after gas, 1000.0000 demanded");
    // The fee of a take is 1,000 base units of the gas coin.
    let name = scene.bot.places().name(COLL);
    let lines = format!("[liquidator]\nmargin = 0.0\n[chains.{name:?}]\ngas_usd = 1.0");
    let mut scene = with_a_lot(&lines, 10_000);
    for _ in 0..8 {
        scene.block();
    }
    assert_left(&scene, "expected after gas, 0.0000 demanded");
}

#[test]
fn a_thin_market_bears_a_part_or_nothing() {
    // Tokens sell at 9 USD; the daily volume decides how many.
    let lines = |volume: f64| {
        format!(
            "[liquidator]\nmargin = -0.05\n[liquidator.depth.ATOM]\nsigma_day = 0.05\n\
             daily_volume = {volume:?}"
        )
    };
    let scene = with_a_lot(&lines(1e9), 10_000);
    assert!(explained(&scene).contains("would take"));
    let scene = with_a_lot(&lines(0.0), 10_000);
    assert_left(&scene, "all the market bears");
    let scene = with_a_lot(&lines(0.01), 10_000);
    assert_left(&scene, "dust");
}

#[test]
fn a_lot_that_has_ended_waits_to_be_closed_and_one_that_never_was_is_not_open() {
    let mut scene = with_a_lot("", 10_000);
    let lot = lot_of(&scene);
    scene.world(|w| w.wait(300)).unwrap();
    // Looked at, without a keeper that closes it.
    let scene_of = Scene::of(scene.shared.clone(), "", Default::default(), false);
    run(scene_of.bot.look_once()).unwrap();
    assert_left(&scene_of, "it has ended");
    let text = run(answers::explain(&scene_of.bot, lot + 1_000)).text;
    assert!(text.contains("it is not open"), "{text}");
    scene.block();
}

#[test]
fn with_little_money_it_takes_a_part_and_later_the_rest() {
    let mut scene = Scene::new("[liquidator]\nmargin = -0.1", BOTH, false);
    scene.borrower("ann");
    scene.money(100);
    open_a_lot(&mut scene);
    scene.block();
    assert_eq!(scene.sent(COLL, "take"), 1);
    let lots = scene.world(|w| w.lots(COLL)).unwrap();
    assert_eq!(lots.len(), 1, "a part is left");
    assert!(!lots[0].sold.is_zero());
    let left = scene
        .world(|w| w.balance(COLL, ME, &lots[0].payment_denom))
        .unwrap();
    assert!(left < 1_000_000, "{left}");
    scene.money(10_000);
    scene.until_quiet(60);
    assert!(scene.sent(COLL, "take") >= 2);
}

/// A pool with deep reserves at this price in cents.
fn pool(scene: &Scene, cents: u128) -> Addr {
    scene.world(|w| {
        let ix = w.ix(COLL).unwrap();
        let owner = w.net.addr(ix, "owner");
        let code = w
            .net
            .store_code(ix, IbcContract::new(instantiate, execute, query));
        let route = w.route(COLL, USD).unwrap();
        let msg = InstantiateMsg {
            denoms: ("uatom".into(), route.denom.clone()),
            fee: Decimal::permille(3),
        };
        let pool = w.net.instantiate(ix, &owner, code, &msg, &[]).unwrap();
        let tokens = 1_000_000_000_000u128;
        w.net.mint(ix, &pool, &[coin(tokens, "uatom")]).unwrap();
        w.give_payment_coin(COLL, USD, "whale", tokens * cents / 100)
            .unwrap();
        let whale = w.net.addr(ix, "whale");
        let money = cosmwasm_std::BankMsg::Send {
            to_address: pool.to_string(),
            amount: vec![coin(tokens * cents / 100, &route.denom)],
        };
        w.net.tx_msgs(ix, &whale, vec![money.into()]).unwrap();
        pool
    })
}

fn venue_lines(scene: &Scene, pool: &Addr) -> String {
    let chain = scene.bot.places().name(COLL);
    format!(
        "[liquidator]\nmargin = 0.0\n[[liquidator.venues]]\nkind = \"constant_product\"\n\
         chain = {chain:?}\ncontract = \"{pool}\""
    )
}

#[test]
fn without_any_money_it_takes_at_a_venue_and_keeps_the_profit() {
    let scene = Scene::new("", KEEPER, false);
    let pool = pool(&scene, 950);
    let lines = venue_lines(&scene, &pool);
    let mut scene = Scene::of(scene.shared.clone(), &lines, BOTH, false);
    let account = scene.borrower("ann");
    open_a_lot(&mut scene);
    let denom = scene.world(|w| w.route(COLL, USD)).unwrap().denom;
    scene.until_quiet(60);
    assert_eq!(scene.sent(COLL, "take_lot"), 1);
    let profit = scene.world(|w| w.balance(COLL, ME, &denom)).unwrap();
    assert!(profit > 0, "bought at 9.0 or so, sold at 9.5");
    let realised = scene.metric("seawall_profit_realised_usd");
    assert!(
        (realised - profit as f64 / 1e6).abs() < 0.01,
        "{realised} {profit}"
    );
    assert!(!scene.world(|w| w.health(account)).unwrap().liquidatable);
}

#[test]
fn a_venue_that_pays_less_than_the_lot_costs_is_not_used() {
    let scene = Scene::new("", KEEPER, false);
    let pool = pool(&scene, 600);
    let lines = venue_lines(&scene, &pool);
    let mut scene = Scene::of(scene.shared.clone(), &lines, BOTH, false);
    scene.borrower("ann");
    open_a_lot(&mut scene);
    for _ in 0..10 {
        scene.block();
    }
    assert_eq!(scene.sent(COLL, "take_lot"), 0);
    assert_left(&scene, "no venue does");
}

#[test]
fn a_reason_is_counted_once_per_lot_and_not_once_per_block() {
    let mut scene = Scene::new("[liquidator]\nassets = [\"OSMO\"]", BOTH, false);
    scene.borrower("ann");
    open_a_lot(&mut scene);
    for _ in 0..5 {
        scene.block();
    }
    let labels = [("reason", "not_wanted")];
    let counted = scene.bot.metrics().get("seawall_skips_total", &labels);
    assert_eq!(counted, Some(1.0));
}

#[test]
fn what_is_unsafe_and_what_can_be_taken_is_listed() {
    let mut scene = Scene::new("", KEEPER, true);
    let account = scene.borrower("ann");
    scene.block();
    let shared: &std::rc::Rc<std::cell::RefCell<Shared>> = &scene.shared;
    assert!(shared.borrow().sent.is_empty());
    let none = answers::unsafe_accounts(&scene.bot);
    assert_eq!(none.text, "No account is unsafe.");
    assert_eq!(none.json, json!([]));
    scene.price(ATOM, 900);
    scene.block();
    let answer = answers::unsafe_accounts(&scene.bot);
    let (text, told) = (&answer.text, &answer.json[0]);
    assert!(
        text.contains(&format!("account {account}: health 0.97")),
        "{text}"
    );
    assert!(text.contains("not swept yet"), "{text}");
    assert_eq!(told["account"], account.0, "{told}");
    assert!(told["health"].as_str().unwrap().starts_with("0.97"));
    assert_eq!(told["unsafe_for"], Value::Null);
    assert_eq!(told["busy"], false);
    // The fee of a take is 1,000 base units of the gas coin.
    let name = scene.bot.places().name(COLL);
    let scene = with_a_lot(&format!("[chains.{name:?}]\ngas_usd = 0.00025"), 10_000);
    let lots = run(answers::lots(&scene.bot));
    let text = &lots.text;
    assert_eq!(text.lines().count(), 2, "{text}");
    let costs = " USD and 0.250000 USD of gas";
    for word in ["ATOM left at", "USD; in", "all of it costs", costs] {
        assert!(text.contains(word), "{text}");
    }
    // A program reads the same, in base units.
    let lot = scene.world(|w| w.lots(COLL)).unwrap()[0].clone();
    let told = &lots.json[0];
    assert_eq!(told["lot"], lot.terms.lot.0, "{told}");
    assert_eq!(told["left"], lot.terms.put_up.u128().to_string());
    assert_eq!(told["collateral"]["name"], "ATOM");
    assert_eq!(told["gas_usd"], 0.25);
    assert!(told["next_price"].as_f64() < told["price"].as_f64());
    assert!(["take", "leave"].contains(&told["verdict"]["do"].as_str().unwrap()));
    let alone = run(answers::explain(&scene.bot, lot.terms.lot.0));
    assert_eq!(&alone.json, told);
    let stranger = run(answers::explain(&scene.bot, 999)).json;
    assert_eq!(stranger["verdict"]["reason"], "not_open");
}
