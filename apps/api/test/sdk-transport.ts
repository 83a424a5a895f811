import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Contract } from '@doorstep/contracts/contract';
import type { Connection } from '@doorstep/sdk';
import type { Answer, Client } from '@doorstep/testing/client';
import { expectDocumented } from '@doorstep/testing/documented';
import axios, { type AxiosResponse } from 'axios';
import { expect } from 'vitest';

// Imports the source of the SDK, because the package does not export its generated calls.
const sdk = join(dirname(createRequire(import.meta.url).resolve('@doorstep/sdk/package.json')), 'src');
const operations: Record<string, unknown> = await import(join(sdk, 'generated', 'operations.ts'));
const { Connection: SdkConnection, isDoorstepError }: typeof import('@doorstep/sdk') = await import(
  join(sdk, 'index.ts')
);

type Send = ReturnType<Connection['asAnyone']>;
type Called = { name: string; contract: Contract };
type Operation = (...args: unknown[]) => Promise<unknown>;

/** Returns the generated call of a procedure: `addressCreate` for `address.create`. */
const operationOf = (name: string): Operation => {
  const id = name.replaceAll(/\.(.)/g, (_, letter: string) => letter.toUpperCase());
  const operation = operations[id];
  if (typeof operation !== 'function') throw new Error(`The SDK has no ${id}`);
  return operation as Operation;
};

/** A transport of the SDK that records raw answers. */
const connect = (client: Client): { connection: Connection; answered(): AxiosResponse } => {
  const instance = axios.create({ headers: { 'User-Agent': 'test app' } });
  let last: AxiosResponse | undefined;
  instance.interceptors.response.use(
    (response) => {
      last = response;
      return response;
    },
    (error) => {
      last = error.response;
      throw error;
    },
  );
  const { url: baseUrl, tenantId } = client;
  const connection = new SdkConnection({ baseUrl, tenantId, tokenStore: false, retries: 0, axios: instance });
  return {
    connection,
    answered: () => {
      if (!last) throw new Error('There was no answer');
      return last;
    },
  };
};

const sendFor = (
  connection: Connection,
  { idempotent, access, files }: Contract,
  headers: Record<string, string>,
): Send => {
  const [fileField] = files ?? [];
  const traits = fileField ? { fileField } : {};
  if (idempotent) return connection.asWrite({ headers }, traits);
  return access === 'customer' || typeof access === 'object'
    ? connection.asCaller({ headers }, traits)
    : connection.asAnyone({ headers });
};

/**
 * Calls a procedure as the SDK does. What the SDK makes of the answer, body or error, must be what the server answered, and
 * that must stand in the document.
 */
export const callSdk = async (
  client: Client,
  { name, contract }: Called,
  input: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const { method, path } = contract.rest;
  const { connection, answered } = connect(client);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
  const others = Object.fromEntries(Object.entries(input).filter(([field]) => !inPath.includes(field)));
  const takesMore = Object.keys(contract.input.shape).length > inPath.length;
  const authorization = client.accessToken && { Authorization: `Bearer ${client.accessToken}` };
  const send = sendFor(connection, contract, { ...authorization, ...headers });
  const args = [...inPath.map((field) => String(input[field] ?? '')), ...(takesMore ? [others] : [])];
  const outcome = await operationOf(name)(...args, send).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const { status, data, headers: given, config } = answered();
  const body = data === '' ? undefined : data;
  const answer = {
    status,
    headers: new Headers(Object.entries(given).map(([header, value]): [string, string] => [header, String(value)])),
    body,
    bytes: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  };
  expectDocumented(method, config.url ?? '', answer);
  if ('result' in outcome) expect(outcome.result).toEqual(body);
  else if (isDoorstepError(outcome.error)) expect(outcome.error).toMatchObject({ status, code: body.code });
  else throw outcome.error;
  return answer;
};
