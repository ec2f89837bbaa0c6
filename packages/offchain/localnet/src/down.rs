//! `seawall localnet down`: ends what this localnet started, and nothing else.

use crate::error::{InFile, Result};
use crate::net::Localnet;
use crate::plan::Home;

/// What a localnet puts into its folder.
const OURS: [&str; 6] = ["nodes", "hermes", "keys", "logs", "deploy", "localnet.json"];

/// Ends every process of the localnet, the relayer first, the nodes side by side. Says which were
/// still running. A second call ends nothing.
pub fn down(net: &mut Localnet) -> Result<Vec<&'static str>> {
    let mut ended = vec![];
    let processes = net.state().processes();
    let (relayer, nodes): (Vec<_>, Vec<_>) = processes
        .into_iter()
        .partition(|(name, _)| *name == crate::hermes::NAME);
    for group in [relayer, nodes] {
        let results = std::thread::scope(|scope| {
            let end = |(name, process)| {
                scope.spawn(move || (name, crate::process::Process::end(process)))
            };
            let handles: Vec<_> = group.into_iter().map(end).collect();
            handles
                .into_iter()
                .filter_map(|h| h.join().ok())
                .collect::<Vec<_>>()
        });
        for (name, was) in results {
            if was? {
                ended.push(name);
            }
        }
    }
    let state = net.state_mut();
    state.hermes.process = None;
    for chain in state.chains.values_mut() {
        chain.process = None;
    }
    net.save()?;
    Ok(ended)
}

/// Removes what a localnet has put into its folder; anything else there is left alone.
pub fn purge(home: &Home) -> Result<()> {
    for name in OURS {
        let path = home.path().join(name);
        if path.is_dir() {
            std::fs::remove_dir_all(&path).at(&path)?;
        } else if path.exists() {
            std::fs::remove_file(&path).at(&path)?;
        }
    }
    Ok(())
}
