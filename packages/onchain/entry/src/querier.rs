//! Questions to other contracts.
#![allow(unsafe_code)]

use cosmwasm_schema::read;
use cosmwasm_std::{Querier, QuerierResult, SystemError, SystemResult};

use crate::region::{take, Region};

extern "C" {
    fn query_chain(request: u32) -> u32;
}

/// Questions to other contracts.
pub struct ChainQuerier;

impl Querier for ChainQuerier {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        // SAFETY: the region is there during the call.
        let answer = unsafe { query_chain(Region::lend(request).place()) };
        let answer = take(answer).unwrap_or_default();
        read(&answer).unwrap_or_else(|error| {
            SystemResult::Err(SystemError::InvalidResponse {
                error: error.to_string(),
                response: answer.into(),
            })
        })
    }
}
