/**
 * Made by orval from apps/api/openapi.json. Do not edit: `npm run sdk:generate` writes it anew.
 */
import { request } from '../request.ts';
/**
 * Whether an address that does not fit its country is refused, or stored and warned of.
 */
export type TenantAddressChecking = 'strict' | 'warn';
export type TenantDuplicateAddresses = 'allow' | 'refuse';
export type TenantLimits = {
  live_addresses: number;
  upload_bytes: number;
};

export type Tenant = {
  id: string;
  name: string;
  colour: string;
  locales: string[];
  /**
   * @remarks Whether an address that does not fit its country is refused, or stored and warned of.
   */
  address_checking: TenantAddressChecking;
  duplicate_addresses: TenantDuplicateAddresses;
  /**
   * @remarks How long a deleted address can be restored.
   */
  restore_days: number;
  /**
   * @remarks Whether the first address waits for a confirmed e-mail.
   */
  require_verified_email: boolean;
  /**
   * @remarks Days between asking for the erasure of an account and the erasure.
   */
  erasure_days: number;
  limits: TenantLimits;
};

/**
 * As it is now; the role in an access token may be older.
 */
export type ProfileRole = 'customer' | 'staff';
export type Profile = {
  user_id: string;
  email: string;
  /**
   * @remarks Whether its owner has confirmed it from a mail.
   */
  email_verified: boolean;
  full_name: string;
  phone: string | null;
  /**
   * @remarks Path from the API root with a signed query, good for 15 to 30 minutes; add `&size=thumb` or `&size=medium` for smaller ones.
   */
  profile_picture: string | null;
  /**
   * @remarks As it is now; the role in an access token may be older.
   */
  role: ProfileRole;
  /**
   * @remarks When the account will be erased, if its customer asked for that: offer to keep it.
   */
  erase_at: string | null;
  created_at: string;
  updated_at: string;
  version: number;
};

export type SignedIn = {
  /**
   * @remarks A JWT, sent as `Authorization: Bearer …`.
   */
  access_token: string;
  /**
   * @remarks Opaque; good for one refresh.
   */
  refresh_token: string;
  token_type: 'Bearer';
  /**
   * @remarks Seconds until the access token ends.
   */
  expires_in: number;
  user: Profile;
};

export type TokenPair = {
  /**
   * @remarks A JWT, sent as `Authorization: Bearer …`.
   */
  access_token: string;
  /**
   * @remarks Opaque; good for one refresh.
   */
  refresh_token: string;
  token_type: 'Bearer';
  /**
   * @remarks Seconds until the access token ends.
   */
  expires_in: number;
};

export type Session = {
  id: string;
  /**
   * @remarks The User-Agent it was last used with.
   */
  device: string;
  /**
   * @remarks The network address it was last used from.
   */
  address: string;
  created_at: string;
  last_used_at: string;
  current: boolean;
};

export type SessionList = {
  results: Session[];
};

export type AddressProofStatus = 'none' | 'pending' | 'approved' | 'rejected';
export type AddressLocation = {
  latitude: number;
  longitude: number;
} | null;

export type Address = {
  id: string;
  label: string;
  recipient_name: string;
  company: string;
  line1: string;
  line2: string;
  line3: string;
  district: string;
  city: string;
  state: string;
  postal_code: string;
  sorting_code: string;
  delivery_instructions: string;
  country: string;
  phone: string | null;
  location: AddressLocation;
  is_default_shipping: boolean;
  is_default_billing: boolean;
  /**
   * @remarks The lines of a label, as the post of the country wants them, without the country itself.
   */
  formatted: string[];
  /**
   * @remarks Path from the API root with a signed query, good for 15 to 30 minutes; add `&size=thumb` or `&size=medium` for smaller ones.
   */
  proof_image: string | null;
  proof_status: AddressProofStatus;
  proof_reason: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  version: number;
};

export type AddressPage = {
  results: Address[];
  next_cursor: string | null;
};

export type WrittenAddressLocation = {
  latitude: number;
  longitude: number;
} | null;

export type WrittenAddressProofStatus = 'none' | 'pending' | 'approved' | 'rejected';
export type AddressWarning = {
  field: string;
  code: string;
  message: string;
};

export type WrittenAddress = {
  id: string;
  label: string;
  recipient_name: string;
  company: string;
  line1: string;
  line2: string;
  line3: string;
  district: string;
  city: string;
  state: string;
  postal_code: string;
  sorting_code: string;
  delivery_instructions: string;
  country: string;
  phone: string | null;
  location: WrittenAddressLocation;
  is_default_shipping: boolean;
  is_default_billing: boolean;
  /**
   * @remarks The lines of a label, as the post of the country wants them, without the country itself.
   */
  formatted: string[];
  /**
   * @remarks Path from the API root with a signed query, good for 15 to 30 minutes; add `&size=thumb` or `&size=medium` for smaller ones.
   */
  proof_image: string | null;
  proof_status: WrittenAddressProofStatus;
  proof_reason: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  version: number;
  /**
   * @remarks What does not fit the country, where the tenant has such an address stored all the same.
   */
  warnings?: AddressWarning[];
  /**
   * @remarks Another of my addresses that is the same.
   */
  duplicate_of?: string;
};

export type ActivityBy = 'self' | 'staff' | 'system';
export type ActivityChangesItem = {
  field: string;
  /**
   * @remarks Texts, e-mails and phones are masked, but for the reason of a rejection; an image or a location is `set` or `none`; null where there was no value.
   */
  before: string | boolean | null;
  /**
   * @remarks Texts, e-mails and phones are masked, but for the reason of a rejection; an image or a location is `set` or `none`; null where there was no value.
   */
  after: string | boolean | null;
};

