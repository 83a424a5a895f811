import { accountRouter } from './accounts/account.router.ts';
import { activityRouter } from './activity/activity.router.ts';
import { addressProofRouter } from './address-proofs/address-proof.router.ts';
import { addressRuleRouter } from './address-rules/address-rule.router.ts';
import { addressRouter } from './addresses/address.router.ts';
import { apiKeyRouter } from './api-keys/api-key.router.ts';
import { customerRouter } from './customers/customer.router.ts';
import { eventRouter } from './events/event.router.ts';
import { exportRouter } from './exports/export.router.ts';
import { onBehalfRouter } from './http/on-behalf-router.ts';
import { router } from './http/trpc.ts';
import { importRouter } from './imports/import.router.ts';
import { privacyRouter } from './privacy/privacy.router.ts';
import { profileRouter } from './profile/profile.router.ts';
import { tenantRouter } from './tenants/tenant.router.ts';
import { webhookRouter } from './webhooks/webhook.router.ts';

const routers = {
  tenant: tenantRouter,
  account: accountRouter,
  profile: profileRouter,
  address: addressRouter,
  activity: activityRouter,
  addressProof: addressProofRouter,
  apiKey: apiKeyRouter,
  event: eventRouter,
  export: exportRouter,
  addressRule: addressRuleRouter,
  privacy: privacyRouter,
  import: importRouter,
  webhook: webhookRouter,
};

/** Every operation there is, on both transports. */
export const appRouter = router({
  // First, so that no path of one customer hides an external id.
  customer: customerRouter,
  ...routers,
  customers: onBehalfRouter(routers),
});

export type AppRouter = typeof appRouter;
