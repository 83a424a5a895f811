import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

// Replaces the engine that the Prisma CLI would download (see prisma/schema-engine.ts).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= join(import.meta.dirname, 'prisma', 'schema-engine.ts');

const url = process.env.MIGRATE_DATABASE_URL || process.env.DATABASE_URL;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url && { datasource: { url } }),
});