export type Activity = {
  id: string;
  at: string;
  /**
   * @remarks What was done to what.
   */
  action: string;
  /**
   * @remarks The id of what it was done to.
   */
  entity_id: string | null;
  by: ActivityBy;
  /**
   * @remarks The User-Agent, where it was the customer.
   */
  device: string | null;
  changes: ActivityChangesItem[];
};

export type ActivityPage = {
  results: Activity[];
  next_cursor: string | null;
};

export type AddressProofProofStatus = 'pending' | 'approved' | 'rejected';
export type AddressProofCustomer = {
  user_id: string;
  full_name: string;
  email: string;
};

export type AddressProof = {
  recipient_name: string;
  company: string;
  line1: string;
  line2: string;
  line3: string;
  district: string;
  city: string;
  state: string;
  postal_code: string;
  sorting_code: string;
  country: string;
  /**
   * @remarks The lines of a label, as the post of the country wants them, without the country itself.
   */
  formatted: string[];
  proof_reason: string | null;
  version: number;
  address_id: string;
  customer: AddressProofCustomer;
  proof_status: AddressProofProofStatus;
  /**
   * @remarks Since when it has waited for the decision that stands or is to come.
   */
  submitted_at: string;
};

export type AddressProofPage = {
  results: AddressProof[];
  next_cursor: string | null;
};

export type AddressProofDetailCustomer = {
  user_id: string;
  full_name: string;
  email: string;
};

export type AddressProofDetailProofStatus = 'pending' | 'approved' | 'rejected';
export type AddressProofDetail = {
  recipient_name: string;
  company: string;
  line1: string;
  line2: string;
  line3: string;
  district: string;
  city: string;
  state: string;
  postal_code: string;
  sorting_code: string;
  country: string;
  /**
   * @remarks The lines of a label, as the post of the country wants them, without the country itself.
   */
  formatted: string[];
  proof_reason: string | null;
  version: number;
  address_id: string;
  customer: AddressProofDetailCustomer;
  proof_status: AddressProofDetailProofStatus;
  /**
   * @remarks Since when it has waited for the decision that stands or is to come.
   */
  submitted_at: string;
  /**
   * @remarks Path from the API root with a signed query, good for 15 to 30 minutes; add `&size=thumb` or `&size=medium` for smaller ones.
   */
  proof_image: string | null;
};

export type AddressCountriesResultsItem = {
  country: string;
  name: string;
};

export type AddressCountries = {
  results: AddressCountriesResultsItem[];
};

export type AddressRuleFieldsItemField = 'recipient_name' | 'company' | 'line1' | 'line2' | 'line3' | 'district' | 'city' | 'state' | 'postal_code' | 'sorting_code';
export type AddressRuleFieldsItem = {
  field: AddressRuleFieldsItemField;
  /**
   * @remarks What the country means by it, for a translation of your own.
   */
  kind: string;
  /**
   * @remarks The same as a form would label it, in the language of the caller; in English where there are no texts in that.
   */
  name: string;
  required: boolean;
};

export type AddressRuleLabelItemItem = 'recipient_name' | 'company' | 'line1' | 'line2' | 'line3' | 'district' | 'city' | 'state' | 'postal_code' | 'sorting_code';
export type AddressRulePostalCode = {
  /**
   * @remarks A regular expression that the whole code matches, once full-width characters, digits of other scripts, dashes and spaces are plain ones.
   */
  pattern: string;
  examples: string[];
  /**
   * @remarks Small letters are raised before they are judged and stored.
   */
  upper_case: boolean;
} | null;

export type AddressRuleSubdivisionsItem = {
  code: string;
  /**
   * @remarks In the language of the caller, where it is known.
   */
  name: string;
  latin_name: string | null;
  /**
   * @remarks ISO 3166-2.
   */
  iso: string | null;
};

export type AddressRule = {
  country: string;
  /**
   * @remarks In the language of the caller, by `Accept-Language`.
   */
  name: string;
  /**
   * @remarks The fields that the country uses, in the order in which a form asks for them.
   */
  fields: AddressRuleFieldsItem[];
  /**
   * @remarks The fields on a label, line by line.
   */
  label: AddressRuleLabelItemItem[][];
  /**
   * @remarks The same for Latin letters, where it differs.
   */
  latin_label: (('recipient_name' | 'company' | 'line1' | 'line2' | 'line3' | 'district' | 'city' | 'state' | 'postal_code' | 'sorting_code')[])[] | null;
  postal_code: AddressRulePostalCode;
  /**
   * @remarks What `state` may be, by code or name. None: any text.
   */
  subdivisions: AddressRuleSubdivisionsItem[];
};

export type Erasure = {
  /**
   * @remarks From when on the account is erased, within the hour.
   */
  erase_at: string;
};

export type ErasureState = {
  /**
   * @remarks Null where no erasure is pending.
   */
  erase_at: string | null;
};

export type ProblemCode = 'malformed_request' | 'validation_failed' | 'tenant_required' | 'tenant_invalid' | 'not_authenticated' | 'token_invalid' | 'token_expired' | 'invalid_credentials' | 'permission_denied' | 'email_not_verified' | 'tenant_mismatch' | 'tenant_unavailable' | 'not_found' | 'method_not_allowed' | 'request_timeout' | 'conflict' | 'email_taken' | 'address_limit_reached' | 'idempotency_in_progress' | 'duplicate_address' | 'precondition_failed' | 'payload_too_large' | 'unsupported_media_type' | 'range_not_satisfiable' | 'idempotency_key_reused' | 'rate_limited' | 'headers_too_large' | 'internal' | 'unavailable';
export type ProblemErrorsItem = {
  field: string;
  code: string;
  message: string;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  request_id: string;
  /**
   * @remarks With `duplicate_address`: the address of mine that is the same.
   */
  duplicate_of?: string;
  errors?: ProblemErrorsItem[];
};

