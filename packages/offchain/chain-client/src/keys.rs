//! Keys: from an encrypted file or an environment variable, never from the command line.
//!
//! What must always hold: no phrase, passphrase or key is printed, logged or part of an error; a
//! file without encryption is refused. Files are in the age format, so `age -p` and `age -d` make
//! and read them too.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use cosmrs::bip32::DerivationPath;
use cosmrs::crypto::secp256k1::SigningKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::{ClientError, ClientResult};

/// A key phrase is no longer than this.
const PHRASE_BYTES_MAX: u64 = 4_096;

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum KeySource {
    /// An age file encrypted with a passphrase.
    File {
        /// Its path.
        file: PathBuf,
        /// The environment variable that holds the passphrase.
        passphrase_env: String,
    },
    /// An environment variable that holds the phrase (or the key in hexadecimal).
    Env {
        /// Its name.
        env: String,
    },
}

impl KeySource {
    /// The file or variable, for messages.
    pub fn name(&self) -> String {
        match self {
            Self::File { file, .. } => file.display().to_string(),
            Self::Env { env } => format!("${env}"),
        }
    }

    /// Reads the key. A phrase is derived along `m/44'/coin_type'/0'/0/0`.
    ///
    /// # Errors
    /// [`ClientError::Key`] names file or variable, and never says what is in it.
    pub fn signing_key(&self, coin_type: u32) -> ClientResult<SigningKey> {
        let secret = match self {
            Self::Env { env } => variable(env)?,
            Self::File {
                file,
                passphrase_env,
            } => decrypt(file, &variable(passphrase_env)?)?,
        };
        let key = parse(secret.trim(), coin_type);
        key.map_err(|reason| self.error(reason))
    }

    fn error(&self, reason: impl Into<String>) -> ClientError {
        ClientError::Key {
            from: self.name(),
            reason: reason.into(),
        }
    }
}

fn variable(name: &str) -> ClientResult<Zeroizing<String>> {
    std::env::var(name)
        .map(Zeroizing::new)
        .map_err(|_| ClientError::Key {
            from: format!("${name}"),
            reason: "the environment variable is not set".into(),
        })
}

/// The key of a phrase (or key in hexadecimal) that is at hand.
pub(crate) fn of_phrase(phrase: &str, coin_type: u32) -> ClientResult<SigningKey> {
    parse(phrase.trim(), coin_type).map_err(|reason| ClientError::Key {
        from: "the phrase that was given".into(),
        reason,
    })
}

fn parse(secret: &str, coin_type: u32) -> Result<SigningKey, String> {
    if secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit()) {
        let bytes = cosmwasm_std::HexBinary::from_hex(secret).map_err(|_| "not hexadecimal")?;
        let bytes = Zeroizing::new(Vec::from(bytes));
        return SigningKey::from_slice(&bytes).map_err(|_| "not a secp256k1 key".into());
    }
    let phrase = bip39::Mnemonic::parse_normalized(secret)
        .map_err(|_| "neither a BIP-39 phrase nor a key in hexadecimal")?;
    let seed = Zeroizing::new(phrase.to_seed_normalized(""));
    let path: DerivationPath = format!("m/44'/{coin_type}'/0'/0/0")
        .parse()
        .map_err(|_| format!("no such coin type: {coin_type}"))?;
    SigningKey::derive_from_path(seed.as_slice(), &path).map_err(|_| "derivation failed".into())
}

fn decrypt(file: &Path, passphrase: &str) -> ClientResult<Zeroizing<String>> {
    let error = |reason: &str| ClientError::Key {
        from: file.display().to_string(),
        reason: reason.into(),
    };
    let bytes = std::fs::read(file).map_err(|e| error(&e.to_string()))?;
    let reader = age::armor::ArmoredReader::new(bytes.as_slice());
    let decryptor = age::Decryptor::new(reader)
        .map_err(|_| error("not an encrypted age file; a phrase in plain text is refused"))?;
    let identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_string()));
    let mut plain = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|_| error("wrong passphrase, or not encrypted with one"))?
        .take(PHRASE_BYTES_MAX);
    let mut phrase = Zeroizing::new(String::new());
    let read = plain.read_to_string(&mut phrase);
    read.map_err(|_| error("what was decrypted is not text"))?;
    Ok(phrase)
}

/// Writes a phrase into a new encrypted file that only its owner may read.
///
/// # Errors
/// [`ClientError::Key`]: the file exists, cannot be written, or the phrase is none.
pub fn encrypt_phrase(file: &Path, phrase: &str, passphrase: &str) -> ClientResult<()> {
    let error = |reason: String| ClientError::Key {
        from: file.display().to_string(),
        reason,
    };
    parse(phrase.trim(), 118).map_err(&error)?;
    let encryptor =
        age::Encryptor::with_user_passphrase(SecretString::from(passphrase.to_string()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let target = options.open(file).map_err(|e| error(e.to_string()))?;
    let written = (|| {
        let format = age::armor::Format::AsciiArmor;
        let armored = age::armor::ArmoredWriter::wrap_output(target, format)?;
        let mut writer = encryptor.wrap_output(armored)?;
        writer.write_all(phrase.trim().as_bytes())?;
        writer
            .finish()
            .and_then(|armored| armored.finish())
            .map(drop)
    })();
    written.map_err(|e: std::io::Error| error(e.to_string()))
}

/// A new phrase of 24 words from the system's randomness.
///
/// # Errors
/// [`ClientError::Key`] when there is none.
pub fn generate_phrase() -> ClientResult<Zeroizing<String>> {
    let mut entropy = Zeroizing::new([0u8; 32]);
    let random = std::fs::File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut *entropy));
    let error = |reason: String| ClientError::Key {
        from: "the system's randomness".into(),
        reason,
    };
    random.map_err(|e| error(e.to_string()))?;
    let phrase = bip39::Mnemonic::from_entropy(&*entropy).map_err(|e| error(e.to_string()))?;
    Ok(Zeroizing::new(phrase.to_string()))
}
