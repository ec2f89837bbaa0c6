// What the generated clients need of a chain: `CosmWasmClient` and `SigningCosmWasmClient` of
// @cosmjs/cosmwasm have it, and so has anything that behaves like them.
import type { Coin, StdFee } from "@cosmjs/amino";
import type { ExecuteResult } from "@cosmjs/cosmwasm";

export type { Coin, StdFee, ExecuteResult };

export interface ICosmWasmClient {
  queryContractSmart(address: string, query: Record<string, unknown>): Promise<any>;
}

export interface ISigningCosmWasmClient extends ICosmWasmClient {
  execute(
    sender: string,
    contract: string,
    msg: Record<string, unknown>,
    fee: number | StdFee | "auto",
    memo?: string,
    funds?: readonly Coin[],
  ): Promise<ExecuteResult>;
}
