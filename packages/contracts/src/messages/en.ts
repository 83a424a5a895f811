import { localeFormats } from './formats.ts';

const { plural, countryName, fileSize } = localeFormats('en');

const fields = {
  area: 'Area',
  city: 'City',
  company: 'Company',
  county: 'County',
  department: 'Department',
  district: 'District',
  do_si: 'Province or city (do/si)',
  eircode: 'Eircode',
  emirate: 'Emirate',
  island: 'Island',
  line1: 'Street address',
  line2: 'Street address, second line',
  line3: 'Street address, third line',
  neighborhood: 'Neighbourhood',
  oblast: 'Oblast',
  parish: 'Parish',
  pin: 'PIN code',
  post_town: 'Post town',
  postal: 'Postal code',
  prefecture: 'Prefecture',
  province: 'Province',
  recipient_name: 'Name',
  sorting_code: 'Sorting code',
  state: 'State',
  suburb: 'Suburb',
  townland: 'Townland',
  village_township: 'Village or township',
  zip: 'ZIP code',
};
type Field = keyof typeof fields;

/** The name of a field within a sentence: "post town", but "ZIP code". */
const inSentence = (field: Field): string => fields[field].replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

const counted = (count: number, one: string, other: string): string =>
  `${count} ${plural(count) === 'one' ? one : other}`;

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `, such as ${examples.join(' or ')}` : '';

// English names with an article: "the United Kingdom", "the Netherlands", "the Faroe Islands".
const takesArticle =
  /^(United|Netherlands|Philippines|Bahamas|Maldives|Comoros|Gambia|Isle)\b|(Islands|Republic|Territor(y|ies))$/;

const countryInSentence = (country: string): string => {
  const name = countryName(country);
  return takesArticle.test(name) ? `the ${name}` : name;
};

const imageTypes = 'JPEG, PNG, WebP, GIF or AVIF';

/** A field of an address that does not match the rules of its country. */
type AddressFault = { country: string; field: Field; examples: readonly string[] };

