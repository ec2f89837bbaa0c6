// Reads an account's health and takes a lot of it, on the localnet:
//   node dist/examples/take.js LOCALNET_FOLDER ACCOUNT
import { readFileSync } from "node:fs";
import { CosmWasmClient, SigningCosmWasmClient } from "@cosmjs/cosmwasm";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { GasPrice } from "@cosmjs/stargate";
import { AuctionHouseClient, CoordinatorQueryClient } from "../src/index.js";

const [folder, account] = [process.argv[2] ?? "", Number(process.argv[3])];
const json = (file: string) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
const { hub, collateral } = json("localnet.json").chains;
const places = json("deploy/deployment.state.json").chains;

const coordinator = places.hub.contracts.coordinator.address;
const reader = new CoordinatorQueryClient(await CosmWasmClient.connect(hub.rpc), coordinator);
const health = await reader.health({ account });
console.log(`account ${account}: health ${health.worst} to ${health.best}`);

const words = readFileSync(`${folder}/keys/liquidator.mnemonic`, "utf8").trim();
const wallet = await DirectSecp256k1HdWallet.fromMnemonic(words, { prefix: collateral.prefix });
const gasPrice = GasPrice.fromString(collateral.gas_price + collateral.gas_denom);
const client = await SigningCosmWasmClient.connectWithSigner(collateral.rpc, wallet, { gasPrice });
const address = (await wallet.getAccounts())[0]!.address;
const house = new AuctionHouseClient(client, address, places.collateral.contracts["auction-house"].address);

const lots = await house.openLots({ limit: 30 });
const found = lots.find((lot) => lot.account === account && lot.takeable);
if (!found) throw new Error(`account ${account} has no lot that can be taken now`);
const lot = found.terms.lot;
const { payment, price } = await house.simulateTake({ lot, want: found.terms.put_up });
const coins = [{ denom: found.payment_denom, amount: payment }]; // the price only falls; the rest comes back
const done = await house.take({ lot, want: found.terms.put_up, priceLimit: price }, "auto", "", coins);
console.log(`lot ${lot} taken in ${done.transactionHash}, for at most ${payment}${found.payment_denom}`);
