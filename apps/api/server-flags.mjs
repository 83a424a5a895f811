// What Node starts the server with, here and in the bench. By V8's own choice memory grows for tens of thousands of requests
// before it settles.
export const serverFlags = [
  // A young generation of 8 MB a half instead of 16: memory stays where it is after the first thousand requests, and
  // requests of this size cost no more.
  '--max-semi-space-size=8',
  // V8 may decide by the first requests that objects made at some place live long, and from then on put them where only a
  // full collection frees them. Those of a request do not: such a process grew by a third before it settled.
  '--no-allocation-site-pretenuring',
];

// What Node starts an import with: it takes no more memory for a large file than for a small one.
export const importFlags = ['--max-semi-space-size=4', '--max-old-space-size=160'];
