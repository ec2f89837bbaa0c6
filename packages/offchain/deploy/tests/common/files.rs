//! What was written for others to sign, read back as a signer's program reads it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use cosmwasm_std::Binary;
use seawall_deploy::artifacts::CONTRACTS;
use seawall_deploy::chain::Message;
use serde_json::Value;

use super::Set;

/// One file that was written.
pub struct File {
    pub path: PathBuf,
    pub chain: String,
    pub text: String,
    pub value: Value,
}

impl File {
    pub fn messages(&self) -> &Vec<Value> {
        self.value["body"]["messages"].as_array().unwrap()
    }

    /// The messages as a signer's program reads them, with who has to sign each.
    pub fn read(&self, set: &Set) -> Vec<(String, Message)> {
        let one = |m: &Value| (m["sender"].as_str().unwrap().to_string(), reread(set, m));
        self.messages().iter().map(one).collect()
    }
}

/// What is to be signed, by file; the files are in the order of their numbers.
pub fn files(set: &Set) -> Vec<File> {
    let mut all = vec![];
    let Ok(entries) = std::fs::read_dir(set.folder.0.join("state.unsigned")) else {
        return all;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        all.push(File {
            chain: name.split('-').next().unwrap().into(),
            value: serde_json::from_str(&text).unwrap(),
            path,
            text,
        });
    }
    all.sort_by_key(|file| {
        let stem = file.path.file_stem().unwrap().to_str().unwrap();
        let (head, number) = stem.rsplit_once('-').unwrap();
        (head.to_string(), number.parse::<u64>().unwrap())
    });
    all
}

pub fn text<'a>(message: &'a Value, key: &str) -> &'a str {
    message[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} in {message}"))
}

/// Every field of a message as protobuf's JSON has it: numbers of 64 bits as text, bytes in base 64,
/// contract messages as JSON. An unknown field or a missing one fails.
fn reread(set: &Set, m: &Value) -> Message {
    let keys: BTreeSet<&str> = m.as_object().unwrap().keys().map(String::as_str).collect();
    let has = |expected: &[&str]| {
        let mut expected: BTreeSet<&str> = expected.iter().copied().collect();
        expected.extend(["@type", "sender"]);
        assert_eq!(keys, expected, "{m}");
    };
    let number = |key: &str| text(m, key).parse::<u64>().unwrap();
    match text(m, "@type").strip_prefix("/cosmwasm.wasm.v1.").unwrap() {
        "MsgStoreCode" => {
            has(&["wasm_byte_code", "instantiate_permission"]);
            let packed = Binary::from_base64(text(m, "wasm_byte_code")).unwrap();
            let of = |name: &&&str| {
                let code = set.artifacts.code(name).unwrap();
                seawall_chain_client::messages::compress(&code).unwrap() == packed.as_slice()
            };
            let name = CONTRACTS.iter().find(of).expect("one of the contracts");
            let allowed = &m["instantiate_permission"];
            assert_eq!(allowed["permission"], "AnyOfAddresses");
            assert_eq!(allowed["addresses"], serde_json::json!([text(m, "sender")]));
            Message::Store {
                name: (*name).into(),
                code: set.artifacts.code(name).unwrap(),
            }
        }
        "MsgInstantiateContract2" => {
            has(&[
                "admin", "code_id", "label", "msg", "funds", "salt", "fix_msg",
            ]);
            assert_eq!(
                (&m["funds"], &m["fix_msg"]),
                (&serde_json::json!([]), &false.into())
            );
            let salt = Binary::from_base64(text(m, "salt")).unwrap();
            Message::Instantiate {
                code_id: number("code_id"),
                label: text(m, "label").into(),
                admin: Some(text(m, "admin").to_string()).filter(|a| !a.is_empty()),
                salt: String::from_utf8(salt.into()).unwrap(),
                msg: m["msg"].clone(),
            }
        }
        "MsgExecuteContract" => {
            has(&["contract", "msg", "funds"]);
            assert_eq!(m["funds"], serde_json::json!([]));
            Message::Execute {
                contract: text(m, "contract").into(),
                msg: m["msg"].clone(),
            }
        }
        "MsgMigrateContract" => {
            has(&["contract", "code_id", "msg"]);
            Message::Migrate {
                contract: text(m, "contract").into(),
                code_id: number("code_id"),
                msg: m["msg"].clone(),
            }
        }
        other => panic!("{other}"),
    }
}
