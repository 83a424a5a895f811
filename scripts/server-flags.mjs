// What Node starts the server with, here and in the bench. V8 sizes its heap by how fast JavaScript fills it, and most of
// what this server handles is not JavaScript's: bodies, pixels, answers of the database.
export const serverFlags = [
  // A young generation of 8 MB a half instead of 16: memory stays where it is after the first thousand requests, and
  // requests of this size cost no more.
  '--max-semi-space-size=8',
  // V8 may decide by the first requests that objects made at some place live long, and from then on put them where only a
  // full collection frees them. Those of a request do not: such a process grew by a third before it settled.
  '--no-allocation-site-pretenuring',
  // A full collection when the heap has grown by 70 %. Where little JavaScript runs, V8 would have it when 16 MB were added,
  // the bytes of bodies among them: every fourth upload, at a tenth of what uploads cost. Where much runs, it would wait for
  // the heap to grow fourfold, and bodies that nobody needs any more would be held as long.
  '--heap-growing-percent=70',
];
