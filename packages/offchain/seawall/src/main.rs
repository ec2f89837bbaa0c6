//! The `seawall` binary; see the library for what it does.

// Simulated chains allocate a lot of small things: this halves what that costs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    seawall::cli::main()
}
