/*
 * Reads sheets from standard input and writes their PDFs by cairo and Pango, neither tagged nor archivable: four bytes of
 * length (big-endian), then as many bytes. A sheet has lines of fields separated by tabs, which cairo.mjs writes.
 */
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEFT 40.0
#define WIDTH 532.0
#define BOTTOM 732.0
#define MAX_FIELDS 64

/* Text, or a line if there is no layout. Drawn once the number of pages is known. */
typedef struct {
	int page;
	double x, y, width;
	PangoLayout *layout;
} Item;

typedef struct {
	PangoContext *context;
	Item *items;
	size_t count, room;
	int page;
	double y, x, width;
	/* Columns: where they start, and where the longest one ends. */
	double top, below, left;
	double columns[MAX_FIELDS];
	char *head;
} Sheet;

typedef struct {
	unsigned char *bytes;
	size_t length, room;
} Bytes;

static PangoFontDescription *font(double size, int bold) {
	static PangoFontDescription *known[64][2];
	PangoFontDescription **description = &known[(int)size][bold];
	if (!*description) {
		*description = pango_font_description_from_string(bold ? "Noto Sans Bold" : "Noto Sans");
		pango_font_description_set_absolute_size(*description, size * PANGO_SCALE);
	}
	return *description;
}

static Item *add(Sheet *sheet, double x, double y, double width) {
	if (sheet->count == sheet->room) {
		sheet->room = sheet->room ? 2 * sheet->room : 256;
		sheet->items = realloc(sheet->items, sheet->room * sizeof(Item));
	}
	Item *item = &sheet->items[sheet->count++];
	*item = (Item){.page = sheet->page, .x = x, .y = y, .width = width};
	return item;
}

/* Returns where the text ends. */
static double put(Sheet *sheet, char *text, double x, double y, double width, double size, int bold, int right) {
	for (char *c = text; *c; c++)
		if (*c == '\x1f') *c = '\n';
	PangoLayout *layout = pango_layout_new(sheet->context);
	pango_layout_set_font_description(layout, font(size, bold));
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	if (right) pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
	pango_layout_set_text(layout, text, -1);
	add(sheet, x, y, width)->layout = layout;
	int height;
	pango_layout_get_size(layout, NULL, &height);
	return y + (double)height / PANGO_SCALE;
}

static void room(Sheet *sheet, double height) {
	if (sheet->y + height <= BOTTOM) return;
	sheet->page++;
	sheet->y = LEFT;
}

static int split(char *line, char **fields) {
	int count = 0;
	for (char *rest = line; rest && count < MAX_FIELDS;) fields[count++] = strsep(&rest, "\t");
	return count;
}

/* Each cell of a row has the fields span, bold, right and text. */
static void row(Sheet *sheet, const char *line) {
	char *fields[MAX_FIELDS], *copy = strdup(line);
	int count = split(copy, fields), column = 0;
	double x = LEFT, below = sheet->y;
	for (int i = 1; i + 3 < count; i += 4) {
		double width = 0;
		for (int span = atoi(fields[i]); span > 0; span--) width += sheet->columns[column++];
		if (*fields[i + 3])
			below = fmax(below, put(sheet, fields[i + 3], x, sheet->y, width - 6, 9, atoi(fields[i + 1]), atoi(fields[i + 2])));
		x += width;
	}
	free(copy);
	add(sheet, LEFT, below + 2, WIDTH);
	sheet->y = below + 6;
}

static void body_row(Sheet *sheet, char *line) {
	if (!sheet->head) {
		sheet->head = line;
	} else if (sheet->y > BOTTOM - 40) {
		room(sheet, BOTTOM);
		row(sheet, sheet->head);
	}
	row(sheet, line);
}

