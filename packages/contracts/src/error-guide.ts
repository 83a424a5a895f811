import type { ErrorCode } from './errors.ts';

/** Whether a retry can succeed, and what it requires. */
export const retryAdvice = {
  never: 'No. The same request fails again.',
  after_wait: 'Yes, after `Retry-After`, or with exponential backoff. An `Idempotency-Key` prevents a duplicate write.',
  after_refresh: 'Yes, once, with a new access token.',
  after_read: 'Yes, after reading the current version.',
} as const;

/** The documentation of an error for developers. */
export type ErrorGuide = { cause: string; remedy: string; retry: keyof typeof retryAdvice };

/** The source of docs/errors.md, in Markdown. */
export const errorGuides: Readonly<Record<ErrorCode, ErrorGuide>> = {
  malformed_request: {
    cause:
      'The request breaks a rule of HTTP or of its format: a body that is not JSON in UTF-8, a broken form, a header or path that cannot be parsed, or a tRPC batch that is not allowed.',
    remedy:
      'Read `detail`, which names the part, and correct the client. A form with a file cannot be part of a batch.',
    retry: 'never',
  },
  validation_failed: {
    cause: 'One or more fields are missing, too long or wrong, or do not fit the country of the address.',
    remedy: 'Show each entry of `errors` at its `field`. All faults of a request come at once.',
    retry: 'never',
  },
  tenant_required: {
    cause: 'The `X-Tenant-ID` header is missing.',
    remedy: 'Send the id of the tenant with each request to `/api` and `/trpc`.',
    retry: 'never',
  },
  tenant_invalid: {
    cause: 'The `X-Tenant-ID` header is not a UUID, or it was sent twice.',
    remedy: 'Send one UUID, as `npm run tenant:list` prints it. A proxy may have added a second header.',
    retry: 'never',
  },
  not_authenticated: {
    cause: 'The `Authorization` header is missing.',
    remedy: 'Sign in, and send `Authorization: Bearer` with the access token.',
    retry: 'after_refresh',
  },
  token_invalid: {
    cause:
      'The access token is malformed or signed by another installation, or its session has ended. For refresh tokens and mailed links: it is unknown, expired, or already used.',
    remedy:
      'Refresh the access token once; if the refresh fails with this code too, ask the customer to sign in. For a mailed link, request a new mail.',
    retry: 'after_refresh',
  },
  token_expired: {
    cause: 'The access token is older than ten minutes.',
    remedy: 'Refresh it with `POST /api/auth/refresh/`. The SDK does so by itself.',
    retry: 'after_refresh',
  },
  invalid_credentials: {
    cause: 'The e-mail is unknown in this tenant, or the password is wrong. The answer is the same for both.',
    remedy: 'Ask the customer to check both, or offer a password reset. Each account belongs to one tenant.',
    retry: 'never',
  },
  key_invalid: {
    cause: 'The API key is mistyped, incomplete, or of another installation.',
    remedy: 'Compare its last four characters with the list of keys. A key is shown only once; create another one.',
    retry: 'never',
  },
  key_expired: {
    cause: 'The API key was created with an expiry, or replaced by another one whose overlap is over.',
    remedy: 'Create a key, or use the one that replaced it.',
    retry: 'never',
  },
  key_revoked: {
    cause: 'A member of staff or an operator has revoked the API key.',
    remedy: 'Ask them for another key.',
    retry: 'never',
  },
  network_not_allowed: {
    cause: 'The API key has `allowed_networks`, and the address of the client is in none of them.',
    remedy:
      'Send the request from an allowed network, or add the network to the key. Behind a proxy, the server must trust it (`TRUST_PROXY`).',
    retry: 'never',
  },
  webhook_limit_reached: {
    cause: 'The tenant has as many webhooks as it can have.',
    remedy: 'Delete a webhook that is no longer used, or let one receiver serve several purposes.',
    retry: 'never',
  },
  key_limit_reached: {
    cause: 'The tenant has as many valid API keys as it can have.',
    remedy: 'Revoke keys that are no longer used: `last_used_at` tells.',
    retry: 'never',
  },
  permission_denied: {
    cause:
      'The role of the account, or the API key, lacks the permission that `required_permission` names. Without that member: staff tried to decide about their own proof of address.',
    remedy:
      'Give the account a role with `npm run user:grant`, use a key that has the permission, or let a colleague decide.',
    retry: 'never',
  },
  email_not_verified: {
    cause:
      'The tenant requires a confirmed e-mail before the first address, or a password reset with `only_if_confirmed` found an unconfirmed account.',
    remedy:
      'Offer to send the confirmation mail again. For a reset, show `detail` and send the request again without `only_if_confirmed`.',
    retry: 'never',
  },
  account_blocked: {
    cause: 'The password is right, but the tenant has blocked the account. Only a sign-in has this answer.',
    remedy:
      'Tell the customer how to reach the shop. Staff end the block with `POST /api/customers/{customer_id}/unblock/`.',
    retry: 'never',
  },
  tenant_mismatch: {
    cause: 'The `X-Tenant-ID` header names another tenant than the access token.',
    remedy: 'Send the id of the tenant where the customer signed in. Keep the tokens of each tenant apart.',
    retry: 'never',
  },
  tenant_unavailable: {
    cause: 'The tenant does not exist, or its `status` is `inactive`. The answer is the same for both.',
    remedy: 'Check the id. An operator activates a tenant with `npm run tenant:set -- ID status=active`.',
    retry: 'never',
  },
  not_found: {
    cause:
      'The path or the row does not exist. Rows and files of other customers and tenants look the same, and so do deleted ones.',
    remedy:
      'Check the path and the id. For an image or the file of an export, read the resource again: its link changes and expires.',
    retry: 'never',
  },
  method_not_allowed: {
    cause: 'The path exists, but does not support this method.',
    remedy: 'Use a method of the `Allow` header.',
    retry: 'never',
  },
  request_timeout: {
    cause: 'The request body did not arrive in time, or arrived with less than 1 kB a second.',
    remedy: 'Send the request again over a better connection. `REQUEST_TIMEOUT_SECONDS` sets the limit.',
    retry: 'after_wait',
  },
  conflict: {
    cause:
      'The resource is not in the required state: someone else decided about the proof, or the address to restore is not deleted.',
    remedy: 'Read the resource again, and let the user decide what to do.',
    retry: 'after_read',
  },
  email_taken: {
    cause: 'An account of this tenant already has the e-mail.',
    remedy: 'Offer to sign in, or to reset the password.',
    retry: 'never',
  },
  external_id_taken: {
    cause: 'Another customer of this tenant has the external id.',
    remedy: 'Find that customer with `GET /api/customers/?external_id=…`, and change or merge one of the two.',
    retry: 'never',
  },
  address_limit_reached: {
    cause: 'The customer has as many addresses as `limits.live_addresses` allows.',
    remedy: 'Ask the customer to delete an address, or raise the limit with `npm run tenant:set`.',
    retry: 'never',
  },
  idempotency_in_progress: {
    cause: 'A request with the same `Idempotency-Key` is still running.',
    remedy: 'Send the request again after a short wait. The API then answers with the result of the first request.',
    retry: 'after_wait',
  },
  duplicate_address: {
    cause: 'The customer already has this address, and the tenant sets `duplicate_addresses` to `refuse`.',
    remedy: 'Use the address that `duplicate_of` names.',
    retry: 'never',
  },
  precondition_failed: {
    cause:
      'The version in `If-Match` or `expected_version` is stale: the resource has changed since the client read it.',
    remedy: 'Read the resource, apply the change to the current version, and send it with the new `ETag`.',
    retry: 'after_read',
  },
  payload_too_large: {
    cause: 'The body is larger than 100 kB of JSON, or a file of a form is larger than `UPLOAD_MAX_BYTES`.',
    remedy: 'Send a smaller file or body. `errors` names the field of the file.',
    retry: 'never',
  },
  unsupported_media_type: {
    cause:
      'The `Content-Type` of the request is not one that the operation reads, or the content of a file is not JPEG, PNG, WebP, GIF or AVIF.',
    remedy: 'Send JSON in UTF-8 or a form, as the reference says, and images in one of these formats.',
    retry: 'never',
  },
  range_not_satisfiable: {
    cause: 'The `Range` header begins after the end of the file.',
    remedy: 'Use the size in the `Content-Range` header, or request the whole file.',
    retry: 'never',
  },
  idempotency_key_reused: {
    cause: 'The `Idempotency-Key` was used before for another request.',
    remedy: 'Create a new key for each change. Send the old key only with the same fields and files.',
    retry: 'never',
  },
  rate_limited: {
    cause: 'A limit of the tenant is reached: sign-ins, registrations, refreshes, mails, writes, uploads or exports.',
    remedy: 'Wait for the seconds in `Retry-After`. `npm run tenant:set` changes the limits.',
    retry: 'after_wait',
  },
  headers_too_large: {
    cause: 'The headers of the request are larger than 16 kB.',
    remedy: 'Send fewer or smaller headers. The API does not use cookies.',
    retry: 'never',
  },
  internal: {
    cause: 'An unexpected error occurred in the server. Only its log contains the cause.',
    remedy: 'Search the log for `request_id`, and report the bug.',
    retry: 'after_wait',
  },
  unavailable: {
    cause:
      'The database or the disk does not respond or is full, too many images are waiting, or the server is shutting down.',
    remedy: 'Send the request again. Operators can check `GET /health/ready` and the log.',
    retry: 'after_wait',
  },
};
