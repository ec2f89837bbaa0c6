//! Contract code given as Rust functions: the entry points of a contract crate, compiled into the
//! test.

use crate::code::{CodeFailure, CodeResult, ContractCode, IbcCall};
use cosmwasm_std::{
    from_json, Binary, Deps, DepsMut, Env, IbcBasicResponse, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcChannelOpenResponse, IbcDestinationCallbackMsg,
    IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse,
    IbcSourceCallbackMsg, MessageInfo, MigrateInfo, Reply, Response,
};
use serde::de::DeserializeOwned;
use std::fmt::Display;

type WithInfo = Box<dyn Fn(DepsMut, Env, MessageInfo, &[u8]) -> CodeResult>;
type Plain<M> = Option<Box<dyn Fn(DepsMut, Env, M) -> CodeResult>>;
type Raw = Option<Box<dyn Fn(DepsMut, Env, &[u8]) -> CodeResult>>;
type Query = Box<dyn Fn(Deps, Env, &[u8]) -> Result<Binary, CodeFailure>>;
type Migrate = Option<Box<dyn Fn(DepsMut, Env, &[u8], MigrateInfo) -> CodeResult>>;

/// A contract made of native entry points. Those not given answer with an error, as a module
/// without that export.
pub struct IbcContract {
    instantiate: WithInfo,
    execute: WithInfo,
    query: Query,
    reply: Plain<Reply>,
    sudo: Raw,
    migrate: Migrate,
    open: Plain<IbcChannelOpenMsg>,
    connect: Plain<IbcChannelConnectMsg>,
    close: Plain<IbcChannelCloseMsg>,
    receive: Plain<IbcPacketReceiveMsg>,
    ack: Plain<IbcPacketAckMsg>,
    timeout: Plain<IbcPacketTimeoutMsg>,
    source_callback: Plain<IbcSourceCallbackMsg>,
    destination_callback: Plain<IbcDestinationCallbackMsg>,
}

/// Signature of `instantiate` and `execute`.
pub type InfoFn<T, E> = fn(DepsMut, Env, MessageInfo, T) -> Result<Response, E>;
/// Signature of `query`.
pub type QueryFn<T, E> = fn(Deps, Env, T) -> Result<Binary, E>;
/// Signature of entry points without sender: `reply`, `sudo`, `migrate` and the IBC ones.
pub type PlainFn<M, R, E> = fn(DepsMut, Env, M) -> Result<R, E>;

fn failed(error: impl Display) -> CodeFailure {
    CodeFailure::Error(error.to_string())
}

fn parse<T: DeserializeOwned>(raw: &[u8]) -> Result<T, CodeFailure> {
    from_json(raw).map_err(failed)
}

fn with_info<T: DeserializeOwned + 'static, E: Display + 'static>(f: InfoFn<T, E>) -> WithInfo {
    Box::new(move |deps, env, info, raw| f(deps, env, info, parse(raw)?).map_err(failed))
}

fn basic(response: IbcBasicResponse) -> Response {
    Response::new()
        .add_submessages(response.messages)
        .add_attributes(response.attributes)
        .add_events(response.events)
}

fn basic_fn<M: 'static, E: Display + 'static>(f: PlainFn<M, IbcBasicResponse, E>) -> Plain<M> {
    Some(Box::new(move |deps, env, msg| {
        f(deps, env, msg).map(basic).map_err(failed)
    }))
}

fn call<M>(entry: &Plain<M>, name: &str, deps: DepsMut, env: Env, msg: M) -> CodeResult {
    match entry {
        Some(f) => f(deps, env, msg),
        None => Err(missing(name)),
    }
}

fn missing(name: &str) -> CodeFailure {
    CodeFailure::Abort(format!("contract has no entry point {name}"))
}

impl IbcContract {
    /// A contract with the three entry points every contract has.
    pub fn new<TI, EI, TE, EE, TQ, EQ>(
        instantiate: InfoFn<TI, EI>,
        execute: InfoFn<TE, EE>,
        query: QueryFn<TQ, EQ>,
    ) -> Self
    where
        TI: DeserializeOwned + 'static,
        EI: Display + 'static,
        TE: DeserializeOwned + 'static,
        EE: Display + 'static,
        TQ: DeserializeOwned + 'static,
        EQ: Display + 'static,
    {
        Self {
            instantiate: with_info(instantiate),
            execute: with_info(execute),
            query: Box::new(move |deps, env, raw| query(deps, env, parse(raw)?).map_err(failed)),
            reply: None,
            sudo: None,
            migrate: None,
            open: None,
            connect: None,
            close: None,
            receive: None,
            ack: None,
            timeout: None,
            source_callback: None,
            destination_callback: None,
        }
    }

