//! `seawall localnet` alone: the same verbs, without compiling the rest of the binary.

use std::io::Write;

use clap::Parser;
use seawall_localnet::cli::{run, LocalnetArgs};

#[derive(Parser, Debug)]
struct Cli {
    #[command(flatten)]
    args: LocalnetArgs,
}

fn main() -> std::process::ExitCode {
    match run(&Cli::parse().args, None) {
        Ok(done) => {
            // A reader that has seen enough is no error.
            writeln!(std::io::stdout(), "{}", done.text).ok();
            u8::from(!done.well).into()
        }
        Err(error) => {
            eprintln!("localnet: {error}");
            if error.is_input() { 2 } else { 1 }.into()
        }
    }
}
