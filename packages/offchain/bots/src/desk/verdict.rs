//! What an error of a transaction means for what comes next: by its kind and code, never by its
//! words.

use seawall_chain_client::ClientError;

/// What to do after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This step cannot be done now; others can. It rests.
    Step,
    /// Nobody answered, or the pool is full: the same again later.
    Later,
    /// The account cannot send: no coins, no key, wrong settings. Somebody has to look.
    Account,
}

const SDK: &str = "sdk";
const INSUFFICIENT_FUNDS: u32 = 5;
const INSUFFICIENT_FEE: u32 = 13;
const POOL_IS_FULL: u32 = 20;
const WRONG_SEQUENCE: u32 = 32;

/// The meaning of an error.
pub fn verdict(error: &ClientError) -> Verdict {
    match error {
        ClientError::Simulation { .. }
        | ClientError::TooMuchGas { .. }
        | ClientError::TxFailed { .. } => Verdict::Step,
        ClientError::NotAccepted {
            codespace, code, ..
        } if codespace == SDK => match *code {
            INSUFFICIENT_FUNDS | INSUFFICIENT_FEE => Verdict::Account,
            POOL_IS_FULL | WRONG_SEQUENCE => Verdict::Later,
            _ => Verdict::Step,
        },
        ClientError::NotAccepted { .. } => Verdict::Step,
        ClientError::NoEndpoint { .. }
        | ClientError::NotIncluded { .. }
        | ClientError::Refused { .. }
        | ClientError::Query { .. }
        | ClientError::Unreadable { .. } => Verdict::Later,
        ClientError::NoAccount { .. }
        | ClientError::Key { .. }
        | ClientError::Config { .. }
        | ClientError::WrongChain { .. }
        | ClientError::Build { .. } => Verdict::Account,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_meaning() {
        let table = [
            ("sdk", 5, Verdict::Account),
            ("sdk", 13, Verdict::Account),
            ("sdk", 20, Verdict::Later),
            ("sdk", 32, Verdict::Later),
            ("sdk", 11, Verdict::Step),
            ("wasm", 5, Verdict::Step),
        ];
        for (codespace, code, expected) in table {
            let error = ClientError::NotAccepted {
                chain: "hub-1".into(),
                hash: "AB".into(),
                codespace: codespace.into(),
                code,
                log: "account sequence mismatch, insufficient funds".into(),
            };
            assert_eq!(verdict(&error), expected, "{codespace} {code}");
        }
        let simulation = ClientError::Simulation {
            chain: "hub-1".into(),
            log: String::new(),
        };
        assert_eq!(verdict(&simulation), Verdict::Step);
        let nobody = ClientError::NoEndpoint {
            chain: "hub-1".into(),
            request: "status".into(),
            tried: vec![],
        };
        assert_eq!(verdict(&nobody), Verdict::Later);
    }
}
