export { Connection } from './connection.ts';
export type { ApiResponse, DoorstepCall } from './doorstep-call.ts';
export { DoorstepClient } from './doorstep-client.ts';
export { DoorstepError, type DoorstepErrorCode, type FieldFault, isDoorstepError } from './doorstep-error.ts';
export type {
  CallOptions,
  ConnectionOptions,
  DoorstepOptions,
  Hooks,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  SignedOutReason,
  UploadOptions,
  UploadProgress,
  WriteOptions,
} from './doorstep-options.ts';
export type * from './generated/operations.ts';
export { ActivityLog, type ListActivityInput } from './resources/activity.ts';
export { AddressRules } from './resources/address-rules.ts';
export { type AddressChanges, Addresses, type AddressInput, type ListAddressesInput } from './resources/addresses.ts';
export {
  type AcceptInvitationInput,
  Auth,
  type ChangeEmailInput,
  type ChangePasswordInput,
  type ConfirmPasswordResetInput,
  type LoginInput,
  type RegisterInput,
} from './resources/auth.ts';
export { Media, type MediaSize } from './resources/media.ts';
export { Privacy, type RequestErasureInput } from './resources/privacy.ts';
export { CustomerProfile, type ProfileChanges } from './resources/profile.ts';
export { Sessions } from './resources/sessions.ts';
export {
  type AddressProofRef,
  type ListAddressProofsInput,
  type RejectAddressProofInput,
  Staff,
} from './resources/staff.ts';
export type { Ref, Versioned } from './resources/versioned.ts';
export { MemoryTokenStore, type TokenStore, type Tokens } from './token-store.ts';
export type { WithUpload } from './upload.ts';
export type { UploadSource } from './upload-source.ts';
