//! The localnet itself: what it says of a node that died, a port that is taken, a second `up`; and that
//! `down` ends everything of its own and nothing else.

mod strangers;

use std::time::Duration;

use anyhow::{Context, Result};
use seawall_localnet::plan::{Role, Settings};
use seawall_localnet::ports;
use seawall_localnet::process::Process;
use serde_json::Value;

use crate::ground::Ground;
use crate::stage::{text, Ran, Stage};
use crate::Story;
use strangers::Stranger;

/// The story.
pub const STORY: Story = Story {
    name: "localnet",
    about: "a dead node and a busy port are named, `up` brings back, `down` ends only its own",
    // As usual, said aloud: no other story stands on this ground, which is taken down.
    ground: Ground {
        contracts: false,
        options: &["--block-ms", "600"],
    },
    run,
};

/// From an empty folder to blocks and channels, milliseconds, with all tools built.
const UP_MS_MAX: u128 = 90_000;

fn run(stage: &mut Stage) -> Result<()> {
    let ms = stage.site.up_ms;
    stage.measure_ms("up without contracts", ms);
    stage.holds("`up` takes less than 90 s", ms < UP_MS_MAX, || {
        format!("{ms} ms")
    })?;
    logs(stage)?;
    let heights = dead(stage)?;
    let stranger = Stranger::like_a_node(&stage.net()?)?;
    down(stage, &stranger)?;
    busy(stage, &stranger)?;
    recycled(stage, &stranger)?;
    broken(stage, &stranger)?;
    again(stage, &heights)?;
    stage.holds(
        "a stranger's process is untouched to the end",
        stranger.lives(),
        String::new,
    )
}

/// `seawall localnet --home HOME …`
fn localnet(stage: &Stage, args: &[&str]) -> Result<Ran> {
    let home = text(&stage.site.home)?;
    stage.seawall(&[&["localnet", "--home", home], args].concat(), &[])
}

/// Everything that is recorded as running.
fn recorded(stage: &Stage) -> Result<Vec<Process>> {
    let net = stage.net()?;
    let all = net.state().processes();
    Ok(all
        .into_iter()
        .map(|(_, process)| process.clone())
        .collect())
}

fn heights(stage: &Stage) -> Result<Vec<u64>> {
    let net = stage.net()?;
    let all = Role::ALL.into_iter().map(|role| net.height(role));
    Ok(all.collect::<Result<_, _>>()?)
}

/// `logs`: of one, of all, as they come, of none that exists.
fn logs(stage: &mut Stage) -> Result<()> {
    let names = ["hub", "collateral", "debt", "hermes"];
    let all = localnet(stage, &["logs", "-n", "3"])?.well("logs")?;
    let of = |name: &str, out: &str| {
        let head = format!("{name:<10} | ");
        out.lines().filter(|line| line.starts_with(&head)).count()
    };
    let counts: Vec<usize> = names.iter().map(|name| of(name, &all.out)).collect();
    let few = counts.iter().all(|count| (1..=3).contains(count));
    stage.holds("`logs` shows the last lines of each", few, || all.out)?;
    let one = localnet(stage, &["logs", "debt"])?.well("logs debt")?;
    let only = of("debt", &one.out) == one.out.lines().count() && !one.out.is_empty();
    let started = one.out.contains("== started by seawall localnet");
    stage.holds(
        "`logs debt` shows that one, with how it was started",
        only && started,
        || one.out,
    )?;
    let none = localnet(stage, &["logs", "moon"])?;
    let named = none.err.contains("moon") && none.err.contains("hub, collateral, debt or hermes");
    stage.holds(
        "a log that does not exist is refused",
        none.code == Some(2) && named,
        || format!("{:?}: {}", none.code, none.err),
    )?;
    let home = text(&stage.site.home)?;
    let args = ["localnet", "--home", home, "logs", "hub", "-f", "-n", "0"];
    let mut follow = stage.start("follow", &args, &[])?;
    let log = stage.net()?.chain(Role::Hub)?.log.clone();
    std::thread::sleep(Duration::from_millis(500));
    let mut file = std::fs::OpenOptions::new().append(true).open(log)?;
    std::io::Write::write_all(&mut file, b"a line of the story\n")?;
    follow.wait_for_line("| a line of the story", Duration::from_secs(5))?;
    follow.kill()?;
    stage.holds("`logs -f` shows what comes", true, String::new)
}