export type MalformedRequestOrTenantRequiredOrTenantInvalidResponseCode = 'malformed_request' | 'tenant_required' | 'tenant_invalid';
export type MalformedRequestOrTenantRequiredOrTenantInvalidResponse = Problem & {
  status?: 400;
  code?: MalformedRequestOrTenantRequiredOrTenantInvalidResponseCode;
};

export type TenantUnavailableResponseCode = 'tenant_unavailable';
export type TenantUnavailableResponse = Problem & {
  status?: 403;
  code?: TenantUnavailableResponseCode;
};

export type MethodNotAllowedResponseCode = 'method_not_allowed';
export type MethodNotAllowedResponse = Problem & {
  status?: 405;
  code?: MethodNotAllowedResponseCode;
};

export type RequestTimeoutResponseCode = 'request_timeout';
export type RequestTimeoutResponse = Problem & {
  status?: 408;
  code?: RequestTimeoutResponseCode;
};

export type HeadersTooLargeResponseCode = 'headers_too_large';
export type HeadersTooLargeResponse = Problem & {
  status?: 431;
  code?: HeadersTooLargeResponseCode;
};

export type InternalResponseCode = 'internal';
export type InternalResponse = Problem & {
  status?: 500;
  code?: InternalResponseCode;
};

export type UnavailableResponseCode = 'unavailable';
export type UnavailableResponse = Problem & {
  status?: 503;
  code?: UnavailableResponseCode;
};

export type MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponseCode = 'malformed_request' | 'validation_failed' | 'tenant_required' | 'tenant_invalid';
export type MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse = Problem & {
  status?: 400;
  code?: MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponseCode;
};

export type EmailTakenResponseCode = 'email_taken';
export type EmailTakenResponse = Problem & {
  status?: 409;
  code?: EmailTakenResponseCode;
};

export type PayloadTooLargeResponseCode = 'payload_too_large';
export type PayloadTooLargeResponse = Problem & {
  status?: 413;
  code?: PayloadTooLargeResponseCode;
};

export type UnsupportedMediaTypeResponseCode = 'unsupported_media_type';
export type UnsupportedMediaTypeResponse = Problem & {
  status?: 415;
  code?: UnsupportedMediaTypeResponseCode;
};

export type RateLimitedResponseCode = 'rate_limited';
export type RateLimitedResponse = Problem & {
  status?: 429;
  code?: RateLimitedResponseCode;
};

export type InvalidCredentialsResponseCode = 'invalid_credentials';
export type InvalidCredentialsResponse = Problem & {
  status?: 401;
  code?: InvalidCredentialsResponseCode;
};

export type TokenInvalidResponseCode = 'token_invalid';
export type TokenInvalidResponse = Problem & {
  status?: 401;
  code?: TokenInvalidResponseCode;
};

export type NotAuthenticatedOrTokenInvalidOrTokenExpiredResponseCode = 'not_authenticated' | 'token_invalid' | 'token_expired';
export type NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse = Problem & {
  status?: 401;
  code?: NotAuthenticatedOrTokenInvalidOrTokenExpiredResponseCode;
};

export type TenantMismatchOrTenantUnavailableResponseCode = 'tenant_mismatch' | 'tenant_unavailable';
export type TenantMismatchOrTenantUnavailableResponse = Problem & {
  status?: 403;
  code?: TenantMismatchOrTenantUnavailableResponseCode;
};

export type NotFoundResponseCode = 'not_found';
export type NotFoundResponse = Problem & {
  status?: 404;
  code?: NotFoundResponseCode;
};

export type EmailNotVerifiedOrTenantUnavailableResponseCode = 'email_not_verified' | 'tenant_unavailable';
export type EmailNotVerifiedOrTenantUnavailableResponse = Problem & {
  status?: 403;
  code?: EmailNotVerifiedOrTenantUnavailableResponseCode;
};

export type IdempotencyInProgressResponseCode = 'idempotency_in_progress';
export type IdempotencyInProgressResponse = Problem & {
  status?: 409;
  code?: IdempotencyInProgressResponseCode;
};

export type PreconditionFailedResponseCode = 'precondition_failed';
export type PreconditionFailedResponse = Problem & {
  status?: 412;
  code?: PreconditionFailedResponseCode;
};

export type IdempotencyKeyReusedResponseCode = 'idempotency_key_reused';
export type IdempotencyKeyReusedResponse = Problem & {
  status?: 422;
  code?: IdempotencyKeyReusedResponseCode;
};

export type EmailNotVerifiedOrTenantMismatchOrTenantUnavailableResponseCode = 'email_not_verified' | 'tenant_mismatch' | 'tenant_unavailable';
export type EmailNotVerifiedOrTenantMismatchOrTenantUnavailableResponse = Problem & {
  status?: 403;
  code?: EmailNotVerifiedOrTenantMismatchOrTenantUnavailableResponseCode;
};

export type AddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponseCode = 'address_limit_reached' | 'idempotency_in_progress' | 'duplicate_address';
export type AddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponse = Problem & {
  status?: 409;
  code?: AddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponseCode;
};

export type IdempotencyInProgressOrDuplicateAddressResponseCode = 'idempotency_in_progress' | 'duplicate_address';
export type IdempotencyInProgressOrDuplicateAddressResponse = Problem & {
  status?: 409;
  code?: IdempotencyInProgressOrDuplicateAddressResponseCode;
};

export type ConflictOrAddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponseCode = 'conflict' | 'address_limit_reached' | 'idempotency_in_progress' | 'duplicate_address';
export type ConflictOrAddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponse = Problem & {
  status?: 409;
  code?: ConflictOrAddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponseCode;
};

export type PermissionDeniedOrTenantMismatchOrTenantUnavailableResponseCode = 'permission_denied' | 'tenant_mismatch' | 'tenant_unavailable';
export type PermissionDeniedOrTenantMismatchOrTenantUnavailableResponse = Problem & {
  status?: 403;
  code?: PermissionDeniedOrTenantMismatchOrTenantUnavailableResponseCode;
};

