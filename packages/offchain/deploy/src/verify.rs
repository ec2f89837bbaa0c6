//! Comparing chains with file, and tying addresses to code.

use std::path::Path;
use std::process::Command;

use crate::artifacts::Artifacts;
use crate::desired::names;
use crate::file::DeploymentFile;
use crate::observe::Observed;
use crate::plan::{Plan, Step};

/// Every difference, one a line: chain, contract, what is expected and what is there, and what can
/// be done about it.
pub fn differences(plan: &Plan) -> Vec<String> {
    let line = |step: &Step| {
        let parts: Vec<String> = step.differs.iter().map(ToString::to_string).collect();
        let (contract, parts) = (&step.contract, parts.join("; "));
        format!("{}: {contract}: {parts} ({})", step.chain, step.advice())
    };
    plan.steps.iter().map(line).collect()
}

/// Every contract: chain, name, address, code id, hash, and the commit that the hash comes from.
pub fn code_ids(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    seen: &Observed,
    commit_of: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let mut lines = vec![];
    for name in names(file) {
        let at = (name.chain.clone(), name.name.clone());
        let Some(place) = seen.directory.places.get(&at) else {
            continue;
        };
        let head = format!("{} {} {}", name.chain, name.name, place.address);
        let (Some(info), Some(hash)) = (&place.info, &place.hash) else {
            lines.push(format!("{head} is not there"));
            continue;
        };
        let known = *hash == artifacts.hash(name.code);
        let origin = match (known, commit_of(hash)) {
            (true, Some(commit)) => format!("commit {commit}"),
            (true, None) => "the present list of artefacts, not committed".into(),
            (false, Some(commit)) => format!("an earlier commit {commit}"),
            (false, None) => "unknown: this hash is in no commit".into(),
        };
        lines.push(format!(
            "{head} code {} sha256 {hash} from {origin}",
            info.code_id
        ));
    }
    lines
}

/// The commit that brought this hash into the list of artefacts.
pub fn commit_of(list: &Path, hash: &str) -> Option<String> {
    let (folder, name) = (list.parent()?, list.file_name()?);
    let folder = Some(folder).filter(|folder| !folder.as_os_str().is_empty());
    let output = Command::new("git")
        .arg("-C")
        .arg(folder.unwrap_or(Path::new(".")))
        // The oldest first: one that took the hash away again has it as well.
        .args([
            "log",
            "--reverse",
            "--format=%H",
            &format!("-S{hash}"),
            "--",
        ])
        .arg(name)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().next().map(ToString::to_string)
}