/// A node and the relayer are killed: named with their logs; `up` brings them back, while another
/// `up` is refused. Gives the chains' heights.
fn dead(stage: &mut Stage) -> Result<Vec<u64>> {
    let well = localnet(stage, &["status"])?;
    stage.holds(
        "`status` of what runs is well",
        well.code == Some(0),
        || well.out + &well.err,
    )?;
    let before = heights(stage)?;
    let net = stage.net()?;
    net.process(Role::Collateral)?.kill()?;
    let relayer = net.state().hermes.process.clone();
    relayer.context("the relayer's process")?.kill()?;
    let ran = localnet(stage, &["status"])?;
    let node = format!(
        "collateral: DEAD; log {}",
        net.chain(Role::Collateral)?.log.display()
    );
    let hermes = format!("hermes: DEAD; log {}", net.state().hermes.log.display());
    let named = ran.out.contains(&node) && ran.out.contains(&hermes);
    let others = !ran.out.contains("hub: ") && !ran.out.contains("debt: ");
    let failed = ran.code.is_some_and(|code| code != 0);
    stage.holds(
        "`status` names a killed node and a killed relayer with their logs, and no other",
        failed && named && others,
        || format!("{:?}: {}{}", ran.code, ran.out, ran.err),
    )?;
    let json = localnet(stage, &["status", "--json"])?;
    let value: Value = serde_json::from_str(&json.out)?;
    let life = value.pointer("/chains/1/life").and_then(Value::as_str);
    stage.holds(
        "and so for programs",
        life == Some("dead") && json.code == ran.code,
        || json.out,
    )?;
    twice(stage)?;
    let well = localnet(stage, &["status"])?;
    stage.holds(
        "the next `up` brings them back",
        well.code == Some(0),
        || well.out + &well.err,
    )?;
    let after = heights(stage)?;
    let went_on = before
        .iter()
        .zip(&after)
        .all(|(before, after)| after > before);
    stage.holds("every chain goes on where it was", went_on, || {
        format!("{before:?}, then {after:?}")
    })?;
    Ok(after)
}

/// `up` while another is at work.
fn twice(stage: &mut Stage) -> Result<()> {
    let home = text(&stage.site.home)?;
    let mut first = stage.start("up", &["localnet", "--home", home, "up", "--bare"], &[])?;
    first.wait_for_line("collateral (pid", Duration::from_secs(10))?;
    for verb in [&["up", "--bare"][..], &["down"]] {
        let second = localnet(stage, verb)?;
        let named = second.err.contains("is at work in") && second.err.contains(home);
        let what = format!("`{}` is refused while an `up` is at work", verb.join(" "));
        stage.holds(&what, second.code == Some(1) && named, || {
            format!("{:?}: {}", second.code, second.err)
        })?;
    }
    let ended = first.wait(Duration::from_secs(60))?;
    stage.holds("and the first comes to its end", ended.success(), || {
        first.said()
    })
}

/// Nothing of the localnet is left: no recorded process, no port, no program with its folder.
fn nothing_left(
    stage: &mut Stage,
    what: &str,
    before: &[Process],
    stranger: &Stranger,
) -> Result<()> {
    let alive: Vec<u32> = before.iter().filter(|p| p.alive()).map(|p| p.pid).collect();
    let recorded = recorded(stage)?;
    let busy = ports::check_free(&all_ports(stage.net()?.state().settings));
    let others = strangers::programs_in(&stage.site.home, stranger)?;
    let nothing = alive.is_empty() && recorded.is_empty() && busy.is_ok() && others.is_empty();
    stage.holds(&format!("{what}: nothing is left running"), nothing, || {
        format!("alive {alive:?}, recorded {recorded:?}, {busy:?}, programs {others:?}")
    })?;
    stage.holds(
        &format!("{what}: a stranger's process lives"),
        stranger.lives(),
        String::new,
    )
}

fn all_ports(settings: Settings) -> Vec<(u16, String)> {
    let base = settings.port_base;
    let chains = Role::ALL
        .into_iter()
        .flat_map(|role| ports::of_chain(base, role));
    chains.chain(ports::of_hermes(base)).collect()
}

fn down(stage: &mut Stage, stranger: &Stranger) -> Result<()> {
    let before = recorded(stage)?;
    let ran = localnet(stage, &["down"])?.well("down")?;
    stage.measure_ms("down", ran.ms);
    let all = ["hermes", "hub", "collateral", "debt"];
    let named = before.len() == 4 && all.iter().all(|name| ran.out.contains(name));
    stage.holds("`down` says what it has ended", named, || ran.out)?;
    nothing_left(stage, "after `down`", &before, stranger)?;
    let again = localnet(stage, &["down"])?.well("down again")?;
    let idle = again.out.contains("nothing was running");
    stage.holds("a second `down` ends nothing", idle, || again.out)?;
    let status = localnet(stage, &["status"])?;
    let said = status.out.contains("stopped") && !status.out.contains("DEAD");
    stage.holds(
        "`status` then says stopped, not dead",
        said && status.code != Some(0),
        || status.out,
    )
}