/** Every text of the API in English. Its type is what each translation must contain. */
export const en = {
  /** The meaning of each error code. */
  titles: {
    malformed_request: 'The request cannot be read',
    validation_failed: 'Some fields are not valid',
    tenant_required: 'The X-Tenant-ID header is missing',
    tenant_invalid: 'The X-Tenant-ID header must be one UUID',
    not_authenticated: 'An access token is required',
    token_invalid: 'The token is not valid',
    token_expired: 'The access token has expired',
    invalid_credentials: 'The e-mail or password is wrong',
    key_invalid: 'This API key does not exist',
    key_expired: 'The API key has expired',
    key_revoked: 'The API key has been revoked',
    permission_denied: 'You do not have the permission for this',
    network_not_allowed: 'The API key is not accepted from this network',
    email_not_verified: 'The e-mail of this account is not confirmed',
    account_blocked: 'This account is blocked',
    tenant_mismatch: 'The token belongs to another tenant',
    tenant_unavailable: 'This tenant is not available',
    not_found: 'Not found',
    method_not_allowed: 'This path does not support this method',
    request_timeout: 'The request took too long to arrive',
    conflict: 'The current state does not allow this change',
    email_taken: 'An account with this e-mail already exists',
    external_id_taken: 'Another customer already has this external id',
    address_limit_reached: 'The limit of addresses is reached',
    key_limit_reached: 'The limit of API keys is reached',
    webhook_limit_reached: 'The limit of webhooks is reached',
    idempotency_in_progress: 'A request with this Idempotency-Key is still running',
    duplicate_address: 'This address already exists',
    precondition_failed: 'The resource has changed since you read it',
    payload_too_large: 'The request is too large',
    unsupported_media_type: 'This content type is not supported',
    range_not_satisfiable: 'The range is outside the file',
    idempotency_key_reused: 'This Idempotency-Key belongs to another request',
    rate_limited: 'Too many requests',
    headers_too_large: 'The request headers are too large',
    internal: 'Something went wrong on our side',
    unavailable: 'The service is temporarily unavailable',
  },

  /** The names of address fields in each country, as the labels of a form. */
  fields,

  /** Each text says what is wrong and what to do. */
  messages: {
    // The service.
    shutting_down: 'This server is shutting down. Send the request to another server.',

    // Values of any field.
    invalid: 'Enter a valid value.',
    required: 'This field is required.',
    not_string: 'This value must be a string.',
    not_number: 'This value must be a number.',
    not_int: 'This value must be a whole number.',
    not_boolean: 'This value must be true or false.',
    not_array: 'This value must be a list.',
    not_object: 'This value must be an object.',
    not_uuid: 'Enter a valid UUID, such as 018f4e6a-0000-7000-8000-000000000000.',
    not_time: 'Enter a time in ISO 8601 and UTC, such as 2026-03-01T09:30:00Z.',
    at_most: ({ max }: { max: number }) => `Enter a value of ${max} or less.`,
    at_least: ({ min }: { min: number }) => `Enter a value of ${min} or more.`,
    one_of: ({ choices }: { choices: readonly string[] }) => `Choose one of these values: ${choices.join(', ')}.`,
    characters_at_most: ({ max }: { max: number }) => `Enter at most ${counted(max, 'character', 'characters')}.`,
    characters_at_least: ({ min }: { min: number }) => `Enter at least ${counted(min, 'character', 'characters')}.`,
    too_long: ({ max, length }: { max: number; length: number }) =>
      `Enter at most ${counted(max, 'character', 'characters')}. This text has ${length}.`,
    bytes_at_most: ({ max }: { max: number }) => `Shorten this text to ${counted(max, 'byte', 'bytes')}.`,
    characters_unstorable: 'Remove the characters that cannot be stored: NUL or half of a surrogate pair.',
    surrogate_half: 'Remove the character that is half of a surrogate pair.',
    text_not_utf8: 'Send this text in UTF-8.',

    // Fields with rules of their own.
    phone_invalid: 'Enter a valid phone number with its country code, such as +4915112345678.',
    country_invalid: 'Enter a valid two-letter country code (ISO 3166-1), such as DE or US.',
    email_invalid: 'Enter a valid e-mail address, such as name@example.com.',
    email_registered: 'An account with this e-mail already exists. Sign in, or reset the password.',
    password_common: 'This password is too common. Choose another one.',
    password_pattern: 'This password is easy to guess. Avoid keyboard patterns, repetitions, sequences and dates.',
    password_personal: 'This password is too similar to your name or e-mail address. Choose another one.',
    password_wrong: 'This password is wrong. Enter your current password.',
    cursor_invalid: 'This cursor is not valid for this list. Start again without a cursor.',

    metadata_keys_at_most: ({ max }: { max: number }) => `Send at most ${counted(max, 'key', 'keys')} of metadata.`,
    search_too_short: 'Enter a word with at least three letters.',
    time_passed: 'Enter a time in the future.',

    // Address fields that do not match the rules of their country.
    required_in: ({ country, field, examples }: AddressFault) =>
      `Enter the ${inSentence(field)}${suchAs(examples)}. It is required in ${countryInSentence(country)}.`,
    postal_code_invalid: ({ country, field, examples }: AddressFault) =>
      `Enter a valid ${inSentence(field)} for ${countryInSentence(country)}${suchAs(examples)}.`,
    subdivision_invalid: ({ country, field, examples }: AddressFault) =>
      `Enter the name or code of a valid ${inSentence(field)} for ${countryInSentence(country)}${suchAs(examples)}.`,

    // Files.
    file_without_name: 'The file has no name. Send it with a file name.',
    file_empty: ({ file }: { file: string }) => `The file ${file} is empty. Choose another file.`,
    file_given_twice: 'Send only one file in this field.',
    file_too_large: ({ max }: { max: number }) => `The file is too large. Choose a file of at most ${fileSize(max)}.`,
    image_empty: 'The image is empty. Choose another file.',
    image_damaged: 'The image is damaged. Choose another file.',
    image_unreadable: `The file is not a readable image. Choose an image in ${imageTypes}.`,
    image_heic: 'HEIC images are not supported. Save the image as JPEG; most phones have a setting for that.',
    image_type: `This file type is not supported. Choose an image in ${imageTypes}.`,
    image_dimensions: ({
      side,
      megapixels,
      width,
      height,
    }: Record<'side' | 'megapixels' | 'width' | 'height', number>) =>
      `The image has ${width} × ${height} pixels. Choose one with at most ${side} pixels a side and ${megapixels} megapixels.`,
    images_queue_full: 'Too many images are being processed. Try again in a few seconds.',
    storage_full: 'The file storage is full. Try again later.',
    storage_read_only: 'The file storage is read-only at the moment. Try again later.',
    storage_missing: 'The file storage is not connected. Try again later.',
    storage_failing: 'The file storage does not work at the moment. Try again later.',

    // Requests that cannot be read.
    fields_invalid: ({ fields }: { fields: readonly string[] }) =>
      `Correct the following: ${fields.map((field) => field || 'the request').join(', ')}.`,
    body_not_utf8: 'Send the body in UTF-8.',
    body_without_json: 'The body is empty. Send a JSON object.',
    body_not_object: 'Send a JSON object as the body.',
    json_is_utf8: 'Send JSON in UTF-8; other charsets are not supported.',
    send_type: ({ types }: { types: readonly string[] }) => `Send the content type ${types.join(' or ')}.`,
    form_unreadable: 'The form is incomplete or malformed. Send it again.',
    form_without_boundary: 'The content type of the form has no boundary. Add one.',
    form_part_without_name: 'A part of the form has no name. Give each part a name.',
    form_parts_at_most: ({ max }: { max: number }) => `Send at most ${counted(max, 'part', 'parts')} in a form.`,
    path_badly_encoded: 'The path is not encoded correctly. Use percent-encoding.',
    path_unknown: 'This path does not exist. Check the URL.',
    path_methods: ({ methods }: { methods: readonly string[] }) => `Use a method of this path: ${methods.join(', ')}.`,
    server_methods: ({ methods }: { methods: readonly string[] }) =>
      `This server is not a proxy. Use one of these methods: ${methods.join(', ')}.`,
    entity_tags_invalid: ({ header }: { header: string }) => `${header} must contain entity tags, such as "3.1948520".`,
    idempotency_key_malformed: 'Send one Idempotency-Key of 1 to 255 printable ASCII characters.',
    batch_mixed: 'A batch cannot mix queries and mutations. Send two batches.',
    batch_with_upload_or_key:
      'A batch cannot contain an upload or an Idempotency-Key. Send this call outside of a batch.',
    batch_form_missing: 'This call has no fields. Send a form outside of a batch.',
    batch_at_most: ({ max }: { max: number }) => `Send at most ${counted(max, 'call', 'calls')} in a batch.`,

    // Callers and their permissions.
    send_token: 'Send the Authorization header with Bearer and an access token.',
    send_tenant: 'Send the X-Tenant-ID header with the id of the tenant.',
    session_ended: 'This session has ended. Sign in again.',
    refresh_token_used: 'This refresh token is no longer valid. Sign in again.',
    link_used: 'This link was already used or has expired. Request a new one.',
    reset_removes: ({ days }: { days: number }) =>
      `This e-mail is not confirmed for the account, so someone else may have created it. A new password removes the name, phone, picture and proofs of address, and deletes the addresses. You can restore deleted addresses for ${counted(days, 'day', 'days')}.`,
    permission_required: ({ permission }: { permission: string }) =>
      `This needs the permission ${permission}. Ask your administrator for a role or a key that has it.`,
    key_in_url:
      'Never send an API key in a URL, where logs store it. Revoke this key, and send a new one in the Authorization header.',
    key_for_customer:
      'An API key is not a customer. Use the operation below /api/customers/{customer_id}/, or one for the tenant.',
    only_staff: 'Only staff of the tenant can do this, not an API key. Sign in.',
    permission_to_give: ({ permission }: { permission: string }) =>
      `You cannot give the permission ${permission}, because you do not have it.`,
    permission_added: ({ permission }: { permission: string }) =>
      `This key does not have the permission ${permission}. Permissions can only be removed; create another key.`,
    key_ended: 'This key has expired or was revoked. Create another key.',
    keys_at_most: ({ max }: { max: number }) =>
      `The tenant has ${counted(max, 'API key', 'API keys')}, which is the limit. Revoke one first.`,
    in_the_past: 'Enter a time in the future.',
    network_invalid: 'Enter a network in CIDR notation, such as 203.0.113.0/24 or 2001:db8::/32.',
    own_proof: 'You cannot decide about your own proof. Ask a colleague.',
    account_blocked: 'The shop has blocked this account. Contact the shop.',
    confirm_email: 'Confirm your e-mail first. Open the link in the mail that we sent you.',
    email_confirmed_elsewhere:
      'Another account has confirmed this e-mail. Sign in to that account, or use another e-mail.',
    try_again_in: ({ seconds }: { seconds: number }) =>
      `Too many requests. Try again in ${counted(seconds, 'second', 'seconds')}.`,
    exports_at_most: ({ max }: { max: number }) =>
      `The limit is ${counted(max, 'export', 'exports')} a day. Try again later.`,

    // Imports.
    email_or_external_id: 'Enter an e-mail or an external id. It says which customer this is.',
    hash_unsupported:
      'This form of password hash is not supported. Leave it out, and the customer can reset the password.',
    hash_too_costly: 'This password hash takes too much time or memory to verify. Leave it out.',
    id_of_customer: 'Another account already has this id. Leave it out, or choose another one.',
    id_of_address: 'Another address already has one of these ids. Leave it out, or choose another one.',
    address_twice: 'The customer has this address already, and the tenant refuses duplicates. Remove one of them.',
    addresses_of_customer_at_most: ({ max }: { max: number }) =>
      `The customer would have more than ${counted(max, 'address', 'addresses')}, which is the limit. Remove some.`,
    file_required: 'Send a file in this field of a form.',
    file_missing: ({ file }: { file: string }) => `There is no file ${file} in the folder of images.`,
    import_file_type: 'This file type is not supported. Send NDJSON or CSV in UTF-8, not compressed.',
    line_without_json: 'This line is not valid JSON. Send one JSON object a line.',
    line_not_imported: 'This line could not be imported. Import it again, or ask support.',
    csv_without_header: 'The first line must name the columns, and one of them must be email or external_id.',
    csv_columns_at_most: ({ max }: { max: number }) =>
      `This line has more than ${counted(max, 'column', 'columns')}, which is what the first line names.`,
    csv_unreadable_after: ({ line }: { line: number }) =>
      `Line ${line} is too long, or a quotation mark in it is not closed. Correct it, and import the file again.`,
    imports_open_at_most: ({ max }: { max: number }) =>
      `${counted(max, 'import', 'imports')} are waiting or running, which is the limit. Wait until one has ended.`,
    import_ended: 'This import has ended and cannot be cancelled.',
    event_unknown: ({ last }: { last: number }) => `No event has this place. The newest one has the place ${last}.`,
    permission_to_send: ({ permission }: { permission: string }) =>
      `This webhook would send data for which you lack the permission ${permission}. Choose other types, or the payload thin.`,
    webhooks_at_most: ({ max }: { max: number }) =>
      `The tenant has ${counted(max, 'webhook', 'webhooks')}, which is the limit. Delete one first.`,
    webhook_disabled: 'This webhook is disabled. Enable it first.',
    from_sequence_or_event: 'Send either from_sequence or event_id.',
    webhook_not_a_url: 'Enter a URL, such as https://shop.example.com/doorstep.',
    webhook_credentials_in_url: 'Enter a URL without a user name and password.',
    webhook_not_https: 'Enter a URL that starts with https://.',
    webhook_port_not_allowed: 'Enter a URL without a port. Webhooks are sent to port 443.',
    webhook_address_not_allowed: 'Enter a URL with a public host.',
    import_not_finished: 'The import stopped because of an error on our side. Start it again.',

    // Stored data.
    country_unknown: 'This country does not exist. Use a two-letter ISO 3166-1 code, such as DE.',
    version_changed: ({ version }: { version: number }) =>
      `The current version is ${version}. Read the resource again, and repeat your change.`,
    key_reused: 'This Idempotency-Key was used for another request. Use a new key for each request.',
    key_in_progress: 'Another request of yours is still running. Send this one again with the same Idempotency-Key.',
    proof_approved: 'This proof is already approved. Reload it to see the decision.',
    proof_rejected: 'This proof is already rejected. Reload it to see the decision.',
    addresses_at_most: ({ held, max }: { held: number; max: number }) =>
      `You have ${counted(held, 'address', 'addresses')}, and the limit is ${max}. Delete one first.`,
    address_exists: ({ address }: { address: string }) =>
      `You already have this address. Use the one with the id ${address}.`,
    address_not_deleted: 'This address is not deleted. You can only restore deleted addresses.',
    email_of_customer: 'Another account already has this e-mail. Enter another e-mail, or change that account.',
    external_id_of_customer: 'Another customer already has this external id. Change that customer instead.',
    not_invited: 'This customer has a password already. Only customers without a password can be invited.',
    erasure_not_pending: 'There is no pending erasure of your account to cancel.',
  },
};

/** The texts of one language. */
export type Catalogue = typeof en;
