import { formatsOf } from './formats.ts';

const { plural, countryName } = formatsOf('en');

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

/** A field's name behind other words: "post town", but "ZIP code". */
const inSentence = (field: Field): string => fields[field].replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

const withArticle = (name: string): string => `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;

const counted = (count: number, one: string, other: string): string =>
  `${count} ${plural(count) === 'one' ? one : other}`;

const suchAs = (examples: readonly string[]): string =>
  examples.length > 0 ? `, such as ${examples.join(' or ')}` : '';

/** A field of an address that does not fit its country. */
type Misfit = { country: string; field: Field; examples: readonly string[] };

/**
 * Every text that a client may get, in English: the source from which the other languages take what there is to say.
 * Numbers stand as they are; counts in them choose a plural.
 */
export const en = {
  /** What each error code means. */
  titles: {
    malformed_request: 'The request could not be read',
    validation_failed: 'Some fields are not right',
    tenant_required: 'The X-Tenant-ID header is missing',
    tenant_invalid: 'The X-Tenant-ID header is not one UUID',
    not_authenticated: 'An access token is needed',
    token_invalid: 'The token is not valid',
    token_expired: 'The access token has expired',
    invalid_credentials: 'E-mail or password is wrong',
    permission_denied: 'Your role does not allow this',
    email_not_verified: 'The e-mail of this account has not been confirmed',
    tenant_mismatch: 'The token belongs to another tenant',
    tenant_unavailable: 'This tenant is not available',
    not_found: 'Nothing is here',
    method_not_allowed: 'This path does not take that method',
    request_timeout: 'The request took too long to arrive',
    conflict: 'The change conflicts with another one',
    email_taken: 'This e-mail already has an account',
    address_limit_reached: 'No more addresses can be stored',
    idempotency_in_progress: 'The first request with this key is still running',
    duplicate_address: 'This address is already stored',
    precondition_failed: 'Somebody changed this in the meantime',
    payload_too_large: 'The request is too large',
    unsupported_media_type: 'This type of content is not taken',
    range_not_satisfiable: 'The range lies outside the file',
    idempotency_key_reused: 'This idempotency key stands for another request',
    rate_limited: 'Too many requests',
    headers_too_large: 'The request headers are too large',
    internal: 'Something went wrong on our side',
    unavailable: 'The service is not available just now',
  },

  /** What countries mean by the fields of an address, as a form would label them. */
  fields,

  /** What is wrong, of a request or of one field of it, and what would be right. */
  messages: {
    // The service as a whole.
    shutting_down: 'This server is shutting down. Send the request to another one.',

    // Values of any field.
    invalid: 'Invalid input',
    required: 'This field is required.',
    not_string: 'Must be a string.',
    not_number: 'Must be a number.',
    not_int: 'Must be an int.',
    not_boolean: 'Must be a boolean.',
    not_array: 'Must be an array.',
    not_object: 'Must be an object.',
    not_uuid: 'Invalid UUID',
    at_most: ({ max }: { max: number }) => `At most ${max}.`,
    at_least: ({ min }: { min: number }) => `At least ${min}.`,
    one_of: ({ choices }: { choices: readonly string[] }) => `One of: ${choices.join(', ')}.`,
    characters_at_most: ({ max }: { max: number }) => `At most ${counted(max, 'character', 'characters')}.`,
    characters_at_least: ({ min }: { min: number }) => `At least ${counted(min, 'character', 'characters')}.`,
    too_long: ({ max, length }: { max: number; length: number }) =>
      `At most ${counted(max, 'character', 'characters')}; this has ${length}.`,
    bytes_at_most: ({ max }: { max: number }) => `At most ${counted(max, 'byte', 'bytes')}.`,
    characters_unstorable: 'Contains characters that cannot be stored (NUL or half of a surrogate pair).',
    surrogate_half: 'Contains half of a surrogate pair.',
    text_not_utf8: 'The text is not UTF-8.',

    // Fields of their own kind.
    phone_invalid: 'Not a phone number. Give it with country code, such as +4915112345678.',
    country_invalid: 'Not a country. Give its two-letter ISO 3166-1 code, such as DE or US.',
    email_invalid: 'Not an e-mail address, such as name@example.com.',
    email_registered: 'This e-mail already has an account here. Sign in, or reset the password.',
    password_common: 'This is one of the most common passwords, or close to one. Choose another.',
    password_pattern: 'Neighbouring keys, repetitions, sequences and dates are easy to guess. Choose another password.',
    password_personal: 'This is close to your own name or e-mail address. Choose another password.',
    password_wrong: 'This is not your current password.',
    cursor_invalid: 'Not a cursor of this list. Begin again without one.',

    // Addresses that do not fit their country.
    required_in: ({ country, field, examples }: Misfit) =>
      `Required in ${countryName(country)}: ${inSentence(field)}${suchAs(examples)}.`,
    postal_code_invalid: ({ country, field, examples }: Misfit) => {
      const right = examples.length > 0 ? ` A right one looks like ${examples.join(' or ')}.` : '';
      return `Not ${withArticle(inSentence(field))} of ${countryName(country)}.${right}`;
    },
    subdivision_invalid: ({ country, field, examples }: Misfit) =>
      `Not ${withArticle(inSentence(field))} of ${countryName(country)}. Give one by code or name${suchAs(examples)}.`,

    // Files.
    file_without_name: 'The file has no name.',
    file_empty: ({ file }: { file: string }) => `The file ${file} is empty.`,
    file_given_twice: 'Only one file can be given here.',
    file_too_large: ({ max }: { max: number }) => `The file is too large. At most ${counted(max, 'byte', 'bytes')}.`,
    image_empty: 'The image is empty.',
    image_damaged: 'The image is damaged and cannot be read.',
    image_unreadable: 'The file is no image that can be read. Taken are JPEG, PNG, WebP, GIF and AVIF.',
    image_heic:
      'HEIC images are not taken. Send it as JPEG; most phones have a setting for that. Taken are JPEG, PNG, WebP, GIF and AVIF.',
    image_type: 'This type of file is not taken. Taken are JPEG, PNG, WebP, GIF and AVIF.',
    image_dimensions: ({
      side,
      megapixels,
      width,
      height,
    }: Record<'side' | 'megapixels' | 'width' | 'height', number>) =>
      `At most ${side} pixels a side and ${megapixels} megapixels; this has ${width} × ${height}.`,
    images_queue_full: 'Too many images are being read just now.',
    storage_full: 'There is no space left for files. Try again later.',
    storage_read_only: 'Files cannot be written at the moment. Try again later.',
    storage_missing: 'The storage for files is not connected. Try again later.',
    storage_failing: 'The storage for files does not work at the moment. Try again later.',

    // Requests that cannot be read.
    fields_invalid: ({ fields }: { fields: readonly string[] }) =>
      `Not right: ${fields.map((field) => field || 'the request').join(', ')}.`,
    body_not_utf8: 'The body is not UTF-8.',
    body_without_json: 'The body holds no JSON.',
    body_not_object: 'The body must be a JSON object.',
    json_is_utf8: 'JSON is UTF-8.',
    send_type: ({ types }: { types: readonly string[] }) => `Send ${types.join(' or ')}.`,
    form_unreadable: 'The form could not be read to its end.',
    form_without_boundary: 'The type of the form names no boundary.',
    form_part_without_name: 'A part of the form has no name.',
    form_parts_at_most: ({ max }: { max: number }) => `A form has at most ${counted(max, 'part', 'parts')}.`,
    path_badly_encoded: 'The path is not well encoded.',
    path_unknown: 'There is no such path.',
    path_methods: ({ methods }: { methods: readonly string[] }) => `This path takes ${methods.join(', ')}.`,
    server_methods: ({ methods }: { methods: readonly string[] }) =>
      `This server takes ${methods.join(', ')} and is no proxy.`,
    entity_tags_invalid: ({ header }: { header: string }) =>
      `${header} holds something other than entity tags, such as "3.1948520".`,
    idempotency_key_malformed: 'Idempotency-Key holds 1 to 255 printable ASCII characters, and is given once.',
    batch_mixed: 'A batch holds queries or mutations, not both.',
    batch_with_upload_or_key: 'A batch holds no upload and no Idempotency-Key.',
    batch_form_missing: 'This call has no fields. If it was a form, send it outside of the batch.',
    batch_at_most: ({ max }: { max: number }) => `A batch holds at most ${counted(max, 'call', 'calls')}.`,

    // Callers and what they may do.
    send_token: 'Send Authorization: Bearer with an access token.',
    send_tenant: 'Send X-Tenant-ID with the id of the tenant.',
    session_ended: 'This session has ended. Sign in again.',
    refresh_token_used: 'This refresh token is not good any more. Sign in again.',
    link_used: 'This link has been used or has run out. Ask for another.',
    reset_removes: ({ days }: { days: number }) =>
      `Nobody has confirmed this e-mail for the account yet, so somebody else may have made it. Setting a new password removes the name, phone, picture and proofs of address, and deletes the addresses. You can restore deleted addresses for ${counted(days, 'day', 'days')}.`,
    staff_only: 'This is for staff of the tenant.',
    own_proof: 'Nobody decides about their own proof.',
    confirm_email: 'Confirm your e-mail with the link that was mailed to it.',
    email_confirmed_elsewhere: 'Another account has this e-mail, and has confirmed it.',
    try_again_in: ({ seconds }: { seconds: number }) =>
      `Too many. Try again in ${counted(seconds, 'second', 'seconds')}.`,
    exports_at_most: ({ max }: { max: number }) => `${counted(max, 'export', 'exports')} a day are the most.`,

    // What is stored already.
    country_unknown: 'There is no such country. Give an ISO 3166-1 code of two letters.',
    version_changed: ({ version }: { version: number }) =>
      `This is version ${version} now. Get it again and repeat the change on that.`,
    key_reused: 'This Idempotency-Key came with another request before. Use a new one for each.',
    key_in_progress: 'Another request of yours is still running. Send this one again, with the same Idempotency-Key.',
    proof_approved: 'This proof has been approved already.',
    proof_rejected: 'This proof has been rejected already.',
    addresses_at_most: ({ held, max }: { held: number; max: number }) =>
      `You hold ${counted(held, 'address', 'addresses')}, and ${max} is the most. Delete one first.`,
    address_exists: ({ address }: { address: string }) => `You hold this address already, as ${address}.`,
    address_not_deleted: 'This address is not deleted.',
    erasure_not_pending: 'Your account is not about to be erased.',
  },
};

/** The texts of one language. */
export type Catalogue = typeof en;
