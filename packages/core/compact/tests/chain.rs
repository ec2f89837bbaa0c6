//! What a chain hands over is read to the same value as by serde, and what it takes is written in the
//! same bytes. One difference: a packet without any time limit, which IBC does not have, is refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::fmt::Debug;

use cosmwasm_std::testing::{mock_env, mock_ibc_channel, mock_ibc_packet_recv};
use cosmwasm_std::*;
use cw_compact::{Read, Write};
use serde::{de::DeserializeOwned, Serialize};

/// The same value from the whole text, and the same refusal of every cut, doubled and missing part.
fn reads<T: Read + DeserializeOwned + PartialEq + Debug>(text: &str) {
    let mut texts = vec![text.to_string()];
    texts.extend((0..text.len()).filter_map(|end| text.get(..end).map(String::from)));
    for (at, _) in text.match_indices(',') {
        let (before, after) = text.split_at(at);
        let next = after.find(['{', '[', '"', ',']).unwrap_or(0);
        texts.push([before, after.get(next..).unwrap_or_default()].concat());
        texts.push([before, ",\"other\":[1]", after].concat());
    }
    for (at, _) in text.match_indices('"') {
        let (before, after) = text.split_at(at);
        texts.push([before, "0", after].concat());
    }
    texts.push(text.replace("\"id\"", "\"di\""));
    texts.push(text.replace(",\"payload\":\"YQ==\"", ""));
    texts.push(text.replace(",\"gas_used\":7", ""));
    texts.push(text.replace(",\"hash\":\"YQ==\"", ""));
    texts.push(text.replace(":\"", ":null,\"x\":\""));
    let mut good = 0;
    for text in &texts {
        let one = serde_json::from_str::<T>(text);
        let other = cw_compact::read::<T>(text.as_bytes());
        match (one, other) {
            (Ok(one), Ok(other)) => {
                assert_eq!(one, other, "{text}");
                good += 1;
            }
            // IBC has no packet without a time, and the constructors make none.
            (Ok(one), Err(_)) if format!("{one:?}").contains("block: None, timestamp: None") => {}
            (one, other) => assert_eq!(one.is_ok(), other.is_ok(), "{text}: {one:?} {other:?}"),
        }
    }
    assert!(good > 0, "{text}");
}

fn reads_what_is_written<T: Read + Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    reads::<T>(&serde_json::to_string(value).unwrap());
}

fn writes<T: Write + Serialize>(value: &T) {
    let mut out = vec![];
    value.write(&mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        serde_json::to_string(value).unwrap()
    );
}