static void piece(Sheet *sheet, char *line) {
	if (*line == 'R') {
		body_row(sheet, line);
		return;
	}
	char *f[MAX_FIELDS];
	int count = split(line, f);
	double x = sheet->x, width = sheet->width, y = sheet->y;
	switch (*f[0]) {
	case 'H': /* level, right, text */
		room(sheet, 30);
		sheet->y = put(sheet, f[3], x, sheet->y + 8, width, atoi(f[1]) == 1 ? 18 : 8, 1, atoi(f[2]));
		break;
	case 'P': /* size, bold, right, text */
		room(sheet, 14);
		sheet->y = put(sheet, f[4], x, sheet->y, width, atof(f[1]), atoi(f[2]), atoi(f[3]));
		break;
	case 'K': /* term, value */
		room(sheet, 14);
		y = sheet->y;
		sheet->y = fmax(put(sheet, f[1], x, y, width * 0.4, 8, 0, 0), put(sheet, f[2], x + width * 0.42, y, width * 0.58, 9, 1, 0));
		break;
	case 'L': /* label, amount */
		room(sheet, 14);
		y = sheet->y;
		put(sheet, f[2], x + width - 70, y, 70, 9, 0, 1);
		sheet->y = put(sheet, f[1], x, y, width - 70, 9, 0, 0);
		break;
	case 'C': /* columns start */
		room(sheet, 120);
		sheet->top = sheet->below = sheet->y;
		sheet->left = LEFT;
		break;
	case 'c': /* a column: share, gap */
		sheet->below = fmax(sheet->below, sheet->y);
		sheet->y = sheet->top;
		sheet->x = sheet->left;
		sheet->width = WIDTH * atof(f[1]) - atof(f[2]);
		sheet->left += WIDTH * atof(f[1]);
		break;
	case 'E': /* columns end */
		sheet->y = fmax(sheet->below, sheet->y);
		sheet->x = LEFT;
		sheet->width = WIDTH;
		break;
	case 'B': /* a table: widths */
		for (int i = 1; i < count; i++) sheet->columns[i - 1] = atof(f[i]);
		sheet->head = NULL;
		break;
	case 'D':
		add(sheet, x, y + 6, width);
		sheet->y = y + 10;
		break;
	}
}

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned int length) {
	Bytes *out = closure;
	if (out->length + length > out->room) {
		out->room = 2 * (out->length + length);
		out->bytes = realloc(out->bytes, out->room);
	}
	memcpy(out->bytes + out->length, data, length);
	out->length += length;
	return CAIRO_STATUS_SUCCESS;
}

static void emit(Sheet *sheet, char *title, char *running, Bytes *out) {
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(keep, out, 612, 792);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_t *cr = cairo_create(surface);
	int pages = sheet->page;
	for (sheet->page = 1; sheet->page <= pages; sheet->page++) {
		char number[64];
		snprintf(number, sizeof number, "Page %d of %d", sheet->page, pages);
		put(sheet, running, LEFT, 740, WIDTH * 0.8, 8, 0, 0);
		put(sheet, number, LEFT + WIDTH * 0.8, 740, WIDTH * 0.2, 8, 0, 1);
	}
	cairo_set_line_width(cr, 0.5);
	for (int page = 1; page <= pages; page++) {
		for (size_t i = 0; i < sheet->count; i++) {
			Item *item = &sheet->items[i];
			if (item->page != page) continue;
			cairo_move_to(cr, item->x, item->y);
			if (item->layout) {
				pango_cairo_show_layout(cr, item->layout);
				g_object_unref(item->layout);
			} else {
				cairo_line_to(cr, item->x + item->width, item->y);
				cairo_stroke(cr);
			}
		}
		cairo_show_page(cr);
	}
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_surface_destroy(surface);
}

static void draw(PangoContext *context, char *text, Bytes *out) {
	Sheet sheet = {.context = context, .page = 1, .x = LEFT, .y = LEFT, .width = WIDTH};
	char *title = strsep(&text, "\n"), *running = strsep(&text, "\n");
	for (char *line; (line = strsep(&text, "\n"));)
		if (*line) piece(&sheet, line);
	emit(&sheet, title, running, out);
	free(sheet.items);
}

int main(int argc, char **argv) {
	if (argc > 1) {
		printf("%s with Pango %s\n", cairo_version_string(), pango_version_string());
		return 0;
	}
	PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	/* Units of the page are points. */
	pango_cairo_context_set_resolution(context, 72);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	pango_cairo_context_set_font_options(context, options);
	Bytes out = {0};
	unsigned char head[4];
	while (fread(head, 1, 4, stdin) == 4) {
		size_t length = (size_t)head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3];
		char *text = malloc(length + 1);
		if (fread(text, 1, length, stdin) != length) return 1;
		text[length] = 0;
		out.length = 0;
		draw(context, text, &out);
		free(text);
		for (int i = 0; i < 4; i++) head[i] = (unsigned char)(out.length >> (24 - 8 * i));
		fwrite(head, 1, 4, stdout);
		fwrite(out.bytes, 1, out.length, stdout);
		fflush(stdout);
	}
	return 0;
}
