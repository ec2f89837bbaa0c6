//! The messages that Seawall's tools send, and the address that `instantiate2` will give.

use std::io::Write;

use cosmrs::proto::cosmos::base::v1beta1::Coin;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use cosmrs::{AccountId, Any};
use prost::{Message, Name};
use serde::Serialize;

use crate::error::{ClientError, ClientResult};

/// Who may instantiate a code besides whoever the chain allows by default.
pub use wasm::AccessConfig;

/// Stores code, compressed on its way: it pays for bytes, and nodes limit requests.
///
/// # Errors
/// [`ClientError::Build`].
pub fn store_code(sender: &str, code: &[u8]) -> ClientResult<Any> {
    Ok(any(&wasm::MsgStoreCode {
        sender: sender.into(),
        wasm_byte_code: compress(code)?,
        instantiate_permission: None,
    }))
}

/// The code as it travels: gzip, the same bytes every time.
///
/// # Errors
/// [`ClientError::Build`].
pub fn compress(code: &[u8]) -> ClientResult<Vec<u8>> {
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    let all = gzip.write_all(code).and_then(|()| gzip.finish());
    all.map_err(|e| ClientError::build("compressed code", e))
}

/// Instantiates at the address that [`instantiate2_address`] tells beforehand.
///
/// # Errors
/// [`ClientError::Build`].
pub fn instantiate2<M: Serialize>(
    sender: &str,
    admin: Option<&str>,
    code_id: u64,
    label: &str,
    salt: &[u8],
    msg: &M,
) -> ClientResult<Any> {
    Ok(any(&wasm::MsgInstantiateContract2 {
        sender: sender.into(),
        admin: admin.unwrap_or_default().into(),
        code_id,
        label: label.into(),
        msg: json(msg)?,
        funds: vec![],
        salt: salt.to_vec(),
        fix_msg: false,
    }))
}

/// Executes a contract; coins as (base units, denom).
///
/// # Errors
/// [`ClientError::Build`].
pub fn execute<M: Serialize>(
    sender: &str,
    contract: &str,
    msg: &M,
    funds: &[(u128, &str)],
) -> ClientResult<Any> {
    let coin = |(amount, denom): &(u128, &str)| Coin {
        denom: (*denom).into(),
        amount: amount.to_string(),
    };
    Ok(any(&wasm::MsgExecuteContract {
        sender: sender.into(),
        contract: contract.into(),
        msg: json(msg)?,
        funds: funds.iter().map(coin).collect(),
    }))
}

/// Moves a contract to other code.
///
/// # Errors
/// [`ClientError::Build`].
pub fn migrate<M: Serialize>(
    sender: &str,
    contract: &str,
    code_id: u64,
    msg: &M,
) -> ClientResult<Any> {
    Ok(any(&wasm::MsgMigrateContract {
        sender: sender.into(),
        contract: contract.into(),
        code_id,
        msg: json(msg)?,
    }))
}

/// Gives the right to migrate a contract to somebody else, or to nobody for good.
pub fn set_admin(sender: &str, contract: &str, admin: Option<&str>) -> Any {
    match admin {
        Some(admin) => any(&wasm::MsgUpdateAdmin {
            sender: sender.into(),
            new_admin: admin.into(),
            contract: contract.into(),
        }),
        None => any(&wasm::MsgClearAdmin {
            sender: sender.into(),
            contract: contract.into(),
        }),
    }
}

/// Sends a coin (base units, denom) to somebody on the same chain.
pub fn send_coin(from: &str, to: &str, (amount, denom): (u128, &str)) -> Any {
    any(&cosmrs::proto::cosmos::bank::v1beta1::MsgSend {
        from_address: from.into(),
        to_address: to.into(),
        amount: vec![Coin {
            denom: denom.into(),
            amount: amount.to_string(),
        }],
    })
}

/// Sends a coin (base units, denom) over an ICS-20 channel; it may be underway until `timeout`,
/// seconds of the other chain's time.
///
/// # Errors
/// [`ClientError::Build`].
pub fn transfer(
    sender: &str,
    receiver: &str,
    channel: &str,
    (amount, denom): (u128, &str),
    timeout: u64,
) -> ClientResult<Any> {
    let nanos = timeout.checked_mul(1_000_000_000);
    let nanos = nanos.ok_or_else(|| ClientError::build("timeout", "it does not fit"))?;
    let message = ibc_proto::ibc::applications::transfer::v1::MsgTransfer {
        source_port: "transfer".into(),
        source_channel: channel.into(),
        token: Some(ibc_proto::cosmos::base::v1beta1::Coin {
            denom: denom.into(),
            amount: amount.to_string(),
        }),
        sender: sender.into(),
        receiver: receiver.into(),
        timeout_height: None,
        timeout_timestamp: nanos,
        memo: String::new(),
    };
    Ok(Any {
        type_url: "/ibc.applications.transfer.v1.MsgTransfer".into(),
        value: message.encode_to_vec(),
    })
}

/// The address of a contract instantiated with this code, creator and salt (without the message).
/// As wasmd's `BuildContractAddressPredictable`.
///
/// # Errors
/// [`ClientError::Build`] for a hash that is not 32 bytes in hexadecimal, an address that is none, a
/// salt that is empty or longer than 64 bytes.
pub fn instantiate2_address(hash: &str, creator: &str, salt: &[u8]) -> ClientResult<String> {
    let what = "address of a contract to be";
    let creator: AccountId = creator.parse().map_err(|e| ClientError::build(what, e))?;
    let canonical = creator.to_bytes().into();
    let hash = cosmwasm_std::HexBinary::from_hex(hash).map_err(|e| ClientError::build(what, e))?;
    let address = cosmwasm_std::instantiate2_address(&hash, &canonical, salt)
        .map_err(|e| ClientError::build(what, e))?;
    let address = AccountId::new(creator.prefix(), &address);
    Ok(address
        .map_err(|e| ClientError::build(what, e))?
        .to_string())
}

/// The bytes of an address and its prefix.
///
/// # Errors
/// [`ClientError::Build`] for text that is no address.
pub fn address_parts(address: &str) -> ClientResult<(String, Vec<u8>)> {
    let id: AccountId = address
        .parse()
        .map_err(|e| ClientError::build(format!("address {address:?}"), e))?;
    Ok((id.prefix().into(), id.to_bytes()))
}

/// The address of a module account, e.g. `gov`, which signs what governance decides.
///
/// # Errors
/// [`ClientError::Build`] for an impossible prefix.
pub fn module_address(prefix: &str, module: &str) -> ClientResult<String> {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(module.as_bytes());
    let bytes = hash.get(..20).unwrap_or_default();
    let address = AccountId::new(prefix, bytes);
    Ok(address
        .map_err(|e| ClientError::build("module address", e))?
        .to_string())
}

/// A message that is always allowed and changes nothing: one base unit to oneself.
pub(crate) fn nothing(sender: &str, denom: &str) -> Any {
    any(&cosmrs::proto::cosmos::bank::v1beta1::MsgSend {
        from_address: sender.into(),
        to_address: sender.into(),
        amount: vec![Coin {
            denom: denom.into(),
            amount: "1".into(),
        }],
    })
}

fn json<M: Serialize>(msg: &M) -> ClientResult<Vec<u8>> {
    serde_json::to_vec(msg).map_err(|e| ClientError::build("message", e))
}

fn any<M: Name>(msg: &M) -> Any {
    Any {
        type_url: M::type_url(),
        value: msg.encode_to_vec(),
    }
}
