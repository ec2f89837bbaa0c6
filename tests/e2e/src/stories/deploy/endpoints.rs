//! Endpoints that are dead, silent or talk nonsense: never a crash, always named; another one helps.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::Result;
use seawall_localnet::plan::Role;

use super::Desk;
use crate::stage::{text, Stage};

#[derive(Clone, Copy)]
enum Manner {
    Silent,
    Nonsense,
    HangsUp,
}

/// A node that answers wrongly or not at all, as long as the program runs.
fn bad_node(manner: Manner) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        let mut held = vec![];
        for stream in listener.incoming().flatten() {
            match manner {
                Manner::Silent => held.push(stream),
                Manner::Nonsense => drop(nonsense(stream)),
                Manner::HangsUp => drop(stream),
            }
        }
    });
    Ok(url)
}

fn nonsense(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let _ = stream.read(&mut [0; 4096]);
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"moon\": 42}",
    )
}

pub(super) fn run(stage: &mut Stage, desk: &Desk) -> Result<()> {
    let good = stage.net()?.chain(Role::Hub)?.rpc.clone();
    let nodes = [
        ("dead", "http://127.0.0.1:9".to_string()),
        ("silent", bad_node(Manner::Silent)?),
        ("nonsense", bad_node(Manner::Nonsense)?),
        ("hangs up", bad_node(Manner::HangsUp)?),
    ];
    for (how, url) in &nodes {
        let alone = verify(stage, desk, &good, &format!("{url}\""))?;
        let named = alone.err.contains("chain hub") && alone.err.contains(url.as_str());
        let what =
            format!("an endpoint that is {how}, alone: an error that names chain and endpoint");
        stage.holds(&what, alone.code == Some(1) && named, || {
            format!("{:?}: {}", alone.code, alone.err)
        })?;
        let first = verify(stage, desk, &good, &format!("{url}\", \"{good}\""))?;
        let what = format!("an endpoint that is {how}, before a good one: verify ends well");
        stage.measure_ms(
            &format!("verify with a first endpoint that is {how}"),
            first.ms,
        );
        stage.holds(&what, first.code == Some(0), || first.err)?;
    }
    Ok(())
}

fn verify(stage: &Stage, desk: &Desk, good: &str, rest: &str) -> Result<crate::stage::Ran> {
    let all = std::fs::read_to_string(&desk.file)?;
    let file = stage.file("endpoints.toml")?;
    std::fs::write(&file, all.replacen(&format!("{good}\""), rest, 1))?;
    let state = text(&desk.state)?;
    stage.seawall(
        &["deploy", "-f", text(&file)?, "--state", state, "verify"],
        &[],
    )
}
