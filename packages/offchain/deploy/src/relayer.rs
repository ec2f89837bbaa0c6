//! Opening contract channels: by a relayer's command, or by hand.

use std::path::PathBuf;
use std::process::Command;
use std::str::FromStr;

use crate::error::{DeployError, DeployResult};

/// A channel that is to be opened; the outpost's end begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRequest {
    /// The outpost's chain id.
    pub a_chain: String,
    /// The connection at that end.
    pub a_connection: String,
    /// The outpost's port.
    pub a_port: String,
    /// The hub's chain id.
    pub b_chain: String,
    /// The coordinator's port.
    pub b_port: String,
    /// The connection at that end.
    pub b_connection: String,
    /// The channel's version.
    pub version: String,
    /// When only the last step is missing: the channel at the outpost, and at the hub.
    pub unconfirmed: Option<(String, String)>,
}

impl ChannelRequest {
    /// The arguments of Hermes that open it.
    pub fn arguments(&self) -> Vec<String> {
        if let Some((outpost, hub)) = &self.unconfirmed {
            return words(
                ["tx", "chan-open-confirm"],
                &[
                    ("--dst-chain", &self.b_chain),
                    ("--src-chain", &self.a_chain),
                    ("--dst-connection", &self.b_connection),
                    ("--dst-port", &self.b_port),
                    ("--src-port", &self.a_port),
                    ("--dst-channel", hub),
                    ("--src-channel", outpost),
                ],
            );
        }
        words(
            ["create", "channel"],
            &[
                ("--a-chain", &self.a_chain),
                ("--a-connection", &self.a_connection),
                ("--a-port", &self.a_port),
                ("--b-port", &self.b_port),
                ("--channel-version", &self.version),
                ("--order", "unordered"),
            ],
        )
    }
}

fn words(command: [&str; 2], options: &[(&str, &str)]) -> Vec<String> {
    let options = options.iter().flat_map(|(flag, value)| [*flag, *value]);
    command
        .into_iter()
        .chain(options)
        .map(ToString::to_string)
        .collect()
}

/// Opens channels.
pub trait Relayer {
    /// Opens one, all four steps of it.
    ///
    /// # Errors
    /// [`DeployError::Relayer`] with the command.
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()>;
    /// The command that somebody may run instead.
    fn command(&self, request: &ChannelRequest) -> String;
}

/// Hermes as a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hermes {
    /// The program.
    pub program: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
}

impl FromStr for Hermes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<_> = text.splitn(3, ':').collect();
        match parts.as_slice() {
            ["hermes", program, config] => Ok(Self {
                program: program.into(),
                config: config.into(),
            }),
            _ => Err(format!("{text:?}: right would be hermes:PROGRAM:CONFIG")),
        }
    }
}

impl Relayer for Hermes {
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()> {
        let mut command = Command::new(&self.program);
        command
            .arg("--config")
            .arg(&self.config)
            .args(request.arguments());
        let failed = |reason: String| DeployError::Relayer {
            reason,
            command: self.command(request),
        };
        let output = command.output().map_err(|e| failed(e.to_string()))?;
        if output.status.success() {
            return Ok(());
        }
        let (out, err) = (&output.stdout, &output.stderr);
        let text = [String::from_utf8_lossy(out), String::from_utf8_lossy(err)].concat();
        let lines: Vec<&str> = text.lines().filter(|line| line.contains("ERROR")).collect();
        let last = lines.last().copied().or_else(|| text.lines().last());
        Err(failed(last.unwrap_or("no word").trim().to_string()))
    }

    fn command(&self, request: &ChannelRequest) -> String {
        let (program, config) = (self.program.display(), self.config.display());
        format!(
            "{program} --config {config} {}",
            request.arguments().join(" ")
        )
    }
}

/// Nobody: the command is said, and somebody else runs it.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByHand;

impl Relayer for ByHand {
    fn open(&mut self, request: &ChannelRequest) -> DeployResult<()> {
        Err(DeployError::Relayer {
            reason: "none was given".into(),
            command: self.command(request),
        })
    }

    fn command(&self, request: &ChannelRequest) -> String {
        format!("hermes {}", request.arguments().join(" "))
    }
}
