//! What a chain's refusal says about the account's sequence.

use crate::error::ClientError;

/// The SDK's code for a wrong sequence.
const WRONG_SEQUENCE: u32 = 32;

pub(super) fn is_wrong_sequence(error: &ClientError) -> bool {
    match error {
        ClientError::NotAccepted {
            code, codespace, ..
        } => *code == WRONG_SEQUENCE && codespace == "sdk",
        ClientError::Simulation { log, .. } => log.contains("account sequence mismatch"),
        _ => false,
    }
}

/// The sequence that the chain says it expects.
pub(super) fn expected_sequence(error: &ClientError) -> Option<u64> {
    let log = match error {
        ClientError::NotAccepted { log, .. } | ClientError::Simulation { log, .. } => log,
        _ => return None,
    };
    let rest = log.split_once("account sequence mismatch, expected ")?.1;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_expected_sequence_is_read_from_the_chains_words() {
        let log = "account sequence mismatch, expected 41, got 40: incorrect account sequence";
        let error = ClientError::Simulation {
            chain: "hub-1".into(),
            log: log.into(),
        };
        assert_eq!(expected_sequence(&error), Some(41));
        assert!(is_wrong_sequence(&error));
        let other = ClientError::Simulation {
            chain: "hub-1".into(),
            log: "out of gas".into(),
        };
        assert_eq!(expected_sequence(&other), None);
        assert!(!is_wrong_sequence(&other));
    }
}
