//! Building what is missing into the cache.
//!
//! `wasmd` comes from the Go module proxy: its module is copied, since only as the main module do its
//! `replace` lines apply, and linked once per prefix. Hermes comes from crates.io. What was compiled
//! before a break is kept by the compilers' own caches, so a second try goes on where the first
//! ended; the finished file is moved into place whole. Each build has a log, named when it fails.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Cache, Tool, HERMES, WASMD};
use crate::error::{Error, InFile, Result};
use crate::process::{open_log, tail};
use crate::show::{Show, Step};

const MODULE: &str = "github.com/CosmWasm/wasmd";
/// The compiler that this release of wasmd is made for; newer ones break one of its libraries.
const GO: &str = "go1.24.11";
const POLL: Duration = Duration::from_millis(200);

const GO_INSTALL: &str = "Go 1.21 or newer from https://go.dev/dl (it fetches 1.24.11 by itself)";
const GCC_INSTALL: &str = "a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev)";
const CARGO_INSTALL: &str = "Rust from https://rustup.rs";

/// Builds `wasmd` for the prefixes; with none it does nothing.
pub fn wasmd(cache: &Cache, tools: &[Tool], path: Option<&OsStr>, show: &Show) -> Result<()> {
    if tools.is_empty() {
        return Ok(());
    }
    let name = format!("wasmd {WASMD}");
    need(&name, path, &[("go", GO_INSTALL), ("gcc", GCC_INSTALL)])?;
    let build = Build::new(cache, &format!("wasmd-{WASMD}"), &name)?;
    let mut step = build.begin(show, "about 7 minutes on 2 cores, once");
    let source = go_source(&build, &mut step)?;
    let library = copy_library(cache, &build, &source, &mut step)?;
    for tool in tools {
        let Tool::Wasmd(prefix) = tool else { continue };
        let part = build.folder.join(tool.file());
        build.run(&mut link(&source, &library, prefix, &part), &mut step)?;
        place(&part, &cache.tool(tool))?;
    }
    step.done();
    std::fs::remove_dir_all(&build.folder).at(&build.folder)
}

/// Builds Hermes.
pub fn hermes(cache: &Cache, path: Option<&OsStr>, show: &Show) -> Result<()> {
    let name = format!("Hermes {HERMES}");
    need(
        &name,
        path,
        &[("cargo", CARGO_INSTALL), ("gcc", GCC_INSTALL)],
    )?;
    let build = Build::new(cache, &format!("hermes-{HERMES}"), &name)?;
    let mut step = build.begin(show, "about 10 minutes on 2 cores, once");
    let root = build.folder.join("root");
    let mut command = Command::new("cargo");
    command
        .args([
            "install",
            "ibc-relayer-cli",
            "--version",
            HERMES,
            "--locked",
        ])
        .args(["--bin", "hermes", "--force", "--root"])
        .arg(&root)
        .arg("--target-dir")
        .arg(build.folder.join("target"))
        .current_dir(&build.folder);
    // What is set for building this project is not meant for the relayer.
    for name in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "RUSTUP_TOOLCHAIN",
    ] {
        command.env_remove(name);
    }
    build.run(&mut command, &mut step)?;
    place(&root.join("bin/hermes"), &cache.tool(&Tool::Hermes))?;
    step.done();
    std::fs::remove_dir_all(&build.folder).at(&build.folder)
}

/// Refuses to begin without the programs that a build needs.
fn need(tool: &str, path: Option<&OsStr>, programs: &[(&str, &str)]) -> Result<()> {
    let folders: Vec<_> = path
        .map(std::env::split_paths)
        .into_iter()
        .flatten()
        .collect();
    for (program, install) in programs {
        if !folders.iter().any(|folder| folder.join(program).is_file()) {
            return Err(Error::MissingCompiler {
                program: (*program).into(),
                tool: tool.into(),
                install: (*install).into(),
            });
        }
    }
    Ok(())
}

/// One build with its folder and log.
struct Build {
    name: String,
    folder: PathBuf,
    log: PathBuf,
}

impl Build {
    fn new(cache: &Cache, file: &str, name: &str) -> Result<Self> {
        let folder = cache.path().join("build").join(file);
        std::fs::create_dir_all(&folder).at(&folder)?;
        let log = cache.log(file);
        drop(open_log(&log)?);
        Ok(Self {
            name: name.into(),
            folder,
            log,
        })
    }

    fn begin(&self, show: &Show, how_long: &str) -> Step {
        let log = self.log.display();
        show.say(&format!(
            "{} is not here yet: {how_long}; log {log}",
            self.name
        ));
        show.step(&format!("building {}", self.name))
    }

    /// Runs one command of the build, its output in the log.
    fn run(&self, command: &mut Command, step: &mut Step) -> Result<()> {
        let out = open_log(&self.log)?;
        let errors = out.try_clone().at(&self.log)?;
        self.wait(command.stdout(out).stderr(errors), step)
    }

    /// The same for a command whose output is an answer.
    fn ask(&self, command: &mut Command, step: &mut Step) -> Result<String> {
        let path = self.folder.join("answer");
        let out = File::create(&path).at(&path)?;
        let errors = open_log(&self.log)?;
        self.wait(command.stdout(out).stderr(errors), step)?;
        let text = std::fs::read_to_string(&path).at(&path)?;
        Ok(text.trim().to_owned())
    }

