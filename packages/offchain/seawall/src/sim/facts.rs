//! What the chains tell in their events, collected while steps are taken.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_std::from_json;
use seawall_coordinator::events::LiquidationEvent;
use simnet::{Net, Step, StepKind, StepObserver};

/// Something that was seen.
#[derive(Clone, Debug)]
pub enum Seen {
    /// The coordinator told something.
    Hub(LiquidationEvent),
    /// A packet was received, acknowledged or timed out.
    Packet(StepKind),
}

/// A list that the net's observer fills and the run empties.
#[derive(Clone, Default)]
pub struct Facts(Rc<RefCell<Vec<Seen>>>);

impl Facts {
    /// Takes all that was seen since the last call.
    pub fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}

impl StepObserver for Facts {
    fn after(&mut self, _net: &Net, step: &Step) -> anyhow::Result<()> {
        let mut seen = self.0.borrow_mut();
        for event in step.events.iter().filter(|e| e.ty.ends_with("seawall")) {
            let value = |key: &str| {
                event
                    .attributes
                    .iter()
                    .find(|a| a.key == key)
                    .map(|a| a.value.as_str())
            };
            if value("contract") != Some("coordinator") {
                continue;
            }
            // Events of the coordinator's other half are not about liquidations.
            let data = value("data").unwrap_or_default();
            if let Ok(event) = from_json::<LiquidationEvent>(data.as_bytes()) {
                seen.push(Seen::Hub(event));
            }
        }
        let packet = matches!(
            step.kind,
            StepKind::Recv { .. } | StepKind::Ack { .. } | StepKind::Timeout { .. }
        );
        if packet {
            seen.push(Seen::Packet(step.kind.clone()));
        }
        Ok(())
    }
}
