/** Sends events to webhooks, soon after they are sealed, and again after failures. */
export type Deliveries = {
  /** Starts to send what is due. Returns at once, and does nothing before the start. */
  wake(): void;
  start(): void;
  stop(): void;
};
