//! The command line.

use std::io::{Read, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use seawall_localnet::cli as localnet;

use crate::fail::Failure;
use crate::{demo, quote, replay, simulate};

/// Cross-chain liquidations that can be watched, repeated and checked.
#[derive(Parser, Debug)]
#[command(name = "seawall", version, about, propagate_version = true)]
#[command(after_help = "Bad input ends with exit code 2 and one message that says what is right.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Shows a whole crash with cross-chain liquidations: live, as a timeline, as a report
    #[command(after_help = demo::HELP)]
    Demo(demo::Demo),
    /// Runs the contracts through the prices of a real crash and says what it cost
    #[command(after_help = replay::HELP)]
    Replay(replay::Replay),
    /// Draws what people do and what goes wrong from one seed; judges every invariant after every step
    #[command(after_help = simulate::HELP)]
    Sim(simulate::Simulate),
    /// Deploys Seawall over several chains: plan, apply, verify
    #[command(after_help = seawall_deploy::cli::HELP)]
    Deploy(seawall_deploy::DeployArgs),
    /// Three real chains and a relayer on this machine
    #[command(after_help = localnet::HELP)]
    Localnet(localnet::LocalnetArgs),
    /// Keeps liquidations moving: triggers what is unsafe, cranks what waits for somebody
    #[command(after_help = seawall_bots::cli::HELP)]
    Keeper(seawall_bots::cli::KeeperArgs),
    /// Buys from lots: bids, or lists what can be taken now and why not
    #[command(after_help = seawall_bots::cli::HELP)]
    Liquidator(seawall_bots::cli::LiquidatorArgs),
    /// Keeper and liquidator in one process, with one account per chain
    #[command(after_help = seawall_bots::cli::HELP)]
    Run(seawall_bots::cli::RunArgs),
    /// Replays real bars to the oracle, as its feeders would bring them
    #[command(after_help = seawall_bots::cli::HELP)]
    Feed(seawall_bots::cli::FeedArgs),
    /// Packets without an outcome, what is stuck, and the relayer's command that clears it
    #[command(after_help = seawall_bots::cli::HELP)]
    Packets(seawall_bots::cli::PacketsArgs),
    /// Computes a liquidation or an auction price: JSON on stdin, JSON on stdout
    Quote {
        #[command(subcommand)]
        what: Quote,
    },
}

#[derive(Subcommand, Debug)]
enum Quote {
    /// What selling one collateral for one debt does, at the pair price with the full bonus
    #[command(after_help = quote::LIQUIDATION_HELP)]
    Liquidation,
    /// The price of a lot after some seconds, and whether its auction has ended
    #[command(after_help = quote::AUCTION_HELP)]
    Auction,
}

/// Reads the arguments, runs the command, prints what went wrong.
pub fn main() -> ExitCode {
    // Bad arguments end with exit code 2 here, `--help` and `--version` with 0.
    let cli = Cli::parse();
    match run(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("seawall: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => print(&demo.run()?),
        Command::Replay(replay) => print(&replay.run()?),
        Command::Sim(simulate) => print(&simulate.run()?),
        Command::Deploy(deploy) => {
            let answer = deploy.run(&mut |line| eprintln!("{line}"));
            let failed = |error: seawall_deploy::DeployError| match error.is_input() {
                true => Failure::BadInput(error.to_string()),
                false => Failure::Broken(error.to_string()),
            };
            print(&answer.map_err(failed)?)
        }
        Command::Localnet(args) => run_localnet(args),
        Command::Keeper(args) => bots(args.run()),
        Command::Liquidator(args) => bots(args.run()),
        Command::Run(args) => bots(args.run()),
        Command::Feed(args) => bots(args.run()),
        Command::Packets(args) => bots(args.run()),
        Command::Quote { what } => {
            let input = stdin()?;
            let answer = match what {
                Quote::Liquidation => quote::liquidation(&input),
                Quote::Auction => quote::auction(&input),
            };
            print(&answer.map_err(|error| Failure::BadInput(error.to_string()))?)
        }
    }
}

fn bots(answer: Result<String, seawall_bots::BotError>) -> Result<(), Failure> {
    let text = answer.map_err(|error| match error.is_input() {
        true => Failure::BadInput(error.to_string()),
        false => Failure::Broken(error.to_string()),
    })?;
    match text.is_empty() {
        true => Ok(()),
        false => print(&text),
    }
}

fn run_localnet(args: &localnet::LocalnetArgs) -> Result<(), Failure> {
    let testbed = seawall_testbed::Testbed {
        artifacts: args.artifacts().map(Into::into),
    };
    let done = localnet::run(args, Some(&testbed))?;
    if !done.text.is_empty() {
        print(&done.text)?;
    }
    if done.well {
        return Ok(());
    }
    Err(Failure::Broken("the localnet is not well".into()))
}

fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    match std::io::stdin().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::BadInput(format!(
            "stdin cannot be read ({error}); right would be JSON text"
        ))),
    }
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}") {
        // A reader that has seen enough is no error.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Broken(
            format!("the answer cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}
