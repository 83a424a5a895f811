/** An event, as a webhook delivers it. */
export type WebhookEvent = {
  id: string;
  type: string;
  sequence: number;
  previous_hash: string;
  hash: string;
  tenant_id: string;
};
