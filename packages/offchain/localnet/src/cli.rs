//! The arguments of `seawall localnet` and what each verb answers.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::down::{down, purge};
use crate::error::{Error, Result};
use crate::logs;
use crate::net::Localnet;
use crate::plan::{Home, Settings, Upload, UNBONDING};
use crate::process::Lock;
use crate::show::Show;
use crate::state::State;
use crate::status;
use crate::tools::{ensure, Cache};
use crate::up::{up, AfterUp, Up};
use crate::welcome::{next, welcome};

/// What stands below the help.
pub const HELP: &str = "Tools are found on the PATH or built once into $SEAWALL_CACHE \
(default ~/.cache/seawall). The accounts are public test keys: never send them anything of value.";

/// `seawall localnet …`
#[derive(Args, Debug)]
pub struct LocalnetArgs {
    #[command(subcommand)]
    verb: Verb,
    /// Folder of the localnet [default: localnet in the cache]
    #[arg(long, global = true, value_name = "FOLDER")]
    home: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Brings three chains and a relayer up, or back; does nothing if they run
    Up(UpArgs),
    /// Shows what runs, the last blocks, and how long the light clients live
    Status {
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Prints a shell's variables for commands by hand: eval "$(seawall localnet env)"
    Env,
    /// Finds wasmd and Hermes, or builds what is missing, and says where they are
    Tools,
    /// Ends everything that `up` started; the chains go on where they were with the next `up`
    Down {
        /// Also removes chains, keys and logs
        #[arg(long)]
        purge: bool,
        /// Prints JSON
        #[arg(long)]
        json: bool,
    },
    /// Shows the logs
    Logs {
        /// hub, collateral, debt or hermes [default: all]
        name: Option<String>,
        /// Goes on showing what comes
        #[arg(short, long)]
        follow: bool,
        /// So many of the last lines of each
        #[arg(short = 'n', long, default_value_t = 20)]
        lines: usize,
    },
}

#[derive(Args, Debug)]
struct UpArgs {
    /// Throws away what is there and begins anew
    #[arg(long)]
    fresh: bool,
    /// Ports are counted from here, 400 of them [default: 26600]
    #[arg(long, value_name = "PORT")]
    port_base: Option<u16>,
    /// The aim for the time between two blocks, milliseconds, 200 to 5000 [default: 600]
    #[arg(long, value_name = "MS")]
    block_ms: Option<u64>,
    /// How long a light client lives without an update, such as 90s, 2m or 14d [default: 14d]
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    trusting_period: Option<u64>,
    /// Who may store code [default: everybody]
    #[arg(long, value_name = "WHO")]
    upload: Option<Upload>,
    /// Chains, channels and relayer only, no contracts
    #[arg(long)]
    bare: bool,
    /// Folder of the compiled contracts [default: where scripts/build-wasm leaves them]
    #[arg(long, value_name = "FOLDER", conflicts_with = "bare")]
    artifacts: Option<PathBuf>,
    /// Prints the state file: endpoints, links, accounts
    #[arg(long)]
    json: bool,
}

impl LocalnetArgs {
    /// The folder of compiled contracts that was named.
    pub fn artifacts(&self) -> Option<&std::path::Path> {
        match &self.verb {
            Verb::Up(up) => up.artifacts.as_deref(),
            _ => None,
        }
    }
}

/// What a verb has to say.
#[derive(Debug)]
pub struct Done {
    /// For stdout; may be empty.
    pub text: String,
    /// Whether all is well: if not, the command should end with an exit code for scripts.
    pub well: bool,
}

impl Done {
    fn well(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            well: true,
        }
    }
}

/// Runs a verb. `after` deploys the contracts at the end of `up`, unless that is to stay bare.
pub fn run(args: &LocalnetArgs, after: Option<&dyn AfterUp>) -> Result<Done> {
    let cache = Cache::from_env()?;
    let home = home(args.home.clone().unwrap_or_else(|| cache.localnet()))?;
    match &args.verb {
        Verb::Up(args) => run_up(args, home, &cache, after),
        Verb::Status { json } => run_status(&home, *json, after),
        Verb::Env => {
            let net = Localnet::open(home.path())?;
            let said = after.map(|after| after.env(&net)).transpose()?;
            Ok(Done::well(said.unwrap_or_default()))
        }
        Verb::Tools => run_tools(&cache),
        Verb::Down { purge, json } => run_down(&home, *purge, *json),
        Verb::Logs {
            name,
            follow,
            lines,
        } => run_logs(&home, name.as_deref(), *follow, *lines),
    }
}

/// Absolute, since processes that outlive this one are known by it.
fn home(path: PathBuf) -> Result<Home> {
    let absolute = std::path::absolute(&path);
    absolute
        .map(Home::new)
        .map_err(|e| Error::BadInput(format!("--home {}: {e}", path.display())))
}

