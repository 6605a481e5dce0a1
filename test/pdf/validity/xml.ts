import { SaxesParser } from 'saxes';

export interface XmlElement {
	readonly namespace: string;
	/** Without the prefix. */
	readonly name: string;
	readonly parent: XmlElement | undefined;
	readonly children: readonly XmlElement[];
	/** All text in the element. */
	readonly text: string;
	attribute(name: string): string | undefined;
}

/** @throws if the document is not well-formed or a prefix is undeclared */
export function parseXml(source: string): XmlElement {
	const parser = new SaxesParser({ xmlns: true });
	let root: Building | undefined;
	let open: Building | undefined;
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ uri, local, attributes }) => {
		const element: Building = {
			namespace: uri,
			name: local,
			parent: open,
			children: [],
			text: '',
			attribute: (name) => attributes[name]?.value,
		};
		open?.children.push(element);
		root ??= element;
		open = element;
	});
	parser.on('text', (text) => {
		for (let element = open; element; element = element.parent) element.text += text;
	});
	parser.on('closetag', () => {
		open = open?.parent;
	});
	parser.write(source).close();
	if (!root) throw new SyntaxError('the document is empty');
	return root;
}

interface Building extends XmlElement {
	readonly parent: Building | undefined;
	readonly children: Building[];
	text: string;
}

/** All elements with a name below an element. */
export function descendants(element: XmlElement, namespace: string, name: string): XmlElement[] {
	return element.children.flatMap((child) => [
		...(child.namespace === namespace && child.name === name ? [child] : []),
		...descendants(child, namespace, name),
	]);
}
