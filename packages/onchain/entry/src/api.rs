//! What a chain offers besides storage. Signatures are not checked by any contract here; that part
//! of the interface refuses.
#![allow(unsafe_code)]

use cosmwasm_std::{
    Addr, Api, CanonicalAddr, RecoverPubkeyError, StdError, StdResult, VerificationError,
};

use crate::region::{room, take, Region};

extern "C" {
    fn addr_validate(source: u32) -> u32;
    fn addr_canonicalize(source: u32, destination: u32) -> u32;
    fn addr_humanize(source: u32, destination: u32) -> u32;
    fn debug(source: u32);
}

/// The longest address that the virtual machine reads.
const ADDRESS_BYTES_MAX: usize = 256;
/// What the virtual machine may write.
const CANONICAL_BYTES: usize = 64;
const HUMAN_BYTES: usize = 90;

/// What a chain offers besides storage.
pub struct ChainApi;

#[inline(never)]
fn done(call: &str, failure: u32) -> StdResult<()> {
    match take(failure) {
        None => Ok(()),
        Some(text) => {
            let text = String::from_utf8_lossy(&text);
            Err(StdError::msg([call, " errored: ", &text].concat()))
        }
    }
}

#[inline(never)]
fn fits(call: &str, input: &str) -> StdResult<()> {
    if input.len() > ADDRESS_BYTES_MAX {
        return Err(StdError::msg(["input too long for ", call].concat()));
    }
    Ok(())
}

impl Api for ChainApi {
    fn addr_validate(&self, input: &str) -> StdResult<Addr> {
        fits("addr_validate", input)?;
        // SAFETY: the region is there during the call.
        let failure = unsafe { addr_validate(Region::lend(input.as_bytes()).place()) };
        done("addr_validate", failure)?;
        Ok(Addr::unchecked(input))
    }

    fn addr_canonicalize(&self, input: &str) -> StdResult<CanonicalAddr> {
        fits("addr_canonicalize", input)?;
        let to = room(CANONICAL_BYTES);
        // SAFETY: both regions are there during the call.
        let failure = unsafe { addr_canonicalize(Region::lend(input.as_bytes()).place(), to) };
        done("addr_canonicalize", failure)?;
        Ok(CanonicalAddr::from(take(to).unwrap_or_default()))
    }

    fn addr_humanize(&self, canonical: &CanonicalAddr) -> StdResult<Addr> {
        let to = room(HUMAN_BYTES);
        // SAFETY: both regions are there during the call.
        let failure = unsafe { addr_humanize(Region::lend(canonical.as_slice()).place(), to) };
        done("addr_humanize", failure)?;
        let text = String::from_utf8_lossy(&take(to).unwrap_or_default()).into_owned();
        Ok(Addr::unchecked(text))
    }

    fn secp256k1_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, VerificationError> {
        Err(VerificationError::GenericErr)
    }

    fn secp256k1_recover_pubkey(
        &self,
        _: &[u8],
        _: &[u8],
        _: u8,
    ) -> Result<Vec<u8>, RecoverPubkeyError> {
        Err(RecoverPubkeyError::InvalidSignatureFormat)
    }

    fn ed25519_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<bool, VerificationError> {
        Err(VerificationError::GenericErr)
    }

    fn ed25519_batch_verify(
        &self,
        _: &[&[u8]],
        _: &[&[u8]],
        _: &[&[u8]],
    ) -> Result<bool, VerificationError> {
        Err(VerificationError::GenericErr)
    }

    fn debug(&self, message: &str) {
        // SAFETY: the region is there during the call.
        unsafe { debug(Region::lend(message.as_bytes()).place()) };
    }
}
