//! What a chain is asked: contracts, code, accounts, balances, parameters.

use cosmrs::proto::cosmos::auth::v1beta1::{
    BaseAccount, QueryAccountRequest, QueryAccountResponse,
};
use cosmrs::proto::cosmos::bank::v1beta1::{QueryBalanceRequest, QueryBalanceResponse};
use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1 as wasm;
use prost::Message;
use serde::{de::DeserializeOwned, Serialize};
use tendermint_rpc::Client;

use crate::client::ChainClient;
use crate::error::{ClientError, ClientResult};

const WASM: &str = "/cosmwasm.wasm.v1.Query";
const PAGE_SIZE: u64 = 200;

/// A contract as the chain knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractInfo {
    /// Its code.
    pub code_id: u64,
    /// Who instantiated it.
    pub creator: String,
    /// Who may migrate it; nobody if none.
    pub admin: Option<String>,
    /// For people.
    pub label: String,
    /// Its IBC port, if it has one.
    pub ibc_port: Option<String>,
}

/// Stored code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeInfo {
    /// Its number on this chain.
    pub code_id: u64,
    /// Who stored it.
    pub creator: String,
    /// sha256 of the wasm bytes, lower-case hexadecimal.
    pub hash: String,
    /// Who may instantiate it; everybody if none.
    pub instantiators: Option<Vec<String>>,
}

impl CodeInfo {
    /// May this address instantiate it?
    pub fn allows(&self, address: &str) -> bool {
        let listed = |list: &Vec<String>| list.iter().any(|one| one == address);
        self.instantiators.as_ref().is_none_or(listed)
    }
}

/// Part of a long list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next part begins; empty at the end.
    pub next: Vec<u8>,
}

impl ChainClient {
    /// Asks a contract.
    ///
    /// # Errors
    /// [`ClientError::Query`] with the contract's words, [`ClientError::Unreadable`],
    /// [`ClientError::NoEndpoint`].
    pub async fn smart<Q: Serialize, R: DeserializeOwned>(
        &self,
        contract: &str,
        question: &Q,
    ) -> ClientResult<R> {
        self.smart_at(contract, question, None).await
    }

    /// Asks a contract as of a height, so that several answers fit together.
    ///
    /// # Errors
    /// As [`ChainClient::smart`].
    pub async fn smart_at<Q: Serialize, R: DeserializeOwned>(
        &self,
        contract: &str,
        question: &Q,
        height: Option<u64>,
    ) -> ClientResult<R> {
        let path = format!("{WASM}/SmartContractState");
        let query_data =
            serde_json::to_vec(question).map_err(|e| ClientError::build("query", e))?;
        let question = wasm::QuerySmartContractStateRequest {
            address: contract.into(),
            query_data,
        };
        let answer: wasm::QuerySmartContractStateResponse =
            self.abci(&path, &question, height).await?;
        serde_json::from_slice(&answer.data).map_err(|e| self.unreadable(&path, e))
    }