export type ConflictResponseCode = 'conflict';
export type ConflictResponse = Problem & {
  status?: 409;
  code?: ConflictResponseCode;
};

export type MalformedRequestResponseCode = 'malformed_request';
export type MalformedRequestResponse = Problem & {
  status?: 400;
  code?: MalformedRequestResponseCode;
};

export type TokenInvalidOrTokenExpiredResponseCode = 'token_invalid' | 'token_expired';
export type TokenInvalidOrTokenExpiredResponse = Problem & {
  status?: 401;
  code?: TokenInvalidOrTokenExpiredResponseCode;
};

export type RangeNotSatisfiableResponseCode = 'range_not_satisfiable';
export type RangeNotSatisfiableResponse = Problem & {
  status?: 416;
  code?: RangeNotSatisfiableResponseCode;
};

/**
 * A name for the request, of at most 128 letters, digits and `_.:/+=-`. Without a usable one the server makes its own.
 */
export type RequestIdParameter = string;

/**
 * The ETag on which the change is based; another version answers 412.
 */
export type IfMatchParameter = string;

/**
 * A name for this change, new for each, such as a UUID. Sent again with the same fields and files within 24 hours it changes nothing more, and is answered as it was at first, whatever If-Match says.
 */
export type IdempotencyKeyParameter = string;

/**
 * An ETag; while it is current, the answer is 304.
 */
export type IfNoneMatchParameter = string;

/**
 * The languages in which texts for people are wanted, such as those of errors: en, de, ar. English where none of them is known.
 */
export type AcceptLanguageParameter = string;

export type AccountRegisterBody = {
  email: string;
  /**
   * @remarks Any characters. Common passwords, keyboard patterns and the own name or e-mail are refused.
   */
  password: string;
  /**
   * @remarks Null is the empty text.
   */
  full_name?: string | null | undefined;
  /**
   * @remarks Null or an empty text means none.
   */
  phone?: string | null | undefined;
};

export type AccountLoginBody = {
  email: string;
  password: string;
};

export type AccountRefreshBody = {
  refresh_token: string;
};

export type AccountChangePasswordBody = {
  current_password: string;
  /**
   * @remarks Any characters. Common passwords, keyboard patterns and the own name or e-mail are refused.
   */
  new_password: string;
};

export type AccountRequestPasswordResetBody = {
  email: string;
};

export type AccountConfirmPasswordResetBody = {
  token: string;
  /**
   * @remarks Any characters. Common passwords, keyboard patterns and the own name or e-mail are refused.
   */
  new_password: string;
  /**
   * @remarks Refuses with `email_not_verified` where the reset would remove anything. Nothing is changed then, and the token stays usable: show the detail, and send the request again without this field once the customer agrees.
   */
  only_if_confirmed?: boolean | undefined;
};

export type AccountVerifyEmailBody = {
  token: string;
};

export type AccountChangeEmailBody = {
  new_email: string;
  current_password: string;
};

export type AccountUndoEmailChangeBody = {
  token: string;
};

export type ProfileUpdateBodyOne = {
  full_name?: string | undefined;
  /**
   * @remarks Null or an empty text means none.
   */
  phone?: string | null | undefined;
  /**
   * @remarks Null removes the image. A text, such as the link that an answer held, is ignored; send a form to set an image.
   */
  profile_picture?: string | null | undefined;
};

export type ProfileUpdateBodyTwo = {
  full_name?: string | undefined;
  /**
   * @remarks An empty text means none.
   */
  phone?: string | undefined;
  /**
   * @remarks An image file: JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image; another text, such as the link, is ignored.
   */
  profile_picture?: Blob | File | undefined;
};

export type AddressListParams = {
limit?: number | undefined;
cursor?: string | undefined;
search?: string | undefined;
country?: string | undefined;
/**
 * @remarks Those deleted that can be restored, instead of the others.
 */
deleted?: boolean | undefined;
};

export type AddressCreateBodyOneLocation = {
  latitude: number;
  longitude: number;
} | null;

export type AddressCreateBodyOne = {
  /**
   * @remarks Null is the empty text.
   */
  label?: string | null | undefined;
  recipient_name: string;
  /**
   * @remarks Null is the empty text.
   */
  company?: string | null | undefined;
  line1: string;
  /**
   * @remarks Null is the empty text.
   */
  line2?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  line3?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  district?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  city?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  state?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  postal_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  sorting_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  delivery_instructions?: string | null | undefined;
  country: string;
  /**
   * @remarks Null or an empty text means none.
   */
  phone?: string | null | undefined;
  location?: AddressCreateBodyOneLocation | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks Null removes the image. A text, such as the link that an answer held, is ignored; send a form to set an image.
   */
  proof_image?: string | null | undefined;
};

export type AddressCreateBodyTwo = {
  label?: string | undefined;
  recipient_name: string;
  company?: string | undefined;
  line1: string;
  line2?: string | undefined;
  line3?: string | undefined;
  district?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  postal_code?: string | undefined;
  sorting_code?: string | undefined;
  delivery_instructions?: string | undefined;
  country: string;
  /**
   * @remarks An empty text means none.
   */
  phone?: string | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks An image file: JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image; another text, such as the link, is ignored.
   */
  proof_image?: Blob | File | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  latitude?: number | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  longitude?: number | undefined;
};

export type AddressReplaceBodyOneLocation = {
  latitude: number;
  longitude: number;
} | null;

export type AddressReplaceBodyOne = {
  /**
   * @remarks Null is the empty text.
   */
  label?: string | null | undefined;
  recipient_name: string;
  /**
   * @remarks Null is the empty text.
   */
  company?: string | null | undefined;
  line1: string;
  /**
   * @remarks Null is the empty text.
   */
  line2?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  line3?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  district?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  city?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  state?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  postal_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  sorting_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  delivery_instructions?: string | null | undefined;
  country: string;
  /**
   * @remarks Null or an empty text means none.
   */
  phone?: string | null | undefined;
  location?: AddressReplaceBodyOneLocation | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks Null removes the image. A text, such as the link that an answer held, is ignored; send a form to set an image.
   */
  proof_image?: string | null | undefined;
};

