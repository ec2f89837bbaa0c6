//! A bank that refuses to pay one address, as chains do for their module accounts.

use cosmwasm_std::{Addr, Api, BankMsg, BankQuery, Binary, BlockInfo, CustomMsg, CustomQuery};
use cosmwasm_std::{Querier, StdError, StdResult, Storage};
use cw_multi_test::{AppResponse, Bank, BankKeeper, BankSudo, CosmosRouter, Module};

/// The bank, and whom it does not pay.
pub struct BlockingBank {
    inner: BankKeeper,
    blocked: Addr,
}

impl BlockingBank {
    pub fn new(blocked: Addr) -> Self {
        let inner = BankKeeper::new();
        Self { inner, blocked }
    }
}

impl Bank for BlockingBank {}

impl Module for BlockingBank {
    type ExecT = BankMsg;
    type QueryT = BankQuery;
    type SudoT = BankSudo;

    fn execute<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        sender: Addr,
        msg: BankMsg,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + serde::de::DeserializeOwned + 'static,
        QueryC: CustomQuery + serde::de::DeserializeOwned + 'static,
    {
        if let BankMsg::Send { to_address, .. } = &msg {
            if *to_address == self.blocked.as_str() {
                return Err(StdError::msg("not allowed to receive funds"));
            }
        }
        self.inner.execute(api, storage, router, block, sender, msg)
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: BankQuery,
    ) -> StdResult<Binary> {
        self.inner.query(api, storage, querier, block, request)
    }

    fn sudo<ExecC, QueryC>(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = ExecC, QueryC = QueryC>,
        block: &BlockInfo,
        msg: BankSudo,
    ) -> StdResult<AppResponse>
    where
        ExecC: CustomMsg + serde::de::DeserializeOwned + 'static,
        QueryC: CustomQuery + serde::de::DeserializeOwned + 'static,
    {
        self.inner.sudo(api, storage, router, block, msg)
    }
}
