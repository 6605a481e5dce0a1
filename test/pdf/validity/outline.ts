import { attribute, children, type Element, type TaggedPdf, textOf } from './document.ts';

/**
 * The structure tree with its text, one line per element and indented by level. Rows and list items take one line each.
 * `[…]` is a header cell with its scope, `«es …»` is text in a language other than the document's.
 */
export function outline(pdf: TaggedPdf): string {
	const texts = contentTexts(pdf);
	return `${pdf.roots.flatMap((root) => lines(root, texts)).join('\n')}\n`;
}

type Texts = ReadonlyMap<string, string>;

function lines(element: Element, texts: Texts): string[] {
	// The text of a Span belongs to the element around it.
	const kids = children(element).filter(({ type }) => type !== 'Span');
	const head = `${element.type}${kind(element)}`;
	if (kids.length === 0) return [line(head, text(element, texts))];
	if (element.type === 'TR' || element.type === 'LI') {
		return [line(head, kids.map((kid) => cell(kid, texts)).join(' | '))];
	}
	return [head, ...kids.flatMap((kid) => lines(kid, texts)).map((kid) => `  ${kid}`)];
}

const line = (head: string, said: string): string => `${head}  ${said}`.trimEnd();

/** The numbering of a list, or the description of a figure. */
function kind(element: Element): string {
	if (element.type === 'L') return ` (${String(attribute(element, 'ListNumbering')).slice(1)})`;
	const alt = element.dict.text('Alt');
	return alt === undefined ? '' : ` (${alt})`;
}

function cell(element: Element, texts: Texts): string {
	const span = Number(attribute(element, 'ColSpan') ?? 1);
	const said = `${text(element, texts)}${span > 1 ? ` ×${span}` : ''}`;
	if (element.type !== 'TH') return said;
	return `[${said} ${attribute(element, 'Scope') === '/Row' ? '→' : '↓'}]`;
}

function text(element: Element, texts: Texts): string {
	// Joins text of one language across changes of font and line.
	return said(element, texts)
		.replace(/»«\w+ /g, '')
		.replace(/\s+/g, ' ')
		.trim();
}

function said({ kids }: Element, texts: Texts): string {
	return kids
		.map((kid) => {
			if ('mcid' in kid) return texts.get(`${kid.page} ${kid.mcid}`) ?? '';
			return 'element' in kid ? said(kid.element, texts) : '';
		})
		.join('');
}

/** Texts in painting order, by `page mcid`. */
function contentTexts({ contents }: TaggedPdf): Texts {
	const texts = new Map<string, string>();
	contents.forEach((page, index) => {
		for (const painting of page.paintings) {
			const mcid = painting.marks.find((mark) => mark.mcid !== undefined)?.mcid;
			if (mcid === undefined) continue;
			const said = textOf(page, painting);
			const quoted = said.language === undefined ? said.text : `«${said.language} ${said.text}»`;
			const key = `${index} ${mcid}`;
			texts.set(key, (texts.get(key) ?? '') + quoted);
		}
	});
	return texts;
}
