//! What can be wrong with a price file, said so that it can be put right.

use thiserror::Error;

/// Why prices cannot be used. Every message names the file, and the line and field where it can.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum PriceError {
    /// The file could not be opened or is no text.
    #[error("{file}: cannot be read ({why}); give a text file of comma-separated prices")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        why: String,
    },
    /// There is no price in it.
    #[error(
        "{file}: there are no prices in it; right would be lines of \
         `unix_seconds,open,high,low,close,volume`"
    )]
    Empty {
        /// The file.
        file: String,
    },
    /// One line does not fit.
    #[error("{file}, line {line}: {why}; {right}")]
    Line {
        /// The file.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// What is wrong.
        why: String,
        /// What would be right.
        right: String,
    },
    /// One field of one line does not fit.
    #[error("{file}, line {line}, field `{field}`: {why}; {right}")]
    Field {
        /// The file.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// The field's name.
        field: &'static str,
        /// What is wrong.
        why: String,
        /// What would be right.
        right: String,
    },
    /// The files have no time in common.
    #[error(
        "the price files have no time in common: {windows}; \
         right would be files that overlap by at least one block of {block_seconds} s"
    )]
    NoCommonTime {
        /// Every file with its window.
        windows: String,
        /// How long a block is.
        block_seconds: u64,
    },
    /// The same asset comes from two files.
    #[error(
        "asset `{asset}` is given by both {first} and {second}; \
         right would be one file for each asset"
    )]
    TwiceTheSame {
        /// The asset.
        asset: String,
        /// One file.
        first: String,
        /// The other.
        second: String,
    },
    /// An asset was asked for that no file gives.
    #[error("asset `{asset}` is unknown; right would be one of the price files' assets: {known}")]
    UnknownAsset {
        /// What was asked for.
        asset: String,
        /// What there is.
        known: String,
    },
    /// No price file at all.
    #[error("no price file given; right would be at least one `--prices FILE`")]
    NoFiles,
}
