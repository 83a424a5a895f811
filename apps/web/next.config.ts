import { join } from 'node:path';
import type { NextConfig } from 'next';

export default {
  // API paths end in a slash, page paths do not.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  // The contracts are TypeScript source; `npm run check` checks the types.
  transpilePackages: ['@doorstep/contracts'],
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: join(import.meta.dirname, '..', '..') },
  // Next would write instruction files for agents into the repository.
  agentRules: false,
  devIndicators: false,
} satisfies NextConfig;