export type AddressReplaceBodyTwo = {
  label?: string | undefined;
  recipient_name: string;
  company?: string | undefined;
  line1: string;
  line2?: string | undefined;
  line3?: string | undefined;
  district?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  postal_code?: string | undefined;
  sorting_code?: string | undefined;
  delivery_instructions?: string | undefined;
  country: string;
  /**
   * @remarks An empty text means none.
   */
  phone?: string | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks An image file: JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image; another text, such as the link, is ignored.
   */
  proof_image?: Blob | File | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  latitude?: number | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  longitude?: number | undefined;
};

export type AddressUpdateBodyOneLocation = {
  latitude: number;
  longitude: number;
} | null;

export type AddressUpdateBodyOne = {
  /**
   * @remarks Null is the empty text.
   */
  label?: string | null | undefined;
  recipient_name?: string | undefined;
  /**
   * @remarks Null is the empty text.
   */
  company?: string | null | undefined;
  line1?: string | undefined;
  /**
   * @remarks Null is the empty text.
   */
  line2?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  line3?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  district?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  city?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  state?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  postal_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  sorting_code?: string | null | undefined;
  /**
   * @remarks Null is the empty text.
   */
  delivery_instructions?: string | null | undefined;
  country?: string | undefined;
  /**
   * @remarks Null or an empty text means none.
   */
  phone?: string | null | undefined;
  location?: AddressUpdateBodyOneLocation | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks Null removes the image. A text, such as the link that an answer held, is ignored; send a form to set an image.
   */
  proof_image?: string | null | undefined;
};

export type AddressUpdateBodyTwo = {
  label?: string | undefined;
  recipient_name?: string | undefined;
  company?: string | undefined;
  line1?: string | undefined;
  line2?: string | undefined;
  line3?: string | undefined;
  district?: string | undefined;
  city?: string | undefined;
  state?: string | undefined;
  postal_code?: string | undefined;
  sorting_code?: string | undefined;
  delivery_instructions?: string | undefined;
  country?: string | undefined;
  /**
   * @remarks An empty text means none.
   */
  phone?: string | undefined;
  is_default_shipping?: boolean | undefined;
  is_default_billing?: boolean | undefined;
  /**
   * @remarks An image file: JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image; another text, such as the link, is ignored.
   */
  proof_image?: Blob | File | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  latitude?: number | undefined;
  /**
   * @remarks Given with the other one; both empty mean no location.
   */
  longitude?: number | undefined;
};

export type ActivityListParams = {
limit?: number | undefined;
cursor?: string | undefined;
};

export type AddressProofListParams = {
status?: AddressProofListStatus | undefined;
limit?: number | undefined;
cursor?: string | undefined;
};

export type AddressProofListStatus = 'pending' | 'approved' | 'rejected';
export type AddressProofRejectBodyReason = 'unreadable' | 'wrong_name' | 'wrong_address' | 'too_old' | 'not_a_proof' | 'other';
export type AddressProofRejectBody = {
  reason: AddressProofRejectBodyReason;
  /**
   * @remarks Null is the empty text.
   */
  note?: string | null | undefined;
};

export type PrivacyRequestErasureBody = {
  password: string;
};

export type MediaGetParams = {
/**
 * @remarks Part of the signed link.
 */
expires?: string | undefined;
/**
 * @remarks Part of the signed link.
 */
signature?: string | undefined;
size?: MediaGetSize | undefined;
};

export type MediaGetSize = 'full' | 'medium' | 'thumb';
export type MediaHeadParams = {
/**
 * @remarks Part of the signed link.
 */
expires?: string | undefined;
/**
 * @remarks Part of the signed link.
 */
signature?: string | undefined;
size?: MediaHeadSize | undefined;
};

export type MediaHeadSize = 'full' | 'medium' | 'thumb';
export type JwksGet200KeysItem = { [key: string]: unknown };

export type JwksGet200 = {
  keys: JwksGet200KeysItem[];
};

export type OpenapiGet200 = { [key: string]: unknown };

export type HealthLive200 = {
  status: 'ok';
};

export type HealthReady200 = {
  status: 'ok';
};

type SecondParameter<T extends (...args: never) => unknown> = Parameters<T>[1];


  /**
 * @summary Get what an app needs before sign-in
 */
export const tenantGet = (

 options?: SecondParameter<typeof request<Tenant>>,) => {
      return request<Tenant>(
      {url: `/api/tenant/`, method: 'GET'
    },
      options);
    }
  /** What `tenantGet` may be refused with. */
export type TenantGetError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Create an account
 */
export const accountRegister = (
    accountRegisterBody: AccountRegisterBody,
 options?: SecondParameter<typeof request<SignedIn>>,) => {
      return request<SignedIn>(
      {url: `/api/auth/register/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountRegisterBody
    },
      options);
    }
  /** What `accountRegister` may be refused with. */
export type AccountRegisterError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | EmailTakenResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Sign in
 */
export const accountLogin = (
    accountLoginBody: AccountLoginBody,
 options?: SecondParameter<typeof request<SignedIn>>,) => {
      return request<SignedIn>(
      {url: `/api/auth/login/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountLoginBody
    },
      options);
    }
  /** What `accountLogin` may be refused with. */
export type AccountLoginError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | InvalidCredentialsResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * The token given is spent. Given again within 10 seconds it answers the same new one; after that, the session is revoked.
 * @summary Exchange a refresh token for new tokens
 */
