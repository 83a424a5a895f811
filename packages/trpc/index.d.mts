// Generated from the router of the API. Do not edit. Run `npm run openapi` instead.
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';

/** The shape of an error, with the message of the tRPC client's error and its `data`. */
export type ErrorShape = {
  code: number;
  message: string;
  data: {
    path?: string | undefined;
    duplicate_of?: string | undefined;
    required_permission?: string | undefined;
    code: "account_blocked" | "address_limit_reached" | "conflict" | "duplicate_address" | "email_not_verified" | "email_taken" | "external_id_taken" | "headers_too_large" | "idempotency_in_progress" | "idempotency_key_reused" | "internal" | "invalid_credentials" | "key_expired" | "key_invalid" | "key_limit_reached" | "key_revoked" | "malformed_request" | "method_not_allowed" | "network_not_allowed" | "not_authenticated" | "not_found" | "payload_too_large" | "permission_denied" | "precondition_failed" | "range_not_satisfiable" | "rate_limited" | "request_timeout" | "tenant_invalid" | "tenant_mismatch" | "tenant_required" | "tenant_unavailable" | "token_expired" | "token_invalid" | "unavailable" | "unsupported_media_type" | "validation_failed" | "webhook_limit_reached";
    httpStatus: number;
    errors: Array<{
      field: string;
      code: string;
      message: string;
    }>;
    request_id: string;
  };
};

