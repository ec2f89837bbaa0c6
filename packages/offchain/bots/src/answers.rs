//! What the commands that only look answer: lots, unsafe accounts, packets; for people and for programs.
//!
//! What must always hold: both forms tell the same. In JSON amounts are base units as decimal strings, as
//! the chains write them; times are seconds.

use serde_json::{json, Value};

use crate::bot::Bot;
use crate::error::{BotError, BotResult};
use crate::liquidator::show;
use crate::packets;

/// An answer in both forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// For people.
    pub text: String,
    /// For programs.
    pub json: Value,
}

impl Answer {
    /// In the form that was asked for.
    pub fn say(self, json: bool) -> String {
        match json {
            true => format!("{:#}", self.json),
            false => self.text,
        }
    }
}

/// A line each, or this if there is none.
fn lines(all: &[String], none: &str) -> String {
    match all.is_empty() {
        true => none.into(),
        false => all.join("\n"),
    }
}

/// Every open lot: what is left, price, next step, all-in cost, what would be done or why nothing.
/// JSON: a list.
pub async fn lots(bot: &Bot) -> Answer {
    let all = seen(bot).await;
    let text: Vec<String> = all.iter().map(ToString::to_string).collect();
    Answer {
        text: lines(&text, "No lot is open."),
        json: json!(all),
    }
}

/// What would be done with a lot, or why nothing. JSON: the lot, as in the list.
pub async fn explain(bot: &Bot, lot: u64) -> Answer {
    match seen(bot).await.into_iter().find(|seen| seen.lot == lot) {
        Some(seen) => Answer {
            text: seen.to_string(),
            json: json!(seen),
        },
        None => Answer {
            text: show::not_open(lot),
            json: json!({ "lot": lot, "verdict": show::Doing::not_open() }),
        },
    }
}

async fn seen(bot: &Bot) -> Vec<show::LotSeen> {
    let places = bot.places();
    let mut all = vec![];
    for chain in bot.chains().keys() {
        let lots = bot.with_picture(|p| p.sites.get(chain).map(|s| s.lots.clone()));
        let (Some(lots), Some(desk)) = (lots, bot.desk(*chain)) else {
            continue;
        };
        let gas = bot.liquidator().gas_of_a_take(*chain, desk);
        let judged = bot.liquidator().judge(*chain, &lots, &places, desk).await;
        all.extend(
            judged
                .iter()
                .map(|one| show::LotSeen::new(*chain, one, &places, gas)),
        );
    }
    all.sort_by_key(|seen| seen.lot);
    all
}

/// Accounts that can be liquidated now or soon. JSON: a list.
pub fn unsafe_accounts(bot: &Bot) -> Answer {
    let places = bot.places();
    let (text, json): (Vec<String>, Vec<Value>) = bot.with_picture(|picture| {
        let follow = picture.follows.get(&places.hub);
        let now = follow.map_or(0, |f| f.time);
        let queue = picture.hub.queue.iter();
        let both = queue.map(|w| show::AccountSeen::new(w, &places, now));
        both.map(|seen| (seen.to_string(), json!(seen))).unzip()
    });
    Answer {
        text: lines(&text, "No account is unsafe."),
        json: Value::Array(json),
    }
}

/// Packets without an outcome, and the light clients. JSON: `packets` and `clients`.
///
/// # Errors
/// A chain's, by name.
pub async fn packets(bot: &Bot, stuck: bool) -> BotResult<Answer> {
    let places = bot.places();
    let (mut found, mut clients) = (vec![], vec![]);
    for number in bot.chains().keys() {
        let failed = |e| BotError::chain(&places.name(*number), e);
        for end in packets::ends(&places, *number) {
            let all = packets::of_end(&places, bot.chains(), &end, bot.config()).await;
            found.extend(all.map_err(failed)?);
        }
        let all = packets::clients(&places, bot.chains(), *number).await;
        clients.extend(all.map_err(failed)?);
    }
    if stuck {
        found.retain(|p| p.stuck);
    }
    Ok(Answer {
        text: packets::table(&places, &found, &clients),
        json: packets::json(&places, &found, &clients),
    })
}
