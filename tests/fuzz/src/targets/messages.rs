//! Messages, questions and set-ups, by anyone, to contracts in the middle of their work.
//!
//! What must always hold: an answer or an error, never a panic; whatever anyone says, coins are where
//! the books say (INV-1, INV-2, INV-5).

use cosmwasm_std::{coin, Addr, Binary, Coin, Empty, QueryRequest, WasmMsg, WasmQuery};
use seawall_fixtures::deploy::GUARDIAN;
use serde_json::value::RawValue;

use crate::draw::Draw;
use crate::shape::{Shape, Words};
use crate::stage::{on, Place, Stage, PEOPLE};

/// So many things at most are done with one input.
const STEPS_MAX: usize = 6;

/// Any messages by anyone.
pub fn execute(data: &[u8]) {
    on(|stage| {
        let from = &mut Draw::new(data);
        for _ in 0..STEPS_MAX {
            if from.is_empty() {
                break;
            }
            match from.below(8) {
                0 => pass(stage, from),
                _ => {
                    let place = stage.places[from.below(stage.places.len())].clone();
                    tell(stage, &place, from);
                }
            }
        }
        stage.check();
    });
}

/// Any questions.
pub fn query(data: &[u8]) {
    on(|stage| {
        let from = &mut Draw::new(data);
        if from.once_in(4) {
            stage.world.wait(from.u64() % 1_000_000).unwrap();
        }
        for _ in 0..STEPS_MAX {
            let place = stage.places[from.below(stage.places.len())].clone();
            ask(stage, &place, from);
            if from.is_empty() {
                break;
            }
        }
    });
}

/// A contract that somebody sets up in any way, and what is said to it then; or a migration.
pub fn set_up(data: &[u8]) {
    on(|stage| {
        let from = &mut Draw::new(data);
        let place = stage.places[from.below(stage.places.len())].clone();
        let net = &stage.world.net;
        let info = net
            .app(place.ix)
            .wrap()
            .query_wasm_contract_info(&place.addr);
        let code_id = info.unwrap().code_id;
        let words = stage.words(place.ix);
        if from.once_in(8) {
            migrate(stage, &place, code_id, from);
            return;
        }
        let msg = message(&place.shapes[2], &words, from);
        let (sender, funds) = sender(stage, &place, from);
        let msg = WasmMsg::Instantiate {
            admin: None,
            code_id,
            msg: Binary::from(msg),
            funds,
            label: "another".into(),
        };
        let net = &mut stage.world.net;
        let Ok(done) = net.tx_msgs(place.ix, &sender, vec![msg.into()]) else {
            return;
        };
        let made = done[0]
            .data
            .as_ref()
            .map(address)
            .expect("it has an address");
        let new = Place {
            addr: Addr::unchecked(made),
            ..place
        };
        for _ in 0..STEPS_MAX {
            if from.is_empty() {
                break;
            }
            match from.below(3) {
                0 => ask(stage, &new, from),
                1 => pass(stage, from),
                _ => tell(stage, &new, from),
            }
        }
        stage.check();
    });
}

/// The address is the first field of the answer: a tag, a length, the text.
fn address(answer: &Binary) -> String {
    let length = usize::from(answer[1]);
    String::from_utf8_lossy(&answer[2..2 + length]).into_owned()
}

fn migrate(stage: &mut Stage, place: &Place, code_id: u64, from: &mut Draw<'_>) {
    let admin = stage.world.net.addr(place.ix, PEOPLE[7]);
    let msg = WasmMsg::Migrate {
        contract_addr: place.addr.to_string(),
        new_code_id: code_id,
        msg: Binary::from(message(&Shape::shared::<Empty>(), &Words::default(), from)),
    };
    drop(stage.world.net.tx_msgs(place.ix, &admin, vec![msg.into()]));
    stage.check();
}

/// Time passes, or a relayer takes a step.
fn pass(stage: &mut Stage, from: &mut Draw<'_>) {
    if from.once_in(2) {
        stage.world.wait(from.u64() % 200_000).unwrap();
        return;
    }
    let pending = stage.world.net.pending();
    if let Some(todo) = from.pick(&pending) {
        drop(stage.world.net.act(*todo));
    }
}

fn tell(stage: &mut Stage, place: &Place, from: &mut Draw<'_>) {
    let msg = message(&place.shapes[0], &stage.words(place.ix), from);
    let (sender, funds) = sender(stage, place, from);
    let msg = WasmMsg::Execute {
        contract_addr: place.addr.to_string(),
        msg: Binary::from(msg),
        funds,
    };
    drop(stage.world.net.tx_msgs(place.ix, &sender, vec![msg.into()]));
}

fn ask(stage: &Stage, place: &Place, from: &mut Draw<'_>) {
    let msg = message(&place.shapes[1], &stage.words(place.ix), from);
    let question = QueryRequest::Wasm(WasmQuery::Smart {
        contract_addr: place.addr.to_string(),
        msg: Binary::from(msg),
    });
    let chain = stage.world.net.app(place.ix).wrap();
    drop(chain.query::<Box<RawValue>>(&question));
}

fn message(shape: &Shape, words: &Words, from: &mut Draw<'_>) -> Vec<u8> {
    if from.once_in(16) {
        return from.bytes(400).to_vec();
    }
    shape.text(from, words)
}

/// A person with as many coins as they like, or a contract of this chain without any.
fn sender(stage: &mut Stage, place: &Place, from: &mut Draw<'_>) -> (Addr, Vec<Coin>) {
    if from.once_in(8) {
        return (place.addr.clone(), vec![]);
    }
    if from.once_in(4) {
        let here: Vec<_> = stage.places.iter().filter(|p| p.ix == place.ix).collect();
        let contract = from.pick(&here).map(|place| place.addr.clone());
        return (contract.unwrap_or_else(|| place.addr.clone()), vec![]);
    }
    let net = &mut stage.world.net;
    let who = match from.below(PEOPLE.len() + 1) {
        8 => GUARDIAN,
        at => PEOPLE[at],
    };
    let sender = net.addr(place.ix, who);
    let mut funds: Vec<Coin> = vec![];
    if from.once_in(2) {
        let texts = stage.words(place.ix).texts;
        for _ in 0..=from.below(2) {
            funds.extend(some_coins(stage, place, &sender, &texts, from));
        }
        funds.sort_by(|a, b| a.denom.cmp(&b.denom));
        funds.dedup_by(|a, b| a.denom == b.denom);
    }
    (sender, funds)
}

/// Coins of the chain itself are made; vouchers are what the sender has: none come from nothing.
fn some_coins(
    stage: &mut Stage,
    place: &Place,
    sender: &Addr,
    texts: &[String],
    from: &mut Draw<'_>,
) -> Option<Coin> {
    let own = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase());
    let denoms: Vec<_> = texts
        .iter()
        .filter(|t| own(t) || t.starts_with("ibc/"))
        .collect();
    let denom = from.pick(&denoms)?.as_str();
    let net = &mut stage.world.net;
    // A supply that a chain could have: sums of balances fit into 128 bits.
    let mut amount = from.number() >> 8;
    if own(denom) {
        net.mint(place.ix, sender, &[coin(amount.max(1), denom)])
            .unwrap();
    } else {
        amount %= net.balance(place.ix, sender, denom) + 1;
    }
    (amount > 0).then(|| coin(amount, denom))
}
