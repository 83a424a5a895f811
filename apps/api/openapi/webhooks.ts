import { eventSchemaName } from '@doorstep/contracts/event';
import { eventType, eventTypes } from '@doorstep/contracts/event-type';
import type { Document } from '@doorstep/contracts/openapi-types';

const header = (name: string, description: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const },
});

const headers = [
  header('webhook-id', 'The id of the event, the same at every attempt. Use it to ignore an event that arrives twice.'),
  header('webhook-timestamp', 'The time of the attempt, in seconds since 1970.'),
  header('webhook-signature', 'Signatures per Standard Webhooks 1.0, separated by spaces.'),
];

/** Describes what webhooks get: a request for each type of event. */
export const webhookRequests = (): NonNullable<Document['webhooks']> =>
  Object.fromEntries(
    eventType.options.map((type) => [
      type,
      {
        post: {
          operationId: `on_${type.replaceAll('.', '_')}`,
          summary: eventTypes[type].description,
          description: 'With the payload `thin`, the event has no `data`.',
          tags: ['webhooks'],
          security: [],
          parameters: headers,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: `#/components/schemas/${eventSchemaName(type)}` } } },
          },
          responses: {
            '2XX': { description: 'The event has arrived. It is not sent again.' },
            '410': { description: 'The webhook is disabled.' },
            default: { description: 'The event is sent again later. Redirects are not followed.' },
          },
        },
      },
    ]),
  );
