//! Endpoints that are dead, silent, talk nonsense, are slow or fall silent on the way: never a crash,
//! always named; another one helps.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
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

/// Answers of a slow node come so much later.
const LATE: Duration = Duration::from_millis(20);
/// A node that falls silent has given so many answers before; a look at a chain takes more.
const ANSWERS: usize = 15;

/// A node that hands on what a good one says, late; after so many answers nothing any more.
fn slow_node(good: &str, answers: usize) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let good = good.strip_prefix("http://").context("endpoint")?.to_owned();
    let left = Arc::new(AtomicUsize::new(answers));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (good, left) = (good.clone(), left.clone());
            std::thread::spawn(move || hand_on(&client, &good, &left));
        }
    });
    Ok(url)
}

fn hand_on(client: &TcpStream, good: &str, left: &AtomicUsize) -> std::io::Result<()> {
    let node = TcpStream::connect(good)?;
    let (mut from, mut to) = (client.try_clone()?, node.try_clone()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    });
    let (mut from, mut to, mut part) = (node, client, [0; 65_536]);
    loop {
        let read = from.read(&mut part)?;
        std::thread::sleep(LATE);
        let less = |left: usize| left.checked_sub(1);
        let spoken = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        match part.get(..read).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) if spoken.is_ok() => to.write_all(bytes)?,
            // The line stays open and nothing comes.
            Some(_) => std::thread::sleep(Duration::from_secs(600)),
            None => return Ok(()),
        }
    }
}

/// A node that is slow does; one that falls silent half-way is named.
fn slow(stage: &mut Stage, desk: &Desk, good: &str) -> Result<()> {
    let late = slow_node(good, usize::MAX)?;
    let ran = verify(stage, desk, good, &format!("{late}\""))?;
    stage.measure_ms(
        "verify at an endpoint whose answers come 20 ms late",
        ran.ms,
    );
    stage.holds(
        "an endpoint that is slow, alone: verify ends well",
        ran.code == Some(0),
        || ran.err,
    )?;
    let silent = slow_node(good, ANSWERS)?;
    let ran = verify(stage, desk, good, &format!("{silent}\""))?;
    let named = ran.err.contains("chain hub") && ran.err.contains(&silent);
    stage.holds(
        "an endpoint that falls silent half-way: an error that names chain and endpoint",
        ran.code == Some(1) && named,
        || format!("{:?}: {}", ran.code, ran.err),
    )?;
    let silent = slow_node(good, ANSWERS)?;
    let ran = verify(stage, desk, good, &format!("{silent}\", \"{good}\""))?;
    stage.measure_ms("verify with a first endpoint that falls silent", ran.ms);
    stage.holds(
        "the same before a good one: verify ends well",
        ran.code == Some(0),
        || ran.err,
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
    slow(stage, desk, &good)
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