#[test]
fn what_every_call_brings() {
    reads_what_is_written(&mock_env());
    let rest =
        r#""chain_id":"hub"},"transaction":{"index":3,"hash":"YQ=="},"contract":{"address":"me"}}"#;
    reads::<Env>(
        &[
            r#"{"block":{"height":12,"time":"1571797419879305533","#,
            rest,
        ]
        .concat(),
    );
    reads::<Env>(r#"{"block":{"height":1,"time":"1","chain_id":""},"contract":{"address":""}}"#);
    reads_what_is_written(&MessageInfo {
        sender: Addr::unchecked("x\"y"),
        funds: vec![coin(5, "atom"), coin(0, "")],
    });
}

#[test]
fn replies() {
    let event = r#"{"type":"wasm","attributes":[{"key":"a","value":"b"}]}"#;
    let events = format!(r#""events":[{event},{{"type":"","attributes":[]}}]"#);
    let answers = r#""msg_responses":[{"type_url":"/x","value":"YQ=="}]"#;
    for result in [
        format!(r#"{{"ok":{{{events},"data":"YQ==",{answers}}}}}"#),
        format!(r#"{{"ok":{{{events},"data":null}}}}"#),
        format!(r#"{{"ok":{{{events}}}}}"#),
        r#"{"error":"no \u00e4"}"#.to_string(),
        r#"{"err":"no"}"#.to_string(),
    ] {
        let head = r#"{"id":1,"payload":"YQ==","gas_used":7"#;
        let text = format!("{head},\"result\":{result}}}");
        if result.contains("err\"") {
            assert!(cw_compact::read::<Reply>(text.as_bytes()).is_err());
            continue;
        }
        reads::<Reply>(&text);
    }
}

#[test]
fn channels_and_packets() {
    let channel = || mock_ibc_channel("channel-1", IbcOrder::Unordered, "v1");
    let ordered = || mock_ibc_channel("channel-1", IbcOrder::Ordered, "v1");
    reads_what_is_written(&IbcChannelOpenMsg::new_init(channel()));
    reads_what_is_written(&IbcChannelOpenMsg::new_try(ordered(), "v2"));
    reads_what_is_written(&IbcChannelConnectMsg::new_ack(channel(), "v2"));
    reads_what_is_written(&IbcChannelConnectMsg::new_confirm(ordered()));
    reads_what_is_written(&IbcChannelCloseMsg::new_init(channel()));
    reads_what_is_written(&IbcChannelCloseMsg::new_confirm(channel()));
    let received = mock_ibc_packet_recv("channel-1", &Empty {}).unwrap();
    reads_what_is_written(&received);
    let mut packet = received.packet;
    let block = IbcTimeoutBlock {
        revision: 1,
        height: 2,
    };
    for timeout in [
        block.into(),
        IbcTimeout::with_both(block, Timestamp::from_nanos(5)),
    ] {
        packet.timeout = timeout;
        reads_what_is_written(&IbcPacketTimeoutMsg::new(
            packet.clone(),
            Addr::unchecked("r"),
        ));
    }
    let ack = IbcAcknowledgement::new(b"ack");
    reads_what_is_written(&IbcPacketAckMsg::new(ack, packet, Addr::unchecked("r")));
}

#[test]
fn answers_of_other_contracts() {
    type Answer = SystemResult<ContractResult<Binary>>;
    reads_what_is_written::<Answer>(&SystemResult::Ok(ContractResult::Ok(b"yes".into())));
    reads_what_is_written::<Answer>(&SystemResult::Ok(ContractResult::Err("no".into())));
    let (error, addr, kind) = ("e".to_string(), "a".to_string(), "k".to_string());
    for refused in [
        SystemError::InvalidRequest {
            error: error.clone(),
            request: b"r".into(),
        },
        SystemError::InvalidResponse {
            error,
            response: b"r".into(),
        },
        SystemError::NoSuchContract { addr },
        SystemError::NoSuchCode { code_id: 7 },
        SystemError::Unknown {},
        SystemError::UnsupportedRequest { kind },
    ] {
        reads_what_is_written::<Answer>(&SystemResult::Err(refused));
    }
}

fn messages() -> Vec<SubMsg> {
    let contract_addr = "c".to_string();
    let execute = WasmMsg::Execute {
        contract_addr,
        msg: b"{}".into(),
        funds: vec![coin(1, "u\"")],
    };
    let send = BankMsg::Send {
        to_address: "t".into(),
        amount: vec![coin(u128::MAX, "x")],
    };
    let timeout = IbcTimeout::with_timestamp(Timestamp::from_nanos(9));
    let packet = IbcMsg::SendPacket {
        channel_id: "channel-0".into(),
        data: b"d".into(),
        timeout,
    };
    vec![
        SubMsg::new(send),
        SubMsg::reply_always(execute.clone(), 1)
            .with_gas_limit(5)
            .with_payload(b"p"),
        SubMsg::reply_on_error(execute.clone(), 2),
        SubMsg::reply_on_success(packet, 3),
    ]
}

#[test]
fn answers_to_the_chain() {
    let event = Event::new("e")
        .add_attribute("k", "v")
        .add_attribute("q", "\"\n");
    let response: Response = Response::new()
        .add_submessages(messages())
        .add_event(event.clone());
    writes(&response.add_attribute("a", "b").set_data(b"data"));
    writes::<Response>(&Response::new());
    let ok: ContractResult<Response> = ContractResult::Ok(Response::new());
    writes(&ok);
    writes(&ContractResult::<Binary>::Ok(b"x".into()));
    writes(&ContractResult::<Binary>::Err("no \"reason\"".into()));
    writes::<IbcBasicResponse>(
        &IbcBasicResponse::new()
            .add_submessages(messages())
            .add_event(event),
    );
    writes::<IbcReceiveResponse>(&IbcReceiveResponse::new(b"a").add_submessages(messages()));
    let version = "v".to_string();
    writes(&ContractResult::Ok(Some(Ibc3ChannelOpenResponse {
        version,
    })));
    writes(&ContractResult::Ok(None::<Ibc3ChannelOpenResponse>));
}

#[test]
fn a_message_of_another_kind_is_refused() {
    let burn = CosmosMsg::<Empty>::Bank(BankMsg::Burn { amount: vec![] });
    let close = CosmosMsg::<Empty>::Ibc(IbcMsg::CloseChannel {
        channel_id: "c".into(),
    });
    let admin = CosmosMsg::<Empty>::Wasm(WasmMsg::ClearAdmin {
        contract_addr: "c".into(),
    });
    for other in [burn, close, admin, CosmosMsg::Custom(Empty {})] {
        assert!(other.write(&mut vec![]).is_err());
    }
}
