import { join } from 'node:path';
import type { NextConfig } from 'next';

export default {
  // Paths of the API end in a slash, those of pages do not.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  // It carries the source of its contracts; the types of all of it are checked by `npm run check`.
  transpilePackages: ['@doorstep/contracts'],
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: join(import.meta.dirname, '..', '..') },
  // It writes no instructions into this repository.
  agentRules: false,
  devIndicators: false,
} satisfies NextConfig;
