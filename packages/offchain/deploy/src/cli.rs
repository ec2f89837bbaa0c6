//! The arguments of `seawall deploy` and what each verb answers.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::apply::{apply, Progress, Run};
use crate::artifacts::Artifacts;
use crate::check::{check, Verdict};
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::plan::{Plan, Via};
use crate::relayer::{ByHand, Hermes, Relayer};
use crate::state::State;
use crate::{hermes, rpc, verify};

/// What stands below the help.
pub const HELP: &str = "Keys come from encrypted files or environment variables that the file \
names. Every verb but `apply` only reads. `apply` may be started again at any time.";

/// `seawall deploy …`
#[derive(Args, Debug)]
pub struct DeployArgs {
    #[command(subcommand)]
    verb: Verb,
    /// The deployment file
    #[arg(
        long,
        short,
        global = true,
        default_value = "deployment.toml",
        value_name = "FILE"
    )]
    file: PathBuf,
    /// The state file [default: beside the deployment file]
    #[arg(long, global = true, value_name = "FILE")]
    state: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Shows what would change
    Plan(Signing),
    /// Changes it
    Apply(Signing),
    /// Names every difference between file and chains, and writes the state file anew
    Verify {
        /// Ties every address to code id, hash and commit
        #[arg(long)]
        code_id: bool,
    },
    /// Prints the relayer's configuration
    HermesConfig,
    /// Says whether a chain can carry Seawall
    Check {
        /// The chain's name in the file
        chain: String,
    },
}

#[derive(Args, Debug)]
struct Signing {
    /// Who stores code and signs [default: the deployer's key]
    #[arg(long, value_name = "WHO")]
    via: Option<ViaArg>,
    /// Opens channels: hermes:PROGRAM:CONFIG
    #[arg(long, value_name = "RELAYER")]
    relayer: Option<Hermes>,
    /// Deposit of a governance proposal [default: the least that its chain asks for]
    #[arg(long, value_name = "COINS")]
    deposit: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ViaArg {
    /// Code is stored by a vote; the proposal is written
    Gov,
    /// Everything is signed by the deployer's multisig; transactions are written
    Multisig,
}

impl Signing {
    fn via(&self) -> Via {
        match self.via {
            None => Via::Key,
            Some(ViaArg::Gov) => Via::Gov,
            Some(ViaArg::Multisig) => Via::Multisig,
        }
    }
}

impl DeployArgs {
    /// Does what the arguments say; `say` hears of progress. The answer is for standard output.
    ///
    /// # Errors
    /// [`DeployError`].
    pub fn run(&self, say: &mut dyn FnMut(&str)) -> DeployResult<String> {
        let file = DeploymentFile::read(&self.file)?;
        let state = self
            .state
            .clone()
            .unwrap_or_else(|| self.file.with_extension("state.json"));
        if let Verb::HermesConfig = self.verb {
            return hermes::config(&file, &State::read(&state, &file)?);
        }
        let artifacts = Artifacts::read(&file.artifacts, &file.wasm)?;
        if let Verb::Check { chain } = &self.verb {
            return checked(&file, &artifacts, chain);
        }
        let mut progress = |progress: Progress| say(&line(&progress));
        let signing = match &self.verb {
            Verb::Plan(signing) | Verb::Apply(signing) => Some(signing),
            _ => None,
        };
        let relayer = signing.and_then(|s| s.relayer.clone());
        let relayer: Box<dyn Relayer> = match relayer {
            Some(hermes) => Box::new(hermes),
            None => Box::new(ByHand),
        };
        let mut run = Run {
            file: &file,
            artifacts: &artifacts,
            chains: rpc::connect(&file)?,
            state,
            via: signing.map(Signing::via).unwrap_or_default(),
            relayer,
            deposit: signing.and_then(|s| s.deposit.clone()),
            progress: &mut progress,
        };
        match &self.verb {
            Verb::Plan(_) => Ok(planned(&run.plan(&run.observe()?))),
            Verb::Apply(_) => applied(&mut run),
            Verb::Verify { code_id } => verified(&run, *code_id),
            Verb::HermesConfig | Verb::Check { .. } => Ok(String::new()),
        }
    }
}

fn line(progress: &Progress) -> String {
    match progress {
        Progress::Doing(step) => format!("… {step}"),
        Progress::Done {
            chain,
            hash,
            steps,
            gas,
        } => format!("✓ {chain}: {} steps, {gas} gas, tx {hash}", steps.len()),
        Progress::Waiting(what) => format!("⌛ {what}"),
    }
}

/// A plan for people.
pub fn planned(plan: &Plan) -> String {
    if plan.is_done() {
        return "Nothing to do: the chains are as the file says.\n".into();
    }
    let mut text = String::new();
    for step in &plan.steps {
        let _ = writeln!(text, "+ {step}");
    }
    let _ = writeln!(text, "{} steps", plan.steps.len());
    text
}

fn applied(run: &mut Run<'_>) -> DeployResult<String> {
    let finished = apply(run)?;
    let mut text = format!("{} steps done\n", finished.done);
    for what in &finished.waiting {
        let _ = writeln!(text, "waits: {what}");
    }
    let left = finished.left.steps.len();
    if finished.left.is_done() {
        let _ = writeln!(
            text,
            "All is as the file says; addresses are in {}",
            run.state.display()
        );
    } else if finished.left.is_settled() {
        let _ = writeln!(
            text,
            "{left} things are on chain that are not in the file and that no message takes away; \
             `verify` names them"
        );
    } else {
        let _ = writeln!(text, "{left} steps left; start again when that is done");
    }
    Ok(text)
}

fn verified(run: &Run<'_>, code_id: bool) -> DeployResult<String> {
    let seen = run.observe()?;
    State::from_chains(run.file, &seen).write(&run.state)?;
    let mut text = String::new();
    if code_id {
        let commit = |hash: &str| verify::commit_of(&run.file.artifacts, hash);
        for line in verify::code_ids(run.file, run.artifacts, &seen, &commit) {
            let _ = writeln!(text, "{line}");
        }
    }
    let differences = verify::differences(&run.plan(&seen));
    if differences.is_empty() {
        return Ok(text + "The chains are as the file says.\n");
    }
    Err(DeployError::Differs {
        count: differences.len(),
        lines: text + &differences.join("\n"),
    })
}

fn checked(file: &DeploymentFile, artifacts: &Artifacts, name: &str) -> DeployResult<String> {
    let spec = file.chain(name);
    let spec = spec.ok_or_else(|| DeployError::chain(name, "is not in the file"))?;
    let chain = rpc::RpcChain::connect(spec)?;
    let facts = crate::chain::Chain::facts(&chain)?;
    let deployer = crate::chain::Chain::deployer(&chain);
    let findings = check(file, spec, artifacts, &facts, &deployer);
    let mut text = String::new();
    for finding in &findings {
        let _ = writeln!(text, "{finding}");
    }
    let refused = findings
        .iter()
        .find(|finding| finding.verdict == Verdict::Refused);
    match refused {
        None => Ok(text),
        Some(first) => Err(DeployError::Refused {
            chain: name.into(),
            what: first.what.into(),
            expected: "a chain that can carry Seawall".into(),
            actual: format!("\n{text}"),
        }),
    }
}
