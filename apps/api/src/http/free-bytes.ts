/**
 * Gives the memory of bytes back at once, where they are all that it holds; they are gone then. Left to the garbage collector,
 * a few megabytes of these would have it go through the whole heap.
 */
export const freeBytes = ({ buffer, byteLength }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
};
