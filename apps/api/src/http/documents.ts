import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { en } from '@doorstep/contracts/messages/en';
import express from 'express';
import helmet from 'helmet';
import { refuseOtherMethods } from './rest.ts';

const pageScript = `SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
});
`;

const errorRows = (Object.entries(en.titles) as [ErrorCode, string][])
  .map(
    ([code, title]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${errorTable[code].status}</td><td>${title}</td></tr>`,
  )
  .join('\n');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Doorstep API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<style>
  body { margin: 0; font-family: sans-serif }
  .errors { max-width: 1460px; margin: 0 auto 4rem; padding: 0 20px; box-sizing: border-box }
  .errors table { border-collapse: collapse }
  .errors td, .errors th { padding: .4rem 1rem .4rem 0; text-align: left; border-bottom: 1px solid #ddd }
  tr:target { background: #fff3bf }
</style>
</head>
<body>
<div id="reference"></div>
<section class="errors">
<h2>Errors</h2>
<p>Every error is <code>application/problem+json</code> with one of these codes. A code keeps its meaning and its status.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead><tbody>
${errorRows}
</tbody></table>
</section>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/page.js"></script>
</body>
</html>
`;

/** Serves the OpenAPI document and its reference page. */
export const documentRoutes = (): express.Router => {
  const routes = express.Router();
  const openapi = readFileSync(join(import.meta.dirname, '..', '..', 'openapi.json'));
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  routes.get('/openapi.json', (_req, res) => {
    res.set({ 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-cache' }).end(openapi);
  });
  routes.all('/openapi.json', refuseOtherMethods(['GET']));
  routes.use('/docs', pageHeaders);
  routes.get('/docs', (_req, res) => {
    res.type('html').send(page);
  });
  routes.get('/docs/page.js', (_req, res) => {
    res.type('js').send(pageScript);
  });
  routes.get(/^\/docs\/(swagger-ui\.css|swagger-ui-bundle\.js)$/, (req, res) => {
    res.sendFile(String(req.params[0]), { root: assets, maxAge: '1h' });
  });
  routes.all('/docs', refuseOtherMethods(['GET']));
  return routes;
};

// Swagger UI sets inline styles, so `style-src` must allow them.
const pageHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
    },
  },
  // The application sets this header on every answer in production.
  strictTransportSecurity: false,
});
