//! The story of one liquidation across the chains, for people: what the observer saw of it.

use std::collections::BTreeMap;

use seawall_coordinator::events::LiquidationEvent;
use seawall_engine::outcome::{Place, Step, Timeline};
use seawall_fixtures::spec::{COLL, DEBT, HUB};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::LotResponse;
use seawall_wire::ids::{AccountId, LiquidationId, LotId};
use simnet::{ChainIx, PacketId, StepKind};

use super::buyers::Bought;
use super::facts::Seen;
use super::setup::whole;

/// How many liquidations are followed; one of them is told.
const FOLLOWED_MAX: usize = 40;

#[derive(Default)]
struct Story {
    account: AccountId,
    origin: String,
    began: u64,
    steps: Vec<(u64, Place, String)>,
    ended: bool,
}

/// The stories so far.
#[derive(Default)]
pub struct Stories {
    stories: BTreeMap<u64, Story>,
    lots: BTreeMap<LotId, (LiquidationId, AccountId)>,
    credited: BTreeMap<LotId, f64>,
}

fn lane(chain: u16) -> usize {
    match chain {
        HUB => 0,
        COLL => 1,
        _ => 2,
    }
}

fn money(amount: f64) -> String {
    format!("{amount:.2}")
}

impl Stories {
    /// A lot that is seen for the first time.
    pub fn opened(&mut self, block: u64, lot: &LotResponse) {
        self.lots
            .insert(lot.terms.lot, (lot.liquidation, lot.account));
        let text = format!(
            "lot {} open: {} tokens at {:.4} falling, to repay {}",
            lot.terms.lot,
            money(whole(lot.terms.put_up.u128())),
            super::buyers::usd(lot.price),
            money(whole(lot.terms.repay.u128())),
        );
        self.add(lot.liquidation, block, Place::On { lane: lane(COLL) }, text);
    }

    /// A take.
    pub fn took(&mut self, block: u64, take: &Bought) {
        let Some((liquidation, _)) = self.lots.get(&take.lot).copied() else {
            return;
        };
        let text = format!(
            "liquidator takes {} tokens for {} ({:+.2} % to market)",
            money(take.tokens),
            money(take.paid),
            (take.paid / take.market - 1.0) * 100.0,
        );
        self.add(liquidation, block, Place::On { lane: lane(COLL) }, text);
    }

    /// Something the observer saw.
    pub fn saw(&mut self, block: u64, seen: &Seen, world: &World) {
        match seen {
            Seen::Hub(event) => self.told(block, event),
            Seen::Packet(kind) => self.moved(block, kind, world),
        }
    }

    /// By how much a lot's credit grew.
    pub fn newly_credited(&mut self, lot: LotId, credited: f64) -> f64 {
        let before = self.credited.insert(lot, credited).unwrap_or_default();
        (credited - before).max(0.0)
    }

    /// Whose lot it is.
    pub fn account_of(&self, lot: LotId) -> Option<AccountId> {
        self.lots.get(&lot).map(|(_, account)| *account)
    }

    fn add(&mut self, id: LiquidationId, block: u64, place: Place, text: String) {
        if let Some(story) = self.stories.get_mut(&id.0) {
            if !story.ended {
                story.steps.push((block, place, text));
            }
        }
    }

    fn told(&mut self, block: u64, event: &LiquidationEvent) {
        let hub = Place::On { lane: lane(HUB) };
        match event {
            LiquidationEvent::Round {
                liquidation,
                origin,
                account,
                round,
                health,
                lots,
                ..
            } => {
                for lot in lots {
                    self.lots.insert(lot.lot, (*liquidation, *account));
                }
                if *round == 1 && self.stories.len() < FOLLOWED_MAX {
                    let (account, origin) = (*account, origin.to_string());
                    let story = Story {
                        account,
                        origin,
                        began: block,
                        ..Story::default()
                    };
                    self.stories.insert(liquidation.0, story);
                }
                let text = format!(
                    "round {round}: unsafe at health {health:.4}, plan frozen, {} lot(s) ordered",
                    lots.len()
                );
                self.add(*liquidation, block, hub, text);
            }
            LiquidationEvent::Opened { liquidation, round } => {
                self.add(
                    *liquidation,
                    block,
                    hub,
                    format!("round {round} confirmed open"),
                );
            }
            LiquidationEvent::LotFacts {
                lot,
                proceeds,
                credited,
                closed,
                ..
            } => {
                let Some((liquidation, _)) = self.lots.get(lot).copied() else {
                    return;
                };
                let closed = closed.map_or(String::new(), |why| format!(", closed: {why:?}"));
                let text = format!(
                    "lot {lot} brought {}, credited {}{closed}",
                    money(whole(proceeds.u128())),
                    money(whole(credited.u128())),
                );
                self.add(liquidation, block, hub, text);
            }
            LiquidationEvent::Done {
                liquidation,
                outcome,
            } => {
                self.add(*liquidation, block, hub, format!("done: {outcome:?}"));
                if let Some(story) = self.stories.get_mut(&liquidation.0) {
                    story.ended = true;
                }
            }
            _ => {}
        }
    }