    fn wait(&self, command: &mut Command, step: &mut Step) -> Result<()> {
        let failed = |last: String| Error::BuildFailed {
            tool: self.name.clone(),
            last,
            log: self.log.clone(),
        };
        let child = command.stdin(Stdio::null()).spawn();
        let mut child = child.map_err(|e| failed(format!("{command:?}: {e}")))?;
        loop {
            step.follow(&self.log);
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(None) => std::thread::sleep(POLL),
                Ok(Some(status)) => {
                    let last = tail(&self.log, 3).join(" | ");
                    return Err(failed(format!("{last} ({status})")));
                }
                Err(error) => return Err(failed(error.to_string())),
            }
        }
    }
}

fn go(folder: &Path) -> Command {
    let mut go = Command::new("go");
    go.current_dir(folder)
        .env("GOTOOLCHAIN", GO)
        .env("CGO_ENABLED", "1");
    go.env("GOFLAGS", "-buildvcs=false")
        .env_remove("GOOS")
        .env_remove("GOARCH");
    go
}

/// The module's own source, writable: fetched through the proxy, which checks its hash.
fn go_source(build: &Build, step: &mut Step) -> Result<PathBuf> {
    let source = build.folder.join("src");
    if source.exists() {
        return Ok(source);
    }
    let asking = build.folder.join("mod");
    std::fs::create_dir_all(&asking).at(&asking)?;
    let file = asking.join("go.mod");
    std::fs::write(&file, "module seawall/tools\n\ngo 1.24\n").at(&file)?;
    let module = format!("{MODULE}@v{WASMD}");
    let answer = build.ask(
        go(&asking).args(["mod", "download", "-json", &module]),
        step,
    )?;
    let answer: serde_json::Value = serde_json::from_str(&answer)
        .map_err(|e| Error::Unexpected(format!("`go mod download` said {answer:?}: {e}")))?;
    let dir = answer
        .get("Dir")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    let part = build.folder.join("src.part");
    std::fs::remove_dir_all(&part).ok();
    let mut copy = Command::new("cp");
    build.run(copy.args(["-r", dir]).arg(&part), step)?;
    build.run(Command::new("chmod").args(["-R", "u+w"]).arg(&part), step)?;
    std::fs::rename(&part, &source).at(&source)?;
    Ok(source)
}

/// Puts the machine-code library that `wasmd` loads beside it; says the folder, seen from `bin`.
fn copy_library(cache: &Cache, build: &Build, source: &Path, step: &mut Step) -> Result<String> {
    let ask = [
        "list",
        "-m",
        "-f",
        "{{.Dir}}",
        "github.com/CosmWasm/wasmvm/v3",
    ];
    // The module must be there before its folder has a name.
    build.run(
        go(source).args(["mod", "download", "github.com/CosmWasm/wasmvm/v3"]),
        step,
    )?;
    let dir = build.ask(go(source).args(ask), step)?;
    let name = format!("libwasmvm.{}.so", std::env::consts::ARCH);
    let below = format!("lib/wasmd-{WASMD}");
    let folder = cache.path().join(&below);
    std::fs::create_dir_all(&folder).at(&folder)?;
    let from = Path::new(&dir).join("internal/api").join(&name);
    let part = folder.join("part");
    std::fs::copy(&from, &part).at(&from)?;
    place(&part, &folder.join(&name))?;
    Ok(below)
}

fn link(source: &Path, library: &str, prefix: &str, out: &Path) -> Command {
    let sdk = "github.com/cosmos/cosmos-sdk/version";
    let flags = format!(
        "-s -w -checklinkname=0 -X {sdk}.Name=wasm -X {sdk}.AppName=wasmd -X {sdk}.Version={WASMD} \
         -X {MODULE}/app.Bech32Prefix={prefix} -extldflags '-Wl,-rpath,$ORIGIN/../{library}'"
    );
    let mut command = go(source);
    command.args([
        "build",
        // Names what is being compiled, for the progress line.
        "-v",
        "-mod=readonly",
        "-trimpath",
        "-tags",
        "netgo",
        "-ldflags",
        &flags,
    ]);
    command.arg("-o").arg(out).arg("./cmd/wasmd");
    command
}

/// Moves a finished file to where it is looked for, whole.
fn place(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).at(folder)?;
    }
    std::fs::rename(from, to).at(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_compiler_is_named_with_what_to_install() {
        let folder = std::env::temp_dir().join(format!("seawall-build-{}", std::process::id()));
        let cache = Cache::new(&folder);
        let empty = folder.join("empty");
        std::fs::create_dir_all(&empty).unwrap();
        let path = Some(empty.as_os_str());
        let error = wasmd(&cache, &[Tool::Wasmd("sea")], path, &Show::quiet()).unwrap_err();
        let expected = "go is missing, which is needed to build wasmd 0.61.14; install Go 1.21";
        assert!(error.to_string().starts_with(expected), "{error}");
        // With Go, but without a C compiler.
        std::fs::write(empty.join("go"), "").unwrap();
        let error = wasmd(&cache, &[Tool::Wasmd("sea")], path, &Show::quiet()).unwrap_err();
        assert!(error.to_string().starts_with("gcc is missing"), "{error}");
        let error = hermes(&cache, path, &Show::quiet()).unwrap_err();
        let expected = "cargo is missing, which is needed to build Hermes 1.10.5; install Rust";
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(!folder.join("build").exists(), "nothing was begun");
    }
}
