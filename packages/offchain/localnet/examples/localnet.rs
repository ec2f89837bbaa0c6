//! `seawall localnet` alone: the same verbs, without compiling the rest of the binary.

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
            println!("{}", done.text);
            u8::from(!done.well).into()
        }
        Err(error) => {
            eprintln!("localnet: {error}");
            if error.is_input() { 2 } else { 1 }.into()
        }
    }
}
