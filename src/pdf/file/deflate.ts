/** How what is made for one document is deflated. Small windows: zlib's own take a quarter of a megabyte each time. */
export const DEFLATE = { level: 4, windowBits: 14, memLevel: 7 };