    /// Packets carry the process they belong to; money carries only its route.
    fn moved(&mut self, block: u64, kind: &StepKind, world: &World) {
        let (packet, lost) = match kind {
            StepKind::Recv { packet, .. } => (*packet, false),
            StepKind::Timeout {
                packet,
                redundant: false,
            } => (*packet, true),
            _ => return,
        };
        let Some((from, to, data)) = read(world, packet) else {
            return;
        };
        let (from, to) = (lane_of(world, from), lane_of(world, to));
        let Ok(text) = std::str::from_utf8(&data) else {
            return;
        };
        if text.contains("\"sender\"") && text.contains("\"denom\"") {
            for story in self
                .stories
                .values_mut()
                .filter(|s| !s.ended && !s.steps.is_empty())
            {
                let sold = story
                    .steps
                    .iter()
                    .any(|(_, _, t)| t.starts_with("liquidator"));
                if sold && from == lane(COLL) && to == lane(DEBT) {
                    let text = "money of the route arrives".to_string();
                    story.steps.push((block, Place::Money { from, to }, text));
                }
            }
            return;
        }
        for story in self.stories.values_mut().filter(|s| !s.ended) {
            if belongs(text, story) {
                let place = if lost {
                    Place::Lost { from, to }
                } else {
                    Place::Packet { from, to }
                };
                story.steps.push((block, place, name_of(text).to_string()));
            }
        }
    }

    /// The story that shows most: finished, with the most different kinds of steps, the earliest of
    /// those.
    pub fn best(&self, block_seconds: u64) -> Timeline {
        let kinds = |story: &Story| {
            let words = story
                .steps
                .iter()
                .map(|(_, _, t)| t.split(' ').next().unwrap_or(""));
            words.collect::<std::collections::BTreeSet<_>>().len()
        };
        let finished = self.stories.iter().filter(|(_, story)| story.ended);
        let best = finished.max_by_key(|(id, story)| {
            let short = story.steps.len() <= 30;
            (short, kinds(story), std::cmp::Reverse(**id))
        });
        let Some((id, story)) = best else {
            return Timeline::default();
        };
        let steps = story.steps.iter().map(|(block, place, text)| Step {
            seconds: (block - story.began) * block_seconds,
            place: *place,
            text: text.clone(),
        });
        Timeline {
            title: format!(
                "Liquidation {id} of account {} (process {})",
                story.account, story.origin
            ),
            lanes: vec!["hub".into(), "collateral".into(), "debt".into()],
            steps: steps.collect(),
        }
    }
}

fn lane_of(world: &World, chain: ChainIx) -> usize {
    let found = world.sites.iter().find(|(_, site)| site.ix == chain);
    found.map_or(0, |(number, _)| lane(*number))
}

fn read(world: &World, packet: PacketId) -> Option<(ChainIx, ChainIx, Vec<u8>)> {
    let from = packet.source.chain;
    let to = world.net.peer(packet.source).ok()?.chain;
    let data = world.net.packet(packet).ok()?.data.to_vec();
    Some((from, to, data))
}

fn belongs(text: &str, story: &Story) -> bool {
    let account = format!("\"account\":{}", story.account);
    let ends = |c: char| !c.is_ascii_digit();
    let about = text.match_indices(&account).any(|(at, found)| {
        text.get(at + found.len()..)
            .and_then(|rest| rest.chars().next())
            .is_none_or(ends)
    });
    let mut parts = story.origin.split('-');
    let (chain, number) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let origin = format!("\"origin\":{{\"chain\":{chain},\"number\":{number}}}");
    about || text.contains(&origin)
}

fn name_of(text: &str) -> &'static str {
    const NAMES: [(&str, &str); 10] = [
        ("\"open_lots\"", "order: open lots"),
        ("\"settle\"", "order: settle"),
        ("\"provision\"", "order: provision"),
        ("\"pay_cover\"", "order: pay cover"),
        ("\"cover_deficit\"", "order: cover deficit"),
        ("\"pay_keeper\"", "order: pay keeper"),
        ("\"release\"", "order: release"),
        ("\"disburse\"", "order: disburse"),
        ("\"report\"", "report"),
        ("\"command\"", "command"),
    ];
    let found = NAMES.iter().find(|(mark, _)| text.contains(mark));
    found.map_or("packet", |(_, name)| name)
}
