//! What can be known to be wrong is refused before anything is sent.

use std::collections::BTreeSet;

use seawall_chain_client::UploadAccess;

use crate::apply::Run;
use crate::check::{ways, CODE_BYTES_MAX};
use crate::error::{DeployError, DeployResult};
use crate::plan::{Action, Actor, Plan, Stage, Step};

impl Run<'_> {
    /// The deployer may store the code that is to be stored by its key.
    fn may_store(&self, plan: &Plan) -> DeployResult<()> {
        let stores = |s: &&Step| s.stage == Stage::Code && s.actor == Actor::Deployer;
        let names: BTreeSet<&String> = plan.steps.iter().filter(stores).map(|s| &s.chain).collect();
        for name in names {
            let Some(chain) = self.chains.get(name) else {
                continue;
            };
            let deployer = chain.deployer();
            let (allowed, actual) = match chain.upload_access()? {
                UploadAccess::Everybody => (true, String::new()),
                UploadAccess::AnyOf(list) => (list.contains(&deployer), list.join(", ")),
                UploadAccess::Nobody => (false, "only governance: use --via gov".into()),
            };
            if !allowed {
                return Err(DeployError::Refused {
                    chain: name.clone(),
                    what: "who may store code".into(),
                    expected: deployer,
                    actual,
                });
            }
        }
        Ok(())
    }

    /// Refuses what can be known to be wrong.
    ///
    /// # Errors
    /// [`DeployError::Refused`] names the chain.
    pub fn preflight(&self, plan: &Plan) -> DeployResult<()> {
        for spec in &self.file.chains {
            let chain = self.chains.get(&spec.name).map(Box::as_ref);
            let chain = chain.ok_or_else(|| DeployError::chain(&spec.name, "not connected"))?;
            let refused = |what: &str, expected: String, actual: String| DeployError::Refused {
                chain: spec.name.clone(),
                what: what.into(),
                expected,
                actual,
            };
            let actual = chain.chain_id()?;
            if actual != spec.chain_id {
                return Err(refused("chain id", spec.chain_id.clone(), actual));
            }
            let deployer = chain.deployer();
            if let Some(expected) = spec.deployer.as_ref().filter(|d| **d != deployer) {
                return Err(refused("deployer", expected.clone(), deployer));
            }
            let ours = |s: &&Step| s.chain == spec.name && s.actor == Actor::Deployer;
            if plan.steps.iter().any(|s| ours(&s)) && chain.funds()? == 0 {
                let expected = format!("coins to pay for gas ({})", spec.gas_price);
                return Err(refused(
                    "funds of the deployer",
                    expected,
                    format!("0 at {deployer}"),
                ));
            }
        }
        ways(self.file, &self.chains)?;
        self.may_store(plan)?;
        for step in &plan.steps {
            if let Action::Store { code } = step.action {
                let bytes = u64::try_from(self.artifacts.code(code)?.len()).unwrap_or(u64::MAX);
                if bytes > CODE_BYTES_MAX {
                    return Err(DeployError::Refused {
                        chain: step.chain.clone(),
                        what: format!("size of {code}"),
                        expected: format!("at most {CODE_BYTES_MAX} bytes"),
                        actual: bytes.to_string(),
                    });
                }
            }
        }
        let impossible = plan.impossible();
        match impossible.first() {
            Some(first) => Err(DeployError::Fixed {
                count: impossible.len(),
                first: first.to_string(),
            }),
            None => Ok(()),
        }
    }
}