type Procedures = {
  customer: {
    /** List customers. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        email?: string | undefined;
        external_id?: string | undefined;
        phone?: string | null | undefined;
        search?: string | undefined;
        status?: "active" | "blocked" | "erasure_pending" | "invited" | undefined;
        created_after?: string | undefined;
        updated_after?: string | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          external_id: string | null;
          email: string;
          email_verified: boolean;
          full_name: string;
          phone: string | null;
          profile_picture: string | null;
          status: "active" | "blocked" | "erasure_pending" | "invited";
          blocked: {
            at: string;
            reason: string;
            until: string | null;
          } | null;
          metadata: {
            [key: string]: string;
          };
          addresses_count: number;
          last_sign_in_at: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Create a customer. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: {
        email: string;
        external_id?: string | null | undefined;
        full_name?: string | null | undefined;
        phone?: string | null | undefined;
        metadata?: {
          [key: string]: unknown;
        } | undefined;
        send_invitation?: boolean | undefined;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Create or replace a customer by external id. */
    upsert: TRPCMutationProcedure<{
      meta: object;
      input: {
        email: string;
        external_id: string;
        full_name?: string | null | undefined;
        phone?: string | null | undefined;
        metadata?: {
          [key: string]: unknown;
        } | undefined;
        send_invitation?: boolean | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Get a customer. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        customer_id: string;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Change a customer. */
    update: TRPCMutationProcedure<{
      meta: object;
      input: {
        customer_id: string;
        email?: string | undefined;
        full_name?: string | undefined;
        phone?: string | null | undefined;
        external_id?: string | null | undefined;
        metadata?: {
          [key: string]: unknown;
        } | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Request the erasure of a customer. */
    delete: TRPCMutationProcedure<{
      meta: object;
      input: {
        customer_id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        erase_at: string;
      };
    }>;
    /** Block a customer. */
    block: TRPCMutationProcedure<{
      meta: object;
      input: {
        reason: string;
        customer_id: string;
        until?: string | null | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Unblock a customer. */
    unblock: TRPCMutationProcedure<{
      meta: object;
      input: {
        customer_id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        external_id: string | null;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        status: "active" | "blocked" | "erasure_pending" | "invited";
        blocked: {
          at: string;
          reason: string;
          until: string | null;
        } | null;
        metadata: {
          [key: string]: string;
        };
        addresses_count: number;
        last_sign_in_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** End all sessions of a customer. */
    signOut: TRPCMutationProcedure<{
      meta: object;
      input: {
        customer_id: string;
      };
      output: void;
    }>;
    /** Invite a customer. */
    invite: TRPCMutationProcedure<{
      meta: object;
      input: {
        customer_id: string;
      };
      output: void;
    }>;
  };
  tenant: {
    /** Get the tenant. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: {
        id: string;
        name: string;
        colour: string;
        locales: Array<string>;
        contact_url: string | null;
        address_checking: "strict" | "warn";
        duplicate_addresses: "allow" | "refuse";
        restore_days: number;
        require_verified_email: boolean;
        erasure_days: number;
        limits: {
          live_addresses: number;
          upload_bytes: number;
        };
      };
    }>;
  };
  account: {
    /** Create an account. */
    register: TRPCMutationProcedure<{
      meta: object;
      input: {
        email: string;
        password: string;
        full_name?: string | null | undefined;
        phone?: string | null | undefined;
      };
      output: {
        access_token: string;
        refresh_token: string;
        token_type: "Bearer";
        expires_in: number;
        user: {
          user_id: string;
          email: string;
          email_verified: boolean;
          full_name: string;
          phone: string | null;
          profile_picture: string | null;
          role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
          permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
          erase_at: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        };
      };
    }>;
    /** Sign in. */
    login: TRPCMutationProcedure<{
      meta: object;
      input: {
        email: string;
        password: string;
      };
      output: {
        access_token: string;
        refresh_token: string;
        token_type: "Bearer";
        expires_in: number;
        user: {
          user_id: string;
          email: string;
          email_verified: boolean;
          full_name: string;
          phone: string | null;
          profile_picture: string | null;
          role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
          permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
          erase_at: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        };
      };
    }>;
    /** Exchange a refresh token for new tokens. */
    refresh: TRPCMutationProcedure<{
      meta: object;
      input: {
        refresh_token: string;
      };
      output: {
        access_token: string;
        refresh_token: string;
        token_type: "Bearer";
        expires_in: number;
      };
    }>;
    /** Sign out. */
    logout: TRPCMutationProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: void;
    }>;
    /** List my active sessions. */
    sessions: TRPCQueryProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: {
        results: Array<{
          id: string;
          device: string;
          address: string;
          created_at: string;
          last_used_at: string;
          current: boolean;
        }>;
      };
    }>;
    /** End one of my sessions. */
    revokeSession: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: void;
    }>;
    /** Change my password. */
    changePassword: TRPCMutationProcedure<{
      meta: object;
      input: {
        current_password: string;
        new_password: string;
      };
      output: void;
    }>;
    /** Request a password reset. */
    requestPasswordReset: TRPCMutationProcedure<{
      meta: object;
      input: {
        email: string;
      };
      output: void;
    }>;
    /** Reset my password. */
    confirmPasswordReset: TRPCMutationProcedure<{
      meta: object;
      input: {
        token: string;
        new_password: string;
        only_if_confirmed?: boolean | undefined;
      };
      output: void;
    }>;
    /** Accept an invitation. */
    acceptInvitation: TRPCMutationProcedure<{
      meta: object;
      input: {
        token: string;
        new_password: string;
      };
      output: void;
    }>;
    /** Confirm an e-mail. */
    verifyEmail: TRPCMutationProcedure<{
      meta: object;
      input: {
        token: string;
      };
      output: void;
    }>;
    /** Send the confirmation mail again. */
    resendVerification: TRPCMutationProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: void;
    }>;
    /** Change my e-mail. */
    changeEmail: TRPCMutationProcedure<{
      meta: object;
      input: {
        new_email: string;
        current_password: string;
      };
      output: void;
    }>;
    /** Undo a change of my e-mail. */
    undoEmailChange: TRPCMutationProcedure<{
      meta: object;
      input: {
        token: string;
      };
      output: void;
    }>;
  };
  profile: {
    /** Get my profile. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: {
        user_id: string;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        erase_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Change my profile. */
    update: TRPCMutationProcedure<{
      meta: object;
      input: FormData | {
        full_name?: string | undefined;
        phone?: string | null | undefined;
        profile_picture?: string | null | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        user_id: string;
        email: string;
        email_verified: boolean;
        full_name: string;
        phone: string | null;
        profile_picture: string | null;
        role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        erase_at: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
  };
  address: {
    /** List my addresses. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
        search?: string | undefined;
        country?: string | undefined;
        deleted?: boolean | undefined;
      };
      output: {
        results: Array<{
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Add an address. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: FormData | {
        country: string;
        line1: string;
        recipient_name: string;
        phone?: string | null | undefined;
        location?: {
          latitude: number;
          longitude: number;
        } | null | undefined;
        is_default_shipping?: boolean | undefined;
        is_default_billing?: boolean | undefined;
        proof_image?: string | null | undefined;
        city?: string | null | undefined;
        company?: string | null | undefined;
        district?: string | null | undefined;
        line2?: string | null | undefined;
        line3?: string | null | undefined;
        sorting_code?: string | null | undefined;
        state?: string | null | undefined;
        label?: string | null | undefined;
        postal_code?: string | null | undefined;
        delivery_instructions?: string | null | undefined;
      };
      output: {
        country: string;
        phone: string | null;
        location: {
          latitude: number;
          longitude: number;
        } | null;
        is_default_shipping: boolean;
        is_default_billing: boolean;
        formatted: Array<string>;
        proof_image: string | null;
        proof_status: "approved" | "none" | "pending" | "rejected";
        proof_reason: string | null;
        created_at: string;
        updated_at: string;
        deleted_at: string | null;
        version: number;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        label: string;
        postal_code: string;
        delivery_instructions: string;
        id: string;
        warnings?: Array<{
          field: string;
          code: string;
          message: string;
        }> | undefined;
        duplicate_of?: string | undefined;
      };
    }>;
    /** Get an address. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        country: string;
        phone: string | null;
        location: {
          latitude: number;
          longitude: number;
        } | null;
        is_default_shipping: boolean;
        is_default_billing: boolean;
        formatted: Array<string>;
        proof_image: string | null;
        proof_status: "approved" | "none" | "pending" | "rejected";
        proof_reason: string | null;
        created_at: string;
        updated_at: string;
        deleted_at: string | null;
        version: number;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        label: string;
        postal_code: string;
        delivery_instructions: string;
        id: string;
      };
    }>;
    /** Replace an address. */
    replace: TRPCMutationProcedure<{
      meta: object;
      input: FormData | {
        country: string;
        line1: string;
        recipient_name: string;
        id: string;
        phone?: string | null | undefined;
        location?: {
          latitude: number;
          longitude: number;
        } | null | undefined;
        is_default_shipping?: boolean | undefined;
        is_default_billing?: boolean | undefined;
        proof_image?: string | null | undefined;
        city?: string | null | undefined;
        company?: string | null | undefined;
        district?: string | null | undefined;
        line2?: string | null | undefined;
        line3?: string | null | undefined;
        sorting_code?: string | null | undefined;
        state?: string | null | undefined;
        label?: string | null | undefined;
        postal_code?: string | null | undefined;
        delivery_instructions?: string | null | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        country: string;
        phone: string | null;
        location: {
          latitude: number;
          longitude: number;
        } | null;
        is_default_shipping: boolean;
        is_default_billing: boolean;
        formatted: Array<string>;
        proof_image: string | null;
        proof_status: "approved" | "none" | "pending" | "rejected";
        proof_reason: string | null;
        created_at: string;
        updated_at: string;
        deleted_at: string | null;
        version: number;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        label: string;
        postal_code: string;
        delivery_instructions: string;
        id: string;
        warnings?: Array<{
          field: string;
          code: string;
          message: string;
        }> | undefined;
        duplicate_of?: string | undefined;
      };
    }>;
    /** Change some fields of an address. */
    update: TRPCMutationProcedure<{
      meta: object;
      input: FormData | {
        id: string;
        country?: string | undefined;
        phone?: string | null | undefined;
        location?: {
          latitude: number;
          longitude: number;
        } | null | undefined;
        is_default_shipping?: boolean | undefined;
        is_default_billing?: boolean | undefined;
        proof_image?: string | null | undefined;
        line1?: string | undefined;
        recipient_name?: string | undefined;
        city?: string | null | undefined;
        company?: string | null | undefined;
        district?: string | null | undefined;
        line2?: string | null | undefined;
        line3?: string | null | undefined;
        sorting_code?: string | null | undefined;
        state?: string | null | undefined;
        label?: string | null | undefined;
        postal_code?: string | null | undefined;
        delivery_instructions?: string | null | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        country: string;
        phone: string | null;
        location: {
          latitude: number;
          longitude: number;
        } | null;
        is_default_shipping: boolean;
        is_default_billing: boolean;
        formatted: Array<string>;
        proof_image: string | null;
        proof_status: "approved" | "none" | "pending" | "rejected";
        proof_reason: string | null;
        created_at: string;
        updated_at: string;
        deleted_at: string | null;
        version: number;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        label: string;
        postal_code: string;
        delivery_instructions: string;
        id: string;
        warnings?: Array<{
          field: string;
          code: string;
          message: string;
        }> | undefined;
        duplicate_of?: string | undefined;
      };
    }>;
    /** Delete an address. */
    delete: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: void;
    }>;
    /** Restore a deleted address. */
    restore: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        country: string;
        phone: string | null;
        location: {
          latitude: number;
          longitude: number;
        } | null;
        is_default_shipping: boolean;
        is_default_billing: boolean;
        formatted: Array<string>;
        proof_image: string | null;
        proof_status: "approved" | "none" | "pending" | "rejected";
        proof_reason: string | null;
        created_at: string;
        updated_at: string;
        deleted_at: string | null;
        version: number;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        label: string;
        postal_code: string;
        delivery_instructions: string;
        id: string;
        warnings?: Array<{
          field: string;
          code: string;
          message: string;
        }> | undefined;
        duplicate_of?: string | undefined;
      };
    }>;
  };
  activity: {
    /** List the changes of my data. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          at: string;
          action: string;
          entity_id: string | null;
          by: "key" | "self" | "staff" | "system";
          key_name: string | null;
          device: string | null;
          changes: Array<{
            field: string;
            before: boolean | string | null;
            after: boolean | string | null;
          }>;
        }>;
        next_cursor: string | null;
      };
    }>;
  };
  addressProof: {
    /** List proofs of address. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        status?: "approved" | "pending" | "rejected" | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          country: string;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          version: number;
          postal_code: string;
          formatted: Array<string>;
          proof_reason: string | null;
          address_id: string;
          customer: {
            user_id: string;
            full_name: string;
            email: string;
          };
          proof_status: "approved" | "pending" | "rejected";
          submitted_at: string;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Get a proof of address. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        country: string;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        version: number;
        postal_code: string;
        formatted: Array<string>;
        proof_reason: string | null;
        address_id: string;
        customer: {
          user_id: string;
          full_name: string;
          email: string;
        };
        proof_status: "approved" | "pending" | "rejected";
        submitted_at: string;
        proof_image: string | null;
      };
    }>;
    /** Approve a proof of address. */
    approve: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        country: string;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        version: number;
        postal_code: string;
        formatted: Array<string>;
        proof_reason: string | null;
        address_id: string;
        customer: {
          user_id: string;
          full_name: string;
          email: string;
        };
        proof_status: "approved" | "pending" | "rejected";
        submitted_at: string;
      };
    }>;
    /** Reject a proof of address. */
    reject: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        reason: "not_a_proof" | "other" | "too_old" | "unreadable" | "wrong_address" | "wrong_name";
        note?: string | null | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        country: string;
        city: string;
        company: string;
        district: string;
        line1: string;
        line2: string;
        line3: string;
        recipient_name: string;
        sorting_code: string;
        state: string;
        version: number;
        postal_code: string;
        formatted: Array<string>;
        proof_reason: string | null;
        address_id: string;
        customer: {
          user_id: string;
          full_name: string;
          email: string;
        };
        proof_status: "approved" | "pending" | "rejected";
        submitted_at: string;
      };
    }>;
  };
  apiKey: {
    /** List API keys. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          name: string;
          permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
          allowed_networks: Array<string>;
          rate_per_minute: number;
          last_four: string;
          status: "active" | "expired" | "revoked";
          expires_at: string | null;
          revoked_at: string | null;
          created_by: string | null;
          api_version: string | null;
          last_used_at: string | null;
          last_used_network: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Create an API key. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: {
        name: string;
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        allowed_networks?: Array<string> | undefined;
        rate_per_minute?: number | undefined;
        expires_at?: string | null | undefined;
      };
      output: {
        id: string;
        name: string;
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        allowed_networks: Array<string>;
        rate_per_minute: number;
        last_four: string;
        status: "active" | "expired" | "revoked";
        expires_at: string | null;
        revoked_at: string | null;
        created_by: string | null;
        api_version: string | null;
        last_used_at: string | null;
        last_used_network: string | null;
        created_at: string;
        updated_at: string;
        version: number;
        key: string;
      };
    }>;
    /** Get an API key. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        id: string;
        name: string;
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        allowed_networks: Array<string>;
        rate_per_minute: number;
        last_four: string;
        status: "active" | "expired" | "revoked";
        expires_at: string | null;
        revoked_at: string | null;
        created_by: string | null;
        api_version: string | null;
        last_used_at: string | null;
        last_used_network: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Change an API key. */
    update: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        name?: string | undefined;
        permissions?: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write"> | undefined;
        allowed_networks?: Array<string> | undefined;
        rate_per_minute?: number | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        name: string;
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        allowed_networks: Array<string>;
        rate_per_minute: number;
        last_four: string;
        status: "active" | "expired" | "revoked";
        expires_at: string | null;
        revoked_at: string | null;
        created_by: string | null;
        api_version: string | null;
        last_used_at: string | null;
        last_used_network: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Revoke an API key. */
    revoke: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: void;
    }>;
    /** Replace an API key. */
    rotate: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        overlap_seconds?: number | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        name: string;
        permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
        allowed_networks: Array<string>;
        rate_per_minute: number;
        last_four: string;
        status: "active" | "expired" | "revoked";
        expires_at: string | null;
        revoked_at: string | null;
        created_by: string | null;
        api_version: string | null;
        last_used_at: string | null;
        last_used_network: string | null;
        created_at: string;
        updated_at: string;
        version: number;
        key: string;
      };
    }>;
  };
  event: {
    /** List events. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        after?: number | undefined;
        type?: "address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test" | undefined;
        customer_id?: string | undefined;
        limit?: number | undefined;
        wait?: number | undefined;
      };
      output: {
        results: Array<{
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.created";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.default_changed";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.deleted";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.purged";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.restored";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "address.updated";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.blocked";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.created";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.email_changed";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.erased";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.erasure_cancelled";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.erasure_requested";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.unblocked";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.updated";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "customer.verified";
          object: {
            type: "customer";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            external_id: string | null;
            email: string;
            email_verified: boolean;
            full_name: string;
            phone: string | null;
            profile_picture: string | null;
            status: "active" | "blocked" | "erasure_pending" | "invited";
            blocked: {
              at: string;
              reason: string;
              until: string | null;
            } | null;
            metadata: {
              [key: string]: string;
            };
            addresses_count: number;
            last_sign_in_at: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "import.finished";
          object: {
            type: "import";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            mode: "upsert" | "validate";
            state: "cancelled" | "failed" | "finished" | "queued" | "running";
            file_size: number;
            line: number;
            created: number;
            updated: number;
            unchanged: number;
            failed: number;
            failure: {
              field: string;
              code: string;
              message: string;
            } | null;
            created_at: string;
            started_at: string | null;
            finished_at: string | null;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "key.created";
          object: {
            type: "key";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            name: string;
            permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
            allowed_networks: Array<string>;
            rate_per_minute: number;
            last_four: string;
            status: "active" | "expired" | "revoked";
            expires_at: string | null;
            revoked_at: string | null;
            created_by: string | null;
            api_version: string | null;
            last_used_at: string | null;
            last_used_network: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "key.revoked";
          object: {
            type: "key";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            name: string;
            permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
            allowed_networks: Array<string>;
            rate_per_minute: number;
            last_four: string;
            status: "active" | "expired" | "revoked";
            expires_at: string | null;
            revoked_at: string | null;
            created_by: string | null;
            api_version: string | null;
            last_used_at: string | null;
            last_used_network: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "key.rotated";
          object: {
            type: "key";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            name: string;
            permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
            allowed_networks: Array<string>;
            rate_per_minute: number;
            last_four: string;
            status: "active" | "expired" | "revoked";
            expires_at: string | null;
            revoked_at: string | null;
            created_by: string | null;
            api_version: string | null;
            last_used_at: string | null;
            last_used_network: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "proof.approved";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "proof.rejected";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "proof.submitted";
          object: {
            type: "address";
            id: string;
            version: number | null;
          };
          data: {
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "session.ended";
          object: {
            type: "session";
            id: string;
            version: number | null;
          };
          data: {
            address: string;
            id: string;
            created_at: string;
            last_used_at: string;
            device: string;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "session.started";
          object: {
            type: "session";
            id: string;
            version: number | null;
          };
          data: {
            address: string;
            id: string;
            created_at: string;
            last_used_at: string;
            device: string;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "webhook.disabled";
          object: {
            type: "webhook";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            url: string;
            types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
            description: string;
            payload: "full" | "thin";
            ordered: boolean;
            status: "disabled" | "enabled";
            disabled_reason: "failing" | "gone" | null;
            failing_since: string | null;
            scheduled_to: number;
            secret_expires_at: string | null;
            created_by: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
          type: "webhook.test";
          object: {
            type: "webhook";
            id: string;
            version: number | null;
          };
          data: {
            id: string;
            url: string;
            types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
            description: string;
            payload: "full" | "thin";
            ordered: boolean;
            status: "disabled" | "enabled";
            disabled_reason: "failing" | "gone" | null;
            failing_since: string | null;
            scheduled_to: number;
            secret_expires_at: string | null;
            created_by: string | null;
            created_at: string;
            updated_at: string;
            version: number;
          } | null;
        } | {
          type: "other";
          object: null;
          data: null;
          id: string;
          sequence: number;
          previous_hash: string;
          hash: string;
          occurred_at: string;
          tenant_id: string;
          customer_id: string | null;
          actor: {
            kind: "customer" | "key" | "staff" | "system";
            id: string | null;
          };
          changed: Array<string>;
        }>;
        next_after: number;
        sealed_to: number;
      };
    }>;
  };
  export: {
    /** List exports. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          format: "ndjson" | "zip";
          includes_proofs: boolean;
          url: string;
          expires_at: string;
          actor: {
            kind: "key" | "operator" | "staff";
            id: string | null;
          };
          created_at: string;
          updated_at: string;
          version: number;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Export all customers. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: {
        format?: "ndjson" | "zip" | undefined;
      };
      output: {
        id: string;
        format: "ndjson" | "zip";
        includes_proofs: boolean;
        url: string;
        expires_at: string;
        actor: {
          kind: "key" | "operator" | "staff";
          id: string | null;
        };
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Get an export. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        id: string;
        format: "ndjson" | "zip";
        includes_proofs: boolean;
        url: string;
        expires_at: string;
        actor: {
          kind: "key" | "operator" | "staff";
          id: string | null;
        };
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** End an export. */
    end: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: void;
    }>;
  };
  addressRule: {
    /** List countries. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: {
        results: Array<{
          country: string;
          name: string;
        }>;
      };
    }>;
    /** Get the address rules of a country. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        country: string;
      };
      output: {
        country: string;
        name: string;
        fields: Array<{
          field: "city" | "company" | "district" | "line1" | "line2" | "line3" | "postal_code" | "recipient_name" | "sorting_code" | "state";
          kind: string;
          name: string;
          required: boolean;
        }>;
        label: Array<Array<"city" | "company" | "district" | "line1" | "line2" | "line3" | "postal_code" | "recipient_name" | "sorting_code" | "state">>;
        latin_label: Array<Array<"city" | "company" | "district" | "line1" | "line2" | "line3" | "postal_code" | "recipient_name" | "sorting_code" | "state">> | null;
        postal_code: {
          pattern: string;
          examples: Array<string>;
          upper_case: boolean;
        } | null;
        subdivisions: Array<{
          code: string;
          name: string;
          latin_name: string | null;
          iso: string | null;
        }>;
      };
    }>;
  };
  privacy: {
    /** Request the erasure of my account. */
    requestErasure: TRPCMutationProcedure<{
      meta: object;
      input: {
        password: string;
      };
      output: {
        erase_at: string;
      };
    }>;
    /** Get the pending erasure of my account. */
    getErasure: TRPCQueryProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: {
        erase_at: string | null;
      };
    }>;
    /** Cancel the erasure of my account. */
    cancelErasure: TRPCMutationProcedure<{
      meta: object;
      input: {
        [key: string]: never;
      } | undefined;
      output: void;
    }>;
  };
  import: {
    /** Import customers. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: FormData | {
        file: {
          path: string;
          size: number;
          sha256: string;
        };
        mode?: "upsert" | "validate" | undefined;
      };
      output: {
        id: string;
        mode: "upsert" | "validate";
        state: "cancelled" | "failed" | "finished" | "queued" | "running";
        file_size: number;
        line: number;
        created: number;
        updated: number;
        unchanged: number;
        failed: number;
        failure: {
          field: string;
          code: string;
          message: string;
        } | null;
        created_at: string;
        started_at: string | null;
        finished_at: string | null;
        updated_at: string;
        version: number;
      };
    }>;
    /** List imports. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        state?: "cancelled" | "failed" | "finished" | "queued" | "running" | undefined;
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          mode: "upsert" | "validate";
          state: "cancelled" | "failed" | "finished" | "queued" | "running";
          file_size: number;
          line: number;
          created: number;
          updated: number;
          unchanged: number;
          failed: number;
          failure: {
            field: string;
            code: string;
            message: string;
          } | null;
          created_at: string;
          started_at: string | null;
          finished_at: string | null;
          updated_at: string;
          version: number;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Get an import. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        id: string;
        mode: "upsert" | "validate";
        state: "cancelled" | "failed" | "finished" | "queued" | "running";
        file_size: number;
        line: number;
        created: number;
        updated: number;
        unchanged: number;
        failed: number;
        failure: {
          field: string;
          code: string;
          message: string;
        } | null;
        created_at: string;
        started_at: string | null;
        finished_at: string | null;
        updated_at: string;
        version: number;
      };
    }>;
    /** Cancel an import. */
    cancel: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: void;
    }>;
  };
  webhook: {
    /** List webhooks. */
    list: TRPCQueryProcedure<{
      meta: object;
      input: {
        limit?: number | undefined;
        cursor?: string | undefined;
      };
      output: {
        results: Array<{
          id: string;
          url: string;
          types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
          description: string;
          payload: "full" | "thin";
          ordered: boolean;
          status: "disabled" | "enabled";
          disabled_reason: "failing" | "gone" | null;
          failing_since: string | null;
          scheduled_to: number;
          secret_expires_at: string | null;
          created_by: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Create a webhook. */
    create: TRPCMutationProcedure<{
      meta: object;
      input: {
        url: string;
        types?: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test"> | undefined;
        description?: string | undefined;
        payload?: "full" | "thin" | undefined;
        ordered?: boolean | undefined;
      };
      output: {
        id: string;
        url: string;
        types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
        description: string;
        payload: "full" | "thin";
        ordered: boolean;
        status: "disabled" | "enabled";
        disabled_reason: "failing" | "gone" | null;
        failing_since: string | null;
        scheduled_to: number;
        secret_expires_at: string | null;
        created_by: string | null;
        created_at: string;
        updated_at: string;
        version: number;
        secret: string;
      };
    }>;
    /** Get a webhook. */
    get: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: {
        id: string;
        url: string;
        types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
        description: string;
        payload: "full" | "thin";
        ordered: boolean;
        status: "disabled" | "enabled";
        disabled_reason: "failing" | "gone" | null;
        failing_since: string | null;
        scheduled_to: number;
        secret_expires_at: string | null;
        created_by: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Change a webhook. */
    update: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        url?: string | undefined;
        types?: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test"> | undefined;
        description?: string | undefined;
        payload?: "full" | "thin" | undefined;
        ordered?: boolean | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        url: string;
        types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
        description: string;
        payload: "full" | "thin";
        ordered: boolean;
        status: "disabled" | "enabled";
        disabled_reason: "failing" | "gone" | null;
        failing_since: string | null;
        scheduled_to: number;
        secret_expires_at: string | null;
        created_by: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Delete a webhook. */
    delete: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: void;
    }>;
    /** Replace the secret of a webhook. */
    rotateSecret: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        overlap_seconds?: number | undefined;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        url: string;
        types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
        description: string;
        payload: "full" | "thin";
        ordered: boolean;
        status: "disabled" | "enabled";
        disabled_reason: "failing" | "gone" | null;
        failing_since: string | null;
        scheduled_to: number;
        secret_expires_at: string | null;
        created_by: string | null;
        created_at: string;
        updated_at: string;
        version: number;
        secret: string;
      };
    }>;
    /** Send a test event. */
    test: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
      };
      output: void;
    }>;
    /** Enable a webhook. */
    enable: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        expected_version?: Array<number> | number | undefined;
      };
      output: {
        id: string;
        url: string;
        types: Array<"address.created" | "address.default_changed" | "address.deleted" | "address.purged" | "address.restored" | "address.updated" | "customer.blocked" | "customer.created" | "customer.email_changed" | "customer.erased" | "customer.erasure_cancelled" | "customer.erasure_requested" | "customer.unblocked" | "customer.updated" | "customer.verified" | "import.finished" | "key.created" | "key.revoked" | "key.rotated" | "proof.approved" | "proof.rejected" | "proof.submitted" | "session.ended" | "session.started" | "webhook.disabled" | "webhook.test">;
        description: string;
        payload: "full" | "thin";
        ordered: boolean;
        status: "disabled" | "enabled";
        disabled_reason: "failing" | "gone" | null;
        failing_since: string | null;
        scheduled_to: number;
        secret_expires_at: string | null;
        created_by: string | null;
        created_at: string;
        updated_at: string;
        version: number;
      };
    }>;
    /** Send events again. */
    replay: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        from_sequence?: number | undefined;
        event_id?: string | undefined;
      };
      output: void;
    }>;
    /** List the deliveries of a webhook. */
    deliveries: TRPCQueryProcedure<{
      meta: object;
      input: {
        id: string;
        limit?: number | undefined;
        cursor?: string | undefined;
        state?: "delivered" | "failed" | "pending" | undefined;
      };
      output: {
        results: Array<{
          id: string;
          event_id: string;
          event_type: string;
          sequence: number;
          state: "delivered" | "failed" | "pending";
          attempts: Array<{
            at: string;
            status: number | null;
            failure: string | null;
            duration_ms: number;
            answer: string | null;
          }>;
          next_attempt_at: string | null;
          created_at: string;
        }>;
        next_cursor: string | null;
      };
    }>;
    /** Retry a delivery. */
    retryDelivery: TRPCMutationProcedure<{
      meta: object;
      input: {
        id: string;
        delivery_id: string;
      };
      output: void;
    }>;
  };
  customers: {
    account: {
      /** List a customer's active sessions. */
      sessions: TRPCQueryProcedure<{
        meta: object;
        input: {
          customer_id: string;
        };
        output: {
          results: Array<{
            id: string;
            device: string;
            address: string;
            created_at: string;
            last_used_at: string;
            current: boolean;
          }>;
        };
      }>;
      /** End one of a customer's sessions. */
      revokeSession: TRPCMutationProcedure<{
        meta: object;
        input: {
          customer_id: string;
          id: string;
        };
        output: void;
      }>;
    };
    profile: {
      /** Get a customer's profile. */
      get: TRPCQueryProcedure<{
        meta: object;
        input: {
          customer_id: string;
        };
        output: {
          user_id: string;
          email: string;
          email_verified: boolean;
          full_name: string;
          phone: string | null;
          profile_picture: string | null;
          role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
          permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
          erase_at: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        };
      }>;
      /** Change a customer's profile. */
      update: TRPCMutationProcedure<{
        meta: object;
        input: FormData | {
          customer_id: string;
          full_name?: string | undefined;
          phone?: string | null | undefined;
          profile_picture?: string | null | undefined;
          expected_version?: Array<number> | number | undefined;
        };
        output: {
          user_id: string;
          email: string;
          email_verified: boolean;
          full_name: string;
          phone: string | null;
          profile_picture: string | null;
          role: "admin" | "auditor" | "customer" | "developer" | "owner" | "reviewer" | "support";
          permissions: Array<"addresses:read" | "addresses:write" | "audit:read" | "customers:read" | "customers:write" | "events:read" | "exports:read" | "imports:write" | "keys:read" | "keys:write" | "proofs:decide" | "proofs:read" | "settings:read" | "settings:write" | "staff:read" | "staff:write" | "webhooks:read" | "webhooks:write">;
          erase_at: string | null;
          created_at: string;
          updated_at: string;
          version: number;
        };
      }>;
    };
    address: {
      /** List a customer's addresses. */
      list: TRPCQueryProcedure<{
        meta: object;
        input: {
          customer_id: string;
          limit?: number | undefined;
          cursor?: string | undefined;
          search?: string | undefined;
          country?: string | undefined;
          deleted?: boolean | undefined;
        };
        output: {
          next_cursor: string | null;
          results: Array<{
            country: string;
            phone: string | null;
            location: {
              latitude: number;
              longitude: number;
            } | null;
            is_default_shipping: boolean;
            is_default_billing: boolean;
            formatted: Array<string>;
            proof_image: string | null;
            proof_status: "approved" | "none" | "pending" | "rejected";
            proof_reason: string | null;
            created_at: string;
            updated_at: string;
            deleted_at: string | null;
            version: number;
            city: string;
            company: string;
            district: string;
            line1: string;
            line2: string;
            line3: string;
            recipient_name: string;
            sorting_code: string;
            state: string;
            label: string;
            postal_code: string;
            delivery_instructions: string;
            id: string;
            metadata: {
              [key: string]: string;
            };
          }>;
        };
      }>;
      /** Add an address of a customer. */
      create: TRPCMutationProcedure<{
        meta: object;
        input: FormData | {
          customer_id: string;
          country: string;
          line1: string;
          recipient_name: string;
          phone?: string | null | undefined;
          location?: {
            latitude: number;
            longitude: number;
          } | null | undefined;
          is_default_shipping?: boolean | undefined;
          is_default_billing?: boolean | undefined;
          proof_image?: string | null | undefined;
          city?: string | null | undefined;
          company?: string | null | undefined;
          district?: string | null | undefined;
          line2?: string | null | undefined;
          line3?: string | null | undefined;
          sorting_code?: string | null | undefined;
          state?: string | null | undefined;
          label?: string | null | undefined;
          postal_code?: string | null | undefined;
          delivery_instructions?: string | null | undefined;
          metadata?: {
            [key: string]: unknown;
          } | undefined;
        };
        output: {
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
          metadata: {
            [key: string]: string;
          };
          warnings?: Array<{
            field: string;
            code: string;
            message: string;
          }> | undefined;
          duplicate_of?: string | undefined;
        };
      }>;
      /** Get an address of a customer. */
      get: TRPCQueryProcedure<{
        meta: object;
        input: {
          customer_id: string;
          id: string;
        };
        output: {
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
          metadata: {
            [key: string]: string;
          };
        };
      }>;
      /** Replace an address of a customer. */
      replace: TRPCMutationProcedure<{
        meta: object;
        input: FormData | {
          customer_id: string;
          country: string;
          line1: string;
          recipient_name: string;
          id: string;
          phone?: string | null | undefined;
          location?: {
            latitude: number;
            longitude: number;
          } | null | undefined;
          is_default_shipping?: boolean | undefined;
          is_default_billing?: boolean | undefined;
          proof_image?: string | null | undefined;
          city?: string | null | undefined;
          company?: string | null | undefined;
          district?: string | null | undefined;
          line2?: string | null | undefined;
          line3?: string | null | undefined;
          sorting_code?: string | null | undefined;
          state?: string | null | undefined;
          label?: string | null | undefined;
          postal_code?: string | null | undefined;
          delivery_instructions?: string | null | undefined;
          metadata?: {
            [key: string]: unknown;
          } | undefined;
          expected_version?: Array<number> | number | undefined;
        };
        output: {
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
          metadata: {
            [key: string]: string;
          };
          warnings?: Array<{
            field: string;
            code: string;
            message: string;
          }> | undefined;
          duplicate_of?: string | undefined;
        };
      }>;
      /** Change some fields of an address of a customer. */
      update: TRPCMutationProcedure<{
        meta: object;
        input: FormData | {
          customer_id: string;
          id: string;
          country?: string | undefined;
          phone?: string | null | undefined;
          location?: {
            latitude: number;
            longitude: number;
          } | null | undefined;
          is_default_shipping?: boolean | undefined;
          is_default_billing?: boolean | undefined;
          proof_image?: string | null | undefined;
          line1?: string | undefined;
          recipient_name?: string | undefined;
          city?: string | null | undefined;
          company?: string | null | undefined;
          district?: string | null | undefined;
          line2?: string | null | undefined;
          line3?: string | null | undefined;
          sorting_code?: string | null | undefined;
          state?: string | null | undefined;
          label?: string | null | undefined;
          postal_code?: string | null | undefined;
          delivery_instructions?: string | null | undefined;
          metadata?: {
            [key: string]: unknown;
          } | undefined;
          expected_version?: Array<number> | number | undefined;
        };
        output: {
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
          metadata: {
            [key: string]: string;
          };
          warnings?: Array<{
            field: string;
            code: string;
            message: string;
          }> | undefined;
          duplicate_of?: string | undefined;
        };
      }>;
      /** Delete an address of a customer. */
      delete: TRPCMutationProcedure<{
        meta: object;
        input: {
          customer_id: string;
          id: string;
          expected_version?: Array<number> | number | undefined;
        };
        output: void;
      }>;
      /** Restore a deleted address of a customer. */
      restore: TRPCMutationProcedure<{
        meta: object;
        input: {
          customer_id: string;
          id: string;
          expected_version?: Array<number> | number | undefined;
        };
        output: {
          country: string;
          phone: string | null;
          location: {
            latitude: number;
            longitude: number;
          } | null;
          is_default_shipping: boolean;
          is_default_billing: boolean;
          formatted: Array<string>;
          proof_image: string | null;
          proof_status: "approved" | "none" | "pending" | "rejected";
          proof_reason: string | null;
          created_at: string;
          updated_at: string;
          deleted_at: string | null;
          version: number;
          city: string;
          company: string;
          district: string;
          line1: string;
          line2: string;
          line3: string;
          recipient_name: string;
          sorting_code: string;
          state: string;
          label: string;
          postal_code: string;
          delivery_instructions: string;
          id: string;
          metadata: {
            [key: string]: string;
          };
          warnings?: Array<{
            field: string;
            code: string;
            message: string;
          }> | undefined;
          duplicate_of?: string | undefined;
        };
      }>;
    };
    activity: {
      /** List the changes of a customer's data. */
      list: TRPCQueryProcedure<{
        meta: object;
        input: {
          customer_id: string;
          limit?: number | undefined;
          cursor?: string | undefined;
        };
        output: {
          results: Array<{
            id: string;
            at: string;
            action: string;
            entity_id: string | null;
            by: "key" | "self" | "staff" | "system";
            key_name: string | null;
            device: string | null;
            changes: Array<{
              field: string;
              before: boolean | string | null;
              after: boolean | string | null;
            }>;
          }>;
          next_cursor: string | null;
        };
      }>;
    };
  };
};

/** The router of the API, for `createTRPCClient<AppRouter>(…)`. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  Procedures
>;