    /// Reads one key of a contract's storage.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn raw(&self, contract: &str, key: &[u8]) -> ClientResult<Option<Vec<u8>>> {
        let question = wasm::QueryRawContractStateRequest {
            address: contract.into(),
            query_data: key.to_vec(),
        };
        let path = format!("{WASM}/RawContractState");
        let answer: wasm::QueryRawContractStateResponse = self.abci(&path, &question, None).await?;
        Ok(Some(answer.data).filter(|data| !data.is_empty()))
    }

    /// What the chain knows of a contract; nothing if there is none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn contract(&self, address: &str) -> ClientResult<Option<ContractInfo>> {
        let question = wasm::QueryContractInfoRequest {
            address: address.into(),
        };
        let path = format!("{WASM}/ContractInfo");
        let answer = self
            .abci::<_, wasm::QueryContractInfoResponse>(&path, &question, None)
            .await;
        let found = match answer {
            Ok(answer) => answer.contract_info,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        Ok(found.map(|info| ContractInfo {
            code_id: info.code_id,
            creator: info.creator,
            admin: Some(info.admin).filter(|admin| !admin.is_empty()),
            label: info.label,
            ibc_port: Some(info.ibc_port_id).filter(|port| !port.is_empty()),
        }))
    }

    /// Contracts that an account has instantiated, oldest first.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn contracts_of(&self, creator: &str) -> ClientResult<Vec<String>> {
        let path = format!("{WASM}/ContractsByCreator");
        let mut all = vec![];
        let mut key = vec![];
        loop {
            let question = wasm::QueryContractsByCreatorRequest {
                creator_address: creator.into(),
                pagination: Some(page(key)),
            };
            let answer: wasm::QueryContractsByCreatorResponse =
                self.abci(&path, &question, None).await?;
            all.extend(answer.contract_addresses);
            key = answer.pagination.map(|p| p.next_key).unwrap_or_default();
            if key.is_empty() {
                return Ok(all);
            }
        }
    }

    /// Stored code by number; nothing if there is none.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn code(&self, code_id: u64) -> ClientResult<Option<CodeInfo>> {
        let path = format!("{WASM}/CodeInfo");
        let question = QueryCodeInfoRequest { code_id };
        match self
            .abci::<_, QueryCodeInfoResponse>(&path, &question, None)
            .await
        {
            Ok(info) => Ok(Some(CodeInfo {
                code_id: info.code_id,
                creator: info.creator,
                hash: hex(&info.checksum),
                instantiators: instantiators(info.instantiate_permission),
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One part of all stored code, newest first; `key` is empty for the first part.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn codes(&self, key: Vec<u8>) -> ClientResult<Page<CodeInfo>> {
        let mut pagination = page(key);
        pagination.reverse = true;
        let question = wasm::QueryCodesRequest {
            pagination: Some(pagination),
        };
        let path = format!("{WASM}/Codes");
        let answer: wasm::QueryCodesResponse = self.abci(&path, &question, None).await?;
        let of = |info: wasm::CodeInfoResponse| CodeInfo {
            code_id: info.code_id,
            creator: info.creator,
            hash: hex(&info.data_hash),
            instantiators: instantiators(info.instantiate_permission),
        };
        Ok(Page {
            items: answer.code_infos.into_iter().map(of).collect(),
            next: answer.pagination.map(|p| p.next_key).unwrap_or_default(),
        })
    }

    /// Who may store code: `Everybody`, `Nobody`, or a list of addresses.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn upload_access(&self) -> ClientResult<UploadAccess> {
        let path = format!("{WASM}/Params");
        let answer: wasm::QueryParamsResponse =
            self.abci(&path, &wasm::QueryParamsRequest {}, None).await?;
        let access = answer.params.and_then(|p| p.code_upload_access);
        let access = access.ok_or_else(|| self.unreadable(&path, "no upload access"))?;
        Ok(match wasm::AccessType::try_from(access.permission) {
            Ok(wasm::AccessType::Everybody) => UploadAccess::Everybody,
            Ok(wasm::AccessType::AnyOfAddresses) => UploadAccess::AnyOf(access.addresses),
            _ => UploadAccess::Nobody,
        })
    }

    /// Number and next sequence of an account.
    ///
    /// # Errors
    /// [`ClientError::NoAccount`] if it never received coins; as [`ChainClient::abci`].
    pub async fn account(&self, address: &str) -> ClientResult<(u64, u64)> {
        let path = "/cosmos.auth.v1beta1.Query/Account";
        let question = QueryAccountRequest {
            address: address.into(),
        };
        let answer = self
            .abci::<_, QueryAccountResponse>(path, &question, None)
            .await;
        let account = match answer {
            Ok(answer) => answer.account,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error),
        };
        let account = account.ok_or_else(|| ClientError::NoAccount {
            chain: self.chain_id().into(),
            address: address.into(),
        })?;
        // Vesting accounts carry a base account in their first field (and that in its own first).
        let base = base_account(&account.type_url, &account.value)
            .map_err(|e| self.unreadable(path, e))?;
        Ok((base.account_number, base.sequence))
    }

    /// Balance in one coin, base units.
    ///
    /// # Errors
    /// As [`ChainClient::abci`].
    pub async fn balance(&self, address: &str, denom: &str) -> ClientResult<u128> {
        let path = "/cosmos.bank.v1beta1.Query/Balance";
        let question = QueryBalanceRequest {
            address: address.into(),
            denom: denom.into(),
        };
        let answer: QueryBalanceResponse = self.abci(path, &question, None).await?;
        let amount = answer
            .balance
            .map(|coin| coin.amount)
            .unwrap_or_else(|| "0".into());
        amount.parse().map_err(|e| self.unreadable(path, e))
    }

    /// Gas that one block may use; none if there is no limit.
    ///
    /// # Errors
    /// [`ClientError::NoEndpoint`].
    pub async fn block_gas(&self) -> ClientResult<Option<u64>> {
        let limits = self.block_limits().await?;
        Ok(u64::try_from(limits.max_gas).ok())
    }

    /// Bytes that one block may have.
    ///
    /// # Errors
    /// [`ClientError::NoEndpoint`].
    pub async fn block_bytes(&self) -> ClientResult<u64> {
        Ok(self.block_limits().await?.max_bytes)
    }

    /// Asked at the height of the last block that is there: without a height a node looks at the block
    /// that it is about to make, whose parameters it may not have written yet.
    async fn block_limits(&self) -> ClientResult<cosmrs::tendermint::block::Size> {
        let height = self.height(self.tip().await?.height)?;
        let ask = |client: tendermint_rpc::HttpClient| async move {
            client.consensus_params(height).await
        };
        let answer = self.endpoints.call("consensus_params", ask).await?;
        Ok(answer.consensus_params.block)
    }
}

/// Who may store code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadAccess {
    /// Everybody.
    Everybody,
    /// Only governance.
    Nobody,
    /// These addresses, and governance.
    AnyOf(Vec<String>),
}

