//! Packets on their way, stuck packets, light clients that grow old.

use seawall_bots::answers;
use seawall_fixtures::spec::{ATOM, COLL, HUB};

use super::scene::{run, Scene, BOTH, KEEPER};

#[test]
fn a_packet_is_listed_with_its_channel_age_reason_and_the_command_that_clears_it() {
    let lines = "relayer = \"hermes --config h.toml\"\n[keeper]\nstuck_secs = 100";
    let mut scene = Scene::new(lines, KEEPER, false);
    scene.borrower("ann");
    scene.block();
    let none = run(answers::packets(&scene.bot, false)).unwrap().text;
    assert!(none.starts_with("No packet waits."), "{none}");
    scene.price(ATOM, 900);
    scene.block();
    // The order to open the lot is sent, and nobody relays.
    let text = run(answers::packets(&scene.bot, false)).unwrap().text;
    assert!(text.contains("under way: "), "{text}");
    assert!(
        text.contains("(open_lots)") && text.contains("not received"),
        "{text}"
    );
    let stuck = run(answers::packets(&scene.bot, true)).unwrap().text;
    assert!(stuck.starts_with("No packet waits."), "{stuck}");
    scene.world(|w| w.wait(150)).unwrap();
    let text = run(answers::packets(&scene.bot, true)).unwrap().text;
    assert!(text.starts_with("STUCK: "), "{text}");
    let hub = scene.world(|w| w.coordinator.to_string());
    let command = format!(
        "hermes --config h.toml clear packets --chain hub-1 --port wasm.{hub} --channel channel-"
    );
    assert!(
        text.contains(&command) && text.contains("--packet-sequences "),
        "{text}"
    );
    scene.world(|w| w.wait(600)).unwrap();
    let text = run(answers::packets(&scene.bot, true)).unwrap().text;
    assert!(text.contains("timed out; nobody has proven it"), "{text}");
    // A program reads the same.
    let told = run(answers::packets(&scene.bot, true)).unwrap().json;
    let packet = &told["packets"][0];
    assert_eq!(packet["stuck"], true, "{told:#}");
    assert_eq!(packet["kind"], "open_lots");
    assert_eq!(packet["chain"], scene.bot.places().name(HUB));
    assert_eq!(packet["to"], scene.bot.places().name(COLL));
    assert!(packet["age"].as_u64() >= Some(750));
    let sequence = packet["sequence"].as_u64().unwrap();
    let command = packet["command"].as_str().unwrap();
    assert!(command.ends_with(&format!("--packet-sequences {sequence}")));
    assert_eq!(told["clients"][0]["status"], "Active");
}

#[test]
fn money_on_its_way_is_listed_too() {
    let mut scene = Scene::new("", BOTH, false);
    scene.borrower("ann");
    scene.money(10_000);
    scene.block();
    scene.price(ATOM, 900);
    for _ in 0..40 {
        scene.block();
        if scene.sent(COLL, "forward") > 0 {
            break;
        }
        scene.relay();
    }
    let text = run(answers::packets(&scene.bot, false)).unwrap().text;
    let line = text.lines().find(|l| l.contains("(transfer)")).unwrap();
    assert!(line.contains("age unknown"), "{line}");
    assert!(
        text.contains("--chain collateral-1 --port transfer --channel "),
        "{text}"
    );
}

#[test]
fn a_light_client_that_grows_old_is_measured_and_an_expired_one_is_the_reason() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.shared.borrow_mut().client_left = 500;
    scene.borrower("ann");
    scene.block();
    let hub = scene.bot.places().name(HUB);
    let rendered = scene.bot.metrics().render();
    let line = format!("seawall_client_expiry_seconds{{chain=\"{hub}\",client=\"07-tendermint-");
    assert!(rendered.contains(&line), "{rendered}");
    assert!(rendered.contains("\"} 500\n"), "{rendered}");
    scene.price(ATOM, 900);
    scene.block();
    scene.shared.borrow_mut().client_status = "Expired".into();
    let text = run(answers::packets(&scene.bot, true)).unwrap().text;
    assert!(
        text.contains("STUCK") && text.contains("is Expired"),
        "{text}"
    );
}
