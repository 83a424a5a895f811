import { readFile, writeFile } from 'node:fs/promises';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { flat, form, noise, pngBomb } from '@doorstep/testing/images';
import pg from 'pg';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { operatorCommand, useServer } from './server-process.ts';

/** Reads the memory of a process in MB. `VmRSS` is the current value, `VmHWM` the peak since the last reset. */
const megabytes = async (pid: number | undefined, field: 'VmRSS' | 'VmHWM'): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
};

/** Reads the CPU time of a process in ms, with the 10 ms resolution of Linux. It does not depend on the load. */
const cpuTime = async (pid: number | undefined): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return (Number(user) + Number(system)) * 10;
};

const upload = {
  profile_picture: (customer: SignedInClient, bytes: Buffer) =>
    customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes }) }),
  proof_image: (customer: SignedInClient, bytes: Buffer) =>
    customer.post('/api/customer/addresses/', {
      form: form(
        { field: 'proof_image', bytes },
        { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' },
      ),
    }),
};

/** Starts a new server as the scripts do, because memory of earlier tests would count. */
const useMeasuredServer = () => {
  const installation = useServer({ env: { MALLOC_ARENA_MAX: '2', REQUEST_TIMEOUT_SECONDS: '3600' } });
  let customers: SignedInClient[];
  let atRest: number;
  beforeAll(async () => {
    const { env, server } = installation;
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Large');
    const anonymous = createClient(server.url, { tenantId });
    customers = await Promise.all(
      Array.from({ length: 16 }, async (_, i) => {
        const { body } = await anonymous.post('/api/auth/register/', { json: { email: `${i}@example.com`, password } });
        return anonymous.signedIn(body);
      }),
    );
    atRest = await megabytes(server.child.pid, 'VmRSS');
  });
  /** Uploads a file many times at once. Returns MB of memory and ms of CPU time. */
  return async (field: keyof typeof upload, bytes: Buffer, times: number) => {
    const { pid } = installation.server.child;
    await writeFile(`/proc/${pid}/clear_refs`, '5');
    const before = await cpuTime(pid);
    const answers = await Promise.all(
      Array.from({ length: times }, (_, i) => upload[field](customers[i % 16] as SignedInClient, bytes)),
    );
    const took = (await cpuTime(pid)) - before;
    const peak = await megabytes(pid, 'VmHWM');
    return { statuses: [...new Set(answers.map(({ status }) => status))], took, peak, growth: peak - atRest };
  };
};

const onLinux = describe.runIf(process.platform === 'linux');

onLinux('Sixteen uploads of 10 MB at once stay below 400 MB, when they are', () => {
  const burst = useMeasuredServer();

  const files: Record<'photograph' | 'progressive', Buffer> = { photograph: Buffer.of(), progressive: Buffer.of() };
  beforeAll(async () => {
    files.photograph = await noise(4000, 3000).jpeg({ quality: 91 }).toBuffer();
    files.progressive = await noise(4000, 3000).jpeg({ quality: 90, progressive: true }).toBuffer();
  });

  test.each([
    ['photographs as profile pictures', 'profile_picture', 'photograph', 200],
    ['photographs as proofs', 'proof_image', 'photograph', 201],
    ['progressive JPEG as profile pictures', 'profile_picture', 'progressive', 200],
  ] as const)('%s', async (_what, field, file, status) => {
    const bytes = files[file];
    expect(bytes.length / 1e6).toBeGreaterThan(8.5);
    expect(bytes.length / 1e6).toBeLessThan(10);
    const { statuses, peak, growth } = await burst(field, bytes, 16);
    expect(statuses).toEqual([status]);
    expect(peak).toBeLessThan(400);
    expect(growth).toBeLessThan(220);
  });
});

onLinux('Small files that say they are large cost what one of them costs', () => {
  const burst = useMeasuredServer();

  test('twenty pictures that are too wide are refused within 3 s of CPU time and little memory', async () => {
    const { statuses, took, growth } = await burst('profile_picture', pngBomb(786_464, 32), 20);
    expect(statuses).toEqual([413]);
    expect(took).toBeLessThan(3000);
    expect(growth).toBeLessThan(100);
  });

  test('an interlaced PNG of 40 megapixels and 16 bits takes less than 500 MB', async () => {
    const bytes = await flat(7300, 5470, 4).toColourspace('rgb16').png({ progressive: true }).toBuffer();
    const { statuses, growth } = await burst('profile_picture', bytes, 4);
    expect(statuses).toEqual([200]);
    expect(growth).toBeLessThan(500);
  });

  test('AVIF files of 40 megapixels are decoded one at a time', async () => {
    const bytes = await flat(7300, 5470, 3).avif({ effort: 0, chromaSubsampling: '4:2:0' }).toBuffer();
    const { statuses, growth } = await burst('profile_picture', bytes, 3);
    expect(statuses).toEqual([200]);
    expect(growth).toBeLessThan(900);
  });
});

