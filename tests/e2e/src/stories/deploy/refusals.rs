//! What is wrong in file, keys or artefacts is refused before anything is sent, and named.

use anyhow::{Context, Result};
use seawall_localnet::plan::Role;

use super::{number_before, sequences, Desk};
use crate::stage::{text, Stage};

/// A phrase whose account never had a coin.
const PENNILESS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon \
     abandon abandon about";

struct Wrong<'a> {
    what: &'a str,
    /// The whole file.
    text: String,
    env: Vec<(&'a str, &'a str)>,
    /// What the message must name.
    names: Vec<String>,
}

pub(super) fn run(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let before = sequences(stage)?;
    let plan = desk.deploy(stage, &["plan"])?.well("plan")?;
    let steps = number_before(&plan.out, "steps")?;
    stage.measure("steps of a whole deployment", steps, "steps");
    let unchanged = sequences(stage)? == before;
    stage.holds(
        "`plan` names every step and sends nothing",
        unchanged && steps > 80,
        || plan.out,
    )?;
    for wrong in all(stage, desk)? {
        refused(stage, &wrong, &before)?;
    }
    Ok(())
}

fn refused(stage: &mut Stage, wrong: &Wrong<'_>, before: &[u64]) -> Result<()> {
    let file = stage.file("wrong.toml")?;
    std::fs::write(&file, &wrong.text)?;
    let args = ["deploy", "-f", text(&file)?, "apply"];
    let ran = stage.seawall(&args, &wrong.env)?;
    let ended = matches!(ran.code, Some(1 | 2));
    let named = wrong.names.iter().all(|name| ran.err.contains(name));
    let nothing = sequences(stage)? == before;
    let what = format!("refused before anything is sent, and named: {}", wrong.what);
    stage.holds(&what, ended && named && nothing, || {
        format!(
            "expected {:?}, got {:?}: {}",
            wrong.names, ran.code, ran.err
        )
    })
}

fn all<'a>(stage: &Stage, desk: &Desk) -> Result<Vec<Wrong<'a>>> {
    let net = stage.net()?;
    let good = std::fs::read_to_string(&desk.file)?;
    let line = |needle: &str, text: &str| {
        let at = text.lines().position(|line| line.contains(needle));
        let at = at.map(|at| at.saturating_add(1));
        at.map(|at| format!("wrong.toml:{at}"))
            .with_context(|| format!("no line with {needle}"))
    };
    let unknown = good.replacen("hub_id = 1", "hub_id = 1\nsurprise = 1", 1);
    let owner = |role| net.address("owner", role).map(str::to_owned);
    let (sea, coast) = (owner(Role::Hub)?, owner(Role::Collateral)?);
    let prefix = good.replacen(
        &format!("owner = \"{sea}\""),
        &format!("owner = \"{coast}\""),
        1,
    );
    let (hub, debt) = (&net.chain(Role::Hub)?.rpc, &net.chain(Role::Debt)?.rpc);
    let other = good.replacen(hub, debt, 1);
    let forged = stage.file("forged")?;
    forge(desk, &forged)?;
    let wasm = desk.found.wasm.display().to_string();
    let artefact = good.replacen(&format!("{wasm:?}"), &format!("{:?}", text(&forged)?), 1);
    let wrong = |what, text: &str, names: Vec<String>| Wrong {
        what,
        text: text.into(),
        env: vec![],
        names,
    };
    let penniless = ("SEAWALL_DEPLOYER", PENNILESS);
    let nonsense = ("SEAWALL_DEPLOYER", "not a phrase");
    Ok(vec![
        wrong(
            "an unknown field, with its line",
            &unknown,
            vec!["surprise".into(), line("surprise", &unknown)?],
        ),
        wrong(
            "an address with another chain's prefix, with its line",
            &prefix,
            vec![line(&coast, &prefix)?, coast.clone(), "sea".into()],
        ),
        wrong(
            "an endpoint of another chain",
            &other,
            vec!["chain hub".into(), "hub-1".into(), "debt-1".into()],
        ),
        wrong(
            "code with another hash",
            &artefact,
            vec!["artefact vault".into(), "sha256".into()],
        ),
        Wrong {
            env: vec![penniless],
            ..wrong(
                "a key without funds",
                &good,
                vec!["funds".into(), "chain hub".into()],
            )
        },
        Wrong {
            env: vec![nonsense],
            ..wrong(
                "a key that is none",
                &good,
                vec!["$SEAWALL_DEPLOYER".into()],
            )
        },
    ])
}

/// A folder of artefacts in which one has a changed byte at its end.
fn forge(desk: &Desk, folder: &std::path::Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(&desk.found.wasm)? {
        let from = entry?.path();
        if from.is_dir() {
            continue;
        }
        let name = from
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let mut bytes = std::fs::read(&from)?;
        if name.ends_with("vault.wasm") {
            bytes.push(0);
        }
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