export const accountRefresh = (
    accountRefreshBody: AccountRefreshBody,
 options?: SecondParameter<typeof request<TokenPair>>,) => {
      return request<TokenPair>(
      {url: `/api/auth/refresh/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountRefreshBody
    },
      options);
    }
  /** What `accountRefresh` may be refused with. */
export type AccountRefreshError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary End this session
 */
export const accountLogout = (

 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/logout/`, method: 'POST'
    },
      options);
    }
  /** What `accountLogout` may be refused with. */
export type AccountLogoutError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary List my live sessions
 */
export const accountSessions = (

 options?: SecondParameter<typeof request<SessionList>>,) => {
      return request<SessionList>(
      {url: `/api/auth/sessions/`, method: 'GET'
    },
      options);
    }
  /** What `accountSessions` may be refused with. */
export type AccountSessionsError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary End one of my sessions
 */
export const accountRevokeSession = (
    id: string,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/sessions/${encodeURIComponent(id)}/`, method: 'DELETE'
    },
      options);
    }
  /** What `accountRevokeSession` may be refused with. */
export type AccountRevokeSessionError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Ends every other session; a mail tells the customer.
 * @summary Change my password
 */
export const accountChangePassword = (
    accountChangePasswordBody: AccountChangePasswordBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/password/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountChangePasswordBody
    },
      options);
    }
  /** What `accountChangePassword` may be refused with. */
export type AccountChangePasswordError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Answers the same whether or not the e-mail is known.
 * @summary Ask for a mail with a reset link
 */
export const accountRequestPasswordReset = (
    accountRequestPasswordResetBody: AccountRequestPasswordResetBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/password-reset/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountRequestPasswordResetBody
    },
      options);
    }
  /** What `accountRequestPasswordReset` may be refused with. */
export type AccountRequestPasswordResetError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Ends every session, and confirms the e-mail. If nobody had confirmed it yet, somebody else may have made the account: name, phone, picture and proofs are then removed, and addresses are deleted. Deleted addresses can be restored as always. Send `only_if_confirmed` to warn the customer first.
 * @summary Set a new password with the token of a reset mail
 */
export const accountConfirmPasswordReset = (
    accountConfirmPasswordResetBody: AccountConfirmPasswordResetBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/password-reset/confirm/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountConfirmPasswordResetBody
    },
      options);
    }
  /** What `accountConfirmPasswordReset` may be refused with. */
export type AccountConfirmPasswordResetError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidResponse | EmailNotVerifiedOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Takes the token of a registration (24 hours) and that of a change of e-mail, which is made with it. `email_taken`: meanwhile the address was confirmed for another account.
 * @summary Confirm an e-mail with the token of a mail
 */
export const accountVerifyEmail = (
    accountVerifyEmailBody: AccountVerifyEmailBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/verify-email/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountVerifyEmailBody
    },
      options);
    }
  /** What `accountVerifyEmail` may be refused with. */
export type AccountVerifyEmailError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | EmailTakenResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Sends none where it has been confirmed.
 * @summary Ask for another mail that confirms my e-mail
 */
export const accountResendVerification = (

 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/verify-email/resend/`, method: 'POST'
    },
      options);
    }
  /** What `accountResendVerification` may be refused with. */
export type AccountResendVerificationError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * A mail to the new address carries the link that makes the change; then one to the old address tells, with a link that undoes it for 7 days. Answers the same whether or not the new address has an account.
 * @summary Ask to change my e-mail
 */
export const accountChangeEmail = (
    accountChangeEmailBody: AccountChangeEmailBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/email/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountChangeEmailBody
    },
      options);
    }
  /** What `accountChangeEmail` may be refused with. */
export type AccountChangeEmailError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Restores the old address, and ends every session.
 * @summary Undo a change of e-mail with the token of the mail that told of it
 */
export const accountUndoEmailChange = (
    accountUndoEmailChangeBody: AccountUndoEmailChangeBody,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/auth/email/undo/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: accountUndoEmailChangeBody
    },
      options);
    }
  /** What `accountUndoEmailChange` may be refused with. */
export type AccountUndoEmailChangeError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidResponse | TenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | EmailTakenResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Get my profile
 */
export const profileGet = (

 options?: SecondParameter<typeof request<Profile>>,) => {
      return request<Profile>(
      {url: `/api/customer/profile/`, method: 'GET'
    },
      options);
    }
  /** What `profileGet` may be refused with. */
export type ProfileGetError = void | MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * An absent field stays as it is. `null`, or an empty text part of a form, clears the phone or the picture.
 * @summary Change my profile
 */
export const profileUpdate = (
    profileUpdateBody?: ProfileUpdateBodyOne | ProfileUpdateBodyTwo,
 options?: SecondParameter<typeof request<Profile>>,) => {
      return request<Profile>(
      {url: `/api/customer/profile/`, method: 'PATCH',
      data: profileUpdateBody
    },
      options);
    }
  /** What `profileUpdate` may be refused with. */
export type ProfileUpdateError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | IdempotencyInProgressResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Newest first. `next_cursor` is null on the last page.
 * @summary List my addresses
 */
export const addressList = (
    params?: AddressListParams,
 options?: SecondParameter<typeof request<AddressPage>>,) => {
      return request<AddressPage>(
      {url: `/api/customer/addresses/`, method: 'GET',
        params
    },
      options);
    }
  /** What `addressList` may be refused with. */
export type AddressListError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Add an address
 */
export const addressCreate = (
    addressCreateBody: AddressCreateBodyOne | AddressCreateBodyTwo,
 options?: SecondParameter<typeof request<WrittenAddress>>,) => {
      return request<WrittenAddress>(
      {url: `/api/customer/addresses/`, method: 'POST',
      data: addressCreateBody
    },
      options);
    }
  /** What `addressCreate` may be refused with. */
export type AddressCreateError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | EmailNotVerifiedOrTenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | AddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Get an address
 */
