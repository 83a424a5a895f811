// What Node starts the server with, here and in the bench. A young generation of 8 MB a half instead of 16: memory stays
// where it is after the first thousand requests, and requests of this size cost no more.
export const serverFlags = ['--max-semi-space-size=8'];
