//! A compiled contract as code of a simulated chain.

use std::rc::Rc;

use anyhow::Result;
use cosmwasm_std::{
    from_json, to_json_vec, Binary, Checksum, ContractResult, Deps, DepsMut, Env, IbcBasicResponse,
    IbcChannelOpenResponse, IbcReceiveResponse, MessageInfo, MigrateInfo, QuerierWrapper, Reply,
    Response,
};
use cosmwasm_vm as vm;
use cosmwasm_vm::{Backend, VmError, VmResult};
use serde::de::DeserializeOwned;
use serde::Serialize;
use simnet::{limited, CodeFailure, CodeResult, ContractCode, Gas, IbcCall, GAS_MULTIPLIER};

use crate::api::Addresses;
use crate::chain::Chain;
use crate::lend::{lend, Store};
use crate::machine::{Machine, OneCall};
use crate::{names, tariff};

/// A contract in the virtual machine.
pub struct WasmCode {
    machine: &'static Machine,
    name: String,
    checksum: Checksum,
    gas: Rc<Gas>,
}

/// How a call is set up; replies are cheap.
struct Call<'a> {
    env: Env,
    store: Store<'a>,
    querier: QuerierWrapper<'a>,
    label: String,
    reply: bool,
}

impl<'a> Call<'a> {
    fn open(deps: DepsMut<'a>, env: Env, label: String) -> Self {
        Call {
            env,
            store: Store::Open(deps.storage),
            querier: deps.querier,
            label,
            reply: false,
        }
    }
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, CodeFailure> {
    to_json_vec(value).map_err(|e| CodeFailure::Abort(e.to_string()))
}

fn answer<T: DeserializeOwned>(raw: &[u8]) -> Result<T, CodeFailure> {
    let read: Result<ContractResult<T>, _> = from_json(raw);
    match read {
        Ok(ContractResult::Ok(value)) => Ok(value),
        Ok(ContractResult::Err(text)) => Err(CodeFailure::Error(text)),
        Err(e) => Err(CodeFailure::Abort(format!("unreadable result: {e}"))),
    }
}

/// Gas limits of sub-messages are the chain's business.
fn with_limits(mut response: Response) -> CodeResult {
    let messages = response.messages.into_iter().map(limited);
    let messages: Result<_, _> = messages.collect();
    response.messages = messages.map_err(|e| CodeFailure::Abort(e.to_string()))?;
    Ok(response)
}

fn response(raw: &[u8]) -> CodeResult {
    with_limits(answer(raw)?)
}

fn basic(raw: &[u8]) -> CodeResult {
    let basic: IbcBasicResponse = answer(raw)?;
    with_limits(
        Response::new()
            .add_submessages(basic.messages)
            .add_attributes(basic.attributes)
            .add_events(basic.events),
    )
}

fn received(raw: &[u8]) -> CodeResult {
    let received: IbcReceiveResponse = answer(raw)?;
    let mut response = Response::new()
        .add_submessages(received.messages)
        .add_attributes(received.attributes)
        .add_events(received.events);
    response.data = received.acknowledgement;
    with_limits(response)
}

fn opened(raw: &[u8]) -> CodeResult {
    let chosen: IbcChannelOpenResponse = answer(raw)?;
    let mut response = Response::new();
    response.data = chosen.map(|c| Binary::from(c.version.into_bytes()));
    Ok(response)
}

impl WasmCode {
    /// The compiled contract of this name, such as `seawall_vault`.
    ///
    /// # Errors
    /// A missing artefact, another hash than the committed one, code that a node refuses.
    pub fn load(name: &str) -> Result<Self> {
        let machine = Machine::get()?;
        Ok(Self {
            machine,
            name: name.to_string(),
            checksum: machine.store(name)?,
            gas: Rc::default(),
        })
    }

    /// One call in a fresh instance; gives the raw result.
    fn call(
        &self,
        call: Call<'_>,
        run: impl FnOnce(&mut OneCall, &[u8]) -> VmResult<Vec<u8>>,
    ) -> Result<Vec<u8>, CodeFailure> {
        let Call {
            env,
            store,
            querier,
            label,
            reply,
        } = call;
        self.gas.enter(&self.name, || label);
        let first = !reply && self.gas.first_use(self.checksum.as_slice());
        self.gas.set_up(if first {
            tariff::FIRST_CALL
        } else {
            tariff::FURTHER_CALL
        });
        let api = Addresses::like(env.contract.address.as_str());
        let env = json(&env)?;
        lend(store, &*querier, |loan| {
            let backend = Backend {
                api,
                storage: Chain::new(loan.clone(), self.gas.clone()),
                querier: Chain::new(loan, self.gas.clone()),
            };
            let limit = self.gas.left();
            if limit == 0 {
                return Err(CodeFailure::OutOfGas);
            }
            let instance = self.machine.instance(&self.checksum, backend, limit);
            let mut instance = instance.map_err(|e| CodeFailure::Abort(e.to_string()))?;
            let raw = run(&mut instance, &env);
            self.settle(&mut instance, raw)
        })
    }