onLinux('An export of many customers', () => {
  const installation = useServer({ env: { MALLOC_ARENA_MAX: '2' } });

  /** Makes a tenant with customers who have 5 kB of metadata and two addresses each. Returns an export of them. */
  const exportOf = async (customers: number): Promise<{ url: string }> => {
    const { env, server } = installation;
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Large');
    const name = new URL(env.DATABASE_URL ?? '').pathname;
    const client = new pg.Client(Object.assign(new URL(inject('server').url), { pathname: name }).href);
    await client.connect();
    await client.query(
      `WITH added AS (
         INSERT INTO users (tenant_id, id, email, email_key, full_name, status, metadata, updated_at)
         SELECT $1, gen_random_uuid(), n || '@example.com', n || '@example.com', 'Customer ' || n, 'invited',
                jsonb_build_object('note', repeat('x', 5000)), now()
           FROM generate_series(1, $2::int) n RETURNING id)
       INSERT INTO addresses (tenant_id, id, user_id, recipient_name, line1, city, postal_code, country, updated_at)
       SELECT $1, gen_random_uuid(), id, 'Customer', 'Main Street ' || n, 'Berlin', '10117', 'DE', now()
         FROM added, generate_series(1, 2) n`,
      [tenantId, customers],
    );
    await client.query('ANALYZE');
    await client.end();
    const permissions = ['--permissions', 'exports:read,proofs:read'];
    const [key] = await operatorCommand(env, 'api-key:create', '--tenant', tenantId, '--name', 'ERP', ...permissions);
    const { body } = await createClient(server.url, { tenantId, accessToken: key ?? '' }).post('/api/exports/', {
      json: {},
    });
    return body;
  };

  /** Downloads an export. Returns its lines and the peak of the server's memory in MB. */
  const download = async ({ url }: { url: string }): Promise<{ lines: number; peak: number }> => {
    const { pid } = installation.server.child;
    await writeFile(`/proc/${pid}/clear_refs`, '5');
    const { body } = await fetch(url);
    let lines = 0;
    for await (const bytes of body ?? []) for (const byte of bytes) if (byte === 10) lines += 1;
    return { lines, peak: await megabytes(pid, 'VmHWM') };
  };

  test('takes little memory, because no more than a page of them is read at once', async () => {
    const large = await exportOf(40_000);
    const atRest = await megabytes(installation.server.child.pid, 'VmRSS');
    const { lines, peak } = await download(large);
    expect(lines).toBe(40_000);
    // All of them at once take 550 MB. Most of what a stream takes is garbage that V8 has not collected yet.
    expect(peak - atRest).toBeLessThan(250);
  });
});

onLinux('An import of many customers', () => {
  const installation = useServer({ env: { MALLOC_ARENA_MAX: '2' } });

  /** Imports customers, and returns the peak of the process that the server starts for that, in MB. */
  const peakOf = async (customers: number): Promise<number> => {
    const { env, server } = installation;
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Large');
    const permissions = ['--permissions', 'imports:write'];
    const [key = ''] = await operatorCommand(
      env,
      'api-key:create',
      '--tenant',
      tenantId,
      '--name',
      'ERP',
      ...permissions,
    );
    const system = createClient(server.url, { tenantId, accessToken: key });
    const address = { recipient_name: 'Ada', city: 'Berlin', postal_code: '10117', country: 'DE' };
    const lines = Array.from({ length: customers }, (_, n) => {
      const addresses = [1, 2].map((street) => ({ ...address, line1: `Main Street ${street} ${n}` }));
      return JSON.stringify({ email: `${n}@example.com`, full_name: `Customer ${n}`, addresses });
    });
    const body = new FormData();
    body.append('file', new Blob([lines.join('\n')]), 'customers.ndjson');
    const { id } = (await system.post('/api/imports/', { form: body })).body;
    await expect.poll(async () => (await system.get(`/api/imports/${id}/`)).body.created).toBe(customers);
    return megabytes(Number(/"import_pid":(\d+)/.exec(server.output())?.[1]), 'VmHWM');
  };

  test('takes less than 250 MB in a process of its own', async () => {
    expect(await peakOf(20_000)).toBeLessThan(250);
  });
});
