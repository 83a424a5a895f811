import type { Load, LoadRequest } from './load.ts';
import { addRefreshTokens, type Customer } from './seed.ts';
import { type Setup, withPictures } from './setup.ts';
import { type SubjectName, subjects } from './subject.ts';

/** One kind of request, and the servers that can answer it. */
export type Case = {
  name: string;
  subjects: readonly SubjectName[];
  /** Whether all servers must answer the same JSON, so that they do the same work. */
  comparable: boolean;
  /** The lowest accepted share of the raw server's requests per second. */
  atLeast?: number;
  load(setup: Setup): Promise<Pick<Load, 'requests' | 'chains'>>;
};

export const connections = 16;

const headersFor = async (setup: Setup, customer: Customer): Promise<Record<string, string>> => ({
  Authorization: `Bearer ${await setup.tokenOf(customer)}`,
  'X-Tenant-ID': customer.tenantId,
});

const gets = (setup: Setup, customers: readonly Customer[], pathOf: (customer: Customer) => string) =>
  Promise.all(
    customers.map(
      async (customer): Promise<LoadRequest> => ({
        method: 'GET',
        path: pathOf(customer),
        headers: await headersFor(setup, customer),
      }),
    ),
  );

const writes = (
  setup: Setup,
  method: 'POST' | 'PATCH',
  bodyOf: (index: number) => object,
  pathOf: (customer: Customer) => string,
) =>
  Promise.all(
    setup.seeded.customers.map(
      async (customer, index): Promise<LoadRequest> => ({
        method,
        path: pathOf(customer),
        headers: { ...(await headersFor(setup, customer)), 'Content-Type': 'application/json' },
        body: JSON.stringify(bodyOf(index)),
      }),
    ),
  );

const addresses = '/api/customer/addresses/';
const third = ({ addressIds }: Customer): string => `${addresses}${addressIds[2]}/`;

const newAddress = (index: number) => ({
  label: `Place ${index}`,
  recipient_name: 'Ada Lovelace',
  line1: `Friedrichstraße ${index}`,
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
});

const pictures = (setup: Setup, headers: Record<string, string>): LoadRequest[] =>
  withPictures(setup.seeded).map(({ tenantId, userId }) => ({
    method: 'GET',
    path: setup.links.link({ tenantId, userId, kind: 'profile', file: setup.picture }),
    headers,
  }));

const withoutMedia = subjects.filter((name) => name !== 'fastify+prisma');

/** Every case, in the order of the report. Reads come first, because writes make the lists longer. */
export const cases: Case[] = [
  {
    name: 'get profile',
    subjects,
    comparable: true,
    atLeast: 0.5,
    load: async (setup) => ({
      requests: await gets(setup, withoutPictures(setup.seeded.customers), () => '/api/customer/profile/'),
    }),
  },
  {
    name: 'list 5 addresses',
    subjects,
    comparable: true,
    atLeast: 0.5,
    load: async (setup) => ({ requests: await gets(setup, setup.seeded.customers, () => addresses) }),
  },
  {
    name: 'list 50 addresses',
    subjects,
    comparable: true,
    atLeast: 0.5,
    load: async (setup) => ({ requests: await gets(setup, setup.seeded.withManyAddresses, () => addresses) }),
  },
  {
    name: 'get one address',
    subjects,
    comparable: true,
    atLeast: 0.5,
    load: async (setup) => ({ requests: await gets(setup, setup.seeded.customers, third) }),
  },
  {
    name: 'media, 100 kB',
    subjects: withoutMedia,
    comparable: false,
    atLeast: 0.5,
    load: async (setup) => ({ requests: pictures(setup, {}) }),
  },
  {
    name: 'media, not changed',
    subjects: withoutMedia,
    comparable: false,
    atLeast: 0.5,
    load: async (setup) => ({ requests: pictures(setup, { 'If-None-Match': '*' }) }),
  },
  {
    name: 'create with audit',
    subjects,
    comparable: false,
    atLeast: 0.5,
    load: async (setup) => ({ requests: await writes(setup, 'POST', newAddress, () => addresses) }),
  },
  {
    name: 'patch with audit',
    subjects,
    comparable: false,
    atLeast: 0.5,
    load: async (setup) => ({
      requests: await writes(setup, 'PATCH', (index) => ({ label: `Label ${index}` }), third),
    }),
  },
  {
    name: 'refresh',
    subjects: withoutMedia,
    comparable: false,
    load: async (setup) => {
      const added = await addRefreshTokens(setup.database.superuserUrl, setup.seeded.customers.slice(0, connections));
      return {
        requests: [],
        chains: added.map(({ token, customer }) => ({ token, tenantId: customer.tenantId })),
      };
    },
  },
];

/** Customers without a picture: the Fastify server signs no links, so its answers would differ. */
function withoutPictures(customers: readonly Customer[]): Customer[] {
  return customers.filter((_, index) => index % 2 === 0);
}