export const addressGet = (
    id: string,
 options?: SecondParameter<typeof request<Address>>,) => {
      return request<Address>(
      {url: `/api/customer/addresses/${encodeURIComponent(id)}/`, method: 'GET'
    },
      options);
    }
  /** What `addressGet` may be refused with. */
export type AddressGetError = void | MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * An absent optional field returns to its default; the proof image stays unless it is given.
 * @summary Replace an address
 */
export const addressReplace = (
    id: string,
    addressReplaceBody: AddressReplaceBodyOne | AddressReplaceBodyTwo,
 options?: SecondParameter<typeof request<WrittenAddress>>,) => {
      return request<WrittenAddress>(
      {url: `/api/customer/addresses/${encodeURIComponent(id)}/`, method: 'PUT',
      data: addressReplaceBody
    },
      options);
    }
  /** What `addressReplace` may be refused with. */
export type AddressReplaceError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | IdempotencyInProgressOrDuplicateAddressResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Change some fields of an address
 */
export const addressUpdate = (
    id: string,
    addressUpdateBody?: AddressUpdateBodyOne | AddressUpdateBodyTwo,
 options?: SecondParameter<typeof request<WrittenAddress>>,) => {
      return request<WrittenAddress>(
      {url: `/api/customer/addresses/${encodeURIComponent(id)}/`, method: 'PATCH',
      data: addressUpdateBody
    },
      options);
    }
  /** What `addressUpdate` may be refused with. */
export type AddressUpdateError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | IdempotencyInProgressOrDuplicateAddressResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Delete an address
 */
export const addressDelete = (
    id: string,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/customer/addresses/${encodeURIComponent(id)}/`, method: 'DELETE'
    },
      options);
    }
  /** What `addressDelete` may be refused with. */
export type AddressDeleteError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | IdempotencyInProgressResponse | PreconditionFailedResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * With its proof, and as no default. `deleted=true` lists what can be restored.
 * @summary Restore a deleted address
 */
export const addressRestore = (
    id: string,
 options?: SecondParameter<typeof request<WrittenAddress>>,) => {
      return request<WrittenAddress>(
      {url: `/api/customer/addresses/${encodeURIComponent(id)}/restore/`, method: 'POST'
    },
      options);
    }
  /** What `addressRestore` may be refused with. */
export type AddressRestoreError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | EmailNotVerifiedOrTenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | ConflictOrAddressLimitReachedOrIdempotencyInProgressOrDuplicateAddressResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | IdempotencyKeyReusedResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Newest first. `next_cursor` is null on the last page.
 * @summary List what was done to my data
 */
export const activityList = (
    params?: ActivityListParams,
 options?: SecondParameter<typeof request<ActivityPage>>,) => {
      return request<ActivityPage>(
      {url: `/api/customer/activity/`, method: 'GET',
        params
    },
      options);
    }
  /** What `activityList` may be refused with. */
export type ActivityListError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Of the customers of this tenant, the longest waiting first. `next_cursor` is null on the last page.
 * @summary List proofs of address
 */
export const addressProofList = (
    params?: AddressProofListParams,
 options?: SecondParameter<typeof request<AddressProofPage>>,) => {
      return request<AddressProofPage>(
      {url: `/api/staff/address-proofs/`, method: 'GET',
        params
    },
      options);
    }
  /** What `addressProofList` may be refused with. */
export type AddressProofListError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | PermissionDeniedOrTenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * With a link to the image. Each such look is written into the audit trail.
 * @summary Look at a proof of address
 */
export const addressProofGet = (
    id: string,
 options?: SecondParameter<typeof request<AddressProofDetail>>,) => {
      return request<AddressProofDetail>(
      {url: `/api/staff/address-proofs/${encodeURIComponent(id)}/`, method: 'GET'
    },
      options);
    }
  /** What `addressProofGet` may be refused with. */
export type AddressProofGetError = void | MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | PermissionDeniedOrTenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Only a proof that waits can be decided about, and not by its owner: of two who decide at once, one gets 409. Send the ETag of what you looked at as `If-Match`: a proof that was changed since then answers 412.
 * @summary Approve a proof of address
 */
export const addressProofApprove = (
    id: string,
 options?: SecondParameter<typeof request<AddressProof>>,) => {
      return request<AddressProof>(
      {url: `/api/staff/address-proofs/${encodeURIComponent(id)}/approve/`, method: 'POST'
    },
      options);
    }
  /** What `addressProofApprove` may be refused with. */
export type AddressProofApproveError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | PermissionDeniedOrTenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | ConflictResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Only a proof that waits can be decided about, and not by its owner: of two who decide at once, one gets 409. Send the ETag of what you looked at as `If-Match`: a proof that was changed since then answers 412. The customer reads the reason, and the note behind it.
 * @summary Reject a proof of address
 */
export const addressProofReject = (
    id: string,
    addressProofRejectBody: AddressProofRejectBody,
 options?: SecondParameter<typeof request<AddressProof>>,) => {
      return request<AddressProof>(
      {url: `/api/staff/address-proofs/${encodeURIComponent(id)}/reject/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: addressProofRejectBody
    },
      options);
    }
  /** What `addressProofReject` may be refused with. */
export type AddressProofRejectError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | PermissionDeniedOrTenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | ConflictResponse | PreconditionFailedResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * With their names in the language that `Accept-Language` asks for, and ordered by them.
 * @summary List the countries
 */
export const addressRuleList = (

 options?: SecondParameter<typeof request<AddressCountries>>,) => {
      return request<AddressCountries>(
      {url: `/api/address-rules/`, method: 'GET'
    },
      options);
    }
  /** What `addressRuleList` may be refused with. */
export type AddressRuleListError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * The same rules judge every write of an address.
 * @summary Get what addresses of a country look like
 */
