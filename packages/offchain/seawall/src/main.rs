//! The `seawall` binary; see the library for what it does.

fn main() -> std::process::ExitCode {
    seawall::cli::main()
}
