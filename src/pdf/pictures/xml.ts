import { SaxesParser } from 'saxes';
import { PictureError } from './picture.ts';

/** An element of an SVG file; text between elements is not kept. */
export interface XmlElement {
	/** `undefined` where it is none of SVG's: what a drawing program keeps for itself. */
	readonly name: string | undefined;
	/** By name with its prefix. */
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: XmlElement[];
}

const SVG = 'http://www.w3.org/2000/svg';

/** No drawing program nests deeper. */
const MAX_DEPTH = 64;

/** The root element of an SVG file. The parser knows no entities but XML's own. @throws PictureError */
export function readXml(source: string): XmlElement {
	const parser = new SaxesParser({ xmlns: true });
	const document: XmlElement = { name: '', attributes: new Map(), children: [] };
	const open = [document];
	parser.on('error', () => {
		throw new PictureError('is not well-formed XML, or has entities of its own; save it as plain SVG');
	});
	parser.on('opentag', ({ uri, local, attributes }) => {
		const element: XmlElement = {
			name: uri === SVG || uri === '' ? local : undefined,
			attributes: new Map(Object.values(attributes).map(({ name, value }) => [name, value])),
			children: [],
		};
		(open.at(-1) as XmlElement).children.push(element);
		if (open.push(element) > MAX_DEPTH) throw new PictureError('has groups in groups too deep; flatten them');
	});
	parser.on('closetag', () => {
		open.pop();
	});
	parser.write(source).close();
	return document.children[0] as XmlElement;
}