fn run_up(args: &UpArgs, home: Home, cache: &Cache, after: Option<&dyn AfterUp>) -> Result<Done> {
    let settings = args.settings(&home)?;
    let begun = std::time::Instant::now();
    let asked = Up {
        home,
        settings,
        fresh: args.fresh,
    };
    let after = after.filter(|_| !args.bare);
    let (net, said) = up(&asked, cache, &Show::new(), after)?;
    if args.json {
        return Ok(Done::well(pretty(net.state())?));
    }
    let secs = begun.elapsed().as_secs_f32();
    let said = if said.is_empty() { next(&net)? } else { said };
    Ok(Done::well(format!("{}\n{said}", welcome(&net, secs)?)))
}

impl UpArgs {
    /// What was asked for; what was not is as it was made, or the default.
    fn settings(&self, home: &Home) -> Result<Settings> {
        let made = match State::load(home) {
            Ok(state) if !self.fresh => state.settings,
            _ => Settings::default(),
        };
        let settings = Settings {
            port_base: self.port_base.unwrap_or(made.port_base),
            block_ms: self.block_ms.unwrap_or(made.block_ms),
            trusting_period_secs: self.trusting_period.unwrap_or(made.trusting_period_secs),
            upload: self.upload.unwrap_or(made.upload),
        };
        if !(200..=5000).contains(&settings.block_ms) {
            let ms = settings.block_ms;
            return Err(Error::BadInput(format!(
                "--block-ms {ms}: right would be 200 to 5000"
            )));
        }
        let trusting = settings.trusting_period_secs;
        if !(30..UNBONDING.as_secs()).contains(&trusting) {
            return Err(Error::BadInput(format!(
                "--trusting-period {trusting}s: right would be 30s or more, and less than the \
                 unbonding time of 21d"
            )));
        }
        Ok(settings)
    }
}

fn run_tools(cache: &Cache) -> Result<Done> {
    let tools = ensure(cache, &Show::new())?;
    let mut lines = vec![];
    for (role, wasmd) in &tools.wasmd {
        let prefix = role.spec().prefix;
        lines.push(format!("wasmd of {role} ({prefix}…): {}", wasmd.display()));
    }
    lines.push(format!("hermes: {}", tools.hermes.display()));
    Ok(Done::well(lines.join("\n")))
}

fn run_status(home: &Home, json: bool, after: Option<&dyn AfterUp>) -> Result<Done> {
    let net = Localnet::open(home.path())?;
    let health = status::health(&net)?;
    let told = after.map(|after| after.status(&net)).transpose()?;
    let told = told.unwrap_or_default();
    let text = match (json, told.text.is_empty()) {
        (true, _) => {
            let mut all = serde_json::to_value(&health).unwrap_or_default();
            if let Some(all) = all.as_object_mut() {
                all.insert("deployment".into(), told.value);
            }
            pretty(&all)?
        }
        (false, true) => status::table(&health),
        (false, false) => format!("{}\n\n{}", status::table(&health), told.text),
    };
    Ok(Done {
        text,
        well: health.well(),
    })
}

fn run_down(home: &Home, remove: bool, as_json: bool) -> Result<Done> {
    let mut net = Localnet::open(home.path())?;
    let lock = Lock::take(home.path())?;
    let ended = down(&mut net)?;
    if remove {
        purge(home)?;
    }
    drop(lock);
    if as_json {
        return Ok(Done::well(
            json!({"ended": ended, "purged": remove}).to_string(),
        ));
    }
    let what = match ended.as_slice() {
        [] => "nothing was running".to_owned(),
        some => format!("ended {}", some.join(", ")),
    };
    let place = home.path().display();
    let left = if remove {
        "removed"
    } else {
        "kept (`up` goes on, `down --purge` removes)"
    };
    Ok(Done::well(format!("{what}; {place} is {left}")))
}

fn run_logs(home: &Home, name: Option<&str>, follow: bool, lines: usize) -> Result<Done> {
    let logs = logs::choose(&Localnet::open(home.path())?, name)?;
    let mut out = std::io::stdout().lock();
    // A reader that has seen enough is no error.
    if logs::last(&logs, lines, &mut out).is_ok() && follow {
        logs::follow(&logs, &mut out)?;
    }
    Ok(Done::well(""))
}

fn pretty(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string_pretty(value).map_err(|e| Error::Unexpected(e.to_string()))
}

/// Seconds of a time such as `90s`, `2m`, `3h` or `14d`.
fn seconds(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("{text:?}; right would be a number with s, m, h or d, such as 14d");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let per: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number = text.strip_suffix(unit).unwrap_or_default();
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(per).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("2m"), Ok(120));
        assert_eq!(seconds("3h"), Ok(10_800));
        assert_eq!(seconds("14d"), Ok(1_209_600));
        for wrong in [
            "",
            "d",
            "14",
            "2mm",
            "-1s",
            "99999999999999999999s",
            "14 days",
        ] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
