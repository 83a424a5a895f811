/**
 * Frees the memory of a byte array at once when the array owns its whole buffer. The array is empty afterwards.
 * Without this, a few megabytes of image data trigger a full garbage collection.
 */
export const freeBytes = ({ buffer, byteLength }: Uint8Array): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
};
