import { SaxesParser } from 'saxes';
import { PictureError } from './picture.ts';

/** An element of an SVG file, without its text. */
export interface XmlElement {
	/** `undefined` for an element of another namespace, such as a drawing program's own data. */
	readonly name: string | undefined;
	/** By name, including the prefix. */
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: XmlElement[];
}

const SVG = 'http://www.w3.org/2000/svg';

/** Deeper than drawing programs nest. */
const MAX_DEPTH = 64;

/**
 * Reads an SVG file and returns its root element. Only the entities that XML itself defines are known.
 *
 * @throws PictureError
 */
export function readXml(source: string): XmlElement {
	const parser = new SaxesParser({ xmlns: true });
	const document: XmlElement = { name: '', attributes: new Map(), children: [] };
	const open = [document];
	parser.on('error', () => {
		throw new PictureError('is not well-formed XML, or defines entities; save it as plain SVG');
	});
	parser.on('opentag', ({ uri, local, attributes }) => {
		const element: XmlElement = {
			name: uri === SVG || uri === '' ? local : undefined,
			attributes: new Map(Object.values(attributes).map(({ name, value }) => [name, value])),
			children: [],
		};
		(open.at(-1) as XmlElement).children.push(element);
		if (open.push(element) > MAX_DEPTH)
			throw new PictureError(`has more than ${MAX_DEPTH} levels of groups; flatten them`);
	});
	parser.on('closetag', () => {
		open.pop();
	});
	parser.write(source).close();
	return document.children[0] as XmlElement;
}
