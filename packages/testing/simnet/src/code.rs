//! The seam between a chain and the code of its contracts. Native Rust functions
//! ([`IbcContract`](crate::IbcContract)) are one implementation; compiled wasm in a virtual machine
//! can be another without any change elsewhere.

use crate::ctx::{Ctx, OutOfGas, TxOutOfGas};
use crate::gas::Gas;
use cosmwasm_std::{
    from_json, to_json_vec, Binary, Checksum, Deps, DepsMut, Empty, Env, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcDestinationCallbackMsg, IbcPacketAckMsg,
    IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcSourceCallbackMsg, MessageInfo, MigrateInfo,
    MsgResponse, Reply, Response, StdResult, SubMsgResult,
};
use cw_multi_test::Contract;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::rc::Rc;

/// Why a call of a contract failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeFailure {
    /// The contract returned an error with this text.
    Error(String),
    /// The contract trapped: a panic, or a limit of the virtual machine.
    Abort(String),
    /// The gas limit of the call was hit.
    OutOfGas,
}

/// One call of an IBC entry point.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum IbcCall {
    /// `ibc_channel_open`; the response data is the version the contract chose, if any.
    ChannelOpen(IbcChannelOpenMsg),
    /// `ibc_channel_connect`.
    ChannelConnect(IbcChannelConnectMsg),
    /// `ibc_channel_close`.
    ChannelClose(IbcChannelCloseMsg),
    /// `ibc_packet_receive`; the response data is the acknowledgement, none if it comes later.
    PacketReceive(IbcPacketReceiveMsg),
    /// `ibc_packet_ack`.
    PacketAck(IbcPacketAckMsg),
    /// `ibc_packet_timeout`.
    PacketTimeout(IbcPacketTimeoutMsg),
    /// `ibc_source_callback`.
    SourceCallback(IbcSourceCallbackMsg),
    /// `ibc_destination_callback`.
    DestinationCallback(IbcDestinationCallbackMsg),
}

/// Code of a contract. Messages are raw JSON as on a chain.
pub trait ContractCode {
    /// The checksum that addresses made beforehand are counted from; made up where there is none.
    fn checksum(&self) -> Option<Checksum> {
        None
    }
    /// The code was stored on a chain with this meter. Code that does not meter itself ignores it.
    fn metered_by(&mut self, _gas: Rc<Gas>) {}
    /// `instantiate`.
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult;
    /// `execute`.
    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult;
    /// `query`.
    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary, CodeFailure>;
    /// `reply`.
    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> CodeResult;
    /// `sudo`.
    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> CodeResult;
    /// `migrate`.
    fn migrate(&self, deps: DepsMut, env: Env, msg: &[u8], info: MigrateInfo) -> CodeResult;
    /// An IBC entry point.
    fn ibc(&self, deps: DepsMut, env: Env, call: IbcCall) -> CodeResult;
}

/// What an entry point returns.
pub type CodeResult = Result<Response, CodeFailure>;

const ENVELOPE: &[u8] = b"\x00simnet-ibc\x00";

/// Wraps an IBC call as the private sudo message the adapter understands. No JSON message starts
/// with these bytes.
pub(crate) fn envelope(call: &IbcCall) -> StdResult<Binary> {
    Ok(Binary::from([ENVELOPE, &to_json_vec(call)?].concat()))
}

/// Makes [`ContractCode`] a contract of cw-multi-test: opens the envelope, turns panics into
/// failures of that call, injects out-of-gas, and gives replies the texts and type URLs of a real
/// chain.
pub(crate) struct Adapter {
    pub(crate) code: Box<dyn ContractCode>,
    pub(crate) ctx: Rc<Ctx>,
}

fn panic_text(payload: Box<dyn Any + Send>) -> String {
    if payload.is::<TxOutOfGas>() {
        resume_unwind(payload);
    }
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(|s| (*s).to_string()))
        .unwrap_or_else(|| "panic".to_string())
}

