//! What became of what was sent.

use seawall_chain_client::{ClientError, TxOutcome};

use super::{Desk, Finished, Pending};

impl Desk {
    /// Looks what became of what was sent. `now` is the chain's time.
    pub async fn settle(&self, now: u64) -> Vec<Finished> {
        let pending = std::mem::take(&mut self.state.borrow_mut().pending);
        let mut finished = vec![];
        for one in pending {
            let late = now > one.sent_at.saturating_add(self.sending.confirm_secs);
            let outcome = match self.chain.outcome(&one.hash).await {
                Ok(Some(outcome)) => Some(outcome),
                Err(ClientError::TxFailed { log, .. }) => {
                    tracing::warn!(chain = self.name, hash = one.hash, log, "failed in a block");
                    None
                }
                Ok(None) | Err(_) if !late => {
                    self.state.borrow_mut().pending.push(one);
                    continue;
                }
                Ok(None) | Err(_) => {
                    tracing::warn!(chain = self.name, hash = one.hash, "in no block; given up");
                    let _ = self.chain.lost_count().await;
                    self.count("lost");
                    self.rest(&one.jobs, now);
                    finished.push(self.finish(one, None));
                    continue;
                }
            };
            self.note(&one, outcome.as_ref(), now);
            finished.push(self.finish(one, outcome));
        }
        finished
    }

    fn finish(&self, one: Pending, outcome: Option<TxOutcome>) -> Finished {
        Finished {
            jobs: one.jobs,
            outcome,
            fee: one.fee,
        }
    }

    fn note(&self, one: &Pending, outcome: Option<&TxOutcome>, now: u64) {
        let took = u32::try_from(now.saturating_sub(one.sent_at)).unwrap_or(u32::MAX);
        let at = [("chain", self.name.as_str())];
        self.metrics
            .set("seawall_inclusion_seconds", &at, f64::from(took));
        match outcome {
            Some(outcome) => {
                self.count("included");
                self.metrics
                    .add("seawall_gas_used_total", &at, outcome.gas_used as f64);
                let mut state = self.state.borrow_mut();
                for job in &one.jobs {
                    state.rests.remove(&job.key);
                }
                drop(state);
                self.steps(&one.jobs, "done");
            }
            None => {
                self.count("failed");
                self.rest(&one.jobs, now);
                self.steps(&one.jobs, "failed");
            }
        }
    }
}