    /// Adds `reply`.
    pub fn with_reply<E: Display + 'static>(mut self, f: PlainFn<Reply, Response, E>) -> Self {
        self.reply = Some(Box::new(move |deps, env, msg| {
            f(deps, env, msg).map_err(failed)
        }));
        self
    }

    /// Adds `sudo`.
    pub fn with_sudo<T: DeserializeOwned + 'static, E: Display + 'static>(
        mut self,
        f: PlainFn<T, Response, E>,
    ) -> Self {
        self.sudo = Some(Box::new(move |deps, env, raw| {
            f(deps, env, parse(raw)?).map_err(failed)
        }));
        self
    }

    /// Adds `migrate(deps, env, msg)`.
    pub fn with_migrate<T: DeserializeOwned + 'static, E: Display + 'static>(
        mut self,
        f: PlainFn<T, Response, E>,
    ) -> Self {
        self.migrate = Some(Box::new(move |deps, env, raw, _| {
            f(deps, env, parse(raw)?).map_err(failed)
        }));
        self
    }

    /// Adds `migrate(deps, env, msg, info)`.
    pub fn with_migrate_info<T: DeserializeOwned + 'static, E: Display + 'static>(
        mut self,
        f: fn(DepsMut, Env, T, MigrateInfo) -> Result<Response, E>,
    ) -> Self {
        self.migrate = Some(Box::new(move |deps, env, raw, i| {
            f(deps, env, parse(raw)?, i).map_err(failed)
        }));
        self
    }

    /// Adds the three channel entry points.
    pub fn with_channel<E1, E2, E3>(
        mut self,
        open: PlainFn<IbcChannelOpenMsg, IbcChannelOpenResponse, E1>,
        connect: PlainFn<IbcChannelConnectMsg, IbcBasicResponse, E2>,
        close: PlainFn<IbcChannelCloseMsg, IbcBasicResponse, E3>,
    ) -> Self
    where
        E1: Display + 'static,
        E2: Display + 'static,
        E3: Display + 'static,
    {
        self.open = Some(Box::new(move |deps, env, msg| {
            let chosen = open(deps, env, msg).map_err(failed)?;
            let mut response = Response::new();
            response.data = chosen.map(|c| Binary::from(c.version.into_bytes()));
            Ok(response)
        }));
        self.connect = basic_fn(connect);
        self.close = basic_fn(close);
        self
    }

    /// Adds the three packet entry points.
    pub fn with_packet<E1, E2, E3>(
        mut self,
        receive: PlainFn<IbcPacketReceiveMsg, IbcReceiveResponse, E1>,
        ack: PlainFn<IbcPacketAckMsg, IbcBasicResponse, E2>,
        timeout: PlainFn<IbcPacketTimeoutMsg, IbcBasicResponse, E3>,
    ) -> Self
    where
        E1: Display + 'static,
        E2: Display + 'static,
        E3: Display + 'static,
    {
        self.receive = Some(Box::new(move |deps, env, msg| {
            let received = receive(deps, env, msg).map_err(failed)?;
            let mut response = Response::new()
                .add_submessages(received.messages)
                .add_attributes(received.attributes)
                .add_events(received.events);
            response.data = received.acknowledgement;
            Ok(response)
        }));
        self.ack = basic_fn(ack);
        self.timeout = basic_fn(timeout);
        self
    }

    /// Adds `ibc_source_callback`.
    pub fn with_source_callback<E: Display + 'static>(
        mut self,
        f: PlainFn<IbcSourceCallbackMsg, IbcBasicResponse, E>,
    ) -> Self {
        self.source_callback = basic_fn(f);
        self
    }

    /// Adds `ibc_destination_callback`.
    pub fn with_destination_callback<E: Display + 'static>(
        mut self,
        f: PlainFn<IbcDestinationCallbackMsg, IbcBasicResponse, E>,
    ) -> Self {
        self.destination_callback = basic_fn(f);
        self
    }
}

impl From<IbcContract> for Box<dyn ContractCode> {
    fn from(code: IbcContract) -> Self {
        Box::new(code)
    }
}

impl ContractCode for IbcContract {
    fn instantiate(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        (self.instantiate)(deps, env, info, msg)
    }

    fn execute(&self, deps: DepsMut, env: Env, info: MessageInfo, msg: &[u8]) -> CodeResult {
        (self.execute)(deps, env, info, msg)
    }

    fn query(&self, deps: Deps, env: Env, msg: &[u8]) -> Result<Binary, CodeFailure> {
        (self.query)(deps, env, msg)
    }

    fn reply(&self, deps: DepsMut, env: Env, reply: Reply) -> CodeResult {
        call(&self.reply, "reply", deps, env, reply)
    }

    fn sudo(&self, deps: DepsMut, env: Env, msg: &[u8]) -> CodeResult {
        self.sudo.as_ref().ok_or_else(|| missing("sudo"))?(deps, env, msg)
    }

    fn migrate(&self, deps: DepsMut, env: Env, msg: &[u8], info: MigrateInfo) -> CodeResult {
        self.migrate.as_ref().ok_or_else(|| missing("migrate"))?(deps, env, msg, info)
    }

    fn ibc(&self, deps: DepsMut, env: Env, ibc: IbcCall) -> CodeResult {
        match ibc {
            IbcCall::ChannelOpen(m) => call(&self.open, "ibc_channel_open", deps, env, m),
            IbcCall::ChannelConnect(m) => call(&self.connect, "ibc_channel_connect", deps, env, m),
            IbcCall::ChannelClose(m) => call(&self.close, "ibc_channel_close", deps, env, m),
            IbcCall::PacketReceive(m) => call(&self.receive, "ibc_packet_receive", deps, env, m),
            IbcCall::PacketAck(m) => call(&self.ack, "ibc_packet_ack", deps, env, m),
            IbcCall::PacketTimeout(m) => call(&self.timeout, "ibc_packet_timeout", deps, env, m),
            IbcCall::SourceCallback(m) => {
                call(&self.source_callback, "ibc_source_callback", deps, env, m)
            }
            IbcCall::DestinationCallback(m) => call(
                &self.destination_callback,
                "ibc_destination_callback",
                deps,
                env,
                m,
            ),
        }
    }
}