    /// Books the machine's own gas and tells failures apart.
    fn settle(
        &self,
        instance: &mut OneCall,
        raw: VmResult<Vec<u8>>,
    ) -> Result<Vec<u8>, CodeFailure> {
        let report = instance.create_gas_report();
        let whole = report.used_internally / GAS_MULTIPLIER;
        self.gas.spend(whole.saturating_mul(GAS_MULTIPLIER));
        let bytes = raw.as_ref().map_or(0, |raw| raw.len() as u64);
        self.gas.spend(
            bytes
                .saturating_mul(tariff::RESULT_BYTE)
                .saturating_mul(GAS_MULTIPLIER),
        );
        if report.remaining == 0 || self.gas.left() == 0 {
            self.gas.exhaust();
            return Err(CodeFailure::OutOfGas);
        }
        raw.map_err(|e| match e {
            VmError::Aborted { msg, .. } => CodeFailure::Abort(msg),
            VmError::GasDepletion { .. } => {
                self.gas.exhaust();
                CodeFailure::OutOfGas
            }
            other => CodeFailure::Abort(other.to_string()),
        })
    }
}

impl ContractCode for WasmCode {
    fn metered_by(&mut self, gas: Rc<Gas>) {
        self.gas = gas;
    }

    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        let info = json(&info)?;
        let call = Call::open(deps, env, "instantiate".into());
        response(&self.call(call, |i, env| vm::call_instantiate_raw(i, env, &info, msg))?)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        let info = json(&info)?;
        let call = Call::open(deps, env, names::of_message(msg));
        response(&self.call(call, |i, env| vm::call_execute_raw(i, env, &info, msg))?)
    }

    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary, CodeFailure> {
        let call = Call {
            env,
            store: Store::Shut(deps.storage),
            querier: deps.querier,
            label: format!("query {}", names::of_message(msg)),
            reply: false,
        };
        answer(&self.call(call, |i, env| vm::call_query_raw(i, env, msg))?)
    }

    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> CodeResult {
        let msg = json(&reply)?;
        let mut call = Call::open(deps, env, "reply".into());
        call.reply = true;
        response(&self.call(call, |i, env| vm::call_reply_raw(i, env, &msg))?)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> CodeResult {
        let call = Call::open(deps, env, format!("sudo {}", names::of_message(msg)));
        response(&self.call(call, |i, env| vm::call_sudo_raw(i, env, msg))?)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: &[u8], info: MigrateInfo) -> CodeResult {
        let info = json(&info)?;
        let call = Call::open(deps, env, "migrate".into());
        response(&self.call(call, |i, env| {
            match vm::call_migrate_with_info_raw(i, env, msg, &info) {
                // An entry point without the third parameter.
                Err(VmError::FunctionArityMismatch { .. }) => vm::call_migrate_raw(i, env, msg),
                done => done,
            }
        })?)
    }

    fn ibc(&self, deps: DepsMut, env: Env, ibc: IbcCall) -> CodeResult {
        let call = Call::open(deps, env, names::of_ibc(&ibc));
        macro_rules! raw {
            ($entry:ident, $msg:expr) => {{
                let msg = json(&$msg)?;
                self.call(call, |i, env| vm::$entry(i, env, &msg))?
            }};
        }
        match ibc {
            IbcCall::ChannelOpen(m) => opened(&raw!(call_ibc_channel_open_raw, m)),
            IbcCall::ChannelConnect(m) => basic(&raw!(call_ibc_channel_connect_raw, m)),
            IbcCall::ChannelClose(m) => basic(&raw!(call_ibc_channel_close_raw, m)),
            IbcCall::PacketReceive(m) => received(&raw!(call_ibc_packet_receive_raw, m)),
            IbcCall::PacketAck(m) => basic(&raw!(call_ibc_packet_ack_raw, m)),
            IbcCall::PacketTimeout(m) => basic(&raw!(call_ibc_packet_timeout_raw, m)),
            IbcCall::SourceCallback(m) => basic(&raw!(call_ibc_source_callback_raw, m)),
            IbcCall::DestinationCallback(m) => basic(&raw!(call_ibc_destination_callback_raw, m)),
        }
    }
}