/// Something else listens where the debt chain's gRPC is to be.
fn busy(stage: &mut Stage, stranger: &Stranger) -> Result<()> {
    let settings = stage.net()?.state().settings;
    let port = seawall_localnet::plan::ports(settings.port_base, Role::Debt).grpc;
    let taken = std::net::TcpListener::bind(("127.0.0.1", port))?;
    let home = stage.site.folder.join("another");
    let fresh = ["up", "--bare", "--port-base"];
    let (base, another) = (settings.port_base.to_string(), text(&home)?.to_owned());
    let head = ["localnet", "--home", &another];
    for what in ["brought back", "made anew"] {
        let ran = match what {
            "made anew" => stage.seawall(&[&head[..], &fresh, &[&base]].concat(), &[])?,
            _ => localnet(stage, &["up", "--bare"])?,
        };
        let words = format!("port {port} (gRPC of the debt chain) is busy");
        let named = ran.err.contains(&words) && ran.err.contains("ss -ltnp");
        let said = format!("a busy port is named with its chain, when a localnet is {what}");
        stage.holds(&said, ran.code == Some(1) && named, || {
            format!("{:?}: {}", ran.code, ran.err)
        })?;
    }
    drop(taken);
    let others = strangers::programs_in(&home, stranger)?;
    stage.holds("and nothing of it was started", others.is_empty(), || {
        format!("{others:?}")
    })?;
    nothing_left(stage, "after a busy port", &[], stranger)
}

/// The state file names a number that belongs to somebody else by now.
fn recycled(stage: &mut Stage, stranger: &Stranger) -> Result<()> {
    let path = stage.net()?.home().state();
    let mut state: Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let slot = state
        .pointer_mut("/chains/debt/process")
        .context("process")?;
    *slot = serde_json::to_value(stranger.as_if_recorded_before()?)?;
    std::fs::write(&path, state.to_string())?;
    let status = localnet(stage, &["status"])?;
    let dead = status.out.contains("debt: DEAD; log ");
    stage.holds(
        "a number that was given away is not taken for the node",
        dead,
        || status.out,
    )?;
    let ran = localnet(stage, &["down"])?.well("down")?;
    let idle = ran.out.contains("nothing was running");
    stage.holds(
        "and its new owner is not ended",
        idle && stranger.lives(),
        || ran.out,
    )
}

/// A node that cannot start: named with its log, and those that could are ended again.
fn broken(stage: &mut Stage, stranger: &Stranger) -> Result<()> {
    let net = stage.net()?;
    let chain = net.chain(Role::Debt)?;
    let config = chain.home.join("config/config.toml");
    let whole = std::fs::read_to_string(&config)?;
    std::fs::write(&config, "this is no configuration\n")?;
    let ran = localnet(stage, &["up", "--bare"])?;
    std::fs::write(&config, whole)?;
    let log = format!("the whole log is {}", chain.log.display());
    let named = ran.err.contains("debt is dead: ") && ran.err.contains(&log);
    stage.holds(
        "a node that cannot start is named with its last words and its log",
        ran.code == Some(1) && named,
        || format!("{:?}: {}", ran.code, ran.err),
    )?;
    nothing_left(stage, "after a start that failed", &[], stranger)
}

/// Everything comes back, and a further `up` does nothing.
fn again(stage: &mut Stage, before: &[u64]) -> Result<()> {
    let ran = localnet(stage, &["up", "--bare"])?.well("up")?;
    stage.measure_ms("up of what was taken down", ran.ms);
    let after = heights(stage)?;
    let went_on = before
        .iter()
        .zip(&after)
        .all(|(before, after)| after > before);
    stage.holds("after `down`, `up` goes on where it was", went_on, || {
        format!("{before:?}, then {after:?}")
    })?;
    let was = recorded(stage)?;
    let ran = localnet(stage, &["up", "--bare"])?.well("up again")?;
    stage.measure_ms("up of what runs", ran.ms);
    let now = recorded(stage)?;
    stage.holds(
        "`up` of what runs starts nothing",
        was.len() == 4 && was == now,
        || format!("{was:?}, then {now:?}"),
    )
}
