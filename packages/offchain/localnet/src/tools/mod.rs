//! The programs that a localnet runs: `wasmd`, once per address prefix, and Hermes.
//!
//! Looked for in this order: on the PATH, in the cache, else built into the cache. What must always
//! hold: a program is used only after it has said its version (and `wasmd` its prefix); a file in the
//! cache's `bin` is complete, since builds move it there whole.

pub mod build;
pub mod version;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::plan::Role;
use crate::process::Lock;
use crate::show::Show;

/// The version of `wasmd` that is built; later patch releases are taken from the PATH too.
pub const WASMD: &str = "0.61.14";
/// The version of Hermes: the last one that builds from crates.io alone.
pub const HERMES: &str = "1.10.5";

/// The folder that what is slow to build is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache(PathBuf);

impl Cache {
    /// `$SEAWALL_CACHE`, else `$XDG_CACHE_HOME/seawall`, else `~/.cache/seawall`.
    pub fn from_env() -> Result<Self> {
        let get = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Self::from(get("SEAWALL_CACHE"), get("XDG_CACHE_HOME"), get("HOME"))
    }

    fn from<S: AsRef<OsStr>>(own: Option<S>, xdg: Option<S>, home: Option<S>) -> Result<Self> {
        let path = |s: S| PathBuf::from(s.as_ref());
        let place = own
            .map(path)
            .or_else(|| home_of(xdg, "seawall"))
            .or_else(|| home_of(home, ".cache/seawall"));
        place.map(Self).ok_or_else(|| {
            Error::BadInput("neither SEAWALL_CACHE nor HOME is set: nowhere to keep tools".into())
        })
    }

    /// At a path.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where the localnet is when no other place is named.
    pub fn localnet(&self) -> PathBuf {
        self.0.join("localnet")
    }

    /// Where a tool is kept.
    pub fn tool(&self, tool: &Tool) -> PathBuf {
        self.0.join("bin").join(tool.file())
    }

    /// The log of a build.
    pub fn log(&self, what: &str) -> PathBuf {
        self.0.join("logs").join(format!("build-{what}.log"))
    }
}

fn home_of<S: AsRef<OsStr>>(base: Option<S>, below: &str) -> Option<PathBuf> {
    base.map(|base| Path::new(base.as_ref()).join(below))
}

/// One program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// `wasmd` with this address prefix.
    Wasmd(&'static str),
    /// The relayer.
    Hermes,
}

impl Tool {
    /// Its file in the cache.
    pub fn file(&self) -> String {
        match self {
            Self::Wasmd(prefix) => format!("wasmd-{WASMD}-{prefix}"),
            Self::Hermes => format!("hermes-{HERMES}"),
        }
    }

    /// The names it may have on the PATH, the most exact first.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Wasmd(prefix) => vec![self.file(), format!("wasmd-{prefix}"), "wasmd".into()],
            Self::Hermes => vec![self.file(), "hermes".into()],
        }
    }

    /// Whether the program at a path is this tool in a usable version; it is run to find out.
    pub fn is_at(&self, path: &Path) -> bool {
        match self {
            Self::Wasmd(prefix) => version::is_wasmd(path, prefix),
            Self::Hermes => version::is_hermes(path),
        }
    }
}

/// The programs of a localnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    /// `wasmd` of each chain.
    pub wasmd: BTreeMap<Role, PathBuf>,
    /// Hermes.
    pub hermes: PathBuf,
}

/// Finds a tool on the search path or in the cache.
pub fn find(tool: &Tool, cache: &Cache, path: Option<&OsStr>) -> Option<PathBuf> {
    let folders = path.map(std::env::split_paths).into_iter().flatten();
    let folders: Vec<_> = folders.filter(|folder| folder.is_absolute()).collect();
    let names = tool.names();
    let on_path = names
        .iter()
        .flat_map(|name| folders.iter().map(move |f| f.join(name)));
    let kept = std::iter::once(cache.tool(tool));
    on_path
        .chain(kept)
        .find(|file| file.is_file() && tool.is_at(file))
}

/// Finds all tools, building what is missing. `show` says what takes long.
pub fn ensure(cache: &Cache, show: &Show) -> Result<Tools> {
    let path = std::env::var_os("PATH");
    let found = || found(cache, path.as_deref());
    if let Some(tools) = found() {
        return Ok(tools);
    }
    // Another command may be building the same; then it is refused here and finds it later.
    let _lock = Lock::take(&cache.path().join("build"))?;
    let missing = |tool: &Tool| find(tool, cache, path.as_deref()).is_none();
    let wasmd = Role::ALL.map(|role| Tool::Wasmd(role.spec().prefix));
    let wasmd: Vec<_> = wasmd.into_iter().filter(missing).collect();
    build::wasmd(cache, &wasmd, path.as_deref(), show)?;
    if missing(&Tool::Hermes) {
        build::hermes(cache, path.as_deref(), show)?;
    }
    found().ok_or_else(|| {
        let bin = cache.path().join("bin");
        let bin = bin.display();
        Error::Unexpected(format!(
            "what was built in {bin} does not run; remove the folder to have it built again"
        ))
    })
}

/// All tools, if none is missing. They are asked side by side: starting `wasmd` takes its time.
fn found(cache: &Cache, path: Option<&OsStr>) -> Option<Tools> {
    std::thread::scope(|scope| {
        let look = |tool: Tool| scope.spawn(move || find(&tool, cache, path));
        let wasmd = Role::ALL.map(|role| (role, look(Tool::Wasmd(role.spec().prefix))));
        let hermes = look(Tool::Hermes);
        let wasmd = wasmd
            .into_iter()
            .map(|(role, found)| Some((role, found.join().ok()??)));
        Some(Tools {
            wasmd: wasmd.collect::<Option<_>>()?,
            hermes: hermes.join().ok()??,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_the_environment_says() {
        let at = |own, xdg, home| Cache::from::<&str>(own, xdg, home).map(|c| c.0);
        let shown = |path: Result<PathBuf>| path.unwrap().display().to_string();
        assert_eq!(shown(at(Some("/own"), Some("/xdg"), Some("/home"))), "/own");
        assert_eq!(shown(at(None, Some("/xdg"), Some("/home"))), "/xdg/seawall");
        assert_eq!(shown(at(None, None, Some("/home"))), "/home/.cache/seawall");
        assert!(at(None, None, None).is_err());
    }
}