impl Adapter {
    fn guard<T>(&self, call: impl FnOnce() -> Result<T, CodeFailure>) -> Result<T, CodeFailure> {
        let done = catch_unwind(AssertUnwindSafe(call))
            .unwrap_or_else(|p| Err(CodeFailure::Abort(panic_text(p))));
        if matches!(done, Err(CodeFailure::OutOfGas)) && self.ctx.gas.tx_exhausted() {
            resume_unwind(Box::new(TxOutOfGas));
        }
        done
    }

    fn run<T>(&self, call: impl FnOnce() -> Result<T, CodeFailure>) -> StdResult<T> {
        self.guard(call)
            .map_err(|failure| self.ctx.code_failure(&failure))
    }

    /// Injected faults come first, as if the gas had been used up inside.
    fn fault(&self, env: &Env) -> Result<(), CodeFailure> {
        match self
            .ctx
            .out_of_gas
            .borrow_mut()
            .remove(&env.contract.address)
        {
            None => Ok(()),
            Some(OutOfGas::SubMessage) => Err(CodeFailure::OutOfGas),
            Some(OutOfGas::Transaction) => std::panic::resume_unwind(Box::new(TxOutOfGas)),
        }
    }

    fn ibc(&self, deps: DepsMut, env: Env, raw: &[u8]) -> StdResult<Response> {
        let call: IbcCall = from_json(raw)?;
        let from_relayer = matches!(
            call,
            IbcCall::PacketReceive(_) | IbcCall::DestinationCallback(_)
        );
        let result = self.guard(|| {
            if matches!(
                call,
                IbcCall::SourceCallback(_) | IbcCall::DestinationCallback(_)
            ) {
                self.fault(&env)?;
            }
            self.code.ibc(deps, env, call)
        });
        result.map_err(|failure| {
            let error = self.ctx.code_failure(&failure);
            if from_relayer {
                self.ctx.entry_failure(failure);
            }
            error
        })
    }

    fn like_wasmd(&self, mut reply: Reply) -> Reply {
        match &mut reply.result {
            SubMsgResult::Err(text) => *text = self.ctx.reply_text(text),
            SubMsgResult::Ok(ok) => {
                let executed = ok.events.first().is_some_and(|e| e.ty == "execute");
                let has = |ty: &str| ok.events.iter().any(|e| e.ty == ty);
                let url = if has("ibc_transfer") {
                    "/ibc.applications.transfer.v1.MsgTransferResponse"
                } else {
                    "/cosmwasm.wasm.v1.MsgIBCSendResponse"
                };
                let sent = ok.events.first().is_some_and(|e| e.ty == "send_packet");
                for MsgResponse { type_url, .. } in &mut ok.msg_responses {
                    if type_url != "/unknown" {
                        continue;
                    }
                    if sent {
                        *type_url = url.to_string();
                    } else if executed {
                        *type_url = "/cosmwasm.wasm.v1.MsgExecuteContractResponse".to_string();
                    }
                }
            }
        }
        reply
    }
}

impl Contract<Empty> for Adapter {
    fn checksum(&self) -> Option<Checksum> {
        self.code.checksum()
    }

    fn instantiate(
        &self,
        deps: DepsMut,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> StdResult<Response> {
        self.run(|| self.code.instantiate(deps, env, info, &msg))
    }

    fn execute(
        &self,
        deps: DepsMut,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> StdResult<Response> {
        self.run(|| {
            self.fault(&env)?;
            self.code.execute(deps, env, info, &msg)
        })
    }

    fn query(&self, deps: Deps, env: Env, msg: Vec<u8>) -> StdResult<Binary> {
        self.run(|| self.code.query(deps, env, &msg))
    }

    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> StdResult<Response> {
        let reply = self.like_wasmd(reply);
        self.run(|| self.code.reply(deps, env, reply))
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: Vec<u8>) -> StdResult<Response> {
        match msg.strip_prefix(ENVELOPE) {
            Some(raw) => self.ibc(deps, env, raw),
            None => self.run(|| self.code.sudo(deps, env, &msg)),
        }
    }

    fn migrate(
        &self,
        deps: DepsMut,
        env: Env,
        msg: Vec<u8>,
        info: MigrateInfo,
    ) -> StdResult<Response> {
        self.run(|| self.code.migrate(deps, env, &msg, info))
    }
}
