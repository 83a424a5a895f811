// JavaScript that an old Node can read too: it says which one is needed. Were this file TypeScript, Node would also load its
// compiler for it at each start.
const needed = 24;
if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `Doorstep needs Node.js ${needed} or newer, and this is ${process.versions.node}. "npm run start:api" brings its own.\n`,
  );
  process.exit(1);
}
const { enableCompileCache } = await import('node:module');
// Keeps compiled modules between starts, in the system's folder for temporary files.
enableCompileCache();
await import('./server/server-command.ts');
