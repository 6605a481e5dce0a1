/**
 * Lays out a sheet for libraries that only put text at positions.
 *
 * A pen has `width(text, size, bold)`, `text(text, x, y, size, bold)` with the baseline `y` below the
 * top, `rule(x, y, width)` and `addPage()`. A pen that tags also has `tag(role, draw)`, which puts everything that `draw` draws into an element of
 * that role (ISO 32000-1, 14.8.4).
 */

const LEFT = 40;
const WIDTH = 532;
const BOTTOM = 732;
const LEADING = 1.36;

/** Returns the number of pages. `drawTable(piece, y)` draws a table with the library's own means and returns where it ends. */
export function flow(sheet, pen, drawTable) {
	const tag = pen.tag ?? ((_role, draw) => draw());
	let y = LEFT;
	let pages = 1;

	function room(height) {
		if (y + height <= BOTTOM) return;
		pen.addPage();
		pages++;
		y = LEFT;
	}

	/** Draws words in lines, from `top`, and returns where they end. */
	function put(text, x, top, width, size, bold, align) {
		let baseline = top + size;
		for (const line of broken(text, width, (part) => pen.width(part, size, bold))) {
			const shift = align === 'right' ? width - pen.width(line, size, bold) : 0;
			if (line.trim() !== '') pen.text(line, x + shift, baseline, size, bold);
			baseline += size * LEADING;
		}
		return baseline - size;
	}

	function tableByHand({ widths, rows: [head, ...rows] }) {
		tag('TR', () => row(head, widths));
		for (const cells of rows) {
			if (y > BOTTOM - 40) {
				room(BOTTOM);
				tag('Artifact', () => row(head, widths));
			}
			tag('TR', () => row(cells, widths));
		}
	}

	function row(cells, widths) {
		let column = 0;
		let x = LEFT;
		let below = y;
		for (const { text, span, bold, align } of cells) {
			const width = widths.slice(column, column + span).reduce((sum, part) => sum + part, 0);
			tag(bold ? 'TH' : 'TD', () => {
				below = Math.max(below, put(text, x, y, width - 6, 9, bold, align));
			});
			x += width;
			column += span;
		}
		pen.rule(LEFT, below + 2, WIDTH);
		y = below + 6;
	}

	function draw(piece, x, width) {
		switch (piece.kind) {
			case 'heading':
				room(30);
				tag(`H${piece.level}`, () => {
					const size = piece.level === 1 ? 18 : 8;
					y = put(piece.text.toUpperCase(), x, y + 8, width, size, true, piece.align);
				});
				break;
			case 'paragraph':
				room(14);
				tag('P', () => {
					y = put(piece.text, x, y, width, piece.size, piece.bold, piece.align);
				});
				break;
			case 'pairs':
				for (const [term, value] of piece.rows) {
					room(14);
					tag('P', () => {
						const below = put(term, x, y, width * 0.4, 8, false, 'left');
						y = Math.max(below, put(value, x + width * 0.42, y, width * 0.58, 9, true, 'left'));
					});
				}
				break;
			case 'ledger':
				for (const [label, amount] of piece.rows) {
					room(14);
					tag('P', () => {
						const top = y;
						y = put(label, x, top, width - 70, 9, false, 'left');
						put(amount, x + width - 70, top, 70, 9, false, 'right');
					});
				}
				break;
			case 'columns': {
				room(120);
				const top = y;
				let below = top;
				let left = x;
				piece.columns.forEach((pieces, i) => {
					const own = width * piece.widths[i];
					y = top;
					for (const inner of pieces) draw(inner, left, own - (i === piece.columns.length - 1 ? 0 : 16));
					below = Math.max(below, y);
					left += own;
				});
				y = below;
				break;
			}
			case 'table':
				if (drawTable) ({ y, pages } = drawTable(piece, y));
				else tag('Table', () => tableByHand(piece));
				break;
			case 'rule':
				pen.rule(x, y + 6, width);
				y += 10;
				break;
		}
	}

	for (const piece of sheet.body) draw(piece, LEFT, WIDTH);
	return pages;
}

/** Breaks text at spaces into lines that are no wider than `width`. */
function broken(text, width, measure) {
	return text.split('\n').flatMap((line) => {
		if (measure(line) <= width) return [line];
		const lines = [];
		let current = '';
		for (const word of line.split(' ')) {
			const longer = current === '' ? word : `${current} ${word}`;
			if (current !== '' && measure(longer) > width) {
				lines.push(current);
				current = word;
			} else current = longer;
		}
		return [...lines, current];
	});
}