export const addressRuleGet = (
    country: string,
 options?: SecondParameter<typeof request<AddressRule>>,) => {
      return request<AddressRule>(
      {url: `/api/address-rules/${encodeURIComponent(country)}/`, method: 'GET'
    },
      options);
    }
  /** What `addressRuleGet` may be refused with. */
export type AddressRuleGetError = MalformedRequestResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Ends every session; a mail tells the customer when it will be. Until then they can sign in and cancel the erasure: their profile holds `erase_at`, so that an app can offer it at once. A second request keeps the first date.
 * @summary Ask for my account to be erased
 */
export const privacyRequestErasure = (
    privacyRequestErasureBody: PrivacyRequestErasureBody,
 options?: SecondParameter<typeof request<Erasure>>,) => {
      return request<Erasure>(
      {url: `/api/customer/account/erasure/`, method: 'POST',
      headers: {'Content-Type': 'application/json', },
      data: privacyRequestErasureBody
    },
      options);
    }
  /** What `privacyRequestErasure` may be refused with. */
export type PrivacyRequestErasureError = MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | PayloadTooLargeResponse | UnsupportedMediaTypeResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * As long as a date is answered, the erasure can be called off.
 * @summary See whether my account is due to be erased
 */
export const privacyGetErasure = (

 options?: SecondParameter<typeof request<ErasureState>>,) => {
      return request<ErasureState>(
      {url: `/api/customer/account/erasure/`, method: 'GET'
    },
      options);
    }
  /** What `privacyGetErasure` may be refused with. */
export type PrivacyGetErasureError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * Nothing else calls it off: not signing in, and no change. Where none is pending: 404.
 * @summary Call off the erasure of my account
 */
export const privacyCancelErasure = (

 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/api/customer/account/erasure/`, method: 'DELETE'
    },
      options);
    }
  /** What `privacyCancelErasure` may be refused with. */
export type PrivacyCancelErasureError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * A ZIP archive: profile, addresses (those that can be restored too), sessions and activity as JSON, and the images, all of one moment. An image that is replaced or removed while the archive is sent may be missing. Three a day; a mail tells the customer.
 * @summary Get all of my data
 */
export const privacyExport = (

 options?: SecondParameter<typeof request<Blob>>,) => {
      return request<Blob>(
      {url: `/api/customer/export/`, method: 'POST',
        responseType: 'blob'
    },
      options);
    }
  /** What `privacyExport` may be refused with. */
export type PrivacyExportError = MalformedRequestOrTenantRequiredOrTenantInvalidResponse | NotAuthenticatedOrTokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | MethodNotAllowedResponse | RequestTimeoutResponse | RateLimitedResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * With the signed query of the link, or with the token of the owner, or of staff for a proof. Without a right to it, or when no row names it any more: 404.
 * @summary Get a private image
 */
export const mediaGet = (
    tenantId: string,
    userId: string,
    kind: 'profile' | 'address',
    file: string,
    params?: MediaGetParams,
 options?: SecondParameter<typeof request<Blob>>,) => {
      return request<Blob>(
      {url: `/media/${encodeURIComponent(tenantId)}/customers/${encodeURIComponent(userId)}/${encodeURIComponent(kind)}/${encodeURIComponent(file)}`, method: 'GET',
        params,
        responseType: 'blob'
    },
      options);
    }
  /** What `mediaGet` may be refused with. */
export type MediaGetError = void | MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | RangeNotSatisfiableResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * As GET, without a body.
 * @summary Get the headers of a private image
 */
export const mediaHead = (
    tenantId: string,
    userId: string,
    kind: 'profile' | 'address',
    file: string,
    params?: MediaHeadParams,
 options?: SecondParameter<typeof request<void>>,) => {
      return request<void>(
      {url: `/media/${encodeURIComponent(tenantId)}/customers/${encodeURIComponent(userId)}/${encodeURIComponent(kind)}/${encodeURIComponent(file)}`, method: 'HEAD',
        params
    },
      options);
    }
  /** What `mediaHead` may be refused with. */
export type MediaHeadError = void | MalformedRequestOrValidationFailedOrTenantRequiredOrTenantInvalidResponse | TokenInvalidOrTokenExpiredResponse | TenantMismatchOrTenantUnavailableResponse | NotFoundResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary The public keys that access tokens are signed with
 */
export const jwksGet = (

 options?: SecondParameter<typeof request<JwksGet200>>,) => {
      return request<JwksGet200>(
      {url: `/.well-known/jwks.json`, method: 'GET'
    },
      options);
    }
  /** What `jwksGet` may be refused with. */
export type JwksGetError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary This document
 */
export const openapiGet = (

 options?: SecondParameter<typeof request<OpenapiGet200>>,) => {
      return request<OpenapiGet200>(
      {url: `/api/openapi.json`, method: 'GET'
    },
      options);
    }
  /** What `openapiGet` may be refused with. */
export type OpenapiGetError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary A page to read this document with
 */
export const docsGet = (

 options?: SecondParameter<typeof request<string>>,) => {
      return request<string>(
      {url: `/api/docs`, method: 'GET'
    },
      options);
    }
  /** What `docsGet` may be refused with. */
export type DocsGetError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Whether the process runs
 */
export const healthLive = (

 options?: SecondParameter<typeof request<HealthLive200>>,) => {
      return request<HealthLive200>(
      {url: `/health/live`, method: 'GET'
    },
      options);
    }
  /** What `healthLive` may be refused with. */
export type HealthLiveError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;


/**
 * @summary Whether it can serve: the database answers, and files can be stored
 */
export const healthReady = (

 options?: SecondParameter<typeof request<HealthReady200>>,) => {
      return request<HealthReady200>(
      {url: `/health/ready`, method: 'GET'
    },
      options);
    }
  /** What `healthReady` may be refused with. */
export type HealthReadyError = MalformedRequestResponse | MethodNotAllowedResponse | RequestTimeoutResponse | HeadersTooLargeResponse | InternalResponse | UnavailableResponse;
