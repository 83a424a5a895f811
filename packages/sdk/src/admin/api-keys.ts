import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import {
  type ApiKey,
  type ApiKeyListParams,
  type ApiKeyPage,
  type ApiKeyPermissionsItem,
  type ApiKeyUpdateBody,
  apiKeyGet,
  apiKeyList,
  apiKeyRevoke,
  apiKeyUpdate,
} from '../generated/operations.ts';
import { itemsOf } from '../pages.ts';
import type { RequestSender } from '../request-sender.ts';
import { idOf, type Ref, versionOf } from '../resources/versioned.ts';

/** What a key or a member of staff can be allowed. */
export type Permission = ApiKeyPermissionsItem;

export type ListApiKeysInput = ApiKeyListParams;

/** Changes of an API key. An absent field keeps its value. Permissions can be removed, but not added. */
export type ApiKeyChanges = ApiKeyUpdateBody;

/**
 * The API keys of the tenant. Only staff and operators create and rotate keys, so there are no such methods.
 *
 * Methods that change a key accept its id or the key itself. With the key, they throw `precondition_failed` if it has changed
 * since you read it.
 */
export class ApiKeys {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns a page of keys, newest first, with expired and revoked ones. Requires `keys:read`. */
  list(input?: ListApiKeysInput, options?: CallOptions): DoorstepCall<ApiKeyPage> {
    return apiKeyList(input, this.#connection.asCaller(options));
  }

  /** Iterates over all keys. `limit` is the size of a page. */
  listAll(input?: Omit<ListApiKeysInput, 'cursor'>, options?: CallOptions): AsyncGenerator<ApiKey, void, undefined> {
    return itemsOf((cursor) => this.list({ ...input, ...cursor }, options));
  }

  /** Returns a key without its secret. Throws `not_found`. */
  get(id: string, options?: CallOptions): DoorstepCall<ApiKey> {
    return apiKeyGet(id, this.#connection.asCaller(options));
  }

  /** Changes the name, networks or rate of a key, or removes permissions. Requires `keys:write`. */
  update(key: Ref, changes: ApiKeyChanges, options?: CallOptions): DoorstepCall<ApiKey> {
    return apiKeyUpdate(idOf(key), changes, this.#connection.asCaller(options, { version: versionOf(key) }));
  }

  /** Revokes a key at once. It stays in the list. */
  revoke(key: Ref, options?: CallOptions): DoorstepCall<void> {
    return apiKeyRevoke(idOf(key), this.#connection.asCaller(options, { version: versionOf(key) }));
  }
}
