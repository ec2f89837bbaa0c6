//! An upgrade: the vault gets newer code by the deployment's file, and goes on with what it holds.
//!
//! The newer code is the present one with a higher version in its bytes: contracts take no code of
//! the same or an older version.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cosmwasm_std::Checksum;
use seawall_interfaces::vault;
use seawall_localnet::plan::Role;
use seawall_testbed::people::COLLATERAL;
use seawall_testbed::Places;
use serde_json::Value;

use super::{Tale, OWNER};
use crate::stage::{text, Stage};

const HERE: Role = Role::Collateral;
const VAULT: &str = "seawall_vault";
/// The version of what was compiled: this workspace's.
const COMPILED: &str = env!("CARGO_PKG_VERSION");
/// Deposited with the newer code, base units.
const LITTLE: u128 = 1_000_000;

/// The block `upgrade`, before and after it a deposit.
pub fn run(stage: &mut Stage, tale: &Tale) -> Result<()> {
    let (scene, account) = (&tale.scene, tale.accounts[2]);
    let address = scene.places.vault(HERE)?;
    let code = || -> Result<u64> {
        let at = address.clone();
        let found = scene
            .reader
            .with(HERE, |client| async move { client.contract(&at).await })?;
        Ok(found.context("there is no vault")?.code_id)
    };
    let (old, held) = (code()?, scene.collateral(account)?);
    point_to_newer(stage, tale)?;
    let ran = tale.book.run("upgrade", &[])?.well("upgrade")?;
    stage.measure_ms("plan, apply and verify of an upgrade", ran.ms);
    let said = ran.out;
    // Every chain has a vault.
    let each = ["store code of vault", "migrate vault from code"];
    let all = each
        .iter()
        .all(|words| said.matches(*words).count() == Role::ALL.len());
    let planned = all && said.contains("\n6 steps\n");
    let done = said.contains("6 steps done") && said.contains("The chains are as the file says");
    stage.holds(
        "plan names storing and migrating, and nothing else",
        planned && done,
        || said.clone(),
    )?;
    let new = code()?;
    stage.holds(
        "the vault has other code at the same address",
        new != old,
        || new.to_string(),
    )?;
    let kept = scene.collateral(account)?;
    stage.holds("and holds what it held", kept == held, || {
        format!("{held:?} {kept:?}")
    })?;
    let msg = vault::ExecuteMsg::Deposit { account };
    let owner = stage.person(OWNER)?;
    owner.execute(HERE, &address, &msg, &[(LITTLE, COLLATERAL.1)])?;
    scene.quiet()?;
    let more = scene.collateral(account)?;
    let counts = more.1 == held.1.saturating_add(LITTLE);
    stage.holds("a deposit with the newer code counts", counts, || {
        format!("{more:?}")
    })
}

/// The deployment's file points to a folder in which the vault is newer.
fn point_to_newer(stage: &Stage, tale: &Tale) -> Result<()> {
    let file = &tale.scene.places.file;
    let to = stage.file("newer")?;
    std::fs::create_dir_all(&to)?;
    for entry in std::fs::read_dir(&file.wasm)? {
        let from = entry?.path();
        if let (true, Some(name)) = (from.is_file(), from.file_name()) {
            std::fs::copy(&from, to.join(name))?;
        }
    }
    let hash = raise(tale, &to)?;
    let mut list: Value = serde_json::from_str(&std::fs::read_to_string(&file.artifacts)?)?;
    let entry = list.pointer_mut(&format!("/contracts/{VAULT}/sha256"));
    *entry.context("the list has no vault")? = hash.into();
    let newer = to.join("artifacts.json");
    std::fs::write(&newer, list.to_string())?;
    let path = Places::file(&stage.net()?);
    let quoted = |path: &Path| Ok::<_, anyhow::Error>(format!("{:?}", text(path)?));
    let lines = std::fs::read_to_string(&path)?
        .replacen(&quoted(&file.artifacts)?, &quoted(&newer)?, 1)
        .replacen(&quoted(&file.wasm)?, &quoted(&to)?, 1);
    Ok(std::fs::write(&path, lines)?)
}

/// Writes the vault's code with a version that is one higher than that on chain; its hash.
fn raise(tale: &Tale, folder: &Path) -> Result<String> {
    let address = tale.scene.places.vault(HERE)?;
    // Where the cw2 standard keeps name and version.
    let key = "contract_info";
    let found = tale.scene.reader.with(HERE, |client| async move {
        client.raw(&address, key.as_bytes()).await
    })?;
    let found: Value = serde_json::from_slice(&found.context("the vault has no version")?)?;
    let old = found
        .get("version")
        .and_then(Value::as_str)
        .context("version")?
        .to_string();
    let (head, patch) = old.rsplit_once('.').context("version")?;
    let new = format!("{head}.{}", patch.parse::<u64>()?.saturating_add(1));
    let path: PathBuf = folder.join(format!("{VAULT}.wasm"));
    let mut code = std::fs::read(&path)?;
    // A second run on the same localnet finds the code of the first.
    let whole = [old.as_str(), COMPILED]
        .into_iter()
        .find(|v| position(&code, v).is_some());
    let whole = whole.with_context(|| format!("the code says neither {old} nor {COMPILED}"))?;
    let at = position(&code, whole).context("version")?;
    anyhow::ensure!(
        new.len() == whole.len(),
        "{new} has another length than {whole}"
    );
    for (byte, with) in code.iter_mut().skip(at).zip(new.bytes()) {
        *byte = with;
    }
    std::fs::write(&path, &code)?;
    Ok(Checksum::generate(&code).to_hex())
}

fn position(code: &[u8], words: &str) -> Option<usize> {
    code.windows(words.len())
        .position(|window| window == words.as_bytes())
}
