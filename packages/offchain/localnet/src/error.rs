//! What can go wrong, said so that a person knows what to do next.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a localnet cannot do what was asked.
#[derive(Error, Debug)]
pub enum Error {
    /// An argument that cannot be used.
    #[error("{0}")]
    BadInput(String),
    /// A port that something else listens on.
    #[error(
        "port {port} ({purpose}) is busy; end what listens there (`ss -ltnp 'sport = :{port}'` \
         names it) or choose other ports with --port-base"
    )]
    PortBusy {
        /// The port.
        port: u16,
        /// What it is needed for.
        purpose: String,
    },
    /// A program that is needed to build a tool.
    #[error("{program} is missing, which is needed to build {tool}; install {install}")]
    MissingCompiler {
        /// The program that was not found on the PATH.
        program: String,
        /// What was to be built.
        tool: String,
        /// What to install.
        install: String,
    },
    /// A build that ended badly.
    #[error("building {tool} failed: {last}; the whole log is {}", log.display())]
    BuildFailed {
        /// What was to be built.
        tool: String,
        /// The last lines of the log.
        last: String,
        /// The log.
        log: PathBuf,
    },
    /// A process that ended by itself.
    #[error("{name} is dead: {last}; the whole log is {}", log.display())]
    Dead {
        /// Which process.
        name: String,
        /// The last lines of its log.
        last: String,
        /// Its log.
        log: PathBuf,
    },
    /// A process that lives but does not get ready.
    #[error("{name} was not ready within {secs} s: {why}; its log is {}", log.display())]
    NotReady {
        /// Which process.
        name: String,
        /// How long it was waited for, seconds.
        secs: u64,
        /// What was seen last.
        why: String,
        /// Its log.
        log: PathBuf,
    },
    /// A command of another program that failed.
    #[error("`{command}` failed: {why}")]
    Command {
        /// The command line.
        command: String,
        /// What it said.
        why: String,
    },
    /// There is no localnet.
    #[error("there is no localnet in {}; `seawall localnet up` makes one", .0.display())]
    Absent(PathBuf),
    /// A state file that cannot be used.
    #[error(
        "the state file {} cannot be used ({why}); `seawall localnet up --fresh` starts anew",
        path.display()
    )]
    BadState {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// Somebody else is at work in the same folder.
    #[error("process {pid} is at work in {}; wait for it or end it", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who holds it.
        pid: u32,
    },
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A node that answers wrongly or not at all.
    #[error("{url}: {why}")]
    Rpc {
        /// The endpoint.
        url: String,
        /// What was wrong.
        why: String,
    },
    /// An answer or a file that is not what it should be.
    #[error("{0}")]
    Unexpected(String),
}

impl Error {
    /// Whether the user's input is to blame: such commands end with exit code 2.
    pub const fn is_input(&self) -> bool {
        matches!(self, Self::BadInput(_) | Self::Absent(_))
    }
}

/// Names the file in an error of the file system.
pub trait InFile<T> {
    /// Says which file it was.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> InFile<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| Error::File {
            path: path.to_path_buf(),
            source,
        })
    }
}
