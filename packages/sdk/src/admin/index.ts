export type { ApiResponse, DoorstepCall } from '../doorstep-call.ts';
export { DoorstepError, type DoorstepErrorCode, type FieldFault, isDoorstepError } from '../doorstep-error.ts';
export type {
  CallOptions,
  ConnectionOptions,
  Hooks,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  UploadOptions,
  UploadProgress,
  WriteOptions,
} from '../doorstep-options.ts';
export type * from '../generated/operations.ts';
export type { ActivityLog, ListActivityInput } from '../resources/activity.ts';
export type { Addresses, ListAddressesInput } from '../resources/addresses.ts';
export type { Media, MediaSize } from '../resources/media.ts';
export type { CustomerProfile, ProfileChanges } from '../resources/profile.ts';
export type { Sessions } from '../resources/sessions.ts';
export type {
  AddressProofRef,
  ListAddressProofsInput,
  RejectAddressProofInput,
  Staff,
} from '../resources/staff.ts';
export type { Ref, Versioned } from '../resources/versioned.ts';
export type { WithUpload } from '../upload.ts';
export type { UploadSource } from '../upload-source.ts';
export type { AdminOptions } from './admin-options.ts';
export type { ApiKeyChanges, ApiKeys, ListApiKeysInput, Permission } from './api-keys.ts';
export type { CustomerAddressChanges, CustomerAddresses, CustomerAddressInput } from './customer-addresses.ts';
export type {
  BlockCustomerInput,
  CreateCustomerInput,
  CustomerChanges,
  Customers,
  ListCustomersInput,
  UpsertCustomerInput,
} from './customers.ts';
export { DoorstepAdmin } from './doorstep-admin.ts';
export type { Events, FollowEventsInput, ListEventsInput } from './events.ts';
export type { CreateExportInput, Exports, ListExportsInput } from './exports.ts';
export type { CreateImportInput, ImportFault, Imports, ListImportsInput } from './imports.ts';
export type {
  CreateWebhookInput,
  ListDeliveriesInput,
  ListWebhooksInput,
  ReplayWebhookInput,
  RotateWebhookSecretInput,
  WebhookChanges,
  Webhooks,
} from './webhooks.ts';
