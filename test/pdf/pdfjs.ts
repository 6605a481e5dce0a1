/** Stands for classes of a browser that pdf.js needs to draw pages, which no test does. */
class Unused {}

for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) Reflect.set(globalThis, name, Unused);

/** pdf.js reads documents without them, but complains if they are missing when it is loaded. */
export const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
