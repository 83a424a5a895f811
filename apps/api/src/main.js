import { enableCompileCache } from 'node:module';

// Compiled modules are kept between starts, in the system's folder for temporary files. Only from here on: were this file
// TypeScript, Node would load its compiler for it, each time.
enableCompileCache();
await import('./server-command.ts');