fn page(key: Vec<u8>) -> PageRequest {
    PageRequest {
        key,
        limit: PAGE_SIZE,
        ..PageRequest::default()
    }
}

fn instantiators(permission: Option<wasm::AccessConfig>) -> Option<Vec<String>> {
    let everybody = wasm::AccessType::Everybody as i32;
    permission
        .filter(|p| p.permission != everybody)
        .map(|p| p.addresses)
}

fn base_account(type_url: &str, value: &[u8]) -> Result<BaseAccount, prost::DecodeError> {
    match type_url {
        "/cosmos.auth.v1beta1.BaseAccount" => BaseAccount::decode(value),
        "/cosmos.vesting.v1beta1.PeriodicVestingAccount"
        | "/cosmos.vesting.v1beta1.ContinuousVestingAccount"
        | "/cosmos.vesting.v1beta1.DelayedVestingAccount" => {
            let vesting = first_field(value)?;
            BaseAccount::decode(first_field(&vesting)?.as_slice())
        }
        _ => BaseAccount::decode(first_field(value)?.as_slice()),
    }
}

/// wasmd's `QueryCodeInfoRequest`, newer than the messages of the library.
#[derive(Clone, PartialEq, Message)]
struct QueryCodeInfoRequest {
    #[prost(uint64, tag = "1")]
    code_id: u64,
}

/// wasmd's `QueryCodeInfoResponse`.
#[derive(Clone, PartialEq, Message)]
struct QueryCodeInfoResponse {
    #[prost(uint64, tag = "1")]
    code_id: u64,
    #[prost(string, tag = "2")]
    creator: String,
    #[prost(bytes = "vec", tag = "3")]
    checksum: Vec<u8>,
    #[prost(message, optional, tag = "4")]
    instantiate_permission: Option<wasm::AccessConfig>,
}

#[derive(Clone, PartialEq, Message)]
struct FirstField {
    #[prost(bytes = "vec", tag = "1")]
    value: Vec<u8>,
}

fn first_field(bytes: &[u8]) -> Result<Vec<u8>, prost::DecodeError> {
    Ok(FirstField::decode(bytes)?.value)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
