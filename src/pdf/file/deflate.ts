/** zlib options for the streams of one document. A full-size window would allocate 256 KiB for every stream. */
export const DEFLATE = { level: 4, windowBits: 14, memLevel: 7 };
