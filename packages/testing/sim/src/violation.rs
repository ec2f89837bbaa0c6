//! What a step came to, and what must never be.
//!
//! What must always hold: a refusal is no violation; a panic, a repair that a pause stops, an outcome
//! that cannot be delivered, and every objection of a check are. Called by all that play steps.

use anyhow::Error;
use serde::{Deserialize, Serialize};
use simnet::SimError;

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// The step after which it was seen, from 0; the number of steps if at the end.
    pub step: u64,
    /// Which invariant, such as `INV-3`.
    pub invariant: String,
    /// Where and by how much.
    pub what: String,
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// A contract or a chain refused it.
    Refused(String),
    /// There was nothing to do it to.
    Idle,
}

/// Or what must never be, as text that begins with the invariant.
pub type Done = Result<Outcome, String>;

/// What a call came to. A panic is always a violation.
pub fn of<T>(result: Result<T, Error>) -> Done {
    let Err(error) = result else {
        return Ok(Outcome::Done);
    };
    let text = format!("{error:#}");
    if text.contains("Aborted:") || text.contains("contract aborted") {
        return Err(format!("INV-11: a contract panicked: {text}"));
    }
    Ok(Outcome::Refused(text))
}

/// The same for a call that repairs: a pause must not stop it.
pub fn of_repair<T>(result: Result<T, Error>) -> Done {
    match of(result)? {
        Outcome::Refused(text) if text.contains("paused") => {
            Err(format!("INV-10: a pause stops repair: {text}"))
        }
        other => Ok(other),
    }
}

/// The same for the outcome of a packet: nothing but a fault of the network may hold it up.
pub fn of_relay<T>(result: Result<T, SimError>, settles: bool) -> Done {
    match result {
        Err(SimError::Tx { chain, error }) if settles => Err(format!(
            "INV-11: an outcome cannot be delivered on {chain}: {error}"
        )),
        other => of(other.map_err(Error::from)),
    }
}

impl Violation {
    /// From a text that begins with the invariant, perhaps inside other words.
    pub fn new(step: u64, text: &str) -> Self {
        let tag = text.find("INV-").and_then(|at| text.get(at..));
        let end = |tag: &str| {
            let digits = tag.get(4..).unwrap_or_default();
            let count = digits.chars().take_while(char::is_ascii_digit).count();
            tag.get(..count.saturating_add(4)).map(str::to_string)
        };
        Self {
            step,
            invariant: tag.and_then(end).unwrap_or_else(|| "INV-8".into()),
            what: text.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_violation_knows_its_invariant_and_a_refusal_is_none() {
        let found = Violation::new(3, "observer: INV-12: somebody is richer");
        assert_eq!(
            (found.step, found.invariant.as_str()),
            (3, "INV-12"),
            "{found:?}"
        );
        let refused = of::<()>(Err(anyhow::anyhow!("the lot is paused"))).unwrap();
        assert_eq!(refused, Outcome::Refused("the lot is paused".into()));
        let stopped = of_repair::<()>(Err(anyhow::anyhow!("the lot is paused")));
        assert!(stopped.unwrap_err().starts_with("INV-10"), "INV-10");
        let panicked = of::<()>(Err(anyhow::anyhow!("Aborted: overflow")));
        assert!(panicked.unwrap_err().starts_with("INV-11"));
    }

    #[test]
    fn an_ack_that_a_contract_rejects_is_a_violation_and_a_receive_that_fails_is_none() {
        let chain = simnet::ChainIx(1);
        let rejected = || {
            Err::<(), _>(SimError::Tx {
                chain,
                error: "no".into(),
            })
        };
        assert!(of_relay(rejected(), true).is_err(), "INV-11");
        assert!(of_relay(rejected(), false).is_ok());
        assert!(of_relay(Err::<(), _>(SimError::Halted { chain }), true).is_ok());
    }
}
