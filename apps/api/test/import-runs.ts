import type { Answer, SignedInClient } from '@doorstep/testing/client';
import { afterAll, beforeAll, expect } from 'vitest';
import { startImporting } from '../src/jobs/importing.ts';
import { useApi } from './harness.ts';

let count = 0;
export const freshEmail = (): string => `import${process.pid}-${++count}@example.com`;

export const berlin = {
  recipient_name: 'Ada Lovelace',
  line1: 'Unter den Linden 1',
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
};

type Content = string | Uint8Array<ArrayBuffer>;

export const ndjson = (...lines: unknown[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

/** Sends a file to import. */
export const send = (staff: SignedInClient, content: Content, mode?: string): Promise<Answer> => {
  const form = new FormData();
  form.append('file', new Blob([content]), 'customers.ndjson');
  if (mode) form.append('mode', mode);
  return staff.post('/api/imports/', { form });
};

/** Reads the faults of an import. */
export const faultsOf = async (staff: SignedInClient, { id }: { id: string }, language = 'en') => {
  const { bytes } = await staff.get(`/api/imports/${id}/errors.ndjson`, { headers: { 'Accept-Language': language } });
  const lines = bytes.toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as { line: number; field: string; code: string; message: string });
};

export const customersOf = async (staff: SignedInClient, query: Record<string, string> = {}) =>
  (await staff.get(`/api/customers/?${new URLSearchParams(query)}`)).body.results;

export const addressesOf = async (staff: SignedInClient, id: string) =>
  (await staff.get(`/api/customers/${id}/addresses/`)).body.results;

/** Starts an API that runs imports, on its own database, because another server would run them too. */
export const useImports = () => {
  const api = useApi({}, { ownDatabase: true });
  let stop: () => void;
  const start = () => {
    stop = startImporting(api.dependencies);
  };
  beforeAll(start);
  afterAll(() => stop());
  return {
    api,
    /** Starts the job again. */
    start,
    /** Stops the job behind its current batch. */
    stop: () => stop(),
    newShop: async (settings: Record<string, string> = {}) => {
      const tenantId = await api.newTenant(settings);
      const staff = await api.newCustomer(tenantId, freshEmail());
      await api.setRole(tenantId, staff.email, 'owner');
      return { tenantId, staff };
    },
    /** Imports a file and returns the import at its end. */
    run: async (staff: SignedInClient, content: Content, mode?: string) => {
      const created = await send(staff, content, mode);
      expect(created.status).toBe(202);
      await api.settled();
      const { pathname } = new URL(created.headers.get('Location') ?? '');
      return (await staff.get(pathname)).body;
    },
  };
};
